"""Bát Tràng: thrown and turned pots under seven glazes, painted or carved."""

import math
from random import Random

import numpy as np

from marketplace.demo.facts import Facts
from marketplace.demo.pictures import motifs, props, shapes
from marketplace.demo.pictures.ink import Canvas, as_image
from marketplace.demo.pictures.nodes import Graph, rgb
from marketplace.demo.pictures.shot import Shot
from marketplace.demo.pictures.studio import View

OUTLINES = {
    "pear-vase": [
        (6.4, 0),
        (7.0, 1.2),
        (9.6, 6),
        (11, 11.5),
        (9.9, 17),
        (6.4, 23.5),
        (4.1, 29),
        (3.7, 33),
        (4.7, 36.6),
        (6.3, 38),
    ],
    "meiping": [
        (5.6, 0),
        (5.7, 2),
        (6.3, 8),
        (8.0, 15),
        (10.2, 21),
        (10.8, 25),
        (8.9, 28.6),
        (4.4, 30.2),
        (3.1, 30.8),
        (3.2, 31.5),
        (3.8, 32),
    ],
    "gourd-vase": [
        (4.3, 0),
        (4.7, 0.7),
        (7.2, 4),
        (7.9, 8),
        (6.2, 12),
        (3.2, 14.5),
        (4.0, 16.7),
        (4.9, 19),
        (4.2, 21.2),
        (2.1, 22.7),
        (1.8, 23.4),
        (2.2, 24),
    ],
    "round-vase": [
        (6, 0),
        (6.5, 0.9),
        (10, 5),
        (11.3, 9.5),
        (9.6, 14),
        (5.6, 16.8),
        (4.6, 17.5),
        (4.9, 18.5),
        (5.5, 19),
    ],
    "rice-bowls": [(2.9, 0), (2.9, 0.9), (4.5, 2), (5.5, 4), (6, 6.2)],
    "soup-bowl": [(5, 0), (5, 1.1), (7.8, 2.6), (10, 5.6), (11, 9)],
    "stem-bowl": [(4.3, 0), (3.9, 0.8), (2.6, 2.8), (2.5, 4), (4.9, 5.4), (7.2, 7.8), (8, 10.8)],
    "deep-plate": [(7.4, 0), (7.4, 0.7), (9.4, 1.4), (10.7, 2.9), (11.5, 3.8), (13, 4.4)],
    "petal-plate": [(7, 0), (7, 0.6), (9, 1.2), (10.6, 2.6), (12, 4.4)],
    "square-plate": [(7.4, 0), (7.4, 0.6), (9.2, 1.1), (9.9, 2.2), (10.5, 3.0)],
    "tea-cups": [(2.1, 0), (2.1, 0.6), (3.0, 1.7), (3.5, 4), (3.7, 6)],
    "lidded-jar": [(8.2, 0), (8.7, 0.9), (10.7, 7), (11.3, 14), (10.4, 19), (8.6, 21.4), (8.2, 22)],
    "cup": [(1.7, 0), (1.7, 0.5), (2.6, 1.3), (3.1, 2.8), (3.3, 4.2)],
    "tea-set": [(3.9, 0), (4.2, 0.7), (6.3, 3.2), (6.7, 6), (5.5, 8.7), (3.6, 9.9), (3.3, 10.2)],
    "bail-teapot": [
        (4.4, 0),
        (4.8, 0.7),
        (7.0, 3.6),
        (7.3, 6.4),
        (5.6, 9.6),
        (3.7, 10.8),
        (3.4, 11.2),
    ],
    "melon-teapot": [
        (4.2, 0),
        (4.6, 0.6),
        (6.8, 3.0),
        (7.1, 5.6),
        (5.6, 8.4),
        (3.2, 9.6),
        (2.9, 9.9),
    ],
}
FLAT = {"deep-plate", "petal-plate", "square-plate"}
POTS = {"tea-set", "bail-teapot", "melon-teapot"}
HERO = {
    "crackle": "workbench", "celadon": "evening", "flambe": "quay", "blue-white": "indigo",
    "eel-skin": "morning", "copper-green": "plum", "brown-ivory": "rust",
}  # fmt: skip
SECOND = {
    "crackle": "ash", "celadon": "slate", "flambe": "veranda", "blue-white": "workbench",
    "eel-skin": "courtyard", "copper-green": "ash", "brown-ivory": "evening",
}  # fmt: skip
SETTINGS = sorted({*HERO.values(), *SECOND.values()})


