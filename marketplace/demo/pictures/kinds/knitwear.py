"""La Phù: knitted jumpers, cardigans, blankets, scarves, hats and baby clothes."""

import math
from random import Random

import numpy as np

from marketplace.demo.facts import Facts
from marketplace.demo.pictures import drape, pieces, props, shapes, stands
from marketplace.demo.pictures.knits import knit
from marketplace.demo.pictures.shot import Shot
from marketplace.demo.pictures.studio import View, aside

HERO = {
    "jumper": "workbench", "cardigan": "slate", "blanket": "ash", "scarf": "evening", "beanie": "indigo",
    "baby-set": "morning",
}  # fmt: skip
SECOND = {
    "jumper": "ash", "cardigan": "rust", "blanket": "workbench", "scarf": "quay", "beanie": "ash",
    "baby-set": "workbench",
}  # fmt: skip
YARNS = {
    "red": "#a8232a", "ivory": "#efe5cd", "grey": "#8d8f90", "indigo": "#2d4478", "mustard": "#cf9426",
    "celadon": "#bcdccb",
}  # fmt: skip
MATERIALS = {"lambswool", "cotton-yarn", "acrylic-wool", "merino"}
PATTERNS = {"cables", "plain-knit", "wave-knit", "striped", "rib-knit", "moss-knit"}


def yarn(facts: Facts, size: tuple[float, float], pattern: str = "", name: str = "knit"):
    return knit(name, pattern or facts.pattern, YARNS[facts.colour], size)


def padded(
    name: str, left, right, material, thick: float, z: float, dice: Random, soft: float = 0.3
):
    """A flat piece between two edges (n, 2), from bottom to top, plump and a little uneven."""
    left, right = shapes.smooth(left, 70), shapes.smooth(right, 70)
    s = np.linspace(0, 1, 50)
    flat = left[:, None] * (1 - s)[None, :, None] + right[:, None] * s[None, :, None]
    rows = np.linspace(0, 1, 70)
    side = np.clip(np.minimum(s, 1 - s) / 0.09, 0, 1)
    end = np.clip(np.minimum(rows, 1 - rows) / 0.045, 0, 1)
    edge = np.sqrt(1 - (1 - side[None, :]) ** 2) * np.sqrt(1 - (1 - end[:, None]) ** 2)
    p, q = dice.uniform(0, 6), dice.uniform(0, 6)
    wave = np.sin(flat[:, :, 0] * 0.32 + p + 0.2 * flat[:, :, 1]) * np.sin(flat[:, :, 1] * 0.23 + q)
    up = z + thick * edge + soft * wave * edge
    top = np.concatenate([flat, up[:, :, None]], axis=2)
    return shapes.grid_object(name, top, [material])


def cuffed(name: str, at, turn: float, size: tuple[float, float], material, thick: float):
    """A ribbed band lying flat: its middle at `at`, `size` across and along."""
    wide, long = size
    s, t = np.linspace(-1, 1, 40), np.linspace(-0.5, 0.5, 14)
    x, y = np.meshgrid(s * wide / 2, t * long)
    bow = np.sqrt(np.clip(1 - np.abs(s) ** 6, 0, 1))[None, :] * np.ones((14, 1))
    end = np.clip((0.5 - np.abs(t)) / 0.08, 0, 1)[:, None] ** 0.5
    z = thick * bow * (0.55 + 0.45 * end)
    made = shapes.grid_object(name, np.stack([x, y, z], axis=-1), [material])
    return props.stand(made, at, (0, 0, turn))


def neckband(at, wide: float, deep: float, material, thick: float, z: float):
    """A rolled ring round a neck that lies flat."""
    a = np.linspace(0, 2 * math.pi, 80)
    line = np.stack([at[0] + np.cos(a) * wide / 2, at[1] + np.sin(a) * deep / 2, z + 0 * a], axis=1)
    return shapes.tube("neck", line, [thick, thick], material, 16, 140, 0.8)


