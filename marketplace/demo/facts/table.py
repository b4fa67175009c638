"""Read the table of facts and compose names from it."""

import csv
import re
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

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
LABELLED = {"packaging", "produce"}  # kinds whose pack says who made it
SETS = ("bộ {}", "set of {}", "isi {}")


@cache
def words() -> dict[tuple[str, str], tuple[str, str, str]]:
    """Words by (group, key); a part's English and only it reads "one|many"."""
    with (FOLDER / "words.csv").open(encoding="utf-8", newline="") as file:
        return {
            (row["group"], row["key"]): (row["vi"], row["en"], row["id"])
            for row in csv.DictReader(file)
        }


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
        """The name as a shop writes it: with size and what is in the set."""
        parts = (self.base(language), self.set_words(language), self.measure(language))
        return ", ".join(filter(None, parts))

    def unit(self) -> tuple[str, str, str]:
        """What one of it is called: "cái", "bộ", "lọ", "lượt" and so on."""
        if self.set_number == 26:
            return ("lượt", "visit", "kunjungan")
        if self.set_number < 20 and self.vessel:
            return (self.say("vessel", "vi").split()[0], "pack", "kemasan")
        return ("bộ", "set", "set") if self.contents else ("cái", "piece", "buah")

    def attributes(self) -> dict[str, str]:
        """What is known of it, in words of the catalogue's first language."""
        found = {
            "form": self.say("form", "vi"),
            "material": self.say("material", "vi"),
            "colour": word("colour", self.colour, "vi"),
            "pattern": self.say("pattern", "vi"),
            "vessel": self.say("vessel", "vi"),
            "size": measure(self.size, 0) if self.size else "",
            "contents": self.set_words("vi"),
        }
        return {key: value for key, value in found.items() if value}

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
