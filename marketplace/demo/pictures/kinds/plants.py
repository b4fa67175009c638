"""Plants in pots: a climbing rose, a moth orchid, a peach and a kumquat for Tết."""

import math
from random import Random

import numpy as np

from marketplace.demo.facts import Facts
from marketplace.demo.pictures import greenery, pieces, props, shapes
from marketplace.demo.pictures.shot import Shot
from marketplace.demo.pictures.studio import View, aside

HERO = {"rose-pot": "workbench", "orchid": "quay", "peach-bonsai": "morning", "kumquat": "veranda"}
SECOND = {
    "rose-pot": "veranda",
    "orchid": "workbench",
    "peach-bonsai": "courtyard",
    "kumquat": "morning",
}
MATERIALS = {
    "climbing-rose": "pink", "phalaenopsis": "white", "nhat-tan-peach": "pink", "round-kumquat": "orange",
}  # fmt: skip
PATTERNS = {"in-bloom", "trained", "in-fruit"}
POTS = {
    # vessel: outlines by form, (radius, height) foot to lip
    ("rose-pot", "glazed-pot"): ([(8.5, 0), (9.4, 1), (12.4, 9), (13.6, 16), (14.0, 18), (13.6, 19)], "#2f5f78"),
    ("peach-bonsai", "glazed-pot"): ([(13, 0), (14, 1.2), (17.5, 8), (18.6, 14), (19.4, 16), (19.2, 17)], "#3f6a4f"),
    ("orchid", "clay-pot-plant"): ([(6.2, 0), (6.6, 0.6), (8.2, 8), (8.9, 12), (9.3, 12.4), (9.3, 14)], "#b5704a"),
    ("kumquat", "clay-pot-plant"): ([(13, 0), (13.6, 0.8), (17.4, 12), (18.8, 19), (20, 20), (20, 23)], "#a9603e"),
}  # fmt: skip


def potted(facts: Facts) -> tuple[list, float, float]:
    """(pot and earth, radius at its mouth, height of the earth)."""
    outline, colour = POTS[facts.form, facts.vessel]
    mouth, tall = outline[-1]  # type: ignore[index]
    glazed = facts.vessel == "glazed-pot"
    return (
        [greenery.pot(outline, colour, glazed), greenery.earth(mouth - 0.9, tall - 1.6)],
        mouth,
        tall - 1.4,
    )


def rose(facts: Facts, dice: Random) -> list:
    """A rose led up a tripod of bamboo, in flower from foot to top."""
    things, mouth, foot = potted(facts)
    grain = np.random.default_rng(7)
    cane = props.skin("cane", "#b48a4e", 0.5, 0.7, 1.2, 0.2)
    top = 58.0
    for i in range(4):
        a = i * math.pi / 2 + 0.4
        line = [
            (math.cos(a) * mouth * 0.72, math.sin(a) * mouth * 0.72, foot - 1),
            (math.cos(a) * 2.0, math.sin(a) * 2.0, top),
        ]
        things.append(shapes.tube("cane", line, [0.5, 0.4], cane, 10, 6))
    t = np.linspace(0, 1, 120)
    vines = []
    for k in range(3):
        a = k * 2.1 + t * 2 * math.pi * 1.35
        r = (mouth * 0.74 - 2) * (1 - t * 0.82) + 2.4
        vines.append(np.stack([np.cos(a) * r, np.sin(a) * r, foot + t * (top - foot - 1)], axis=1))
        things.append(greenery.twig(vines[-1][::6], [0.5, 0.4, 0.22], "#5a6a35"))
    path = np.vstack(vines)
    out = path * (1, 1, 0)
    out /= np.linalg.norm(out, axis=1)[:, None] + 1e-9
    n = 620
    at = grain.integers(8, len(path), n)
    place = path[at] + out[at] * grain.uniform(0, 3.2, (n, 1)) + grain.normal(0, 0.8, (n, 3))
    leaf = greenery.foliage_leaf(4.4, 2.4)
    green = pieces.shades("rose-leaf", "#2c4a24", "#4f7a38", "#7a9a4c", rough=0.45)
    things.append(
        pieces.swarm(
            "leaves",
            [leaf],
            place,
            greenery.outward(out[at] + (0, 0, 0.1), grain, 0.6),
            green,
            grain,
        )
    )
    m = 46
    at = np.linspace(14, len(path) - 1, m).astype(int)
    place = path[at] + out[at] * grain.uniform(2.0, 4.2, (m, 1)) + (0, 0, 0.6)
    pink = pieces.shades("rose", "#ee9a94", "#f7bdb2", "#fde0d4", rough=0.6, glow=0.1)
    flowers = [greenery.rose(5.6), greenery.rose(4.6)]
    things.append(
        pieces.swarm(
            "roses",
            flowers,
            place,
            greenery.facing(out[at] + (0, -0.3, 0.35), grain, 0.25),
            pink,
            grain,
        )
    )
    return things