def dark_inside(at, wide: float, deep: float, z: float, colour: str):
    stuff = props.skin("inside", colour, 0.95, 0.5)
    made = shapes.lathe("inside", [(0.01, 0), (1.0, 0)], [stuff], 50, is_sharp=True)
    made.scale, made.location = (wide / 2, deep / 2, 1), (at[0], at[1], z)
    return made


def sleeves(material, hem, dice: Random, scale: float, thick: float, reach: float = 1.0) -> list:
    """Both sleeves spread a little from the body, with their cuffs."""
    made = []
    for side in (-1, 1):
        k = scale
        outer = [
            (side * 22.5 * k, 52 * k),
            (side * 33 * k, 30 * k),
            (side * 38.5 * k, 6 * k * (2 - reach)),
        ]
        inner = [
            (side * 23.5 * k, 35 * k),
            (side * 26.5 * k, 24 * k),
            (side * 29.5 * k, 4 * k * (2 - reach)),
        ]
        pair = (inner, outer) if side > 0 else (outer, inner)
        made.append(padded("sleeve", pair[0][::-1], pair[1][::-1], material, thick, 0.1, dice))
        middle = ((outer[-1][0] + inner[-1][0]) / 2, (outer[-1][1] + inner[-1][1]) / 2 - 2.6 * k, 0)
        made.append(cuffed("cuff", middle, side * 0.2, (9.0 * k, 7.0 * k), hem, thick * 0.9))
    return made


def body(material, hem, dice: Random, scale: float, thick: float) -> list:
    k = scale
    left = [
        (-24 * k, 4 * k),
        (-25 * k, 20 * k),
        (-24 * k, 36 * k),
        (-23 * k, 53 * k),
        (-9 * k, 58 * k),
    ]
    right = [(-x, y) for x, y in left]
    made = [padded("body", left, right, material, thick * 1.25, 0.15, dice, 0.35)]
    made.append(cuffed("hem", (0, 1.6 * k, 0), 0, (46 * k, 7.4 * k), hem, thick * 1.2))
    return made


def jumper(facts: Facts, dice: Random) -> list:
    """Spread on the table: cables over the body, ribbed hem, cuffs and neck."""
    cloth, sleeve = yarn(facts, (50, 56)), yarn(facts, (14, 46), "cables", "sleeve")
    hem, cuff = yarn(facts, (46, 7), "hem", "hem"), yarn(facts, (10, 7), "hem", "cuff")
    made = sleeves(sleeve, cuff, dice, 1.0, 2.0) + body(cloth, hem, dice, 1.0, 2.2)
    made.append(dark_inside((0, 57.4), 17, 5.6, 2.4, "#5a1216"))
    made.append(neckband((0, 57.2), 18, 6.4, yarn(facts, (60, 3), "hem", "neck"), 1.25, 2.6))
    return made


