"""Thụy Ứng: buffalo horn, pressed flat or turned, cut and polished."""

import math
from random import Random

import numpy as np

from marketplace.demo.facts import Facts
from marketplace.demo.pictures import props, shapes
from marketplace.demo.pictures.nodes import Graph, rgb
from marketplace.demo.pictures.shot import Shot
from marketplace.demo.pictures.studio import View, aside

HERO = {"black-horn": "paper", "veined-horn": "quay", "white-horn": "plum"}
SECOND = {"black-horn": "moss", "veined-horn": "ash", "white-horn": "rust"}
HORNS = {
    "black-horn": ("#0c0908", "#241a14", "#3d2c20"), "veined-horn": ("#3a1d0c", "#a8672a", "#d9a356"),
    "white-horn": ("#8a7a62", "#d9cbb0", "#efe6d2"),
}  # fmt: skip
COLOURS = {"black-horn": "black", "veined-horn": "amber", "white-horn": "ivory"}
PATTERNS = {"half-moon", "long-handle", "round-bowl", "faceted", "carved-flower", "polished"}


def horn(facts: Facts):
    """Veins run along x: dark where the horn was old, clear at its tip."""
    if COLOURS[facts.material] != facts.colour:
        raise ValueError(f"{facts.material} is not {facts.colour}")
    g = Graph("horn")
    dark, middle, light = (rgb(c) for c in HORNS[facts.material])
    vein = g.noise(1.0, 4, g.scaled(0.12, 1.3, 1.3), 1.2)
    fine = g.noise(1.0, 2, g.scaled(0.6, 9, 9))
    tone = g.math("ADD", g.math("MULTIPLY", vein, 0.85), g.math("MULTIPLY", fine, 0.15))
    return g.finish(
        Base_Color=g.ramp(tone, (0.36, dark), (0.5, middle), (0.68, light)),
        Roughness=0.16,
        Specular_IOR_Level=0.55,
        Coat_Weight=0.6,
        Coat_Roughness=0.08,
        Subsurface_Weight=0.0 if facts.material == "black-horn" else 0.15,
        Subsurface_Radius=(0.4, 0.22, 0.1),
    )


def plate(name: str, low, high, thick: float, material, columns: int = 90):
    """A lens-shaped plate in x-y between two edges: `low(t)`, `high(t)` give points, t 0 to 1."""
    t = np.linspace(0, 1, columns)
    one, two = np.array([low(x) for x in t]), np.array([high(x) for x in t])
    rows = []
    for a in np.linspace(0, 2 * math.pi, 29)[:-1]:
        k = 0.5 - 0.5 * math.cos(a)
        z = thick / 2 * (1 + np.sign(math.sin(a)) * abs(math.sin(a)) ** 0.45)
        flat = one * (1 - k) + two * k
        rows.append(np.column_stack([flat, np.full(columns, z)]))
    rows.append(rows[0])
    return shapes.grid_object(name, np.array(rows), [material])


def teeth(count: int, first: float, last: float, root, long, thick: float, wide: float, material):
    """Tapered teeth along x from `root(x)` down by `long(x)`."""
    parts = []
    for x in np.linspace(first, last, count):
        top, tip = root(x) + 0.25, root(x) - long(x)
        line = [(x, top, thick / 2), (x, (top + tip) / 2, thick / 2), (x, tip, thick / 2)]
        parts.append(
            shapes.tube(
                "tooth",
                line,
                [wide, wide * 0.92, wide * 0.35],
                material,
                10,
                12,
                thick / wide / 2.6,
            )
        )
    return shapes.join(parts, "teeth")


def tilted(parts, angle: float, at=(0.0, 0.0, 0.0), turn: float = 0.0):
    for part in parts:
        part.rotation_euler, part.location = (math.radians(angle), 0, turn), at
    return parts


