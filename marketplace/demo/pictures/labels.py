"""What a pack says: name, maker, place, stars, size, drawn with Pillow in the maker's design.

Each maker has a house: one of six designs with its own paper, inks and letters, so that a
maker's range looks like one house. Needs no Blender.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from marketplace.demo.facts import LANGUAGES, Facts
from marketplace.demo.facts.makers import maker_of, number_of, place_of
from marketplace.demo.facts.table import measure

FONTS = Path(__file__).resolve().parents[3] / "static" / "vendor" / "fonts"
PLAIN = ("be-vietnam-pro/BeVietnamPro-SemiBold.ttf",) * 2
SERIF = ("lora/lora-latin-wght-normal.woff2", "lora/lora-vietnamese-wght-normal.woff2")
OTHER_FILE = (
    (0x102, 0x103),
    (0x110, 0x111),
    (0x128, 0x129),
    (0x168, 0x169),
    (0x1A0, 0x1B0),
    (0x1EA0, 0x1EF9),
)  # fmt: skip - letters that lie in a face's second file


@dataclass(frozen=True)
class Words:
    """The lines of a label."""

    name: str
    maker: str
    place: str
    size: str
    stars: int


@dataclass(frozen=True)
class House:
    """How a maker's labels look."""

    design: str
    paper: str
    ink: str
    accent: str
    second: str


HOUSES = {
    5: House("frame", "#f4ead2", "#3b2417", "#9e2b25", "#c9a25a"),
    6: House("stripe", "#f7f1e3", "#22304a", "#2f4a73", "#c4562f"),
    33: House("field", "#f8f2df", "#2a3a24", "#5b7f3a", "#e0a83c"),
    34: House("seal", "#f5efe2", "#2b211c", "#9e2b25", "#a68a5a"),
    35: House("block", "#f6f1e6", "#2a2a26", "#3f6b5c", "#d8b46a"),
    36: House("leaf", "#f3f0e0", "#33301f", "#6d7a35", "#b5a14e"),
    37: House("stripe", "#faf4e6", "#4a2220", "#b0492c", "#e2b765"),
    38: House("block", "#f7f0e2", "#2a2438", "#4a3f6b", "#d9a88f"),
    39: House("frame", "#eef0e4", "#1f3a35", "#2f6e63", "#b58d4a"),
    40: House("field", "#fbf3e4", "#4b2a1c", "#c0622d", "#efc55f"),
}


def words_on(facts: Facts) -> Words:
    """What the label of a product says."""
    place = place_of(facts.place, facts.maker)
    maker = maker_of(facts.place, facts.maker).removesuffix(f" {place}")
    size = measure(facts.size, LANGUAGES.index("vi")) if facts.size else ""
    said = [facts.set_words("vi"), size] if facts.contents else [size]
    return Words(
        facts.base("vi"), maker, f"{place}, Hà Nội", " · ".join(said), facts.label()["stars"]
    )


def house_of(facts: Facts) -> House:
    """The design of the maker's labels."""
    return HOUSES[number_of(facts.place, facts.maker)]


