"""Visits: a gate with bicycles, a house that makes soy paste, a meadow with cows, a night by a fire."""

import math
from random import Random

import numpy as np
from mathutils import Euler, Matrix

from marketplace.demo.facts import Facts
from marketplace.demo.pictures import figures, pieces, props, shapes, strands, yards
from marketplace.demo.pictures.nodes import Graph, rgb
from marketplace.demo.pictures.shot import Shot
from marketplace.demo.pictures.studio import View

SETTING = {
    "bicycles": "courtyard-day", "lunch": "courtyard-day", "pasture": "open-field", "campfire": "dusk",
}  # fmt: skip
MATERIALS = {"old-village", "old-house", "dairy-farm", "tea-hills"}
LATERITE = ("#8c5138", "#5f463a")


def moved(things: list, at=(0.0, 0.0, 0.0), turn: float = 0.0, lean: float = 0.0) -> list:
    matrix = Matrix.Translation(at) @ Euler((lean, 0, turn)).to_matrix().to_4x4()
    for thing in things:
        thing.matrix_basis = matrix @ thing.matrix_basis
    return things


def village_gate(grain) -> tuple[list, list]:
    """(the gate, the walls beside it) of laterite, an arch under a small tiled roof."""
    stone = yards.masonry("laterite", *LATERITE)
    plaster = props.skin("plaster", "#d8c49a", 0.95, 0.7, 0.02, 0.4)
    wide, high, deep = 150.0, 190.0, 70.0
    gate = [
        yards.block("pier", (80, deep, 300), (side * (wide / 2 + 40), 0, 0), stone)
        for side in (-1, 1)
    ]
    a = np.linspace(math.pi, 0, 40)
    arch = np.stack([np.cos(a) * wide / 2, high + np.sin(a) * wide / 2], axis=1)
    grid = []
    for y in (-deep / 2 + 1, deep / 2 - 1):
        grid.append([(x, y, z) for x, z in arch])
        grid.append([(x, y, 300.0) for x, _z in arch])
    rows = np.array([grid[1], grid[0], grid[2], grid[3]])
    over = shapes.grid_object("arch", rows, [stone])
    uv = over.data.uv_layers[0].data
    for polygon in over.data.polygons:
        for corner in polygon.loop_indices:
            p = over.data.vertices[over.data.loops[corner].vertex_index].co
            uv[corner].uv = (p.x, p.z)
    band = yards.block("band", (wide + 176, deep + 12, 16), (0, 0, 296), plaster)
    tablet = shapes.box(
        "tablet", (96, 4, 34), props.skin("tablet", "#7a2a20", 0.6), 1.0, (0, -deep / 2 - 1.5, 252)
    )
    for i in range(3):
        gate.append(
            shapes.box(
                "sign",
                (15, 2, 18),
                props.skin("sign", "#d8b04e", 0.5),
                1.5,
                ((i - 1) * 27, -deep / 2 - 4.2, 260),
            )
        )
    gate += [over, band, tablet]
    gate += yards.roof("tiles", wide + 210, 60, (0, -54, 306), 0.55, grain)
    ridge = shapes.tube(
        "ridge",
        [(-178, 0, 350), (-90, 0, 340), (0, 0, 337), (90, 0, 340), (178, 0, 350)],
        [8, 8],
        props.skin("ridge", "#6a4434", 0.9),
        16,
        60,
    )
    back = np.array(
        [[(s * (wide + 200) / 2, 4 + 50 * k, 338 - 30 * k) for s in (-1, 1)] for k in (0, 1)]
    )
    gate += [ridge, shapes.grid_object("back", back, [props.skin("ridge", "#6a4434", 0.9)])]
    walls = [yards.block("wall", (900, 46, 170), (side * 606, 6, 0), stone) for side in (-1, 1)]
    return gate, walls


