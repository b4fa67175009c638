/* A step of a new product is kept on the device until the server has it: what was typed in the
   browser's store, pictures in its database. A session that ended or a line that broke loses
   nothing; where nothing can be kept (a private window) the page works as without this. */
import { keep, recall } from "./kept.js";
import { bindPhotos } from "./photo.js";

const KEEPS = "step-pictures";
const WAIT = 300; // milliseconds after the last key

/* --- pictures: one store, a list of files by key */

const store = () =>
  new Promise((done, fail) => {
    const asked = indexedDB.open(KEEPS, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(KEEPS);
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  });

const files = async (mode, act) => {
  try {
    const kept = (await store()).transaction(KEEPS, mode).objectStore(KEEPS);
    return await new Promise((done, fail) => {
      const asked = act(kept);
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => fail(asked.error);
    });
  } catch {
    return null; // kept nowhere
  }
};

const keepFiles = (key, list) => files("readwrite", (kept) => kept.put(list, key));
const recallFiles = (key) => files("readonly", (kept) => kept.get(key));
const forgetFiles = (key) => files("readwrite", (kept) => kept.delete(key));

/* --- what is typed */

const isTyped = (field) =>
  field.name &&
  !["hidden", "file", "submit", "button"].includes(field.type) &&
  field.name !== "looked";

const typedIn = (form) => {
  const said = {};
  for (const field of form.elements) {
    if (!isTyped(field)) continue;
    if (field.type === "checkbox" || field.type === "radio") {
      said[field.name] ??= [];
      if (field.checked) said[field.name].push(field.value);
    } else {
      said[field.name] = field.value;
    }
  }
  return said;
};

const putBack = (form, said) => {
  for (const field of form.elements) {
    if (!isTyped(field) || !(field.name in said)) continue;
    if (field.type === "checkbox" || field.type === "radio") {
      field.checked = said[field.name].includes(field.value);
    } else {
      field.value = said[field.name];
    }
  }
};

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

const forget = (key) => {
  try {
    window.localStorage.removeItem(key);
  } catch {
    /* kept nowhere */
  }
  forgetFiles(key);
};

/* What was sent from a step is the server's once another step shows, or this one, saved since. */
const forgetSent = (draft, key, saved) => {
  for (const name of Object.keys(window.localStorage)) {
    const isOurs = name.startsWith(`step ${draft} `) || name.startsWith("step-new ");
    const kept = isOurs && recall("localStorage", name);
    if (kept?.sent && (name !== key || kept.saved !== saved)) forget(name);
  }
};

const bind = async (form) => {
  const { draft, step, saved } = form.dataset;
  const key = draft.endsWith("-new") ? `step-new ${draft} ${step}` : `step ${draft} ${step}`;
  const shown = typedIn(form); // as the server gave it
  try {
    forgetSent(draft, key, saved);
  } catch {
    return;
  }
  const note = form.querySelector("[data-kept]");
  const refused = form.querySelector(".field--bad"); // the page has what was typed already
  const kept = recall("localStorage", key);
  if (kept && !refused && !same(kept.said, shown)) {
    putBack(form, kept.said);
    note.hidden = false;
  }
  const input = form.querySelector("input[type=file][multiple]");
  const pictures = input && (await recallFiles(key));
  if (pictures?.length && !input.files.length) {
    const list = new DataTransfer();
    for (const file of pictures) list.items.add(file);
    input.files = list.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    note.hidden = false;
  }
  const save = (sent = false) => keep("localStorage", key, { said: typedIn(form), saved, sent });
  let timer;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, WAIT);
  });
  form.addEventListener("pictures-ready", (event) => {
    if (event.target !== input) return;
    save();
    keepFiles(key, [...input.files]);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    save(true);
  });
  form.querySelector("[data-forget]").addEventListener("click", () => {
    clearTimeout(timer);
    forget(key);
    putBack(form, shown);
    if (input) {
      input.value = "";
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
    note.hidden = true;
  });
};

bindPhotos(document);
for (const form of document.querySelectorAll("form[data-draft]")) bind(form);
