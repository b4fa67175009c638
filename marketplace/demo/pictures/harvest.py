"""Fruit, vegetables and eggs of the demo market: their pieces, by form, material and colour."""

import math

import numpy as np

from marketplace.demo.pictures import pieces
from marketplace.demo.pictures.pieces import Dice, Piece
from marketplace.demo.pictures.serving import Serve, Stuff, few, grain, lay, leaf


def upright(profile, shades: tuple[str, ...], size: float, wave=None, **more) -> Stuff:
    """A turned piece about its own middle, standing."""
    points, faces = pieces.round_of(profile, 26, wave)
    middle = (points[:, 2].min() + points[:, 2].max()) / 2
    return Stuff(
        ((points - np.array([0, 0, middle], np.float32), faces),), shades, size, flat=0.15, **more
    )


def lying(profile, shades: tuple[str, ...], size: float, wave=None, **more) -> Stuff:
    """A turned piece lying along x."""
    made = upright(profile, shades, size, wave, **more)
    return made._replace(
        pieces=(pieces.moved(made.pieces[0], (0, 0, 0), (0, math.pi / 2, 0)),), flat=0.0
    )


def pear(long: float, thick: float) -> list[tuple[float, float]]:
    shares = [
        (0, 0),
        (0.3, 0.015),
        (0.78, 0.1),
        (1, 0.34),
        (0.9, 0.58),
        (0.64, 0.8),
        (0.42, 0.93),
        (0.2, 0.99),
        (0, 1),
    ]
    return [(r * thick / 2, z * long) for r, z in shares]


def egg(long: float, thick: float) -> list[tuple[float, float]]:
    t = np.linspace(0, math.pi, 13)
    r = np.sin(t) * (1 + 0.14 * np.cos(t)) * thick / 2
    return list(zip(r.tolist(), ((1 - np.cos(t)) * long / 2).tolist(), strict=True))


def lobes(number: int, deep: float):
    return lambda a: 1 - deep + deep * np.abs(np.cos(a * number / 2)) ** 0.7


def banana() -> Piece:
    t = np.linspace(-1, 1, 15)
    path = np.stack([t * 6.5, 2.6 * t**2, 0 * t], axis=1)
    width = 1.75 * (1 - np.abs(t) ** 5) * (0.82 + 0.18 * np.cos(t * 2)) + 0.25
    points, faces = pieces.thread(path, 1.0, 7)
    ring = points.reshape(15, 7, 3)
    return ((path[:, None] + (ring - path[:, None]) * width[:, None, None]).reshape(-1, 3), faces)


def hand_of_bananas(shades: tuple[str, ...]) -> Serve:
    """Two rows of fingers from one stalk."""

    def serve(dice: Dice) -> list:
        at, turns = [], []
        for row, number in ((0, 7), (1, 6)):
            for i in range(number):
                side = i - (number - 1) / 2
                at.append((side * 2.55, -1.2 + row * 2.6, 2.2 + row * 2.5 - abs(side) * 0.12))
                turns.append((-0.5 + 0.35 * row, 0.0, math.pi / 2 + side * 0.13))
        fingers = Stuff((banana(),), shades, 3.4, rough=0.42)
        made = lay(fingers, np.array(at), np.array(turns), dice, (0.94, 1.04))
        stalk = grain(4.5, 2.2, 1.8, "#8a8a3c", "#6d6a2c", square=3)
        made += lay(stalk, np.array([(0, 7.2, 4.6)]), np.array([(0.0, 0.1, 1.5)]), dice)
        return [pieces.above(one, 0.2) for one in made]

    return serve


def stacked(stuff: Stuff, room: np.ndarray, dice: Dice, number=0, is_square=False) -> list:
    """Lay large pieces close in layers: room is (half width, foot), (half depth, top)."""
    (wide, foot), (deep, top) = room
    sizes = np.ptp(stuff.pieces[0][0], axis=0)
    long, thick, high = (float(v) for v in sizes)
    spots: list[tuple[float, float, float]] = []
    level, z = 0, foot + high * 0.5
    while z < top + high * 0.3 or len(spots) < number:
        across = max(1, int(2 * wide / long) - level)
        rows = max(1, int(2 * deep / thick) - level)
        for j in range(rows):
            for i in range(across):
                x, y = (i - (across - 1) / 2) * long * 1.02, (j - (rows - 1) / 2) * thick * 1.02
                if is_square or math.hypot(x, y) < wide - long * 0.42:
                    spots.append((x, y, z))
        if across == rows == 1:
            break
        level, z = level + 1, z + high * 0.8
    at = np.array(spots[:number] if number else spots)
    at += dice.normal(0, 0.04, at.shape) * sizes
    turns = pieces.any_turn(dice, len(at), stuff.flat)
    if stuff.flat == 0.0:
        turns[:, 2] = dice.normal(0, 0.25, len(at)) + math.pi * (dice.random(len(at)) < 0.5)
    return [pieces.above(one, foot * 0.5) for one in lay(stuff, at, turns, dice, (0.93, 1.04))]