def village_day(facts: Facts, dice: Random) -> tuple[list, View]:
    grain = np.random.default_rng(4)
    gate, walls = village_gate(grain)
    first = moved(yards.bicycle("#2f5f55"), (-120, -150, 0), 0.12)
    second = moved(yards.bicycle("#9a3a2c"), (110, -110, 0), math.pi - 0.2)
    green = pieces.shades("ivy", "#2f4a24", "#5c8238", rough=0.6)
    places = np.stack(
        [grain.uniform(210, 700, 900), np.full(900, -18.0), 150 + grain.normal(0, 1, 900) * 16],
        axis=1,
    )
    places[:, 2] -= grain.uniform(0, 1, 900) ** 2 * 70
    leaf = pieces.moved(pieces.strip(16, 10, 0.1, 0.5, 6, 0.3), (6, 0, 0))
    way = np.stack(
        [grain.normal(0, 0.5, 900), np.full(900, -1.0), grain.normal(-0.3, 0.4, 900)], axis=1
    )
    turns = np.stack(
        [
            np.zeros(900),
            -np.arcsin(np.clip(way[:, 2] / 1.6, -1, 1)),
            np.arctan2(way[:, 1], way[:, 0]),
        ],
        axis=1,
    )
    pieces.swarm("ivy", [leaf], places, turns, green, grain)
    del walls
    return [*gate, *first, *second], View(265, 6, 60, 0.9)


def bowl_of(food: str, radius: float, at, dice: Random, chunks: int = 40) -> list:
    """A small bowl heaped with bits of one food."""
    glaze = props.skin("bowl", "#eee8da", 0.2, 0.9, 0.4, 0.03, Coat_Weight=0.8)
    grain = np.random.default_rng(round(abs(at[0]) * 7 + radius))
    made = shapes.turned(
        "bowl",
        [
            (radius * 0.45, 0),
            (radius * 0.6, radius * 0.1),
            (radius * 0.95, radius * 0.42),
            (radius, radius * 0.56),
        ],
        [glaze] * 3,
        0.35,
        segments=48,
        rows=40,
    )
    spots = pieces.heap_at(grain, chunks, radius * 0.8, radius * 0.3, radius * 0.36)
    bit = pieces.blob(radius * 0.42, radius * 0.26, radius * 0.2, 2.6)
    heap = pieces.swarm(
        "food",
        [bit],
        spots,
        pieces.any_turn(grain, chunks, 0.5),
        pieces.shades("food", food, rough=0.45),
        grain,
    )
    fill = pieces.mound(radius * 0.84, radius * 0.3, pieces.plain("fill", food), radius * 0.3)
    for part in (made, heap, fill):
        part.location = at
    return [made, heap, fill]