def length_of(outline) -> float:
    line = shapes.smooth(outline, 200)
    return float(np.linalg.norm(np.diff(line, axis=0), axis=1).sum())


def radius_of(outline) -> float:
    return max(r for r, _z in outline)


def art_of(facts: Facts, form: str, dice: Random) -> tuple[Canvas | None, bool]:
    """What the hand painted or carved on the outside (or on a plate's face), and if carved."""
    outline = OUTLINES[form]
    round_, tall = 2 * math.pi * radius_of(outline), length_of(outline)
    pattern = facts.pattern
    if not pattern or pattern == "ribbed":
        return None, False
    if form in FLAT:
        wide = 2 * radius_of(outline)
        canvas = Canvas(wide, wide, 1400)
        canvas.paint(plate_marks(pattern, wide, dice))
        return canvas, pattern.startswith("carved")
    canvas = Canvas(round_, tall, 3000, wraps=True)
    canvas.paint(wall_marks(pattern, form, round_, tall, dice))
    return canvas, pattern.startswith("carved")


def wall_marks(pattern: str, form: str, round_: float, tall: float, dice: Random):
    marks: list = []
    if pattern == "bamboo":
        high = tall * 0.56
        for i in range(3):
            marks += motifs.placed(motifs.bamboo(dice, high), round_ * (i + 0.36) / 3, tall * 0.12)
        for y, thick in ((0.055, 0.22), (0.085, 0.1), (0.80, 0.1), (0.985, 0.3)):
            marks.append(motifs.band(round_, tall * y, thick))
    elif pattern == "painted-lotus":
        high = tall * (0.62 if form != "cup" else 0.68)
        marks += motifs.placed(motifs.lotus_pond(dice, round_, high), 0, tall * 0.14)
        marks += [motifs.band(round_, tall * y, 0.1) for y in (0.07, 0.105, 0.93)]
    elif pattern == "carved-lotus":
        marks += motifs.placed(motifs.lotus_pond(dice, round_, tall * 0.4), 0, tall * 0.37)
        marks += motifs.lappets(round_, tall * 0.05, tall * 0.16, 18)
        marks += motifs.lappets(round_, tall * 0.93, tall * 0.09, 14, down=True)
        marks += [motifs.band(round_, tall * y, 0.14) for y in (0.24, 0.26, 0.80)]
    elif pattern == "chrysanthemum":
        marks += motifs.placed(motifs.scroll(dice, round_, tall * 0.6, 5), 0, tall * 0.27)
        marks += [
            motifs.band(round_, tall * y, t)
            for y, t in ((0.2, 0.1), (0.23, 0.2), (0.93, 0.24), (0.89, 0.08))
        ]
    elif pattern == "carved-waves":
        low, high = (0.42, 0.42) if form == "stem-bowl" else (0.14, 0.36)
        marks += motifs.placed(motifs.waves(round_, tall * high, 20), 0, tall * low)
        marks += [motifs.band(round_, tall * y, 0.16) for y in (low - 0.02, low + high + 0.07)]
    elif pattern == "blue-band":
        marks += [
            motifs.band(round_, tall * y, t, o)
            for y, t, o in ((0.95, 0.26, 1), (0.9, 0.08, 0.9), (0.3, 0.08, 0.8))
        ]
    elif pattern == "brown-lotus":
        marks += motifs.placed(motifs.lotus_pond(dice, round_, tall * 0.46), 0, tall * 0.2)
        marks += motifs.lappets(round_, tall * 0.95, tall * 0.15, 16, down=True)
        marks += [
            motifs.band(round_, tall * y, t) for y, t in ((0.14, 0.3), (0.17, 0.12), (0.77, 0.2))
        ]
    else:
        raise ValueError(f"No pattern for walls: {pattern}")
    return marks


