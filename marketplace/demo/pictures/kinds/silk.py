"""Vạn Phúc and Phùng Xá: silk, lotus thread and cotton as cloth, scarves, clothes, bedding."""

import math
from random import Random

import numpy as np

from marketplace.demo.facts import Facts
from marketplace.demo.pictures import drape, garments, motifs, props, shapes, stands
from marketplace.demo.pictures.fabrics import DYES, THREADS, cloth, printed
from marketplace.demo.pictures.motifs import placed
from marketplace.demo.pictures.paints import coloured
from marketplace.demo.pictures.shot import Shot
from marketplace.demo.pictures.studio import View, aside

HERO = {
    "red": "quay", "ivory": "plum", "brown": "morning", "celadon": "evening", "indigo": "ash",
    "gold": "slate", "green": "workbench", "white": "moss",
}  # fmt: skip
SECOND = {
    "red": "ash", "ivory": "indigo", "brown": "moss", "celadon": "workbench", "indigo": "morning",
    "gold": "evening", "green": "quay", "white": "rust",
}  # fmt: skip
KNOWN = {
    "cloud-bands", "printed-lotus", "plain-yam", "woven-chrysanthemum", "plain-undyed",
    "longevity", "plain-dyed", "woven-lotus", "open-weave", "close-weave", "waffle", "striped",
}  # fmt: skip
FIGURE = {"red": "#e9bd62", "gold": "#f7e3ae", "indigo": "#93a8d8"}  # the weft of a brocade


def stuff(facts: Facts, size: tuple[float, float], name: str = "cloth"):
    """The cloth of the product, on a piece of `size` cm."""
    ground, figure = DYES[facts.colour]
    if facts.pattern == "striped":
        figure = "#d9c39a"
    second = FIGURE.get(facts.colour, "") if facts.material == "jacquard-silk" else ""
    pattern = "plain-dyed" if facts.pattern == "printed-lotus" else facts.pattern
    thread = THREADS[facts.material]
    return cloth(name, thread, (ground, figure), pattern, size, len(facts.code), second)


def plain(name: str, colour: str, material: str = "satin-silk", size=(40.0, 40.0)):
    return cloth(name, THREADS[material], DYES[colour], "plain-dyed", size)


def square_print(wide: float, dice: Random):
    """Lotus in pink and green in each corner of a square scarf, within a border."""
    marks: list = []
    edge = wide * 0.035
    for at in (edge, edge * 1.6):
        marks += [
            motifs.stroke([a, b], [wide * 0.008] * 2, 1, "line")
            for a, b in (
                ((at, at), (wide - at, at)),
                ((wide - at, at), (wide - at, wide - at)),
                ((wide - at, wide - at), (at, wide - at)),
                ((at, wide - at), (at, at)),
            )
        ]
    for i in range(4):
        turn = i * math.pi / 2
        corner = [(0.24, 0.24), (0.76, 0.24), (0.76, 0.76), (0.24, 0.76)][i]
        group = placed(motifs.lotus_leaf(dice, wide * 0.22), wide * 0.1, -wide * 0.03, 1, 0.5)
        group += placed(motifs.lotus_leaf(dice, wide * 0.18), -wide * 0.11, -wide * 0.02, 1, -0.4)
        group += placed(motifs.lotus(dice, wide * 0.26), 0, 0)
        marks += placed(group, corner[0] * wide, corner[1] * wide, 1, turn + math.pi / 4 * 5)
    marks += placed(motifs.lotus(dice, wide * 0.24), wide / 2, wide * 0.44)
    palette = {
        "petal": "#e79aa6", "petal-line": "#a93f55", "leaf": "#7fae8c", "leaf-line": "#2f6a50",
        "stem": "#3f7a58", "line": "#2f6a50", "heart": "#d8ad3e",
    }  # fmt: skip
    return coloured(marks, wide, wide, 1500, palette)


def hung(facts: Facts, dice: Random, wide: float, front: float, back: float, ends: float):
    """A scarf over the rod of a small rack, with fringes of `ends` cm."""
    height = front + ends + 3.5
    deep = {"twill-silk": 5.0, "raw-silk": 3.6}[facts.material]
    material = stuff(facts, (70, front + back))
    made = drape.over_rod("scarf", wide, front, back, height, material, dice, 2.4, deep, 0.95)
    things = [made, *stands.rack(wide * 1.28, height)]
    if ends:
        things.append(hem_fringe(made, facts, dice, ends))
    return things