def orchid(facts: Facts, dice: Random) -> list:
    """Two arching sprays of white flowers over broad leaves."""
    things, _mouth, foot = potted(facts)
    grain = np.random.default_rng(5)
    green = props.skin("leaf", "#3f6b35", 0.35, 0.7, 0.4, 0.1)
    for i, (a, long) in enumerate(((0.2, 19), (2.9, 18), (4.1, 15), (5.4, 15), (1.5, 14))):
        t, s = np.linspace(0, 1, 24), np.linspace(-1, 1, 9)
        half = 3.3 * np.sin(np.pi * np.clip(t, 0.03, 0.98) ** 0.8) ** 0.6
        rise = foot + 1 + long * (0.42 * t - 0.5 * t**2)
        grid = np.stack(
            [
                np.repeat((t * long)[:, None], 9, 1),
                half[:, None] * s,
                rise[:, None] + np.abs(s) * half[:, None] * 0.3 + i * 0.25,
            ],
            axis=-1,
        )
        blade = shapes.grid_object("blade", grid, [green])
        blade.rotation_euler = (0, 0, a)
        things.append(blade)
    white = pieces.shades("petal", "#efe9e2", "#fdfbf6", rough=0.5, glow=0.06)
    lip = pieces.shades("lip", "#c0527a", "#d9a23a", rough=0.5)
    bract = pieces.shades("bud", "#b9c79a", "#dfe4c8", rough=0.5)
    flower = greenery.open_flower(5.2, 3, 0.72)
    wings = pieces.merged(*[
        pieces.moved(pieces.moved(pieces.blob(4.0, 3.7, 0.35, 2.2), (2.0, 0, 0.25)), (0, 0, 0), (0, -0.12, a))
        for a in (0.5, math.pi - 0.5)
    ])  # fmt: skip
    bloom = pieces.merged(pieces.moved(flower, (0, 0, 0), (0, 0, math.pi / 2)), wings)
    for side, top in ((-1, 55.0), (1, 49.0)):
        line = np.array(
            [
                (side * 1.0, 0, foot),
                (side * 2.0, 0.6, foot + 18),
                (side * 4.5, 0, top - 6),
                (side * 11, -1.5, top),
                (side * 18, -3, top - 5.5),
                (side * 21, -3.5, top - 10),
            ]
        )
        things.append(greenery.twig(line, [0.42, 0.36, 0.24], "#5c6b3a", 0.6))
        path = shapes.smooth(line, 100)
        at = np.linspace(50, 92, 7).astype(int)
        place = path[at] + np.stack(
            [grain.uniform(-0.6, 0.6, 7), np.full(7, -2.0), np.where(np.arange(7) % 2, 1.4, -1.6)],
            axis=1,
        )
        turns = np.stack(
            [
                np.full(7, math.pi / 2) + grain.normal(0, 0.12, 7),
                grain.normal(0, 0.2, 7),
                grain.normal(0, 0.25, 7),
            ],
            axis=1,
        )
        things.append(pieces.swarm("blooms", [bloom], place, turns, white, grain, (0.92, 1.1)))
        tongue = pieces.moved(pieces.blob(1.0, 1.0, 1.4), (0, -0.5, 0.7))
        things.append(pieces.swarm("lips", [tongue], place, turns, lip, grain, (0.9, 1.1)))
        tips = path[[95, 97, 99]] + np.array((0, -0.3, -0.3))
        things.append(
            pieces.swarm("buds", [pieces.blob(1.3, 1.1, 1.1)], tips, np.zeros((3, 3)), bract, grain)
        )
    stick = props.skin("stick", "#6a5a3a", 0.7, 0.7)
    for side, top in ((-1, 46), (1, 41)):
        things.append(
            shapes.tube(
                "stick", [(side * 1.2, 0.5, foot), (side * 3.4, 0.5, top)], [0.22, 0.2], stick, 8, 4
            )
        )
    return things


