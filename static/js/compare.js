/* Compare: up to four products, ticked on cards, kept on this device; the page is an address. */
import { keep, recall } from "./kept.js";

const KEY = "compared";
const MOST = 4;

const compared = () => {
  const kept = recall("sessionStorage", KEY);
  return Array.isArray(kept) ? kept.filter(Number.isInteger).slice(0, MOST) : [];
};
const without = (pk) => compared().filter((other) => other !== pk);
const addressOf = (pks) => new URLSearchParams(pks.map((pk) => ["p", pk]));

const show = () => {
  const bar = document.querySelector("[data-compare-bar]");
  const full = bar?.querySelector("[data-full]");
  const pks = compared();
  const isFull = pks.length >= MOST;
  for (const box of document.querySelectorAll("[data-compare]")) {
    box.checked = pks.includes(Number(box.dataset.compare));
    box.disabled = !box.checked && isFull;
    // A title describes the box to who hears it.
    box.title = box.disabled ? (full?.textContent ?? "") : "";
    box.parentElement.title = box.title;
  }
  if (!bar) return;
  bar.hidden = pks.length === 0;
  bar.querySelector("b").textContent = pks.length;
  bar.querySelector("a").search = addressOf(pks);
  full.hidden = !isFull;
};

const keepAndShow = (pks) => {
  keep("sessionStorage", KEY, pks);
  show();
};

/* Called again for a list that was replaced in place; the bar stands outside it. */
export const bindCompare = (root) => {
  for (const box of root.querySelectorAll("[data-compare]")) {
    const pk = Number(box.dataset.compare);
    const menu = box.closest("[data-compare-menu]");
    if (menu) menu.hidden = false;
    box.addEventListener("change", () => {
      keepAndShow(box.checked ? [...without(pk), pk].slice(0, MOST) : without(pk));
    });
  }
  for (const drop of root.querySelectorAll("[data-compare-drop]")) {
    drop.addEventListener("click", () => keepAndShow(without(Number(drop.dataset.compareDrop))));
  }
  for (const link of root.querySelectorAll("[data-compare-link]")) {
    const pk = Number(link.dataset.compareLink);
    link.addEventListener("click", () => {
      const pks = [...without(pk).slice(0, MOST - 1), pk];
      keepAndShow(pks);
      link.search = addressOf(pks);
    });
  }
  const bar = root.querySelector("[data-compare-bar]");
  bar?.querySelector("button").addEventListener("click", () => keepAndShow([]));
  show();
};