def plate_marks(pattern: str, wide: float, dice: Random):
    middle = wide / 2
    a = np.linspace(0, 2 * math.pi, 160)
    ring = np.stack([np.cos(a), np.sin(a)], axis=1)

    def circle(r: float, thick: float):
        return motifs.Mark(ring * r + middle, np.full(160, thick), 1.0, "line")

    if pattern == "carp":
        marks = motifs.placed(motifs.carp(dice, wide * 0.52), middle, middle, 1, 0.5)
        for i in range(5):
            x, y = (
                middle + wide * 0.25 * math.cos(i * 1.26 + 0.3),
                middle + wide * 0.25 * math.sin(i * 1.26 + 0.3),
            )
            marks += [
                motifs.leaf(x, y, i * 1.26 + 1.9 + k * 0.3, wide * 0.12, wide * 0.012, 0.6)
                for k in (-1, 0, 1)
            ]
        border = motifs.scroll(dice, 2 * math.pi * wide * 0.44, wide * 0.075, 12)
        marks += [bent(mark, wide * 0.405, middle) for mark in border]
        return [
            *marks,
            circle(wide * 0.34, 0.12),
            circle(wide * 0.355, 0.06),
            circle(wide * 0.488, 0.24),
        ]
    if pattern == "blossom":
        marks = motifs.placed(motifs.branch(dice, wide * 0.62, 12), wide * 0.24, wide * 0.24)
        return marks
    raise ValueError(f"No pattern for plates: {pattern}")


def bent(mark: motifs.Mark, radius: float, middle: float) -> motifs.Mark:
    """Lay a mark of a straight border round a circle."""
    a = mark.points[:, 0] / (radius + 0.5)
    r = radius + mark.points[:, 1]
    points = np.stack([np.cos(a) * r, np.sin(a) * r], axis=1) + middle
    return motifs.Mark(points, mark.widths, mark.tone, mark.hue)


