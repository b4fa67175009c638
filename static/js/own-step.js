/* A step in one's own words: its fields show only when they are chosen. */
export const bindOwnSteps = (root) => {
  for (const own of root.querySelectorAll("[data-own-step]")) {
    const form = own.closest("form");
    const show = () => {
      own.hidden = form.elements.step.value !== "own";
    };
    form.addEventListener("change", show);
    show();
  }
};
