"""Phú Vinh: rattan, bamboo and sedge, each strand laid over and under the others."""

import math
from random import Random

import numpy as np

from marketplace.demo.facts import Facts
from marketplace.demo.pictures import props, shapes, stands, strands, table
from marketplace.demo.pictures.shot import Shot
from marketplace.demo.pictures.studio import View, aside

HERO = {
    "basket": "quay", "handbag": "rust", "tray": "slate", "lampshade": "evening", "picnic-box": "moss",
    "fruit-baskets": "indigo",
}  # fmt: skip
SECOND = {
    "basket": "workbench", "handbag": "ash", "tray": "moss", "lampshade": "plum", "picnic-box": "courtyard",
    "fruit-baskets": "morning",
}  # fmt: skip
TONES = {
    ("rattan", "honey"): ("#9c662c", "#e0ad66"), ("bamboo", "straw"): ("#bfa565", "#efe0ae"),
    ("rattan-bamboo", "brown"): ("#5c3519", "#a5713f"), ("sedge", "straw"): ("#a8955a", "#ded09a"),
}  # fmt: skip
WEAVES = {"hexagonal", "plain-weave", "twill-weave", "spiral"}


def stuff(facts: Facts):
    return strands.cane(
        "cane", *TONES[facts.material, facts.colour], 0.7 if facts.material == "sedge" else 0.42
    )


def solid(facts: Facts, light: float = 0.8):
    return props.skin("solid", TONES[facts.material, facts.colour][1], 0.45, light * 0.8, 1.5, 0.15)


def basket(facts: Facts, dice: Random):
    """An open basket with a handle, in hexagons of rattan over a close foot."""
    cane = stuff(facts)
    body = [(10.5, 0.4), (13.2, 3.5), (15.3, 9), (16, 15)]
    surface = strands.turned(body)
    made = [
        strands.woven(
            "basket", surface, strands.hexagonal(30, 6, 0.16, 0.2), 0.62, 0.13, cane, dice
        )
    ]
    made += strands.bound_rim(16.1, 15.2, 0.62, solid(facts), cane_dark(facts))
    made += strands.bound_rim(10.7, 0.6, 0.55, solid(facts), cane_dark(facts))
    rows, columns = strands.flat_weave(
        lambda y: math.sqrt(max(0.0, 10.4**2 - y * y)), 10.4, 0.95, 0.12, 1
    )
    made.append(strands.woven("floor", strands.level(0.7), rows + columns, 0.85, 0.1, cane, dice))
    arch = [
        (-16, 0, 14.5),
        (-15, 0, 23),
        (-8, 0, 30.5),
        (0, 0, 32),
        (8, 0, 30.5),
        (15, 0, 23),
        (16, 0, 14.5),
    ]
    made.append(shapes.tube("handle", arch, [0.7] * 3, solid(facts), 16, 90, 1.0, False, (0, 1, 0)))
    path = shapes.smooth(arch, 900)[120:780]
    turn = np.linspace(0, 2 * math.pi * 62, len(path))
    along = np.gradient(path, axis=0)
    along /= np.linalg.norm(along, axis=1)[:, None]
    side = np.array((0, 1.0, 0))
    wound = (
        path + (np.cross(along, side) * np.cos(turn)[:, None] + side * np.sin(turn)[:, None]) * 0.78
    )
    made.append(
        shapes.tube(
            "winding", wound, [0.24] * 2, cane_dark(facts), 6, 1300, 1, False, (0.3, 1, 0.2)
        )
    )
    return made


def cane_dark(facts: Facts):
    return props.skin("binding", TONES[facts.material, facts.colour][0], 0.5, 0.75, 2.0, 0.1)


def handbag(facts: Facts, dice: Random):
    """A rounded rectangular bag in close plain weave, with two arched handles and a clasp."""
    cane = stuff(facts)
    body = [(13.0, 0.3), (13.8, 1.5), (14.0, 8), (13.6, 15), (13.2, 19.6)]
    surface = strands.turned(body, 4.0, 0.42)
    stakes, weavers = strands.plain(56, 22, 0.11)
    made = [strands.woven("stakes", surface, stakes, 0.72, 0.12, cane, dice)]
    made.append(strands.woven("weavers", surface, weavers, 0.88, 0.16, cane, dice))
    made += strands.bound_rim(13.3, 19.8, 0.5, solid(facts), cane_dark(facts), 4.0, 0.42)
    made += strands.bound_rim(13.1, 0.5, 0.45, solid(facts), cane_dark(facts), 4.0, 0.42)
    inside = shapes.lathe(
        "lining",
        [(0.001, 0.8), (12.6, 0.9), (13.0, 18)],
        [props.skin("lining", "#d8c7a2", 0.9)],
        80,
        20,
    )
    inside.scale = (1, 0.4, 1)
    made.append(inside)
    leather = props.skin("leather", "#6a3a20", 0.5, 0.75, 2.5, 0.2)
    for y in (-5.3, 5.3):
        arch = [
            (-6.4, y, 17.6),
            (-6.2, y, 22),
            (-4.6, y * 0.9, 27),
            (0, y * 0.85, 29.2),
            (4.6, y * 0.9, 27),
            (6.2, y, 22),
            (6.4, y, 17.6),
        ]
        made.append(shapes.tube("handle", arch, [0.5] * 3, leather, 14, 80, 1.0, False, (0, 1, 0)))
        for x in (-6.4, 6.4):
            made.append(shapes.box("tab", (1.5, 0.3, 3.4), leather, 0.1, (x, y * 1.1, 15.6)))
    made.append(shapes.box("flap", (3.6, 0.35, 6.0), leather, 0.15, (0, -6.05, 13.6)))
    made.append(
        props.stand(
            shapes.ball("button", 0.55, props.skin("horn", "#2a1c12", 0.25), 0.7, 12, 18),
            (0, -6.4, 14.4),
        )
    )
    return made


