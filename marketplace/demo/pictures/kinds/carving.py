"""Sơn Đồng and Thiết Ứng: figures, masks, chests and trays carved in wood."""

import math
from random import Random

import numpy as np
from mathutils import Matrix

from marketplace.demo.facts import Facts
from marketplace.demo.pictures import caskets, figures, motifs, props, reliefs, shapes, table, woods
from marketplace.demo.pictures.motifs import placed
from marketplace.demo.pictures.shot import Shot
from marketplace.demo.pictures.studio import View, aside

HERO = {
    "buddha": "plum", "mask": "paper", "nghe": "quay", "puppet": "slate", "horse": "morning", "chest": "evening",
    "buffalo": "moss", "tea-tray": "ash",
}  # fmt: skip
SECOND = {
    "buddha": "evening", "mask": "workbench", "nghe": "workbench", "puppet": "quay", "horse": "ash",
    "chest": "morning", "buffalo": "workbench", "tea-tray": "rust",
}  # fmt: skip
TIMBER = {
    ("jackwood", "brown"): "jackwood-aged", ("jackwood", "honey"): "jackwood", ("jackwood", "red"): "jackwood",
    ("padauk", "brown"): "padauk", ("dracontomelon", "red"): "dracontomelon", ("fig-wood", "green"): "fig-wood",
}  # fmt: skip
PATTERNS = {
    "gilded", "painted-face", "left-plain", "painted-lacquer", "galloping", "four-flowers", "lotus-pond",
}  # fmt: skip
RED, GOLD, GREEN, BLACK, WHITE, SKIN = (
    "#9c1a17",
    "#d3a03c",
    "#2f6a48",
    "#17120f",
    "#f1e9d8",
    "#e6b48c",
)


def timber(facts: Facts, name: str = "wood", size: float = 1.0, along: str = "x"):
    return woods.timber(
        name, TIMBER[facts.material, facts.colour], None, "", size, along, 0.25, 0.5
    )


def paint(name: str, colour: str, shine: float = 0.6):
    """Lacquer colour over wood."""
    return props.skin(name, colour, 0.32, 0.8, 0.6, 0.08, Coat_Weight=shine, Coat_Roughness=0.12)


def gold_leaf(name: str = "gold"):
    return props.skin(name, GOLD, 0.3, 0.62, 0.9, 0.12, Metallic=0.85)


def buddha(facts: Facts, dice: Random) -> list:
    """Seated on a lotus: a gilded body in a red robe, hands in the lap."""
    gold, red = gold_leaf(), paint("robe", RED)
    ball, limb = figures.ball, figures.limb
    base = 11.0
    body = figures.carved("body", [
        ball((0, 0.5, base + 11.5), (5.2, 3.7, 7.0)), ball((0, 0, base + 5), (6.6, 5.0, 4.4)),
        limb((-5.6, 0, base + 15.4), (-8.2, -0.5, base + 9.2), 2.1, 1.9), limb((-8.2, -0.5, base + 9.2), (-2.2, -5.2, base + 5.4), 1.8, 1.1),
        limb((5.6, 0, base + 15.4), (8.2, -0.5, base + 9.2), 2.1, 1.9), limb((8.2, -0.5, base + 9.2), (2.2, -5.2, base + 5.4), 1.8, 1.1),
        ball((0, -5.4, base + 5.2), (3.0, 1.5, 0.9)),
        limb((-3, 0, base + 15.8), (3, 0, base + 15.8), 2.6, 2.6),
        limb((0, 0, base + 16), (0, -0.2, base + 20), 1.9, 1.7),
    ], gold, 0.32, 5)  # fmt: skip
    legs = figures.carved("legs", [
        limb((-4, 0.5, base + 2.4), (-11.2, -2.6, base + 2.0), 3.1, 2.4), limb((-11.2, -2.6, base + 2.0), (4.5, -6.4, base + 2.2), 2.3, 1.6),
        limb((4, 0.5, base + 2.4), (11.2, -2.6, base + 2.0), 3.1, 2.4), limb((11.2, -2.6, base + 2.0), (-4.5, -5.6, base + 2.6), 2.3, 1.6),
        ball((0, -1, base + 1.6), (10, 6, 2.2)),
    ], red, 0.34, 5)  # fmt: skip
    robe = figures.carved("robe", [
        limb((-6.0, 0, base + 15.9), (5.8, -1.4, base + 7.6), 2.7, 3.2), limb((-6.2, 0.4, base + 15.4), (-8.8, -0.3, base + 9.0), 2.5, 2.6),
        ball((0, 2.0, base + 10), (6.4, 3.2, 8)), limb((-5.8, 0.6, base + 16.4), (-4.2, 2.6, base + 8), 2.2, 2.8),
    ], red, 0.32, 5)  # fmt: skip
    things = [body, legs, robe, *head(gold, (0, -0.4, base + 23.4))]
    for i in range(5):  # folds of the robe over the legs
        y = -4.4 - 0.9 * abs(i - 2) * 0.3
        arc = [
            (-7.5 + i * 1.6, y, base + 4.2),
            (-1 + i * 0.5, y - 2.6, base + 2.6),
            (6 + i * 0.8, y - 1.2, base + 4.0),
        ]
        things.append(shapes.tube("fold", arc, [0.22, 0.32, 0.2], gold, 8, 24))
    return [*things, *lotus_seat(gold, red, base)]


