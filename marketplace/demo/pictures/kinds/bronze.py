"""Ngũ Xã: bronze poured into clay and chased by hand, in four alloys."""

import math
from random import Random

import numpy as np

from marketplace.demo.facts import Facts
from marketplace.demo.pictures import birds, motifs, props, shapes, stands, table
from marketplace.demo.pictures.ink import Canvas, as_image
from marketplace.demo.pictures.motifs import Mark, outline, placed, stroke
from marketplace.demo.pictures.nodes import Graph, rgb
from marketplace.demo.pictures.shot import Shot
from marketplace.demo.pictures.studio import View, aside

HERO = {
    "bell": "plum", "burner": "ash", "vase": "slate", "candlesticks": "morning", "bowl": "moss", "drum": "rust",
}  # fmt: skip
SECOND = {
    "bell": "workbench", "burner": "evening", "vase": "quay", "candlesticks": "plum", "bowl": "workbench",
    "drum": "ash",
}  # fmt: skip
# alloy: (metal, where it lies deep, where it is laid in or rubbed bright)
ALLOYS = {
    "yellow-bronze": ("#d6a84e", "#5a3d14", "#f0cf86"), "red-bronze": ("#a8623c", "#3a1a0e", "#d9926a"),
    "three-metals": ("#4a3020", "#1c100a", "#dcae52"), "antique-bronze": ("#7a7350", "#161a12", "#a08a52"),
}  # fmt: skip
PATINA = "#3f7a66"
PATTERNS = {"lotus-lip", "dragons", "cranes", "turned-rings", "hammered", "dong-son"}


def metal(facts: Facts, art: Canvas | None = None, flat: float = 0.0, is_hammered: bool = False):
    """The alloy; `art` is chased into it (laid in with gold for three metals); `flat` its width from above."""
    g = Graph("bronze")
    base, deep, bright = (rgb(c) for c in ALLOYS[facts.material])
    soft, fine = g.noise(0.35, 3), g.noise(3.0, 2)
    colour = g.mix(g.between(soft, 0.35, 0.75), tuple(0.82 * c for c in base), base)
    rough = g.math("ADD", 0.22, g.math("MULTIPLY", fine, 0.16))
    height = g.math("MULTIPLY", fine, 0.04)
    shine = 1.0
    if facts.material == "antique-bronze":
        patina = g.math("MULTIPLY", g.between(g.noise(0.8, 5), 0.5, 0.68), 0.75)
        colour, shine = (
            g.mix(patina, colour, rgb(PATINA)),
            g.math("SUBTRACT", 1.0, g.math("MULTIPLY", patina, 0.75)),
        )
        rough = g.math("ADD", rough, g.math("MULTIPLY", patina, 0.3))
    if art is not None:
        vector = None
        if flat:
            vector = g.add(
                "Mapping",
                Vector=g.coords["Object"],
                Scale=(1 / flat, 1 / flat, 1),
                Location=(0.5, 0.5, 0),
            ).outputs[0]
        drawn = g.picture(
            as_image("chasing", art.soften(0.04, 0.1)), vector, "CLIP" if flat else "REPEAT"
        )
        tint = bright if facts.material == "three-metals" else deep
        colour = g.mix(g.math("MULTIPLY", drawn, 0.85), colour, tint)
        height = g.math("SUBTRACT", height, g.math("MULTIPLY", drawn, 0.6))
    if is_hammered:
        blows = g.add(
            "TexVoronoi", {"feature": "SMOOTH_F1"}, Vector=g.coords["Object"], Scale=0.95
        ).outputs["Distance"]
        height = g.math("ADD", height, g.math("MULTIPLY", blows, 3.0))
    return g.finish(
        Base_Color=colour, Metallic=shine, Roughness=rough, Normal=g.bump(height, 0.6, 0.12)
    )


def sheet_for(outline_, pixels: int = 2400) -> tuple[Canvas, float, float]:
    """A canvas round a vessel, and its size: (canvas, round, along)."""
    line = shapes.smooth(outline_, 200)
    round_ = 2 * math.pi * max(r for r, _z in outline_)
    along = float(np.linalg.norm(np.diff(line, axis=0), axis=1).sum())
    return Canvas(round_, along, pixels, wraps=True), round_, along