def hem_fringe(made, facts: Facts, dice: Random, ends: float):
    """Fringe along the first row of a sheet."""
    material = props.skin("fringe", DYES[facts.colour][0], 0.7, 0.8)
    mesh = made.data
    points = np.empty(len(mesh.vertices) * 3, np.float32)
    mesh.vertices.foreach_get("co", points)
    edge = points.reshape(-1, 3)[:140].astype(float)
    return drape.fringe(edge, material, dice, ends, 100, 0.09)


def draped_square(facts: Facts, dice: Random):
    """A printed square that has been laid over a round stand."""
    wide = 90.0
    colour, cover = square_print(wide, dice)
    material = printed("print", THREADS[facts.material], "#f6ecd8", colour, cover)
    wood = stands.wood()
    foot = shapes.lathe(
        "stand",
        [(11.0, 0), (11.0, 32), (10.2, 33.4), (8.5, 34), (0.01, 34)],
        [wood],
        48,
        is_sharp=True,
    )
    s = np.linspace(-wide / 2, wide / 2, 84)
    x, y = np.meshgrid(s, s)
    turn = math.radians(38)
    grid = np.stack(
        [
            x * math.cos(turn) - y * math.sin(turn) + 2.5,
            x * math.sin(turn) + y * math.cos(turn) - 2.0,
            np.full_like(x, 35.2) + 0.15 * np.sin(x * 0.2) * np.sin(y * 0.17),
        ],
        axis=-1,
    )
    made = drape.fallen("square", grid, material, [foot], 46)
    return [made]


def quilt(facts: Facts, dice: Random):
    """A quilt folded in three, thick and soft."""
    wide, deep = 62.0, 46.0
    material = stuff(facts, (wide, deep * 2.1))
    made = drape.folded("quilt", wide, deep, 3, material, dice, 8.4, 0, 0.05)
    if facts.pattern == "close-weave":
        for one in made:
            tufted(one)
    return made


def tufted(one) -> None:
    """Draw in the stitches of hand quilting: a net of lozenges."""
    mesh = one.data
    uv = np.empty(len(mesh.loops) * 2, np.float32)
    mesh.uv_layers[0].data.foreach_get("uv", uv)
    index = np.empty(len(mesh.loops), np.int32)
    mesh.loops.foreach_get("vertex_index", index)
    at = np.zeros((len(mesh.vertices), 2), np.float32)
    at[index] = uv.reshape(-1, 2)
    points = np.empty(len(mesh.vertices) * 3, np.float32)
    mesh.vertices.foreach_get("co", points)
    points = points.reshape(-1, 3)
    normals = np.empty(len(mesh.vertices) * 3, np.float32)
    mesh.vertices.foreach_get("normal", normals)
    x, y = at[:, 0] * 9, at[:, 1] * 14
    lozenge = np.abs(np.sin(np.pi * (x + y))) ** 0.6 * np.abs(np.sin(np.pi * (x - y))) ** 0.6
    points += normals.reshape(-1, 3) * (lozenge[:, None] * 0.9 - 0.5)
    mesh.vertices.foreach_set("co", points.ravel())
    mesh.update()


def pillows(facts: Facts, dice: Random):
    material = stuff(facts, (70, 50))
    first = garments.pillow("pillow", (70, 50), 17, material, dice)
    second = garments.pillow("pillow", (70, 50), 17, material, dice)
    props.stand(first, (0, 0, 8.3), (0, 0, 0.04))
    props.stand(second, (3, 11, 34), (math.radians(62), 0, -0.05))
    return [first, second]


def towels(facts: Facts, dice: Random):
    material = stuff(facts, (35, 50))
    return drape.folded("towel", 35, 22, 4, material, dice, 2.6, 0, 0.05)


def rolled(facts: Facts, wide: float):
    """How a roll of the product's cloth is covered, by its length."""
    return lambda length: stuff(facts, (wide, length))


def necktie(facts: Facts, dice: Random):
    cover = rolled(facts, 8.4)
    return drape.roll("tie", 8.4, cover, 4.0, 30, dice, 0.3, 0.15, 1.15, 5.5)


def runner(facts: Facts, dice: Random):
    """A runner along a low table and over its front edge, fringed."""
    high, deep = 26.0, 42.0
    table = stands.low_table((62, deep, high))
    front, top = -deep / 2 - 0.3, high + 0.15
    line = shapes.smooth(
        [
            (front - 0.9, 9.0),
            (front - 0.5, 16),
            (front - 0.25, top - 2.0),
            (front + 0.7, top - 0.15),
            (front + 3.0, top + 0.05),
            (0, top + 0.05),
            (deep / 2 - 0.2, top + 0.05),
            (deep / 2 + 0.6, top - 0.9),
            (deep / 2 + 0.8, high - 12),
        ],
        200,
    )
    wave = drape.folds(dice, 1.2, 0.5, 0.0)

    def fold(u, v):
        return wave(u, np.clip(1 - v / 0.2, 0, 1)) * np.clip(1 - v / 0.22, 0, 1)

    material = stuff(facts, (35, drape.length_of(line)))
    made = drape.sheet("runner", line, 33.0, material, fold, 140)
    return [made, hem_fringe(made, facts, dice, 5.5), *table]


