"""What is laid beside a thing to show its use: a cup of tea, a bowl of rice, incense that burns."""

import math
from collections.abc import Sequence
from random import Random

import numpy as np

from marketplace.demo.pictures import pieces, props, shapes, studio, vessels

Place = tuple[float, float, float]


def right_of(things: Sequence, gap: float) -> float:
    """The x at which something stands `gap` cm to the right of all of them."""
    return float(studio.bounds(things)[:, 0].max()) + gap


def at_place(things: list, place: Place) -> list:
    for one in (thing for thing in things if thing.parent is None):
        one.location = tuple(a + b for a, b in zip(one.location, place, strict=True))
    return things


def porcelain(tint: str = "#e4e9e2"):
    return props.skin("porcelain", tint, 0.2, 0.9, 0.4, 0.02, Coat_Weight=0.5)


def cup(place: Place, tint: str = "#e4e9e2") -> list:
    """A small handleless cup of tea, 7 cm across."""
    body = shapes.turned(
        "cup",
        [(1.7, 0), (1.8, 0.4), (2.7, 1.4), (3.3, 3.0), (3.5, 4.6)],
        [porcelain(tint)] * 3,
        0.18,
    )
    tea = shapes.disc("tea", 3.05, 3.7, vessels.liquor("tea", "#8a6a1c", "#c9a34a", 0.12))
    return at_place([body, tea], place)


def rice_bowl(place: Place, dice: Random) -> list:
    """A bowl of rice, 11 cm across."""
    body = shapes.turned(
        "rice-bowl",
        [(2.4, 0), (2.5, 0.8), (4.2, 2.4), (5.2, 4.4), (5.6, 6.0)],
        [porcelain()] * 3,
        0.22,
    )
    return at_place([body, *props.rice(4.9, 4.6, dice, 1.6)], place)


def saucer(place: Place, tint: str = "#d8ddd4") -> list:
    """A flat saucer, 11 cm across; what lies on it lies 0.7 cm high."""
    body = shapes.turned(
        "saucer", [(3.0, 0), (3.1, 0.3), (4.8, 0.7), (5.6, 1.5)], [porcelain(tint)] * 3, 0.22
    )
    return at_place([body], place)


def ember(place: Place, size: float = 0.2):
    """The glowing end of what burns."""
    glow = props.skin(
        "ember", "#ff7a30", 0.6, 0.9, 1, 0, Emission_Color=(1, 0.3, 0.05, 1), Emission_Strength=5.0
    )
    return props.stand(shapes.ball("ember", size, glow, 1.0, 8, 10), place)


def burning(place: Place, colour: str, long: float = 20.0) -> list:
    """Three sticks of incense, lit, in a bowl of ash; `long` cm each."""
    clay = props.skin("burner", "#3f5a66", 0.3, 0.7, 0.5, 0.05, Coat_Weight=0.4)
    body = shapes.turned(
        "burner", [(2.6, 0), (2.7, 0.6), (4.4, 2.0), (4.8, 4.6), (4.3, 6.2)], [clay] * 3, 0.3
    )
    ash = pieces.mound(4.0, 0.7, pieces.plain("ash", "#b9b3a8", 0.95), 4.9)
    made = [body, ash]
    foot, stick = props.skin("foot", "#a8141c", 0.8), props.skin("stick", colour, 0.9)
    for lean, turn in ((0.12, 0.2), (0.1, 2.3), (0.15, 4.4)):
        way = np.array((math.sin(lean) * math.cos(turn), math.sin(lean) * math.sin(turn), 1.0))
        root = way * 1.4 * (1, 1, 0) + (0, 0, 4.6)
        low, top = root + way * long * 0.25, root + way * long
        made.append(shapes.tube("foot", [root, low], [0.12, 0.12], foot, 8, 4, up=(0, 1, 0)))
        made.append(shapes.tube("stick", [low, top], [0.2, 0.2], stick, 8, 4, up=(0, 1, 0)))
        made.append(ember(tuple(top - (0, 0, 0.2)), 0.24))
    return at_place(made, place)


def fruit_in(radius: float, foot: float, dice: Random, place: Place = (0, 0, 0)) -> list:
    """Tangerines that lie in something round, on a floor of `radius` cm at height `foot`."""
    made = []
    ring = max(3, int(2 * math.pi * (radius - 2.7) / 5.6))
    spots = [(i / ring * 2 * math.pi, radius - 2.7, foot) for i in range(ring)]
    spots += [(0.0, 0.0, foot + (0 if radius > 8 else 2.4))]
    if radius > 8:
        spots += [(1.1 + i * 2.1, 3.4, foot + 3.9) for i in range(3)]
    for turn, far, high in spots:
        at = (place[0] + math.cos(turn) * far, place[1] + math.sin(turn) * far, place[2] + high)
        made += props.tangerine(dice.uniform(2.5, 2.75), at, dice)
    return made


def pair_of_fruit(x: float, y: float, dice: Random) -> list:
    return props.tangerine(2.7, (x, y, 0), dice) + props.tangerine(2.5, (x + 5.4, y + 1.5, 0), dice)