def cardigan(facts: Facts, dice: Random) -> list:
    """Two fronts with a band of buttons between them, over a back that shows at the neck."""
    cloth, sleeve = yarn(facts, (25, 56)), yarn(facts, (14, 46), "", "sleeve")
    hem, cuff = yarn(facts, (24, 7), "hem", "hem"), yarn(facts, (10, 7), "hem", "cuff")
    made = sleeves(sleeve, cuff, dice, 1.05, 2.0)
    back = yarn(facts, (50, 56), "", "back")
    made.append(
        padded(
            "back",
            [(-23, 6), (-23, 36), (-10, 60)],
            [(23, 6), (23, 36), (10, 60)],
            back,
            1.2,
            0.1,
            dice,
        )
    )
    for side in (-1, 1):
        edge = [
            (side * 25, 4),
            (side * 26, 22),
            (side * 25, 40),
            (side * 24, 55),
            (side * 10.5, 60.5),
        ]
        inner = [
            (side * 0.8, 4),
            (side * 0.8, 20),
            (side * 1.0, 34),
            (side * 5.5, 48),
            (side * 9.5, 60),
        ]
        pair = (inner, edge) if side > 0 else (edge, inner)
        made.append(padded("front", pair[0], pair[1], cloth, 2.7, 0.2, dice))
        made.append(cuffed("hem", (side * 12.6, 1.8, 0), 0, (24.4, 7), hem, 2.6))
    line = [(0, -1, 2.5), (0, 20, 3.0), (0.2, 34, 3.0)]
    made.append(
        shapes.tube("placket", line, [1.7, 1.7], yarn(facts, (8, 36), "hem", "band"), 14, 50, 0.45)
    )
    for side in (-1, 1):
        rim = [(side * 0.6, 33, 2.8), (side * 5.2, 48, 3.0), (side * 9.4, 60, 2.6)]
        made.append(
            shapes.tube("edge", rim, [1.4, 1.4], yarn(facts, (8, 30), "hem", "edge"), 14, 50, 0.5)
        )
    made.append(
        shapes.tube(
            "collar",
            [(-9.4, 60, 2.4), (0, 62.4, 2.2), (9.4, 60, 2.4)],
            [1.4, 1.4],
            yarn(facts, (8, 24), "hem", "collar"),
            14,
            40,
            0.6,
        )
    )
    wood = props.skin("button", "#6a3f20", 0.3, 0.7, 3)
    for i in range(5):
        made.append(props.stand(button(wood, 1.15), (0, 2.5 + i * 7.6, 3.55)))
    return made


def button(material, radius: float):
    outline = [(0.001, 0), (1.0, 0.02), (1.05, 0.22), (0.85, 0.34), (0.55, 0.24), (0.001, 0.24)]
    return shapes.lathe(
        "button", [(r * radius, z * radius) for r, z in outline], [material], 28, is_sharp=True
    )


def blanket(facts: Facts, dice: Random) -> list:
    """A thick blanket folded in three, its wave seen on the upper fold."""
    wide, deep = 58.0, 42.0
    material = knit("blanket", facts.pattern, "#b9bbb9", (wide, deep * 2.1), (), "#5e6468")
    made = drape.folded("blanket", wide, deep, 3, material, dice, 6.2, 0, 0.06)
    return made


def scarf(facts: Facts, dice: Random) -> list:
    """Hung over the rod of a rack, striped across, fringed."""
    wide, front, back, ends = 30.0, 62.0, 48.0, 7.0
    height = front + ends + 3.5
    indigo, pale, deep = "#2d4478", "#d7cfba", "#1b2a52"
    bands = (indigo, indigo, deep, pale, deep, indigo, indigo, pale, pale, indigo, deep, pale) * 4
    material = knit("scarf", facts.pattern, indigo, (wide, front + back), bands)
    made = drape.over_rod(
        "scarf", wide, front, back, height, material, dice, 1.2, 2.6, 1.0, 1.05, 0.9
    )
    mesh = made.data
    points = np.empty(len(mesh.vertices) * 3, np.float32)
    mesh.vertices.foreach_get("co", points)
    edge = points.reshape(-1, 3)[:140].astype(float)
    yarns = props.skin("fringe", indigo, 0.9, 0.75)
    return [made, drape.fringe(edge, yarns, dice, ends, 90, 0.16), *stands.rack(wide * 1.5, height)]


def cap(name: str, radius: float, high: float, crown, brim, fold: float) -> list:
    """A knitted cap standing on its folded brim."""
    t = np.linspace(0, math.pi / 2, 40)
    profile = [(radius * 0.97, fold * 0.6), *zip(radius * np.cos(t) ** 0.8, fold + (high - fold) * np.sin(t), strict=True)]  # fmt: skip
    dome = shapes.lathe(name, profile, [crown], 120, is_sharp=True, wave=lambda a, v: 1 + 0.012 * np.sin(3 * a + 4 * v))  # fmt: skip
    ring = [
        (radius * 0.96, 0.1), (radius * 1.06, 0.0), (radius * 1.11, 0.7), (radius * 1.11, fold - 0.6),
        (radius * 1.05, fold), (radius * 0.98, fold - 0.1),
    ]  # fmt: skip
    return [dome, shapes.lathe("brim", ring, [brim], 120, 40)]