def dragon(dice: Random, size: float = 1.0) -> list[Mark]:
    """A dragon in waves, facing right, `size` long, its middle at (0, 0)."""
    t = np.linspace(0, 1, 90)
    spine = np.stack([t - 0.5, 0.085 * np.sin(t * 10 + 0.4) * (1 - 0.35 * t)], axis=1) * size
    widths = np.interp(t, [0, 0.15, 0.75, 0.9, 1], [0.01, 0.05, 0.08, 0.065, 0.07]) * size
    marks = [Mark(spine, widths, 1.0, "body")]
    direction = np.gradient(spine, axis=0)
    for i in range(6, 84, 4):
        up = math.atan2(direction[i, 1], direction[i, 0]) + 1.9
        marks.append(motifs.leaf(spine[i, 0], spine[i, 1], up, 0.075 * size, 0.02 * size, 1))
    for i, side in ((26, -1), (34, -1), (62, -1), (70, -1)):
        root = spine[i]
        knee = root + np.array((0.03, 0.09 * side)) * size
        foot = root + np.array((0.09, 0.11 * side)) * size
        marks.append(
            stroke([root, knee, foot], [0.04 * size, 0.028 * size, 0.016 * size], 1, "leg")
        )
        marks += [
            motifs.leaf(foot[0], foot[1], a, 0.05 * size, 0.012 * size, 1) for a in (-0.7, 0.0, 0.7)
        ]
    head = spine[-1]
    a = np.linspace(0, 2 * math.pi, 24)
    skull = np.stack([np.cos(a) * 0.06, np.sin(a) * 0.04], axis=1) * size + head
    marks.append(outline(skull, 1, "head"))
    for turn in (0.35, -0.2):
        marks.append(motifs.leaf(head[0], head[1], turn, 0.13 * size, 0.03 * size, 1))
    for turn in (2.2, 2.6, 3.4, 3.8):
        marks.append(motifs.leaf(head[0], head[1], turn, 0.15 * size, 0.018 * size, 1))
    pearl = (
        np.stack([np.cos(a), np.sin(a)], axis=1) * 0.028 * size
        + head
        + np.array((0.17, 0.02)) * size
    )
    return [*marks, outline(pearl, 1, "pearl")]


def rings_at(round_: float, along: float, *levels: tuple[float, float]) -> list[Mark]:
    return [motifs.band(round_, along * y, thick) for y, thick in levels]


def bell(facts: Facts, dice: Random):
    """A temple bell in its rack: ribs, bosses, and a mouth of lotus petals."""
    line = [(8.2, 0), (7.6, 0.9), (7.0, 4), (6.6, 9), (6.3, 13.5), (5.2, 17), (2.6, 18.6)]
    canvas, round_, along = sheet_for(line)
    marks = motifs.lappets(round_, along * 0.03, along * 0.15, 16)
    marks += rings_at(
        round_, along, (0.22, 0.14), (0.245, 0.08), (0.52, 0.14), (0.545, 0.08), (0.8, 0.14)
    )
    for i in range(4):
        x = (i + 0.5) * round_ / 4
        for dx in (-0.4, 0.4):
            marks.append(
                stroke([(x + dx, along * 0.25), (x + dx, along * 0.79)], [0.12] * 2, 1, "rib")
            )
    canvas.paint(marks)
    stuff = metal(facts, canvas)
    plain = metal(facts)

    def petals(angle, t):
        return 1 + 0.05 * (np.abs(np.cos(angle * 8)) ** 0.7 - 0.5) * np.clip(1 - t * 9, 0, 1)

    body = shapes.lathe("bell", line, [stuff], 160, 120, petals)
    inner = shapes.lathe(
        "inside", [(7.6, 0.1), (6.4, 5), (5.6, 14), (0.001, 17.6)], [plain], 96, 50
    )
    made = [body, inner]
    for i in range(4):
        a = (i + 0.5) * math.pi / 2
        boss = shapes.lathe(
            "boss", [(1.15, 0), (1.1, 0.3), (0.5, 0.55), (0.001, 0.62)], [plain], 32, 20
        )
        props.stand(boss, (6.55 * math.cos(a), 6.55 * math.sin(a), 5.4), (0, math.pi / 2, a))
        boss.rotation_euler = (0, math.pi / 2, a)
        made.append(boss)
    loop = [(-1.9, 0, 18.2), (-2.1, 0, 20.6), (0, 0, 22.8), (2.1, 0, 20.6), (1.9, 0, 18.2)]
    made.append(shapes.tube("loop", loop, [0.75, 0.6, 0.75], plain, 16, 50, 1.0, False, (0, 1, 0)))
    foot = 5.5
    for part in made:
        part.location[2] += foot
    cord = props.skin("cord", "#8c1f1a", 0.8, 0.7, 2)
    top = foot + 26.0
    knot = [
        (0.0, 0.9, foot + 22.2),
        (0.0, 1.1, foot + 24.5),
        (0, 0, top + 0.9),
        (0.0, -1.1, foot + 24.5),
        (0.0, -0.9, foot + 22.2),
    ]
    made.append(shapes.tube("cord", knot, [0.4] * 3, cord, 12, 50, 1.0, False, (1, 0, 0)))
    return [*made, *stands.rack(23, top)]