def head(gold, at) -> list:
    """A calm face with long ears, curls and the knot of hair."""
    x, y, z = at
    ball, limb = figures.ball, figures.limb
    face = figures.carved("face", [
        ball((x, y, z), (3.2, 3.3, 3.9)), ball((x, y - 0.5, z - 1.5), (2.6, 2.8, 2.5)),
        limb((x, y - 3.1, z + 0.8), (x, y - 3.65, z - 0.75), 0.36, 0.55), ball((x, y - 3.15, z - 1.75), (0.95, 0.5, 0.3)),
        limb((x - 2.3, y - 2.2, z + 1.2), (x - 0.5, y - 3.2, z + 1.1), 0.22, 0.3), limb((x + 2.3, y - 2.2, z + 1.2), (x + 0.5, y - 3.2, z + 1.1), 0.22, 0.3),
        limb((x - 3.3, y, z + 1.0), (x - 3.35, y - 0.2, z - 2.6), 0.5, 0.75), limb((x + 3.3, y, z + 1.0), (x + 3.35, y - 0.2, z - 2.6), 0.5, 0.75),
    ], gold, 0.16, 3)  # fmt: skip
    dark = paint("line", "#3a2414", 0.2)
    things = [face]
    for side in (-1, 1):
        lid = [
            (x + side * 0.55, y - 3.12, z + 0.3),
            (x + side * 1.3, y - 3.1, z + 0.12),
            (x + side * 2.1, y - 2.65, z + 0.35),
        ]
        things.append(shapes.tube("eye", lid, [0.07, 0.13, 0.07], dark, 8, 20))
    things.append(
        shapes.tube(
            "mouth",
            [(x - 0.75, y - 3.5, z - 1.66), (x, y - 3.68, z - 1.74), (x + 0.75, y - 3.5, z - 1.66)],
            [0.05, 0.09, 0.05],
            dark,
            8,
            20,
        )
    )
    hair = paint("hair", "#1c2a4a", 0.4)
    curls = []
    for k in range(9):
        a = 0.2 + k * 0.17
        count = max(5, round(20 * math.sin(min(1.5, a + 0.1))))
        for i in range(count):
            t = i / count * 2 * math.pi + 0.3 * (k % 2)
            spot = (
                x + 3.3 * math.sin(a) * math.cos(t),
                y + 0.3 + 3.4 * math.sin(a) * math.sin(t),
                z + 0.6 + 3.6 * math.cos(a),
            )
            if spot[1] < y - 1.2 and spot[2] < z + 1.9:
                continue
            curls.append(spot)
    curls += [(x + 1.5 * math.cos(t) * math.sin(a), y + 0.5 + 1.5 * math.sin(t) * math.sin(a), z + 4.0 + 1.5 * math.cos(a))
              for a in (0.1, 0.7, 1.2) for t in np.linspace(0, 6.28, max(2, round(9 * math.sin(a))), endpoint=False)]  # fmt: skip
    things.append(figures.studs("curls", curls, 0.52, hair))
    things.append(
        props.stand(
            shapes.ball("jewel", 0.3, paint("jewel", RED), 1, 12, 16), (x, y - 3.25, z + 1.4)
        )
    )
    return things


def lotus_seat(gold, red, high: float) -> list:
    """A round foot and two rows of petals under the figure."""
    foot = shapes.lathe(
        "foot",
        [(13.4, 0), (13.8, 0.8), (13.0, 2.0), (11.2, 2.8), (10.2, 3.8), (10.4, 4.8)],
        [red],
        96,
        50,
    )
    disc = shapes.lathe(
        "disc",
        [(9.6, 4.6), (12.6, high - 1.0), (12.9, high), (0.01, high + 0.2)],
        [red],
        96,
        is_sharp=True,
    )
    things = [foot, disc]
    for row, (radius, low, long, lean) in enumerate(
        ((10.6, 4.6, 6.8, 0.42), (11.4, 3.9, 4.6, 0.9))
    ):
        count = 16
        for i in range(count):
            a = (i + 0.5 * row) * 2 * math.pi / count
            petal = figures.petal(long, 4.5, gold if row == 0 else red)
            petal.location = (math.cos(a) * radius, math.sin(a) * radius, low)
            petal.rotation_euler = (0, lean, a)
            things.append(petal)
    ring = shapes.lathe("ring", [(13.7, 0.7), (14.1, 1.0), (13.7, 1.4)], [gold], 96, is_sharp=True)
    return [*things, ring]


