"""Wide scenes: each village's own craft at work or drying, and the table of the front page.

What stands in them is what the shop sells: each thing is built by its kind from its facts.
A scene is (things that the camera must show, setting, view).
"""

import importlib
import math
from collections.abc import Callable, Sequence
from random import Random

import numpy as np
from mathutils import Euler, Matrix

from marketplace.demo.facts import Facts, all_facts
from marketplace.demo.pictures import (
    drape,
    greenery,
    motifs,
    pieces,
    props,
    shapes,
    stands,
    stitches,
    woods,
    yards,
)
from marketplace.demo.pictures.kinds.embroidery import IVORY, THREADS, peonies_butterflies
from marketplace.demo.pictures.kinds.silk import stuff as silk_of
from marketplace.demo.pictures.kinds.visit import moved as laid
from marketplace.demo.pictures.kinds.visit import village_gate
from marketplace.demo.pictures.motifs import placed
from marketplace.demo.pictures.studio import View

Scene = tuple[list, str, View]


def facts_of(code: str) -> Facts:
    return next(facts for facts in all_facts() if facts.code == code)


def goods(code: str, at=(0.0, 0.0, 0.0), turn: float = 0.0, scale: float = 1.0) -> list:
    """A product as its own picture shows it, moved."""
    facts = facts_of(code)
    kind = importlib.import_module(f"marketplace.demo.pictures.kinds.{facts.kind}")
    made = list(kind.scene(facts, "whole", Random(code)).things)  # noqa: S311
    return moved(made, at, turn, scale)


def moved(things: Sequence, at=(0.0, 0.0, 0.0), turn: float = 0.0, scale: float = 1.0) -> list:
    matrix = (
        Matrix.Translation(at) @ Euler((0, 0, turn)).to_matrix().to_4x4() @ Matrix.Scale(scale, 4)
    )
    for thing in things:
        if thing.parent is None:
            thing.matrix_basis = matrix @ thing.matrix_basis
    return list(things)


def again(things: Sequence, at, turn: float = 0.0, scale: float = 1.0, stuff=None) -> list:
    """The same things once more, of the same meshes; of another material where one is given."""
    twins = []
    for thing in things:
        twin = thing.copy()
        if stuff is not None:
            twin.data = thing.data.copy()
            twin.data.materials.clear()
            twin.data.materials.append(stuff)
            for polygon in twin.data.polygons:
                polygon.material_index = 0
        shapes.bpy.context.scene.collection.objects.link(twin)
        twins.append(twin)
    of = dict(zip(things, twins, strict=True))
    for thing, twin in of.items():
        if thing.parent in of:
            twin.parent = of[thing.parent]
            twin.matrix_parent_inverse = thing.matrix_parent_inverse
    return moved(twins, at, turn, scale)


def plank(long: float, deep: float, at, name: str = "plank") -> list:
    """A board on two bricks: its upper side is 13 cm above the ground."""
    wood = props.skin(name, "#a9835a", 0.75, 0.65, 0.25, 0.3)
    brick = props.skin("brick", "#9a5a42", 0.9, 0.7, 0.4, 0.4)
    x, y, z = at
    made = [shapes.box("plank", (long, deep, 3), wood, 0.4, (x, y, z + 10))]
    return made + [
        shapes.box("brick", (10, deep * 0.8, 10), brick, 0.5, (x + s * long * 0.36, y, z))
        for s in (-1, 1)
    ]


def shavings(count: int, reach: tuple[float, float], at, colour: str):
    """Curls of wood on the floor."""
    grain = np.random.default_rng(count)
    spots = np.stack(
        [
            grain.normal(0, reach[0] / 2, count),
            grain.normal(0, reach[1] / 2, count),
            grain.uniform(0.4, 1.4, count),
        ],
        axis=1,
    )
    curls = [pieces.strip(7, 1.6, 0.8, 5.5, 14, 0.0), pieces.strip(5, 1.2, 0.5, 4.0, 12, 0.0)]
    made = pieces.swarm(
        "shavings",
        curls,
        spots + np.array(at),
        pieces.any_turn(grain, count, 0.4),
        pieces.shades("shavings", colour, rough=0.7),
        grain,
    )
    return pieces.above(made, 0.1)


