/* Small comforts; every page works without them. */
document.documentElement.classList.add("js");
const bindSelects = (root) => {
  for (const select of root.querySelectorAll("[data-submit]")) {
    select.addEventListener("change", () => select.form.requestSubmit());
    select.form.querySelector(".no-js")?.setAttribute("hidden", "");
  }
};
/* A sheet over the page of a phone: while it is open the rest is out of reach and does not scroll; Escape or a tap beside it closes it. */
const veil = Object.assign(document.createElement("div"), { className: "veil", hidden: true });
const setSheet = (sheet, open) => {
  sheet.classList.toggle("is-open", open);
  document.documentElement.classList.toggle("has-sheet", open);
  veil.hidden = !open;
  for (const button of document.querySelectorAll(`[data-sheet="${sheet.id}"]`))
    button.setAttribute("aria-expanded", open);
  for (let part = sheet; part !== document.body; part = part.parentElement) {
    for (const other of part.parentElement.children)
      if (other !== part && other !== veil) other.inert = open;
  }
};
const closeSheet = () => {
  const sheet = document.querySelector(".is-open");
  if (!sheet) return;
  setSheet(sheet, false);
  document.querySelector(`[data-sheet="${sheet.id}"]`).focus();
};
const bindSheets = (root) => {
  for (const button of root.querySelectorAll("[data-sheet]")) {
    button.addEventListener("click", () => {
      const sheet = document.getElementById(button.dataset.sheet);
      if (sheet.classList.contains("is-open")) {
        closeSheet();
        return;
      }
      setSheet(sheet, true);
      sheet.querySelector("summary, a, button")?.focus();
    });
  }
};
if (document.querySelector("[data-sheet]")) {
  document.body.append(veil);
  veil.addEventListener("click", closeSheet);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") closeSheet();
  });
  matchMedia("(min-width: 960px)").addEventListener("change", closeSheet); // there the filters stand beside the list
}
bindSheets(document);
for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", () =>
    setTimeout(() => {
      for (const part of form.elements) if (part.type === "submit") part.disabled = true;
    }),
  );
}
for (const form of document.querySelectorAll("form[data-confirm]")) {
  form.addEventListener("submit", (event) => {
    if (!confirm(form.dataset.confirm)) event.preventDefault();
  });
}
for (const link of document.querySelectorAll("[data-show]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const main = document.getElementById("picture");
    main.src = link.href;
    main.srcset = "";
    main.alt = link.querySelector("img").alt;
  });
}
for (const button of document.querySelectorAll("[data-print]"))
  button.addEventListener("click", () => window.print());
for (const button of document.querySelectorAll("[data-copy]"))
  button.addEventListener("click", () =>
    navigator.clipboard?.writeText(button.dataset.copy).then(() => {
      button.textContent = button.dataset.done;
    }),
  );
const country = document.querySelector("select[name=country]");
if (country) {
  const show = () => {
    const home = country.value === "VN";
    document.getElementById("home-address").hidden = !home;
    document.getElementById("abroad-address").hidden = home;
  };
  country.addEventListener("change", show);
  show();
  const province = document.querySelector("select[name=province]"),
    list = document.getElementById("communes");
  const load = () =>
    fetch(`${list.dataset.url}?province=${province.value}`)
      .then((answer) => answer.json())
      .then(({ communes }) => {
        list.replaceChildren(
          ...communes.map((name) =>
            Object.assign(document.createElement("option"), { value: name }),
          ),
        );
      })
      .catch(() => {});
  province.addEventListener("change", load);
  load();
}