def mask(facts: Facts, dice: Random) -> list:
    """An opera face in red, black and white, standing against a small easel."""
    ground = paint("face", RED)
    ball, limb = figures.ball, figures.limb
    z = 14.0
    face = figures.carved("face", [
        ball((0, 2.2, z), (9.4, 5.6, 12.6)), ball((0, 1.2, z - 6.5), (6.2, 4.6, 5.8)),
        limb((0, -2.8, z + 1.5), (0, -5.0, z - 3.0), 1.0, 1.7), ball((-1.5, -3.9, z - 3.2), (1.2, 1.1, 0.95)), ball((1.5, -3.9, z - 3.2), (1.2, 1.1, 0.95)),
        limb((-7.2, -0.4, z + 4.6), (-1.5, -3.5, z + 2.7), 0.9, 1.1), limb((7.2, -0.4, z + 4.6), (1.5, -3.5, z + 2.7), 0.9, 1.1),
        ball((-5.2, -1.4, z - 3.2), (2.5, 1.9, 2.3)), ball((5.2, -1.4, z - 3.2), (2.5, 1.9, 2.3)),
        limb((-2.8, -2.7, z - 6.8), (2.8, -2.7, z - 6.8), 0.75, 0.75), limb((-2.2, -2.6, z - 8.3), (2.2, -2.6, z - 8.3), 0.8, 0.8),
        ball((0, -1.9, z - 10.6), (2.2, 1.4, 1.4)),
        limb((-9.2, 2.4, z + 2.5), (-9.0, 2.2, z - 2.5), 1.0, 1.2), limb((9.2, 2.4, z + 2.5), (9.0, 2.2, z - 2.5), 1.0, 1.2),
    ], ground, 0.3, 4)  # fmt: skip
    marks = []
    for side in (-1, 1):
        marks += figures.on_face(
            [(side * 1.4, 3.4), (side * 4.2, 5.2), (side * 6.6, 7.0)],
            (0.5, 1.3, 0.35),
            BLACK,
            face,
            z,
        )
        marks += figures.on_face(
            [(side * 1.8, 1.1), (side * 4.0, 1.7), (side * 6.4, 1.5)],
            (0.5, 1.45, 0.5),
            WHITE,
            face,
            z,
        )
        marks += figures.on_face(
            [(side * 3.5, 1.45), (side * 4.1, 1.5), (side * 4.7, 1.5)],
            (0.7, 0.85, 0.7),
            BLACK,
            face,
            z,
            0.16,
        )
        marks += figures.on_face(
            [(side * 1.6, 2.2), (side * 4.2, 3.0), (side * 7.2, 2.5)],
            (0.2, 0.45, 0.2),
            BLACK,
            face,
            z,
            0.16,
        )
        marks += figures.on_face(
            [(side * 2.6, -3.2), (side * 5.4, -1.6), (side * 7.0, -4.0), (side * 5.0, -6.0)],
            (0.25, 0.55, 0.5, 0.25),
            WHITE,
            face,
            z,
        )
        marks += figures.on_face(
            [(side * 0.5, 6.2), (side * 1.8, 9.0), (side * 1.0, 11.2)],
            (0.25, 0.6, 0.25),
            GOLD,
            face,
            z,
        )
        marks += figures.on_face(
            [(side * 0.3, -5.5), (side * 2.2, -5.6), (side * 4.8, -7.6)],
            (0.3, 0.6, 0.25),
            BLACK,
            face,
            z,
        )
    marks += figures.on_face(
        [(-2.6, -7.5), (0, -7.6), (2.6, -7.5)], (0.2, 0.42, 0.2), BLACK, face, z
    )
    marks += figures.on_face([(0, -9.8), (0, -11.4)], (1.1, 0.3), BLACK, face, z)
    parts = [face, *marks]
    easel = [
        shapes.box(
            "ledge", (14, 5, 1.4), woods.timber("easel", "jackwood-aged"), 0.35, (0, 3.0, 0)
        ),
        shapes.tube(
            "back",
            [(0, 8.5, 0.6), (0, 6.2, 16)],
            [0.9, 0.7],
            woods.timber("easel", "jackwood-aged"),
            14,
            6,
        ),
        shapes.tube(
            "rail",
            [(0, 4, 0.7), (0, 9.5, 0.7)],
            [0.7, 0.7],
            woods.timber("easel", "jackwood-aged"),
            14,
            6,
        ),
    ]
    return [*parts, *easel]


