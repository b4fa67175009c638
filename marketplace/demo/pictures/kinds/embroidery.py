"""Quất Động: pictures, linen and clothes worked by needle in cotton and silk thread."""

import math
from random import Random

import numpy as np

from marketplace.demo.facts import Facts
from marketplace.demo.pictures import (
    birds,
    caskets,
    fabrics,
    garments,
    motifs,
    props,
    shapes,
    stands,
    table,
)
from marketplace.demo.pictures.motifs import Mark, outline, placed, stroke
from marketplace.demo.pictures.shot import Shot
from marketplace.demo.pictures.stitches import stitched
from marketplace.demo.pictures.studio import View, aside

HERO = {
    "framed": "workbench", "hoop": "moss", "tablecloth": "evening", "napkins": "slate", "ao-dai": "slate",
    "cushions": "indigo",
}  # fmt: skip
SECOND = {
    "framed": "ash", "hoop": "workbench", "tablecloth": "morning", "napkins": "ash", "ao-dai": "plum",
    "cushions": "rust",
}  # fmt: skip
MATERIALS = {"cotton-thread": 0.0, "silk-thread": 0.35, "linen-thread": 0.05}
IVORY, WHITE, LINEN = ("#f3ead6", "#d6c8a8"), ("#f6f3ea", "#dcd6c6"), ("#e2d3b2", "#b7a47e")
THREADS = {
    "": "#3c5a3e", "leaf": "#5a8a56", "leaf-line": "#2f5a38", "petal": "#e08a9c",
    "petal-line": "#b14a66", "heart": "#e0b040", "stem": "#4a6a3a", "wing": "#4a78b0",
    "wing-line": "#24406a", "body": "#3a2a22", "line": "#3c5a3e",
}  # fmt: skip
PATTERNS = {"peonies-butterflies", "lotus", "bamboo", "daisies", "phoenix", "peach-blossom"}


def peony(size: float, dice: Random) -> list[Mark]:
    """A full flower of four rings of broad petals, dark in its heart."""
    marks: list[Mark] = []
    for count, reach, wide in ((9, 0.5, 0.3), (8, 0.4, 0.28), (6, 0.29, 0.24), (5, 0.17, 0.18)):
        turn = dice.uniform(0, 6)
        for i in range(count):
            shape = motifs.petal_shape(reach * size, wide * size, 0.0)
            one = [
                outline(shape, 1, "petal"),
                stroke(shape, [0.012 * size] * 3, 1, "petal-line", 40),
            ]
            marks += placed(one, 0, 0, 1, turn + i * 2 * math.pi / count)
    a = np.linspace(0, 2 * math.pi, 14)
    marks.append(outline(np.stack([np.cos(a), np.sin(a)], axis=1) * 0.07 * size, 1, "heart"))
    return marks


def butterfly(size: float) -> list[Mark]:
    marks: list[Mark] = []
    for side in (-1, 1):
        for angle, long, wide in ((0.75, 0.52, 0.34), (-0.55, 0.36, 0.26)):
            shape = motifs.petal_shape(long * size, wide * size, -0.5)
            one = [outline(shape, 1, "wing"), stroke(shape, [0.014 * size] * 3, 1, "wing-line", 40)]
            marks += placed(one, 0, 0, 1, side * (angle - math.pi / 2))
        feeler = [
            (0, 0.16 * size),
            (side * 0.06 * size, 0.28 * size),
            (side * 0.14 * size, 0.34 * size),
        ]
        marks.append(stroke(feeler, [0.01 * size] * 2, 1, "body"))
    marks.append(stroke([(0, -0.2 * size), (0, 0), (0, 0.2 * size)], [0.02 * size, 0.06 * size, 0.03 * size], 1, "body"))  # fmt: skip
    return marks


def leaves(x: float, y: float, size: float, angles) -> list[Mark]:
    return [motifs.leaf(x, y, a, size, size * 0.34, 1.0) for a in angles]


def peonies_butterflies(dice: Random, wide: float, high: float) -> list[Mark]:
    marks: list[Mark] = []
    for x, y, size in ((0.36, 0.42, 0.44), (0.6, 0.27, 0.36), (0.62, 0.6, 0.27)):
        marks.append(stroke([(wide * 0.47, 0), (wide * (x + 0.05), high * y * 0.5), (wide * x, high * y)], [high * 0.014] * 2, 1, "stem"))  # fmt: skip
        spread = [dice.uniform(0, 6) + i * 1.2 for i in range(5)]
        marks += leaves(wide * x, high * y, high * size * 0.74, spread)
        marks += placed(peony(high * size, dice), wide * x, high * y)
    marks += placed(butterfly(high * 0.26), wide * 0.84, high * 0.72, 1, -0.5)
    return marks + placed(butterfly(high * 0.19), wide * 0.17, high * 0.8, 1, 0.5)