def branches(dice: Random, trunk: np.ndarray, first: int, count: int, reach: float, rise: float):
    """Lines of branches round a trunk, shorter upward, each with two twigs."""
    found = []
    for i in range(count):
        k = first + round((len(trunk) - 1 - first) * (i / max(1, count - 1)))
        a = i * 2.4 + dice.uniform(-0.3, 0.3)
        long = reach * (1 - 0.62 * i / count) * dice.uniform(0.85, 1.1)
        root = trunk[k]
        out = np.array([math.cos(a), math.sin(a), 0])
        line = [
            root,
            root + out * long * 0.5 + (0, 0, long * rise * 0.25),
            root + out * long + (0, 0, long * rise),
        ]
        found.append((np.array(line), 0.35 * (1 - 0.5 * i / count)))
        path = shapes.smooth(line, 20)
        for j, sign in ((8, 1), (12, -1), (16, 1)):
            b = a + sign * dice.uniform(0.5, 0.9)
            side = np.array([math.cos(b), math.sin(b), 0.35 + 0.5 * dice.random()])
            tip = path[j] + side * long * dice.uniform(0.35, 0.5)
            found.append((np.array([path[j], (path[j] + tip) / 2 + (0, 0, 0.5), tip]), 0.16))
    return found


def peach(facts: Facts, dice: Random) -> list:
    """An old upright trunk, branches in tiers, deep pink flowers and a few young leaves."""
    things, _mouth, foot = potted(facts)
    grain = np.random.default_rng(9)
    line = [
        (0, 0, foot - 0.5),
        (1.6, 0.4, foot + 9),
        (-1.4, -0.3, foot + 22),
        (1.0, 0.4, foot + 36),
        (0.2, 0, 70),
    ]
    root = props.skin("root", "#4a382b", 0.9, 0.5, 1.4, 0.7)
    thick = [3.6, 2.4, 2.0, 1.4, 0.5]
    things.append(shapes.tube("trunk", line, thick, root, 16, 60, up=(0, 1, 0)))  # it stands
    for i in range(6):
        a = i * 1.05
        things.append(
            shapes.tube(
                "root",
                [
                    (math.cos(a) * 2, math.sin(a) * 2, foot + 2.2),
                    (math.cos(a) * 5, math.sin(a) * 5, foot + 0.4),
                    (math.cos(a) * 7, math.sin(a) * 7, foot - 0.6),
                ],
                [1.3, 0.8, 0.4],
                root,
                10,
                16,
            )
        )
    trunk = shapes.smooth(line, 60)
    spots, ways = [], []
    for twig, thick in branches(dice, trunk, 20, 15, 24.0, 0.32):
        things.append(greenery.twig(twig, [thick * 1.6, thick, 0.1], "#54402f"))
        path = shapes.smooth(twig, 22)
        spots.append(path[4:])
        ways.append(np.gradient(path, axis=0)[4:])
    at = np.vstack(spots)
    way = np.vstack(ways)
    n = len(at)
    side = grain.normal(0, 1, (n, 3))
    side -= way * (np.sum(side * way, axis=1) / (np.sum(way * way, axis=1) + 1e-9))[:, None]
    side /= np.linalg.norm(side, axis=1)[:, None] + 1e-9
    pick = grain.random(n) < 0.74
    pink = pieces.shades("peach", "#e87a80", "#f3a2a2", "#fbccc6", rough=0.55, glow=0.1)
    flowers = [greenery.open_flower(3.0, 5), greenery.open_flower(2.5, 5)]
    place = at + side * 0.6
    turns = greenery.facing(side + np.array((0, -0.25, 0.2)), grain, 0.35)
    things.append(pieces.swarm("flowers", flowers, place[pick], turns[pick], pink, grain))
    heart = pieces.shades("heart", "#f0cf6a", "#f7e3a0", rough=0.6)
    things.append(
        pieces.swarm("hearts", [greenery.stamens(2.6)], place[pick], turns[pick], heart, grain)
    )
    rest = ~pick
    buds = pieces.shades("bud", "#c2485a", "#e0707c", rough=0.5)
    things.append(
        pieces.swarm("buds", [pieces.blob(1.1, 0.8, 0.8)], place[rest], turns[rest], buds, grain)
    )
    few = grain.random(n) < 0.22
    leaf = greenery.foliage_leaf(3.2, 0.9)
    young = pieces.shades("young", "#6f9a3e", "#a3bf5c", rough=0.5)
    things.append(
        pieces.swarm(
            "leaves", [leaf], place[few], greenery.outward(side[few], grain, 0.4), young, grain
        )
    )
    return things


