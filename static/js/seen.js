/* Recently viewed: kept on this device only, eight at most. */
import { make } from "./dom.js";
import { keep, recall } from "./kept.js";

const KEY = "recently-viewed";
const MOST_KEPT = 8;
const MOST_SHOWN = 6;
const language = document.documentElement.lang;

const item = ({ path, picture, titles }) => {
  const link = make("a", { href: path.replace(/^\/\w\w\//, `/${language}/`) });
  if (picture?.startsWith("/")) {
    link.append(make("img", { src: picture, alt: "", width: 96, height: 120, loading: "lazy" }));
  }
  link.append(make("span", { textContent: titles[language] ?? Object.values(titles)[0] }));
  return make("li", {}, link);
};

/* Show what was looked at before this product, then keep it, too. */
export const bindSeen = (root) => {
  const section = root.querySelector("[data-seen]");
  if (!section) return;
  const { pk, picture, title } = section.dataset;
  const rows = recall("localStorage", KEY) ?? [];
  const others = rows.filter((row) => row.pk !== pk);
  const list = section.querySelector("ul");
  list.append(...others.slice(0, MOST_SHOWN).map(item));
  section.hidden = list.children.length === 0;
  const known = rows.find((row) => row.pk === pk)?.titles ?? {};
  const mine = { pk, path: location.pathname, picture, titles: { ...known, [language]: title } };
  keep("localStorage", KEY, [mine, ...others].slice(0, MOST_KEPT));
};
