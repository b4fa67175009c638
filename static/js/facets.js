/* Narrow the values of a facet by typing; without a script its box is a form. */
import { make } from "./dom.js";

const language = document.documentElement.lang;
const plain = (text) =>
  text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase();

const valueItem = ({ label, count, url, is_on: isOn }) => {
  const link = make(
    "a",
    { href: url, rel: "nofollow" },
    make("span", { textContent: label }),
    make("span", { className: "num", textContent: count.toLocaleString(language) }),
  );
  if (isOn) link.setAttribute("aria-current", "true");
  return make("li", {}, link);
};

const bindFacet = (box) => {
  const list = box.parentElement.querySelector("ul");
  const items = [...box.parentElement.querySelectorAll("li")];
  const none = make("p", { className: "small muted none", role: "status" });
  box.after(none);

  const tell = () => {
    const isFound = [...list.children].some((item) => !item.hidden);
    none.textContent = isFound ? "" : box.dataset.none;
    if (none.textContent) none.scrollIntoView({ block: "nearest" });
  };

  let timer;
  let asked = 0;
  // Of a facet with thousands of values the page holds only the first.
  const askMore = async (text) => {
    const mine = ++asked;
    const query = new URLSearchParams(location.search);
    query.set("facet", box.dataset.narrow);
    query.set("facet_q", text);
    try {
      const answer = await fetch(`${location.pathname}?${query}`);
      if (!answer.ok || mine !== asked) return;
      const { values } = await answer.json();
      list.replaceChildren(...values.map(valueItem));
      tell();
    } catch {
      /* the first values stay */
    }
  };

  box.elements.facet_q.addEventListener("input", ({ target }) => {
    clearTimeout(timer);
    const text = target.value.trim();
    if (box.dataset.narrow && text) {
      timer = setTimeout(askMore, 150, text);
      return;
    }
    asked++;
    list.replaceChildren(...items);
    for (const item of items) {
      const title = item.querySelector("span").textContent;
      item.hidden = !box.dataset.narrow && !plain(title).includes(plain(text));
    }
    tell();
  });
  // What it would ask for is there already.
  box.addEventListener("submit", (event) => event.preventDefault());
};

export const bindFacets = (root) => {
  for (const box of root.querySelectorAll("[data-narrow]")) bindFacet(box);
};