def soy_house(facts: Facts, dice: Random) -> tuple[list, View]:
    """Jars of soy under pointed lids before a timber house; lunch on a tray in front."""
    grain = np.random.default_rng(6)
    wood = props.skin("timber", "#5a3520", 0.55, 0.6, 0.05, 0.3)
    things: list = []
    for i in range(8):  # the house's leaves of doors
        x = (i - 3.5) * 62
        things.append(shapes.box("leaf", (58, 5, 190), wood, 1.0, (x, 170, 24)))
        things.append(
            shapes.box(
                "panel",
                (42, 4, 62),
                props.skin("panel", "#6d4329", 0.55, 0.7, 0.05, 0.2),
                1.0,
                (x, 166.5, 38),
            )
        )
        for k in range(5):
            things.append(
                shapes.tube(
                    "bar",
                    [(x - 18 + 9 * k, 166, 118), (x - 18 + 9 * k, 166, 200)],
                    [1.5, 1.5],
                    wood,
                    10,
                    4,
                )
            )
    shade = props.skin("shade", "#1d140e", 0.9)
    things.append(shapes.box("behind", (620, 3, 214), shade, 0, (0, 178, 10)))
    for x in (-250, -84, 84, 250):
        things.append(shapes.tube("post", [(x, 140, 0), (x, 140, 232)], [9, 9], wood, 24, 6))
    things.append(shapes.box("beam", (540, 12, 16), wood, 1.0, (0, 140, 216)))
    things.append(
        shapes.box(
            "step",
            (620, 70, 22),
            props.skin("step", "#a8988a", 0.9, 0.8, 0.03, 0.2),
            2.0,
            (0, 150, 0),
        )
    )
    yards.roof("tiles", 640, 130, (0, 84, 224), 0.5, grain, 18)
    clay = []
    spots = [
        (-150, 20),
        (-74, 28),
        (0, 18),
        (76, 28),
        (152, 18),
        (-116, -52),
        (-38, -60),
        (42, -56),
        (118, -50),
    ]
    for i, (x, y) in enumerate(spots):
        one = moved([yards.jar(66 + 6 * (i % 3), grain)], (x, y, 0), i * 0.7)
        clay += one
        if i != 6:
            clay += moved([yards.cone_lid(30, 20)], (x, y, 64 + 6 * (i % 3)))
    soy = props.skin("soy", "#6a3a14", 0.2, 0.7, 0.2, 0.1, Coat_Weight=0.6)
    clay += moved([shapes.disc("soy", 17, 0, soy)], (-38, -60, 58))
    clay += moved([yards.cone_lid(30, 20)], (-72, -98, 8.0), 0.4, 0.75)
    lunch = meal(dice)
    return [*clay, *moved(lunch, (64, -128, 0))], View(264, 13, 60, 0.74)


def meal(dice: Random) -> list:
    """A round tray on a mat: rice, greens, pork, pickles, soup, a saucer of soy."""
    brass = props.skin("tray", "#b98d3e", 0.35, 0.8, 0.3, 0.05, Metallic=0.7)
    tray = shapes.lathe(
        "tray",
        [
            (0.01, 4),
            (30, 4),
            (32.5, 4.6),
            (33.5, 7.4),
            (34.2, 7.4),
            (33.2, 3.6),
            (30, 3),
            (20, 0),
            (0.01, 0),
        ],
        [brass],
        80,
        is_sharp=True,
    )
    things = [tray]
    foods = (
        ("#f3eee0", 0, 0, 10),
        ("#4a7a34", 19, 6, 7.5),
        ("#b9733f", 7, 20, 7.5),
        ("#e4cf9a", -15, 15, 7.5),
        ("#c9552e", -20, -6, 7.5),
        ("#6a3a14", -6, -20, 5.5),
        ("#f3eee0", 14, -16, 7),
    )
    for food, x, y, radius in foods:
        things += bowl_of(food, radius, (x, y, 4.2), dice)
    sticks = props.chopsticks((17, -30, 7.2), 0.5, 25)
    mat = strands.flat_weave(lambda _y: 66, 44, 3.2, 0.2, 2)
    cane = strands.cane("mat", "#b9a05a", "#e3cf90")
    rows = strands.woven("mat", strands.level(0.6), [*mat[0]], 3.1, 0.2, cane, dice)
    return [*things, *sticks, rows]


def hide_of_cow(name: str, seed: float):
    """White with black patches."""
    g = Graph(name)
    shifted = g.add("Mapping", Vector=g.coords["Object"], Location=(seed, seed * 2, 0)).outputs[0]
    patch = g.noise(0.02, 1.5, shifted, 0.6)
    colour = g.ramp(patch, (0.515, rgb("#f1ede4")), (0.53, rgb("#1d1815")))
    return g.finish(Base_Color=colour, Roughness=0.7, Sheen_Weight=0.2, Specular_IOR_Level=0.25)