def glaze(facts: Facts, art: Canvas | None, is_carved: bool, is_flat: bool, part: str, size: float):
    """The fired surface of one part: "outside", "inside" or a lid. `size` is its height, cm."""
    g = Graph(f"{facts.material}-{part}")
    uv = g.add("SeparateXYZ", Vector=g.coords["UV"]).outputs
    place = g.coords["Object"]
    cloud = g.noise(0.16, 2, place)
    fine = g.noise(2.2, 1, place)
    rim = g.between(uv["Y"], 0.965, 0.997) if part == "outside" else 0.0
    drawn = None
    if art is not None:
        values = art.soften(0.035 if not is_carved else 0.05)
        image = as_image("art", values)
        if is_flat:
            k = 1 / art.width
            vector = g.add(
                "Mapping", Vector=place, Scale=(k, k, 1), Location=(0.5, 0.5, 0)
            ).outputs[0]
            drawn = g.picture(image, vector, "CLIP")
        else:
            drawn = g.picture(image, None, "REPEAT")
    height = g.math("MULTIPLY", cloud, 0.25)
    rough = 0.1
    pooled = None
    if drawn is not None and is_carved:
        height = g.math("SUBTRACT", height, g.math("MULTIPLY", drawn, 0.9))
        pooled = drawn
    material = facts.material
    if material == "crackle":
        colour = g.ramp(cloud, (0.3, rgb("#d9cfb6")), (0.7, rgb("#ece5d2")))
        cracks = crackle(g, place)
        colour = g.mix(g.math("MULTIPLY", cracks, 0.62), colour, rgb("#6a4a30"))
        colour = g.mix(rim, colour, rgb("#a9825a"))
        colour = cobalt(g, colour, drawn, "#233e78", fine)
        rough = 0.2
    elif material == "celadon":
        colour = g.ramp(cloud, (0.3, rgb("#92ad9f")), (0.72, rgb("#bccdbd")))
        if pooled is not None:
            colour = g.mix(g.math("MULTIPLY", pooled, 0.85), colour, rgb("#5b8472"))
        colour = g.mix(
            g.between(uv["Y"], 0.1, 0.0) if part == "outside" else 0.0, colour, rgb("#7f9f8e")
        )
        colour = g.mix(g.math("MULTIPLY", rim, 0.7), colour, rgb("#dcd9c2"))
    elif material == "flambe":
        run = g.noise(0.5, 5, g.scaled(1.5, 1.5, 0.16), 1.4)
        up = uv["Y"] if part != "inside" else 0.75
        flame = g.math("ADD", g.math("MULTIPLY", run, 0.9), g.math("MULTIPLY", up, 0.34))
        colour = g.ramp(
            flame,
            (0.36, rgb("#1f0d08")),
            (0.5, rgb("#5a2310")),
            (0.62, rgb("#a4501f")),
            (0.74, rgb("#c98a4a")),
            (0.9, rgb("#7f9aa0")),
        )
        if pooled is not None:
            colour = g.mix(g.math("MULTIPLY", pooled, 0.8), colour, rgb("#1a0b07"))
        colour = g.mix(rim, colour, rgb("#c79a63"))
    elif material == "blue-white":
        colour = g.ramp(cloud, (0.3, rgb("#dfe5e6")), (0.7, rgb("#f1f3f0")))
        colour = g.mix(g.math("MULTIPLY", rim, 0.35), colour, rgb("#b9a684"))
        colour = cobalt(g, colour, drawn, "#17357f", fine)
    elif material == "eel-skin":
        spots = g.add("TexVoronoi", Vector=place, Scale=6.0).outputs["Distance"]
        colour = g.ramp(cloud, (0.3, rgb("#4f3c14")), (0.7, rgb("#86692a")))
        colour = g.mix(g.between(spots, 0.22, 0.08), colour, rgb("#2c1f0a"))
        colour = g.mix(g.between(fine, 0.62, 0.75), colour, rgb("#a88c46"))
        if pooled is not None:
            colour = g.mix(g.math("MULTIPLY", pooled, 0.85), colour, rgb("#231705"))
        colour = g.mix(rim, colour, rgb("#a8763f"))
        rough = 0.24
    elif material == "copper-green":
        run = g.noise(0.4, 5, g.scaled(1.2, 1.2, 0.2), 1.0)
        colour = g.ramp(run, (0.3, rgb("#2a6357")), (0.5, rgb("#4f9784")), (0.7, rgb("#8cc0aa")))
        colour = g.mix(g.math("MULTIPLY", rim, 0.9), colour, rgb("#7a4b2b"))
        if drawn is not None:
            brushed = g.ramp(drawn, (0.3, rgb("#e3ead2")), (0.6, rgb("#16231d")))
            colour = g.mix(g.between(drawn, 0.03, 0.22), colour, brushed)
        rough = 0.14
    else:  # ivory with brown inlay
        colour = g.ramp(cloud, (0.3, rgb("#cbbd98")), (0.7, rgb("#e2d8bb")))
        cracks = crackle(g, place, 0.55)
        colour = g.mix(g.math("MULTIPLY", cracks, 0.3), colour, rgb("#8a6a45"))
        if drawn is not None:
            brown = g.ramp(fine, (0.3, rgb("#3a1c0c")), (0.7, rgb("#6d3c1c")))
            colour = g.mix(g.math("MULTIPLY", drawn, 0.93), colour, brown)
            height = g.math("SUBTRACT", height, g.math("MULTIPLY", drawn, 0.35))
        colour = g.mix(rim, colour, rgb("#6d3c1c"))
        rough = 0.3
    return g.finish(
        Base_Color=colour,
        Roughness=g.math("ADD", rough, g.math("MULTIPLY", fine, 0.06)),
        Specular_IOR_Level=0.62,
        Normal=g.bump(height, 0.5, 0.22),
    )


def crackle(g: Graph, place, scale: float = 0.8):
    """Nets of fine cracks, wide ones stained and narrow ones within."""
    bent_ = g.add(
        "VectorMath",
        {"operation": "ADD"},
        i0=place,
        i1=g.add("TexNoise", Vector=place, Scale=0.5, Detail=3).outputs["Color"],
    ).outputs[0]
    lines = []
    for k, thin in ((scale, 0.035), (scale * 2.1, 0.03)):
        edge = g.add("TexVoronoi", {"feature": "DISTANCE_TO_EDGE"}, Vector=bent_, Scale=k).outputs[
            "Distance"
        ]
        lines.append(g.between(edge, thin, thin * 0.25))
    faint = g.math("MULTIPLY", lines[1], 0.4)
    return g.math("MAXIMUM", lines[0], faint)


