/* The stand-in's fields for a card, and what it finds wrong with them. */
import { make } from "../dom.js";
import { WORDS } from "./words.js";

export class PaymentElement {
  constructor(locale) {
    this.words = WORDS[locale] || WORDS.en;
    this.fields = {};
  }

  on() {
    return this;
  }

  mount(target) {
    const root = typeof target === "string" ? document.querySelector(target) : target;
    root.replaceChildren(make("p", { className: "st-badge" }, this.words.badge));
    this.field(root, "number", {
      inputmode: "numeric",
      autocomplete: "cc-number",
      maxlength: "23",
    });
    const row = make("div", { className: "st-row" });
    root.append(row);
    this.field(row, "expiry", { inputmode: "numeric", autocomplete: "cc-exp", maxlength: "7" });
    this.field(row, "cvc", { inputmode: "numeric", autocomplete: "cc-csc", maxlength: "4" });
    root.append(make("p", { className: "st-hint" }, this.words.hint));
    return this;
  }

  field(parent, name, attributes) {
    const error = make("p", { className: "st-error", id: `st-${name}-error` });
    const input = make("input", {
      id: `st-${name}`,
      className: "st-input",
      "aria-describedby": error.id,
      ...attributes,
    });
    const label = make("label", { for: input.id }, this.words[name]);
    parent.append(make("div", { className: "st-field" }, label, input, error));
    this.fields[name] = { input, error };
  }

  digits(name) {
    return this.fields[name].input.value.replace(/\D/g, "");
  }

  /* Mark what is wrong and give the number, or nothing. */
  check() {
    const expiry = this.digits("expiry");
    const month = Number(expiry.slice(0, 2));
    const year = Number(expiry.slice(2).slice(-2));
    const end = new Date(2000 + year, month, 1);
    const bad = {
      number: this.digits("number").length < 12,
      expiry: expiry.length < 4 || month < 1 || month > 12 || end < new Date(),
      cvc: this.digits("cvc").length < 3,
    };
    for (const [name, { input, error }] of Object.entries(this.fields)) {
      error.textContent = bad[name] ? this.words[`incomplete_${name}`] : "";
      input.setAttribute("aria-invalid", String(bad[name]));
    }
    const first = Object.keys(this.fields).find((name) => bad[name]);
    if (first) this.fields[first].input.focus();
    return first ? null : this.digits("number");
  }
}