def dressed(facts: Facts, dice: Random):
    material = stuff(facts, (44, 133), "tunic")
    lining = props.skin("loop", DYES[facts.colour][0], 0.4, 0.6)
    has_trousers = "trousers" in dict(facts.parts())
    hem = 24.0 if has_trousers else 10.0
    made = garments.tunic(material, lining, dice, hem)
    things = [*made, *stands.dummy_stand(hem + garments.NECK + 2.4)]
    if has_trousers:
        things += garments.trousers(plain("trousers", "ivory", "satin-silk", (60, 90)), dice, hem)
    return things


def product(facts: Facts, dice: Random) -> tuple[list, View]:
    """(what the camera shows, from where); raises ValueError for a form that is none."""
    form = facts.form
    if form == "scarf" and facts.material == "lotus-silk":
        made = drape.roll("scarf", 32, rolled(facts, 32), 5.2, 20, dice, 0.22, 0.5)
        return made, View(250, 28, 85, 0.8)
    if form == "scarf":
        return hung(facts, dice, 40, 58, 46, 4.0), View(268, 9, 85, 0.82)
    if form == "shawl":
        return hung(facts, dice, 52, 64, 58, 7.0), View(276, 9, 85, 0.82)
    if form == "square-scarf":
        return draped_square(facts, dice), View(268, 20, 85, 0.78)
    if form in {"ao-dai", "ao-dai-set"}:
        return dressed(facts, dice), View(256, 7, 90, 0.9)
    if form == "shirt":
        shell = props.skin("shell", "#d9cdb8", 0.25, 0.8, 3)
        made = garments.shirt(stuff(facts, (27, 76)), shell, dice)
        return made, View(262, 50, 85, 0.78)
    if form == "cloth-length":
        ripple = 1.6 if facts.material == "satin-silk" else 1.0
        made = drape.roll("bolt", 64, rolled(facts, 64), 8.0, 34, dice, 0.2, ripple)
        return made, View(246, 27, 85, 0.84)
    if form == "quilt":
        return quilt(facts, dice), View(248, 32, 85, 0.76)
    if form == "pillowcases":
        return pillows(facts, dice), View(258, 20, 85, 0.76)
    if form == "towels":
        return towels(facts, dice), View(246, 26, 85, 0.76)
    if form == "necktie":
        return necktie(facts, dice), View(244, 34, 85, 0.78)
    if form == "table-runner":
        return runner(facts, dice), View(250, 22, 85, 0.82)
    raise ValueError(f"No form {form}")


def close_to(facts: Facts) -> tuple[tuple[float, float, float], float]:
    """The point and the width of a detail."""
    if facts.material == "lotus-silk" and facts.form == "scarf":  # it lies, the others hang
        return (-5, -9, 4), 20
    return {
        "scarf": ((2.0, -1.6, 46), 22), "shawl": ((3.0, -1.6, 44), 26),
        "square-scarf": ((0, -12, 28), 26), "ao-dai": ((3, -8, 130), 40),
        "ao-dai-set": ((3, -8, 130), 40), "shirt": ((0, 10, 4), 20),
        "cloth-length": ((-14, -12, 8), 30), "quilt": ((-16, -22, 16), 36),
        "pillowcases": ((-24, -20, 12), 36), "towels": ((-8, -11, 8), 16),
        "necktie": ((0, -14, 2), 15), "table-runner": ((4, -21, 24), 26),
    }[facts.form]  # fmt: skip


def scene(facts: Facts, view: str, dice: Random) -> Shot:
    if facts.pattern not in KNOWN:
        raise ValueError(f"No cloth is woven {facts.pattern}")
    shown, camera = product(facts, dice)
    if view == "whole":
        return Shot(shown, HERO[facts.colour], camera, exposure=0.2)
    if view == "detail":
        close = View(camera.side - 4, camera.high + 6, 90, stop=9)
        return Shot(shown, HERO[facts.colour], close, close_to(facts), 0.2)
    reach = max(p[0] for p in drape.corners(shown))
    book = props.book((reach + 9, -6, 0), 0.25, (13, 19, 2.2), "#35504a")
    fruit = props.tangerine(2.7, (reach + 8, -7, 2.2), dice)
    return Shot([*shown, *book, *fruit], SECOND[facts.colour], aside(camera), exposure=0.2)