def framed(facts: Facts, dice: Random) -> list:
    wide, high = 40.0, 30.0
    marks = peonies_butterflies(dice, wide, high)
    face = caskets.face((wide, high), sewn(facts, IVORY, marks, (wide, high)), (0, -0.3, 2.4))
    rim = caskets.frame(
        (wide, high), 2.4, 1.8, [props.skin("frame", "#5a3520", 0.4, 0.7, 1.0, 0.1)]
    )
    for part in (face, rim):
        part.rotation_euler, part.location = (math.radians(-8), 0, 0), (0, 0, 1.6)
    foot = shapes.box("foot", (26, 6, 1.8), stands.wood("foot", "#4a2a18"), 0.4, (0, 0.5, 0))
    return [face, rim, foot]


def sewn(
    facts: Facts, ground, marks: list, size, palette: dict | None = None, thread: float = 0.09
):
    return stitched(
        "sewn", ground, marks, size, palette or THREADS, MATERIALS[facts.material], thread
    )


def hoop(facts: Facts, dice: Random) -> list:
    """Cloth stretched in two rings with a brass screw, leaning on a block, a reel before it."""
    size, radius = 26.0, 13.0
    marks = placed(motifs.lotus_leaf(dice, 12), 17.5, 9.0, 1, -0.2)
    marks += placed(motifs.lotus_leaf(dice, 9), 7.6, 7.6, 1, 0.3)
    for x, y, big, turn in ((12.4, 11.4, 12.5, 0.0), (19.6, 15.5, 6.0, -0.3)):
        marks.append(stroke([(12.8, 2.6), (x + 0.8, y * 0.55), (x, y)], [0.36] * 2, 1, "stem"))
        marks += placed(motifs.lotus(dice, big), x, y, 1, turn)
    marks.append(stroke([(12.4, 2.6), (7.5, 10), (6.0, 15.4)], [0.3] * 2, 1, "stem"))
    marks += placed(motifs.petal(0, 0, math.pi / 2, 4.2, 2.3, 1.0, 0.12), 6.0, 15.2, 1, 0.2)
    material = sewn(facts, WHITE, marks, (size, size))
    a, r = np.linspace(0, 2 * math.pi, 90), np.linspace(0.001, radius, 14)
    points = np.array([np.stack([np.cos(a) * k, np.sin(a) * k, 0 * a], axis=1) for k in r])
    disc = shapes.grid_object("cloth", points, [material])
    flat_uv(disc, points.reshape(-1, 3)[:, :2] / size + 0.5)
    wood = props.skin("ring", "#b98a52", 0.45, 0.75, 0.8, 0.1)
    rim = [
        shapes.lathe("ring", [(radius - 0.1, -1.0), (radius + 0.8, -1.0), (radius + 0.8, 0.5), (radius - 0.1, 0.5), (radius - 0.1, -1.0)],
                     [wood], 128, is_sharp=True)
    ]  # fmt: skip
    brass = props.skin("brass", "#b8934e", 0.3, 0.9, 1, 0.05, Metallic=0.9)
    rim.append(shapes.box("lug", (2.4, 1.4, 1.4), brass, 0.2, (0, radius + 1.3, -0.95)))
    rim.append(
        shapes.tube(
            "screw",
            [(-2.6, radius + 1.4, -0.2), (2.2, radius + 1.4, -0.2)],
            [0.3, 0.3],
            brass,
            12,
            6,
        )
    )
    tilt = math.radians(62)
    for part in [disc, *rim]:
        part.rotation_euler = (tilt, 0, 0)
        part.location = tuple(
            np.array((0, 0, radius * math.sin(tilt) + 1.4)) + turned_x(part.location, tilt)
        )
    block = shapes.box("rest", (8, 6, 13), stands.wood("rest", "#6a4426"), 0.5, (0, 7.2, 0))
    stop = shapes.box("stop", (9, 1.6, 1.6), stands.wood("rest", "#6a4426"), 0.3, (0, -8.4, 0))
    return [disc, *rim, block, stop]


def turned_x(at, angle: float) -> np.ndarray:
    x, y, z = at
    c, s = math.cos(angle), math.sin(angle)
    return np.array((x, y * c - z * s, y * s + z * c))


def flat_uv(made, uv: np.ndarray) -> None:
    """Give every vertex its own place on the sheet."""
    corner = np.empty(len(made.data.loops), np.int32)
    made.data.loops.foreach_get("vertex_index", corner)
    made.data.uv_layers[0].data.foreach_set("uv", uv[corner].astype(np.float32).ravel())