def half_shown(
    flesh: str, rim: str, radius: float, seeds: tuple[str, int] | None = None, yolk: str = ""
) -> Serve:
    """A half, its cut face turned up towards the camera."""

    def serve(dice: Dice) -> list:
        tilt = np.array([(0.85, 0.0, 0.15)])
        at = np.array([(0, 0, radius * 0.78)])
        bowl = [
            (0, -radius * 0.95),
            (radius * 0.6, -radius * 0.78),
            (radius * 0.94, -radius * 0.3),
            (radius, 0),
        ]
        made = lay(Stuff((pieces.round_of(bowl, 30),), (rim,), radius), at, tilt, dice, (1, 1))
        face = [(radius, 0), (radius * 0.97, 0.04), (0, 0.05)]
        made += lay(
            Stuff((pieces.round_of(face, 30),), (flesh,), radius, rough=0.3, coat=0.3),
            at,
            tilt,
            dice,
            (1, 1),
        )
        if yolk:
            round_ = [(radius * 0.56, 0.03), (radius * 0.5, 0.16), (0, 0.2)]
            made += lay(
                Stuff((pieces.round_of(round_, 24),), (yolk,), radius, rough=0.3),
                at,
                tilt,
                dice,
                (1, 1),
            )
        if seeds:
            flat = pieces.heap_at(dice, seeds[1], radius * 0.85, 0.0, 0.08)
            spots = flat @ pieces.turned_by(tilt)[0].T + at[0]
            made += lay(
                grain(0.24, 0.13, 0.1, seeds[0]), spots, np.repeat(tilt, len(spots), 0), dice
            )
        return [pieces.above(one) for one in made]

    return serve


def specks(number: int) -> tuple[Stuff, int]:
    return grain(0.24, 0.2, 0.05, "#3a2a1c", "#5a4028"), number


