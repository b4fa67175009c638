"""Chàng Sơn: fans of paper, gauze and silk on bamboo ribs, and the woven hand fan."""

import math
from random import Random

import numpy as np
from mathutils import Euler, Matrix

from marketplace.demo.facts import Facts
from marketplace.demo.pictures import drape, motifs, props, shapes, stands, strands, table, vistas
from marketplace.demo.pictures.ink import as_image
from marketplace.demo.pictures.motifs import placed
from marketplace.demo.pictures.nodes import Graph
from marketplace.demo.pictures.paints import coloured
from marketplace.demo.pictures.shot import Shot
from marketplace.demo.pictures.studio import View, aside

HERO = {
    ("folding-fan", "ivory"): "slate", ("folding-fan", "red"): "paper", ("dance-fans", "red"): "morning",
    ("wall-fan", "ivory"): "quay", ("round-fan", "celadon"): "evening", ("leaf-fan", "straw"): "rust",
}  # fmt: skip
SECOND = {
    ("folding-fan", "ivory"): "ash", ("folding-fan", "red"): "moss", ("dance-fans", "red"): "quay",
    ("wall-fan", "ivory"): "workbench", ("round-fan", "celadon"): "ash", ("leaf-fan", "straw"): "courtyard",
}  # fmt: skip
SHEETS = {
    "do-paper": "#f0e4c8", "silk-gauze": "", "silk-cloth": "", "bamboo-skin": "",
}  # fmt: skip
DYES = {"ivory": "#f0e4c8", "red": "#b3202a", "celadon": "#a9cdb9", "straw": "#d9bf84"}
PATTERNS = {"lotus", "bamboo", "ombre", "village-road", "peach-blossom", "woven"}
INK = {
    "": "#2f3a35", "leaf": "#4c7a52", "leaf-line": "#24452e", "petal": "#e295a0",
    "petal-line": "#a4405a", "stem": "#4a3a2a", "heart": "#d3a23a", "line": "#3a332c",
}  # fmt: skip
GILT = dict.fromkeys(("", "leaf", "stem", "line", "leaf-line"), "#e6bd6a")
ROAD = INK | {
    "sky": "#efe2c4", "far": "#b7b59a", "field": "#cdbf86", "road": "#e6d3a8", "wall": "#8a6450",
    "roof": "#8f4a34", "line": "#a99a6a", "stem": "#4a3a2a", "leaf-line": "#3d5f3a",
}  # fmt: skip