def burner(facts: Facts, dice: Random):
    """A three-legged burner with standing ears and a pierced lid, dragons laid in round its belly."""
    line = [(4.5, 6.6), (7.4, 7.4), (9.3, 10.4), (9.4, 13.0), (8.0, 15.6), (8.3, 16.8)]
    canvas, round_, along = sheet_for(line)
    marks: list = []
    for i in range(3):
        marks += placed(dragon(dice, round_ * 0.27), (i + 0.5) * round_ / 3, along * 0.5)
    marks += rings_at(round_, along, (0.12, 0.12), (0.88, 0.14), (0.93, 0.08))
    canvas.paint(marks)
    stuff, plain = metal(facts, canvas), metal(facts)
    body = shapes.turned("burner", line, [stuff, plain, plain], 0.5)
    body.rotation_euler = (0, 0, math.radians(270) - math.pi)
    lid = shapes.lathe(
        "lid",
        [(8.3, 16.9), (8.2, 17.3), (7.2, 19.6), (4.2, 21.6), (2.0, 22.4), (1.1, 23.2), (1.3, 24.2), (2.1, 25.4), (1.4, 27.0), (0.001, 28.0)],
        [plain], 96, 90,
    )  # fmt: skip
    made = [body, lid]
    for i in range(3):
        a = i * 2 * math.pi / 3 - math.pi / 2
        c, s = math.cos(a), math.sin(a)
        leg = [
            (c * 6.2, s * 6.2, 9.0),
            (c * 8.3, s * 8.3, 6.0),
            (c * 7.4, s * 7.4, 2.4),
            (c * 8.2, s * 8.2, 0.5),
        ]
        made.append(shapes.tube("leg", leg, [2.0, 1.7, 1.1, 1.35], plain, 24, 50))
    for side in (-1, 1):
        ear = [
            (side * 8.2, 0, 15.4),
            (side * 10.6, 0, 16.6),
            (side * 11.6, 0, 19.2),
            (side * 10.2, 0, 20.8),
            (side * 8.9, 0, 19.2),
            (side * 8.6, 0, 17.0),
        ]
        made.append(shapes.tube("ear", ear, [0.7, 0.6, 0.6], plain, 18, 60, 1.0, False, (0, 1, 0)))
    return made


def vase(facts: Facts, dice: Random):
    line = [
        (5.6, 0),
        (5.9, 1.0),
        (5.0, 2.6),
        (7.6, 8),
        (9.0, 14),
        (8.0, 19),
        (4.6, 23.4),
        (3.4, 26.5),
        (3.9, 29.5),
        (5.6, 32),
    ]
    canvas, round_, along = sheet_for(line)
    marks: list = []
    for i in range(3):
        x = (i + 0.5) * round_ / 3
        marks += placed(birds.crane(dice, along * 0.34), x, along * 0.42, 1, 0.15)
        marks += placed(birds.crane(dice, along * 0.2), x + round_ / 6, along * 0.56, 1, 0, True)
    marks = [mark for mark in marks if mark.hue != "gap"]
    marks += motifs.lappets(round_, along * 0.09, along * 0.1, 20)
    marks += rings_at(round_, along, (0.07, 0.14), (0.7, 0.14), (0.73, 0.08), (0.93, 0.14))
    canvas.paint(marks)
    body = shapes.turned("vase", line, [metal(facts, canvas), metal(facts), metal(facts)], 0.4)
    body.rotation_euler = (0, 0, math.radians(262) - math.pi)
    return [body]


