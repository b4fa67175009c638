"""What hands paint, carve, weave and stitch: bamboo, lotus, blossom, carp, waves, bands.

A motif is a list of marks in the plane (y up), free of any medium: `ink.py` paints them as
cobalt, gold or thread. A mark is a stroke with widths along it, or a filled outline.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from random import Random

import numpy as np


@dataclass(frozen=True)
class Mark:
    """Points (n, 2); widths (n,) of a stroke, or None for a filled outline. Tone 0 to 1."""

    points: np.ndarray
    widths: np.ndarray | None
    tone: float = 1.0
    hue: str = ""  # for media of more than one colour: "leaf", "petal", "heart", "stem"


def stroke(points, widths, tone: float = 1.0, hue: str = "", count: int = 24) -> Mark:
    """A brush stroke through a few points; the widths are spread along it."""
    given = np.array(points, float)
    t = np.linspace(0, 1, count)
    if len(given) == 3:  # a bow
        p = (1 - t)[:, None] ** 2 * given[0] + 2 * (t * (1 - t))[:, None] * given[1]
        line = p + (t**2)[:, None] * given[2]
    elif len(given) == 4:
        u = 1 - t
        line = sum(
            (factor[:, None] * point)
            for factor, point in zip((u**3, 3 * u**2 * t, 3 * u * t**2, t**3), given, strict=True)
        )
    else:
        steps = np.linspace(0, 1, len(given))
        line = np.stack([np.interp(t, steps, given[:, i]) for i in (0, 1)], axis=1)
    return Mark(line, np.interp(t, np.linspace(0, 1, len(widths)), widths), tone, hue)


def outline(points, tone: float = 0.4, hue: str = "") -> Mark:
    return Mark(np.array(points, float), None, tone, hue)


def placed(
    marks: Iterable[Mark], x: float = 0, y: float = 0, scale: float = 1, turn: float = 0, flip=False
) -> list[Mark]:
    """The same marks turned (radians), scaled and moved."""
    matrix = np.array([(math.cos(turn), math.sin(turn)), (-math.sin(turn), math.cos(turn))])
    found = []
    for mark in marks:
        points = mark.points * ((-1, 1) if flip else (1, 1)) @ matrix * scale + (x, y)
        widths = None if mark.widths is None else mark.widths * scale
        found.append(Mark(points, widths, mark.tone, mark.hue))
    return found


def leaf(x, y, angle: float, length: float, width: float, tone: float = 0.9, bend=0.15) -> Mark:
    """One pressed stroke of the brush, thin at both ends."""
    dx, dy = math.cos(angle) * length, math.sin(angle) * length
    middle = (x + dx / 2 - dy * bend, y + dy / 2 + dx * bend)
    widths = np.array([0.1, 0.75, 1, 0.8, 0.45, 0.06]) * width
    return stroke([(x, y), middle, (x + dx, y + dy)], widths, tone, "leaf")


def bamboo(dice: Random, height: float = 1.0) -> list[Mark]:
    """Two or three stems in sections with hanging leaves; foot at (0, 0)."""
    marks: list[Mark] = []
    for stem in range(dice.choice([2, 3])):
        x = (stem - 0.8) * 0.13 * height + dice.uniform(-0.02, 0.02)
        lean = dice.uniform(-0.10, 0.14) * height
        sections = dice.randint(5, 7)
        thick = dice.uniform(0.026, 0.036) * height * (1 - 0.22 * stem)
        tall = height * dice.uniform(0.78, 1.0)
        tone = 0.95 - 0.25 * stem
        for i in range(sections):
            a, b = i / sections, (i + 0.93) / sections
            one = (x + lean * a * a, tall * a)
            two = (x + lean * b * b, tall * b)
            marks.append(
                stroke([one, two], np.array([1.15, 0.86, 0.84, 1.15]) * thick, tone, "stem")
            )
            if i >= 2:
                side = dice.choice([-1, 1])
                reach = dice.uniform(0.12, 0.2) * height
                tip = (two[0] + side * reach, two[1] + reach * 0.45)
                marks.append(
                    stroke(
                        [two, ((two[0] + tip[0]) / 2, two[1] + reach * 0.4), tip],
                        [0.009 * height, 0.004 * height],
                        tone,
                        "stem",
                    )
                )
                for _ in range(dice.randint(3, 5)):
                    marks.append(
                        leaf(
                            tip[0] + dice.uniform(-0.03, 0.03) * height,
                            tip[1] + dice.uniform(-0.02, 0.02) * height,
                            -math.pi / 2 + side * dice.uniform(-0.3, 1.1),
                            dice.uniform(0.14, 0.24) * height,
                            dice.uniform(0.022, 0.034) * height,
                            dice.uniform(0.6, 1.0),
                        )
                    )
        top = (x + lean, tall)
        for _ in range(4):
            marks.append(
                leaf(
                    top[0],
                    top[1],
                    -math.pi / 2 + dice.uniform(-1.3, 1.3),
                    dice.uniform(0.14, 0.22) * height,
                    0.028 * height,
                    dice.uniform(0.7, 1),
                )
            )
    return marks


def petal_shape(length: float, width: float, tip: float = 0.14, count: int = 16):
    """A pointed petal along +y from the origin, as an outline."""
    t = np.linspace(0, 1, count)
    half = width / 2 * np.sin(np.pi * t**0.75) ** 0.9 * (1 - tip * t)
    right = np.stack([half, t * length], axis=1)
    return np.vstack([right, right[::-1] * (-1, 1)])


def petal(
    x,
    y,
    angle: float,
    length: float,
    width: float,
    tone: float = 0.3,
    line: float = 0.02,
    hue="petal",
):
    """A petal as wash and outline, its axis at `angle`."""
    shape = petal_shape(length, width)
    base = [
        outline(shape, tone, hue),
        stroke(shape, [line, line * 0.7, line], 0.95, hue + "-line", 40),
    ]
    veins = [
        stroke(
            [(0, 0.1 * length), (s * width * 0.12, 0.5 * length), (s * width * 0.1, 0.85 * length)],
            [line * 0.4, line * 0.5, line * 0.1],
            0.55,
            hue + "-line",
        )
        for s in (-1, 0, 1)
    ]
    return placed(base + veins, x, y, 1, angle - math.pi / 2)


def lotus(dice: Random, size: float = 1.0) -> list[Mark]:
    """An open flower from the side, about `size` wide, its foot at (0, 0)."""
    marks: list[Mark] = []
    for ring, (count, spread, long) in enumerate(
        ((7, 1.28, 0.52), (6, 0.92, 0.58), (3, 0.42, 0.6))
    ):
        for i in range(count):
            at = (i / (count - 1) - 0.5) * 2 if count > 1 else 0
            angle = math.pi / 2 - at * spread
            marks += petal(
                at * 0.05 * size,
                0,
                angle + dice.uniform(-0.04, 0.04),
                long * size * (1 - 0.08 * abs(at)),
                0.25 * size,
                0.16 + 0.07 * ring,
                0.026 * size,
            )
    return marks


def lotus_leaf(dice: Random, size: float = 1.0) -> list[Mark]:
    """A leaf seen from the side, ruffled, with veins."""
    a = np.linspace(0, 2 * math.pi, 40)
    r = 0.5 * (1 + 0.05 * np.sin(7 * a + dice.uniform(0, 6)))
    rim = np.stack([np.cos(a) * r, np.sin(a) * r * 0.45], axis=1) * size
    marks = [outline(rim, 0.42, "leaf"), stroke(rim, [0.026 * size] * 3, 0.95, "leaf-line", 60)]
    marks += [
        stroke(
            [(0, 0), (math.cos(b) * 0.43 * size, math.sin(b) * 0.19 * size)],
            [0.022 * size, 0.007 * size],
            0.95,
            "leaf-line",
        )
        for b in np.linspace(0, 2 * math.pi, 11)[:-1]
    ]
    return marks


def lotus_pond(dice: Random, width: float, height: float) -> list[Mark]:
    """Flowers, buds and leaves on stems along a width; foot at y 0."""
    marks: list[Mark] = []
    count = max(2, round(width / (height * 0.95)))
    for i in range(count):
        x = (i + 0.5) * width / count
        size = height * dice.uniform(0.5, 0.6)
        lx, ly = x + 0.42 * width / count, height * dice.uniform(0.28, 0.4)
        marks.append(
            stroke(
                [(lx - 0.05 * height, 0), (lx + 0.03 * height, ly / 2), (lx, ly)],
                [0.018 * height] * 2,
                0.8,
                "stem",
            )
        )
        marks += placed(lotus_leaf(dice, height * 0.62), lx, ly, 1, dice.uniform(-0.15, 0.15))
        top = height * dice.uniform(0.52, 0.6)
        marks.append(
            stroke(
                [(x, 0), (x + 0.06 * height, top / 2), (x, top)],
                [0.02 * height, 0.015 * height],
                0.85,
                "stem",
            )
        )
        marks += placed(lotus(dice, size), x, top, 1, dice.uniform(-0.2, 0.2))
        bx, by = x - 0.36 * width / count, height * dice.uniform(0.6, 0.8)
        marks.append(
            stroke(
                [(bx + 0.06 * height, 0), (bx - 0.03 * height, by / 2), (bx, by)],
                [0.014 * height] * 2,
                0.8,
                "stem",
            )
        )
        marks += placed(
            petal(0, 0, math.pi / 2, 0.2 * height, 0.11 * height, 0.4, 0.008 * height),
            bx,
            by,
            1,
            dice.uniform(-0.3, 0.3),
        )
    return marks


def blossom(size: float, dice: Random, petals: int = 5) -> list[Mark]:
    """One flower from above with stamens."""
    marks: list[Mark] = []
    turn = dice.uniform(0, 6)
    a = np.linspace(0, 2 * math.pi, 18)
    for i in range(petals):
        at = turn + i * 2 * math.pi / petals
        shape = np.stack(
            [0.27 + 0.25 * np.cos(a), 0.23 * np.sin(a) * (1 + 0.25 * np.cos(a))], axis=1
        )
        marks += placed(
            [
                outline(shape * size, 0.3, "petal"),
                stroke(shape * size, [0.03 * size] * 3, 0.9, "petal-line", 24),
            ],
            0,
            0,
            1,
            at,
        )
    marks += [
        stroke(
            [(0, 0), (math.cos(b) * 0.24 * size, math.sin(b) * 0.24 * size)],
            [0.02 * size, 0.035 * size],
            1,
            "heart",
            6,
        )
        for b in np.linspace(turn, turn + 6.283, 9)[:-1]
    ]
    return marks


def branch(dice: Random, length: float = 1.0, flowers: int = 9) -> list[Mark]:
    """A gnarled branch from (0, 0) to the upper right with blossom and buds."""
    marks: list[Mark] = []
    x, y, angle = 0.0, 0.0, dice.uniform(0.5, 0.9)
    spots: list[tuple[float, float]] = []
    thick = 0.05 * length
    for step in range(6):
        reach = length / 6 * dice.uniform(0.9, 1.2)
        to = (x + math.cos(angle) * reach, y + math.sin(angle) * reach)
        marks.append(
            stroke(
                [(x, y), ((x + to[0]) / 2 + dice.uniform(-0.02, 0.02), (y + to[1]) / 2), to],
                [thick, thick * 0.75, thick * 0.85],
                0.95,
                "stem",
            )
        )
        for _ in range(2):
            turn = angle + dice.choice([-1, 1]) * dice.uniform(0.5, 1.1)
            twig = length * dice.uniform(0.16, 0.34) * (1 - step * 0.07)
            end = (to[0] + math.cos(turn) * twig, to[1] + math.sin(turn) * twig)
            marks.append(
                stroke(
                    [to, ((to[0] + end[0]) / 2, (to[1] + end[1]) / 2 + 0.02 * length), end],
                    [thick * 0.5, thick * 0.15],
                    0.9,
                    "stem",
                )
            )
            spots += [end, ((to[0] + end[0]) / 2, (to[1] + end[1]) / 2)]
        spots.append(to)
        x, y = to
        angle += dice.uniform(-0.45, 0.45)
        thick *= 0.78
    dice.shuffle(spots)
    for spot in spots[:flowers]:
        marks += placed(blossom(length * dice.uniform(0.13, 0.18), dice), *spot)
    for spot in spots[flowers : flowers + 8]:
        marks.append(
            outline(
                placed(
                    [outline(petal_shape(0.06 * length, 0.045 * length), 0.6)],
                    *spot,
                    1,
                    dice.uniform(0, 6),
                )[0].points,
                0.6,
                "petal",
            )
        )
    return marks


def chrysanthemum(size: float, dice: Random, petals: int = 14) -> list[Mark]:
    """A round flower of two rings of petals."""
    marks: list[Mark] = []
    for ring, (inner, outer) in enumerate(((0.26, 0.5), (0.1, 0.32))):
        count = petals if ring == 0 else petals - 4
        for i in range(count):
            a = i * 2 * math.pi / count + ring * 0.2
            marks += placed(
                petal(
                    inner * size * 0.5,
                    0,
                    0,
                    (outer - inner * 0.5) * size,
                    0.15 * size,
                    0.32 + 0.16 * ring,
                    0.018 * size,
                ),
                0,
                0,
                1,
                a,
            )
    a = np.linspace(0, 2 * math.pi, 16)
    marks.append(outline(np.stack([np.cos(a), np.sin(a)], axis=1) * 0.1 * size, 0.9, "heart"))
    return marks


def scroll(dice: Random, width: float, height: float, flowers: int = 4) -> list[Mark]:
    """A wave of vine with chrysanthemums in its bows and curling leaves; it repeats in x."""
    marks: list[Mark] = []
    t = np.linspace(0, 1, 160)
    vine = np.stack([t * width, height / 2 + height * 0.2 * np.sin(t * flowers * math.pi)], axis=1)
    marks.append(Mark(vine, np.full(160, 0.03 * height), 0.9, "stem"))
    for i in range(flowers):
        x = (i + 0.5) * width / flowers
        side = -1 if i % 2 == 0 else 1
        y = height / 2 - side * 0.02 * height
        marks += placed(chrysanthemum(height * 0.66, dice), x, y + side * 0.06 * height)
        for j in range(5):
            at = x + (j - 2) * width / flowers * 0.24 + 0.06 * width / flowers
            up = 1 if j % 2 else -1
            root = (at, height / 2 + height * 0.2 * math.sin(at / width * flowers * math.pi))
            angle = up * dice.uniform(0.7, 1.2)
            long = height * dice.uniform(0.2, 0.3)
            marks.append(leaf(root[0], root[1], angle, long, 0.09 * height, 0.75, 0.3 * up))
            marks.append(
                leaf(root[0], root[1], angle + 0.5, long * 0.7, 0.07 * height, 0.6, -0.2 * up)
            )
    return marks


def waves(width: float, height: float, count: int) -> list[Mark]:
    """Rows of fish-scale waves, each of three arcs."""
    marks: list[Mark] = []
    step = width / count
    a = np.linspace(0, math.pi, 20)
    rows = max(1, round(height / (step * 0.5)))
    for row in range(rows):
        for i in range(-1, count + 1):
            x = (i + (row % 2) * 0.5 + 0.5) * step
            y = row * step * 0.5
            marks += [
                stroke(
                    np.stack([x + np.cos(a) * r * step, y + np.sin(a) * r * step * 0.92], axis=1),
                    [0.045 * step] * 2,
                    0.9,
                    "line",
                    20,
                )
                for r in (0.48, 0.33, 0.17)
            ]
    return marks


def band(width: float, y: float, thick: float, tone: float = 1.0) -> Mark:
    """A line right round, as a hand draws it on the wheel."""
    t = np.linspace(0, 1, 200)
    wobble = 0.12 * thick * np.sin(t * 6.283 * 3) * np.sin(t * math.pi)
    return Mark(np.stack([t * width, y + wobble], axis=1), np.full(200, thick), tone, "line")


def lappets(width: float, y: float, height: float, count: int, down: bool = False) -> list[Mark]:
    """A border of upright petals with a smaller one in each."""
    marks: list[Mark] = []
    step = width / count
    for i in range(count):
        angle = -math.pi / 2 if down else math.pi / 2
        marks += petal((i + 0.5) * step, y, angle, height, step * 1.02, 0.2, 0.05 * step)
        marks += petal((i + 0.5) * step, y, angle, height * 0.6, step * 0.5, 0.7, 0.03 * step)
    return marks


def carp(dice: Random, size: float = 1.0) -> list[Mark]:
    """A carp from above, swimming in a bow, `size` long, its middle at (0, 0)."""
    t = np.linspace(0, 1, 40)
    spine = np.stack([(t - 0.5), 0.16 * np.sin(t * 3.6 + 0.4)], axis=1) * size
    direction = np.gradient(spine, axis=0)
    direction /= np.linalg.norm(direction, axis=1)[:, None]
    normal = np.stack([-direction[:, 1], direction[:, 0]], axis=1)
    half = (
        np.interp(t, [0, 0.06, 0.22, 0.5, 0.8, 1], [0.02, 0.085, 0.125, 0.11, 0.045, 0.02]) * size
    )
    body = np.vstack([spine + normal * half[:, None], (spine - normal * half[:, None])[::-1]])
    marks = [
        outline(body, 0.28, "petal"),
        stroke(np.vstack([body, body[:1]]), [0.014 * size] * 3, 1, "petal-line", 90),
    ]
    for i in range(10, 34, 2):
        for j in np.linspace(-0.75, 0.75, 5):
            at = spine[i] + normal[i] * half[i] * (j + (0.18 if i % 4 else 0))
            r = half[i] * 0.3
            a = np.linspace(-1.3, 1.3, 8) + math.atan2(direction[i, 1], direction[i, 0])
            arc = at + np.stack([np.cos(a), np.sin(a)], axis=1) * r
            marks.append(stroke(arc, [0.008 * size] * 2, 0.85, "petal-line", 10))
    head = spine[5]
    for sign in (-1, 1):
        eye = head + normal[5] * sign * half[5] * 0.6
        a = np.linspace(0, 6.283, 10)
        marks.append(
            outline(eye + np.stack([np.cos(a), np.sin(a)], axis=1) * 0.016 * size, 1, "heart")
        )
        whisker = [
            spine[0],
            spine[0] - direction[0] * 0.06 * size + normal[0] * sign * 0.05 * size,
            spine[0] - direction[0] * 0.05 * size + normal[0] * sign * 0.12 * size,
        ]
        marks.append(stroke(whisker, [0.01 * size, 0.004 * size], 0.9, "petal-line"))
        root = spine[13] + normal[13] * sign * half[13]
        for k in range(5):
            angle = math.atan2(*(normal[13] * sign + direction[13] * (0.2 + 0.25 * k))[::-1])
            marks.append(leaf(root[0], root[1], angle, 0.17 * size, 0.03 * size, 0.6, 0.1 * sign))
    end = spine[-1]
    base = math.atan2(direction[-1, 1], direction[-1, 0])
    for k in np.linspace(-0.75, 0.75, 9):
        marks.append(
            leaf(
                end[0],
                end[1],
                base + k,
                size * (0.2 + 0.06 * abs(k)),
                0.035 * size,
                0.7,
                0.12 * float(np.sign(k)),
            )
        )
    for k in range(6):
        root = spine[14 + k * 2]
        marks.append(leaf(root[0], root[1], base + 0.35, 0.1 * size, 0.022 * size, 0.8))
    return marks
