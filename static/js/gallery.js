/* The strip of pictures is swiped; small pictures lead along it, a tap shows one large. */

const bindStrip = (gallery) => {
  const strip = gallery.querySelector(".gallery__strip");
  const items = [...strip.children];
  const links = [...gallery.querySelectorAll("[data-show]")];
  const count = gallery.querySelector("[data-count]");

  const tell = (at) => {
    if (count) count.textContent = `${at + 1} / ${items.length}`;
    for (const [position, link] of links.entries()) {
      if (position === at) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };
  for (const [at, link] of links.entries()) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      strip.scrollTo({ left: items[at].offsetLeft });
    });
  }
  strip.addEventListener(
    "scroll",
    () => tell(Math.min(items.length - 1, Math.round(strip.scrollLeft / strip.clientWidth))),
    { passive: true },
  );
};

export const bindZoom = (root) => {
  const dialog = root.querySelector("[data-zoomed]");
  if (!dialog) return;
  const large = dialog.querySelector("img");
  for (const link of root.querySelectorAll("[data-zoom]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      large.src = link.href;
      large.alt = link.querySelector("img").alt;
      dialog.showModal();
    });
  }
  // Beside the picture lies the dialog itself.
  dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close());
};

export const bindGallery = (root) => {
  const gallery = root.querySelector("[data-gallery]");
  if (!gallery) return;
  bindStrip(gallery);
};
