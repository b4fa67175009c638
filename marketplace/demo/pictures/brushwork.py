"""What is painted or carved on pots: round a wall, over the face of a plate."""

import math
from random import Random

import numpy as np

from marketplace.demo.facts import Facts
from marketplace.demo.pictures import motifs
from marketplace.demo.pictures.ink import Canvas
from marketplace.demo.pictures.outlines import FLAT, OUTLINES, length_of, radius_of


def art_of(facts: Facts, form: str, dice: Random) -> tuple[Canvas | None, bool]:
    """What the hand painted or carved on the outside (or on a plate's face), and if carved."""
    outline = OUTLINES[form]
    round_, tall = 2 * math.pi * radius_of(outline), length_of(outline)
    pattern = facts.pattern
    if not pattern or pattern == "ribbed":
        return None, False
    if form in FLAT:
        wide = 2 * radius_of(outline)
        canvas = Canvas(wide, wide, 1400)
        canvas.paint(plate_marks(pattern, wide, dice))
        return canvas, pattern.startswith("carved")
    canvas = Canvas(round_, tall, 3000, wraps=True)
    canvas.paint(wall_marks(pattern, form, round_, tall, dice))
    return canvas, pattern.startswith("carved")


def wall_marks(pattern: str, form: str, round_: float, tall: float, dice: Random):
    marks: list = []
    if pattern == "bamboo":
        high = tall * 0.56
        for i in range(3):
            marks += motifs.placed(motifs.bamboo(dice, high), round_ * (i + 0.36) / 3, tall * 0.12)
        for y, thick in ((0.055, 0.22), (0.085, 0.1), (0.80, 0.1), (0.985, 0.3)):
            marks.append(motifs.band(round_, tall * y, thick))
    elif pattern == "painted-lotus":
        high = tall * (0.62 if form != "cup" else 0.68)
        marks += motifs.placed(motifs.lotus_pond(dice, round_, high), 0, tall * 0.14)
        marks += [motifs.band(round_, tall * y, 0.1) for y in (0.07, 0.105, 0.93)]
    elif pattern == "carved-lotus":
        marks += motifs.placed(motifs.lotus_pond(dice, round_, tall * 0.4), 0, tall * 0.37)
        marks += motifs.lappets(round_, tall * 0.05, tall * 0.16, 18)
        marks += motifs.lappets(round_, tall * 0.93, tall * 0.09, 14, down=True)
        marks += [motifs.band(round_, tall * y, 0.14) for y in (0.24, 0.26, 0.80)]
    elif pattern == "chrysanthemum":
        marks += motifs.placed(motifs.scroll(dice, round_, tall * 0.6, 5), 0, tall * 0.27)
        marks += [
            motifs.band(round_, tall * y, t)
            for y, t in ((0.2, 0.1), (0.23, 0.2), (0.93, 0.24), (0.89, 0.08))
        ]
    elif pattern == "carved-waves":
        low, high = (0.42, 0.42) if form == "stem-bowl" else (0.14, 0.36)
        marks += motifs.placed(motifs.waves(round_, tall * high, 20), 0, tall * low)
        marks += [motifs.band(round_, tall * y, 0.16) for y in (low - 0.02, low + high + 0.07)]
    elif pattern == "blue-band":
        marks += [
            motifs.band(round_, tall * y, t, o)
            for y, t, o in ((0.95, 0.26, 1), (0.9, 0.08, 0.9), (0.3, 0.08, 0.8))
        ]
    elif pattern == "brown-lotus":
        marks += motifs.placed(motifs.lotus_pond(dice, round_, tall * 0.46), 0, tall * 0.2)
        marks += motifs.lappets(round_, tall * 0.95, tall * 0.15, 16, down=True)
        marks += [
            motifs.band(round_, tall * y, t) for y, t in ((0.14, 0.3), (0.17, 0.12), (0.77, 0.2))
        ]
    else:
        raise ValueError(f"No pattern for walls: {pattern}")
    return marks


def plate_marks(pattern: str, wide: float, dice: Random):
    middle = wide / 2
    a = np.linspace(0, 2 * math.pi, 160)
    ring = np.stack([np.cos(a), np.sin(a)], axis=1)

    def circle(r: float, thick: float):
        return motifs.Mark(ring * r + middle, np.full(160, thick), 1.0, "line")

    if pattern == "carp":
        marks = motifs.placed(motifs.carp(dice, wide * 0.52), middle, middle, 1, 0.5)
        for i in range(5):
            x, y = (
                middle + wide * 0.25 * math.cos(i * 1.26 + 0.3),
                middle + wide * 0.25 * math.sin(i * 1.26 + 0.3),
            )
            marks += [
                motifs.leaf(x, y, i * 1.26 + 1.9 + k * 0.3, wide * 0.12, wide * 0.012, 0.6)
                for k in (-1, 0, 1)
            ]
        border = motifs.scroll(dice, 2 * math.pi * wide * 0.44, wide * 0.075, 12)
        marks += [bent(mark, wide * 0.405, middle) for mark in border]
        return [
            *marks,
            circle(wide * 0.34, 0.12),
            circle(wide * 0.355, 0.06),
            circle(wide * 0.488, 0.24),
        ]
    if pattern == "blossom":
        marks = motifs.placed(motifs.branch(dice, wide * 0.62, 12), wide * 0.24, wide * 0.24)
        return marks
    raise ValueError(f"No pattern for plates: {pattern}")


def bent(mark: motifs.Mark, radius: float, middle: float) -> motifs.Mark:
    """Lay a mark of a straight border round a circle."""
    a = mark.points[:, 0] / (radius + 0.5)
    r = radius + mark.points[:, 1]
    points = np.stack([np.cos(a) * r, np.sin(a) * r], axis=1) + middle
    return motifs.Mark(points, mark.widths, mark.tone, mark.hue)
