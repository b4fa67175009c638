"""Chuôn Ngọ: mother-of-pearl, sawn by hand, laid into rosewood, ebony and black lacquer."""

import math
from random import Random

from marketplace.demo.facts import Facts
from marketplace.demo.pictures import birds, caskets, motifs, props, shapes, table, vistas, woods
from marketplace.demo.pictures.motifs import placed
from marketplace.demo.pictures.shot import Shot
from marketplace.demo.pictures.studio import View, aside
from marketplace.demo.pictures.varnish import Inlay, lacquer

HERO = {
    "jewel-box": "moss", "tray": "paper", "panel": "quay", "tea-caddy": "morning",
    "name-card-box": "ash", "chopsticks": "rust",
}  # fmt: skip
SECOND = {
    "jewel-box": "ash", "tray": "morning", "panel": "workbench", "tea-caddy": "slate",
    "name-card-box": "rust", "chopsticks": "paper",
}  # fmt: skip
COLOURS = {"padauk": "brown", "ebony": "black", "black-lacquer": "black"}
PEARL = "#e8e6dc"
PATTERNS = {"birds-flowers", "carp", "four-seasons", "lotus", "phoenix", "peach-blossom"}
BRASS = "#b8934e"


def pearl(marks: list, size: tuple[float, float], cell: float = 0.8, pixels: int = 1300) -> Inlay:
    """All marks in shell, their inner lines engraved and blackened."""
    hues = {mark.hue for mark in marks}
    lines = {h for h in hues if h.endswith("-line")} | hues & {"gap", "vein"}
    palette = dict.fromkeys(hues, PEARL) | {"": PEARL} | dict.fromkeys(lines, "#15100d")
    return Inlay(marks, size, palette, pearl=frozenset(hues - lines), cell=cell, pixels=pixels)


def surface(facts: Facts, name: str, art: Inlay | None = None, flat: str = "", along: str = "x"):
    if COLOURS[facts.material] != facts.colour:
        raise ValueError(f"{facts.material} is not {facts.colour}")
    if facts.material == "black-lacquer":
        return lacquer(name, woods.BLACK_LACQUER, art, flat)
    return woods.timber(name, facts.material, art, flat, 1.0, along, 0.8)


def border(wide: float, high: float, edge: float, thick: float) -> list:
    """A double line round a sheet."""
    marks = []
    for at, line in ((edge, thick), (edge + thick * 2.2, thick * 0.45)):
        corners = [(at, at), (wide - at, at), (wide - at, high - at), (at, high - at)]
        for one, two in zip(corners, [*corners[1:], corners[0]], strict=True):
            marks.append(motifs.stroke([one, two], [line, line], 1, "border"))
    return marks


def birds_flowers(dice: Random, wide: float, deep: float) -> list:
    marks = border(wide, deep, wide * 0.03, wide * 0.012)
    marks += placed(motifs.branch(dice, wide * 0.5, 8), wide * 0.08, deep * 0.16, 1, -0.25)
    marks += placed(birds.phoenix(dice, wide * 0.3), wide * 0.72, deep * 0.64, 1, 0, True)
    marks += placed(motifs.chrysanthemum(deep * 0.34, dice), wide * 0.8, deep * 0.27)
    for angle in (0.4, 2.4, 3.6):
        marks.append(motifs.leaf(wide * 0.8, deep * 0.27, angle, deep * 0.32, deep * 0.07))
    return marks


def carps(dice: Random, wide: float, deep: float) -> list:
    marks = border(wide, deep, wide * 0.025, wide * 0.01)
    marks += placed(motifs.carp(dice, wide * 0.4), wide * 0.34, deep * 0.6, 1, 0.25)
    marks += placed(motifs.carp(dice, wide * 0.3), wide * 0.68, deep * 0.36, 1, 3.5)
    marks += placed(motifs.lotus_leaf(dice, wide * 0.2), wide * 0.82, deep * 0.76)
    return marks + placed(motifs.lotus_leaf(dice, wide * 0.14), wide * 0.16, deep * 0.22)


def seasons(dice: Random, wide: float, high: float) -> list:
    """Spring's blossom, summer's lotus, autumn's chrysanthemum, winter's bamboo, two by two."""
    marks = border(wide, high, wide * 0.035, wide * 0.012)
    middle_x, middle_y, thin = wide / 2, high / 2, wide * 0.006
    marks.append(motifs.stroke([(middle_x, high * 0.06), (middle_x, high * 0.94)], [thin] * 2, 1, "border"))  # fmt: skip
    marks.append(motifs.stroke([(wide * 0.09, middle_y), (wide * 0.91, middle_y)], [thin] * 2, 1, "border"))  # fmt: skip
    marks += placed(motifs.branch(dice, wide * 0.36, 9), wide * 0.12, high * 0.58, 1, 0.3)
    marks += placed(motifs.lotus_leaf(dice, wide * 0.26), wide * 0.78, high * 0.64)
    marks.append(motifs.stroke([(wide * 0.68, high * 0.56), (wide * 0.7, high * 0.68), (wide * 0.68, high * 0.76)], [wide * 0.012] * 2, 1, "stem"))  # fmt: skip
    marks += placed(motifs.lotus(dice, wide * 0.3), wide * 0.68, high * 0.76)
    marks.append(motifs.stroke([(wide * 0.24, high * 0.09), (wide * 0.29, high * 0.2), (wide * 0.26, high * 0.34)], [wide * 0.012] * 2, 1, "stem"))  # fmt: skip
    for i in range(4):
        marks.append(motifs.leaf(wide * 0.27, high * (0.13 + 0.05 * i), 0.5 + 2.2 * (i % 2), wide * 0.15, wide * 0.045))  # fmt: skip
    marks += placed(motifs.chrysanthemum(wide * 0.27, dice), wide * 0.26, high * 0.36)
    return marks + placed(motifs.bamboo(dice, high * 0.36), wide * 0.7, high * 0.08)