def nghe(facts: Facts, dice: Random) -> list:
    """A guardian half lion, half dog, sitting up with its head raised, a curled mane and tail."""
    wood = timber(facts, "nghe", 0.7, "z")
    ball, limb = figures.ball, figures.limb
    base = 2.6
    parts = [
        ball((0, 3.2, base + 5.0), (4.2, 5.0, 4.6)), limb((0, 2, base + 6.5), (0, -2.2, base + 12.4), 3.8, 3.2),
        ball((0, -2.6, base + 15.6), (3.5, 3.5, 3.2)), ball((0, -5.5, base + 14.4), (2.6, 2.2, 1.7)), ball((0, -7.2, base + 15.0), (1.4, 0.8, 0.8)),
        ball((0, -5.6, base + 12.9), (2.0, 1.7, 0.7)),
        limb((-1.4, -5.2, base + 16.9), (-2.9, -4.0, base + 17.7), 0.65, 0.9), limb((1.4, -5.2, base + 16.9), (2.9, -4.0, base + 17.7), 0.65, 0.9),
        limb((-2.4, -2.0, base + 17.8), (-3.9, -1.2, base + 19.4), 0.9, 0.5), limb((2.4, -2.0, base + 17.8), (3.9, -1.2, base + 19.4), 0.9, 0.5),
    ]  # fmt: skip
    for side in (-1, 1):
        parts += [
            limb((side * 2.5, -2.8, base + 9.5), (side * 2.8, -5.0, base + 1.2), 1.7, 1.35), ball((side * 2.9, -6.0, base + 0.9), (1.6, 2.1, 1.0)),
            ball((side * 4.0, 3.0, base + 3.6), (2.2, 3.8, 3.6)), limb((side * 4.4, 1.0, base + 1.6), (side * 4.6, -2.4, base + 0.9), 1.3, 1.2),
        ]  # fmt: skip
        for k in range(5):  # locks of the mane
            a = -0.5 + k * 0.5
            at = (side * (3.0 + 0.5 * math.sin(k)), -1.0 + 1.0 * math.sin(a), base + 17.4 - k * 1.9)
            parts.append(ball(at, (1.3, 1.5, 1.25)))
    for k in range(5):
        parts.append(ball((0, 0.6 + 0.5 * k, base + 17.9 - k * 2.3), (1.7, 1.4, 1.4)))
    body = figures.carved("nghe", parts, wood, 0.26, 3)
    things = [body]
    for side in (-1, 1):
        for k, at in enumerate(
            (
                (side * 4.1, -1.6, base + 14.2),
                (side * 4.6, -0.6, base + 11.4),
                (side * 5.9, 3.4, base + 5.2),
            )
        ):
            things.append(figures.spiral("curl", at, 1.5 + 0.25 * (k == 2), side, wood))
    tail = [
        (0, 7.2, base + 2.5),
        (0, 9.6, base + 6.5),
        (0, 8.6, base + 11.0),
        (0, 6.6, base + 13.4),
        (0.4, 7.4, base + 15.6),
    ]
    things.append(shapes.tube("tail", tail, [1.2, 1.9, 2.3, 1.7, 0.3], wood, 24, 60))
    dark = paint("eye", "#1a110b", 0.8)
    for side in (-1, 1):
        things.append(
            props.stand(
                shapes.ball("eye", 0.55, dark, 1, 14, 18), (side * 1.75, -5.35, base + 15.5)
            )
        )
    things.append(
        figures.studs(
            "teeth",
            [(x, -6.6 + 0.12 * x * x, base + 13.75) for x in (-1.5, -0.9, -0.3, 0.3, 0.9, 1.5)],
            0.32,
            wood,
        )
    )
    plinth = caskets.box("plinth", (13.5, 19, 1.2), base, [wood])
    plinth.location = (0, 0.4, 0)
    turn_all([*things, plinth], 0.62)
    return [*things, plinth]


def turn_all(things: list, angle: float) -> None:
    """Turn a group about the upright axis."""
    for thing in things:
        thing.matrix_basis = Matrix.Rotation(angle, 4, "Z") @ thing.matrix_basis