/* Suggestions: an ARIA combobox; 150 ms after the last key, an older answer never overtakes. */
for (const form of document.querySelectorAll("[data-suggest]")) {
  const input = form.querySelector("input[type=search]");
  const list = Object.assign(document.createElement("ul"), {
    id: "suggestions",
    className: "suggest",
    hidden: true,
  });
  const status = Object.assign(document.createElement("p"), { className: "visually-hidden" });
  list.setAttribute("role", "listbox");
  status.setAttribute("role", "status");
  list.setAttribute("aria-label", input.labels[0].textContent);
  form.append(list, status);
  for (const [name, value] of [
    ["role", "combobox"],
    ["aria-autocomplete", "list"],
    ["aria-expanded", "false"],
    ["aria-controls", list.id],
  ])
    input.setAttribute(name, value);
  const KEY = "recent-searches";
  const recent = () => {
    try {
      return JSON.parse(localStorage.getItem(KEY)) ?? [];
    } catch {
      return [];
    }
  };
  const keep = (texts) => {
    try {
      localStorage.setItem(KEY, JSON.stringify(texts.slice(0, 6)));
    } catch {
      /* a private window keeps nothing */
    }
  };
  const empty =
    document.querySelector("[data-unfound]") &&
    new URLSearchParams(location.search).get("q")?.trim();
  if (empty) keep(recent().filter((other) => other !== empty)); // what found nothing is not offered again
  let timer,
    asked = 0,
    at = -1;
  const close = () => {
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const show = (rows) => {
    at = -1;
    input.removeAttribute("aria-activedescendant");
    list.replaceChildren(
      ...rows.map(({ title, kind, url }, position) => {
        const item = Object.assign(document.createElement("li"), { id: `suggestion-${position}` });
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", "false");
        const link = Object.assign(document.createElement("a"), {
          href: url,
          tabIndex: -1,
          textContent: title,
        });
        link.append(Object.assign(document.createElement("small"), { textContent: ` ${kind}` }));
        item.append(link);
        return item;
      }),
    );
    list.hidden = rows.length === 0;
    input.setAttribute("aria-expanded", String(rows.length > 0));
    status.textContent = rows.length ? `${rows.length} ${form.dataset.some}` : form.dataset.none;
  };
  const ask = async () => {
    const text = input.value.trim(),
      mine = ++asked;
    if (text.length === 1) {
      close();
      return;
    }
    const own = text
      ? []
      : recent().map((title) => ({
          title,
          kind: form.dataset.recent,
          url: `${form.action}?q=${encodeURIComponent(title)}`,
        }));
    if (own.length) show(own);
    else if (!text) close();
    try {
      // to an empty box: what others look for, behind what was looked for here
      const answer = await fetch(`${form.dataset.suggest}?q=${encodeURIComponent(text)}`);
      if (mine !== asked || !answer.ok) return;
      const rows = [
        ...own,
        ...(await answer.json()).suggestions.filter(
          ({ title }) => !own.some((row) => row.title === title),
        ),
      ].slice(0, 8);
      if (
        mine === asked &&
        (text || (at < 0 && rows.length > own.length && input === document.activeElement))
      )
        show(rows);
    } catch {
      if (text) close();
    }
  };
  input.addEventListener("input", () => {
    clearTimeout(timer);
    asked++;
    timer = setTimeout(ask, 150);
  });
  input.addEventListener("focus", () => {
    if (!input.value) ask();
  });
  input.addEventListener("keydown", (event) => {
    const items = [...list.children];
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      clearTimeout(timer);
      asked++;
      close();
      return;
    }
    if (event.key === "ArrowDown" && list.hidden) {
      event.preventDefault();
      clearTimeout(timer);
      ask();
      return;
    }
    if (list.hidden || !items.length) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (event.key === "ArrowDown") at = (at + 1) % items.length;
      else at = at <= 0 ? items.length - 1 : at - 1;
      for (const [position, item] of items.entries()) {
        item.setAttribute("aria-selected", String(position === at));
      }
      input.setAttribute("aria-activedescendant", items[at].id);
    } else if (event.key === "Enter" && at >= 0) {
      event.preventDefault();
      items[at].querySelector("a").click();
    }
  });
  form.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget)) setTimeout(close, 120);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    asked++;
    const text = input.value.trim();
    if (text) keep([text, ...recent().filter((other) => other !== text)]);
  });
}