def bat_trang(dice: Random) -> Scene:
    """Raw pots dry on boards; three that left the kiln stand before them."""
    raw = props.skin("raw", "#cbb59a", 0.95, 0.82, 0.4, 0.15)
    things: list = []
    firsts = [goods(code) for code in ("D00001", "D00002", "D00003")]
    for row, y in enumerate((64, 24)):
        things += plank(250, 26, (0, y, 0))
        for i in range(7):
            things += again(firsts[(i + row) % 3], ((i - 3) * 34, y, 13), i * 0.7, 1.0, raw)
    for parts, at in zip(firsts, ((-58, -24, 0), (4, -34, 0), (58, -22, 0)), strict=True):
        moved(parts, at)
    things += goods("D00004", (106, -34, 0), 0.2)
    return (
        [*things, *(part for parts in firsts for part in parts)],
        "courtyard-day",
        View(264, 13, 60, 0.9),
    )


def van_phuc(dice: Random) -> Scene:
    """Dyed silk hangs over poles in the yard."""
    things: list = []
    for i, code in enumerate(("D00016", "D00022", "D00019", "D00024", "D00023")):
        facts = facts_of(code)
        cloth = silk_of(facts, (80, 220), f"cloth{i}")
        made = drape.over_rod("length", 74, 128 - 6 * (i % 2), 110, 150, cloth, dice, 2.6, 6.0, 1.4)
        things += moved([made], ((i - 2) * 92, 30 * (i % 2), 0))
    pole = props.skin("bamboo", "#b79a55", 0.5, 0.75, 0.15, 0.2)
    for y in (0, 30):
        things.append(shapes.tube("pole", [(-252, y, 150), (252, y, 150)], [2.2, 2.0], pole, 14, 8))
        things += [
            shapes.tube("post", [(x, y, 0), (x, y, 168)], [2.8, 2.4], pole, 14, 8)
            for x in (-244, 244)
        ]
    return things, "courtyard-day", View(266, 9, 60, 0.92)


def duong_lam(dice: Random) -> Scene:
    """The laterite gate, jars of soy under their lids beside it."""
    grain = np.random.default_rng(4)
    gate, _walls = village_gate(grain)
    things = list(gate)
    for i, (x, y) in enumerate(
        ((-210, -110), (-140, -140), (-270, -150), (190, -120), (262, -140), (150, -170))
    ):
        things += laid([yards.jar(72 + 8 * (i % 3), grain)], (x, y, 0), i)
        things += laid([yards.cone_lid(32, 22)], (x, y, 70 + 8 * (i % 3)))
    things += laid(yards.bicycle("#2f5f55"), (16, -60, 0), 0.4)
    return things, "courtyard-day", View(264, 7, 60, 0.9)


def ha_thai(dice: Random) -> Scene:
    """Pieces between two coats: a painting on its stand, vases, boxes, bowls."""
    things = (
        goods("D00040", (-6, 26, 0), 0.05)
        + goods("D00039", (48, 18, 0))
        + goods("D00036", (-54, 12, 0), 0.2)
    )
    things += (
        goods("D00038", (-34, -22, 0))
        + goods("D00042", (40, -24, 0), 0.3)
        + goods("D00037", (-2, -28, 0), -0.05)
    )
    return (
        [*things, *goods("D00041", (-86, 32, 0), 0.25), *goods("D00043", (80, -8, 0), -0.2)],
        "workbench",
        View(266, 17, 65, 0.92),
    )


def chuong(dice: Random) -> Scene:
    """Hats dry on mats in the yard."""
    first = goods("D00044")
    things = list(first)
    moved(first, (-4, -70, 0))
    for row in range(4):
        for i in range(7 - row % 2):
            at = ((i - 3 + 0.5 * (row % 2)) * 58 + dice.uniform(-4, 4), row * 62 - 4, 0)
            things += again(first, (at[0] + 4, at[1] + 70, 0), 0.0)
    things += goods("D00046", (92, -90, 0), 0.3) + goods("D00049", (-112, -78, 0))
    return things, "courtyard-day", View(266, 19, 60, 1.12)


def phu_vinh(dice: Random) -> Scene:
    """Baskets, trays and bags beside bundles of cane."""
    things = (
        goods("D00053", (-62, 16, 0), 0.1)
        + goods("D00055", (0, 34, 0))
        + goods("D00054", (58, 22, 0), -0.1)
    )
    things += goods("D00057", (-16, -18, 0), 0.1) + goods("D00058", (64, -34, 0), 0.2)
    cane = props.skin("cane", "#c89a58", 0.5, 0.7, 0.3, 0.2)
    for _ in range(46):
        a, r = dice.uniform(0, 6.28), 6.5 * math.sqrt(dice.random())
        y, z = -52 + math.cos(a) * r, 7 + math.sin(a) * r
        things.append(
            shapes.tube(
                "cane",
                [(-108, y, z), (-60, y + 1, z), (-12, y + dice.uniform(-3, 3), z)],
                [0.55, 0.55],
                cane,
                8,
                12,
            )
        )
    return things, "courtyard-day", View(264, 15, 60, 0.92)


