"""Quảng Phú Cầu: sticks, coils, cones and the dyed splints that dry as flowers."""

import math
from random import Random

import numpy as np

from marketplace.demo.facts import Facts
from marketplace.demo.pictures import props, shapes, stands, table
from marketplace.demo.pictures.shot import Shot
from marketplace.demo.pictures.studio import View, aside

HERO = {"agarwood": "workbench", "cinnamon": "morning", "herbs": "moss", "bamboo": "paper"}
SECOND = {"agarwood": "evening", "cinnamon": "ash", "herbs": "workbench", "bamboo": "courtyard"}
PASTE = {
    ("agarwood", "brown"): "#6b4326", ("cinnamon", "red"): "#9a4a2a", ("herbs", "brown"): "#6d5a34",
    ("cinnamon", "yellow"): "#c08a3a", ("bamboo", "red"): "#c4161c",
}  # fmt: skip


def paste(facts: Facts):
    return props.skin("paste", PASTE[facts.material, facts.colour], 0.92, 0.72, 3.5, 0.35)


def red_foot():
    return props.skin("foot", "#b3121c", 0.75, 0.8, 2.5)


def cane():
    return props.skin("splint", "#d6b47c", 0.65, 0.75, 1.5)


def rods(name: str, feet: np.ndarray, tips: np.ndarray, radius: float, material, sides: int = 6):
    """Many straight rods as one mesh: from `feet` to `tips`, each (n, 3)."""
    a = np.linspace(0, 2 * math.pi, sides, endpoint=False)
    along = tips - feet
    along /= np.linalg.norm(along, axis=1)[:, None]
    side = np.cross(along, (0.31, 0.95, 0.02))
    side /= np.linalg.norm(side, axis=1)[:, None]
    other = np.cross(along, side)
    ring = (
        side[:, None] * np.cos(a)[None, :, None] + other[:, None] * np.sin(a)[None, :, None]
    ) * radius
    caps = np.repeat(tips[:, None] + along[:, None] * radius * 0.4, sides, axis=1)
    grid = np.stack([feet[:, None] + ring, tips[:, None] + ring, caps], axis=1)  # (n, 3, sides, 3)
    count = len(feet)
    index = np.arange(count * 3 * sides).reshape(count, 3, sides)
    after = np.roll(index, -1, axis=2)
    faces = [
        np.stack([index[:, k], after[:, k], after[:, k + 1], index[:, k + 1]], axis=-1).reshape(
            -1, 4
        )
        for k in (0, 1)
    ]
    return shapes.mesh_object(name, grid.reshape(-1, 3), np.vstack(faces), None, [material])


def bunch(centre, count: int, spread: float, dice: Random) -> np.ndarray:
    """Places of rods in a round bunch, close together, (count, 2)."""
    golden = math.pi * (3 - math.sqrt(5))
    r = spread * np.sqrt((np.arange(count) + 0.5) / count)
    a = np.arange(count) * golden
    jitter = np.array([(dice.uniform(-1, 1), dice.uniform(-1, 1)) for _ in range(count)])
    return np.stack([np.cos(a) * r, np.sin(a) * r], axis=1) + centre + jitter * spread * 0.03


def sticks_from(
    spots: np.ndarray, z: float, long: float, bare: float, open_: float, facts: Facts, dice: Random
):
    """Sticks standing in a bunch: a bare dyed foot and the scented part; they spread upward."""
    centre = spots.mean(axis=0)
    lean = (spots - centre) * open_
    uneven = np.array([dice.uniform(-0.012, 0.012) * long for _ in spots])
    foot = np.column_stack([spots, np.full(len(spots), z)])
    tip = np.column_stack([spots + lean, z + long + uneven])
    middle = foot + (tip - foot) * bare / long
    return [
        rods("bare", foot, middle, 0.075, red_foot()),
        rods("scented", middle, tip, 0.15, paste(facts)),
    ]


