/* What is chosen of a product shows at once: its price, what is left, its picture. */

const show = (root, { price, left, most, picture }) => {
  for (const place of root.querySelectorAll("[data-price-shown]")) place.textContent = price;
  const few = root.querySelector("[data-few]");
  const enough = root.querySelector("[data-enough]");
  if (few) {
    few.textContent = left;
    few.hidden = !left;
    enough.hidden = Boolean(left);
  }
  const quantity = root.querySelector("input[name=quantity]");
  if (quantity) {
    quantity.max = most;
    if (Number(quantity.value) > Number(most)) quantity.value = most;
  }
  if (!picture) return;
  const small = [...root.querySelectorAll("[data-show] img")];
  small
    .find((each) => each.getAttribute("src") === picture)
    ?.closest("a")
    .click();
};

export const bindVariants = (root) => {
  const choice = root.querySelector("[data-variants]");
  if (!choice) return;
  choice.addEventListener("change", ({ target }) => {
    choice.classList.remove("field--bad");
    choice.querySelector("#choose-error")?.remove();
    show(root, target.dataset);
    const address = new URL(location.href);
    address.searchParams.delete("choose");
    address.searchParams.set("variant", target.value);
    address.hash = "";
    history.replaceState(null, "", address);
  });
};
