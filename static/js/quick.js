/* What a card's buttons do happens in place: the answer is shown, the basket counts on. */
import { make } from "./dom.js";

const SHOWN_MS = 5000;
let timer;

const say = (said) => {
  const toast = document.querySelector("[data-toast]");
  const texts = said.map(({ level, html }) => {
    const text = make("p", { className: level });
    text.append(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
    return text;
  });
  toast.replaceChildren(...texts);
  clearTimeout(timer);
  timer = setTimeout(() => toast.replaceChildren(), SHOWN_MS);
};

const showCount = (count) => {
  for (const badge of document.querySelectorAll("[data-basket-count]")) {
    badge.textContent = count;
    badge.hidden = count === 0;
  }
};

const kept = () => new Set(document.querySelector("#quick")?.dataset.kept?.split(",") ?? []);

const showKept = (button, isKept) => {
  button.classList.toggle("is-done", isKept);
  button.setAttribute("aria-pressed", isKept);
};

/* The hearts of what its reader keeps already. */
export const markKept = (root) => {
  const keys = kept();
  for (const button of root.querySelectorAll("[data-keep]")) {
    showKept(button, keys.has(button.dataset.keep));
  }
};

const keepInMind = ({ dataset: { keep } }, isKept) => {
  const keys = kept();
  keys[isKept ? "add" : "delete"](keep);
  document.querySelector("#quick").dataset.kept = [...keys].join();
  markKept(document);
};

const send = async (button) => {
  if (!navigator.cookieEnabled) throw new Error("no cookies"); // the page sent to says so
  const body = new URLSearchParams(new FormData(button.form));
  const isKept = button.classList.contains("is-done");
  if (button.dataset.keep && isKept) body.set("remove", "1");
  const answer = await fetch(button.formAction, {
    method: "POST",
    headers: { Accept: "application/json" },
    body,
  });
  if (!answer.headers.get("Content-Type")?.includes("json")) {
    location.assign(answer.url); // to sign in, or what else is to be read first
    return;
  }
  const { said, count } = await answer.json();
  say(said);
  if (count !== undefined) showCount(count);
  if (button.dataset.keep && answer.ok) keepInMind(button, !isKept);
};

/* Cards come and go with the list: the page listens, not each button. */
export const bindQuick = () => {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-quick]");
    if (!button) return;
    event.preventDefault();
    if (button.getAttribute("aria-busy")) return;
    button.setAttribute("aria-busy", "true");
    try {
      await send(button);
    } catch {
      button.form.requestSubmit(button);
    } finally {
      button.removeAttribute("aria-busy");
    }
  });
};