def quat_dong(dice: Random) -> Scene:
    """A large frame on trestles with its cloth half worked; finished pieces round it."""
    size = (110.0, 62.0)
    marks = peonies_butterflies(dice, size[0] * 0.62, size[1])
    marks = placed(marks, 4, 0)
    marks += placed(motifs.bamboo(dice, 54), 92, 4)
    cloth = stitches.stitched("work", IVORY, marks, size, THREADS, 0.1, 0.16)
    n = 20
    tilt, high = 0.42, 62.0
    grid = np.array(
        [
            [
                (
                    (u - 0.5) * size[0],
                    (v - 0.5) * size[1] * math.cos(tilt),
                    high + (v - 0.5) * size[1] * math.sin(tilt),
                )
                for u in np.linspace(0, 1, n)
            ]
            for v in np.linspace(0, 1, n)
        ]
    )
    things: list = [shapes.grid_object("work", grid, [cloth])]
    wood = stands.wood("frame", "#7a4e2d")
    corners = [grid[0, 0], grid[0, -1], grid[-1, -1], grid[-1, 0]]
    for one, two in zip(corners, [*corners[1:], corners[0]], strict=True):
        long = (two - one) * 0.08
        things.append(shapes.tube("bar", [one - long, two + long], [2.2, 2.2], wood, 16, 4))
    for x in (-48, 48):
        things.append(shapes.tube("leg", [(x, -34, 0), (x, -24, 49)], [2.4, 2.0], wood, 14, 4))
        things.append(shapes.tube("leg", [(x, 36, 0), (x, 26, 73)], [2.4, 2.0], wood, 14, 4))
    things += goods("D00060", (88, -16, 0), -0.2) + goods("D00064", (-96, 12, 0), 0.2)
    reels = [
        props.skin(f"reel{i}", c, 0.6, 0.8, 2)
        for i, c in enumerate(("#b14a66", "#5a8a56", "#4a78b0", "#e0b040"))
    ]
    for i, stuff in enumerate(reels):
        reel = shapes.lathe(
            "reel",
            [
                (2.6, 0),
                (2.6, 0.8),
                (1.9, 1.2),
                (2.3, 3.5),
                (1.9, 5.8),
                (2.6, 6.2),
                (2.6, 7),
                (0.01, 7),
            ],
            [stuff],
            40,
            60,
        )
        reel.location = (54 + 7 * i, -46 - 3 * (i % 2), 0)
        things.append(reel)
    return things, "workbench", View(266, 17, 60, 0.9)


def son_dong(dice: Random) -> Scene:
    """Figures in raw wood wait for their lacquer; one is gilded."""
    raw = woods.timber("raw", "jackwood", None, "", 0.8, "z", 0.05, 0.7)
    buddha, nghe = goods("D00065"), goods("D00067")
    things = again(buddha, (-64, 22, 0), 0.0, 1.0, raw) + again(buddha, (64, 24, 0), 0.0, 1.0, raw)
    things += (
        moved(buddha, (0, 6, 0))
        + again(nghe, (-30, -16, 0), 0.2, 1.0, raw)
        + again(nghe, (92, -6, 0), -0.3, 1.0, raw)
    )
    moved(nghe, (32, -18, 0), -0.2)
    things += nghe + goods("D00066", (-96, -4, 0), 0.3)
    shavings(240, (150, 30), (0, -30, 0), "#d0a054")
    return things, "workbench", View(266, 10, 60, 0.92)


def thuy_ung(dice: Random) -> Scene:
    """Buffalo horns, and what is cut from them."""
    things: list = []
    dark = woods.timber("horn", "ebony", None, "", 0.6)
    for x, turn in ((-20, 0.2), (-9, 0.5), (16, -0.35)):
        line = [(0, 0, 3.2), (8, 2, 3.4), (18, 8, 5.2), (24, 18, 8.4), (25, 27, 12)]
        things += moved(
            [shapes.tube("horn", line, [3.2, 3.0, 2.3, 1.4, 0.3], dark, 30, 60)], (x, 9, 0), turn
        )
    things += (
        goods("D00074", (22, 5, 0))
        + goods("D00069", (-22, -6, 0), 0.15)
        + goods("D00070", (2, -8, 0), -0.1)
    )
    things += goods("D00072", (30, -9, 0), 0.3) + goods("D00071", (-1, 6, 0), 0.2)
    return things, "ash", View(266, 26, 65, 0.92)