def half_moon(facts: Facts, dice: Random):
    stuff = horn(facts)

    def low(t):
        return (-7 + 14 * t, 1.4 * math.sin(math.pi * t))

    def high(t):
        return (-7 + 14 * t, 0.5 + 4.4 * math.sin(math.pi * t) ** 0.75)

    body = plate("comb", low, high, 0.55, stuff)
    comb_teeth = teeth(
        34,
        -6.2,
        6.2,
        lambda x: 1.4 * math.sin(math.pi * (x + 7) / 14),
        lambda x: 3.4 - 0.028 * x * x,
        0.42,
        0.15,
        stuff,
    )
    rest = shapes.box(
        "rest", (9, 1.6, 1.6), props.skin("rest", "#b48a5a", 0.5, 0.75, 0.6), 0.2, (0, 1.6, 0)
    )
    return [*tilted([body, comb_teeth], 32, (0, 0, 1.5)), rest]


def long_comb(facts: Facts, dice: Random):
    stuff = horn(facts)

    def low(t):
        return (
            -9.5 + 19 * t,
            0.9 - 0.5 * math.sin(math.pi * max(0.0, (t - 0.58) / 0.42)) if t > 0.58 else 0.9,
        )

    def high(t):
        return (-9.5 + 19 * t, 0.92 + (1.5 + 0.5 * math.sin(math.pi * t * 0.9)) * math.sin(math.pi * min(1.0, t * 8 + 0.02) / 2) ** 0.5
                * math.sin(math.pi * min(1.0, (1 - t) * 10 + 0.02) / 2) ** 0.5)  # fmt: skip

    body = plate("comb", low, high, 0.6, stuff)
    comb_teeth = teeth(26, -9.0, 1.2, lambda _x: 0.9, lambda _x: 2.7, 0.42, 0.16, stuff)
    rest = shapes.box(
        "rest", (12, 1.6, 1.4), props.skin("rest", "#5b3a22", 0.5, 0.75, 0.6), 0.2, (0, 1.3, 0)
    )
    return [*tilted([body, comb_teeth], 30, (0, 0, 1.4)), rest]


def spoon(stuff):
    a = np.linspace(0, math.pi / 2, 16)
    angle = np.linspace(0, 2 * math.pi, 48, endpoint=False)
    rows = []
    for k, inner in [*((x, False) for x in a), *((x, True) for x in a[::-1])]:
        scale = 0.9 if inner else 1.0
        r, z = math.sin(k) * scale, -math.cos(k) * 1.25 * scale + (0.08 if inner else 0)
        rows.append(
            np.column_stack(
                [np.cos(angle) * r * 2.3, np.sin(angle) * r * 1.8, np.full(48, z + 1.35)]
            )
        )
    bowl = shapes.grid_object("spoon", np.array(rows), [stuff], is_closed=True)
    line = [(2.0, 0, 1.1), (4.2, 0, 1.55), (8, 0, 2.0), (12.7, 0, 1.5)]
    stem = shapes.tube("stem", line, [0.5, 0.4, 0.5, 0.75], stuff, 16, 50, 0.5)
    return shapes.join([bowl, stem], "spoon")


def spoons(facts: Facts, dice: Random):
    stuff = horn(facts)
    made = []
    for i in range(int(facts.contents)):
        made.append(
            props.stand(
                spoon(stuff), (-5 + 1.0 * i, -6.5 + 4.6 * i, 0), (0, 0, math.radians(14 - 7 * i))
            )
        )
    return made


def bracelet(facts: Facts, dice: Random):
    """A bangle cut in facets, standing against its fellow's box."""
    sides = 18
    a = np.linspace(0, 2 * math.pi, sides, endpoint=False)
    profile = [
        (2.9, -0.75),
        (3.25, -0.95),
        (3.6, -0.35),
        (3.6, 0.35),
        (3.25, 0.95),
        (2.9, 0.75),
        (2.9, -0.75),
    ]
    grid = np.array(
        [
            np.column_stack(
                [
                    np.cos(a + 0.17 * (abs(z) < 0.5)) * r,
                    np.sin(a + 0.17 * (abs(z) < 0.5)) * r,
                    np.full(sides, z),
                ]
            )
            for r, z in profile
        ]
    )
    made = shapes.grid_object("bracelet", grid, [horn(facts)], is_closed=True)
    made.data.polygons.foreach_set("use_smooth", np.zeros(len(made.data.polygons), bool))
    edge = made.modifiers.new("edge", "BEVEL")
    edge.width, edge.segments = 0.05, 2
    props.stand(made, (0, 0, 2.75), (math.radians(60), 0, 0.5))
    rest = shapes.box(
        "rest", (3.0, 1.6, 1.6), props.skin("rest", "#d9ccb4", 0.6, 0.85, 0.6), 0.25, (0.9, 2.9, 0)
    )
    return [made, rest]