def cobalt(g: Graph, colour, drawn, blue: str, fine):
    """Brushed oxide under the glaze: deep where it lies thick, grey-blue where thin."""
    if drawn is None:
        return colour
    base = rgb(blue)
    thin = tuple(0.42 * c + 0.58 * w for c, w in zip(base, rgb("#8fa3c4"), strict=True))
    dense = g.math(
        "MULTIPLY", drawn, g.math("ADD", 0.72, g.math("MULTIPLY", fine, 0.5)), clamp=True
    )
    ink = g.ramp(dense, (0.15, thin), (0.6, base), (1.0, tuple(c * 0.4 for c in base)))
    return g.mix(g.between(dense, 0.02, 0.42), colour, ink)


def clay():
    g = Graph("clay")
    grit = g.noise(6, 4)
    return g.finish(
        Base_Color=g.ramp(grit, (0.3, rgb("#a27a57")), (0.7, rgb("#cfa983"))),
        Roughness=0.9,
        Normal=g.bump(grit, 0.4, 0.05),
    )


def surfaces(facts: Facts, form: str, dice: Random):
    """Materials outside, inside, foot of one form."""
    art, is_carved = art_of(facts, form, dice)
    flat = form in FLAT
    tall = OUTLINES[form][-1][1]
    outside = glaze(facts, None if flat else art, is_carved, False, "outside", tall)
    inside = glaze(facts, art if flat else None, is_carved, flat, "inside", tall)
    return [outside, inside, clay()]


def thrown(form: str, materials, dice: Random, facts: Facts):
    """One vessel of a form with the small unevenness of a hand."""
    phase = dice.uniform(0, 6)

    def wave(angle, t):
        made = 1 + 0.0035 * np.sin(angle * 2 + phase) * t + 0.0018 * np.sin(t * 95)
        if facts.pattern == "ribbed":
            made = (
                made
                + 0.05 * (np.abs(np.cos(angle * 6)) - 0.6) * np.sin(np.pi * np.clip(t, 0, 1)) ** 0.7
            )
        if form == "petal-plate":
            made = made + 0.055 * (np.abs(np.cos(angle * 6)) ** 0.6 - 0.7) * t**1.5
        return made

    wall = {"tea-cups": 0.28, "cup": 0.22, "rice-bowls": 0.3}.get(form, 0.42)
    return shapes.turned(
        form,
        OUTLINES[form],
        materials,
        wall,
        wave=wave,
        segments=192 if facts.pattern == "ribbed" else 128,
        squareness=7.0 if form == "square-plate" else 2.0,
    )


def teapot(facts: Facts, form: str, dice: Random):
    """Body, lid with knob, spout, handle; returns the objects."""
    materials = surfaces(facts, form, dice)
    plain = glaze(facts, None, False, False, "lid", 3)
    body = thrown(form, materials, dice, facts)
    outline = OUTLINES[form]
    mouth, top = outline[-1]
    wide = radius_of(outline)
    wave = None
    lid = shapes.lathe(
        "lid",
        [
            (mouth - 0.5, top - 0.1),
            (mouth + 0.35, top + 0.05),
            (mouth + 0.3, top + 0.3),
            (mouth * 0.7, top + 1.0),
            (1.0, top + 1.55),
            (0.62, top + 1.9),
            (0.95, top + 2.5),
            (0.75, top + 3.0),
            (0.01, top + 3.15),
        ],
        [plain],
        96,
        70,
        wave,
    )
    low = top * 0.36
    spout = shapes.tube(
        "spout",
        [
            (wide * 0.86, 0, low),
            (wide * 1.22, 0, low + 1.0),
            (wide * 1.42, 0, top * 0.68),
            (wide * 1.72, 0, top * 0.97),
        ],
        [1.75, 1.25, 0.92, 0.75],
        plain,
        32,
        48,
        1.0,
        True,
        (0, 1, 0),
    )
    parts = [body, lid, spout]
    if form == "bail-teapot":
        cane = props.skin("cane", "#8a5a2c", 0.45, 0.55, 3.0, 0.5)
        hoop = [
            (-wide * 0.72, 0, top * 0.82),
            (-wide * 0.95, 0, top * 1.2),
            (-wide * 0.5, 0, top * 1.64),
            (0, 0, top * 1.75),
            (wide * 0.5, 0, top * 1.64),
            (wide * 0.95, 0, top * 1.2),
            (wide * 0.72, 0, top * 0.82),
        ]
        parts.append(
            shapes.tube(
                "bail", hoop, [0.34, 0.36, 0.36, 0.36, 0.34], cane, 16, 90, 0.9, False, (0, 1, 0)
            )
        )
        t = np.linspace(0, 1, 700)
        path = shapes.smooth(hoop, 700)[150:550]
        a = t[150:550] * 260
        wound = path + 0.4 * np.stack([0 * a, np.cos(a), np.sin(a)], axis=1)
        parts.append(shapes.tube("winding", wound, [0.13], cane, 8, 900, 1, False, (0.3, 1, 0.2)))
        for sign in (-1, 1):
            ear = [
                (sign * wide * 0.60, -1.0, top * 0.83),
                (sign * wide * 0.78, -0.6, top * 0.97),
                (sign * wide * 0.8, 0.6, top * 0.97),
                (sign * wide * 0.60, 1.0, top * 0.83),
            ]
            parts.append(shapes.tube("ear", ear, [0.4, 0.36, 0.4], plain, 14, 30))
    else:
        handle = [
            (-wide * 0.80, 0, top * 0.80),
            (-wide * 1.2, 0, top * 0.98),
            (-wide * 1.62, 0, top * 0.74),
            (-wide * 1.5, 0, top * 0.42),
            (-wide * 0.93, 0, top * 0.28),
        ]
        parts.append(
            shapes.tube(
                "handle", handle, [0.62, 0.5, 0.46, 0.46, 0.5], plain, 20, 60, 0.8, False, (0, 1, 0)
            )
        )
    return parts