def puppet(facts: Facts, dice: Random) -> list:
    """Chú Tễu: the laughing boy of the water puppets in a green cloth, one arm raised."""
    ball, limb = figures.ball, figures.limb
    skin, green, red, gold = (
        paint("skin", SKIN),
        paint("cloth", GREEN),
        paint("red", RED),
        gold_leaf(),
    )
    base = 3.0
    body = figures.carved("body", [
        ball((0, 0, base + 15.5), (4.9, 4.2, 5.2)), ball((0, -0.8, base + 12.4), (4.7, 4.5, 4.2)),
        limb((0, 0, base + 19.5), (0, 0, base + 23), 1.7, 1.6),
        limb((-4.2, 0, base + 18.8), (-7.4, -1.5, base + 14.2), 1.5, 1.2), limb((-7.4, -1.5, base + 14.2), (-4.6, -5.0, base + 12.6), 1.2, 0.95), ball((-4.0, -5.4, base + 12.6), (1.3, 1.1, 1.1)),
        limb((4.2, 0, base + 18.8), (8.4, -0.6, base + 20.2), 1.5, 1.2), limb((8.4, -0.6, base + 20.2), (9.4, -1.6, base + 25.6), 1.2, 0.95), ball((9.5, -1.8, base + 26.8), (1.2, 0.8, 1.5)),
        limb((-2.2, 0, base + 7), (-2.6, -0.6, base + 1.2), 1.7, 1.3), limb((2.2, 0, base + 7), (2.6, -0.6, base + 1.2), 1.7, 1.3),
        ball((-2.8, -1.8, base + 0.7), (1.5, 2.3, 0.9)), ball((2.8, -1.8, base + 0.7), (1.5, 2.3, 0.9)),
    ], skin, 0.28, 4)  # fmt: skip
    cloth = figures.carved("cloth", [
        ball((0, 0, base + 8.6), (5.0, 4.5, 4.0)), limb((-2.4, 0, base + 8), (-3.0, -0.3, base + 4.6), 2.8, 2.5), limb((2.4, 0, base + 8), (3.0, -0.3, base + 4.6), 2.8, 2.5),
    ], green, 0.28, 4)  # fmt: skip
    vest = figures.carved("vest", [
        limb((-4.0, 0.3, base + 19.2), (-4.4, 0.3, base + 13.2), 1.9, 2.2), limb((4.0, 0.3, base + 19.2), (4.4, 0.3, base + 13.2), 1.9, 2.2), ball((0, 2.0, base + 15.8), (5.2, 3.2, 5.4)),
    ], green, 0.28, 4)  # fmt: skip
    z = base + 27.2
    face = figures.carved("head", [
        ball((0, 0, z), (4.3, 4.2, 4.7)), ball((0, -1.2, z - 2.0), (3.6, 3.2, 2.9)), ball((-2.5, -2.6, z - 1.2), (1.5, 1.3, 1.3)), ball((2.5, -2.6, z - 1.2), (1.5, 1.3, 1.3)),
        ball((0, -4.4, z - 0.7), (0.85, 0.9, 0.75)), limb((-4.3, 0, z + 0.8), (-4.5, 0, z - 1.4), 0.7, 0.8), limb((4.3, 0, z + 0.8), (4.5, 0, z - 1.4), 0.7, 0.8),
    ], skin, 0.22, 3)  # fmt: skip
    things = [body, cloth, vest, face]
    for side in (-1, 1):
        things += figures.on_face(
            [(side * 0.9, 1.9), (side * 1.9, 2.6), (side * 3.0, 1.9)],
            (0.12, 0.3, 0.12),
            BLACK,
            face,
            z,
        )
        things += figures.on_face(
            [(side * 0.9, 0.7), (side * 1.7, 1.1), (side * 2.5, 0.7)],
            (0.35, 0.7, 0.35),
            WHITE,
            face,
            z,
        )
        things += figures.on_face(
            [(side * 1.5, 0.85), (side * 1.7, 0.9), (side * 1.9, 0.85)],
            (0.4, 0.46, 0.4),
            BLACK,
            face,
            z,
            0.16,
        )
        things += figures.on_face(
            [(side * 2.0, -1.3), (side * 2.6, -1.2), (side * 3.1, -1.4)],
            (0.8, 1.1, 0.8),
            "#e08a78",
            face,
            z,
        )
    things += figures.on_face([(-1.9, -2.0), (0, -3.1), (1.9, -2.0)], (0.2, 0.8, 0.2), RED, face, z)
    things += figures.on_face(
        [(-1.3, -2.25), (0, -2.75), (1.3, -2.25)], (0.1, 0.32, 0.1), WHITE, face, z, 0.16
    )
    hair = paint("hair", BLACK)
    for x, y in ((-2.5, 0.4), (2.5, 0.4), (0, -1.4)):
        things.append(props.stand(shapes.ball("tuft", 1.25, hair, 0.9, 16, 20), (x, y, z + 3.1)))
    belt = shapes.lathe(
        "belt",
        [(4.7, base + 9.7), (5.1, base + 10.0), (5.1, base + 10.8), (4.7, base + 11.1)],
        [red],
        64,
        20,
    )
    belt.location = (0, -0.3, 0)
    buttons = [props.stand(shapes.ball("stud", 0.45, gold, 1, 10, 14), (0, -5.2, base + 9.9))]
    plinth = shapes.lathe(
        "plinth", [(6.6, 0), (6.8, 0.6), (6.2, 1.4), (6.4, 2.4), (5.8, base)], [red], 64, 40
    )
    top = shapes.lathe(
        "top", [(0.01, base), (5.9, base), (5.9, base - 0.1)], [red], 64, is_sharp=True
    )
    ring = shapes.lathe("ring", [(6.6, 0.5), (7.0, 0.8), (6.6, 1.2)], [gold], 64, is_sharp=True)
    return [*things, belt, *buttons, plinth, top, ring]