def in_tube(facts: Facts, dice: Random):
    """Sticks that rise from an open paper tube, and a few that lie before it."""
    paper = props.skin("tube", "#3d2a20", 0.7, 0.85, 2.5)
    band = props.skin("band", "#d8c49a", 0.75, 0.9, 2.0)
    high, radius = 17.0, 3.4
    tube = shapes.turned(
        "tube", [(radius, 0), (radius, high * 0.5), (radius, high)], [paper, paper, paper], 0.22
    )
    belt = shapes.lathe(
        "belt",
        [(radius + 0.03, 5.5), (radius + 0.05, 5.6), (radius + 0.05, 11.4), (radius + 0.03, 11.5)],
        [band],
        96,
        is_sharp=True,
    )
    seal = shapes.lathe(
        "seal",
        [(0.001, 0.05), (1.5, 0.05), (1.5, 0)],
        [props.skin("seal", "#9E2B25", 0.7)],
        48,
        is_sharp=True,
    )
    props.stand(seal, (0, -radius - 0.06, 8.5), (math.pi / 2, 0, 0))
    seal.scale = (1, 1, 0.4)
    made = sticks_from(bunch((0, 0), 120, 2.5, dice), 0.8, 30.0, 7.0, 0.35, facts, dice)
    lying = np.array([(-9.0 + 0.9 * i, -8.0 - 0.5 * i) for i in range(5)])
    feet = np.column_stack([lying[:, 0] - 4, lying[:, 1], np.full(5, 0.16)])
    tips = feet + np.array(
        [(30 * math.cos(0.1 + 0.05 * i), 30 * math.sin(0.1 + 0.05 * i), 0) for i in range(5)]
    )
    middle = feet + (tips - feet) * 7 / 30
    loose = [
        rods("bare", feet, middle, 0.075, red_foot()),
        rods("scented", middle, tips, 0.15, paste(facts)),
    ]
    return [tube, belt, seal, *made, *loose]


def bundled(facts: Facts, dice: Random):
    """Two hundred sticks lying in a bundle, held by a wide belt of paper and thread."""
    long = 40.0
    spots = bunch((0, 3.4), 220, 3.2, dice)
    spots = spots[spots[:, 1] > 0.3]
    feet = np.column_stack([np.full(len(spots), -long / 2), spots])
    tips = np.column_stack([np.full(len(spots), long / 2), spots])
    shift = np.array([dice.uniform(-0.35, 0.35) for _ in spots])
    feet[:, 0] += shift
    tips[:, 0] += shift
    middle = feet + (tips - feet) * 9 / long
    made = [
        rods("bare", feet, middle, 0.09, red_foot()),
        rods("scented", middle, tips, 0.17, paste(facts)),
    ]
    paper = props.skin("paper", "#e6d9ba", 0.85, 0.9, 1.5)
    belt = shapes.lathe(
        "belt", [(3.42, -6), (3.5, -5.9), (3.5, 5.9), (3.42, 6)], [paper], 96, is_sharp=True
    )
    props.stand(belt, (3.0, 0, 3.45), (0, math.pi / 2, 0))
    mark = shapes.lathe(
        "mark",
        [(3.52, -2.2), (3.53, -2.1), (3.53, 2.1), (3.52, 2.2)],
        [props.skin("mark", "#9E2B25", 0.75)],
        96,
        is_sharp=True,
    )
    props.stand(mark, (3.0, 0, 3.45), (0, math.pi / 2, 0))
    cord = props.skin("cord", "#7a2a22", 0.8)
    for x in (-8.5, 14.5):
        ring = [
            (x, 3.5 * math.cos(a), 3.45 + 3.5 * math.sin(a))
            for a in np.linspace(0, 2 * math.pi, 40)
        ]
        made.append(shapes.tube("thread", ring, [0.16, 0.16], cord, 8, 90))
    for part in [*made, belt, mark]:
        part.rotation_euler[2] += 0.0
    return [*made, belt, mark]


def spiral(
    inner: float, outer: float, turns: float, rise: float = 0.0
) -> list[tuple[float, float, float]]:
    t = np.linspace(0, 1, round(turns * 40))
    r = inner + (outer - inner) * t
    a = t * turns * 2 * math.pi
    z = rise * (1 - t)
    return list(zip(np.cos(a) * r, np.sin(a) * r, z, strict=True))


def coil(radius: float, thick: float, turns: float, material, rise: float = 0.0):
    path = spiral(thick * 1.1, radius - thick, turns, rise)
    return shapes.tube("coil", path, [thick * 0.9, thick, thick], material, 10, round(turns * 44))


