/* See what is typed, and how hard a new password is to guess. */
export const bindPasswords = (root) => {
  for (const button of root.querySelectorAll("[data-shows]")) {
    const input = document.getElementById(button.dataset.shows);
    button.hidden = false;
    button.addEventListener("click", () => {
      const isShown = input.type === "text";
      input.type = isShown ? "password" : "text";
      button.setAttribute("aria-pressed", String(!isShown));
      [button.textContent, button.dataset.other] = [button.dataset.other, button.textContent];
    });
    input.form?.addEventListener("submit", () => {
      input.type = "password"; // browsers keep no text of it
    });
  }
  for (const meter of root.querySelectorAll("[data-strength]")) {
    const input = document.getElementById(meter.dataset.strength);
    meter.hidden = false;
    input.addEventListener("input", () => {
      meter.value = strength(input.value);
    });
  }
};

/* From 0 to 4: how long it is, as far as its letters differ. Twelve different ones are 2. */
export const strength = (text) =>
  Math.min(4, Math.floor(Math.min(text.length, 2 * new Set(text).size) / 5));
