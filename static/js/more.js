/* The next cards come in place, below those that are there; the address is the page they are of. */

export const showMore = async (link, bind) => {
  const grid = document.querySelector(".listing .grid");
  link.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(link.href, { headers: { Accept: "text/html" } });
    if (!answer.ok) throw new Error(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const items = [...page.querySelectorAll(".listing .grid > li")];
    if (!items.length) throw new Error("no cards");
    grid.append(...items);
    for (const item of items) bind(item);
    for (const part of [".more-pages", ".listing nav"]) {
      document.querySelector(part).replaceWith(page.querySelector(part));
    }
    history.replaceState({}, "", link.href);
    items[0].querySelector(".card__title a").focus({ preventScroll: true });
  } catch {
    location.assign(link.href);
  }
};