def tablecloth(facts: Facts, dice: Random) -> list:
    """A square cloth over a round table, bamboo in its corners and round its hem."""
    wide, radius, high = 140.0, 45.0, 62.0
    marks: list[Mark] = []
    for at in (3.0, 4.6):
        corners = [(at, at), (wide - at, at), (wide - at, wide - at), (at, wide - at)]
        marks += [stroke([one, two], [0.55] * 2, 1, "line") for one, two in zip(corners, [*corners[1:], corners[0]], strict=True)]  # fmt: skip
    for i in range(4):
        turn = i * math.pi / 2
        for shift in (-24, 24):
            grove = placed(motifs.bamboo(dice, 34), shift, -wide / 2 + 7)
            marks += placed(grove, wide / 2, wide / 2, 1, turn)
    material = sewn(facts, WHITE, marks, (wide, wide), None, 0.3)
    n = 220
    s = np.linspace(-wide / 2, wide / 2, n)
    x, y = np.meshgrid(s, s)
    r, a = np.hypot(x, y), np.arctan2(y, x)
    over = np.maximum(0, r - radius)
    bow = 1 - np.exp(-over / 4.0)
    fold = np.sin(11 * a + 0.7) + 0.5 * np.sin(19 * a + 2.0)
    out = np.minimum(r, radius) + 1.6 * bow + over * 0.12 + fold * over * 0.1
    drop = high - np.maximum(0, over - 1.4 * bow) * 0.96
    grid = np.stack([out * np.cos(a), out * np.sin(a), drop + 0.05], axis=-1)
    made = shapes.grid_object("cloth", grid, [material])
    made.rotation_euler = (0, 0, 0.62)
    leg = stands.wood("leg", "#5b3a22")
    table = [
        shapes.lathe("top", [(0.01, high - 3), (radius - 0.6, high - 3), (radius - 0.4, high - 0.4), (0.01, high - 0.4)], [leg], 80, is_sharp=True),
        shapes.lathe("foot", [(22, 0), (22, 2.5), (8, 6), (4, 12), (4, high - 3)], [leg], 48, 40),
    ]  # fmt: skip
    return [made, *table]


def napkins(facts: Facts, dice: Random) -> list:
    """Six napkins folded in four: a pile of four and two fanned before it, daisies in a corner."""
    side = 20.0
    daisies = {"petal": "#ffffff", "petal-line": "#c9c2ae", "heart": "#e2a52a"}
    made = []
    for i in range(int(facts.contents)):
        marks: list[Mark] = [stroke([(1, 1), (side - 1, 1)], [0.12] * 2, 1, "line"), stroke([(side - 1, 1), (side - 1, side - 1)], [0.12] * 2, 1, "line")]  # fmt: skip
        for x, y, size in ((15.2, 4.6, 4.4), (11.2, 3.4, 3.0), (16.8, 8.6, 2.8)):
            marks.append(stroke([(18.2, 1.2), ((x + 18) / 2, y * 0.6), (x, y)], [0.16] * 2, 1, "stem"))  # fmt: skip
            marks += placed(daisy(size), x, y, 1, dice.uniform(0, 1))
        marks += leaves(17.4, 2.4, 3.0, (2.6, 1.9))
        material = stitched(
            "napkin", LINEN, marks, (side, side), THREADS | daisies, 0.05, 0.07, 700
        )
        one = folded_square(side, 1.15, material, dice)
        if i < 4:
            at, turn = (-3.5 + 0.3 * dice.uniform(-1, 1), 5.5 + 0.3 * dice.uniform(-1, 1), 1.18 * i), dice.uniform(-0.03, 0.03)  # fmt: skip
        else:
            at, turn = ((9.0, -11.5, 0.0), (14.5, -7.0, 1.1))[i - 4], (-0.25, -0.62)[i - 4]
        for part in one:
            part.rotation_euler, part.location = (0, 0, turn), at
        made += one
    return made


def daisy(size: float) -> list[Mark]:
    marks: list[Mark] = []
    for i in range(11):
        shape = motifs.petal_shape(0.5 * size, 0.17 * size, 0.0)
        one = [outline(shape, 1, "petal"), stroke(shape, [0.018 * size] * 3, 1, "petal-line", 30)]
        marks += placed(one, 0, 0, 1, i * 2 * math.pi / 11)
    a = np.linspace(0, 2 * math.pi, 16)
    marks.append(outline(np.stack([np.cos(a), np.sin(a)], axis=1) * 0.12 * size, 1, "heart"))
    return marks


def folded_square(side: float, thick: float, material, dice: Random) -> list:
    """A cloth folded in four, soft at its edges; the picture lies on its upper side."""
    n = 40
    s = np.linspace(-side / 2, side / 2, n)
    x, y = np.meshgrid(s, s)
    edge = np.minimum.reduce([side / 2 - np.abs(x), side / 2 - np.abs(y)])
    p, q = dice.uniform(0, 6), dice.uniform(0, 6)
    soft = 0.06 * np.sin(x * 0.5 + p) * np.sin(y * 0.42 + q)
    z = thick * (1 - 0.28 * np.exp(-edge / 0.35)) + soft
    top = shapes.grid_object("napkin", np.stack([x, y, z], axis=-1), [material])
    layers = []
    plain = props.skin("linen", LINEN[0], 0.9, 0.86, 6, 0.3)
    for k in range(4):
        one = caskets.box(
            "layer", (side - 0.1 * k, side - 0.1 * k, 0.3), thick / 4.6, [plain], thick / 4.3 * k
        )
        layers.append(one)
    return [top, *layers]


