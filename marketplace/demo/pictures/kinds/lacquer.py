"""Hạ Thái: lacquer over wood and coiled bamboo, with eggshell, gold leaf and silver leaf."""

import math
from random import Random

from marketplace.demo.facts import Facts
from marketplace.demo.pictures import birds, caskets, motifs, props, shapes, vistas
from marketplace.demo.pictures.motifs import placed
from marketplace.demo.pictures.shot import Shot
from marketplace.demo.pictures.studio import View, aside
from marketplace.demo.pictures.varnish import Inlay, lacquer

GROUNDS = {"black": "#0d0b0a", "red": "#8c1412", "brown": "#3d2012", "green": "#1d4a38"}
HERO = {
    "jewel-box": "ash", "tray": "slate", "round-box": "rust", "vase": "quay", "painting": "workbench",
    "bowls": "morning", "coasters": "moss",
}  # fmt: skip
SECOND = {
    "jewel-box": "workbench", "tray": "ash", "round-box": "quay", "vase": "slate",
    "painting": "ash", "bowls": "rust", "coasters": "workbench",
}  # fmt: skip
GOLD, SILVER, SHELL = "#d9a441", "#c9c4b8", "#efe6d2"
RED = "#8c1412"
MATERIALS = {"eggshell", "gold-leaf", "silver-leaf", "coloured-lacquer"}
PATTERNS = {
    "crane", "bamboo", "lotus", "plain-crackled", "red-river", "old-quarter", "two-tone", "carp",
}  # fmt: skip


def metal_of(facts: Facts) -> str:
    return {"gold-leaf": GOLD, "silver-leaf": SILVER}[facts.material]


def drawn_in(facts: Facts, marks: list, size: tuple[float, float], **hues: str) -> Inlay:
    """A picture all in the leaf of the product, or in eggshell, but for some hues."""
    there = {mark.hue for mark in marks}
    lines = {hue for hue in there if hue.endswith("-line")} | there & {
        "gap",
        "line",
        "heart",
        "vein",
    }
    laid = frozenset({""} | there - set(hues) - lines)
    is_shell = facts.material == "eggshell"
    own = SHELL if is_shell else metal_of(facts)
    palette = dict.fromkeys(there, own) | {"": own} | hues
    palette |= dict.fromkeys(lines, GROUNDS[facts.colour])
    shell, leaf = (laid, frozenset()) if is_shell else (frozenset(), laid)
    return Inlay(marks, size, palette, shell, leaf, cell=0.42)


def cranes(dice: Random, wide: float, deep: float) -> list:
    marks: list = []
    for x, y, size, flip in (
        (0.34, 0.56, 0.5, False),
        (0.72, 0.36, 0.4, True),
        (0.76, 0.76, 0.24, True),
    ):
        marks += placed(birds.crane(dice, deep * size * 1.25), wide * x, deep * y, 1, 0, flip)
    marks.append(vistas.disc(wide * 0.17, deep * 0.78, deep * 0.1, "sun"))
    return marks


def bamboo_grove(dice: Random, wide: float, deep: float) -> list:
    marks = placed(motifs.bamboo(dice, deep * 0.98), wide * 0.2, deep * 0.02)
    return marks + placed(motifs.bamboo(dice, deep * 0.8), wide * 0.78, deep * 0.02)


def lotus_round(dice: Random, wide: float) -> list:
    marks = placed(motifs.lotus_leaf(dice, wide * 0.42), wide * 0.66, wide * 0.36, 1, 0.2)
    marks += placed(motifs.lotus_leaf(dice, wide * 0.3), wide * 0.3, wide * 0.3, 1, -0.2)
    marks += placed(motifs.lotus(dice, wide * 0.52), wide * 0.46, wide * 0.4)
    return marks + placed(
        motifs.petal(0, 0, math.pi / 2, wide * 0.16, wide * 0.1, 0.4), wide * 0.76, wide * 0.56
    )


def jewel_box(facts: Facts, dice: Random):
    wide, deep, high = 24.0, 16.0, 10.0
    art = drawn_in(facts, cranes(dice, wide - 2, deep - 2), (wide - 2, deep - 2),
                   leg="#5a2a1a", beak="#5a2a1a", crown="#b3261e", sun="#b3261e")  # fmt: skip
    body = lacquer("body", GROUNDS[facts.colour])
    top = lacquer("top", GROUNDS[facts.colour], art, "xy")
    box, lid = caskets.lidded("box", (wide, deep, 1.6), high, 3.2, [body])
    lid.data.materials.clear()
    lid.data.materials.append(top)
    feet = [caskets.box("foot", (3.0, 2.2, 0.5), 1.1, [lacquer("foot", RED)]) for _ in range(4)]
    for foot, (a, b) in zip(feet, ((-1, -1), (1, -1), (1, 1), (-1, 1)), strict=True):
        foot.location = (a * (wide / 2 - 2.2), b * (deep / 2 - 1.8), 0)
    for part in (box, lid):
        part.location = (0, 0, 1.0)
    return [box, lid, *feet]