def kumquat(facts: Facts, dice: Random) -> list:
    """A round crown full of fruit, orange between dark leaves."""
    things, _mouth, foot = potted(facts)
    grain = np.random.default_rng(3)
    things.append(
        greenery.twig(
            [(0, 0, foot - 1), (0.6, 0.3, foot + 8), (-0.4, 0, foot + 18), (0, 0, 66)],
            [1.6, 1.3, 1.0, 0.4],
            "#6a5238",
        )
    )
    middle, radii = (0, 0, foot + 33), (23, 23, 26)
    for i in range(14):
        a, k = i * 2.4, i / 14
        tip = (
            math.cos(a) * 15 * (1 - 0.4 * k),
            math.sin(a) * 15 * (1 - 0.4 * k),
            foot + 20 + 30 * k,
        )
        things.append(
            greenery.twig(
                [(0, 0, foot + 8 + 22 * k), (tip[0] / 2, tip[1] / 2, tip[2] - 5), tip],
                [0.6, 0.3, 0.15],
                "#6a5238",
            )
        )
    place, way = greenery.crown_at(grain, 2600, radii, middle)
    leaf = greenery.foliage_leaf(4.8, 1.9)
    green = pieces.shades("leaf", "#20401f", "#356031", "#5c8240", rough=0.35)
    things.append(
        pieces.swarm(
            "leaves",
            [leaf],
            place,
            greenery.outward(way + np.array((0, 0, 0.15)), grain, 0.7),
            green,
            grain,
        )
    )
    place, _way = greenery.crown_at(grain, 190, np.array(radii) * 1.0, middle, 0.12)
    fruit = pieces.shades("fruit", "#d9690c", "#ef8a17", "#f7a52a", rough=0.3, coat=0.3)
    turns = pieces.any_turn(grain, 190)
    things.append(
        pieces.swarm(
            "fruit",
            [pieces.blob(3.2, 3.1, 3.1, 2.0, 0.0, 20, 13)],
            place,
            turns,
            fruit,
            grain,
            (0.85, 1.12),
        )
    )
    return things


BUILT_BY_FORM = {"rose-pot": rose, "orchid": orchid, "peach-bonsai": peach, "kumquat": kumquat}
CAMERA = {
    "rose-pot": View(266, 10, 85, 0.84), "orchid": View(270, 8, 85, 0.82), "peach-bonsai": View(268, 9, 85, 0.84),
    "kumquat": View(268, 10, 85, 0.82),
}  # fmt: skip
CLOSE = {
    "rose-pot": ((0, -10, 36), 22), "orchid": ((-11, -4, 52), 20), "peach-bonsai": ((-6, -10, 52), 22),
    "kumquat": ((0, -22, 52), 24),
}  # fmt: skip


def scene(facts: Facts, view: str, dice: Random) -> Shot:
    if facts.pattern not in PATTERNS or MATERIALS.get(facts.material) != facts.colour:
        raise ValueError(f"No plant stands {facts.pattern}, {facts.colour} as {facts.material}")
    things = BUILT_BY_FORM[facts.form](facts, dice)
    camera = CAMERA[facts.form]
    if view == "detail":
        near = View(camera.side - 3, camera.high + 4, 90, stop=9)
        return Shot(things, HERO[facts.form], near, CLOSE[facts.form], 0.25)
    if view == "in_use":
        fruit = props.tangerine(3.0, (25, -8, 0), dice) + props.tangerine(2.7, (31, -6, 0), dice)
        return Shot([*things, *fruit], SECOND[facts.form], aside(camera), exposure=0.25)
    return Shot(things, HERO[facts.form], camera, exposure=0.25)
