/* Small comforts of the pages about lots; every page works without them. */
for (const box of document.querySelectorAll("[data-progress]")) {
  const bar = box.querySelector("progress"),
    text = box.querySelector("[data-progress-text]");
  const look = async () => {
    try {
      const answer = await fetch(box.dataset.progress, { headers: { Accept: "application/json" } });
      if (answer.ok) {
        const run = await answer.json();
        bar.value = run.done;
        text.textContent = run.text;
        if (run.state === "done" || run.state === "failed") {
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
}

/* A step in one's own words: its fields show only when they are chosen. */
for (const own of document.querySelectorAll("[data-own-step]")) {
  const form = own.closest("form");
  const show = () => {
    own.hidden = form.elements.step.value !== "own";
  };
  form.addEventListener("change", show);
  show();
}

/* A picture is shown and made smaller before it is sent: minutes saved on a slow line. */
const LONGEST = 1600;
for (const input of document.querySelectorAll("input[data-photo]")) {
  const preview = Object.assign(document.createElement("img"), {
    className: "photo-preview",
    alt: "",
    hidden: true,
  });
  input.after(preview);
  input.addEventListener("change", async () => {
    const file = input.files[0];
    preview.hidden = !file;
    if (!file) return;
    try {
      const image = await createImageBitmap(file, { imageOrientation: "from-image" });
      const share = Math.min(1, LONGEST / Math.max(image.width, image.height));
      const canvas = Object.assign(document.createElement("canvas"), {
        width: Math.round(image.width * share),
        height: Math.round(image.height * share),
      });
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      preview.src = canvas.toDataURL("image/jpeg", 0.6);
      if (share === 1 && file.size < 600000) return;
      const small = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
      const files = new DataTransfer();
      files.items.add(new File([small], "photo.jpg", { type: "image/jpeg" }));
      input.files = files.files;
    } catch {
      preview.hidden = true; /* the server looks at it and says what is wrong */
    }
  });
}
