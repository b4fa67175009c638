/* Small comforts; every page works without them. */
document.documentElement.classList.add("js");
for (const select of document.querySelectorAll("[data-submit]")) {
  select.addEventListener("change", () => select.form.requestSubmit());
  select.form.querySelector(".no-js")?.setAttribute("hidden", "");
}
for (const button of document.querySelectorAll("[data-sheet]")) {
  const sheet = document.getElementById(button.dataset.sheet);
  button.addEventListener("click", () => {
    const open = sheet.classList.toggle("is-open");
    for (const other of document.querySelectorAll(`[data-sheet="${sheet.id}"]`)) other.setAttribute("aria-expanded", open);
    if (open) sheet.querySelector("summary, a, button")?.focus();
  });
  sheet.addEventListener("keydown", (event) => { if (event.key === "Escape") { sheet.classList.remove("is-open"); button.focus(); } });
}
for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", () => setTimeout(() => { for (const button of form.querySelectorAll("button")) button.disabled = true; }));
}
for (const form of document.querySelectorAll("form[data-confirm]")) {
  form.addEventListener("submit", (event) => { if (!confirm(form.dataset.confirm)) event.preventDefault(); });
}
for (const link of document.querySelectorAll("[data-show]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const main = document.getElementById("picture");
    main.src = link.href; main.srcset = ""; main.alt = link.querySelector("img").alt;
  });
}
for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => window.print());
for (const button of document.querySelectorAll("[data-copy]")) button.addEventListener("click", () => navigator.clipboard?.writeText(button.dataset.copy).then(() => { button.textContent = button.dataset.done; }));
const country = document.querySelector("select[name=country]");
if (country) {
  const show = () => {
    const home = country.value === "VN";
    document.getElementById("home-address").hidden = !home;
    document.getElementById("abroad-address").hidden = home;
  };
  country.addEventListener("change", show); show();
  const province = document.querySelector("select[name=province]"), list = document.getElementById("communes");
  const load = () => fetch(`${list.dataset.url}?province=${province.value}`).then((answer) => answer.json()).then(({ communes }) => {
    list.replaceChildren(...communes.map((name) => Object.assign(document.createElement("option"), { value: name })));
  }).catch(() => {});
  province.addEventListener("change", load); load();
}