def coils(facts: Facts, dice: Random):
    """Coils before their paper box: most within, some in a pile, one on a little stand."""
    stuff = paste(facts)
    first = coil(4.5, 0.3, 5.5, stuff)
    first.location = (-7.2, -7.0, 0.3)
    made = [first]
    for i in range(1, 6):
        made.append(
            props.stand(
                shapes.copy_of(first),
                (
                    -7.2 + 0.2 * dice.uniform(-1, 1),
                    -7.0 + 0.2 * dice.uniform(-1, 1),
                    0.3 + 0.61 * i,
                ),
                (0, 0, dice.uniform(0, 6)),
            )
        )
    paper, inner = (
        props.skin("box", "#8f3a2c", 0.75, 0.9, 2.0),
        props.skin("lining", "#e8dcc0", 0.85, 0.95, 2),
    )
    size, high, wall = (11.4, 11.4), 7.6, 0.35
    x, y = 5.5, 1.5
    parts = [shapes.box("floor", (*size, wall), inner, 0.05, (x, y, 0))]
    for dx, dy, w, d in (
        (0, -1, size[0], wall),
        (0, 1, size[0], wall),
        (-1, 0, wall, size[1]),
        (1, 0, wall, size[1]),
    ):
        parts.append(
            shapes.box(
                "side", (w, d, high), paper, 0.06, (x + dx * size[0] / 2, y + dy * size[1] / 2, 0)
            )
        )
    label = shapes.box("label", (6.6, 0.1, 4.6), inner, 0.03, (x, y - size[1] / 2 - 0.2, 1.4))
    seal = shapes.box(
        "seal",
        (1.9, 0.1, 1.9),
        props.skin("seal", "#9E2B25", 0.7),
        0.03,
        (x, y - size[1] / 2 - 0.26, 2.8),
    )
    for i in range(int(facts.contents) // 2 - 1):
        made.append(
            props.stand(shapes.copy_of(first), (x, y, 0.75 + 0.61 * i), (0, 0, dice.uniform(0, 6)))
        )
    leaning = props.stand(shapes.copy_of(first), (0.6, -5.6, 4.4), (math.radians(76), 0, -0.2))
    return [*made, *parts, label, seal, leaning]


def cones(facts: Facts, dice: Random):
    """Cones in a round tin with its lid beside it, and a few before it."""
    stuff = paste(facts)
    one = shapes.lathe(
        "cone",
        [(0.01, 0), (0.62, 0), (0.68, 0.12), (0.55, 0.9), (0.22, 2.5), (0.05, 2.95), (0.001, 3.0)],
        [stuff],
        32,
        40,
    )
    metal = props.skin("tin", "#8f8a80", 0.32, 0.9, 0.5, 0.05, Metallic=0.9)
    paper = props.skin("label", "#5a2a22", 0.6, 0.9, 2)
    tin = shapes.turned(
        "tin", [(4.8, 0), (4.8, 2.0), (4.8, 4.0)], [metal, metal, metal], 0.12, 0.5, foot=0.1
    )
    belt = shapes.lathe(
        "belt", [(4.83, 0.5), (4.85, 0.55), (4.85, 3.4), (4.83, 3.45)], [paper], 96, is_sharp=True
    )
    lid = shapes.lathe(
        "lid",
        [(4.95, 0), (5.0, 0.1), (5.0, 1.3), (4.7, 1.55), (0.001, 1.6)],
        [metal],
        96,
        is_sharp=True,
    )
    props.stand(lid, (8.2, 1.8, 3.4), (math.radians(68), 0, -0.5))
    made = [tin, belt, lid, props.stand(one, (0, 0, 2.3))]
    number = int(facts.contents)
    spots = bunch((0, 0), number - 8, 3.9, dice)[1:]
    for x, y in spots:
        lean = (dice.uniform(-0.35, 0.35), dice.uniform(-0.35, 0.35), dice.uniform(0, 6))
        made.append(props.stand(shapes.copy_of(one), (x, y, dice.uniform(1.6, 2.4)), lean))
    for x, y, lies in (
        (-6.8, -4.2, 0),
        (-4.2, -7.4, 1),
        (0.4, -8.4, 0),
        (3.6, -6.6, 1),
        (6.6, -5.0, 0),
        (-7.6, -0.6, 1),
    ):
        turn = (math.radians(102), 0, dice.uniform(0, 6)) if lies else (0, 0, 0)
        made.append(props.stand(shapes.copy_of(one), (x, y, 0.66 if lies else 0), turn))
    return made


def large_coil(facts: Facts, dice: Random):
    """A great coil that hangs from its hook on a rack, drawn out by its own weight."""
    stuff = paste(facts)
    made = coil(16.0, 0.42, 8.5, stuff, 13.0)
    high = 37.0
    made.location = (0, 0, high - 20.0)
    metal = props.skin("hook", "#4a4038", 0.35, 0.9, 0.5, 0.05, Metallic=0.9)
    top = high - 7.1
    line = [
        (0, 0, top),
        (0, 0, top + 3),
        (0, 0, high - 2.6),
        (1.1, 0, high + 0.6),
        (0, 0, high + 1.3),
        (-0.9, 0, high + 0.5),
    ]
    hook = shapes.tube("hook", line, [0.22, 0.22], metal, 12, 60)
    return [made, hook, *stands.rack(40, high)]


def splints(facts: Facts, dice: Random):
    """Dyed splints in sheaves that open as flowers: red above, bare cane below."""
    made = []
    long = 32.0
    for x, y, count in ((0, 0, 620), (-24, 11, 460), (24, 12, 460), (-10, 30, 420), (14, 31, 420)):
        spots = bunch((x, y), count, 2.6, dice)
        centre = np.array((x, y))
        lean = (spots - centre) * 4.6
        reach = np.linalg.norm(spots - centre, axis=1) / 2.6
        foot = np.column_stack([spots, 0.12 + 0 * reach])
        tall = long * np.cos(reach * 0.55) + np.array([dice.uniform(-0.4, 0.4) for _ in spots])
        tip = np.column_stack([spots + lean, tall])
        middle = foot + (tip - foot) * 0.26
        made.append(rods("bare", foot, middle, 0.11, cane(), 5))
        made.append(rods("dyed", middle, tip, 0.13, paste(facts), 5))
        ring = [
            (x + 3.3 * math.cos(a), y + 3.3 * math.sin(a), 2.2)
            for a in np.linspace(0, 2 * math.pi, 40)
        ]
        made.append(shapes.tube("tie", ring, [0.3, 0.3], props.skin("tie", "#b08a4a", 0.8), 10, 80))
    return made


FORMS = {
    ("sticks", "paper-tube"): in_tube, ("sticks", "paper-bundle"): bundled,
    ("coils", "paper-box"): coils, ("cones", "tin"): cones, ("large-coil", "hook"): large_coil,
    ("bamboo-splints", "sheaf"): splints,
}  # fmt: skip
CAMERA = {
    "paper-tube": View(266, 14, 85, 0.78), "paper-bundle": View(244, 26, 85, 0.82), "paper-box": View(262, 34, 85, 0.78),
    "tin": View(262, 34, 85, 0.78), "hook": View(268, 8, 85, 0.84), "sheaf": View(270, 17, 85, 0.9),
}  # fmt: skip
CLOSE = {
    "paper-tube": ((0, -2, 22), 12), "paper-bundle": ((-12, -3, 4), 16), "paper-box": ((-7, -7, 3), 11),
    "tin": ((-1, -3, 3), 10), "hook": ((4, -8, 24), 16), "sheaf": ((2, -8, 26), 16),
}  # fmt: skip


def lit(facts: Facts, things: list, dice: Random) -> list:
    """Some of it burning beside the rest; of what is not burnt here, fruit that tells its size."""
    if facts.form == "sticks":
        colour = PASTE[facts.material, facts.colour]
        return table.burning((table.right_of(things, 7), 1, 0), colour)
    place = (table.right_of(things, 7.5), -4, 0)
    if facts.form == "coils":
        burning = props.stand(shapes.copy_of(things[0]), (place[0], place[1], 1.3))
        return [*table.saucer(place), burning, table.ember((place[0] + 4.3, place[1], 1.4), 0.36)]
    if facts.form == "cones":
        first = next(thing for thing in things if thing.name.startswith("cone"))
        burning = props.stand(shapes.copy_of(first), (place[0], place[1], 0.9))
        return [*table.saucer(place), burning, table.ember((place[0], place[1], 3.75), 0.16)]
    return table.pair_of_fruit(table.right_of(things, 4), -3, dice)


def scene(facts: Facts, view: str, dice: Random) -> Shot:
    if facts.pattern:
        raise ValueError(f"Incense bears no pattern {facts.pattern}")
    things = FORMS[facts.form, facts.vessel](facts, dice)
    camera = CAMERA[facts.vessel]
    if view == "detail":
        near = View(camera.side - 5, camera.high + 5, 90, stop=9)
        return Shot(things, HERO[facts.material], near, CLOSE[facts.vessel], 0.15)
    if view == "in_use":
        return Shot(
            [*things, *lit(facts, things, dice)],
            SECOND[facts.material],
            aside(camera),
            exposure=0.15,
        )
    return Shot(things, HERO[facts.material], camera, exposure=0.15)