/* What a page of the listing brings along: bound anew when the list is replaced in place. */
const bindListing = (root) => {
  for (const box of root.querySelectorAll("[data-narrow]")) {
    // a form, for who has no script
    const items = [...box.parentElement.querySelectorAll("li")];
    const plain = (text) =>
      text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase();
    const list = box.parentElement.querySelector("ul"),
      none = Object.assign(document.createElement("p"), { className: "small muted none" });
    none.setAttribute("role", "status");
    box.after(none);
    const tell = () => {
      none.textContent = [...list.children].some((item) => !item.hidden) ? "" : box.dataset.none;
      if (none.textContent) none.scrollIntoView({ block: "nearest" });
    };
    let timer,
      asked = 0;
    const more = async (text) => {
      // of a facet with thousands of values the page holds only the first
      const mine = ++asked,
        query = new URLSearchParams(location.search);
      query.set("facet", box.dataset.narrow);
      query.set("facet_q", text);
      try {
        const answer = await fetch(`${location.pathname}?${query}`);
        if (!answer.ok || mine !== asked) return;
        list.replaceChildren(
          ...(await answer.json()).values.map(({ label: name, count, url, is_on: on }) => {
            const item = document.createElement("li"),
              link = Object.assign(document.createElement("a"), { href: url, rel: "nofollow" });
            if (on) link.setAttribute("aria-current", "true");
            link.append(
              Object.assign(document.createElement("span"), { textContent: name }),
              Object.assign(document.createElement("span"), {
                className: "num",
                textContent: count.toLocaleString(document.documentElement.lang),
              }),
            );
            item.append(link);
            return item;
          }),
        );
        tell();
      } catch {
        /* the first values stay */
      }
    };
    box.elements.facet_q.addEventListener("input", ({ target }) => {
      clearTimeout(timer);
      const text = target.value.trim();
      if (box.dataset.narrow && text) {
        timer = setTimeout(more, 150, text);
        return;
      }
      asked++;
      list.replaceChildren(...items);
      for (const item of items)
        item.hidden =
          !box.dataset.narrow &&
          !plain(item.querySelector("span").textContent).includes(plain(text));
      tell();
    });
    box.addEventListener("submit", (event) => event.preventDefault()); // what it would ask for is there already
  }
  for (const label of root.querySelectorAll("[data-near]")) {
    const select = label.querySelector("select"),
      sort = select.form.elements.sort;
    label.hidden = sort.value !== "near";
    select.disabled = label.hidden; // what is not seen is not sent
    sort.addEventListener("change", () => {
      select.disabled = sort.value !== "near";
    }); // before the form goes out
    if (!select.querySelector("[value*=',']") && navigator.geolocation)
      select.append(new Option(select.dataset.here, "here"));
    select.addEventListener(
      "change",
      (event) => {
        if (select.value !== "here") return;
        event.stopImmediatePropagation();
        navigator.geolocation.getCurrentPosition(
          ({ coords }) => {
            select.selectedOptions[0].value = `${coords.latitude.toFixed(2)},${coords.longitude.toFixed(2)}`; // about a kilometre is near enough
            select.form.requestSubmit();
          },
          () => {
            select.setCustomValidity(select.dataset.refused);
            select.reportValidity();
            select.setCustomValidity("");
          },
          { timeout: 8000 },
        );
      },
      { capture: true },
    );
  }
  for (const form of root.querySelectorAll("[data-histogram]")) {
    const steps = [0, ...form.dataset.histogram.split(",").map(Number)];
    const [low, high] = [form.elements.price_min, form.elements.price_max];
    let waiting;
    const box = Object.assign(document.createElement("div"), { className: "handles" });
    const place = (value, open) => {
      const at = steps.findIndex((step) => step >= value);
      return value === "" ? open : at < 0 ? steps.length : at;
    };
    const money = new Intl.NumberFormat(document.documentElement.lang, {
      style: "currency",
      currency: "VND",
    });
    for (const [field, open] of [
      [low, 0],
      [high, steps.length],
    ]) {
      const handle = Object.assign(document.createElement("input"), {
        type: "range",
        min: 0,
        max: steps.length,
        step: 1,
        value: place(field.value, open),
      });
      const tell = () =>
        handle.setAttribute("aria-valuetext", field.value === "" ? "–" : money.format(field.value));
      handle.setAttribute("aria-label", field.labels[0].textContent.trim());
      tell();
      handle.addEventListener("input", () => {
        const other = Number(box.children[field === low ? 1 : 0].value); // they stop one step from each other
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
      box.append(handle);
    }
    form.querySelector("svg").after(box);
  }
};
bindListing(document);
bindSelects(document);

/* Before the list is replaced: what has focus; afterwards its twin is to have it. */
const noteFocus = (main) => {
  const had = document.activeElement,
    all = (which) => [...main.querySelectorAll(which)];
  if (!main.contains(had)) return () => {};
  const CHIPS = ".section > .chips:not(.chips--row) a",
    HANDLES = ".handles input",
    TOGGLES = "[data-sheet]";
  const facet = had.closest("[data-facet]")?.dataset.facet,
    label = (link) => link.querySelector("span")?.firstChild?.textContent.trim();
  const [chip, handle, toggle] = [CHIPS, HANDLES, TOGGLES].map((which) => all(which).indexOf(had));
  return () => {
    const box = (facet && main.querySelector(`[data-facet="${facet}"]`)) || main;
    let twin;
    if (handle >= 0) twin = all(HANDLES)[handle];
    else if (toggle >= 0) twin = all(TOGGLES)[toggle];
    else if (chip >= 0)
      twin = all(CHIPS)[Math.min(chip, all(CHIPS).length - 2)]; // the last one removes all
    else if (had.name) twin = box.querySelector(`[name="${had.name}"]:not([type=hidden])`);
    else if (had.matches("a"))
      twin = [...box.querySelectorAll("a")].find((link) =>
        facet ? label(link) === label(had) : link.href === had.href,
      );
    else if (facet && had.matches("button")) twin = box.querySelector("button");
    twin ??= facet ? box.querySelector("summary") : headingOf(main);
    twin?.focus({ preventScroll: true });
  };
};
const headingOf = (main) => Object.assign(main.querySelector("h1"), { tabIndex: -1 });

/* The header stands outside the list, yet speaks of it. */
const takeHeader = (page) => {
  document.querySelector(".langs").replaceChildren(...page.querySelector(".langs").childNodes);
  const box = document.getElementById("q");
  if (box !== document.activeElement) box.value = page.getElementById("q").value; // nobody's typing is overwritten
};

/* The listing follows its links without a new page; the address is always the state. */
const listing = document.querySelector(".listing");
if (listing) {
  let asked = 0;
  const go = async (url, push) => {
    const mine = ++asked,
      main = document.getElementById("main");
    main.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(url, { headers: { Accept: "text/html" } });
      if (!answer.ok) throw new Error(answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (mine !== asked) return;
      const refocus = noteFocus(main),
        before = document.getElementById("facets"),
        isOpen = before.classList.contains("is-open"),
        top = before.scrollTop;
      const boxes = () => document.querySelectorAll(".facets [data-facet]");
      const were = new Map(
        [...boxes()].map((box) => [
          box.dataset.facet,
          { open: box.open, top: box.querySelector("ul")?.scrollTop },
        ]),
      );
      main.replaceChildren(...page.getElementById("main").childNodes);
      document.title = page.title;
      if (push) history.pushState({}, "", url);
      takeHeader(page);
      bindListing(main);
      bindSheets(main);
      bindSelects(main);
      bindCompare(main);
      const sheet = document.getElementById("facets");
      if (isOpen) setSheet(sheet, true);
      for (const box of boxes()) {
        const was = were.get(box.dataset.facet),
          list = box.querySelector("ul");
        if (was) box.open = was.open;
        if (was && list) list.scrollTop = was.top;
      }
      sheet.scrollTop = top;
      if (push && /[?&]page=/.test(url)) {
        main.scrollIntoView();
        headingOf(main).focus({ preventScroll: true });
      } else refocus();
    } catch {
      location.assign(url);
    } finally {
      if (mine === asked) main.removeAttribute("aria-busy");
    }
  };
  document.getElementById("main").addEventListener("click", (event) => {
    const link = event.target.closest(".facets a, .chips a, .pages a");
    if (
      !link ||
      event.defaultPrevented ||
      event.button ||
      event.metaKey ||
      event.ctrlKey ||
      event.shiftKey
    )
      return;
    const url = new URL(link.href);
    if (url.pathname !== location.pathname) return;
    event.preventDefault();
    go(url.href, true);
  });
  document.getElementById("main").addEventListener("submit", (event) => {
    const form = event.target;
    if (
      event.defaultPrevented ||
      form.method !== "get" ||
      new URL(form.action, location.href).pathname !== location.pathname
    )
      return;
    event.preventDefault();
    const pairs = [...new FormData(form)].filter(([, value]) => value !== "");
    go(`${location.pathname}?${new URLSearchParams(pairs)}`, true);
  });
  window.addEventListener("popstate", () => go(location.href, false));
}

/* Compare: up to four products, ticked on cards, kept on this device; the page itself is an address. */
const COMPARED = "compared",
  MOST_COMPARED = 4;
const compared = () => {
  try {
    return (JSON.parse(sessionStorage.getItem(COMPARED)) ?? [])
      .filter(Number.isInteger)
      .slice(0, MOST_COMPARED);
  } catch {
    return [];
  }
};
const compareBar = document.querySelector("[data-compare-bar]");
const bindCompare = (root) => {
  const show = () => {
    const pks = compared(),
      isFull = pks.length >= MOST_COMPARED,
      full = compareBar?.querySelector("[data-full]");
    for (const box of document.querySelectorAll("[data-compare]")) {
      box.checked = pks.includes(Number(box.dataset.compare));
      box.disabled = !box.checked && isFull;
      box.title = box.parentElement.title = box.disabled ? (full?.textContent ?? "") : ""; // a title describes the box to who hears it
    }
    if (!compareBar) return;
    compareBar.hidden = pks.length === 0;
    compareBar.querySelector("b").textContent = pks.length;
    full.hidden = !isFull;
    compareBar.querySelector("a").search = new URLSearchParams(pks.map((pk) => ["p", pk]));
  };
  const keep = (pks) => {
    try {
      sessionStorage.setItem(COMPARED, JSON.stringify(pks));
    } catch {
      /* a private window keeps nothing */
    }
    show();
  };
  for (const box of root.querySelectorAll("[data-compare]")) {
    box.parentElement.hidden = false;
    box.addEventListener("change", () => {
      const pk = Number(box.dataset.compare),
        others = compared().filter((other) => other !== pk);
      keep(box.checked ? [...others, pk].slice(0, MOST_COMPARED) : others);
    });
  }
  for (const drop of root.querySelectorAll("[data-compare-drop]"))
    drop.addEventListener("click", () =>
      keep(compared().filter((pk) => pk !== Number(drop.dataset.compareDrop))),
    );
  for (const link of root.querySelectorAll("[data-compare-link]")) {
    link.addEventListener("click", () => {
      const pk = Number(link.dataset.compareLink),
        pks = [
          ...compared()
            .filter((other) => other !== pk)
            .slice(0, MOST_COMPARED - 1),
          pk,
        ];
      keep(pks);
      link.search = new URLSearchParams(pks.map((key) => ["p", key]));
    });
  }
  if (compareBar) compareBar.querySelector("button").onclick = () => keep([]);
  show();
};
bindCompare(document);

/* Recently viewed: kept on this device only, eight at most. */
const seen = document.querySelector("[data-seen]");
if (seen) {
  const KEY = "recently-viewed",
    language = document.documentElement.lang;
  let rows = [];
  try {
    rows = JSON.parse(localStorage.getItem(KEY)) ?? [];
  } catch {
    /* nothing kept */
  }
  const others = rows.filter((row) => row.pk !== seen.dataset.pk);
  const list = seen.querySelector("ul");
  for (const row of others.slice(0, 6)) {
    const item = document.createElement("li"),
      link = Object.assign(document.createElement("a"), {
        href: row.path.replace(/^\/\w\w\//, `/${language}/`),
      });
    if (row.picture?.startsWith("/"))
      link.append(
        Object.assign(document.createElement("img"), {
          src: row.picture,
          alt: "",
          width: 96,
          height: 120,
          loading: "lazy",
        }),
      );
    link.append(
      Object.assign(document.createElement("span"), {
        textContent: row.titles[language] ?? Object.values(row.titles)[0],
      }),
    );
    item.append(link);
    list.append(item);
  }
  seen.hidden = list.children.length === 0;
  const known = rows.find((row) => row.pk === seen.dataset.pk)?.titles ?? {};
  const mine = {
    pk: seen.dataset.pk,
    path: location.pathname,
    picture: seen.dataset.picture,
    titles: { ...known, [language]: seen.dataset.title },
  };
  try {
    localStorage.setItem(KEY, JSON.stringify([mine, ...others].slice(0, 8)));
  } catch {
    /* a private window keeps nothing */
  }
}