def horse(facts: Facts, dice: Random) -> list:
    """A horse at a gallop over a rough ground that carries its belly by a tuft of grass."""
    wood = timber(facts, "horse", 0.9)
    ball, limb = figures.ball, figures.limb
    parts = [
        ball((7.0, 0, 17.2), (4.6, 3.3, 4.1)), ball((-6.2, 0, 17.4), (4.9, 3.5, 4.5)), limb((-6, 0, 16.8), (7, 0, 16.4), 4.1, 3.9),
        limb((9.0, 0, 18.6), (14.6, 0, 24.2), 2.9, 1.75), limb((14.2, 0, 24.4), (18.4, 0, 22.4), 1.8, 1.05), ball((18.9, 0, 22.0), (1.2, 0.95, 1.0)),
        limb((13.6, 0.8, 25.4), (13.2, 1.1, 27.2), 0.55, 0.2), limb((13.6, -0.8, 25.4), (13.2, -1.1, 27.2), 0.55, 0.2),
        limb((8.0, -2.0, 15.2), (14.4, -2.0, 13.0), 1.8, 1.05), limb((14.4, -2.0, 13.0), (16.4, -2.0, 8.6), 0.95, 0.7), limb((16.4, -2.0, 8.6), (18.4, -2.0, 8.4), 0.75, 0.8),
        limb((7.6, 2.0, 15.0), (10.6, 2.0, 10.2), 1.8, 1.0), limb((10.6, 2.0, 10.2), (6.8, 2.0, 7.2), 0.95, 0.65), limb((6.8, 2.0, 7.2), (5.4, 2.0, 8.4), 0.7, 0.75),
        limb((-7.6, -2.1, 15.8), (-10.4, -2.1, 10.6), 2.5, 1.3), limb((-10.4, -2.1, 10.6), (-15.2, -2.1, 8.6), 1.1, 0.75), limb((-15.2, -2.1, 8.6), (-17.4, -2.1, 5.8), 0.75, 0.85),
        limb((-7.0, 2.1, 15.6), (-6.8, 2.1, 10.0), 2.5, 1.3), limb((-6.8, 2.1, 10.0), (-11.2, 2.1, 6.4), 1.1, 0.75), limb((-11.2, 2.1, 6.4), (-12.2, 2.1, 3.8), 0.75, 0.85),
    ]  # fmt: skip
    things = [figures.carved("horse", parts, wood, 0.26, 3)]
    for k in range(9):  # the mane, blown back
        t = k / 8
        root = (9.2 + 5.2 * t, 0, 20.6 + 5.0 * t)
        things.append(
            shapes.tube(
                "lock",
                [
                    root,
                    (root[0] - 2.2, 0.5 * (-1) ** k, root[2] + 1.3),
                    (root[0] - 4.6, 0.9 * (-1) ** k, root[2] + 0.4),
                ],
                [0.8, 0.75, 0.15],
                wood,
                12,
                20,
            )
        )
    for k in range(5):
        end = (-19.5 - 0.5 * k, (k - 2) * 0.9, 17.2 + 0.9 * (k % 3))
        things.append(
            shapes.tube(
                "tail",
                [(-10.4, (k - 2) * 0.3, 19.2), (-14, (k - 2) * 0.6, 20.8), end],
                [0.7, 0.9, 0.12],
                wood,
                12,
                24,
            )
        )
    base = [ball((-3, 0, 1.6), (17.5, 6.2, 2.0)), ball((-11.5, 1.5, 2.6), (3.4, 2.6, 1.8)), ball((9, -0.5, 2.0), (7.5, 5, 1.6)),
            limb((-1, 0, 2), (0.4, 0, 14.5), 1.9, 1.5), limb((1.6, 0.6, 2), (2.6, 0.5, 9.5), 1.2, 0.4), limb((-3, -0.6, 2), (-3.8, -0.8, 9), 1.2, 0.4), limb((3.4, -0.8, 2), (5.2, -1.0, 7), 1.0, 0.3)]  # fmt: skip
    ground = figures.carved("ground", base, wood, 0.34, 2)
    flat = caskets.box("plinth", (36, 12, 4), 1.8, [wood])
    flat.location = (-1, 0, 0)
    dark = paint("eye", BLACK)
    eyes = [
        props.stand(shapes.ball("eye", 0.34, dark, 1, 10, 14), (15.2, s * 1.45, 24.3))
        for s in (-1, 1)
    ]
    for part in [*things, ground, *eyes]:
        part.location[2] += 0.4
    return [*things, ground, flat, *eyes]