def grouped(parts, at=(0, 0, 0), turn: float = 0.0):
    """Turn and move parts together about the origin."""
    holder = parts[0]
    for part in parts[1:]:
        part.parent = holder
    holder.location, holder.rotation_euler = at, (0, 0, turn)
    return parts


def set_of(facts: Facts, dice: Random):
    """All that is sold, standing as a still life: a list of objects."""
    form = facts.form
    if form in POTS:
        pot = grouped(teapot(facts, form, dice), (0, 0, 0), dice.uniform(-0.5, -0.2))
        made = list(pot)
        cups = dict(facts.parts()).get("cup", 0)
        if cups:
            first = thrown("cup", surfaces(facts, "cup", dice), dice, facts)
            spots = [
                (-8.5, -8.6),
                (-0.9, -10.2),
                (6.6, -9.8),
                (-5.4, -16.4),
                (2.4, -17.4),
                (9.8, -16.2),
            ]
            for i, (x, y) in enumerate(spots[:cups]):
                cup = first if i == 0 else shapes.copy_of(first)
                made.append(props.stand(cup, (x, y, 0), (0, 0, dice.uniform(0, 6))))
        return made
    materials = surfaces(facts, form, dice)
    first = thrown(form, materials, dice, facts)
    made = [first]
    if form == "lidded-jar":
        plain = glaze(facts, None, False, False, "lid", 3)
        top = OUTLINES[form][-1][1]
        made.append(
            shapes.lathe(
                "lid",
                [
                    (8.0, top),
                    (9.2, top + 0.1),
                    (9.2, top + 0.7),
                    (7.4, top + 2.0),
                    (3, top + 3.1),
                    (1.2, top + 3.5),
                    (0.9, top + 4.0),
                    (1.5, top + 4.7),
                    (1.1, top + 5.3),
                    (0.01, top + 5.5),
                ],
                [plain],
                96,
                80,
            )
        )
    number = int(facts.contents) if facts.contents.isdigit() else 1
    if form == "rice-bowls":
        step = 2.1
        for i in range(1, number):
            column, level = (0, i) if i < 4 else (1, i - 4)
            at = (0, 0, level * step) if column == 0 else (13.4, -3.0, level * step)
            made.append(props.stand(shapes.copy_of(first), at, (0.0, 0, dice.uniform(0, 6))))
        if number >= 6:  # one leans so that its inside is seen
            made[-1].location = (5.2, -13.2, 0)
    elif form == "tea-cups":
        for i in range(1, number):
            x, y = [(8.4, -1.5), (3.6, -8.2), (12.6, -8.6)][i - 1]
            made.append(props.stand(shapes.copy_of(first), (x, y, 0), (0, 0, dice.uniform(0, 6))))
    elif number == 1:
        first.rotation_euler = (0, 0, math.radians(268) - 2 * math.pi * front_of(facts))
    return made