def leaf_of(facts: Facts, name: str, marks: list, size: tuple[float, float], palette: dict):
    """Paper or cloth, a little of the light falling through, painted over `size` cm by UV."""
    ground = DYES[facts.colour]
    base = np.array([int(ground[i : i + 2], 16) / 255 for i in (1, 3, 5)], np.float32)
    pixels = 1500
    colour, cover = coloured(marks, *size, pixels, palette)
    shown = base * (1 - cover[:, :, None]) + colour * cover[:, :, None]
    dice = np.random.default_rng(5)
    rows, columns = cover.shape
    if facts.material == "do-paper":
        grain = dice.normal(0, 1, (rows // 2, columns // 30)).repeat(2, 0).repeat(30, 1)
        pad = np.zeros((rows, columns))
        pad[: grain.shape[0], : grain.shape[1]] = grain[:rows, :columns]
        shown = shown * (1 + 0.016 * pad[:, :, None])
    else:
        x, y = np.arange(columns)[None, :], np.arange(rows)[:, None]
        net = 0.93 + 0.07 * np.sin(x * 1.1) * np.sin(y * 1.1)
        shown = shown * net[:, :, None]
    return sheeted(name, shown, facts.material != "do-paper")


def sheeted(name: str, shown: np.ndarray, is_silk: bool):
    g = Graph(name)
    picture = as_image(name, np.clip(shown, 0, 1).astype(np.float32), is_data=False)
    return g.finish(
        Base_Color=g.picture(picture),
        Roughness=0.42 if is_silk else 0.85,
        Sheen_Weight=0.3 if is_silk else 0.0,
        Specular_IOR_Level=0.3,
        Subsurface_Weight=0.1,
        Subsurface_Radius=(0.4, 0.3, 0.2),
    )


def bamboo_skin(dark: bool = False):
    return props.skin("rib", "#5a3418" if dark else "#c79a55", 0.4, 0.72, 1.2, 0.1)


def pleated(
    name: str, inner: float, outer: float, spread: float, pleats: int, material, deep: float
):
    """A fan's leaf in the x-z plane round the pivot: UVs lie flat over 2 x 1 outer radii."""
    a = math.pi / 2 + (np.linspace(1, -1, 2 * pleats + 1)) * spread / 2
    rise = deep * np.where(np.arange(2 * pleats + 1) % 2, 1, -1)
    rows = np.linspace(inner, outer, 12)
    grid = np.array(
        [np.stack([np.cos(a) * r, rise * (r / outer) ** 0.5, np.sin(a) * r], axis=1) for r in rows]
    )
    index = np.arange(grid.shape[0] * grid.shape[1]).reshape(grid.shape[:2])
    faces = np.stack([index[:-1, :-1], index[:-1, 1:], index[1:, 1:], index[1:, :-1]], axis=-1)
    flat, points = faces.reshape(-1, 4), grid.reshape(-1, 3)
    uv = np.stack([0.5 + points[:, 0] / (2 * outer), points[:, 2] / outer], axis=1)
    return shapes.mesh_object(name, points, flat, uv[flat.ravel()], [material], is_smooth=False)


def sticks(long: float, spread: float, pleats: int, material, guard, wide: float, thick=0.09):
    """Ribs from beyond the pivot to the leaf, two broad guards at the sides, a rivet."""
    made = []
    for i in range(pleats + 1):
        t = i / pleats * 2 - 1
        is_guard = i in (0, pleats)
        stuff, half = (guard, wide * 0.8) if is_guard else (material, wide * 0.5)
        reach = long if is_guard else long * 0.62
        one = shapes.box(
            "rib", (half * 2, thick * (3 if is_guard else 1), reach + 1.6), stuff, 0.04
        )
        for vertex in one.data.vertices:
            vertex.co.z -= 1.6
            vertex.co.x *= 0.62 + 0.38 * min(1.0, max(0.0, vertex.co.z / long))
        props.stand(one, (0, 0.12 - 0.02 * i, 0), (0, t * spread / 2, 0))
        made.append(one)
    brass = props.skin("rivet", "#b8934e", 0.3, 0.9, 1, 0.05, Metallic=0.9)
    made.append(
        props.stand(
            shapes.ball("rivet", 0.42, brass, 0.6, 10, 16), (0, -0.35, 0), (math.pi / 2, 0, 0)
        )
    )
    return made


def open_fan(facts: Facts, marks: list, palette: dict, long: float, spread: float, pleats: int):
    leaf = leaf_of(facts, "leaf", marks, (2 * long, long), palette)
    made = [pleated("leaf", long * 0.36, long, spread, pleats, leaf, long * 0.02)]
    dark = facts.colour == "red"
    return made + sticks(
        long * 0.98, spread, pleats, bamboo_skin(dark), bamboo_skin(dark), long * 0.026
    )


def held(parts: list, low: float, lean: float = -12.0, at=(0.0, 0.0), turn: float = 0.0) -> list:
    """Lean an open fan back in a small cradle, its pivot `low` cm above the table."""
    wood = stands.wood("cradle", "#4a2a18")
    for part in parts:
        holder = part.matrix_basis.copy()
        part.matrix_basis = placed_by(lean, (at[0], at[1], low), turn) @ holder
    c, s = math.cos(turn), math.sin(turn)
    foot = shapes.box("cradle", (10, 5.5, 1.3), wood, 0.35, (at[0], at[1], 0))
    foot.rotation_euler = (0, 0, turn)
    props_ = [foot]
    for x in (-2.4, 2.4):
        for y, up in ((-1.1, 2.4), (1.6, 5.2)):
            one = shapes.box(
                "pin",
                (0.9, 0.7, up),
                wood,
                0.2,
                (at[0] + c * x - s * y, at[1] + s * x + c * y, 1.1),
            )
            one.rotation_euler = (math.radians(lean if y > 0 else 0), 0, turn)
            props_.append(one)
    return [*parts, *props_]


def placed_by(lean: float, at, turn: float):
    return Matrix.Translation(at) @ Euler((math.radians(lean), 0, turn)).to_matrix().to_4x4()


def lotus_marks(dice: Random, long: float) -> list:
    """Lotus and leaves where the leaf of a half-round fan is: above 0.4 of its radius."""
    wide = 2 * long
    marks = placed(motifs.lotus_leaf(dice, long * 0.6), wide * 0.7, long * 0.52, 1, -0.3)
    marks += placed(motifs.lotus_leaf(dice, long * 0.44), wide * 0.25, long * 0.45, 1, 0.4)
    for x, y, size, turn in (
        (0.46, 0.56, 0.44, 0.05),
        (0.76, 0.56, 0.26, -0.35),
        (0.2, 0.52, 0.24, 0.5),
    ):
        foot = (wide * (x * 0.7 + 0.15), long * 0.34)
        bend = (wide * (x - 0.02), long * (y - 0.1))
        marks.append(
            motifs.stroke([foot, bend, (wide * x, long * y)], [long * 0.014] * 2, 1, "stem")
        )
        marks += placed(motifs.lotus(dice, long * size), wide * x, long * y, 1, turn)
    return marks


def bamboo_marks(dice: Random, long: float) -> list:
    marks = placed(motifs.bamboo(dice, long * 0.72), long * 0.62, long * 0.3, 1, 0.25)
    return marks + placed(motifs.bamboo(dice, long * 0.62), long * 1.32, long * 0.3, 1, -0.3)


def folding(facts: Facts, dice: Random) -> list:
    long = 30.0
    if facts.pattern == "lotus":
        made = open_fan(facts, lotus_marks(dice, long), INK, long, math.radians(156), 22)
        return held(made, 3.4)
    made = open_fan(facts, bamboo_marks(dice, long), GILT, long, math.radians(140), 18)
    return held(made, 3.4, -14, (0, 0), 0.12)


def shaded(long: float) -> np.ndarray:
    """Crimson at the ribs to white at the rim, as the dyer dips it."""
    pixels = 800
    y, x = np.mgrid[0 : pixels // 2, 0:pixels].astype(np.float32)
    far = np.hypot(x - pixels / 2, pixels / 2 - y) / (pixels / 2)
    k = np.clip((far - 0.42) / 0.55, 0, 1)[:, :, None] ** 1.2
    deep, pale = np.array((0.70, 0.06, 0.12)), np.array((0.98, 0.90, 0.86))
    return deep * (1 - k) + pale * k


def dance(facts: Facts, dice: Random) -> list:
    """Two silk fans whose leaf runs on beyond the ribs in a ruffle: one upright, one lying."""
    long, spread, pleats = 36.0, math.radians(166), 15
    made = []
    for number in (0, 1):
        silk = sheeted("silk", shaded(long), True)
        leaf = pleated("leaf", long * 0.3, long * 0.8, spread, pleats, silk, 0.8)
        a = math.pi / 2 + np.linspace(1, -1, 260) * spread / 2
        rows = []
        for t in np.linspace(0, 1, 14):
            r = long * (0.79 + 0.21 * t)
            wave = np.sin(a * 44 + number) * (0.5 + 1.0 * t) + np.sin(a * 17 + 2) * 0.9 * t
            rows.append(np.stack([np.cos(a) * r, wave, np.sin(a) * r], axis=1))
        ruffle = shapes.grid_object("ruffle", np.array(rows), [silk])
        points = np.array(rows).reshape(-1, 3)
        uv = np.stack(
            [0.5 + points[:, 0] / (2 * long), np.clip(points[:, 2] / long, 0.01, 0.99)], axis=1
        )
        corner = np.empty(len(ruffle.data.loops), np.int32)
        ruffle.data.loops.foreach_get("vertex_index", corner)
        ruffle.data.uv_layers[0].data.foreach_set("uv", uv[corner].astype(np.float32).ravel())
        ribs = sticks(long * 0.8, spread, pleats, bamboo_skin(True), bamboo_skin(True), 0.75)
        parts = [leaf, ruffle, *ribs]
        if number == 0:
            made += held(parts, 3.4, -10, (-6, 8), 0.1)
        else:
            matrix = placed_by(-88, (16, -26, 2.2), 0.5)
            for part in parts:
                part.matrix_basis = matrix @ part.matrix_basis.copy()
            made += parts
    return made


def wall_fan(facts: Facts, dice: Random) -> list:
    """A large fan with a painted road, on a stand as shops show it."""
    long = 44.0
    marks = placed(vistas.village_road(dice, long * 1.5, long * 0.8), long * 0.25, long * 0.24)
    marks = [vistas.block(0, 0, 2 * long, long, "sky"), *edges(long), *marks]
    made = open_fan(facts, marks, ROAD, long, math.radians(150), 26)
    return held(made, 3.6, -9)


def edges(long: float) -> list:
    """Fields, hills and bamboo on both sides of the painted road."""
    marks = [vistas.block(0, 0, 2 * long, long * 0.64, "field")]
    for i in range(10):
        y = long * (0.6 - 0.05 * i)
        marks.append(
            motifs.stroke([(0, y), (long, y + 0.3), (2 * long, y)], [long * 0.004] * 3, 1, "line")
        )
    return marks


def round_fan(facts: Facts, dice: Random) -> list:
    """Gauze stretched in a hoop with a handle and a tassel, leaning in its cradle."""
    radius, size = 13.0, 26.0
    marks = placed(motifs.branch(dice, size * 0.66, 12), size * 0.12, size * 0.24, 1, -0.1)
    material = leaf_of(facts, "gauze", marks, (size, size), INK)
    n = 90
    a = np.linspace(0, 2 * math.pi, n)
    r = np.linspace(0.001, radius, 16)
    points = np.array([np.stack([np.cos(a) * k, 0 * a, np.sin(a) * k + radius], axis=1) for k in r])
    disc = shapes.grid_object("gauze", points, [material])
    flat = points.reshape(-1, 3)
    corner = np.empty(len(disc.data.loops), np.int32)
    disc.data.loops.foreach_get("vertex_index", corner)
    uv = np.stack([0.5 + flat[:, 0] / size, flat[:, 2] / size], axis=1)
    disc.data.uv_layers[0].data.foreach_set("uv", uv[corner].astype(np.float32).ravel())
    wood = bamboo_skin(True)
    rim = [(math.cos(t) * radius, 0, math.sin(t) * radius + radius) for t in a]
    hoop = shapes.tube("hoop", rim, [0.42, 0.42], wood, 14, 160, 1.0, False, (0, 1, 0))
    handle = shapes.tube(
        "handle", [(0, 0, 1.5), (0, 0, -7), (0, 0, -14.5)], [0.45, 0.6, 0.85], wood, 18, 30
    )
    spine = shapes.tube("spine", [(0, 0.25, 0), (0, 0.25, 2 * radius)], [0.3, 0.2], wood, 10, 6)
    cord = props.skin("tassel", "#8c1d26", 0.7, 0.8)
    knot = props.stand(shapes.ball("knot", 0.7, cord, 1.0, 12, 18), (0, 0, -16.4))
    edge = np.array(
        [(math.cos(t) * 0.5, math.sin(t) * 0.5, -16.2) for t in np.linspace(0, 6.2, 20)]
    )
    tassel = drape.fringe(edge, cord, dice, 7.0, 60, 0.09)
    parts = [disc, hoop, handle, spine, knot, tassel]
    matrix = placed_by(-16, (0, 0, 26.5), 0.18)
    for part in parts:
        part.matrix_basis = matrix @ part.matrix_basis.copy()
    frame = stands.wood("cradle", "#4a2a18")
    legs = []
    for x in (-6, 6):
        legs.append(
            shapes.tube("post", [(x, 9.5, 0.4), (x * 0.8, 2.6, 30)], [0.7, 0.5], frame, 12, 6)
        )
        legs.append(shapes.tube("foot", [(x, -5, 0.7), (x, 11, 0.7)], [0.7, 0.7], frame, 12, 6))
        legs.append(
            shapes.tube(
                "arm",
                [(x * 0.9, 6.0, 16), (x * 0.86, -1.2, 24.0), (x * 0.86, -2.2, 25.4)],
                [0.5, 0.4],
                frame,
                12,
                8,
            )
        )
    legs.append(shapes.tube("bar", [(-6, 7.8, 7.5), (6, 7.8, 7.5)], [0.5, 0.5], frame, 12, 6))
    return [*parts, *legs]


def leaf_fan(facts: Facts, dice: Random) -> list:
    """Strips of bamboo skin woven close in a rounded heart, a star in red, a split handle."""
    half = 15.5
    pale = strands.cane("skin", "#b0924e", "#e8d295", 0.4)
    red = strands.cane("red", "#7a1f1c", "#a8322c", 0.4)

    def reach(y: float) -> float:
        return math.sqrt(max(0.0, half**2 - y * y))

    rows, columns = strands.flat_weave(reach, half, 1.0, 0.08, 2)
    ring = [abs(abs(i - len(rows) // 2) - 5) <= 1 for i in range(len(rows))]
    surface = strands.level(0.3)
    made = []
    for group in (rows, columns):
        marked = [line for line, is_red in zip(group, ring, strict=False) if is_red]
        bare = [line for line, is_red in zip(group, ring, strict=False) if not is_red]
        made.append(strands.woven("skin", surface, bare, 0.94, 0.06, pale, dice))
        made.append(strands.woven("star", surface, marked, 0.94, 0.06, red, dice))
    turned = []
    for part in made:
        part.rotation_euler = (0, 0, math.pi / 4)
        turned.append(part)
    a = np.linspace(0, 2 * math.pi, 120)
    edge = [(math.cos(t) * half, math.sin(t) * half, 0.35) for t in a]
    rim = shapes.tube("rim", edge, [0.5, 0.5], bamboo_skin(), 12, 160)
    handle = shapes.tube(
        "handle",
        [(0, 13, -0.15), (0, -half + 2, -0.1), (0, -half - 2, 0.3), (0, -half - 14, 0.5)],
        [0.35, 0.6, 0.8],
        bamboo_skin(True),
        16,
        30,
        0.6,
    )
    bound = [
        (math.cos(t) * 0.85, -half - 1.5 - t * 0.09, 0.35 + math.sin(t) * 0.62)
        for t in np.linspace(0, 60, 400)
    ]
    binding = shapes.tube(
        "binding", bound, [0.14, 0.14], bamboo_skin(), 6, 700, 1.0, False, (0, 1, 0.2)
    )
    parts = [*turned, rim, handle, binding]
    matrix = (
        Matrix.Translation((0, 0, 0.4)) @ Euler((math.radians(9), 0, -0.7)).to_matrix().to_4x4()
    )
    lift = Matrix.Translation((0, 0, 4.6))
    for part in parts:
        part.matrix_basis = lift @ matrix @ part.matrix_basis.copy()
    block = shapes.box(
        "rest", (14, 4.5, 5.2), props.skin("rest", "#6a4a30", 0.5, 0.75, 0.6), 0.4, (-4.8, 6.0, 0)
    )
    block.rotation_euler = (0, 0, -0.7)
    return [*parts, block]


BUILT_BY_FORM = {
    "folding-fan": folding, "dance-fans": dance, "wall-fan": wall_fan, "round-fan": round_fan,
    "leaf-fan": leaf_fan,
}  # fmt: skip
CAMERA = {
    "folding-fan": View(266, 9, 85, 0.84), "dance-fans": View(268, 24, 85, 0.88), "wall-fan": View(268, 7, 85, 0.88),
    "round-fan": View(256, 8, 85, 0.82), "leaf-fan": View(268, 46, 85, 0.82),
}  # fmt: skip
CLOSE = {
    "folding-fan": ((0, -2, 21), 22), "dance-fans": ((-6, 8, 28), 26), "wall-fan": ((2, 0, 32), 30),
    "round-fan": ((0, 2, 40), 17), "leaf-fan": ((0, 0, 5), 16),
}  # fmt: skip


def scene(facts: Facts, view: str, dice: Random) -> Shot:
    if facts.pattern not in PATTERNS or facts.material not in SHEETS:
        raise ValueError(f"No fan is {facts.pattern} on {facts.material}")
    things = BUILT_BY_FORM[facts.form](facts, dice)
    camera, at = CAMERA[facts.form], (facts.form, facts.colour)
    if view == "detail":
        near = View(camera.side - 4, camera.high + 4, 90, stop=9)
        return Shot(things, HERO[at], near, CLOSE[facts.form], 0.2)
    if view == "in_use":
        book = props.book((table.right_of(things, 8), -5, 0), 0.3, (13, 19, 2.2), "#35504a")
        return Shot([*things, *book], SECOND[at], aside(camera), exposure=0.2)
    return Shot(things, HERO[at], camera, exposure=0.2)
