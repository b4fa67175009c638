/* The shop on a phone's home screen, and pages that it shows without a connection. */

const PURCHASE = "purchase"; // the cache of worker.js that holds somebody's own page
const ORIGIN = "origin";
const isInstalled = () => matchMedia("(display-mode: standalone)").matches;

/* Origins are everybody's; a purchase is kept where the shop is on the home screen of its buyer. */
const keep = async () => {
  const note = document.querySelector("[data-kept-as]");
  if (!note?.hidden) return;
  const kind = note.dataset.keptAs;
  if (kind === PURCHASE && !isInstalled()) return;
  const { active } = await navigator.serviceWorker.ready;
  active.postMessage({ kind, address: location.href.split("#")[0] });
};

/* On the page that stands in for another: what is kept here, by its title. */
const listKept = async () => {
  const list = document.querySelector("[data-kept-pages]");
  if (!list) return;
  for (const kind of [PURCHASE, ORIGIN]) {
    const pages = await caches.open(kind);
    for (const request of await pages.keys()) {
      const text = await (await pages.match(request)).text();
      const link = document.createElement("a");
      link.href = request.url;
      link.textContent = new DOMParser().parseFromString(text, "text/html").title;
      list.appendChild(document.createElement("li")).append(link);
    }
  }
};

const begin = async () => {
  try {
    await listKept();
    await navigator.serviceWorker.register("/worker.js");
    await keep();
  } catch {
    // A browser that keeps nothing: the shop works without it.
  }
};

const bindInstall = () => {
  const button = document.querySelector("[data-install]");
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    if (!button) return;
    button.hidden = false;
    button.addEventListener("click", () => event.prompt(), { once: true });
  });
  addEventListener("appinstalled", () => {
    if (button) button.hidden = true;
  });
};

/* Who signs out leaves nothing behind. */
const bindLeaving = () => {
  for (const form of document.querySelectorAll("form[data-leaves]")) {
    form.addEventListener("submit", () => caches.delete(PURCHASE));
  }
};

export const startOffline = () => {
  if (!navigator.serviceWorker) return;
  bindInstall();
  bindLeaving();
  if (document.readyState === "complete") begin();
  else addEventListener("load", begin);
};
