"""How goods are served beside their pack: heaps, dishes, glasses, cakes in rows."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from marketplace.demo.pictures import pieces, shapes, vessels
from marketplace.demo.pictures.pieces import Dice, Piece

Serve = Callable[[Dice], list]


class Stuff(NamedTuple):
    """Small goods of one sort: their pieces, shades, how many a heap shows, how flat they lie.

    `crust` and `dust` are other sorts strewn over each piece, with how many.
    """

    pieces: tuple[Piece, ...]
    shades: tuple[str, ...]
    size: float
    count: int = 700  # type: ignore[assignment]  # a tuple's own count is not asked for
    rough: float = 0.5
    coat: float = 0.0
    flat: float = 0.7
    crust: tuple["Stuff", int] | None = None
    dust: tuple["Stuff", int] | None = None
    core: str = ""
    is_round: bool = False  # the crust lies on an ellipsoid, not on a flat top


@dataclass(frozen=True)
class Body:
    """What a product is made of: what fills a vessel that shows it, what is served beside it."""

    fill: Callable[[np.ndarray, Dice], list] | None = None
    beside: tuple[Serve, ...] = field(default=())


def grain(
    length: float, width: float, high: float, *shades: str, square=2.0, bend=0.0, **more
) -> Stuff:
    big = length > 2
    piece = pieces.blob(length, width, high, square, bend, 18 if big else 8, 13 if big else 6)
    return Stuff((piece,), shades, max(high, 0.3 * length), **more)


def leaf(length: float, width: float, twist: float, curl: float, *shades: str, **more) -> Stuff:
    made = tuple(
        pieces.strip(length * k, width, twist * s, curl * k)
        for k, s in ((1, 1), (0.8, -1), (0.6, 0.7))
    )
    return Stuff(made, shades, width, **more)


def lay(stuff: Stuff, at: np.ndarray, turns: np.ndarray, dice: Dice, scale=(0.88, 1.12)) -> list:
    """Lay pieces at places, with the crust upon them."""
    skin = pieces.shades("stuff", *stuff.shades, rough=stuff.rough, coat=stuff.coat)
    made = [pieces.swarm("stuff", stuff.pieces, at, turns, skin, dice, scale)]
    for other, number in filter(None, (stuff.crust, stuff.dust)):
        high, wide, long = (np.ptp(stuff.pieces[0][0][:, i]) for i in (2, 1, 0))
        spots = np.stack([dice.uniform(-0.44, 0.44, (len(at), number)) * long,
                          dice.uniform(-0.44, 0.44, (len(at), number)) * wide,
                          np.full((len(at), number), high * 0.49)], -1)  # fmt: skip
        if stuff.is_round:
            off = np.minimum((2 * spots[..., 0] / long) ** 2 + (2 * spots[..., 1] / wide) ** 2, 1)
            spots[..., 2] = high * 0.5 * np.sqrt(1 - off)
        spots = np.einsum("nij,nkj->nki", pieces.turned_by(turns), spots) + at[:, None, :]
        spots = spots.reshape(-1, 3)
        made += lay(other, spots, pieces.any_turn(dice, len(spots), 0.3), dice)
    return made


def core_of(stuff: Stuff):
    """The surface of what lies under the upper layer."""
    return pieces.plain("core", stuff.core or stuff.shades[len(stuff.shades) // 2], 0.9)


def heap(stuff: Stuff, radius: float, high: float, foot: float, dice: Dice) -> list:
    at = pieces.heap_at(dice, stuff.count, radius, high, foot + stuff.size * 0.25)
    made = lay(stuff, at, pieces.any_turn(dice, stuff.count, stuff.flat), dice)
    return [
        *made,
        pieces.mound(radius * 0.97, high * 0.96, core_of(stuff), foot - stuff.size * 0.5),
    ]


def packed(stuff: Stuff, times: float = 2.2):
    """Fill what a vessel shows with small goods."""

    def fill(room: np.ndarray, dice: Dice) -> list:
        if len(room) == 2:
            return heaped_in(stuff, room, dice)
        n = round(stuff.count * times)
        at = pieces.within_at(dice, n, room, stuff.size * 0.42)
        made = lay(stuff, at, pieces.any_turn(dice, n, 1.0), dice)
        made = [pieces.pressed(one, room) for one in made]
        inside = [(max(r - stuff.size * 0.75, 0.05), z) for r, z in room]
        line = [(0.01, inside[0][1]), *inside, (0.01, inside[-1][1])]
        return [*made, shapes.lathe("core", line, [core_of(stuff)], 40, is_sharp=True)]

    return fill


def heaped_in(stuff: Stuff, room: np.ndarray, dice: Dice) -> list:
    """Heap goods in an open box or basket: room is (half width, foot), (half depth, top)."""
    (wide, foot), (deep, top) = room
    at = pieces.heap_at(dice, round(stuff.count * 1.6), 1.0, top - foot, foot)
    at[:, 0] *= wide
    at[:, 1] *= deep
    at[:, 2] = np.maximum(at[:, 2], foot + (top - foot) * 0.45)
    made = lay(stuff, at, pieces.any_turn(dice, len(at), stuff.flat), dice)
    base = pieces.mound(1.0, 1.0, core_of(stuff))
    base.scale, base.location = (wide, deep, (top - foot) * 0.86), (0, 0, foot)
    return [*made, base]


def poured(material_of: Callable[[], object]):
    """Fill a vessel with a liquid."""

    def fill(room: np.ndarray, dice: Dice) -> list:
        del dice
        line = [(0.01, room[0, 1]), *room.tolist(), (0.01, room[-1, 1])]
        return [shapes.lathe("liquid", line, [material_of()], 64, is_sharp=True)]

    return fill


def liquid(deep: str, bright: str, glow: float = 0.2):
    return poured(lambda: vessels.liquor("liquid", deep, bright, glow))


def sauce(colour: str):
    return poured(lambda: pieces.plain("sauce", colour, 0.15, 0.5))


def water(tint: str):
    return poured(lambda: vessels.clear("water", tint, rough=0.02))


def both(*fills):
    """Several things in one vessel."""
    return lambda room, dice: [one for fill in fills for one in fill(room, dice)]


def dish(radius: float, high: float, colour: str, rough: float = 0.25, coat: float = 0.4):
    """A bowl or a plate; what it holds begins at 55 % of its height."""
    out = [
        (radius * 0.5, 0),
        (radius * 0.52, high * 0.08),
        (radius * 0.85, high * 0.5),
        (radius, high),
    ]
    inside = [(radius * 0.95, high), (radius * 0.78, high * 0.5), (0.01, high * 0.3)]
    line = np.vstack([[(0.01, 0.05)], shapes.smooth(out, 16), shapes.smooth(inside, 12)])
    return vessels.turned("dish", line, pieces.plain("dish", colour, rough, coat), 56)


def bowl_of(stuff: Stuff, colour: str = "#ece6d8", radius: float = 4.2) -> Serve:
    """A small bowl heaped with goods, none of them through its wall."""
    high = radius * 0.62
    wall = np.array([(0.5, 0.3), (0.76, 0.55), (0.92, 1.0), (2.5, 1.6)]) * (radius, high)

    def serve(dice: Dice) -> list:
        made = heap(stuff, radius * 0.84, radius * 0.42, radius * 0.38, dice)
        return [
            dish(radius, high, colour),
            *(pieces.pressed(one, wall) for one in made[:-1]),
            made[-1],
        ]

    return serve


def loose(stuff: Stuff, radius: float = 4.4, high: float = 1.8) -> Serve:
    """A heap on the table with single pieces about it."""

    def serve(dice: Dice) -> list:
        made = heap(stuff, radius, high, 0.0, dice)
        n = max(5, stuff.count // 22)
        a, r = dice.uniform(0, 6.283, n), radius * dice.uniform(0.98, 1.35, n)
        at = np.stack([r * np.cos(a), r * np.sin(a) * 0.8, np.full(n, stuff.size * 0.3)], 1)
        made += lay(stuff, at, pieces.any_turn(dice, n, 0.15), dice)
        return [pieces.above(one) for one in made]

    return serve


def few(stuff: Stuff, number: int, spread: float = 4.0, z: float = 0.0) -> Serve:
    """Some single pieces on the table, side by side without touching."""

    def serve(dice: Dice) -> list:
        a = np.arange(number) * 2.4 + dice.uniform(0, 6)
        r = spread * np.sqrt((np.arange(number) + 0.35) / number)
        at = np.stack([r * np.cos(a), r * np.sin(a) * 0.75, np.full(number, z)], 1)
        at[:, 2] -= min(float(piece[0][:, 2].min()) for piece in stuff.pieces)
        made = lay(stuff, at, pieces.any_turn(dice, number, 0.0), dice)
        return [pieces.above(one, z + 0.02) for one in made]

    return serve


def rows(stuff: Stuff, number: int, on: str = "#e9e2d2") -> Serve:
    """Cakes in rows on a plate, a second layer on the first."""

    def serve(dice: Dice) -> list:
        long, wide, high = (float(np.ptp(stuff.pieces[0][0][:, i])) for i in range(3))
        across = max(2 if long < 7 else 1, math.ceil(math.sqrt(number * 0.7 * wide / long)))
        deep = max(1, math.ceil(number * 0.62 / across))
        at, level, left = [], 0, number
        while left > 0:
            cols, lines = max(1, across - level), max(1, deep - (level > 0))
            for j in range(lines):
                for i in range(cols):
                    if left <= 0:
                        break
                    at.append(
                        (
                            (i - (cols - 1) / 2) * long * 1.08,
                            (j - (lines - 1) / 2) * wide * 1.08,
                            (level + 0.5) * high + 0.9,
                        )
                    )
                    left -= 1
            level += 1
        spots = np.array(at)
        turns = np.zeros((len(spots), 3))
        turns[:, 2] = dice.normal(0, 0.06, len(spots))
        reach = max(across * long, deep * wide) * 0.66
        plate = dish(max(reach, 4.2), 1.5, on)
        plate.scale = (1, 0.8 if deep * wide < across * long * 0.85 else 1, 1)
        return [plate, *lay(stuff, spots, turns, dice, (0.98, 1.02))]

    return serve


def level(material_of: Callable[[], object], radius: float = 3.9, colour: str = "#ece6d8") -> Serve:
    """A small dish of a liquid or a paste."""

    def serve(dice: Dice) -> list:
        del dice
        high = radius * 0.5
        return [
            dish(radius, high, colour),
            shapes.disc("level", radius * 0.82, high * 0.68, material_of()),
        ]

    return serve


def dip(deep: str, bright: str, glow: float = 0.15) -> Serve:
    return level(lambda: vessels.liquor("dip", deep, bright, glow))


def paste(colour: str) -> Serve:
    return level(lambda: pieces.plain("paste", colour, 0.3, 0.4))


def glass_of(
    deep: str, bright: str, glow: float = 0.15, radius: float = 3.0, tall: float = 8.0
) -> Serve:
    """A tumbler, three quarters full."""

    def serve(dice: Dice) -> list:
        del dice
        shell = [(0.01, 0), (radius * 0.86, 0), (radius, tall)]
        inside = [
            (0.01, 0.4),
            (radius * 0.8, 0.4),
            (radius * 0.93, tall * 0.76),
            (0.01, tall * 0.77),
        ]
        drink = vessels.turned("drink", inside, vessels.liquor("drink", deep, bright, glow))
        return [vessels.turned("tumbler", vessels.rounded(shell), vessels.clear("tumbler")), drink]

    return serve


def powder(colour: str, radius: float = 4.2, spoon: bool = True) -> Serve:
    """A soft cone of powder in a bowl."""

    def serve(dice: Dice) -> list:
        dust = grain(0.16, 0.13, 0.12, colour, count=900, rough=0.95, flat=1.0, core=colour)
        made = [
            dish(radius, radius * 0.55, "#e4dccb"),
            *heap(dust, radius * 0.85, radius * 0.42, radius * 0.3, dice),
        ]
        if spoon:
            wood = pieces.plain("spoon", "#8a5a34", 0.5)
            path = [
                (-radius * 0.1, -0.4, radius * 0.75),
                (radius * 0.8, -1.2, radius * 0.95),
                (radius * 1.9, -2.2, radius * 1.15),
            ]
            made.append(shapes.tube("spoon", path, [0.62, 0.3, 0.36], wood, 12, 24, 0.7))
        return made

    return serve


def with_more(*serves: Serve) -> Serve:
    """Several servings at one place."""
    return lambda dice: [one for serve in serves for one in serve(dice)]


def at(serve: Serve, x: float, y: float, z: float = 0.0) -> Serve:
    """The same, moved."""

    def moved(dice: Dice) -> list:
        made = serve(dice)
        for one in made:
            one.location = (one.location[0] + x, one.location[1] + y, one.location[2] + z)
        return made

    return moved


def on_face(stuff: Stuff, times: float = 3.2):
    """Press goods against the face of a brick: room is (half width, foot), (same, top)."""

    def fill(room: np.ndarray, dice: Dice) -> list:
        (wide, foot), (_wide, top) = room
        n = round(stuff.count * times)
        spots = np.stack(
            [
                dice.uniform(-wide * 1.06, wide * 1.06, n),
                np.full(n, 0.0),
                dice.uniform(foot, top, n),
            ],
            1,
        )
        share = np.clip(np.abs(spots[:, 0]) / (wide * 1.1), 0, 1)
        spots[:, 1] = -3.5 * (1 - share**5) ** (1 / 3) - 0.06
        turns = np.stack([np.full(n, math.pi / 2), dice.uniform(0, 6.3, n), np.zeros(n)], 1)
        if n < 9:  # large pieces lie across, one over the other
            turns[:, 1] = dice.normal(0, 0.05, n)
            spots = np.stack(
                [np.zeros(n), np.full(n, -3.3), foot + (top - foot) * (np.arange(n) + 0.5) / n], 1
            )
        x = np.linspace(-wide * 1.08, wide * 1.08, 40)
        y = -3.45 * (1 - np.clip(np.abs(x) / (wide * 1.1), 0, 1) ** 5) ** (1 / 3) - 0.1
        sheet = np.array(
            [[(a, b, z) for a, b in zip(x, y, strict=True)] for z in (foot - 0.4, top + 0.4)]
        )
        return [
            shapes.grid_object("under", sheet, [core_of(stuff)]),
            *lay(stuff, spots, turns, dice),
        ]

    return fill


def fluff(radius: float, high: float, *shades: str, count: int = 900, thin: float = 0.05) -> Stuff:
    """Fibres: curled threads lying every way."""
    dice = np.random.default_rng(11)
    made = []
    for _ in range(12):
        t = np.linspace(0, 1, 8)
        path = np.stack(
            [
                t * 1.9 - 0.95,
                0.3 * np.sin(t * 5 + dice.uniform(0, 6)),
                0.25 * np.cos(t * 4 + dice.uniform(0, 6)),
            ],
            1,
        )
        made.append(pieces.thread(path, thin, 4))
    del radius, high
    return Stuff(tuple(made), shades, 0.5, count, 0.85)