def buffalo(facts: Facts, dice: Random) -> list:
    """A water buffalo lying with folded legs, its horns swept back."""
    wood = timber(facts, "buffalo", 0.8)
    ball, limb = figures.ball, figures.limb
    parts = [
        ball((-3.5, 0, 6.8), (9.4, 5.6, 6.2)), ball((5.0, 0, 7.6), (6.0, 4.9, 5.4)), ball((-9.5, 0.4, 6.0), (4.4, 5.0, 5.0)),
        limb((7.5, 0, 9.5), (12.2, -0.4, 11.6), 3.7, 2.9), limb((12.0, -0.4, 11.8), (16.2, -1.2, 8.6), 2.7, 1.9), ball((16.9, -1.3, 8.1), (1.8, 1.9, 1.55)),
        limb((12.0, 2.2, 12.6), (11.4, 4.8, 12.0), 0.9, 0.6), limb((12.0, -3.0, 12.6), (11.4, -5.6, 12.0), 0.9, 0.6),
        limb((5.5, -3.9, 4.0), (10.8, -5.0, 2.0), 2.0, 1.5), limb((10.8, -5.0, 2.0), (6.2, -6.2, 1.3), 1.3, 1.1), ball((5.6, -6.3, 1.2), (1.5, 1.2, 1.1)),
        limb((5.5, 3.9, 4.0), (11.2, 4.6, 2.0), 2.0, 1.5), limb((11.2, 4.6, 2.0), (13.6, 4.7, 1.3), 1.3, 1.1),
        ball((-8.6, -4.6, 4.4), (4.6, 2.4, 3.9)), limb((-6.0, -5.6, 2.2), (-1.6, -6.6, 1.4), 1.7, 1.2), ball((-0.8, -6.8, 1.2), (1.7, 1.2, 1.1)),
        limb((-10, 3.5, 3.5), (-5, 5.0, 1.6), 2.4, 1.3),
        limb((-13.2, 0.6, 8.0), (-13.6, -2.6, 3.6), 0.8, 0.5), limb((-13.6, -2.6, 3.6), (-11.4, -5.6, 1.2), 0.55, 0.8),
    ]  # fmt: skip
    things = [figures.carved("buffalo", parts, wood, 0.28, 3)]
    for side in (-1, 1):
        horn = [
            (12.4, side * 1.5 - 0.4, 13.8),
            (11.6, side * 5.4 - 0.4, 15.0),
            (8.4, side * 7.6 - 0.3, 16.4),
            (5.0, side * 6.4, 18.2),
        ]
        things.append(
            shapes.tube(
                "horn",
                horn,
                [1.15, 1.0, 0.7, 0.12],
                woods.timber("horn", "ebony", None, "", 0.5),
                20,
                50,
            )
        )
        things.append(
            props.stand(
                shapes.ball("eye", 0.45, paint("eye", BLACK), 1, 12, 16),
                (13.7, side * 2.1 - 0.5, 11.2),
            )
        )
        things.append(
            props.stand(
                shapes.ball("nostril", 0.3, paint("nostril", BLACK, 0.1), 1, 10, 12),
                (18.3, side * 0.75 - 1.4, 8.2),
            )
        )
    plinth = caskets.box("plinth", (31, 15, 4), 1.4, [woods.timber("plinth", "padauk")])
    plinth.location = (0.5, -0.4, 0)
    for part in things:
        part.location[2] += 1.2
    turn_all([*things, plinth], -0.28)
    return [*things, plinth]


def chest(facts: Facts, dice: Random) -> list:
    """A chest on feet: four carved panels, a season's flower in each, a brass lock."""
    wide, deep, high = 60.0, 35.0, 33.0
    wood = timber(facts, "chest", 1.6)
    body, lid = caskets.lidded("chest", (wide, deep, 0.8), high, 6.5, [wood])
    for part in (body, lid):
        part.location = (0, 0, 4.0)
    feet = [caskets.box("foot", (6, 6, 0.8), 4.4, [timber(facts, "foot")]) for _ in range(4)]
    for foot, (a, b) in zip(feet, ((-1, -1), (1, -1), (1, 1), (-1, 1)), strict=True):
        foot.location = (a * (wide / 2 - 3.6), b * (deep / 2 - 3.6), 0)
    panels = []
    size = (12.6, 19.0)
    for i in range(4):
        art = season(i, dice, *size)
        face = reliefs.panel(
            f"panel{i}", art, size, 0.55, TIMBER[facts.material, facts.colour], 7 + i
        )
        face.location = ((i - 1.5) * 13.9, -deep / 2 - 0.05, 7.0)
        panels.append(face)
    brass = props.skin("brass", "#b8934e", 0.3, 0.85, 1, 0.05, Metallic=0.9)
    lock = shapes.lathe(
        "lock",
        [(0.01, 0), (3.0, 0), (3.1, 0.3), (2.2, 0.5), (0.01, 0.6)],
        [brass],
        48,
        is_sharp=True,
    )
    props.stand(lock, (0, -deep / 2 - 0.1, 30.6), (math.pi / 2, 0, 0))
    bar = shapes.box("bar", (1.2, 0.8, 4.6), brass, 0.2, (0, -deep / 2 - 0.8, 27.6))
    return [body, lid, *feet, *panels, lock, bar]