def chang_son(dice: Random) -> Scene:
    """Open fans dry in rows."""
    firsts = [goods("D00075"), goods("D00076")]
    things: list = []
    for row in range(3):
        for i in range(4 + row % 2):
            at = ((i - 1.5 - 0.5 * (row % 2)) * 68, row * 44, 0)
            things += again(firsts[(i + row) % 2], at, 0.0)
    for part in [*firsts[0], *firsts[1]]:
        shapes.bpy.data.objects.remove(part)
    things += goods("D00079", (118, -22, 0), -0.2) + goods("D00080", (-104, -34, 0), 0.2)
    return things, "courtyard-day", View(267, 13, 60, 1.05)


def chuon_ngo(dice: Random) -> Scene:
    """A panel, boxes and a tray; shells and cut pieces of pearl before them."""
    things = (
        goods("D00083", (-46, 18, 0), 0.2)
        + goods("D00084", (36, 14, 0), -0.2)
        + goods("D00081", (2, 4, 0), 0.1)
    )
    things += goods("D00082", (52, -22, 0), 0.1) + goods("D00085", (-26, -24, 0), 0.2)
    pearl = props.skin(
        "shell",
        "#e9e4da",
        0.15,
        0.86,
        1.2,
        0.1,
        Coat_Weight=0.8,
        Thin_Film_Thickness=420.0,
        Thin_Film_IOR=1.4,
    )
    for x, y, size, turn in ((10, -28, 6.0, 0.4), (20, -34, 4.6, 2.0), (2, -37, 5.0, -0.6)):
        shell = figures_shell(size, pearl)
        things.append(props.stand(shell, (x, y, size * 0.3), (0.5, 0.2, turn)))
    grain = np.random.default_rng(4)
    spots = pieces.strewn_at(grain, 130, (-6, -36), 7, 0.12)
    chips = [pieces.blob(1.4, 0.8, 0.14, 3.0), pieces.blob(0.9, 0.7, 0.14, 3.0)]
    pieces.swarm(
        "chips",
        chips,
        spots,
        pieces.any_turn(grain, 130, 0.0),
        pieces.shades("chips", "#cfe3da", "#f0e9ef", "#e5dfc9", rough=0.2),
        grain,
    )
    return things, "slate", View(265, 18, 65, 0.92)


def figures_shell(size: float, material):
    """Half of a mussel's shell, its inner side up."""
    a, t = np.linspace(0, math.pi, 30), np.linspace(0, 1, 14)
    grid = np.array(
        [
            [
                (
                    k * size * (1.2 * math.cos(x)),
                    k * size * (0.9 * math.sin(x)),
                    0.45 * size * (k * k - 0.6),
                )
                for x in a
            ]
            for k in t
        ]
    )
    made = shapes.grid_object("shell", grid, [material])
    body = made.modifiers.new("body", "SOLIDIFY")
    body.thickness = 0.3
    return made


def sheaf(count: int, dice) -> list:
    """Splints of bamboo dyed red at their feet, tied low and spread like a flower."""
    a, r = dice.uniform(0, 6.283, count), np.sqrt(dice.random(count))
    lean = 0.62 * r
    way = np.stack([np.cos(a) * np.sin(lean), np.sin(a) * np.sin(lean), np.cos(lean)], axis=1)
    root = np.stack([np.cos(a) * r * 3.6, np.sin(a) * r * 3.6, np.full(count, 6.0)], axis=1)
    turns = greenery.outward(way, dice, 0.0)
    turns[:, 0] = 0
    upper = pieces.moved(pieces.blob(34, 0.34, 0.34, 3.4, 0.0, 6, 5), (17, 0, 0))
    lower = pieces.moved(pieces.blob(13, 0.36, 0.36, 3.4, 0.0, 6, 5), (-3, 0, 0))
    red = pieces.shades("red", "#a8141c", "#cf2430", "#e2474a", rough=0.6)
    pink = pieces.shades("foot", "#7e0f18", "#a01a24", rough=0.6)
    made = [
        pieces.swarm("splints", [upper], root, turns, red, dice, (0.96, 1.04)),
        pieces.swarm("feet", [lower], root, turns, pink, dice, (0.96, 1.04)),
    ]
    tie = props.skin("tie", "#d9b98a", 0.8)
    ring = [(math.cos(t) * 4.4, math.sin(t) * 4.4, 6.5) for t in np.linspace(0, 6.283, 40)]
    return [pieces.above(part, 0.1) for part in made] + [
        shapes.tube("tie", ring, [0.5, 0.5], tie, 8, 60)
    ]


