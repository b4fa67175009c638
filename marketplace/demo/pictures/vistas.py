"""Landscapes as lacquer and fans show them: a river landing, an old street, a village road."""

import math
from random import Random

import numpy as np

from marketplace.demo.pictures import motifs
from marketplace.demo.pictures.motifs import Mark, outline, placed, stroke


def block(x0: float, y0: float, x1: float, y1: float, hue: str) -> Mark:
    return outline([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], 1, hue)


def hills(dice: Random, width: float, base: float, high: float, hue: str) -> Mark:
    x = np.linspace(0, width, 60)
    y = base + high * (0.35 + 0.25 * np.sin(x / width * 5 + dice.uniform(0, 6)))
    y = y + high * 0.3 * np.abs(np.sin(x / width * 9 + dice.uniform(0, 6)))
    return outline([(0, base - high), *zip(x, y, strict=True), (width, base - high)], 1, hue)


def disc(x: float, y: float, r: float, hue: str) -> Mark:
    a = np.linspace(0, 2 * math.pi, 40)
    return outline(np.stack([x + np.cos(a) * r, y + np.sin(a) * r], axis=1), 1, hue)


def boat(size: float) -> list[Mark]:
    """A sampan with an arched roof and its boatman, `size` long, its keel at (0, 0)."""
    hull = [(-0.5, 0.12), (-0.38, 0.0), (0.36, 0.0), (0.52, 0.14), (0.4, 0.085), (-0.4, 0.08)]
    a = np.linspace(0, math.pi, 24)
    roof = np.stack([-0.04 + np.cos(a) * 0.21, 0.08 + np.sin(a) * 0.16], axis=1)
    marks = [outline(roof, 1, "roof"), outline(hull, 1, "boat")]
    marks += [
        stroke([(x, 0.085), (x, 0.08 + 0.16 * math.sqrt(max(0, 1 - ((x + 0.04) / 0.21) ** 2)))],
               [0.008] * 2, 1, "boat")
        for x in (-0.14, -0.04, 0.06)
    ]  # fmt: skip
    marks.append(stroke([(0.3, 0.08), (0.29, 0.2), (0.3, 0.25)], [0.05, 0.04, 0.03], 1, "boat"))
    marks.append(outline([(0.23, 0.25), (0.37, 0.25), (0.3, 0.31)], 1, "roof"))
    marks.append(stroke([(0.34, 0.22), (0.56, -0.06)], [0.012, 0.012], 1, "boat"))
    return placed(marks, 0, 0, size)


def river_landing(dice: Random, width: float, height: float) -> list[Mark]:
    """A broad river at evening: far hills, a low sun, three sampans, steps and a banyan."""
    marks = [
        block(0, 0, width, height, "sky"),
        disc(width * 0.66, height * 0.74, height * 0.1, "sun"),
    ]
    marks += [
        hills(dice, width, height * 0.56, height * 0.16, "far"),
        hills(dice, width, height * 0.5, height * 0.1, "near"),
        block(0, 0, width, height * 0.48, "water"),
    ]
    for i in range(26):
        y = height * (0.46 - 0.44 * (i / 26) ** 0.9)
        x, long = dice.uniform(0, width), width * dice.uniform(0.05, 0.2) * (0.5 + i / 26)
        thick = height * 0.004 * (1 + i / 9)
        marks.append(
            stroke([(x, y), (x + long / 2, y + thick), (x + long, y)], [0, thick, 0], 1, "ripple")
        )
    for x, y, size in ((0.24, 0.4, 0.13), (0.76, 0.33, 0.2), (0.42, 0.17, 0.34)):
        marks += placed(boat(width * size), width * x, height * y)
    bank = [(width, 0), (width * 0.72, 0), (width * 0.8, height * 0.1), (width * 0.9, height * 0.2),
            (width, height * 0.27)]  # fmt: skip
    marks.append(outline(bank, 1, "bank"))
    marks += [
        block(width * (0.8 + 0.03 * i), height * 0.05 * i, width, height * 0.05 * (i + 0.7), "step")
        for i in range(4)
    ]
    for _ in range(18):
        x = width * dice.uniform(0.0, 0.16)
        tall = height * dice.uniform(0.12, 0.3)
        marks.append(stroke([(x, 0), (x + 0.01 * width, tall / 2), (x + dice.uniform(-0.02, 0.05) * width, tall)],
                            [height * 0.008, height * 0.005, height * 0.002], 1, "reed"))  # fmt: skip
    return marks


