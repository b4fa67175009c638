/* The shop's shell: panels close by themselves, the bar below leaves while one reads down. */

const PANELS = ".way[open], .head__langs[open], .card__more[open]";
const FEW_PIXELS = 8;

const closeOthers = (than) => {
  for (const panel of document.querySelectorAll(PANELS)) {
    // In the sheet of a phone they are a list that stays as it was opened.
    if (!panel.contains(than) && !panel.closest(".ways.is-open")) panel.open = false;
  }
};

const bindPanels = () => {
  document.addEventListener("click", ({ target }) => closeOthers(target));
  document.addEventListener("focusin", ({ target }) => closeOthers(target));
  document.addEventListener("keydown", ({ key, target }) => {
    if (key !== "Escape") return;
    const panel = target.closest?.(PANELS);
    closeOthers(document.documentElement);
    if (!panel) return;
    panel.open = false;
    panel.querySelector("summary").focus();
  });
};

const bindReading = () => {
  let last = scrollY;
  const look = () => {
    const moved = scrollY - last;
    if (Math.abs(moved) < FEW_PIXELS) return;
    const isAtEnd = innerHeight + scrollY > document.documentElement.scrollHeight - FEW_PIXELS;
    document.documentElement.classList.toggle("is-reading", moved > 0 && !isAtEnd);
    last = scrollY;
  };
  addEventListener("scroll", () => requestAnimationFrame(look), { passive: true });
};

export const startShell = () => {
  bindPanels();
  bindReading();
};