def front_of(facts: Facts) -> float:
    """Where round the wall a motif's middle lies (0 to 1), to be turned to the camera."""
    outline = OUTLINES[facts.form]
    if facts.pattern == "bamboo":
        return 0.5
    high = {"carved-lotus": 0.4, "painted-lotus": 0.62, "brown-lotus": 0.46}.get(facts.pattern)
    if high is None:
        return 0.1
    ratio = 2 * math.pi * radius_of(outline) / (length_of(outline) * high * 0.95)
    return 0.5 / max(2, round(ratio))


def prop_up(plate, form: str):
    """Lean a plate against a low stand so that its face is seen."""
    wood = props.skin("stand", "#3a2416", 0.4, 0.6, 0.5)
    radius = radius_of(OUTLINES[form])
    tilt = math.radians(66)
    plate.rotation_euler = (tilt, 0, 0)
    plate.location = (0, 1.6, 0.6 + radius * math.sin(tilt) + 0.5)
    parts = [plate]
    for sign in (-1, 1):
        x = sign * radius * 0.42
        back = [(x, -2.0, 0.35), (x, 2.5, 0.35), (x * 0.8, 5.5, 0.35)]
        parts.append(shapes.tube("rail", back, [0.36, 0.36], wood, 12, 30))
        parts.append(
            shapes.tube(
                "post",
                [(x, 3.0, 0.4), (x, 4.6, radius * 0.75), (x, 6.2, radius * 1.35)],
                [0.34, 0.3],
                wood,
                12,
                30,
            )
        )
        parts.append(
            shapes.tube(
                "hook", [(x, -1.9, 0.3), (x, -2.5, 0.9), (x, -2.4, 1.9)], [0.34, 0.25], wood, 12, 12
            )
        )
    parts.append(
        shapes.tube(
            "bar", [(-radius * 0.5, 4.4, 0.4), (radius * 0.5, 4.4, 0.4)], [0.3, 0.3], wood, 12, 12
        )
    )
    return parts


def scene(facts: Facts, view: str, dice: Random) -> Shot:
    form = facts.form
    things = set_of(facts, dice)
    flat, tall = form in FLAT, OUTLINES[form][-1][1]
    wide = radius_of(OUTLINES[form])
    setting = (HERO if view != "in_use" else SECOND)[facts.material]
    if view == "whole":
        if form in {"deep-plate", "square-plate", "petal-plate"}:
            things = prop_up(things[0], form)
            return Shot(things, setting, View(262, 16, 85, 0.7))
        high = 24 if form in {"rice-bowls", "tea-cups", "soup-bowl", "stem-bowl"} else 16
        if form == "tea-set":
            high = 30
        return Shot(things, setting, View(270, high, 85, 0.72))
    if view == "detail":
        return detail(facts, things, setting, wide, tall)
    return in_use(facts, things, setting, dice, wide, tall, flat)


def detail(facts: Facts, things, setting: str, wide: float, tall: float) -> Shot:
    form = facts.form
    if form in FLAT:
        things[0].rotation_euler = (0, 0, 0.3)
        return Shot(
            things,
            setting,
            View(250, 38, 90, stop=9),
            ((-wide * 0.25, -wide * 0.2, 2.0), wide * 1.05),
        )
    if form in POTS:
        return Shot(
            things,
            setting,
            View(285, 22, 90, stop=9),
            ((wide * 0.5, -wide * 0.4, tall * 0.62), wide * 1.55),
        )
    if form in {"rice-bowls", "tea-cups"}:
        return Shot(
            things,
            setting,
            View(255, 30, 90, stop=8),
            ((wide * 0.5, -wide * 0.6, tall * 0.8), wide * 2.1),
        )
    level = {
        "pear-vase": 0.33,
        "meiping": 0.66,
        "lidded-jar": 0.7,
        "round-vase": 0.45,
        "gourd-vase": 0.42,
    }.get(form, 0.75)
    near = (-wide * 0.12, -wide * 0.95, tall * level)
    return Shot(things, setting, View(262, 18, 95, stop=10), (near, wide * 1.35))