@cache
def face(file: str, size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(str(FONTS / file), size)
    if file.endswith("woff2"):
        font.set_variation_by_axes([650])
    return font


class Pen:
    """A label under the brush: `width` and `height` in pixels."""

    def __init__(self, width: int, height: int, paper: str) -> None:
        self.width, self.height = width, height
        self.sheet = Image.new("RGB", (width, height), paper)
        self.draw = ImageDraw.Draw(self.sheet)

    def font_of(self, letter: str, files: tuple[str, str], size: int) -> ImageFont.FreeTypeFont:
        is_other = any(low <= ord(letter) <= high for low, high in OTHER_FILE)
        return face(files[is_other], size)

    def length(self, text: str, files: tuple[str, str], size: int) -> float:
        return sum(self.font_of(letter, files, size).getlength(letter) for letter in text)

    def line(self, text: str, at: tuple[float, float], files, size: int, ink: str) -> None:
        """Write one line, its middle at `at`, its foot on y."""
        x = at[0] - self.length(text, files, size) / 2
        for letter in text:
            font = self.font_of(letter, files, size)
            self.draw.text((x, at[1]), letter, font=font, fill=ink, anchor="ls")
            x += font.getlength(letter)

    def block(self, text: str, box: tuple[float, float, float, float], files, ink: str, most=0.34):
        """Write a text as large as it fits a box (left, top, right, bottom) in up to 4 lines."""
        wide, high = box[2] - box[0], box[3] - box[1]
        for size in range(int(min(high, self.height * most)), 8, -2):
            lines = self.broken(text, files, size, wide)
            step = size * 1.24
            if lines and len(lines) <= 4 and len(lines) * step <= high:
                break
        while len(even := self.broken(text, files, size, wide * 0.97)) == len(lines):
            lines, wide = even, wide * 0.97
        top = (box[1] + box[3]) / 2 - len(lines) * step / 2 + size * 0.95
        for i, line in enumerate(lines):
            self.line(line, ((box[0] + box[2]) / 2, top + i * step), files, size, ink)

    def broken(self, text: str, files, size: int, wide: float) -> list[str]:
        """Break a text into lines of a width; nothing when a word is too long."""
        lines: list[str] = []
        for word in text.split():
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and self.length(longer, files, size) <= wide:
                lines[-1] = longer
            else:
                lines.append(word)
        return [] if any(self.length(one, files, size) > wide for one in lines) else lines

    def small(self, text: str, middle: float, foot: float, size: float, ink: str, wide: float):
        """Write a small line, made smaller where it is too long."""
        while self.length(text, PLAIN, int(size)) > wide and size > 7:
            size *= 0.95
        self.line(text, (middle, foot), PLAIN, int(size), ink)

    def stars(self, number: int, middle: float, at: float, size: float, ink: str) -> None:
        """Write "OCOP" and as many stars as the certificate has; nothing without one."""
        if not number:
            return
        word = self.length("OCOP", PLAIN, int(size))
        whole = word + size * 0.35 + number * size
        left = middle - whole / 2
        self.line("OCOP", (left + word / 2, at + size * 0.36), PLAIN, int(size), ink)
        for i in range(number):
            x = left + word + size * (0.85 + i)
            points = []
            for k in range(10):
                r = size * (0.46 if k % 2 == 0 else 0.19)
                a = -math.pi / 2 + k * math.pi / 5
                points.append((x + r * math.cos(a), at + r * math.sin(a)))
            self.draw.polygon(points, fill=ink)


def foot_lines(pen: Pen, words: Words, box: tuple[float, ...], ink: str, star: str) -> None:
    """Stars, size and place in the lower part: a box (left, top, right, bottom) of shares."""
    left, top, right, bottom = (share * pen.width if i % 2 == 0 else share * pen.height
                                for i, share in enumerate(box))  # fmt: skip
    w = right - left
    middle = (left + right) / 2
    room = bottom - top
    step = room / (3 if words.stars else 2)
    size = min(step * 0.62, w * 0.1)
    foot = top + step * 0.72
    if words.stars:
        pen.stars(words.stars, middle, foot - size * 0.36, size * 1.1, star)
        foot += step
    pen.small(words.size, middle, foot, size * 1.05, ink, w * 0.94)
    pen.small(words.place, middle, foot + step, size * 0.9, ink, w * 0.94)


def draw_block(pen: Pen, words: Words, house: House) -> None:
    w, h = pen.width, pen.height
    pen.draw.rectangle((0, h * 0.17, w, h * 0.66), fill=house.accent)
    pen.draw.rectangle((0, h * 0.66, w, h * 0.675), fill=house.second)
    pen.small(words.maker, w / 2, h * 0.115, min(h * 0.085, w * 0.085), house.accent, w * 0.88)
    pen.block(words.name, (w * 0.06, h * 0.19, w * 0.94, h * 0.64), PLAIN, house.paper)
    foot_lines(pen, words, (0.04, 0.69, 0.96, 0.97), house.ink, house.accent)


def draw_seal(pen: Pen, words: Words, house: House) -> None:
    w, h = pen.width, pen.height
    edge = min(w, h) * 0.035
    pen.draw.rectangle((edge, edge, w - edge, h - edge), outline=house.second, width=3)
    r = min(w * 0.13, h * 0.1)
    y = edge * 1.8 + r
    pen.draw.ellipse((w / 2 - r, y - r, w / 2 + r, y + r), fill=house.accent)
    initial = words.maker.split()[-1][0]
    size = int(r * 1.25)
    pen.line(initial, (w / 2, y + size * 0.36), SERIF, size, house.paper)
    pen.small(words.maker, w / 2, y + r * 1.9, min(h * 0.07, w * 0.08), house.ink, w * 0.84)
    pen.block(words.name, (w * 0.09, y + r * 2.1, w * 0.91, h * 0.7), SERIF, house.accent)
    foot_lines(pen, words, (0.08, 0.7, 0.92, 0.945), house.ink, house.accent)


def draw_frame(pen: Pen, words: Words, house: House) -> None:
    w, h = pen.width, pen.height
    for edge, line, ink in ((0.03, 6, house.accent), (0.055, 2, house.second)):
        e = min(w, h) * edge
        pen.draw.rectangle((e, e, w - e, h - e), outline=ink, width=line)
    for i in range(-4, 5):  # an ear of rice lying over the name
        x = w / 2 + i * w * 0.045
        y = h * 0.125 - abs(i) * h * 0.004
        pen.draw.ellipse(
            (x - w * 0.02, y - h * 0.018, x + w * 0.02, y + h * 0.018), fill=house.second
        )
    pen.small(words.maker, w / 2, h * 0.235, min(h * 0.075, w * 0.085), house.ink, w * 0.84)
    pen.block(words.name, (w * 0.09, h * 0.25, w * 0.91, h * 0.68), SERIF, house.accent)
    foot_lines(pen, words, (0.08, 0.67, 0.92, 0.925), house.ink, house.accent)


def draw_stripe(pen: Pen, words: Words, house: House) -> None:
    w, h = pen.width, pen.height
    for i in range(4):
        y, thick = h * (0.015 + 0.032 * i), h * (0.022 - 0.005 * i)
        for top in (y, h - y - thick):
            ink = house.accent if i % 2 == 0 else house.second
            pen.draw.rectangle((0, top, w, top + thick), fill=ink)
    pen.small(words.maker, w / 2, h * 0.235, min(h * 0.08, w * 0.085), house.ink, w * 0.88)
    pen.block(words.name, (w * 0.06, h * 0.245, w * 0.94, h * 0.6), PLAIN, house.accent)
    foot_lines(pen, words, (0.05, 0.6, 0.95, 0.865), house.ink, house.accent)


def draw_field(pen: Pen, words: Words, house: House) -> None:
    w, h = pen.width, pen.height
    r = min(w * 0.2, h * 0.16)
    pen.draw.ellipse((w * 0.72 - r, h * 0.15 - r, w * 0.72 + r, h * 0.15 + r), fill=house.second)
    x = np.linspace(0, w, 60)
    for i, ink in enumerate((house.second, house.accent, house.ink)):
        y = h * (0.62 + i * 0.045) + np.sin(x / w * 5 + i * 1.7) * h * 0.018
        line = [*zip(x.tolist(), y.tolist(), strict=True), (w, h), (0, h)]
        pen.draw.polygon(line, fill=ink)
    pen.small(words.maker, w / 2, h * 0.12, min(h * 0.08, w * 0.085), house.ink, w * 0.88)
    pen.block(words.name, (w * 0.06, h * 0.15, w * 0.94, h * 0.61), SERIF, house.ink)
    foot_lines(pen, words, (0.05, 0.73, 0.95, 0.97), house.paper, house.second)


def draw_leaf(pen: Pen, words: Words, house: House) -> None:
    w, h = pen.width, pen.height
    band = w * 0.17
    pen.draw.rectangle((0, 0, band, h), fill=house.accent)
    for i in range(9):
        y = h * (0.06 + i * 0.105)
        for sign in (-1, 1):
            root, tip = (band / 2, y + h * 0.05), (band / 2 + sign * band * 0.36, y - h * 0.01)
            bend = (band / 2 + sign * band * 0.08, y - h * 0.012)
            low = (band / 2 + sign * band * 0.3, y + h * 0.036)
            pen.draw.polygon([root, bend, tip, low], fill=house.paper)
    pen.draw.line((band / 2, h * 0.03, band / 2, h * 0.97), fill=house.paper, width=3)
    middle = (band + w) / 2
    pen.small(words.maker, middle, h * 0.13, min(h * 0.085, w * 0.075), house.ink, w * 0.74)
    pen.block(words.name, (band * 1.25, h * 0.16, w * 0.97, h * 0.64), SERIF, house.ink)
    foot_lines(pen, words, (0.2, 0.66, 0.98, 0.97), house.ink, house.accent)


DESIGNS: dict[str, Callable[[Pen, Words, House], None]] = {
    "block": draw_block,
    "seal": draw_seal,
    "frame": draw_frame,
    "stripe": draw_stripe,
    "field": draw_field,
    "leaf": draw_leaf,
}


def label(facts: Facts, ratio: float, pixels: int = 640) -> np.ndarray:
    """A product's label, `ratio` times as wide as high: (rows, columns, 3), 0 to 1."""
    house = house_of(facts)
    width = pixels if ratio >= 1 else round(pixels * max(ratio, 0.55))
    pen = Pen(width, round(width / ratio), house.paper)
    DESIGNS[house.design](pen, words_on(facts), house)
    values = np.asarray(pen.sheet, np.float32) / 255
    dice = np.random.default_rng(Random(facts.code).randrange(9999))  # noqa: S311
    grain = dice.standard_normal(values.shape[:2]).astype(np.float32)[:, :, None]
    return np.clip(values + 0.008 * grain, 0, 1)
