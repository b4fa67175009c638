"""Pots as they stand: thrown, with spouts, handles and lids, as sets."""

import math
from random import Random

import numpy as np

from marketplace.demo.facts import Facts
from marketplace.demo.pictures import props, shapes
from marketplace.demo.pictures.brushwork import art_of
from marketplace.demo.pictures.glazes import clay, glaze
from marketplace.demo.pictures.outlines import FLAT, OUTLINES, POTS, front_of, radius_of


def surfaces(facts: Facts, form: str, dice: Random):
    """Materials outside, inside, foot of one form."""
    art, is_carved = art_of(facts, form, dice)
    flat = form in FLAT
    tall = OUTLINES[form][-1][1]
    outside = glaze(facts, None if flat else art, is_carved, False, "outside", tall)
    inside = glaze(facts, art if flat else None, is_carved, flat, "inside", tall)
    return [outside, inside, clay()]


def surfaces_plain(facts: Facts):
    plain = glaze(facts, None, False, False, "outside", 6)
    return [plain, plain, clay()]


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