ROUND = {"rough": 0.38, "flat": 1.0}
GOODS_BY_FORM = {
    "oranges": {("canh-orange", "orange"): (grain(6.2, 6.2, 5.7, "#d9761a", "#e6902c", "#cf8a26", **ROUND),
                few(leaf(6.0, 2.6, 0.2, 0.4, "#2f5a26", "#4a7a38", rough=0.35), 3, 3.0))},
    "pomelo": {("dien-pomelo", "yellow"): (grain(9.4, 9.4, 9.6, "#d9b83c", "#e3c858", **ROUND),
               few(leaf(6.0, 2.8, 0.2, 0.4, "#2f5a26", "#4a7a38", rough=0.35), 3, 3.0))},
    "bananas": {("tieu-banana", "yellow"): (None, hand_of_bananas(("#d9b02c", "#e6c24a", "#cfae3c")))},
    "guava": {("pear-guava", "green"): (lying(pear(8.6, 6.8), ("#8aa84a", "#a3bc62", "#b8c87a"), 6.0, rough=0.4),
              half_shown("#f2ecd4", "#98b058", 3.3, ("#d9cfa0", 40)))},
    "dragon-fruit": {("red-fleshed", "red"): (
        grain(11, 7.6, 7.4, "#c22a4e", "#d8456a", rough=0.4, flat=0.0,
              crust=(Stuff((pieces.moved(pieces.strip(3.6, 1.5, 0.1, 1.0), (0, 0, 0.4), (0, -0.7, 0)),), ("#6d9a3c", "#a8b04a", "#c2385a"), 0.5), 14)),
        half_shown("#a3123f", "#c22a4e", 4.0, ("#12080c", 260)))},
    "longan": {("late-longan", "brown"): (grain(2.7, 2.7, 2.6, "#a3804a", "#8a6838", "#b8945c", rough=0.7, flat=1.0),
               half_shown("#f4f0e4", "#a3804a", 1.5, None, "#1f120c"))},
    "tomatoes": {("cherry-tomato", "red"): (grain(2.9, 2.7, 2.7, "#c2261a", "#d8402a", "#dc5a2c", rough=0.2, coat=0.5, flat=1.0),
                 few(leaf(3.0, 1.6, 0.2, 0.5, "#3f7a30", "#5a9444"), 4, 2.6))},
    "pumpkin": {("honey-pumpkin", "orange"): (upright([(0, 0.5), (2.4, 0), (6.4, 1.4), (8.6, 5), (8.0, 8.4), (4.2, 10.6), (1.3, 10.0), (1.0, 12.2), (0, 12.3)],
                ("#c9781f", "#d9913a"), 12.0, lobes(11, 0.1), rough=0.5), half_shown("#e8a02c", "#c9781f", 4.6, None, "#c9781f"))},
    "cabbage": {("heart-cabbage", "green"): (Stuff((pieces.merged(
        pieces.moved(pieces.round_of([(0, 0), (2.6, 0.2), (4.6, 3), (4.9, 6), (3.4, 10), (1.2, 13), (0, 13.6)], 26, lobes(7, 0.06)), (0, 0, -6)),
        *(pieces.moved(pieces.moved(pieces.strip(10.5, 8.5, 0.2, 1.1, 12, 0.6), (5.0, 0, -4.6), (0, 0, 0)), (0, 0, -5.6), (0, -1.22, k * 2.1 + 0.4)) for k in range(3))),),
        ("#8fae5a", "#a8c272", "#bccf8c"), 12.0, rough=0.5, flat=0.12), None)},
    "mushrooms": {("oyster-mushroom", "grey"): (Stuff((pieces.merged(
        pieces.round_of([(0.5, -2.2), (0.6, -0.6), (1.4, 0.3), (3.2, 1.1), (3.5, 1.4), (2.4, 1.5), (0.7, 1.05), (0, 0.95)], 24, lobes(7, 0.04)),),),
        ("#8f8a84", "#a8a39c", "#bdb8ae"), 2.0, rough=0.7, flat=0.32), None)},
    "sweet-potatoes": {("purple-sweet", "purple"): (grain(12.5, 5.0, 4.8, "#5a2444", "#6d3454", "#7a4460", bend=0.04, rough=0.75, flat=0.0),
                       half_shown("#6a2f7a", "#5a2444", 2.6))},
    "taro": {("sticky-taro", "brown"): (grain(5.4, 4.6, 4.5, "#5a4030", "#74543c", "#8a6a4c", rough=0.9, flat=1.0),
             half_shown("#ece4dc", "#5a4030", 2.4, ("#a888a8", 60)))},
    "chillies": {("birds-eye", "red"): (grain(4.4, 0.78, 0.72, "#b81f16", "#d0341f", "#c22a1a", bend=0.06, rough=0.2, coat=0.5, count=150, flat=0.25), None)},
    "limes": {("seedless-lime", "green"): (grain(5.0, 4.4, 4.3, "#4f8030", "#6a9a40", "#84ab52", **ROUND), half_shown("#d9e0a0", "#5f8f38", 2.2))},
    "carrots": {("sweet-carrot", "orange"): (Stuff((pieces.merged(
        pieces.moved(pieces.round_of([(0, 0), (0.35, 0.3), (1.0, 5), (1.75, 13), (1.7, 14.4), (0.5, 15), (0, 15)], 16), (-7.5, 0, 0), (0, math.pi / 2, 0)),),),
        ("#d9691c", "#e67f2e"), 3.3, rough=0.5, flat=0.0), few(leaf(9.0, 1.4, 1.2, 0.8, "#3f7a2c", "#5f9a44"), 5, 2.4))},
    "garlic": {("purple-garlic", "purple"): (upright([(0, 0.1), (0.9, 0), (2.2, 0.9), (2.6, 2.0), (1.8, 3.3), (0.7, 4.3), (0.45, 6.0), (0, 6.1)],
               ("#b88aa8", "#d2b4c6", "#e8dce0"), 3.5, lobes(8, 0.1), rough=0.55), few(grain(2.6, 1.4, 1.3, "#c9a0b8", "#ead8dc", bend=0.1), 5, 2.6))},
    "eggs": {
        ("hen-egg", "brown"): (lying(egg(5.6, 4.3), ("#c99468", "#d9a981", "#e3bc98"), 4.3, rough=0.45), None),
        ("duck-egg", "white"): (lying(egg(5.4, 4.0), ("#e6ece4", "#f2f2ea", "#dce8e4"), 4.0, rough=0.35), None),
        ("quail-egg", "speckled"): (lying(egg(3.2, 2.5), ("#dccfb0", "#e6dcc2"), 2.5, rough=0.4, crust=specks(34), is_round=True), None),
    },
    "salted-eggs": {("duck-egg", "grey"): (lying(egg(6.4, 4.7), ("#6d6a66", "#85817b", "#9a958e"), 4.7, rough=0.9),
                    half_shown("#f4f2ea", "#c2beb6", 2.4, None, "#e07a1c"))},
}  # fmt: skip
