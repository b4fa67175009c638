"""Read the table of facts and compose names from it."""

import csv
import re
from dataclasses import asdict, dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from marketplace.demo.facts.grants import stars_of
from marketplace.demo.facts.makers import maker_of

LANGUAGES = ("vi", "en", "id")
FOLDER = Path(__file__).parent
MEASURES = {
    "h": ("cao {} cm", "{} cm tall", "tinggi {} cm"),
    "d": ("rộng {} cm", "{} cm wide", "lebar {} cm"),
    "l": ("dài {} cm", "{} cm long", "panjang {} cm"),
    "m": ("{} m", "{} m", "{} m"),
    "size": ("cỡ {}", "size {}", "ukuran {}"),
    "x": ("{} cm", "{} cm", "{} cm"),
    "g": ("{}", "{}", "{}"),
}
VISITS = 26  # the set of group VI
LABELLED = {"packaging", "produce"}  # kinds whose pack says who made it
CRAFTS, FLOWERS, VARIETIES = (21, 22), (23, 24), (1, 2, 3, 23, 24)
COOL = ("Nơi khô ráo, thoáng mát.", "Dry and cool.", "Di tempat kering dan sejuk.")
COLD = ("Trong tủ lạnh, 2–6 °C.", "In the refrigerator, 2–6 °C.", "Di kulkas, 2–6 °C.")
# How food and drinks are kept, by set.
KEPT = {number: COLD if number in (1, 2, 5, 8) else COOL for number in range(1, 20)}
SETS = ("bộ {}", "set of {}", "isi {}")


@cache
def words() -> dict[tuple[str, str], tuple[str, str, str]]:
    """Words by (group, key); a part's English and only it reads "one|many"."""
    with (FOLDER / "words.csv").open(encoding="utf-8", newline="") as file:
        return {
            (row["group"], row["key"]): (row["vi"], row["en"], row["id"])
            for row in csv.DictReader(file)
        }