def in_use(
    facts: Facts, things, setting: str, dice: Random, wide: float, tall: float, flat: bool
) -> Shot:
    form = facts.form
    if form in {"pear-vase", "meiping", "gourd-vase", "round-vase"}:
        colour = {
            "crackle": "#d9707f",
            "celadon": "#f4ead8",
            "flambe": "#e9c2b4",
            "eel-skin": "#f2d8d4",
        }[facts.material]
        high = tall * (0.95 if form != "round-vase" else 1.25)
        flowers = props.blossoming(
            (0, 0, tall * 0.55),
            high,
            (tall * 0.34, -tall * 0.05),
            dice,
            colour,
            0.9 + tall * 0.022,
            34,
        )
        mandarins = [
            props.tangerine(2.7, (wide * 1.55, -wide * 0.5, 0), dice),
            props.tangerine(2.5, (wide * 1.55 + 5.4, -wide * 0.1, 0), dice),
        ]
        extra = [part for group in mandarins for part in group]
        return Shot([*things, *flowers, *extra], setting, View(270, 10, 75, 0.84))
    if form in POTS:
        cup_facts = facts
        extra = []
        if form != "tea-set":
            first = thrown("cup", surfaces(cup_facts, "cup", dice), dice, facts)
            extra = [
                props.stand(first, (wide * 0.9, -wide * 1.7, 0)),
                props.stand(shapes.copy_of(first), (wide * 2.1, -wide * 0.9, 0)),
            ]
        else:
            extra = things[-6:]
        levels = []
        for cup in extra[:3]:
            tea = props.liquid("tea", "#8a5a12", 2.75, 3.1)
            tea.location = cup.location
            levels.append(tea)
        books = props.book((-wide * 2.0, wide * 0.9, 0), 0.35, (12, 17, 2.0), "#35504a")
        orange = props.tangerine(2.7, (-wide * 1.7, -wide * 1.0, 0), dice)
        return Shot([*things, *extra, *levels, *books, *orange], setting, View(278, 30, 80, 0.8))
    if form in {"rice-bowls", "soup-bowl", "stem-bowl"}:
        kept = things[:1]
        for other in things[1:]:
            shapes.bpy.data.objects.remove(other)
        kept[0].location = (0, 0, 0)
        inner = wide * 0.86
        food = props.rice(inner, tall * 0.80, dice, wide * 0.3, count=1100)
        sticks = props.chopsticks((-10, -wide * 1.5, 0), 0.1, 22)
        return Shot([*kept, *food[:1], *sticks], setting, View(262, 32, 80, 0.84))
    if flat:
        things[0].rotation_euler = (0, 0, 0.4)
        fruit = []
        for i in range(5 if wide < 12.5 else 6):
            a, r = i * 1.2566, wide * 0.42
            if i == 5:
                a, r = 0, 0
            at = (math.cos(a) * r * 0.85, math.sin(a) * r * 0.85, 1.25)
            fruit += props.tangerine(2.55, at, dice)
        if wide > 12.5:
            fruit[-2].location[2] = 4.6
        sticks = props.chopsticks((-wide * 0.9, -wide * 1.3, 0), 0.1, 24)
        return Shot([*things, *fruit, *sticks], setting, View(265, 30, 80, 0.8))
    if form == "tea-cups":
        teas = []
        for cup in things:
            tea = props.liquid("tea", "#a87a1c", 3.25, 5.0)
            tea.location = cup.location
            teas.append(tea)
        orange = props.tangerine(2.7, (-7.5, -2.0, 0), dice)
        return Shot([*things, *teas, *orange], setting, View(275, 34, 80, 0.78))
    # the lidded jar: its lid beside it, full of rice
    lid = things[1]
    lid.location = (wide * 2.25, -wide * 0.7, -tall + 0.1)
    food = props.rice(7.6, 20.6, dice, 2.2, count=1400)
    bowl_facts = facts
    bowl = thrown("rice-bowls", surfaces_plain(bowl_facts), dice, facts)
    bowl.location = (-wide * 1.75, -wide * 0.8, 0)
    return Shot([*things, food[0], bowl], setting, View(270, 24, 80, 0.8))


def surfaces_plain(facts: Facts):
    plain = glaze(facts, None, False, False, "outside", 6)
    return [plain, plain, clay()]