def lotus_side(dice: Random, wide: float, high: float) -> list:
    marks = border(wide, high, wide * 0.04, wide * 0.015)
    marks.append(motifs.stroke([(wide * 0.5, high * 0.08), (wide * 0.56, high * 0.26), (wide * 0.5, high * 0.45)], [wide * 0.025] * 2, 1, "stem"))  # fmt: skip
    marks += placed(motifs.lotus_leaf(dice, wide * 0.46), wide * 0.64, high * 0.28, 1, 0.2)
    marks += placed(motifs.lotus_leaf(dice, wide * 0.34), wide * 0.28, high * 0.2, 1, -0.2)
    return marks + placed(motifs.lotus(dice, wide * 0.6), wide * 0.5, high * 0.46)


def hinges(wide: float, y: float, z: float) -> list:
    """A round brass plate and its ring at the front of a box."""
    brass = props.skin("brass", BRASS, 0.3, 0.9, 1, 0.05, Metallic=0.9)
    plate = shapes.lathe("plate", [(0.01, 0), (wide, 0), (wide, 0.15), (0.01, 0.25)], [brass], 40, is_sharp=True)  # fmt: skip
    props.stand(plate, (0, y, z), (math.radians(90), 0, 0))
    a = [i * math.pi / 9 for i in range(19)]
    ring = [
        (math.cos(t) * wide * 0.5, y - 0.45, z - wide * 0.5 + math.sin(t) * wide * 0.5) for t in a
    ]
    return [plate, shapes.tube("ring", ring, [0.12, 0.12], brass, 10, 60, 1.0, False, (0, 1, 0))]


def jewel_box(facts: Facts, dice: Random) -> list:
    wide, deep, high = 26.0, 18.0, 12.0
    art = pearl(birds_flowers(dice, wide - 2, deep - 2), (wide - 2, deep - 2))
    box, lid = caskets.lidded("box", (wide, deep, 0.8), high, 3.4, [surface(facts, "body")])
    lid.data.materials.clear()
    lid.data.materials.append(surface(facts, "top", art, "xy"))
    return [box, lid, *hinges(1.3, -deep / 2, high - 3.6)]


def tray(facts: Facts, dice: Random) -> list:
    wide, deep = 42.0, 28.0
    art = pearl(carps(dice, wide - 6, deep - 6), (wide - 6, deep - 6), 1.0)
    return [caskets.tray("tray", (wide, deep, 2.4), 3.6, [surface(facts, "tray", art, "xy")])]


def panel(facts: Facts, dice: Random) -> list:
    wide, high = 40.0, 60.0
    art = pearl(seasons(dice, wide, high), (wide, high), 1.2, 1500)
    face = caskets.face((wide, high), surface(facts, "face", art), (0, -0.4, 2.6))
    rim = caskets.frame((wide, high), 2.6, 2.2, [woods.timber("frame", "padauk")])
    things = [face, rim]
    for part in things:
        part.rotation_euler, part.location = (math.radians(-7), 0, 0), (0, 0, 1.8)
    foot = caskets.box("foot", (30, 7, 0.8), 2.0, [woods.timber("foot", "padauk")])
    return [*things, foot]


def caddy(facts: Facts, dice: Random) -> list:
    """A square caddy with a picture on its front and a drawn-in lid."""
    wide, high = 9.0, 11.4
    art = pearl(lotus_side(dice, wide * 0.86, high * 0.86), (wide * 0.86, high * 0.86), 0.5)
    body = caskets.box("body", (wide, wide, 1.0), high, [surface(facts, "body", None, "", "z")])
    front = caskets.face((wide * 0.86, high * 0.86), surface(facts, "front", art, "", "z"), (0, -wide / 2 - 0.02, high * 0.07))  # fmt: skip
    side_art = pearl(lotus_side(dice, wide * 0.86, high * 0.86), (wide * 0.86, high * 0.86), 0.5)
    side = caskets.face((wide * 0.86, high * 0.86), surface(facts, "side", side_art, "", "z"), (0, -wide / 2 - 0.02, high * 0.07))  # fmt: skip
    side.rotation_euler = (0, 0, -math.pi / 2)
    lid = caskets.box("lid", (wide + 0.5, wide + 0.5, 1.1), 1.5, [surface(facts, "lid")], high + 0.1)  # fmt: skip
    knob = shapes.lathe("knob", [(0.01, high + 1.5), (0.8, high + 1.6), (0.55, high + 2.0), (0.9, high + 2.5), (0.01, high + 2.8)],
                        [surface(facts, "knob")], 40, 30)  # fmt: skip
    return [body, front, side, lid, knob]


