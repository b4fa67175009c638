"""Motifs in more than one colour, and patterns that repeat: prints, inlay, woven cloth."""

import math
from collections.abc import Sequence
from random import Random

import numpy as np
from PIL import Image, ImageDraw

from marketplace.demo.pictures import motifs
from marketplace.demo.pictures.ink import ribbon
from marketplace.demo.pictures.motifs import Mark, placed, stroke

Palette = dict[str, str]  # a mark's hue: its colour; "" is for all others


def coloured(
    marks: Sequence[Mark], width: float, height: float, pixels: int, palette: Palette
) -> tuple[np.ndarray, np.ndarray]:
    """Paint marks on a sheet of `width` x `height` cm: (sRGB colour, how much of it covers).

    A hue that the palette does not name is looked up without "-line", then as "".
    """
    scale = 2 * pixels / width
    size = (2 * pixels, round(height * scale))
    paint, cover = Image.new("RGB", size), Image.new("L", size)
    pens = ImageDraw.Draw(paint), ImageDraw.Draw(cover)
    for mark in marks:
        shape = mark.points if mark.widths is None else ribbon(mark)
        outline = [(x * scale, size[1] - y * scale) for x, y in shape.tolist()]
        name = palette.get(mark.hue, palette.get(mark.hue.removesuffix("-line"), palette.get("")))
        if name is None:
            raise ValueError(f"No colour for {mark.hue!r}")
        pens[0].polygon(outline, fill=name)
        pens[1].polygon(outline, fill=255)
    half = (pixels, size[1] // 2)
    rgb = np.asarray(paint.resize(half, Image.Resampling.BOX), np.float32) / 255
    covers = np.asarray(cover.resize(half, Image.Resampling.BOX), np.float32) / 255
    return rgb / np.maximum(covers, 1e-3)[:, :, None] * (covers[:, :, None] > 0), covers


def everywhere(marks: Sequence[Mark], size: float) -> list[Mark]:
    """The marks of a square tile with those that reach in from its neighbours."""
    return [
        part for dx in (-size, 0, size) for dy in (-size, 0, size) for part in placed(marks, dx, dy)
    ]


def curl(x: float, y: float, radius: float, turn: float, side: int, thick: float) -> Mark:
    """A spiral of a cloud, winding inward."""
    t = np.linspace(0, 1, 40)
    a = turn + side * t * 2.4 * math.pi
    r = radius * (1 - 0.78 * t)
    points = np.stack([x + np.cos(a) * r, y + np.sin(a) * r], axis=1)
    return Mark(points, thick * (1 - 0.45 * t), 1.0, "line")


def cloud(size: float) -> list[Mark]:
    """An auspicious cloud about `size` wide: three curls on a flowing tail."""
    thick = size * 0.055
    marks = [
        curl(-0.2 * size, 0.02 * size, 0.15 * size, -math.pi / 2, -1, thick),
        curl(0.2 * size, 0.02 * size, 0.15 * size, -math.pi / 2, 1, thick),
        curl(0.0, 0.13 * size, 0.16 * size, -math.pi / 2, 1, thick),
    ]
    for y, reach in ((-0.15, 0.5), (-0.21, 0.34)):
        marks.append(
            stroke(
                [
                    (-reach * size, y * size),
                    (-0.2 * size, (y + 0.05) * size),
                    (0.2 * size, (y - 0.05) * size),
                    (reach * size, y * size),
                ],
                [thick * 0.3, thick, thick, thick * 0.3],
                1.0,
                "line",
                40,
            )
        )
    return marks


def long_life(size: float) -> list[Mark]:
    """The round sign of long life: a ring, a spine and combed bars, `size` across."""
    a = np.linspace(0, 2 * math.pi, 80)
    ring = np.stack([np.cos(a), np.sin(a)], axis=1)
    thick = size * 0.05
    marks = [Mark(ring * 0.47 * size, np.full(80, thick), 1.0, "line")]

    def bar(*points):
        marks.append(stroke(np.array(points) * size, [thick, thick], 1.0, "line", 30))

    bar((0, -0.4), (0, 0.4))
    for y, reach in ((0.3, 0.2), (0.18, 0.32), (0, 0.38), (-0.18, 0.32), (-0.3, 0.2)):
        bar((-reach, y), (reach, y))
    for side in (-1, 1):
        bar((side * 0.32, 0.18), (side * 0.32, 0.08))
        bar((side * 0.2, 0.3), (side * 0.2, 0.24))
        bar((side * 0.32, -0.18), (side * 0.32, -0.08))
        bar((side * 0.2, -0.3), (side * 0.2, -0.24))
        bar((side * 0.12, 0.1), (side * 0.12, -0.1))
    return marks


def staggered(motif: Sequence[Mark], size: float, turned: Sequence[Mark] | None = None):
    """A motif in the middle of a tile and another at its corners."""
    half = size / 2
    return [*placed(motif, half, half), *placed(turned or motif, 0, 0)]


def tile_of(pattern: str, size: float, dice: Random) -> list[Mark]:
    """Marks of one repeat, `size` cm square; raises ValueError for what no loom here weaves."""
    if pattern == "cloud-bands":
        row = placed(cloud(size * 0.5), size * 0.25, size * 0.27)
        row += placed(cloud(size * 0.34), size * 0.78, size * 0.3)
        row += placed(cloud(size * 0.5), size * 0.78, size * 0.77, flip=True)
        return row + placed(cloud(size * 0.34), size * 0.26, size * 0.8)
    if pattern == "longevity":
        small = motifs.blossom(size * 0.2, dice)
        quarters = [(0.5, 0.0), (0.0, 0.5)]
        return staggered(long_life(size * 0.42), size) + [
            part for x, y in quarters for part in placed(small, x * size, y * size)
        ]
    if pattern == "woven-chrysanthemum":
        flower = motifs.chrysanthemum(size * 0.5, dice)
        leaves = [
            motifs.leaf(
                math.cos(a) * size * 0.2,
                math.sin(a) * size * 0.2,
                a + 0.5,
                size * 0.22,
                size * 0.07,
            )
            for a in (0.8, 2.3, 4.0, 5.5)
        ]
        return staggered([*leaves, *flower], size, [*leaves, *placed(flower, 0, 0, 0.8, 0.5)])
    if pattern == "woven-lotus":
        flower = placed(motifs.lotus(dice, size * 0.42), 0, -size * 0.12)
        leaf = motifs.lotus_leaf(dice, size * 0.34)
        return [
            *staggered(flower, size),
            *placed(leaf, size * 0.5, size * 0.06),
            *placed(leaf, 0, size * 0.56),
        ]
    raise ValueError(f"No woven pattern {pattern}")