def tray(facts: Facts, dice: Random):
    wide, deep = 40.0, 26.0
    art = drawn_in(facts, bamboo_grove(dice, wide - 6, deep - 6), (wide - 6, deep - 6))
    made = caskets.tray(
        "tray", (wide, deep, 4.0), 3.4, [lacquer("tray", GROUNDS[facts.colour], art, "xy")]
    )
    return [made]


def round_box(facts: Facts, dice: Random):
    art = drawn_in(facts, lotus_round(dice, 15.0), (15.0, 15.0))
    body, top = (
        lacquer("body", GROUNDS[facts.colour]),
        lacquer("top", GROUNDS[facts.colour], art, "xy"),
    )
    base = shapes.lathe(
        "base",
        [(0.01, 0), (7.4, 0), (7.9, 0.4), (8.7, 2.0), (9.0, 4.2), (9.0, 5.0), (8.7, 5.1)],
        [body],
        128,
        60,
    )
    lid = shapes.lathe(
        "lid",
        [(8.6, 5.05), (9.0, 5.2), (9.05, 6.2), (8.6, 7.6), (7.4, 8.4), (4.0, 8.9), (0.01, 9.0)],
        [top],
        128,
        70,
    )
    rim = shapes.lathe(
        "rim",
        [(8.95, 5.0), (9.12, 5.05), (9.12, 5.3), (8.95, 5.35)],
        [gilt(metal_of(facts))],
        128,
        is_sharp=True,
    )
    return [base, lid, rim]


def gilt(colour: str):
    return props.skin("gilt", colour, 0.35, 0.8, 1.5, 0.1, Metallic=0.95)


def vase(facts: Facts, dice: Random):
    """Eggshell all over: chips, half of them stained, in red lacquer."""
    outline = [
        (5.2, 0),
        (5.6, 1.2),
        (8.8, 7),
        (10.4, 14),
        (9.6, 20),
        (6.2, 24.4),
        (4.0, 26.6),
        (3.8, 28),
        (5.0, 30),
    ]
    wide, high = 2 * math.pi * 8.5, 38.0
    marks = [vistas.block(0, high * 0.05, wide, high * 0.9, "shell")]
    art = Inlay(
        marks,
        (wide, high),
        {"shell": SHELL, "": RED},
        frozenset({"shell"}),
        cell=0.85,
        stain=0.5,
        pixels=1800,
    )
    outside = lacquer("vase", GROUNDS[facts.colour], art)
    plain = lacquer("inside", GROUNDS[facts.colour])
    return [shapes.turned("vase", outline, [outside, plain, plain], 0.5)]


RIVER = {
    "sky": "#a8895a", "sun": "#b3261e", "far": "#7a5530", "near": "#4a2c18", "water": "#c2bba8",
    "ripple": "#6b4a2c", "boat": "#1c100a", "roof": "#2c1810", "bank": "#2a170d", "step": "#8c6a42",
    "reed": "#1c100a", "": "#1c100a",
}  # fmt: skip
STREET = {
    "sky": "#1a1512", "sun": "#c9a24a", "far": "#b9a888", "wall": SHELL, "warm": "#b5562c",
    "roof": "#6d1f16", "door": "#241a14", "awning": "#8c1412", "road": "#3a2b20", "line": "#120d0a",
    "": "#120d0a",
}  # fmt: skip


def painting(facts: Facts, dice: Random):
    """A panel in a black frame that leans back on a small easel foot."""
    size = (60.0, 40.0) if facts.pattern == "red-river" else (40.0, 60.0)
    if facts.pattern == "red-river":
        marks, palette = vistas.river_landing(dice, *size), RIVER
        shell, leaf = frozenset[str](), frozenset({"water", "sky"})
    else:
        marks, palette = vistas.old_street(dice, *size), STREET
        shell, leaf = frozenset({"wall", "far"}), frozenset()
    art = Inlay(marks, size, palette, shell, leaf, cell=0.7, pixels=1500)
    panel = caskets.face(size, lacquer("panel", GROUNDS[facts.colour], art), (0, -1.0, 2.2))
    border = caskets.frame(size, 2.2, 2.4, [lacquer("frame", "#120f0d")])
    panel.parent = border
    border.rotation_euler = (math.radians(-9), 0, 0)
    foot = props.skin("easel", "#4a2f1d", 0.45, 0.6, 0.4)
    high = size[1]
    legs = [
        shapes.tube(
            "leg",
            [(x, 3.2, 0.6), (x * 0.7, 6.2 + high * 0.12, high * 0.8)],
            [0.9, 0.8],
            foot,
            16,
            6,
        )
        for x in (-size[0] * 0.3, size[0] * 0.3)
    ]
    legs.append(
        shapes.tube(
            "leg",
            [(0, 8 + high * 0.5, 0.6), (0, 5 + high * 0.11, high * 0.75)],
            [0.9, 0.8],
            foot,
            16,
            6,
        )
    )
    ledge = shapes.box("ledge", (size[0] * 0.8, 4.4, 1.4), foot, 0.3, (0, -0.6, 0))
    border.location = (0, 0, 1.5)
    return [border, panel, *legs, ledge]