def tray(facts: Facts, dice: Random):
    """A winnowing tray in bamboo twill, leaning on its stand."""
    cane, radius = stuff(facts), 18.4
    rows, columns = strands.flat_weave(
        lambda y: math.sqrt(max(0.0, radius**2 - y * y)), radius, 0.78, 0.1
    )
    made = [strands.woven("tray", strands.level(0.35), rows + columns, 0.72, 0.1, cane, dice)]
    made += strands.bound_rim(radius + 0.1, 0.9, 0.75, solid(facts), cane_dark(facts))
    made += strands.bound_rim(radius + 0.5, 1.9, 0.5, solid(facts), cane_dark(facts))
    tilt = math.radians(58)
    for part in made:
        part.rotation_euler = (tilt, 0, 0)
        part.location = (0, 0, radius * math.sin(tilt) + 1.0)
    wood = stands.wood()
    legs = []
    for x in (-9, 9):
        legs.append(shapes.tube("leg", [(x, -10.6, 0.6), (x, 12, 0.6)], [0.7, 0.7], wood, 14, 4))
        legs.append(shapes.tube("post", [(x, 9.5, 0.6), (x, 7.4, 24)], [0.7, 0.6], wood, 14, 4))
        legs.append(
            shapes.tube("stop", [(x, -10.4, 0.4), (x, -11.2, 2.6)], [0.6, 0.45], wood, 12, 4)
        )
    return [*made, *legs]


def lampshade(facts: Facts, dice: Random):
    """A bell of open bamboo over a warm bulb, on a turned foot."""
    cane = stuff(facts)
    base = 13.0
    body = [
        (15.5, base),
        (15.8, base + 4),
        (14.6, base + 14),
        (11.5, base + 23),
        (6.5, base + 29),
        (3.2, base + 30.5),
    ]
    made = [
        strands.woven(
            "shade", strands.turned(body), strands.hexagonal(26, 9, 0.14, 0.3), 0.6, 0.1, cane, dice
        )
    ]
    made += strands.bound_rim(15.5, base, 0.5, solid(facts), cane_dark(facts))
    made += strands.bound_rim(3.3, base + 30.6, 0.4, solid(facts), cane_dark(facts))
    wood = stands.wood()
    made.append(
        shapes.lathe(
            "foot",
            [
                (9.5, 0),
                (9.7, 0.9),
                (8.2, 2.2),
                (2.4, 3.4),
                (1.5, 6),
                (1.3, base + 9),
                (1.2, base + 10),
            ],
            [wood],
            64,
            50,
        )
    )
    glass = props.skin(
        "bulb",
        "#ffe0a8",
        0.3,
        1.0,
        1,
        0.0,
        Emission_Color=(1.0, 0.72, 0.4, 1),
        Emission_Strength=8.0,
    )
    made.append(props.stand(shapes.ball("bulb", 3.2, glass, 1.2, 20, 28), (0, 0, base + 10)))
    made.append(
        shapes.tube("neck", [(0, 0, base + 16), (0, 0, base + 31)], [0.3, 0.3], wood, 10, 4)
    )
    data = shapes.bpy.data.lights.new("bulb", "POINT")
    data.energy, data.color, data.shadow_soft_size = 5200, (1.0, 0.72, 0.42), 3.0
    light = shapes.bpy.data.objects.new("bulb", data)
    light.location = (0, 0, base + 8.6)
    shapes.bpy.context.scene.collection.objects.link(light)
    return made


