/* Send a page to somebody: the phone's own sheet, or its address into the clipboard. */
export const bindShares = (root) => {
  for (const button of root.querySelectorAll("[data-share]")) {
    if (!navigator.share && !navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      const url = document.querySelector("link[rel=canonical]")?.href ?? location.href;
      if (!navigator.share) {
        await navigator.clipboard.writeText(url);
        button.lastElementChild.textContent = button.dataset.done;
        return;
      }
      try {
        await navigator.share({ title: document.title, url });
      } catch {
        // Closed without sending.
      }
    });
  }
};