def candlesticks(facts: Facts, dice: Random):
    line = [
        (5.6, 0), (5.7, 0.7), (4.6, 1.6), (2.4, 2.6), (1.5, 4.2), (2.4, 5.4), (1.4, 6.6), (1.2, 9.5), (2.6, 11.2),
        (2.7, 12.0), (1.2, 13.6), (1.0, 17.0), (1.9, 18.6), (1.1, 19.8), (1.2, 21.2), (3.9, 22.6), (4.0, 23.2),
        (1.6, 23.5), (1.3, 26.0), (1.1, 26.1), (1.0, 24.6), (0.001, 24.5),
    ]  # fmt: skip
    first = shapes.lathe("stick", line, [metal(facts)], 96, 260)
    return [first, props.stand(shapes.copy_of(first), (13.5, -4.0, 0))]


def bowl(facts: Facts, dice: Random):
    line = [(3.2, 0), (3.3, 0.5), (5.8, 1.6), (7.5, 4.0), (8.0, 7.2)]
    stuff = metal(facts, None, 0.0, True)
    return [shapes.turned("bowl", line, [stuff, stuff, stuff], 0.28)]


def drum_face(wide: float) -> list[Mark]:
    """The star of fourteen rays, herons in flight, and bands of dots and steps."""
    middle = wide / 2
    marks: list[Mark] = []
    a = np.linspace(0, 2 * math.pi, 160)
    ring = np.stack([np.cos(a), np.sin(a)], axis=1)

    def circle(r: float, thick: float = 0.09):
        marks.append(Mark(ring * r * wide + middle, np.full(160, thick), 1.0, "line"))

    rays = 14
    star = []
    for i in range(rays * 2):
        r = (0.13 if i % 2 == 0 else 0.05) * wide
        star.append(
            (middle + math.cos(i * math.pi / rays) * r, middle + math.sin(i * math.pi / rays) * r)
        )
    circle(0.14)
    gaps = np.array(star)
    disc = ring * 0.135 * wide + middle
    marks += [outline(disc, 1, "ground"), outline(gaps, 0.0, "star")]
    for r in (0.16, 0.19, 0.22, 0.34, 0.37, 0.4, 0.43, 0.46):
        circle(r)
    for r, count in ((0.175, 40), (0.205, 50), (0.355, 90), (0.385, 96), (0.445, 110)):
        for i in range(count):
            t = i * 2 * math.pi / count
            spot = np.array((math.cos(t), math.sin(t))) * r * wide + middle
            marks.append(outline(ring[::12] * 0.007 * wide + spot, 1, "dot"))
    for i in range(60):
        t = i * 2 * math.pi / 60
        inner, outer = (
            np.array((math.cos(t + d), math.sin(t + d))) * r * wide + middle
            for d, r in ((0, 0.404), (0.1, 0.426))
        )
        marks.append(stroke([inner, outer], [0.09] * 2, 1, "step"))
    for i in range(8):
        t = i * 2 * math.pi / 8
        spot = np.array((math.cos(t), math.sin(t))) * 0.28 * wide + middle
        heron = [
            outline(
                np.array(
                    [
                        (-0.5, 0.04),
                        (-0.2, 0.1),
                        (0.2, 0.05),
                        (0.55, 0.0),
                        (0.2, -0.05),
                        (-0.2, -0.08),
                    ]
                ),
                1,
            ),
            outline(np.array([(-0.1, 0.06), (-0.25, 0.42), (0.12, 0.06)]), 1),
            outline(np.array([(-0.1, -0.06), (-0.2, -0.36), (0.1, -0.05)]), 1),
            outline(np.array([(-0.45, 0.05), (-0.75, 0.12), (-0.7, -0.02)]), 1),
        ]
        marks += placed(heron, spot[0], spot[1], wide * 0.105, t + math.pi / 2)
    return marks