def season(number: int, dice: Random, wide: float, high: float) -> list:
    """Peach, lotus, chrysanthemum, bamboo."""
    if number == 0:
        return placed(motifs.branch(dice, wide * 1.0, 9), wide * 0.14, high * 0.14, 1, 0.42)
    if number == 1:
        stem = motifs.stroke(
            [(wide * 0.5, 0.6), (wide * 0.58, high * 0.25), (wide * 0.5, high * 0.52)],
            [0.5, 0.5],
            1,
            "stem",
        )
        leaf = placed(motifs.lotus_leaf(dice, wide * 0.62), wide * 0.62, high * 0.28, 1, 0.2)
        return [stem, *leaf, *placed(motifs.lotus(dice, wide * 0.8), wide * 0.5, high * 0.52)]
    if number == 2:
        marks = [
            motifs.stroke(
                [(wide * 0.5, 0.6), (wide * 0.42, high * 0.3), (wide * 0.5, high * 0.62)],
                [0.5, 0.4],
                1,
                "stem",
            )
        ]
        marks += [
            motifs.leaf(
                wide * 0.46, high * (0.12 + 0.1 * i), 0.5 + 2.1 * (i % 2), wide * 0.36, wide * 0.12
            )
            for i in range(4)
        ]
        return marks + placed(motifs.chrysanthemum(wide * 0.74, dice), wide * 0.5, high * 0.68)
    return placed(motifs.bamboo(dice, high * 0.94), wide * 0.45, high * 0.03)


def tea_tray(facts: Facts, dice: Random) -> list:
    """A heavy tray, its floor carved with a pond of lotus in low relief."""
    wide, deep = 45.0, 30.0
    tray = caskets.tray("tray", (wide, deep, 2.0), 4.2, [timber(facts, "tray", 1.4)], 1.2, 1.0)
    size = (wide - 7.5, deep - 7.5)
    marks = placed(
        motifs.lotus_pond(dice, size[0] * 0.92, size[1] * 0.92), size[0] * 0.04, size[1] * 0.02
    )
    floor = reliefs.panel("pond", marks, size, 0.6, TIMBER[facts.material, facts.colour], 5)
    floor.rotation_euler, floor.location = (-math.pi / 2, 0, 0), (0, -size[1] / 2, 1.02)
    return [tray, floor]


BUILT_BY_FORM = {
    "buddha": buddha, "mask": mask, "nghe": nghe, "puppet": puppet, "horse": horse, "buffalo": buffalo,
    "chest": chest, "tea-tray": tea_tray,
}  # fmt: skip
CAMERA = {
    "buddha": View(264, 8, 90, 0.82), "mask": View(258, 8, 90, 0.8), "nghe": View(270, 12, 90, 0.8), "puppet": View(262, 8, 90, 0.84),
    "horse": View(282, 10, 90, 0.84), "buffalo": View(276, 18, 90, 0.8), "chest": View(256, 16, 90, 0.82), "tea-tray": View(262, 48, 90, 0.84),
}  # fmt: skip
CLOSE = {
    "buddha": ((0, -4, 34), 13), "mask": ((0, -3, 15), 13), "nghe": ((-2, -6, 17), 12), "puppet": ((0, -4, 30), 13),
    "horse": ((14, -1, 23), 14), "buffalo": ((13, -4, 12), 14), "chest": ((-7, -18, 17), 24), "tea-tray": ((3, 0, 1.5), 20),
}  # fmt: skip


def scene(facts: Facts, view: str, dice: Random) -> Shot:
    if facts.pattern not in PATTERNS:
        raise ValueError(f"Nothing is carved {facts.pattern}")
    things = BUILT_BY_FORM[facts.form](facts, dice)
    camera = CAMERA[facts.form]
    if view == "detail":
        near = View(camera.side - 4, camera.high + 5, 90, stop=9)
        return Shot(things, HERO[facts.form], near, CLOSE[facts.form], 0.3)
    if view == "in_use":
        fruit = props.tangerine(2.7, (table.right_of(things, 4), -4, 0), dice)
        if facts.form == "tea-tray":
            fruit = table.cup((-7, 2, 1.6)) + table.cup((5, -2, 1.6))
        return Shot([*things, *fruit], SECOND[facts.form], aside(camera), exposure=0.3)
    return Shot(things, HERO[facts.form], camera, exposure=0.3)
