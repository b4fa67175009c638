"""Birds as craftsmen draw them: cranes and phoenixes, free of any medium."""

import math
from dataclasses import replace
from random import Random

import numpy as np

from marketplace.demo.pictures.motifs import Mark, leaf, outline, placed, stroke


def feathers(root, angle: float, spread: float, count: int, length: float, wide: float, hue: str):
    """A fan of feathers from one root, each set off from the last by a mark of hue "gap"."""
    (x, y), marks = root, []
    for i in range(count):
        t = i / (count - 1)
        one = angle + (t - 0.5) * spread
        long = length * (0.72 + 0.28 * math.sin(math.pi * (0.25 + 0.75 * t)))
        marks.append(replace(leaf(x, y, one, long, wide * 1.5, 1.0, 0.1), hue="gap"))
        tone = 0.55 + 0.3 * (i % 2)
        marks.append(replace(leaf(x, y, one, long, wide, tone, 0.1), hue=hue))
    return marks


def crane(dice: Random, size: float = 1.0) -> list[Mark]:
    """A crane in flight to the right, `size` from beak to toe, its breast at (0, 0)."""
    marks: list[Mark] = []
    marks += feathers((-0.03, 0.04), math.radians(118), 1.15, 9, 0.46, 0.06, "wing")
    marks += feathers((0.05, 0.04), math.radians(78), 0.9, 8, 0.4, 0.055, "wing")
    for k in (-0.02, 0.02):
        marks.append(
            stroke(
                [(-0.16, -0.02 + k), (-0.32, -0.06 + k), (-0.5, -0.1 + 1.6 * k)],
                [0.018, 0.012, 0.006],
                1,
                "leg",
            )
        )
    marks += feathers((-0.14, 0.0), math.radians(190), 0.7, 5, 0.16, 0.05, "tail")
    a = np.linspace(0, 2 * math.pi, 40)
    body = np.stack([np.cos(a) * 0.19, np.sin(a) * 0.075 * (1 + 0.2 * np.cos(a))], axis=1)
    body = body @ np.array([(0.98, 0.18), (-0.18, 0.98)])
    marks += [outline(body * 1.12, 1, "gap"), outline(body, 0.85, "body")]
    neck = [(0.13, 0.04), (0.24, 0.1), (0.32, 0.02), (0.42, 0.1)]
    marks.append(stroke(neck, [0.09, 0.045, 0.036, 0.034], 0.95, "body", 40))
    marks.append(stroke([(0.42, 0.1), (0.48, 0.105)], [0.036, 0.03], 1, "body"))
    marks.append(stroke([(0.48, 0.107), (0.58, 0.115)], [0.022, 0.004], 1, "leg"))
    marks.append(outline(np.array([(0.43, 0.112), (0.47, 0.135), (0.48, 0.112)]), 1, "crown"))
    return placed(marks, 0, 0, size, dice.uniform(-0.08, 0.08))


def phoenix(dice: Random, size: float = 1.0) -> list[Mark]:
    """A phoenix flying to the right with long waving tail feathers, about `size` wide."""
    marks: list[Mark] = []
    for i, rise in enumerate((-0.22, -0.1, 0.02, 0.14)):
        long = 0.62 - 0.05 * abs(i - 1.5)
        line = [
            (-0.1, 0),
            (-0.1 - long * 0.35, rise * 0.5 + 0.09),
            (-0.1 - long * 0.7, rise * 1.2 - 0.08),
            (-0.1 - long, rise * 1.5 + 0.03),
        ]
        marks.append(stroke(line, [0.03, 0.045, 0.05, 0.012], 0.7, "tail", 40))
        marks.append(stroke(line, [0.008] * 2, 1, "vein", 40))
        end = line[-1]
        a = np.linspace(0, 2 * math.pi, 20)
        eye = np.stack([np.cos(a) * 0.05 + end[0], np.sin(a) * 0.035 + end[1]], axis=1)
        marks += [outline(eye, 0.8, "eye"), outline((eye - end) * 0.5 + end, 1, "vein")]
    marks += feathers((-0.05, 0.05), math.radians(115), 1.0, 8, 0.36, 0.06, "wing")
    marks += feathers((0.04, 0.04), math.radians(72), 0.8, 7, 0.3, 0.055, "wing")
    a = np.linspace(0, 2 * math.pi, 40)
    body = np.stack([np.cos(a) * 0.16, np.sin(a) * 0.075], axis=1)
    body = body @ np.array([(0.96, 0.26), (-0.26, 0.96)])
    marks += [outline(body * 1.12, 1, "gap"), outline(body, 0.9, "body")]
    marks.append(
        stroke(
            [(0.1, 0.04), (0.2, 0.1), (0.22, 0.18), (0.29, 0.2)],
            [0.09, 0.06, 0.05, 0.05],
            0.95,
            "body",
            40,
        )
    )
    marks.append(stroke([(0.31, 0.2), (0.38, 0.175)], [0.028, 0.004], 1, "beak"))
    for k in (0.5, 0.9, 1.3):
        marks.append(leaf(0.27, 0.215, math.pi / 2 + k, 0.1, 0.022, 1))
    return placed(marks, 0.12 * size, 0, size, dice.uniform(-0.1, 0.1))
