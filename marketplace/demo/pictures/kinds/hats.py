"""Chuông: hats of palm leaf on bamboo rings, sewn ring by ring, and what is made in their way."""

import math
from functools import cache
from random import Random

import numpy as np

from marketplace.demo.facts import Facts
from marketplace.demo.pictures import drape, motifs, props, shapes, stands, table
from marketplace.demo.pictures.fabrics import DYES
from marketplace.demo.pictures.grounds import cloud
from marketplace.demo.pictures.ink import as_image
from marketplace.demo.pictures.motifs import placed
from marketplace.demo.pictures.nodes import Graph, rgb
from marketplace.demo.pictures.paints import coloured
from marketplace.demo.pictures.shot import Shot
from marketplace.demo.pictures.studio import View, aside

HERO = {
    "conical-hat": "workbench", "quai-thao": "plum", "hat-lamp": "evening", "small-hats": "indigo",
    "hat-wall": "paper", "child-hat": "moss", "old-hat": "morning",
}  # fmt: skip
SECOND = {
    "conical-hat": "courtyard", "quai-thao": "ash", "hat-lamp": "night", "small-hats": "rust",
    "hat-wall": "ash", "child-hat": "veranda", "old-hat": "workbench",
}  # fmt: skip
LEAVES = {"ivory": ("#c9b98c", "#f0e7cb"), "brown": ("#5d3d22", "#9a6c40")}
CRIMSON = "#a5123a"
RINGS = {
    "sixteen-rings": 16,
    "embroidered-flowers": 16,
    "silk-fringe": 14,
    "plain-rings": 12,
    "silk-band": 10,
    "painted-lotus": 0,
}
FLOWERS = {
    "petal": "#d9627f", "petal-line": "#a92f52", "heart": "#e3b341", "leaf": "#4d8a5a",
    "leaf-line": "#2f6a45", "stem": "#3f7a4e", "line": "#3f7a4e",
}  # fmt: skip