def beanie(facts: Facts, dice: Random) -> list:
    crown, brim = yarn(facts, (60, 18)), yarn(facts, (62, 7), "hem", "brim")
    made = cap("beanie", 9.6, 18.5, crown, brim, 6.4)
    tuft = props.stand(pompon(2.9, YARNS[facts.colour], dice), (0, 0, 20.0))
    return [*made, tuft]


def pompon(radius: float, colour: str, dice: Random):
    """A ball of cut ends of yarn."""
    grain = np.random.default_rng(4)
    n = 900
    turns = np.stack(
        [grain.uniform(0, 6.3, n), grain.uniform(-1.57, 1.57, n), grain.uniform(0, 6.3, n)], axis=1
    )
    way = grain.normal(0, 1, (n, 3))
    way /= np.linalg.norm(way, axis=1)[:, None]
    turns[:, 0], turns[:, 1], turns[:, 2] = (
        0,
        -np.arcsin(way[:, 2]),
        np.arctan2(way[:, 1], way[:, 0]),
    )
    piece = pieces.blob(1.1, 0.34, 0.34, 2.6)
    return pieces.swarm(
        "pompon",
        [piece],
        way * (radius - 0.5),
        turns,
        pieces.shades("pompon", colour, rough=0.95),
        grain,
    )


def baby_set(facts: Facts, dice: Random) -> list:
    """A small jacket laid out with its cap and two bootees before it."""
    scale = 0.5
    cloth, sleeve = yarn(facts, (13, 28)), yarn(facts, (7, 22), "", "sleeve")
    hem, cuff = yarn(facts, (12, 4), "hem", "hem"), yarn(facts, (5, 4), "hem", "cuff")
    jacket = sleeves(sleeve, cuff, dice, scale, 1.4)
    back = yarn(facts, (25, 28), "", "back")
    jacket.append(
        padded(
            "back",
            [(-11, 3), (-11, 18), (-5, 30)],
            [(11, 3), (11, 18), (5, 30)],
            back,
            0.9,
            0.1,
            dice,
            0.15,
        )
    )
    for side in (-1, 1):
        edge = [
            (side * 12.4, 2),
            (side * 12.8, 11),
            (side * 12, 21),
            (side * 11.6, 27.4),
            (side * 4.6, 29.6),
        ]
        inner = [
            (side * 0.2, 2),
            (side * 0.2, 12),
            (side * 0.2, 21),
            (side * 1.8, 26),
            (side * 4.2, 29.4),
        ]
        pair = (inner, edge) if side > 0 else (edge, inner)
        jacket.append(padded("front", pair[0], pair[1], cloth, 1.7, 0.1, dice, 0.15))
        jacket.append(cuffed("hem", (side * 6.3, 0.8, 0), 0, (12.4, 3.6), hem, 1.6))
    shell = props.skin("button", "#f4efe2", 0.25, 0.9, 3)
    for i in range(4):
        jacket.append(props.stand(button(shell, 0.7), (0.5, 3 + i * 5.4, 1.85)))
    jacket.append(neckband((0, 29.2), 9, 3.4, yarn(facts, (30, 2), "hem", "neck"), 0.75, 1.6))
    for part in jacket:
        part.location = tuple(np.array(part.location) + np.array((0, -8, 0)))
    little = cap(
        "cap",
        6.2,
        11.0,
        yarn(facts, (40, 12), "", "crown"),
        yarn(facts, (40, 4), "hem", "brim"),
        3.4,
    )
    for part in little:
        part.location = (-14.5, -25.0, 0)
    boots = [
        part
        for k in (0, 1)
        for part in bootee(facts, (7.0 + 8.2 * k, -21.6 - 1.0 * k), 1.75 - 0.3 * k)
    ]
    return [*jacket, *little, *boots]