def cow(seed: float) -> list:
    """A dairy cow along x, looking to the left, 130 cm at the shoulder."""
    ball, limb = figures.ball, figures.limb
    hide = hide_of_cow("hide", seed)
    parts = [
        ball((-38, 0, 98), (32, 25, 31)), ball((10, 0, 94), (46, 28, 31)), ball((52, 0, 100), (28, 24, 28)), limb((-40, 0, 116), (58, 0, 118), 12, 13),
        limb((-58, 0, 108), (-88, 0, 122), 17, 12), limb((-88, 0, 124), (-122, 0, 108), 12.5, 8.0), ball((-126, 0, 106), (9, 8.5, 8)),
        limb((-84, 10, 130), (-80, 24, 132), 3.5, 4.5), limb((-84, -10, 130), (-80, -24, 132), 3.5, 4.5),
    ]  # fmt: skip
    for x, y, bend in ((-46, -13, -2), (-40, 13, 3), (56, -14, 8), (62, 14, 12)):
        parts += [
            limb((x, y, 80), (x + bend * 0.3, y, 44), 12, 6.5),
            limb((x + bend * 0.3, y, 44), (x - bend * 0.3, y, 10), 6, 5),
            ball((x - bend * 0.3 - 2, y, 5), (8, 6.5, 6)),
        ]
    parts += [limb((78, 0, 116), (86, 2, 60), 3.2, 1.8), ball((87, 2, 52), (4, 4, 9))]
    body = figures.carved("cow", parts, hide, 2.4, 5)
    pink = props.skin("udder", "#d99a8c", 0.6, 0.85, 0.1)
    udder = figures.carved(
        "udder",
        [
            ball((34, 0, 66), (16, 14, 11)),
            limb((28, -6, 60), (27, -6, 51), 2.4, 1.6),
            limb((40, -6, 60), (41, -6, 51), 2.4, 1.6),
        ],
        pink,
        1.4,
        3,
    )
    muzzle = figures.carved("muzzle", [ball((-129.5, 0, 103.5), (6.5, 8.2, 6.2))], pink, 1.2, 2)
    dark, horn = props.skin("eye", "#17120f", 0.2), props.skin("horn", "#d8cbb0", 0.4)
    made = [body, udder, muzzle]
    for side in (-1, 1):
        made.append(props.stand(shapes.ball("eye", 2.2, dark), (-100, side * 11.5, 118)))
        made.append(
            shapes.tube(
                "horn",
                [(-86, side * 6, 134), (-88, side * 13, 142), (-92, side * 14, 150)],
                [2.6, 2.0, 0.6],
                horn,
                14,
                20,
            )
        )
    return made


def pasture(facts: Facts, dice: Random) -> tuple[list, View]:
    """Two cows in a meadow, a churn and a fence, hills behind."""
    grain = np.random.default_rng(8)
    yards.meadow((700, 420), grain, 9000, 13, ("#4c6b2c", "#6f9440", "#a3b95c"))
    for y, base, high, colour, seed in (
        (900, 60, 190, "#6d8a64", 0.4),
        (1250, 120, 300, "#8fa595", 2.1),
    ):
        yards.ridge("ridge", 2600, y, base, high, colour, seed)
    first = cow(1.0)
    second = moved(cow(37.0), (210, 250, 0), math.pi + 0.35)
    wood = props.skin("fence", "#8a6a48", 0.9, 0.6, 0.08, 0.5)
    for i in range(9):
        yards.block("post", (9, 9, 96), ((i - 4) * 150.0, 340, 0), wood)
    for z in (38, 74):
        yards.block("rail", (1300, 4, 9), (0, 334, z), wood)
    steel = props.skin("churn", "#c3c6c8", 0.28, 0.85, 0.1, 0.03, Metallic=0.85)
    churn = shapes.lathe(
        "churn",
        [
            (0.01, 0),
            (16, 0),
            (16.5, 2),
            (16.5, 36),
            (15.5, 40),
            (9.5, 48),
            (9.5, 54),
            (12, 54.6),
            (12, 58),
            (4, 60),
            (0.01, 60),
        ],
        [steel],
        64,
        is_sharp=True,
    )
    churn.location = (-118, -110, 0)
    handle = [
        shapes.tube(
            "handle",
            [(-118 + s * 16, -110, 36), (-118 + s * 21, -110, 41), (-118 + s * 12, -110, 47)],
            [1.2, 1.2],
            steel,
            10,
            20,
        )
        for s in (-1, 1)
    ]
    return [*first, *second, churn, *handle], View(262, 7, 65, 0.9)