def drum(facts: Facts, dice: Random):
    """A small Đông Sơn drum: face, bulge, waist and foot, with four looped ears."""
    wide = 20.0
    face = Canvas(wide, wide, 1500).paint(drum_face(wide))
    line = [
        (9.3, 0),
        (8.9, 1.2),
        (7.6, 4.6),
        (7.4, 7.6),
        (8.2, 8.9),
        (9.6, 11.2),
        (9.7, 13.4),
        (9.0, 14.8),
    ]
    canvas, round_, along = sheet_for(line)
    marks = rings_at(
        round_,
        along,
        (0.06, 0.1),
        (0.12, 0.1),
        (0.48, 0.1),
        (0.53, 0.1),
        (0.72, 0.1),
        (0.78, 0.1),
        (0.93, 0.1),
    )
    for low, high, count in ((0.07, 0.11, 60), (0.73, 0.77, 64)):
        for i in range(count):
            x = i * round_ / count
            marks.append(
                stroke(
                    [(x, along * low), (x + round_ / count * 0.6, along * high)],
                    [0.1] * 2,
                    1,
                    "step",
                )
            )
    for i in range(12):
        x = i * round_ / 12
        marks += [
            stroke([(x + d, along * 0.14), (x + d, along * 0.46)], [0.1] * 2, 1, "line")
            for d in (0, 0.4)
        ]
    canvas.paint(marks)
    body = shapes.lathe("drum", line, [metal(facts, canvas)], 128, 110)
    top = shapes.lathe(
        "face",
        [(9.0, 14.6), (9.9, 14.9), (10.0, 15.2), (9.8, 15.45), (0.001, 15.45)],
        [metal(facts, face, wide)],
        128,
        is_sharp=True,
    )
    made = [body, top]
    plain = metal(facts)
    for a in (0.6, 0.95, 0.6 + math.pi, 0.95 + math.pi):
        c, s = math.cos(a - 1.9), math.sin(a - 1.9)
        ear = [
            (c * 9.5, s * 9.5, 12.4),
            (c * 10.9, s * 10.9, 11.4),
            (c * 9.6, s * 9.6, 8.6),
            (c * 7.9, s * 7.9, 8.0),
        ]
        made.append(shapes.tube("ear", ear, [0.4] * 3, plain, 14, 40, 1.6))
    return made


BUILT_BY_FORM = {
    "bell": bell, "burner": burner, "vase": vase, "candlesticks": candlesticks, "bowl": bowl, "drum": drum,
}  # fmt: skip
CAMERA = {
    "bell": View(262, 7, 85, 0.82), "burner": View(266, 12, 85, 0.78), "vase": View(270, 10, 85, 0.78),
    "candlesticks": View(262, 10, 85, 0.78), "bowl": View(268, 24, 85, 0.7), "drum": View(262, 34, 85, 0.76),
}  # fmt: skip
CLOSE = {
    "bell": ((0, -7, 13), 12), "burner": ((0, -9.4, 12), 14), "vase": ((0, -8.8, 13), 13),
    "candlesticks": ((0, -3, 12), 10), "bowl": ((-1.5, -7.4, 5.2), 10), "drum": ((0, -3, 15.4), 13),
}  # fmt: skip


def scene(facts: Facts, view: str, dice: Random) -> Shot:
    if facts.pattern not in PATTERNS:
        raise ValueError(f"No bronze is chased with {facts.pattern}")
    things = BUILT_BY_FORM[facts.form](facts, dice)
    camera = CAMERA[facts.form]
    if view == "detail":
        near = View(camera.side - 5, camera.high + 5, 90, stop=9)
        return Shot(things, HERO[facts.form], near, CLOSE[facts.form], 0.3)
    if view == "in_use":
        fruit = table.pair_of_fruit(table.right_of(things, 4), -4, dice)
        if facts.form == "bowl":
            fruit = table.fruit_in(6.2, 1.4, dice)
        return Shot([*things, *fruit], SECOND[facts.form], aside(camera), exposure=0.3)
    return Shot(things, HERO[facts.form], camera, exposure=0.3)
