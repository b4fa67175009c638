/* Onto paper and into the clipboard. */
export const bindCopies = (root) => {
  for (const button of root.querySelectorAll("[data-print]")) {
    button.addEventListener("click", () => window.print());
  }
  for (const button of root.querySelectorAll("[data-copy]")) {
    button.addEventListener("click", async () => {
      await navigator.clipboard?.writeText(button.dataset.copy);
      if (navigator.clipboard) button.textContent = button.dataset.done;
    });
  }
};