def hairpin(facts: Facts, dice: Random):
    stuff = horn(facts)
    line = [(-8, 0, 0.12), (-3, 0.25, 0.34), (3, 0.1, 0.46), (7, 0, 0.55)]
    pin = shapes.tube("pin", line, [0.1, 0.3, 0.42, 0.5], stuff, 18, 70)
    flower = props.blossom_mesh(stuff, stuff, 2.2, 6)
    props.stand(flower, (7.2, 0, 0.8), (0, math.radians(40), 0))
    calyx = props.stand(shapes.ball("calyx", 0.75, stuff, 1.0, 14, 20), (7.2, 0, 0.0))
    bud = props.blossom_mesh(stuff, stuff, 1.2, 5)
    props.stand(bud, (5.2, -0.4, 0.6), (math.radians(50), 0.2, 0))
    book = props.book((0, 1.5, -2.6), 0.1, (22, 9, 2.6), "#d9ccb4")
    group = [pin, flower, bud, calyx]
    for part in [*group, book[0]]:
        part.location[2] += 2.6
    return [*group, *book]


def bowl(facts: Facts, dice: Random):
    stuff = horn(facts)
    return [
        shapes.turned(
            "bowl",
            [(2.6, 0), (2.7, 0.5), (4.6, 1.5), (6.0, 3.4), (6.5, 5.8)],
            [stuff, stuff, stuff],
            0.3,
        )
    ]


FORMS = {
    ("comb", "half-moon"): half_moon, ("comb", "long-handle"): long_comb, ("spoons", "round-bowl"): spoons,
    ("bracelet", "faceted"): bracelet, ("hairpin", "carved-flower"): hairpin, ("bowl", "polished"): bowl,
}  # fmt: skip
CAMERA = {
    "half-moon": View(266, 40, 85, 0.76), "long-handle": View(262, 42, 85, 0.84), "round-bowl": View(262, 46, 85, 0.82),
    "faceted": View(268, 20, 85, 0.66), "carved-flower": View(262, 32, 85, 0.84), "polished": View(268, 26, 85, 0.7),
}  # fmt: skip
CLOSE_BY_PATTERN = {
    "half-moon": ((-1.5, 0, 2.0), 7.5), "long-handle": ((-1.5, 0, 2.0), 7.5), "round-bowl": ((-1.5, 0, 2.0), 7.5),
    "faceted": ((-0.6, -1.6, 2.9), 8.0), "carved-flower": ((5.6, -0.6, 3.6), 7.0), "polished": ((-1.0, -6.2, 4.4), 9.0),
}  # fmt: skip
BESIDE_BY_PATTERN = {
    "half-moon": 11.5, "long-handle": 14.2, "round-bowl": 15.5, "faceted": 9.0, "carved-flower": 15.6, "polished": 11.5,
}  # fmt: skip


def scene(facts: Facts, view: str, dice: Random) -> Shot:
    if facts.pattern not in PATTERNS:
        raise ValueError(f"No horn is cut {facts.pattern}")
    things = FORMS[facts.form, facts.pattern](facts, dice)
    camera = CAMERA[facts.pattern]
    if view == "detail":
        near = View(camera.side - 5, camera.high + 5, 90, stop=9)
        return Shot(things, HERO[facts.material], near, CLOSE_BY_PATTERN[facts.pattern], 0.2)
    if view == "in_use":
        fruit = props.tangerine(2.7, (BESIDE_BY_PATTERN[facts.pattern], 2, 0), dice)
        return Shot([*things, *fruit], SECOND[facts.material], aside(camera), exposure=0.2)
    return Shot(things, HERO[facts.material], camera, exposure=0.2)