def quang_phu_cau(dice: Random) -> Scene:
    """Sheaves of splints for incense, spread to dry: a yard of red flowers."""
    grain = np.random.default_rng(6)
    first = sheaf(900, grain)
    things: list = []
    for row in range(5):
        for i in range(6 - row % 2):
            at = ((i - 2.5 + 0.5 * (row % 2)) * 56 + dice.uniform(-4, 4), row * 50 - 60, 0)
            things += again(first, at, dice.uniform(0, 6))
    for part in first:
        shapes.bpy.data.objects.remove(part)
    return things, "courtyard-day", View(268, 20, 60, 1.22)


def thiet_ung(dice: Random) -> Scene:
    """A chest, a horse and buffaloes among planks and shavings."""
    buffalo = goods("D00095")
    things = (
        goods("D00094", (-14, 26, 0), 0.05)
        + goods("D00093", (-70, -16, 0), 0.1)
        + goods("D00096", (22, -34, 0), 0.1)
    )
    things += again(buffalo, (76, 10, 0), -0.2) + moved(buffalo, (68, -28, 0), 0.3)
    board = woods.timber("board", "padauk", None, "", 1.4)
    for i in range(4):
        things.append(shapes.box("board", (96, 18, 3.2), board, 0.3, (-92 + 3 * i, 44, 3.4 * i)))
    shavings(260, (150, 30), (-10, -44, 0), "#c08a5a")
    return things, "workbench", View(266, 13, 60, 0.92)


def phung_xa(dice: Random) -> Scene:
    """Lotus stems and their thread, cloth on a roll, a quilt, towels."""
    things = (
        goods("D00098", (-56, 24, 0), 0.1)
        + goods("D00097", (14, 22, 0), 0.1)
        + goods("D00099", (66, 12, 0), -0.2)
    )
    stem = props.skin("stem", "#7d8a4a", 0.6, 0.7, 0.4, 0.2)
    for _ in range(26):
        y, z = -22 + dice.uniform(-5, 5), 1.0 + dice.uniform(0, 4)
        things.append(
            shapes.tube(
                "stem",
                [
                    (-84, y, z),
                    (-50, y + dice.uniform(-2, 2), z),
                    (-16 + dice.uniform(-8, 6), y + dice.uniform(-4, 4), z),
                ],
                [0.7, 0.6],
                stem,
                8,
                14,
            )
        )
    green = pieces.shades("pad", "#3f6b3a", "#5c8a48", rough=0.6)
    grain = np.random.default_rng(8)
    pad = pieces.round_of(
        [(0, 1.2), (6, 0.4), (11, 1.0), (14, 2.6)], 30, lambda a: 1 + 0.04 * np.sin(7 * a)
    )
    spots = np.array([(-76, -34, 0.6), (-58, -40, 1.0)])
    things.append(pieces.swarm("pads", [pad], spots, np.zeros((2, 3)), green, grain))
    pink = pieces.shades("lotus", "#e58aa2", "#f6c8d2", rough=0.6)
    bloom = pieces.flower(9, 9, 0.5, 0.7, 3)
    things.append(
        pieces.swarm("lotus", [bloom], np.array([(-24, -36, 1.5)]), np.zeros((1, 3)), pink, grain)
    )
    thread = props.skin("thread", "#e9dcc0", 0.8, 0.8, 3, 0.3)
    for i in range(3):
        t = np.linspace(0, 2 * math.pi * 14, 700)
        line = np.stack(
            [
                10 + 17 * i + np.cos(t) * (7 + 0.8 * np.sin(t * 0.37)),
                -30 + np.sin(t) * (5 + 0.8 * np.sin(t * 0.61)),
                1.2 + 0.9 * np.sin(t * 0.23) + t * 0.02,
            ],
            axis=1,
        )
        things.append(shapes.tube("skein", line, [0.3, 0.3], thread, 6, 1400))
    return things, "indigo", View(265, 19, 60, 0.92)


