/* A small picture shows itself in the place of the large one. */
export const bindGallery = (root) => {
  const main = root.getElementById("picture");
  for (const link of root.querySelectorAll("[data-show]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      for (const source of main.parentElement.querySelectorAll("source")) source.remove();
      main.src = link.href;
      main.srcset = "";
      main.alt = link.querySelector("img").alt;
    });
  }
};
