/* The listing follows its links without a new page; the address is always the state. */
import { bindCompare } from "./compare.js";
import { bindFacets } from "./facets.js";
import { headingOf, noteFocus } from "./focus.js";
import { bindSelects } from "./forms.js";
import { showMore } from "./more.js";
import { bindNearest } from "./nearest.js";
import { bindPrices } from "./prices.js";
import { markKept } from "./quick.js";
import { bindSheets, setSheet } from "./sheet.js";

const main = document.getElementById("main");

/* What a list brings along: bound anew when it is replaced in place. */
const bindList = (root) => {
  bindFacets(root);
  bindNearest(root);
  bindPrices(root);
  markKept(root);
};

/* The header stands outside the list, yet speaks of it. */
const takeHeader = (page) => {
  const fresh = page.querySelectorAll(".langs");
  for (const [at, list] of document.querySelectorAll(".langs").entries()) {
    list.replaceChildren(...fresh[at].childNodes);
  }
  const box = document.getElementById("q");
  // Nobody's typing is overwritten.
  if (box !== document.activeElement) box.value = page.getElementById("q").value;
};

/* Note which filters are open and how far each is scrolled; give what sets the new ones so. */
const noteFilters = () => {
  const boxes = () => document.querySelectorAll(".facets [data-facet]");
  const sheet = document.getElementById("facets");
  const isOpen = sheet.classList.contains("is-open");
  const top = sheet.scrollTop;
  const were = new Map();
  for (const box of boxes()) {
    were.set(box.dataset.facet, { open: box.open, top: box.querySelector("ul")?.scrollTop });
  }
  return () => {
    const fresh = document.getElementById("facets");
    if (isOpen) setSheet(fresh, true);
    for (const box of boxes()) {
      const was = were.get(box.dataset.facet);
      const list = box.querySelector("ul");
      if (was) box.open = was.open;
      if (was && list) list.scrollTop = was.top;
    }
    fresh.scrollTop = top;
  };
};

const replaceList = (page, url, isNew) => {
  const refocus = noteFocus(main);
  const reset = noteFilters();
  main.replaceChildren(...page.getElementById("main").childNodes);
  document.title = page.title;
  if (isNew) history.pushState({}, "", url);
  takeHeader(page);
  bindList(main);
  bindSheets(main);
  bindSelects(main);
  bindCompare(main);
  reset();
  if (isNew && /[?&]page=/.test(url)) {
    main.scrollIntoView();
    headingOf(main).focus({ preventScroll: true });
  } else {
    refocus();
  }
};

let asked = 0;
const go = async (url, isNew) => {
  const mine = ++asked;
  main.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(url, { headers: { Accept: "text/html" } });
    if (!answer.ok) throw new Error(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (mine === asked) replaceList(page, url, isNew);
  } catch {
    location.assign(url);
  } finally {
    if (mine === asked) main.removeAttribute("aria-busy");
  }
};

const isPlainClick = (event) =>
  !(event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey);

if (document.querySelector(".listing")) {
  bindList(document);
  main.addEventListener("click", (event) => {
    const more = event.target.closest("[data-more]");
    if (more && isPlainClick(event)) {
      event.preventDefault();
      showMore(more, (item) => {
        bindCompare(item);
        markKept(item);
      });
      return;
    }
    const link = event.target.closest(".facets a, .chips a, .pages a");
    if (!link || !isPlainClick(event)) return;
    const url = new URL(link.href);
    if (url.pathname !== location.pathname) return;
    event.preventDefault();
    go(url.href, true);
  });
  main.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "get") return;
    if (new URL(form.action, location.href).pathname !== location.pathname) return;
    event.preventDefault();
    const pairs = [...new FormData(form)].filter(([, value]) => value !== "");
    go(`${location.pathname}?${new URLSearchParams(pairs)}`, true);
  });
  window.addEventListener("popstate", () => go(location.href, false));
}
