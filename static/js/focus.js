/* Before the list is replaced: what has focus; afterwards its twin is to have it. */
const CHIPS = ".chips--chosen a";
const HANDLES = ".handles input";
const TOGGLES = "[data-sheet]";

export const headingOf = (main) => Object.assign(main.querySelector("h1"), { tabIndex: -1 });

const labelOf = (link) => link.querySelector("span")?.firstChild?.textContent.trim();

/* Note what has focus in `main`, and give the function that finds and focuses its twin. */
export const noteFocus = (main) => {
  const had = document.activeElement;
  if (!main.contains(had)) return () => {};
  const all = (which) => [...main.querySelectorAll(which)];
  const facet = had.closest("[data-facet]")?.dataset.facet;
  const [chip, handle, toggle] = [CHIPS, HANDLES, TOGGLES].map((which) => all(which).indexOf(had));

  const twinIn = (box) => {
    if (handle >= 0) return all(HANDLES)[handle];
    if (toggle >= 0) return all(TOGGLES)[toggle];
    if (chip >= 0) return all(CHIPS)[Math.min(chip, all(CHIPS).length - 2)]; // the last removes all
    if (had.name) return box.querySelector(`[name="${had.name}"]:not([type=hidden])`);
    if (had.matches("a")) {
      const isTwin = facet
        ? (link) => labelOf(link) === labelOf(had)
        : (link) => link.href === had.href;
      return [...box.querySelectorAll("a")].find(isTwin);
    }
    return facet && had.matches("button") ? box.querySelector("button") : null;
  };

  return () => {
    const box = (facet && main.querySelector(`[data-facet="${facet}"]`)) || main;
    const twin = twinIn(box) ?? (facet ? box.querySelector("summary") : headingOf(main));
    twin?.focus({ preventScroll: true });
  };
};
