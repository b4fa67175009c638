/* Work of the task queue tells how far it is; at its end the page is read anew. */
const bindRun = (box) => {
  const bar = box.querySelector("progress");
  const text = box.querySelector("[data-progress-text]");
  const look = async () => {
    try {
      const answer = await fetch(box.dataset.progress, { headers: { Accept: "application/json" } });
      if (answer.ok) {
        const run = await answer.json();
        if (run.count) bar.max = run.count;
        bar.value = run.done;
        text.textContent = run.text;
        if (run.has_ended) {
          location.reload();
          return;
        }
      }
    } catch {
      /* the network is away: ask again */
    }
    setTimeout(look, 1000);
  };
  setTimeout(look, 600);
};

export const bindProgress = (root) => {
  for (const box of root.querySelectorAll("[data-progress]")) bindRun(box);
};