def ngu_xa(dice: Random) -> Scene:
    """Bells on their racks, a burner, a drum and bowls fresh from the polish."""
    bell = goods("D00101")
    things: list = []
    for i in range(3):
        things += again(bell, ((i - 1) * 46, 30, 0))
    for part in bell:
        shapes.bpy.data.objects.remove(part)
    things += (
        goods("D00102", (-52, -8, 0))
        + goods("D00103", (58, -6, 0))
        + goods("D00106", (-8, -10, 0))
        + goods("D00105", (28, -24, 0))
    )
    return things + goods("D00104", (-84, 8, 0), 0.2), "evening", View(266, 12, 60, 0.92)


def la_phu(dice: Random) -> Scene:
    """Yarn on cones and in balls; a scarf on its rack, hats, a blanket."""
    things = (
        goods("D00109", (-40, 8, 0), 0.1)
        + goods("D00110", (44, 34, 0))
        + goods("D00111", (10, -16, 0))
    )
    for i, (colour, x, y) in enumerate(
        (
            ("#a8232a", -88, 14),
            ("#cf9426", -74, 30),
            ("#2d4478", 92, 10),
            ("#bcdccb", 78, -6),
            ("#efe5cd", 106, -8),
        )
    ):
        stuff = props.skin(f"yarn{i}", colour, 0.95, 0.7, 6, 0.8)
        t = np.linspace(0, 1, 900)
        a = t * 2 * math.pi * 46
        r = 8.0 - 4.8 * t + 0.25 * np.sin(a * 0.5)
        line = np.stack([x + np.cos(a) * r, y + np.sin(a) * r, 1 + t * 23], axis=1)
        things.append(shapes.tube("cone", line, [0.42, 0.42], stuff, 6, 2400))
    for i, (colour, x, y) in enumerate(
        (("#a8232a", -24, -34), ("#8d8f90", -8, -40), ("#cf9426", 34, -34))
    ):
        stuff = props.skin(f"ball{i}", colour, 0.95, 0.7, 6, 0.8)
        t = np.linspace(0, 1, 1500)
        a, b = t * 2 * math.pi * 61, t * 2 * math.pi * 7.3
        radius = 6.2
        line = np.stack(
            [
                np.cos(a) * np.cos(b),
                np.sin(a) * np.cos(b) * np.cos(b * 1.7) + 0.0,
                np.sin(b) * np.cos(a * 0.13),
            ],
            axis=1,
        )
        line /= np.linalg.norm(line, axis=1)[:, None] + 1e-9
        core = props.stand(shapes.ball("core", radius, stuff), (x, y, 0))
        things.append(core)
        things.append(
            shapes.tube(
                "wound", line * radius + np.array((x, y, radius)), [0.4, 0.4], stuff, 6, 3000
            )
        )
    return things, "workbench", View(266, 15, 60, 0.92)


def home(dice: Random) -> Scene:
    """The front page's table: blossom in a vase, tea, silk, a hat, lacquer, fruit."""
    things = (
        goods("D00001", (-14, 10, 0))
        + goods("D00004", (34, -16, 0), 0.15)
        + goods("D00044", (62, 26, 0), 0.2)
    )
    things += goods("D00023", (-70, 10, 0), 0.25, 0.72) + goods("D00038", (-34, -24, 0))
    branch = props.blossoming((-14, 10, 34), 44, (16, -4), dice, "#eca3b2", 1.9, 34)
    fruit = (
        props.tangerine(2.9, (0, -28, 0), dice)
        + props.tangerine(2.7, (6.4, -31, 0), dice)
        + props.tangerine(2.8, (-6, -33, 0), dice)
    )
    return [*things, *branch, *fruit], "workbench", View(266, 13, 60, 0.94)


SCENES: dict[str, Callable[[Random], Scene]] = {
    "home": home, "bat-trang": bat_trang, "van-phuc": van_phuc, "duong-lam": duong_lam, "ha-thai": ha_thai,
    "chuong": chuong, "phu-vinh": phu_vinh, "quat-dong": quat_dong, "son-dong": son_dong,
    "thuy-ung": thuy_ung, "chang-son": chang_son, "chuon-ngo": chuon_ngo,
    "quang-phu-cau": quang_phu_cau, "thiet-ung": thiet_ung, "phung-xa": phung_xa, "ngu-xa": ngu_xa,
    "la-phu": la_phu,
}  # fmt: skip