def card_box(facts: Facts, dice: Random) -> list:
    wide, deep = 10.0, 7.0
    marks = border(wide - 0.6, deep - 0.6, 0.3, 0.1)
    marks += placed(birds.phoenix(dice, wide * 0.66), wide * 0.5, deep * 0.42)
    art = pearl(marks, (wide - 0.6, deep - 0.6), 0.45)
    box, lid = caskets.lidded("box", (wide, deep, 0.5), 2.8, 1.0, [surface(facts, "body")])
    lid.data.materials.clear()
    lid.data.materials.append(surface(facts, "top", art, "xy"))
    paper = props.skin("card", "#f3ecdd", 0.85, 0.95, 1, 0.03)
    cards = [props.stand(shapes.box("card", (9.0, 5.5, 0.05), paper, 0), (5.2 - 0.7 * i, -6.2 + 0.5 * i, 0.06 * i), (0, 0, 0.35 - 0.14 * i)) for i in range(3)]  # fmt: skip
    return [box, lid, *cards]


def chopsticks(facts: Facts, dice: Random) -> list:
    """Pairs on two rests, the thick ends inlaid with blossom and rings."""
    made = []
    long, wide = 24.0, 2.4
    for i in range(int(facts.contents)):
        marks = [vistas.block(0, k, wide, k + 0.16, "ring") for k in (5.2, 4.8, 0.5)]
        for j in range(4):
            marks += placed(motifs.blossom(1.15, dice), dice.uniform(0.5, 1.9), 1.2 + j * 0.95)
        art = pearl(marks, (wide, 6.4), 0.35, 256)
        thick = lacquer("end", woods.BLACK_LACQUER, art)
        thin = lacquer("tip", woods.BLACK_LACQUER)
        end = shapes.tube("end", [(8.6, 0, 0), (long - 9, 0, 0)], [0.4, 0.46], thick, 20, 24)
        tip = shapes.tube("tip", [(-9, 0, 0), (8.7, 0, 0)], [0.2, 0.4], thin, 16, 20)
        for part in (end, tip):
            part.location = (0, -7.2 + 2.2 * (i // 2) * 1.6 + 1.05 * (i % 2), 1.55)
        made += [end, tip]
    rest = props.skin("rest", "#efe6d2", 0.3, 0.9, 1, 0.05)
    for x in (-5.5, 11.5):
        made.append(shapes.box("rest", (1.3, 19, 1.15), rest, 0.35, (x, 0.6, 0)))
    return made


BUILT_BY_FORM = {
    "jewel-box": jewel_box, "tray": tray, "panel": panel, "tea-caddy": caddy,
    "name-card-box": card_box, "chopsticks": chopsticks,
}  # fmt: skip
CAMERA = {
    "jewel-box": View(250, 34, 85, 0.76), "tray": View(262, 44, 85, 0.82), "panel": View(262, 6, 85, 0.86),
    "tea-caddy": View(244, 16, 85, 0.76), "name-card-box": View(256, 40, 85, 0.8), "chopsticks": View(250, 46, 85, 0.84),
}  # fmt: skip
CLOSE = {
    "jewel-box": ((3, 1, 12), 13), "tray": ((-6, 2, 1), 17), "panel": ((8, 0, 47), 22),
    "tea-caddy": ((0, -4.5, 6.5), 8), "name-card-box": ((0, 0, 2.8), 6), "chopsticks": ((11.5, -2, 1.6), 8),
}  # fmt: skip


def laid(facts: Facts, things: list, dice: Random) -> list:
    """What one uses with it: tea on the tray and beside the caddy, rice before chopsticks."""
    right = table.right_of(things, 5)
    if facts.form == "tray":
        return table.cup((-6, 2.5, 0.9)) + table.cup((4, -1.5, 0.9))
    if facts.form == "tea-caddy":
        return table.cup((right, -5, 0)) + table.cup((right + 8, -1, 0))
    if facts.form == "chopsticks":
        return table.rice_bowl((right + 2, 0, 0), dice)
    return props.tangerine(2.7, (right, -3, 0), dice)


def scene(facts: Facts, view: str, dice: Random) -> Shot:
    if facts.pattern not in PATTERNS:
        raise ValueError(f"Nothing is inlaid {facts.pattern}")
    things = BUILT_BY_FORM[facts.form](facts, dice)
    camera = CAMERA[facts.form]
    if view == "detail":
        near = View(camera.side - 4, camera.high + 6, 90, stop=9)
        return Shot(things, HERO[facts.form], near, CLOSE[facts.form], 0.3)
    if view == "in_use":
        return Shot(
            [*things, *laid(facts, things, dice)], SECOND[facts.form], aside(camera), exposure=0.3
        )
    return Shot(things, HERO[facts.form], camera, exposure=0.3)
