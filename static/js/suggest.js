/* Suggestions: an ARIA combobox; 150 ms after the last key, an older answer never overtakes. */
import { make } from "./dom.js";
import { keep, recall } from "./kept.js";

const KEY = "recent-searches";
const MOST_KEPT = 6;
const MOST_SHOWN = 8;

const recent = () => recall("localStorage", KEY) ?? [];
const keepRecent = (texts) => keep("localStorage", KEY, texts.slice(0, MOST_KEPT));
const keepNew = (text) => keepRecent([text, ...recent().filter((other) => other !== text)]);

/* What found nothing is not offered again. */
const dropUnfound = () => {
  if (!document.querySelector("[data-unfound]")) return;
  const unfound = new URLSearchParams(location.search).get("q")?.trim();
  if (unfound) keepRecent(recent().filter((other) => other !== unfound));
};

/* Of a product its picture and price, of all else what it is. */
const option = ({ title, kind, url, image, price }, position) =>
  make(
    "li",
    { id: `suggestion-${position}`, role: "option", "aria-selected": "false" },
    make(
      "a",
      { href: url, tabIndex: -1 },
      ...(image ? [make("img", { src: image, width: 44, height: 44, alt: "" })] : []),
      make("span", { textContent: title }),
      make("small", { className: price ? "num" : "", textContent: price ?? kind }),
    ),
  );

const bindSuggestion = (form) => {
  const input = form.querySelector("input[type=search]");
  const list = make("ul", {
    id: "suggestions",
    className: "suggest",
    hidden: true,
    role: "listbox",
    "aria-label": input.labels[0].textContent,
  });
  const status = make("p", { className: "visually-hidden", role: "status" });
  form.append(list, status);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);

  let timer;
  let asked = 0;
  let at = -1;

  const forget = () => {
    clearTimeout(timer);
    asked++;
  };
  const close = () => {
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const show = (rows) => {
    at = -1;
    input.removeAttribute("aria-activedescendant");
    list.replaceChildren(...rows.map(option));
    list.hidden = rows.length === 0;
    input.setAttribute("aria-expanded", String(rows.length > 0));
    status.textContent = rows.length ? `${rows.length} ${form.dataset.some}` : form.dataset.none;
  };
  const ownRows = () =>
    recent().map((title) => ({
      title,
      kind: form.dataset.recent,
      url: `${form.action}?q=${encodeURIComponent(title)}`,
    }));

  const ask = async () => {
    const text = input.value.trim();
    const mine = ++asked;
    if (text.length === 1) {
      close();
      return;
    }
    const own = text ? [] : ownRows();
    if (own.length) show(own);
    else if (!text) close();
    // To an empty box: what others look for, behind what was looked for here.
    try {
      const answer = await fetch(`${form.dataset.suggest}?q=${encodeURIComponent(text)}`);
      if (mine !== asked || !answer.ok) return;
      const { suggestions } = await answer.json();
      const others = suggestions.filter(({ title }) => !own.some((row) => row.title === title));
      const rows = [...own, ...others].slice(0, MOST_SHOWN);
      if (mine !== asked) return;
      const isUntouched = at < 0 && input === document.activeElement;
      if (text || (isUntouched && rows.length > own.length)) show(rows);
    } catch {
      if (text) close();
    }
  };

  const move = (items, step) => {
    if (step > 0) at = (at + 1) % items.length;
    else at = at <= 0 ? items.length - 1 : at - 1;
    for (const [position, item] of items.entries()) {
      item.setAttribute("aria-selected", String(position === at));
    }
    input.setAttribute("aria-activedescendant", items[at].id);
  };

  input.addEventListener("input", () => {
    forget();
    timer = setTimeout(ask, 150);
  });
  input.addEventListener("focus", () => {
    if (!input.value) ask();
  });
  input.addEventListener("keydown", (event) => {
    const items = [...list.children];
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      forget();
      close();
    } else if (event.key === "ArrowDown" && list.hidden) {
      event.preventDefault();
      clearTimeout(timer);
      ask();
    } else if (list.hidden || !items.length) {
      return;
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(items, event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && at >= 0) {
      event.preventDefault();
      items[at].querySelector("a").click();
    }
  });
  form.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget)) setTimeout(close, 120);
  });
  form.addEventListener("submit", () => {
    forget();
    const text = input.value.trim();
    if (text) keepNew(text);
  });
};

export const bindSuggestions = (root) => {
  dropUnfound();
  for (const form of root.querySelectorAll("[data-suggest]")) bindSuggestion(form);
};