def flames(dice: Random) -> list:
    """Tongues of fire and the light they give."""
    made = []
    for i, (high, wide, x, y) in enumerate(
        ((46, 9, 0, 0), (34, 8, 9, 3), (30, 7, -9, 2), (22, 6, 4, -7), (18, 5, -7, -6))
    ):
        glow = props.skin(
            "flame",
            "#ff9a2e" if i % 2 else "#ffc04a",
            0.5,
            1.0,
            1,
            0.0,
            Emission_Color=(1.0, 0.34, 0.06, 1) if i % 2 else (1.0, 0.52, 0.12, 1),
            Emission_Strength=7.0,
        )
        profile = [
            (wide * 0.5, 4),
            (wide, high * 0.28),
            (wide * 0.62, high * 0.6),
            (wide * 0.2, high * 0.86),
            (0.01, high),
        ]
        one = shapes.lathe(
            "flame",
            profile,
            [glow],
            24,
            40,
            lambda a, t, i=i: 1 + 0.22 * np.sin(3 * a + 7 * t + i),  # type: ignore[misc]
        )
        one.location = (x, y, 4)
        made.append(one)
    data = shapes.bpy.data.lights.new("fire", "POINT")
    data.energy, data.color, data.shadow_soft_size = 900000, (1.0, 0.5, 0.16), 14
    light = shapes.bpy.data.objects.new("fire", data)
    light.location = (0, -6, 44)
    shapes.bpy.context.scene.collection.objects.link(light)
    return made


def tent(at, turn: float) -> list:
    """A ridge tent of light canvas with a lamp inside, its front open."""
    canvas = props.skin(
        "canvas",
        "#d9b98a",
        0.85,
        0.85,
        0.05,
        0.1,
        Emission_Color=(1.0, 0.55, 0.2, 1),
        Emission_Strength=0.28,
    )
    inside = props.skin(
        "inside",
        "#ffcf8a",
        0.9,
        0.9,
        0.05,
        0.0,
        Emission_Color=(1.0, 0.6, 0.25, 1),
        Emission_Strength=1.4,
    )
    half, high, long = 95.0, 135.0, 210.0
    made = []
    for side in (-1, 1):
        s, t = np.linspace(0, 1, 16), np.linspace(0, 1, 16)
        grid = np.array(
            [
                [
                    (
                        side * half * (1 - k),
                        long * u,
                        high * k - 7 * math.sin(math.pi * k) - 5 * math.sin(math.pi * u) * k,
                    )
                    for u in t
                ]
                for k in s
            ]
        )
        made.append(shapes.grid_object("canvas", grid, [canvas]))
        flap = np.array(
            [
                [
                    (side * half * (1 - k) * (0.35 + 0.65 * w), -8 * (1 - w), high * k * 0.99)
                    for w in (0, 1)
                ]
                for k in s
            ]
        )
        made.append(shapes.grid_object("flap", flap, [canvas]))
    back = np.array(
        [[(x * (1 - k), long - 2, high * k) for x in (-half, half)] for k in np.linspace(0, 1, 6)]
    )
    made.append(shapes.grid_object("back", back, [inside]))
    floor = np.array([[(x, y, 1.0) for x in (-half, half)] for y in (0, long)])
    made.append(shapes.grid_object("floor", floor, [inside]))
    pole = props.skin("pole", "#6a4a2c", 0.7)
    made.append(shapes.tube("pole", [(0, -6, 0), (0, -6, high + 10)], [2.4, 2.0], pole, 12, 4))
    return moved(made, at, turn)