@cache
def strips(many: int, layers: int) -> tuple[np.ndarray, np.ndarray]:
    """Palm leaf laid side by side round a hat: (tone, height), u round and v upward."""
    rows, columns = 512, 2048
    dice = np.random.default_rng(many)
    grain = cloud((rows, columns), 300, 3, many, 1.4)
    soft = cloud((rows, columns), 160, 90, many + 1, 2.0)
    x = np.arange(columns) / columns * many
    tone = np.repeat(dice.uniform(-0.14, 0.14, many), columns // many + 1)[:columns][None, :]
    seam = np.clip(1 - np.minimum(x % 1, 1 - x % 1) / 0.05, 0, 1)[None, :]
    rib = np.abs(np.sin(x * math.pi * 5))[None, :]
    shade = 0.5 + tone + 0.55 * (grain - 0.5) + 0.4 * (soft - 0.5) - 0.35 * seam + 0.05 * rib
    return shade.astype(np.float32), (
        0.3 * rib + 0.6 * (1 - seam) + 0.3 * (grain - 0.5) * layers
    ).astype(np.float32)


def leaf(facts: Facts, art: tuple[np.ndarray, np.ndarray] | None = None, glow: float = 0.0):
    """Sewn palm leaf; `art` (colour, cover) is stitched on it, `glow` lights it from within."""
    dark, light = (np.array(rgb(c), np.float32) for c in LEAVES[facts.colour])
    layers = 2 if facts.material == "double-palm" else 1
    shade, height = strips(34 if layers == 1 else 26, layers)
    k = np.clip(shade, 0, 1)[:, :, None]
    shown = (dark * (1 - k) + light * k) ** (1 / 2.2)
    g = Graph("leaf")
    colour = g.picture(as_image("leaf", shown.astype(np.float32), is_data=False), None, "REPEAT")
    raised = g.picture(as_image("leaf-height", np.clip(height, 0, 1)), None, "REPEAT")
    if art is not None:
        colour = stitched(g, colour, art)
    more = {}
    if glow:
        more = {
            "Emission_Color": g.mix(0.5, colour, (1.0, 0.55, 0.18), "MULTIPLY"),
            "Emission_Strength": glow,
        }
    return g.finish(
        Base_Color=colour, Roughness=0.5, Subsurface_Weight=0.12, Subsurface_Radius=(0.5, 0.35, 0.2),
        Sheen_Weight=0.1, Normal=g.bump(raised, 0.6, 0.08), **more,
    )  # fmt: skip


def stitched(g: Graph, colour, art: tuple[np.ndarray, np.ndarray]):
    rgba = np.concatenate([art[0], art[1][:, :, None]], axis=2).astype(np.float32)
    picture = g.picture(as_image("art", rgba[:, :, :3], is_data=False), None, "REPEAT")
    covers = g.picture(as_image("art-cover", rgba[:, :, 3]), None, "REPEAT")
    return g.mix(covers, colour, picture)


def garland(
    facts: Facts, round_: float, slope: float, dice: Random, low: float = 0.06
) -> tuple[np.ndarray, np.ndarray]:
    """Flowers round the brim (embroidered) or lotus round the wall (painted)."""
    marks: list = []
    if facts.pattern == "painted-lotus":
        for i in range(5):
            x = (i + 0.5) * round_ / 5
            size = slope * 0.42
            marks += placed(motifs.lotus_leaf(dice, size * 0.9), x + size * 0.5, slope * 0.22)
            marks.append(
                motifs.stroke(
                    [(x, 0), (x + 1, slope * 0.15), (x, slope * 0.3)], [0.4, 0.3], 1, "stem"
                )
            )
            marks += placed(motifs.lotus(dice, size), x, slope * 0.28)
        palette = FLOWERS | {"petal": "#f6d9cf", "petal-line": "#c9566a", "leaf": "#2f5a44"}
        return coloured(marks, round_, slope, 2400, palette)
    if facts.pattern == "embroidered-flowers":
        count = max(8, round(round_ / 11))
        for i in range(count):
            x, y = (i + 0.5) * round_ / count, slope * (low + 0.1 + 0.05 * (i % 2))
            reach = min(5.2, slope * 0.24)
            for k in range(4):
                marks.append(motifs.leaf(x, y, k * 1.6 + 0.5, reach * 0.95, reach * 0.26, 1))
            marks += placed(motifs.blossom(reach * 1.25, dice, 5), x, y)
            marks += placed(
                motifs.blossom(reach * 0.7, dice, 5), x + round_ / count * 0.48, y + reach * 0.5
            )
        return coloured(marks, round_, slope, 2600, FLOWERS)
    raise ValueError(f"No garland of {facts.pattern}")


def cane(colour: str = "#b58a4f"):
    return props.skin("cane", colour, 0.45, 0.7, 1.2, 0.2)


def hoop(radius: float, z: float, thick: float, material):
    """A bamboo ring lying level at `z`."""
    a = np.linspace(0, 2 * math.pi, 120, endpoint=False)
    b = np.linspace(0, 2 * math.pi, 9)
    grid = np.array(
        [
            np.stack(
                [(radius + thick * math.cos(t)) * np.cos(a), (radius + thick * math.cos(t)) * np.sin(a),
                 np.full_like(a, z + thick * math.sin(t))],
                axis=1,
            )
            for t in b
        ]
    )  # fmt: skip
    return shapes.grid_object("hoop", grid, [material], is_closed=True)


def cone(radius: float, high: float, outside, inside, rings: int, hoop_stuff, tip: float = 0.35):
    """A conical hat, its brim on z 0: skin, lining and hoops. The first is the parent."""
    body = [
        (radius, 0.0),
        (radius * 0.66, high * 0.34),
        (radius * 0.33, high * 0.67),
        (tip, high - 0.3),
        (0.001, high),
    ]
    outer = shapes.lathe("hat", body, [outside], 144, 60)
    inner = shapes.lathe(
        "lining", [(max(r - 0.3, 0.001), z - 0.12) for r, z in body], [inside], 96, 40
    )
    parts = [outer, inner]
    for i in range(rings):
        t = (i / max(rings, 1)) ** 0.96
        parts.append(
            hoop(radius * (1 - t) + 0.06, high * t + 0.06, 0.16 if i else 0.34, hoop_stuff)
        )
    for part in parts[1:]:
        part.parent = outer
    return parts


def ribbon(points, wide: float, colour: str):
    """A silk band along points, standing a little on edge."""
    silk = props.skin("band", colour, 0.4, 0.75, 0.6, 0.1, Sheen_Weight=0.3)
    return shapes.tube("band", points, [wide, wide, wide * 0.9], silk, 16, 90, 0.16)


def size_of(facts: Facts) -> float:
    return float(facts.size.lstrip("d"))


def lining_of(facts: Facts, art: tuple[np.ndarray, np.ndarray] | None):
    """Silk within the hat, embroidered as the hat is; bare leaf where there is none."""
    if facts.material != "palm-silk-lining":
        return leaf(facts)
    g = Graph("lining")
    colour = stitched(g, (0.75, 0.42, 0.42, 1), art) if art is not None else (0.75, 0.42, 0.42, 1)
    return g.finish(Base_Color=colour, Roughness=0.38, Metallic=0.15, Sheen_Weight=0.3)


def lying(parts, radius: float, high: float, turn: float):
    """Lay a cone on its side so that skin and lining are both seen."""
    angle = math.atan2(radius, high)
    hat = parts[0]
    for part in parts:
        for vertex in part.data.vertices:
            vertex.co.z -= high
    hat.rotation_mode = "XYZ"
    hat.rotation_euler = (0, math.pi / 2 + angle, turn)
    hat.location = (0, 0, 0.4)
    return parts


def conical(facts: Facts, dice: Random):
    wide = size_of(facts)
    radius, high = wide / 2, wide * 0.44
    slope = math.hypot(radius, high)
    art = None
    if facts.pattern == "embroidered-flowers":
        art = garland(facts, 2 * math.pi * radius, slope, dice)
    stuff = leaf(facts, art)
    parts = cone(radius, high, stuff, lining_of(facts, art), RINGS[facts.pattern], cane())
    if facts.material == "palm-silk-lining":
        lying(parts, radius, high, math.radians(14))
        if facts.pattern != "silk-band":
            return parts
        k = radius / 15
        path = [
            (-15.5, -5.5, 2.0),
            (-19.0, -10.0, 0.3),
            (-9.0, -16.5, 0.3),
            (2.0, -13.0, 0.3),
            (8.0, -15.0, 0.3),
        ]
        return [*parts, ribbon([(x * k, y * k, z) for x, y, z in path], 1.1, CRIMSON)]
    return [*parts, band_over(radius, "#e6d3c4")]


def band_over(radius: float, colour: str = CRIMSON):
    """A silk band that leaves the brim and lies before the hat."""
    points = [(-radius * 0.55, -radius * 0.75, 0.25), (-radius * 0.5, -radius * 1.2, 0.25), (radius * 0.2, -radius * 1.3, 0.25),
              (radius * 0.6, -radius * 0.7, 0.25)]  # fmt: skip
    return ribbon(points, radius * 0.075, colour)


def small_hats(facts: Facts, dice: Random):
    """Five palm-sized hats, one on top of another, with crimson bands."""
    wide = size_of(facts)
    radius, high = wide / 2, wide * 0.44
    made = []
    spots = [(0, 3, 0), (13.5, 0.5, 0), (6.5, -9.5, 0), (-8.5, -7.5, 0), (0.3, 3, 3.0)]
    for i in range(int(facts.contents)):
        parts = cone(radius, high, leaf(facts), leaf(facts), RINGS[facts.pattern], cane())
        x, y, z = spots[i]
        props.stand(parts[0], (x, y, z), (0, 0, dice.uniform(0, 6)))
        made += parts
        if z == 0:
            made.append(band_over(radius))
            made[-1].location = (x, y, 0)
    return made


def quai_thao(facts: Facts, dice: Random):
    """The broad flat hat of singers, on a stand, with cords and tassels of silk."""
    radius, rim = size_of(facts) / 2, 7.0
    foot = 38.0
    top = [
        (radius - 0.6, 0),
        (radius, 0.8),
        (radius, rim - 0.8),
        (radius - 0.9, rim),
        (radius * 0.6, rim + 0.7),
        (0.001, rim + 1.0),
    ]
    skin = leaf(facts)
    hat = shapes.lathe("hat", top, [skin], 160, 90)
    under = shapes.lathe(
        "under",
        [(radius - 0.5, 0.1), (radius - 0.6, rim - 0.9), (0.001, rim - 0.1)],
        [skin],
        120,
        40,
    )
    parts = [hat, under]
    parts += [hoop(radius + 0.08, z, 0.2, cane()) for z in (0.3, 2.0, 3.7, 5.4, rim - 0.3)]
    parts += [
        hoop(radius * k, rim + 0.3 + (1 - k) * 0.95, 0.16, cane())
        for k in (0.9, 0.78, 0.66, 0.54, 0.42, 0.3, 0.18)
    ]
    for part in parts[1:]:
        part.parent = hat
    props.stand(hat, (0, 0, foot), (math.radians(42), 0, 0.1))
    silk = props.skin("tassel", "#8c2a3a", 0.5, 0.6, 0.5, 0.3, Sheen_Weight=0.4)
    for side in (-1, 1):
        x, y = side * radius * 0.82, -radius * 0.3
        cord = [
            (x, 0.5, foot - 0.5),
            (x, y * 0.5, foot - 5),
            (x * 1.01, y - 0.6, foot - 12),
            (x, y, foot - 20),
        ]
        parts.append(shapes.tube("cord", cord, [0.7, 0.6, 0.6], silk, 14, 40))
        for k in range(3):
            at = (x + (k - 1) * 2.6, y + 0.6 * k, foot - 20 - 1.5 * (k % 2))
            knot = shapes.ball("knot", 1.0, silk, 1.2, 14, 18)
            knot.location = (at[0], at[1], at[2] - 1)
            edge = np.array(
                [
                    (at[0] + 0.9 * math.cos(a), at[1] + 0.9 * math.sin(a), at[2] - 0.6)
                    for a in np.linspace(0, 6.28, 20)
                ]
            )
            parts += [knot, drape.fringe(edge, silk, dice, 13.5, 70, 0.1)]
    return [*parts, *stands.dummy_stand(foot + rim - 7.0)]


def lamp(facts: Facts, dice: Random):
    """A lamp that hangs from a wooden arm: the shade is a hat, lit from within."""
    radius = size_of(facts) / 2
    high = radius * (0.84 if facts.material == "palm-leaf" else 0.62)
    slope = math.hypot(radius, high)
    if facts.material == "palm-leaf":
        skin, inside, rings = leaf(facts, None, 0.55), leaf(facts, None, 0.9), RINGS[facts.pattern]
    else:
        art = garland(facts, 2 * math.pi * radius, slope, dice)
        skin, rings = covered(facts, art, 0.5), 3
        inside = covered(facts, None, 0.8)
    base = 26.0
    parts = cone(
        radius,
        high,
        skin,
        inside,
        rings,
        cane("#6b4a2a" if facts.material != "palm-leaf" else "#b58a4f"),
    )
    parts[0].location = (0, 0, base)
    glass = props.skin(
        "bulb",
        "#ffe0a8",
        0.3,
        1.0,
        1,
        0.0,
        Emission_Color=(1.0, 0.72, 0.4, 1),
        Emission_Strength=9.0,
    )
    bulb = shapes.ball("bulb", 3.4, glass, 1.15, 20, 28)
    bulb.location = (0, 0, base - 1.2)
    wood = stands.wood()
    tall = base + high + 15
    cord = shapes.tube(
        "cord",
        [(0, 0, base + high - 0.2), (0, 0, tall - 0.5)],
        [0.25, 0.25],
        props.skin("cord", "#2a211b", 0.7),
        10,
        4,
    )
    x = radius + 7
    post = shapes.tube("post", [(x, 0, 1), (x, 0, tall + 1.5)], [1.3, 1.1], wood, 20, 6)
    arm = shapes.tube("arm", [(x + 3.5, 0, tall), (-2.5, 0, tall)], [0.95, 0.8], wood, 20, 6)
    brace = shapes.tube(
        "brace", [(x, 0, tall - 9), (x - 8, 0, tall - 0.3)], [0.6, 0.6], wood, 14, 6
    )
    foot = shapes.lathe(
        "foot", [(10.5, 0), (10.7, 0.8), (9.5, 1.8), (2, 2.5), (1.2, 3.2)], [wood], 64, 30
    )
    foot.location = (x - 3, 0, 0)
    light_within((0, 0, base + 1.5), radius)
    return [*parts, bulb, cord, post, arm, brace, foot]


def light_within(at, radius: float) -> None:
    data = shapes.bpy.data.lights.new("bulb", "POINT")
    data.energy, data.color, data.shadow_soft_size = 22 * radius**2, (1.0, 0.72, 0.42), 3.0
    made = shapes.bpy.data.objects.new("bulb", data)
    made.location = (at[0], at[1], at[2] - 4.5)
    shapes.bpy.context.scene.collection.objects.link(made)


def covered(facts: Facts, art, glow: float = 0.0):
    """Cloth stretched over a bamboo frame, painted or embroidered, its UV round and up."""
    dark, light = DYES[facts.colour]
    tone = cloud((256, 1024), 4, 6, 9, 1.4)
    k = np.clip(0.3 + 0.5 * tone, 0, 1)[:, :, None]
    shown = (np.array(rgb(dark)) * (1 - k) + np.array(rgb(light)) * k) ** (1 / 2.2)
    g = Graph("cover")
    colour = g.picture(as_image("cover", shown.astype(np.float32), is_data=False), None, "REPEAT")
    if art is not None:
        colour = stitched(g, colour, art)
    more = {"Emission_Color": colour, "Emission_Strength": glow} if glow else {}
    return g.finish(
        Base_Color=colour, Roughness=0.6, Sheen_Weight=0.3, Specular_IOR_Level=0.3, **more
    )


def wall_hats(facts: Facts, dice: Random):
    """Three cloth-covered hats on an upright board, their points to the front."""
    radius, high = size_of(facts) / 2, size_of(facts) * 0.42
    slope = math.hypot(radius, high)
    board = shapes.box(
        "board",
        (74, 2.6, 70),
        props.skin("board", "#c9ab80", 0.55, 0.75, 0.25, 0.15),
        0.4,
        (0, 3.2, 0),
    )
    feet = [shapes.box("foot", (5, 16, 3), stands.wood(), 0.5, (x, 3.2, 0)) for x in (-26, 26)]
    made = [board, *feet]
    for x, z in ((-17.5, 48), (18.0, 43), (-2.5, 20)):
        art = garland(facts, 2 * math.pi * radius, slope, dice, 0.14)
        parts = cone(radius, high, covered(facts, art), covered(facts, None), 2, cane())
        props.stand(parts[0], (x, 1.6, z), (math.pi / 2, dice.uniform(0, 6), 0))
        parts[0].rotation_euler = (math.pi / 2, 0, 0)
        made += parts
    return made


def old_hat(facts: Facts, dice: Random):
    """The broad shallow hat, of two layers of leaf, with a straight rim."""
    radius = size_of(facts) / 2
    line = [
        (radius - 0.3, 0),
        (radius, 0.6),
        (radius * 0.98, 3.2),
        (radius * 0.8, 5.4),
        (radius * 0.5, 8.2),
        (radius * 0.2, 10.2),
        (0.001, 10.6),
    ]
    hat = shapes.lathe("hat", line, [leaf(facts)], 160, 110)
    path = shapes.smooth(line, 200)
    rings = [
        hoop(r + 0.05, z + 0.05, 0.2, cane("#8a5f33"))
        for r, z in path[np.linspace(4, 180, RINGS[facts.pattern]).astype(int)]
    ]
    for ring in rings:
        ring.parent = hat
    hat.rotation_euler = (math.radians(9), 0, 0.2)
    hat.location = (0, 0, radius * math.sin(math.radians(9)) + 0.2)
    rest = props.book((0, 14.0, 0), 0.1, (20, 14, 4.0), "#3a2f28")
    return [hat, *rings, *rest]


BUILT_BY_FORM = {
    "conical-hat": conical, "child-hat": conical, "quai-thao": quai_thao, "hat-lamp": lamp,
    "small-hats": small_hats, "hat-wall": wall_hats, "old-hat": old_hat,
}  # fmt: skip
CAMERA = {
    "conical-hat": View(270, 17, 85, 0.82), "child-hat": View(270, 22, 85, 0.76),
    "quai-thao": View(270, 16, 85, 0.82), "hat-lamp": View(264, 4, 85, 0.88),
    "small-hats": View(266, 28, 85, 0.86), "hat-wall": View(236, 10, 85, 0.84), "old-hat": View(268, 26, 85, 0.78),
}  # fmt: skip
CLOSE = {
    "conical-hat": ((-4, -14, 6), 18), "child-hat": ((-4, -10, 6), 16), "quai-thao": ((-18, -18, 34), 30),
    "hat-lamp": ((0, -15, 32), 26), "small-hats": ((6.5, -12, 3), 12), "hat-wall": ((-17, -6, 42), 22),
    "old-hat": ((-6, -20, 6), 24),
}  # fmt: skip


def close_to(facts: Facts) -> tuple[tuple[float, float, float], float]:
    """The point and the width of a detail; of a lined hat what its lining shows."""
    if facts.material == "palm-silk-lining":
        k = size_of(facts) / 41
        return (-11 * k, -6 * k, 13 * k), 27 * k
    return CLOSE[facts.form]


def scene(facts: Facts, view: str, dice: Random) -> Shot:
    if facts.pattern not in RINGS:
        raise ValueError(f"No hat is sewn {facts.pattern}")
    if facts.material not in {"palm-leaf", "palm-silk-lining", "bamboo-frame-silk", "double-palm"}:
        raise ValueError(f"No hat is made of {facts.material}")
    things = BUILT_BY_FORM[facts.form](facts, dice)
    camera = CAMERA[facts.form]
    if view == "detail":
        near = View(camera.side - 6, camera.high + 6, 90, stop=9)
        return Shot(things, HERO[facts.form], near, close_to(facts), 0.1)
    if view == "in_use":
        fruit = table.pair_of_fruit(table.right_of(things, 3.6), -6, dice)
        return Shot([*things, *fruit], SECOND[facts.form], aside(camera), exposure=0.1)
    return Shot(things, HERO[facts.form], camera, exposure=0.15)