def tunic(facts: Facts, dice: Random) -> list:
    """Deep blue silk; a phoenix rises over the front panel, another flies above the hem."""
    size = (44.0, 133.0)
    ground = ("#23346a", "#1a2750")
    palette = {
        "": "#e0b04e", "tail": "#d9483f", "vein": "#f0d58a", "eye": "#3fa6a0", "wing": "#f1c75e",
        "gap": "#23346a", "body": "#e0912e", "beak": "#f6e8c0", "leaf": "#f1c75e", "petal": "#eea6ae",
        "petal-line": "#c14a62", "heart": "#f0d58a", "stem": "#8f6a3a",
    }  # fmt: skip
    marks = placed(birds.phoenix(dice, 37), 21, 50, 1, 0.9)
    marks += placed(birds.phoenix(dice, 25), 26, 20, 1, 0.35, True)
    marks += placed(motifs.branch(dice, 22, 9), 6, 88, 1, 0.5)
    worked = stitched("panel", ground, marks, size, palette, 0.35, 0.14, 1000, 0.5)
    plain = fabrics.cloth("plain", fabrics.THREADS["satin-silk"], ("#23346a", "#2f447f"), "plain-dyed", (40, 60))  # fmt: skip
    lining = props.skin("loop", "#e0b04e", 0.4, 0.7)
    made = garments.tunic(worked, lining, dice, 10.0)
    for part in made:
        if part.name.startswith(("sleeve", "collar")):
            part.data.materials.clear()
            part.data.materials.append(plain)
    return [*made, *stands.dummy_stand(10.0 + garments.NECK + 2.4)]


def cushions(facts: Facts, dice: Random) -> list:
    size = 45.0
    made = []
    for i, ground in enumerate((LINEN, WHITE)):
        marks = placed(motifs.branch(dice, 29 - 2 * i, 13), 8.0, 9.0, 1, 0.05 - 0.3 * i, i == 1)
        if i == 1:
            marks = placed(marks, 33, 0)
        palette = THREADS | {"stem": "#6a4630", "petal": "#e79aa8", "": "#e79aa8"}
        cover = stitched("cover", ground, marks, (size, size), palette, 0.05, 0.13)
        made.append(garments.pillow("cushion", (size, size), 15, cover, dice))
    props.stand(made[0], (-13, 0, 22), (math.radians(76), 0, 0.16))
    props.stand(made[1], (15, -15, 20), (math.radians(58), 0, -0.22))
    return made


BUILT_BY_FORM = {
    "framed": framed, "hoop": hoop, "tablecloth": tablecloth, "napkins": napkins, "ao-dai": tunic,
    "cushions": cushions,
}  # fmt: skip
CAMERA = {
    "framed": View(262, 9, 85, 0.84), "hoop": View(258, 16, 85, 0.78), "tablecloth": View(266, 22, 85, 0.84),
    "napkins": View(262, 42, 85, 0.8), "ao-dai": View(262, 7, 90, 0.9), "cushions": View(262, 14, 85, 0.8),
}  # fmt: skip
CLOSE = {
    "framed": ((-4, 0, 15), 19), "hoop": ((0, -1, 13), 13), "tablecloth": ((4, -50, 36), 44),
    "napkins": ((2, 1, 5.5), 12), "ao-dai": ((0, -8, 66), 38), "cushions": ((15, -20, 22), 24),
}  # fmt: skip


def scene(facts: Facts, view: str, dice: Random) -> Shot:
    if facts.pattern not in PATTERNS or facts.material not in MATERIALS:
        raise ValueError(f"No needle works {facts.pattern} in {facts.material}")
    things = BUILT_BY_FORM[facts.form](facts, dice)
    camera = CAMERA[facts.form]
    if view == "detail":
        near = View(camera.side - 4, camera.high + 6, 90, stop=9)
        return Shot(things, HERO[facts.form], near, CLOSE[facts.form], 0.2)
    if view == "in_use":
        at = {"tablecloth": (-6, -10, 62.2), "ao-dai": (0, -60, 0)}.get(facts.form)
        fruit = props.tangerine(2.9, at or (table.right_of(things, 4), -4, 0), dice)
        return Shot([*things, *fruit], SECOND[facts.form], aside(camera), exposure=0.2)
    return Shot(things, HERO[facts.form], camera, exposure=0.2)
