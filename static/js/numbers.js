/* Numbers as people write them, read while they type: the rules of marketplace/frame/numbers.py.
   What was understood stands behind the field; the server reads again and decides. */
import { make } from "./dom.js";

const times = (words, factor) => Object.fromEntries(words.split(" ").map((word) => [word, factor]));

const MULTIPLES = {
  ...times("k nghìn nghin ngàn ngan ng rb ribu", 1e3),
  ...times("triệu trieu tr m jt juta", 1e6),
  ...times("tỷ tỉ ty ti miliar", 1e9),
};
const GRAMS = {
  ...times("g gr gam gram", 1),
  ...times("lạng ons", 100),
  ...times("kg kí ký kilo", 1e3),
  ...times("yến", 1e4),
  ...times("tạ", 1e5),
  ...times("tấn ton", 1e6),
};
const PIECES = [
  ..."cái chiếc bộ hộp gói túi chai lọ hũ bình lon thùng".split(" "),
  ..."bó cây con quả tấm đôi cặp".split(" "),
  ...["sản phẩm", "sp", "pcs", "pc", "buah"],
];
const KINDS = {
  dong: { multiples: MULTIPLES, names: "₫ đồng dong vnđ vnd đ d".split(" ") },
  count: { multiples: MULTIPLES, names: PIECES },
  gram: { multiples: GRAMS, names: [] },
};
const PART = /(\d+(?:[.,' ]\d+)*)\s*(\p{L}+|₫)?\.?\s*/uy;
const LETTER = /\p{L}/u;

/* A text's readings as whole numbers: none when it is no number, two when it is not clear. */
export const readings = (text, kind) => {
  const { multiples, names } = KINDS[kind];
  const { plain, sign } = unsigned(withoutName(simplified(text), names));
  const parts = partsOf(plain);
  let totals = parts.length ? [0] : [];
  let above = 0;
  let open = true;
  for (const [digits, unit] of parts) {
    const factor = multiples[unit];
    if (!open || (unit && (!factor || (above && factor >= above)))) return [];
    if (!unit) open = false;
    const found = unit ? whole(digits, factor) : above ? tail(digits, above) : whole(digits, 1);
    totals = found.flatMap((each) => totals.map((total) => total + each));
    above = factor ?? above;
  }
  return totals.map((total) => sign * total);
};

const simplified = (text) =>
  text
    .normalize("NFKC")
    .replace(/\p{Cf}/gu, "")
    .replace(/[−–‒]/g, "-")
    .replace(/[’`]/g, "'")
    .toLowerCase()
    .trim()
    .split(/\s+/)
    .join(" ")
    .replace(/[ .]+$/, "")
    .replace(/\s*\/\s*\p{L}+$/u, "")
    .replace(/(?<=\p{L})\s*(?:rưỡi|ruoi)$/u, "5");

const withoutName = (text, names) => {
  for (const name of names) {
    const before = text.slice(0, -name.length);
    const after = text.slice(name.length);
    if (text.endsWith(name) && !LETTER.test(before.slice(-1))) return before.trimEnd();
    if (text.startsWith(name) && !LETTER.test(after.slice(0, 1))) return after.trimStart();
  }
  return text;
};

const unsigned = (text) => {
  const inside = /^\((.*)\)$|^-(.*)$|^(.*)-$/.exec(text);
  if (inside)
    return {
      plain: inside
        .slice(1)
        .find((each) => each !== undefined)
        .trim(),
      sign: -1,
    };
  return { plain: text.replace(/^\+/, "").trim(), sign: 1 };
};

const partsOf = (text) => {
  const parts = [];
  let at = 0;
  while (at < text.length) {
    PART.lastIndex = at;
    const match = PART.exec(text);
    if (!match) return [];
    parts.push([match[1], match[2]]);
    at = PART.lastIndex;
  }
  return parts;
};

const tail = (digits, above) => {
  if (above === 1 || !/^\d{1,3}$/.test(digits)) return [];
  return [Math.floor(Number(`0.${digits}`) * above)];
};

const whole = (digits, factor) => {
  const products = decimalsOf(digits, factor > 1).map((each) => Number((each * factor).toFixed(6)));
  return [...new Set(products.filter(Number.isSafeInteger))].sort((one, other) => other - one);
};

const areThousands = ([first, ...others]) =>
  first.length <= 3 && !first.startsWith("0") && others.every((group) => group.length === 3);

const decimalsOf = (digits, hasUnit) => {
  const marks = digits.match(/\D/g) ?? [];
  const groups = digits.split(/\D/);
  const together = Number(groups.join(""));
  const last = marks.at(-1);
  const isPoint = ".,".includes(last);
  if (!marks.length) return [together];
  if (new Set(marks).size === 1 && areThousands(groups)) {
    return hasUnit && marks.length === 1 && isPoint
      ? [together, Number(groups.join("."))]
      : [together];
  }
  const earlier = marks.slice(0, -1);
  if (!isPoint || earlier.includes(last)) return [];
  const wholes = groups.slice(0, -1);
  const decimals = groups.at(-1);
  const value = Number(`${wholes.join("")}.${decimals}`);
  if (wholes.length > 1) return new Set(earlier).size === 1 && areThousands(wholes) ? [value] : [];
  const mayBeThousands = decimals.length === 3 || /^0+$/.test(decimals);
  return mayBeThousands && !hasUnit && !digits.startsWith("0") ? [together, value] : [value];
};

const bindNumber = (field) => {
  const kind = field.dataset.number;
  const lang = document.documentElement.lang;
  const style = {
    dong: { style: "currency", currency: "VND" },
    gram: { style: "unit", unit: "gram" },
  };
  const format = new Intl.NumberFormat(lang, style[kind] ?? {});
  const echo = make("output", { className: "field__echo small muted" });
  const tell = () => {
    const found = readings(field.value, kind);
    const words = found.map((each) => format.format(each)).join(" / ");
    echo.textContent = found.length > 1 ? `${words}?` : words && `= ${words}`;
  };
  field.after(echo);
  field.addEventListener("input", tell);
};

for (const field of document.querySelectorAll("[data-number]")) bindNumber(field);