def picnic_box(facts: Facts, dice: Random):
    """A case of bamboo twill in frames of rattan, with a lid, a handle and two straps."""
    cane = stuff(facts)
    dark, rod = cane_dark(facts), props.skin("rod", "#c08a4c", 0.42, 0.75, 1.5, 0.15)
    made = []
    for low, high in ((0.6, 11.0), (11.6, 16.0)):
        surface = strands.turned([(18, low), (18, (low + high) / 2), (18, high)], 9.0, 0.667)
        stakes, weavers = strands.plain(120, max(4, round((high - low) / 0.75)), 0.08, 2)
        made.append(strands.woven("side", surface, [*stakes, *weavers], 0.72, 0.09, cane, dice))
        for z in (low, high):
            made += strands.bound_rim(18.1, z, 0.45, rod, dark, 9.0, 0.667)
    rows, columns = strands.flat_weave(lambda _y: 17.6, 11.7, 0.8, 0.08)
    longer = strands.flat_weave(lambda _y: 11.7, 17.6, 0.8, 0.08)[1]
    del columns
    made.append(strands.woven("lid", strands.level(16.0), [*rows, *longer], 0.74, 0.09, cane, dice))
    leather = props.skin("leather", "#4a2a18", 0.5, 0.75, 2.5, 0.2)
    for x in (-9, 9):
        made.append(shapes.box("strap", (2.2, 0.4, 12), leather, 0.12, (x, -12.5, 3.5)))
        made.append(shapes.box("strap", (2.2, 12.4, 0.4), leather, 0.12, (x, -6.4, 16.2)))
        made.append(
            shapes.box(
                "buckle",
                (3.0, 0.5, 2.0),
                props.skin("brass", "#b8934e", 0.3, 0.9, 1, 0.05, Metallic=0.9),
                0.2,
                (x, -12.8, 8.6),
            )
        )
    arch = [(-7, 0, 16.4), (-6.6, 0, 19.5), (0, 0, 21.2), (6.6, 0, 19.5), (7, 0, 16.4)]
    made.append(shapes.tube("handle", arch, [0.75] * 3, leather, 16, 60, 1.0, False, (0, 1, 0)))
    return made


def coiled(radius: float, high: float, material, thick: float = 0.5):
    """A bowl of one coil of sedge, wound from its middle outward and up."""
    profile = shapes.smooth(
        [
            (0.6, 0.5),
            (radius * 0.55, 0.5),
            (radius * 0.78, 0.9),
            (radius * 0.92, high * 0.45),
            (radius, high),
        ],
        300,
    )
    far = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(profile, axis=0), axis=1))])
    turns = far[-1] / (thick * 1.86)
    t = np.linspace(0, far[-1], round(turns * 46))
    r, z = np.interp(t, far, profile[:, 0]), np.interp(t, far, profile[:, 1])
    a = t / far[-1] * turns * 2 * math.pi
    path = np.stack([r * np.cos(a), r * np.sin(a), z], axis=1)
    return shapes.tube("coil", path, [thick] * 2, material, 10, len(path))


def fruit_baskets(facts: Facts, dice: Random):
    """Three coiled baskets in three sizes."""
    light = TONES[facts.material, facts.colour]
    g_stuff = props.skin("sedge", light[1], 0.85, 0.62, 6.0, 0.5)
    made = []
    for scale, at in ((1.0, (-4, 6, 0)), (0.8, (13.5, -6.5, 0)), (0.62, (-7.5, -14.5, 0))):
        made.append(
            props.stand(coiled(13 * scale, 8.5 * scale, g_stuff), at, (0, 0, dice.uniform(0, 6)))
        )
    return made


BUILT_BY_FORM = {
    "basket": basket, "handbag": handbag, "tray": tray, "lampshade": lampshade,
    "picnic-box": picnic_box, "fruit-baskets": fruit_baskets,
}  # fmt: skip
CAMERA = {
    "basket": View(262, 20, 85, 0.8), "handbag": View(250, 14, 85, 0.8), "tray": View(258, 12, 85, 0.78),
    "lampshade": View(268, 6, 85, 0.8), "picnic-box": View(242, 26, 85, 0.8), "fruit-baskets": View(266, 32, 85, 0.8),
}  # fmt: skip
CLOSE = {
    "basket": ((-3, -14, 9), 14), "handbag": ((-3, -6, 12), 13), "tray": ((-3, 0, 16), 15),
    "lampshade": ((-2, -15, 24), 16), "picnic-box": ((-4, -12, 9), 16), "fruit-baskets": ((13, -12, 4), 14),
}  # fmt: skip


def scene(facts: Facts, view: str, dice: Random) -> Shot:
    if facts.pattern not in WEAVES:
        raise ValueError(f"Nothing is woven {facts.pattern}")
    things = BUILT_BY_FORM[facts.form](facts, dice)
    camera = CAMERA[facts.form]
    if view == "detail":
        near = View(camera.side - 5, camera.high + 5, 90, stop=9)
        return Shot(things, HERO[facts.form], near, CLOSE[facts.form], 0.15)
    if view == "in_use":
        fruit = table.pair_of_fruit(table.right_of(things, 4), -5, dice)
        if facts.form == "basket":
            fruit = table.fruit_in(12, 3.6, dice)
        if facts.form == "fruit-baskets":
            fruit = table.fruit_in(9, 3.6, dice, (-4, 6, 0))
        return Shot([*things, *fruit], SECOND[facts.form], aside(camera), exposure=0.15)
    return Shot(things, HERO[facts.form], camera, exposure=0.15)
