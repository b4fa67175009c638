/* Two handles under the histogram of prices; they stop one step from each other. */
import { make } from "./dom.js";

const bindHistogram = (form) => {
  const steps = [0, ...form.dataset.histogram.split(",").map(Number)];
  const { price_min: low, price_max: high } = form.elements;
  const money = new Intl.NumberFormat(document.documentElement.lang, {
    style: "currency",
    currency: "VND",
  });
  const box = make("div", { className: "handles" });
  let waiting;

  const place = (value, open) => {
    if (value === "") return open;
    const at = steps.findIndex((step) => step >= value);
    return at < 0 ? steps.length : at;
  };

  const handleOf = (field, open) => {
    const handle = make("input", { type: "range", min: 0, max: steps.length, step: 1 });
    handle.value = place(field.value, open);
    handle.setAttribute("aria-label", field.labels[0].textContent.trim());
    const tell = () => {
      const words = field.value === "" ? "–" : money.format(field.value);
      handle.setAttribute("aria-valuetext", words);
    };
    tell();
    handle.addEventListener("input", () => {
      const other = Number(box.children[field === low ? 1 : 0].value);
      const at =
        field === low
          ? Math.max(0, Math.min(handle.value, other - 1))
          : Math.max(handle.value, other + 1);
      handle.value = at;
      field.value = at === open ? "" : (steps[at] ?? "");
      tell();
    });
    handle.addEventListener("change", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => form.requestSubmit(), 500);
    });
    return handle;
  };

  box.append(handleOf(low, 0), handleOf(high, steps.length));
  form.querySelector("svg").after(box);
};

export const bindPrices = (root) => {
  for (const form of root.querySelectorAll("[data-histogram]")) bindHistogram(form);
};
