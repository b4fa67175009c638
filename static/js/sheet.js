/*
 * A sheet over the page of a phone: while it is open the rest is out of reach and does not
 * scroll; Escape or a tap beside it closes it.
 */
import { make } from "./dom.js";

const veil = make("div", { className: "veil", hidden: true });

export const setSheet = (sheet, isOpen) => {
  sheet.classList.toggle("is-open", isOpen);
  document.documentElement.classList.toggle("has-sheet", isOpen);
  veil.hidden = !isOpen;
  for (const button of document.querySelectorAll(`[data-sheet="${sheet.id}"]`)) {
    button.setAttribute("aria-expanded", isOpen);
  }
  for (let part = sheet; part !== document.body; part = part.parentElement) {
    for (const other of part.parentElement.children) {
      if (other !== part && other !== veil) other.inert = isOpen;
    }
  }
};

const closeSheet = () => {
  const sheet = document.querySelector(".is-open");
  if (!sheet) return;
  setSheet(sheet, false);
  document.querySelector(`[data-sheet="${sheet.id}"]`).focus();
};

export const bindSheets = (root) => {
  for (const button of root.querySelectorAll("[data-sheet]")) {
    if (!button.closest(`#${button.dataset.sheet}`)) button.ariaExpanded ??= "false";
    button.addEventListener("click", (event) => {
      event.preventDefault(); // without a script some are links
      const sheet = document.getElementById(button.dataset.sheet);
      if (sheet.classList.contains("is-open")) {
        closeSheet();
        return;
      }
      setSheet(sheet, true);
      sheet.querySelector("summary, a, button")?.focus();
    });
  }
};

/* Once a page, for all its sheets. */
export const startSheets = () => {
  document.body.append(veil);
  veil.addEventListener("click", closeSheet);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") closeSheet();
  });
  // There the filters stand beside the list.
  matchMedia("(min-width: 960px)").addEventListener("change", closeSheet);
};