def bootee(facts: Facts, at: tuple[float, float], turn: float) -> list:
    """A small sock-like shoe: foot, leg and a ribbed cuff."""
    cloth, cuff = yarn(facts, (18, 12), "", "bootee"), yarn(facts, (16, 3), "hem", "top")
    line = [(4.6, 0, 1.75), (1.5, 0, 2.0), (-1.6, 0, 2.3), (-2.6, 0, 4.0), (-2.7, 0, 7.0)]
    foot = shapes.tube(
        "bootee", line, [1.5, 2.1, 2.4, 2.3, 2.3], cloth, 40, 70, 1.0, True, (0, 1, 0)
    )
    top = shapes.lathe(
        "top", [(2.25, 5.6), (2.75, 5.7), (2.85, 7.4), (2.5, 7.7), (2.0, 7.4)], [cuff], 60, 30
    )
    top.location = (-2.7, 0, 0)
    ribbon = props.skin("ribbon", "#f4efe2", 0.6, 0.9)
    a = np.linspace(0, 2 * math.pi, 40)
    tie = shapes.tube(
        "tie",
        [(-2.7 + math.cos(t) * 2.5, math.sin(t) * 2.5, 5.3) for t in a],
        [0.2, 0.2],
        ribbon,
        8,
        60,
    )
    made = [foot, top, tie]
    for part in made:
        x, y, _z = part.location
        c, s = math.cos(turn), math.sin(turn)
        part.location = (at[0] + c * x - s * y, at[1] + s * x + c * y, 0)
        part.rotation_euler = (0, 0, turn)
    return made


BUILT_BY_FORM = {
    "jumper": jumper, "cardigan": cardigan, "blanket": blanket, "scarf": scarf, "beanie": beanie,
    "baby-set": baby_set,
}  # fmt: skip
CAMERA = {
    "jumper": View(268, 62, 85, 0.82), "cardigan": View(272, 64, 85, 0.84), "blanket": View(248, 30, 85, 0.76),
    "scarf": View(264, 8, 85, 0.84), "beanie": View(266, 14, 85, 0.74), "baby-set": View(268, 52, 85, 0.84),
}  # fmt: skip
CLOSE = {
    "jumper": ((0, 28, 2.5), 22), "cardigan": ((1, 30, 3), 18), "blanket": ((-12, -20, 14), 26),
    "scarf": ((0, -1.6, 50), 24), "beanie": ((0, -9, 8), 12), "baby-set": ((0, 8, 2), 14),
}  # fmt: skip
WIDE = {"jumper": 46, "cardigan": 48, "blanket": 38, "scarf": 30, "beanie": 15, "baby-set": 26}


def scene(facts: Facts, view: str, dice: Random) -> Shot:
    if facts.pattern not in PATTERNS or facts.material not in MATERIALS:
        raise ValueError(f"Nothing is knitted {facts.pattern} of {facts.material}")
    things = BUILT_BY_FORM[facts.form](facts, dice)
    camera = CAMERA[facts.form]
    if view == "detail":
        near = View(camera.side - 4, min(70, camera.high + 4), 90, stop=9)
        return Shot(things, HERO[facts.form], near, CLOSE[facts.form], 0.2)
    if view == "in_use":
        book = props.book((WIDE[facts.form], -4, 0), 0.3, (13, 19, 2.2), "#35504a")
        return Shot([*things, *book], SECOND[facts.form], aside(camera), exposure=0.2)
    return Shot(things, HERO[facts.form], camera, exposure=0.2)