def tea_night(facts: Facts, dice: Random) -> tuple[list, View]:
    """A fire before a tent; rows of tea climb the slopes behind."""
    grain = np.random.default_rng(11)
    yards.meadow((520, 260), grain, 3500, 9, ("#2f4424", "#4a6632", "#6d7f45"))
    for row in range(9):
        x = np.linspace(-900, 900, 60)
        y = 330 + row * 78 + 40 * np.sin(x / 260 + row * 0.3)
        z = 14 + row * 34 + 26 * np.sin(x / 330 + 0.6)
        yards.hedge(np.stack([x, y, z], axis=1), 58, grain, 900)
    slope = np.array(
        [
            [
                (x, 300 + 80 * k, -14 + 34 * k + 26 * math.sin(x / 330 + 0.6))
                for x in np.linspace(-1400, 1400, 60)
            ]
            for k in range(11)
        ]
    )
    shapes.grid_object("slope", slope, [props.skin("slope", "#3d3a22", 0.95, 0.7, 0.02, 0.3)])
    wood = props.skin("log", "#4a3422", 0.9, 0.5, 0.2, 0.6)
    fire = flames(dice)
    for i in range(6):
        a = i * math.pi / 3
        fire.append(
            shapes.tube(
                "log",
                [(math.cos(a) * 30, math.sin(a) * 30, 4), (math.cos(a) * 3, math.sin(a) * 3, 20)],
                [4.2, 3.2],
                wood,
                12,
                8,
            )
        )
    stones = [
        props.stand(
            shapes.ball(
                "stone", 8 + 2 * (i % 3), props.skin("stone", "#6d675f", 0.9, 0.7, 0.1), 0.7, 14, 18
            ),
            (math.cos(i * 0.57) * 42, math.sin(i * 0.57) * 42, -1),
        )
        for i in range(11)
    ]
    seat = shapes.tube("seat", [(-150, -40, 17), (-70, -104, 17)], [17, 16], wood, 24, 10)
    other = shapes.tube("seat", [(98, -96, 15), (172, -30, 15)], [15, 15], wood, 24, 10)
    kettle_stuff = props.skin("kettle", "#20201f", 0.4)
    kettle = shapes.lathe(
        "kettle",
        [(0.01, 0), (12, 0), (14, 5), (12, 14), (6, 18), (2, 19), (2, 21), (0.01, 22)],
        [kettle_stuff],
        40,
        40,
    )
    kettle.location = (54, -46, 0)
    spout = shapes.tube(
        "spout", [(66, -46, 8), (73, -46, 14), (76, -46, 19)], [2.6, 1.6], kettle_stuff, 12, 16
    )
    house = tent((120, 110, 0), -0.35)
    return [*fire, *stones, seat, other, kettle, spout, *house], View(266, 11, 60, 0.88)


FORMS = {
    ("village-day", "bicycles"): village_day, ("soy-workshop", "lunch"): soy_house,
    ("farm-day", "pasture"): pasture, ("farm-night", "campfire"): tea_night,
}  # fmt: skip
CLOSE_BY_PATTERN = {
    "bicycles": ((-120, -150, 52), 170), "lunch": ((64, -128, 8), 104),
    "pasture": ((-92, 0, 104), 130), "campfire": ((0, 0, 26), 170),
}  # fmt: skip


def scene(facts: Facts, view: str, dice: Random) -> Shot:
    build = FORMS.get((facts.form, facts.pattern))
    if build is None or facts.material not in MATERIALS:
        raise ValueError(f"No visit goes {facts.pattern} to {facts.material}")
    things, camera = build(facts, dice)
    if view == "detail":
        near = View(camera.side - 14, camera.high + (18 if facts.pattern == "lunch" else 3), 75)
        close = CLOSE_BY_PATTERN[facts.pattern]
        return Shot(things, SETTING[facts.pattern], near, close, 0.2)
    if view == "in_use":
        near = View(camera.side + 16, camera.high + 8, 70, camera.fill)
        return Shot(things, SETTING[facts.pattern], near, exposure=0.2)
    return Shot(things, SETTING[facts.pattern], camera, exposure=0.2)
