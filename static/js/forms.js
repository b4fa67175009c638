/* Forms that are sent once, that ask before, that a choice sends. */
export const bindForms = (root) => {
  for (const form of root.querySelectorAll("form[data-once]")) {
    form.addEventListener("submit", (event) => setTimeout(disable, 0, form, event));
  }
  for (const form of root.querySelectorAll("form[data-confirm]")) {
    form.addEventListener("submit", (event) => {
      if (!confirm(form.dataset.confirm)) event.preventDefault();
    });
  }
};

/* After the browser has read the form: the button pressed is part of what is sent. Who was asked
   and said no may press it again. */
const disable = (form, event) => {
  if (event.defaultPrevented) return;
  for (const part of form.elements) if (part.type === "submit") part.disabled = true;
};

export const bindSelects = (root) => {
  for (const select of root.querySelectorAll("[data-submit]")) {
    select.addEventListener("change", () => select.form.requestSubmit());
    select.form.querySelector(".no-js")?.setAttribute("hidden", "");
  }
};