def bowls(facts: Facts, dice: Random):
    """Three nesting bowls of coiled bamboo: green without, black within."""
    dark = {"green": "#16120f"}[facts.colour]
    outside, inside = lacquer("outside", GROUNDS[facts.colour]), lacquer("inside", dark)
    made = []
    for scale, at, turn in (
        (1.0, (-5, 4, 0), 0),
        (0.82, (10.5, -4.0, 0), 0.4),
        (0.66, (-2.5, -12.5, 0), 1.0),
    ):
        outline = [
            (r * scale, z * scale)
            for r, z in ((3.8, 0), (4.0, 0.7), (6.8, 1.8), (9.0, 4.4), (10, 8))
        ]
        made.append(
            props.stand(
                shapes.turned("bowl", outline, [outside, inside, outside], 0.4), at, (0, 0, turn)
            )
        )
    return made


def coasters(facts: Facts, dice: Random):
    """Six square coasters: four in a pile, one against it, one before."""
    wide = 10.0
    art = drawn_in(
        facts, placed(motifs.carp(dice, wide * 0.72), wide / 2, wide / 2, 1, 0.6), (wide, wide)
    )
    surface = lacquer("coaster", GROUNDS[facts.colour], art, "xy")
    first = caskets.box("coaster", (wide, wide, 1.4), 0.7, [surface])
    made = [first]
    number = int(facts.contents)
    for i in range(1, number - 2):
        made.append(
            props.stand(
                shapes.copy_of(first),
                (0.15 * i, 0.1 * i, 0.72 * i),
                (0, 0, dice.uniform(-0.25, 0.25)),
            )
        )
    leaning = props.stand(shapes.copy_of(first), (9.4, 2.2, 4.75), (math.radians(64), 0, -0.35))
    flat = props.stand(shapes.copy_of(first), (-2.5, -11.6, 0), (0, 0, 0.25))
    block = shapes.box("block", (3, 3, 4.2), lacquer("block", RED), 0.2, (10.4, 4.9, 0))
    return [*made, leaning, flat, block]


BUILT_BY_FORM = {
    "jewel-box": jewel_box, "tray": tray, "round-box": round_box, "vase": vase,
    "painting": painting, "bowls": bowls, "coasters": coasters,
}  # fmt: skip
CAMERA = {
    "jewel-box": View(245, 34, 85, 0.74), "tray": View(262, 40, 85, 0.78),
    "round-box": View(262, 40, 85, 0.68), "vase": View(270, 12, 85, 0.74),
    "painting": View(258, 8, 85, 0.8), "bowls": View(266, 32, 85, 0.76),
    "coasters": View(258, 38, 85, 0.74),
}  # fmt: skip
CLOSE = {
    "jewel-box": ((-3, -2, 11), 14), "tray": ((-8, 0, 1), 20), "round-box": ((0, -2, 8.8), 11),
    "vase": ((0, -9.5, 16), 15), "painting": ((-4, -4, 18), 26), "bowls": ((10, -9, 5), 16),
    "coasters": ((-2.5, -11.6, 0.7), 10),
}  # fmt: skip


def scene(facts: Facts, view: str, dice: Random) -> Shot:
    if facts.pattern not in PATTERNS:
        raise ValueError(f"No lacquer is laid with {facts.pattern}")
    if facts.material not in MATERIALS:
        raise ValueError(f"No lacquer is made of {facts.material}")
    things = BUILT_BY_FORM[facts.form](facts, dice)
    if view == "detail":
        camera = CAMERA[facts.form]
        near = View(camera.side - 6, camera.high + 4, 90, stop=9)
        return Shot(things, HERO[facts.form], near, CLOSE[facts.form], 0.2)
    if view == "in_use":
        reach = max(float(part.location[0]) for part in things) + size_of(facts) / 2
        cup = props.book((reach + 9, -2, 0), 0.3, (13, 19, 2.2), "#35504a")
        fruit = props.tangerine(2.7, (reach + 8, -3, 2.2), dice)
        return Shot(
            [*things, *cup, *fruit], SECOND[facts.form], aside(CAMERA[facts.form]), exposure=0.2
        )
    return Shot(things, HERO[facts.form], CAMERA[facts.form], exposure=0.2)


def size_of(facts: Facts) -> float:
    """The product's width in cm, from its size."""
    first = facts.size.lstrip("dh").split("x")[0]
    return float(first) * (2.0 if facts.contents else 1.0)