@cache
def words_told() -> dict[str, list[tuple[str, str]]]:
    """The market's words, as (fact, code), by key of a material."""
    found: dict[str, list[tuple[str, str]]] = {}
    with (FOLDER / "told.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["material"], []).append((row["fact"], row["word"]))
    return found


@cache
def occasions_told() -> dict[tuple[str, str], list[str]]:
    """When people give or use goods, as codes of the market, by kind and form."""
    found: dict[tuple[str, str], list[str]] = {}
    with (FOLDER / "occasions.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for form in row["forms"].split():
                found.setdefault((row["kind"], form), []).append(row["occasion"])
    return found


def word(group: str, key: str, language: str) -> str:
    """Say a key in a language; the empty key is the empty text. Raises KeyError."""
    return words()[group, key][LANGUAGES.index(language)] if key else ""


def measure(size: str, n: int) -> str:
    """Say one size: "h38", "d16", "30x20", "m2", "500g", "1.5l", "sizeM"; n is the language.

    Raises ValueError for a size that is none of these.
    """
    if found := re.fullmatch(r"(\d+(?:\.\d+)?)(g|kg|ml|l)", size):
        number = found[1] if n == 1 else found[1].replace(".", ",")
        return f"{number} {found[2]}"
    if re.fullmatch(r"\d+(x\d+)+", size):
        return MEASURES["x"][n].format(size.replace("x", " × "))
    if found := re.fullmatch(r"(h|d|l|m|size)([\d.]+|[SMLX]+)", size):
        number = found[2] if n == 1 else found[2].replace(".", ",")
        return MEASURES[found[1]][n].format(number)
    raise ValueError(f"No size is written {size!r}")


@dataclass(frozen=True)
class Facts:
    """What one product is. Texts are keys of `words.csv`; sizes as `measure` reads them.

    `contents` is what a set holds: "6" for six alike, "teapot 1 + cup 6" for unlike parts,
    empty for a single thing. `origin` is a place that the name may carry.
    """

    code: str
    place: str  # slug of a village, or a commune's name where no village stands for it
    maker: int
    kind: str  # the studio's module
    form: str
    material: str
    colour: str
    pattern: str
    vessel: str
    size: str
    contents: str
    set_number: int
    thousand: int  # dong
    grams: int

    def say(self, group: str, language: str) -> str:
        """A fact in words; a kind may say a key in its own way (group "pattern:inlay")."""
        key = getattr(self, group)
        own = f"{group}:{self.kind}"
        return word(own if (own, key) in words() else group, key, language)

    def base(self, language: str) -> str:
        """The name without size and number: "Lọ tỳ bà men rạn vẽ cành trúc".

        A word that `words.csv` marks with ^ stands before the form, as English wants it.
        """
        form, *more = (self.say(group, language) for group in ("form", "material", "pattern"))
        before = [text[1:] for text in more if text.startswith("^")]
        after = [text for text in more if text and not text.startswith("^")]
        name = " ".join([*before, form[0].lower() + form[1:] if before else form, *after])
        return name[0].upper() + name[1:]

    def measure(self, language: str) -> str:
        n = LANGUAGES.index(language)
        said = measure(self.size, n) if self.size else ""
        if not self.vessel:
            return said
        vessel = self.say("vessel", language)
        return f"{said} {vessel}" if n == 1 and said else f"{vessel} {said}".strip()

    def parts(self) -> list[tuple[str, int]]:
        """What a set of unlike parts holds, with numbers."""
        if not self.contents or self.contents.isdigit():
            return []
        pairs = (part.rsplit(" ", 1) for part in self.contents.split(" + "))
        return [(key, int(number)) for key, number in pairs]

    def set_words(self, language: str) -> str:
        n = LANGUAGES.index(language)
        if self.contents.isdigit():
            return SETS[n].format(self.contents)
        said = []
        for key, number in self.parts():
            one, _, many = word("part", key, language).partition("|")
            said.append(f"{number} {many if many and number > 1 else one}")
        return ", ".join(said)

    def title(self, language: str) -> str:
        """The name as a shop writes it: with size and what is in the set.

        Of what comes in several sizes the name tells none.
        """
        size = "" if variants_of(self.code) else self.measure(language)
        parts = (self.base(language), self.set_words(language), size)
        return ", ".join(filter(None, parts))

    def unit(self) -> tuple[str, str, str]:
        """What one of it is called: "cái", "bộ", "lọ", "lượt" and so on."""
        if self.set_number == VISITS:
            return ("lượt", "visit", "kunjungan")
        if self.set_number < 20 and self.vessel:
            return (self.say("vessel", "vi").split()[0], "pack", "kemasan")
        return ("bộ", "set", "set") if self.contents else ("cái", "piece", "buah")

    def told(self) -> dict[str, Any]:
        """What the product's page tells, as catalogue/facts/kinds.py carries it."""
        found: dict[str, Any] = self.told_words() | self.told_measures()
        texts = {"packing": self.spoken("vessel")}
        if self.set_number != VISITS:
            texts["pattern"] = self.spoken("pattern")
        if self.set_number in VARIETIES:
            texts["variety"] = self.spoken("material")
        if self.contents:
            texts["contents"] = {each: self.set_words(each) for each in LANGUAGES}
        if self.set_number in KEPT:
            texts["storage"] = dict(zip(LANGUAGES, KEPT[self.set_number], strict=True))
        return found | {code: text for code, text in texts.items() if text}

    def told_words(self) -> dict[str, list[str]]:
        """Occasions; of crafts also material, glaze, technique and colour in the market's words."""
        found: dict[str, list[str]] = {}
        if occasions := occasions_told().get((self.kind, self.form)):
            found["occasion"] = list(occasions)
        if self.set_number in CRAFTS:
            for fact, code in words_told().get(self.material, ()):
                found.setdefault(fact, []).append(code)
        if self.colour and self.set_number in (*CRAFTS, *FLOWERS):
            found["colour"] = [self.colour]
        return found

    def told_measures(self) -> dict[str, str]:
        """A size as facts: "h38" is a height, "30x20" a length and a width, "500g" what is in.

        Of what comes in several packs each tells what is in it.
        """
        if variants_of(self.code):
            return {}
        if found := re.fullmatch(r"(\d+(?:\.\d+)?)(g|kg|ml|l)", self.size):
            fact = "net_weight" if found[2] in ("g", "kg") else "net_volume"
            times = 1000 if found[2] in ("kg", "l") else 1
            return {fact: f"{(Decimal(found[1]) * times).normalize():f}"}
        if re.fullmatch(r"\d+(x\d+)+", self.size):
            return dict(zip(("length", "width", "height"), self.size.split("x"), strict=False))
        if found := re.fullmatch(r"(h|d|l|m)([\d.]+)", self.size):
            times = 100 if found[1] == "m" else 1
            fact = {"h": "height", "d": "diameter", "l": "length", "m": "length"}[found[1]]
            return {fact: f"{(Decimal(found[2]) * times).normalize():f}"}
        return {}

    def spoken(self, group: str) -> dict[str, str]:
        """A fact in all languages, as it stands alone; empty where there is none."""
        said = {each: self.say(group, each).removeprefix("^") for each in LANGUAGES}
        return {each: text for each, text in said.items() if text}

    def as_dict(self) -> dict:
        """What a picture depends on: neither price nor maker's number is seen on it, a label is."""
        hidden = {"thousand", "grams", "set_number", "maker"}
        seen = {key: value for key, value in asdict(self).items() if key not in hidden}
        return seen | self.label() if self.kind in LABELLED else seen

    def label(self) -> dict:
        """What the pack's label says beside the size: name, maker, stars that are valid."""
        return {
            "label": self.base("vi"),
            "maker": maker_of(self.place, self.maker),
            "stars": stars_of(self.code),
        }


@dataclass(frozen=True)
class Varied:
    """A size or a pack of a product: how many thousand dong dearer it is than the first."""

    axis: str
    size: str
    dearer: int
    grams: int
    stock: int

    def label(self, language: str) -> str:
        """Its name: "500 g", and of clothes the letter alone."""
        if self.size.startswith("size"):
            return self.size.removeprefix("size")
        return measure(self.size, LANGUAGES.index(language))


@cache
def all_variants() -> dict[str, list[Varied]]:
    """The variants of products by code, in their order."""
    found: dict[str, list[Varied]] = {}
    with (FOLDER / "variants.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            numbers = {name: int(row[name]) for name in ("dearer", "grams", "stock")}
            each = Varied(axis=row["axis"], size=row["size"], **numbers)
            found.setdefault(row["code"], []).append(each)
    return found


def variants_of(code: str) -> list[Varied]:
    return all_variants().get(code, [])


NUMBERS = ("maker", "set_number", "thousand", "grams")


@cache
def all_facts() -> tuple[Facts, ...]:
    """Every product's facts, by code."""
    with (FOLDER / "products.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            {key: int(value) if key in NUMBERS else value for key, value in row.items()}
            for row in csv.DictReader(file)
        ]
    return tuple(Facts(**row) for row in rows)  # type: ignore[arg-type]
