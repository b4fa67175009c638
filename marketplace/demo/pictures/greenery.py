"""Living plants: pots of earth, stems, foliage and flowers. Lengths are centimetres."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.random import Generator as Dice

from marketplace.demo.pictures import pieces, props, shapes
from marketplace.demo.pictures.pieces import Piece


def foliage_leaf(long: float, wide: float, curl: float = 0.5) -> Piece:
    """A pointed leaf from the origin along x, folded a little along its middle."""
    return pieces.moved(pieces.strip(long, wide, 0.15, curl, 8, 0.35), (long * 0.5, 0, 0))


def outward(way: np.ndarray, dice: Dice, loose: float = 0.5) -> np.ndarray:
    """Turns that lay x along directions (n, 3), each a little its own way."""
    way = way + dice.normal(0, loose, way.shape)
    way /= np.linalg.norm(way, axis=1)[:, None] + 1e-9
    pitch = -np.arcsin(np.clip(way[:, 2], -1, 1))
    return np.stack(
        [dice.uniform(-0.8, 0.8, len(way)), pitch, np.arctan2(way[:, 1], way[:, 0])], axis=1
    )


def facing(way: np.ndarray, dice: Dice, loose: float = 0.35) -> np.ndarray:
    """Turns that lay z along directions (n, 3): flowers look outward."""
    way = way + dice.normal(0, loose, way.shape)
    way /= np.linalg.norm(way, axis=1)[:, None] + 1e-9
    tilt = np.arccos(np.clip(way[:, 2], -1, 1))
    return np.stack([np.zeros(len(way)), tilt, np.arctan2(way[:, 1], way[:, 0])], axis=1)


def crown_at(
    dice: Dice, n: int, radii: Sequence[float], middle: Sequence[float], deep: float = 0.45
):
    """(places, ways out) in the outer part of a crown's ellipsoid, denser outward."""
    way = dice.normal(0, 1, (n, 3))
    way /= np.linalg.norm(way, axis=1)[:, None]
    far = 1 - deep * dice.random(n) ** 1.6
    return way * far[:, None] * np.array(radii) + np.array(middle), way


def rose(size: float) -> Piece:
    """A full rose looking up: rings of cupped petals, tighter to its heart."""
    parts = []
    for ring, (count, long, lift, wide) in enumerate(
        (
            (7, 0.52, 0.25, 0.62),
            (6, 0.46, 0.62, 0.6),
            (5, 0.38, 1.0, 0.58),
            (4, 0.28, 1.3, 0.6),
            (3, 0.2, 1.5, 0.7),
        )
    ):
        for i in range(count):
            petal = pieces.moved(
                pieces.strip(long * size, long * size * wide * 1.5, 0.0, 0.9, 7, 0.5),
                (long * size * 0.5, 0, 0),
            )
            petal = pieces.moved(petal, (0, 0, 0), (0, -lift, 0))
            petal = pieces.moved(
                petal,
                (0.02 * size, 0, 0.03 * size * ring),
                (0, 0, (i + 0.5 * ring) * 2 * math.pi / count),
            )
            parts.append(petal)
    return pieces.merged(*parts)


def open_flower(size: float, petals: int, broad: float = 0.9) -> Piece:
    """A flat open flower of round petals that looks up."""
    parts = []
    for i in range(petals):
        petal = pieces.strip(size * 0.52, size * 0.5 * broad, 0.0, 0.5, 7, 0.2)
        petal = pieces.moved(petal, (size * 0.28, 0, 0), (0, 0, 0))
        petal = pieces.moved(petal, (0, 0, 0), (0, -0.25, 0))
        parts.append(pieces.moved(petal, (0, 0, 0), (0, 0, i * 2 * math.pi / petals)))
    return pieces.merged(*parts)


def stamens(size: float) -> Piece:
    return pieces.moved(pieces.blob(size * 0.16, size * 0.16, size * 0.12), (0, 0, size * 0.06))


def earth(radius: float, z: float):
    """Dark soil in a pot, a little heaped."""
    soil = props.skin("earth", "#3a291c", 0.95, 0.55, 2.5, 0.8)
    return shapes.lathe(
        "earth",
        [(radius, z - 0.4), (radius * 0.9, z), (radius * 0.4, z + 0.5), (0.01, z + 0.6)],
        [soil],
        48,
        20,
    )


def pot(outline, colour: str, glazed: bool, squareness: float = 2.0, wall: float = 0.8):
    """A flower pot, glazed or of bare clay."""
    if glazed:
        stuff = props.skin(
            "glaze", colour, 0.16, 0.62, 0.35, 0.05, Coat_Weight=1.0, Coat_Roughness=0.06
        )
    else:
        stuff = props.skin("clay", colour, 0.85, 0.72, 0.5, 0.25)
    bare = props.skin("bare", "#9a6244", 0.9, 0.75, 0.8, 0.2)
    return shapes.turned("pot", outline, [stuff, bare, bare], wall, squareness=squareness)


def twig(line, thick: Sequence[float], colour: str, rough: float = 0.85):
    stuff = props.skin("twig", colour, rough, 0.5, 1.4, 0.7)
    return shapes.tube("twig", line, thick, stuff, 12, 50)
