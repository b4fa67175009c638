/* The form of a parcel: what is to be collected is counted anew as soon as other quantities are
   typed, by the server, which also knows the papers of what goes. */
const form = document.querySelector("form[data-parcel]");
const CARRIED = ["cash_shown", "form_key"]; // a form that was counted has a key of its own
const WAIT = 400; // milliseconds after the last key

let asked = 0;

const count = async () => {
  const mine = ++asked;
  const data = new FormData(form);
  data.set("count", "1");
  const answer = await fetch(form.action, { method: "POST", body: data });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("form[data-parcel]");
  if (!fresh || mine !== asked) return;
  for (const name of CARRIED) form.elements[name].value = fresh.elements[name].value;
  for (const part of form.querySelectorAll("[data-counted]")) {
    part.replaceWith(fresh.querySelector(`[data-counted="${part.dataset.counted}"]`));
  }
};

if (form) {
  let timer;
  form.querySelector("[name=count]").hidden = true;
  form.addEventListener("input", (event) => {
    if (!event.target.name.startsWith("line_")) return;
    clearTimeout(timer);
    timer = setTimeout(() => count().catch(() => {}), WAIT);
  });
}