def house(dice: Random, x: float, wide: float, high: float, foot: float, hue: str) -> list[Mark]:
    """A narrow town house: wall, tiled roof, shutters, a shop below."""
    eave = foot + high
    marks = [block(x, foot, x + wide, eave, hue)]
    peak = wide * dice.uniform(0.28, 0.42)
    marks.append(outline([(x - wide * 0.09, eave), (x + wide * 1.09, eave), (x + wide * 0.92, eave + peak),
                          (x + wide * 0.08, eave + peak)], 1, "roof"))  # fmt: skip
    for i in range(7):
        t = (i + 0.5) / 7
        marks.append(stroke([(x + wide * (t * 1.18 - 0.09), eave), (x + wide * (0.08 + t * 0.84), eave + peak)],
                            [wide * 0.022] * 2, 1, "line"))  # fmt: skip
    marks.append(block(x + wide * 0.16, foot, x + wide * 0.84, foot + high * 0.3, "door"))
    marks.append(outline([(x - wide * 0.02, foot + high * 0.32), (x + wide * 1.02, foot + high * 0.32),
                          (x + wide * 0.94, foot + high * 0.41), (x + wide * 0.06, foot + high * 0.41)], 1, "awning"))  # fmt: skip
    for level in (0.52, 0.76):
        if high < wide * 1.5 and level > 0.6:
            continue
        for at in (0.18, 0.57):
            marks.append(
                block(
                    x + wide * at,
                    foot + high * level,
                    x + wide * (at + 0.25),
                    foot + high * (level + 0.16),
                    "door",
                )
            )
            marks.append(stroke([(x + wide * (at + 0.125), foot + high * level), (x + wide * (at + 0.125), foot + high * (level + 0.16))],
                                [wide * 0.02] * 2, 1, "line"))  # fmt: skip
    return marks


def old_street(dice: Random, width: float, height: float) -> list[Mark]:
    """Tube houses leaning on each other above an empty street, a lamp and wires."""
    marks = [
        block(0, 0, width, height, "sky"),
        disc(width * 0.24, height * 0.86, width * 0.09, "sun"),
    ]
    far = 0.0
    while far < width:
        wide = width * dice.uniform(0.14, 0.2)
        marks += house(
            dice,
            far,
            wide,
            height * dice.uniform(0.42, 0.56),
            height * 0.2,
            dice.choice(["far", "wall"]),
        )
        far += wide * 1.02
    near = -width * 0.05
    for i in range(4):
        wide = width * dice.uniform(0.24, 0.3)
        tall = height * (0.52, 0.34, 0.42, 0.6)[i] * dice.uniform(0.95, 1.05)
        marks += house(dice, near, wide, tall, height * 0.12, ("wall", "warm", "wall", "wall")[i])
        near += wide * 1.05
    marks.append(
        outline([(0, 0), (width, 0), (width, height * 0.13), (0, height * 0.13)], 1, "road")
    )
    for i in range(9):
        y = height * 0.12 * (1 - (i / 9) ** 1.5)
        marks.append(stroke([(width * (0.1 + 0.03 * i), y), (width * 0.5, y - 0.004 * height), (width * (0.9 - 0.03 * i), y)],
                            [0, height * 0.004, 0], 1, "line"))  # fmt: skip
    x = width * 0.62
    marks.append(
        stroke([(x, height * 0.05), (x, height * 0.62)], [width * 0.014, width * 0.009], 1, "line")
    )
    for k in (0.6, 0.57):
        marks.append(
            stroke(
                [(0, height * (k + 0.05)), (x, height * k), (width, height * (k + 0.07))],
                [width * 0.004] * 3,
                1,
                "line",
            )
        )
    return marks


def village_road(dice: Random, width: float, height: float) -> list[Mark]:
    """A road to the village gate between rice fields, bamboo and a banyan."""
    marks = [block(0, 0, width, height, "sky")]
    marks += [hills(dice, width, height * 0.56, height * 0.14, "far")]
    marks.append(block(0, 0, width, height * 0.5, "field"))
    for i in range(14):
        y = height * 0.48 * (1 - (i / 14) ** 0.8)
        marks.append(
            stroke(
                [(0, y), (width / 2, y + height * 0.008), (width, y)],
                [height * 0.005] * 3,
                1,
                "line",
            )
        )
    marks.append(outline([(width * 0.38, 0), (width * 0.62, 0), (width * 0.54, height * 0.3), (width * 0.53, height * 0.5),
                          (width * 0.49, height * 0.5), (width * 0.47, height * 0.3)], 1, "road"))  # fmt: skip
    gate = width * 0.51
    for dx in (-0.06, 0.035):
        marks.append(
            block(
                gate + dx * width, height * 0.46, gate + (dx + 0.025) * width, height * 0.66, "wall"
            )
        )
    marks.append(outline([(gate - 0.085 * width, height * 0.66), (gate + 0.085 * width, height * 0.66),
                          (gate + 0.06 * width, height * 0.73), (gate - 0.06 * width, height * 0.73)], 1, "roof"))  # fmt: skip
    for x, size in ((0.2, 0.3), (0.8, 0.34)):
        marks += tree(dice, width * x, height * 0.42, height * size * 1.6)
    for x in (0.06, 0.93):
        marks += placed(motifs.bamboo(dice, height * 0.7), width * x, height * 0.12)
    return marks


def tree(dice: Random, x: float, y: float, high: float) -> list[Mark]:
    marks = [
        stroke(
            [(x, y), (x + high * 0.04, y + high * 0.3), (x, y + high * 0.6)],
            [high * 0.1, high * 0.06, high * 0.05],
            1,
            "stem",
        )
    ]
    for _ in range(22):
        a, r = dice.uniform(0, 6.28), high * 0.3 * math.sqrt(dice.random())
        marks.append(disc(x + math.cos(a) * r * 1.2, y + high * 0.72 + math.sin(a) * r * 0.7, high * dice.uniform(0.06, 0.12),
                          dice.choice(["leaf", "leaf", "leaf-line"])))  # fmt: skip
    return marks
