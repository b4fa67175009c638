"""Leaves, papers, nets, baskets and bands round goods, with their labels."""

import math

import numpy as np

from marketplace.demo.facts import Facts
from marketplace.demo.pictures import labels, packs, pieces, shapes
from marketplace.demo.pictures.ink import as_image
from marketplace.demo.pictures.nodes import Graph
from marketplace.demo.pictures.vessels import Pack, house, patch, printed, turned


def leafy(name: str, dark: str, light: str, across: bool = True):
    """A leaf's skin: close veins, a paler tone between, as a small image."""
    n = 256
    dice = np.random.default_rng(9)
    veins = 0.5 + 0.5 * np.sin(np.arange(n) / n * 2 * math.pi * 34)
    tone = np.interp(np.arange(n), np.linspace(0, n, 9), dice.random(9))
    shade = (0.3 * veins + 0.7 * tone)[:, None] + 0.12 * packs.creased(n, 3, 6.0)
    shade = shade if across else shade.T
    one, two = (np.array([int(c[i : i + 2], 16) / 255 for i in (1, 3, 5)]) for c in (dark, light))
    k = np.clip(shade, 0, 1)[:, :, None]
    g = Graph(name)
    image = (one * (1 - k) + two * k).astype(np.float32)
    shown = g.picture(as_image(name, image, is_data=False), None, "REPEAT")
    return g.finish(Base_Color=shown, Roughness=0.42, Specular_IOR_Level=0.4)


def banana(name: str = "banana-leaf"):
    return leafy(name, "#2f4a1c", "#7d8f3e")


def loop(half: tuple[float, float], at: float, material, axis: str = "x", thick: float = 0.13):
    """A string round a parcel whose section is `half` wide and high, standing on z 0."""
    a = np.linspace(0, 2 * math.pi, 49)
    p = np.sign(np.cos(a)) * np.abs(np.cos(a)) ** 0.35 * (half[0] + thick * 0.6)
    z = half[1] + np.sign(np.sin(a)) * np.abs(np.sin(a)) ** 0.35 * (half[1] + thick * 0.6)
    line = np.stack(
        [np.full_like(a, at), p, z] if axis == "x" else [p, np.full_like(a, at), z], axis=1
    )
    piece = pieces.thread(line, thick, 6, 0.6)
    return shapes.mesh_object("string", *piece, None, [material])


def parcel(size: tuple[float, float, float], material, square: float = 5.0):
    """A wrapped block standing on z 0."""
    points, faces = pieces.blob(*size, square, 0.0, 40, 25)
    uv = np.stack([points[:, 0] / size[0] + 0.5, np.arctan2(points[:, 2], points[:, 1]) / 3.1], 1)
    made = shapes.mesh_object("parcel", points, faces, uv[faces.ravel()], [material])
    made.location = (0, 0, size[2] / 2)
    return made


def string():
    return pieces.plain("bamboo-string", "#cdb878", 0.6)


def square_cake(facts: Facts, size: float, deep: float) -> Pack:
    """A square cake in leaves, tied crosswise, standing a little tilted."""
    block = parcel((size, size, deep), banana())
    tie = string()
    lines = [
        loop((size / 2, deep / 2), x * size, tie, axis) for axis in "xy" for x in (-0.22, 0.22)
    ]
    wide = size * 0.62
    grid = np.array(
        [[(x, y, deep + 0.3) for x in (-wide / 2, wide / 2)] for y in (-wide / 2, wide / 2)]
    )
    label = shapes.grid_object("label", grid, [printed("label", labels.label(facts, 1.0))])
    things = [block, *lines, label]
    for part in things[1:]:
        part.parent = block
    for part in things[1:]:
        part.location = (0, 0, -deep / 2)
    tilt = math.radians(76)
    block.rotation_euler = (tilt, 0, 0.18)
    block.location = (0, 0, size / 2 * math.sin(tilt) + deep / 2 * math.cos(tilt))
    return Pack(things, size / 2, deep, size)


def leaf_roll(facts: Facts, radius: float, tall: float) -> Pack:
    """A roll of meat in leaves, standing, tied round."""
    skin = banana()
    line = [
        (0.01, 0),
        (radius * 0.9, 0),
        (radius, 0.7),
        (radius, tall - 0.7),
        (radius * 0.88, tall),
        (0.01, tall + 0.2),
    ]
    things = [turned("roll", line, skin, 40)]
    tie = string()
    for z in (0.08, 0.9):
        things.append(
            turned(
                "tie",
                [(radius, tall * z - 0.15), (radius + 0.16, tall * z), (radius, tall * z + 0.15)],
                tie,
            )
        )
    outline = np.array(line[2:4])
    things.append(patch(facts, outline, tall * 0.16, tall * 0.82, 64))
    return Pack(things, radius, radius, tall)


def small_parcels(
    facts: Facts, size: tuple[float, float, float], number: int, square: float = 4.0
) -> Pack:
    """Several small parcels stacked, a card behind them."""
    skin, tie = banana(), string()
    block = parcel(size, skin, square)
    across = max(2, round(math.sqrt(number)))
    things = []
    left = number
    level = 0
    while left > 0:
        row = min(left, across + 1 - level) if level else min(left, across + 1)
        for i in range(max(1, row)):
            x = (i - (row - 1) / 2) * size[0] * 1.06
            for_one = shapes.copy_of(
                block, (x, -level * 0.3, size[2] * (0.5 + 0.96 * level)), 0.06 * ((i % 3) - 1)
            )
            band = loop((size[1] / 2, size[2] / 2), 0, tie)
            band.location = (x, -level * 0.3, size[2] * 0.96 * level)
            things += [for_one, band]
            left -= 1
        level += 1
    shapes.bpy.data.objects.remove(block)
    wide = size[0] * (across + 1)
    behind = size[1] / 2 + 1.6
    high = max(10.5, size[2] * level + 5)
    things += packs.card(facts, high * 1.15, high, (0, behind, 0))
    return Pack(things, max(wide, high * 1.15) / 2, behind, high)


def long_parcels(facts: Facts, size: tuple[float, float, float], number: int) -> Pack:
    """Long parcels side by side, pointing to the front, a card behind them."""
    skin, tie = banana(), string()
    block = parcel(size, skin, 3.0)
    things = []
    for i in range(number):
        level, column = (0, i) if i < 3 else (1, i - 3)
        x, z = (column - (1 - level * 0.5)) * size[0] * 1.04, size[2] * 0.9 * level
        things.append(shapes.copy_of(block, (x, 0, z + size[2] / 2)))
        for at in (-0.22, 0.22):
            band = loop((size[0] / 2, size[2] / 2), at * size[1], tie, "y")
            band.location = (x, 0, z)
            things.append(band)
    shapes.bpy.data.objects.remove(block)
    things += packs.card(facts, 15, 17, (0, size[1] / 2 + 1.5, 0))
    return Pack(things, 7.5, size[1] / 2 + 1, 17)


def banana_leaf(facts: Facts) -> Pack:
    """Leaf parcels, by what is in them."""
    number = int(facts.contents) if facts.contents else 1
    if facts.form == "chung-cake":
        return square_cake(facts, 15, 5)
    if facts.form == "pork-roll":
        return leaf_roll(facts, 4.4, 17)
    if facts.form == "te-cake":
        return long_parcels(facts, (4.0, 12.5, 3.4), 5)
    if facts.form == "fermented-pork":
        return small_parcels(facts, (4.6, 4.2, 3.6), number)
    if facts.form == "tofu":
        return small_parcels(facts, (7.5, 5.5, 4), number)
    if facts.form == "bananas":
        mat = leaf_mat((27, 19), banana())
        return Pack([mat, *packs.card(facts, 16, 16, (-5, 9.5, 0.1))], 14, 9, 16)
    raise ValueError(f"No banana leaf for {facts.form}")


def leaf_mat(size: tuple[float, float], material, seed: int = 3):
    """A piece of leaf lying flat with a wavy edge."""
    t = np.linspace(-0.5, 0.5, 24)
    crease = packs.creased(24, seed, 3.0)
    x, y = np.meshgrid(t * size[0], t * size[1], indexing="ij")
    y = y * (1 - 0.9 * np.abs(2 * t[:, None]) ** 4) * (1 + 0.04 * np.sin(x))
    z = 0.12 + 0.25 * (crease + 1) * np.abs(2 * t[None, :]) ** 2
    return shapes.grid_object("leaf", np.stack([x, y, z], -1), [material])


def lotus_leaf(facts: Facts) -> Pack:
    """A round lotus leaf lying open, its goods upon it, the parcel's card behind."""
    green = leafy("lotus-leaf", "#3c5a34", "#7f9b62", False)
    r = np.linspace(0.02, 1, 20)[:, None]
    a = np.linspace(0, 2 * math.pi, 96, endpoint=False)[None, :]
    radius = 13 * r * (1 + 0.03 * np.sin(a * 7))
    z = 0.25 + 2.6 * r**3 * (0.55 + 0.45 * np.sin(a * 5 + 1)) + 0.12 * np.abs(np.sin(a * 9)) * r
    grid = np.stack([radius * np.cos(a), radius * np.sin(a) * 0.86, z + 0 * a], -1)
    leaf = shapes.grid_object("leaf", grid, [green], True)
    things = [leaf, *packs.card(facts, 13, 10.5, (-1, 11.5, 0))]
    return Pack(things, 13, 11, 11, np.array([(7.4, 0.4), (0.1, 4.2)]))


def paper_wrap(facts: Facts) -> Pack:
    """A parcel of waxed paper, twisted at both ends, lying."""
    t = np.linspace(0, 1, 60)
    r = 3.4 * np.clip(np.minimum(t, 1 - t) / 0.2, 0.12, 1) ** 0.6
    r = np.where(np.minimum(t, 1 - t) < 0.09, 0.5 + 14 * (0.09 - np.minimum(t, 1 - t)), r)
    a = np.linspace(0, 2 * math.pi, 72, endpoint=False)
    twist = np.clip(1 - np.minimum(t, 1 - t) / 0.2, 0, 1)[:, None]
    wave = 1 + 0.12 * twist * np.sin(a[None, :] * 9 + t[:, None] * 9)
    x = np.repeat(((t - 0.5) * 24)[:, None], 72, axis=1)
    grid = np.stack([x, r[:, None] * wave * np.cos(a), 3.4 + r[:, None] * wave * np.sin(a)], -1)
    wax = packs.paper("wax-paper", "#efe6d2", 3)
    things = [shapes.grid_object("wrap", grid, [wax], True)]
    things.append(lying_label(facts, 3.46, 11, 3.4, 62))
    return Pack(things, 12, 3.4, 6.8)


def lying_label(
    facts: Facts, radius: float, wide: float, z: float, half: float, middle: float = 148
):
    """A label on a lying roll, turned up towards the camera; `middle` is its angle."""
    b = np.radians(np.linspace(middle + half, middle - half, 22))  # from its foot upward
    x = np.linspace(-wide / 2, wide / 2, 4)
    grid = np.array([[(u, radius * math.cos(k), z + radius * math.sin(k)) for u in x] for k in b])
    image = labels.label(facts, wide / (radius * math.radians(2 * half)))
    return shapes.grid_object("label", grid, [printed("label", image)])


def paper_band(facts: Facts) -> Pack:
    """A paper band round bundles of strands, or round each of some bars."""
    if facts.form == "soap":
        return soap_bars(facts)
    colour, thin = {
        "dried-bun": (("#f4efe2", "#e6dcc4"), 0.1),
        "canna": (("#b9ab93", "#8f836f"), 0.07),
    }[facts.material]
    dice = np.random.default_rng(4)
    strand = pieces.shades("strands", *colour, rough=0.45)
    n, radius, length = 420, 4.0, 23
    x = np.linspace(-0.5, 0.5, 14)
    made = []
    for _ in range(n):
        r, k = radius * math.sqrt(dice.uniform(0.45, 1)), dice.uniform(0, 6.283)
        wob = dice.normal(0, 0.12, 2)
        reach = length * dice.uniform(0.94, 1.03)
        pinch = 0.93 + 0.3 * np.abs(x) ** 2
        path = np.stack(
            [
                x * reach,
                r * np.cos(k + x * 0.5) * pinch + wob[0] * x,
                r * np.sin(k + x * 0.5) * pinch + wob[1] * x,
            ],
            1,
        )
        made.append(pieces.thread(path, thin, 5))
    bundle = pieces.swarm("strands", made, np.zeros((n, 3)), np.zeros((n, 3)), strand, dice, (1, 1))
    bundle.location = (0, 0, radius)
    core = shapes.lathe("core", [(0.01, -length * 0.48), (radius * 0.8, -length * 0.47), (radius * 0.8, length * 0.47), (0.01, length * 0.48)],
                        [pieces.plain("core", colour[1], 0.7)], 24, is_sharp=True)  # fmt: skip
    core.rotation_euler, core.location = (0, math.pi / 2, 0), (0, 0, radius)
    band = shapes.lathe(
        "band",
        [(radius * 1.0, -5.6), (radius * 1.0, 5.6)],
        [pieces.plain("band", house(facts).accent, 0.7)],
        48,
        is_sharp=True,
    )
    band.rotation_euler, band.location = (0, math.pi / 2, 0), (0, 0, radius)
    return Pack(
        [bundle, core, band, lying_label(facts, radius + 0.06, 10.6, radius, 62, 150)],
        length / 2,
        radius,
        2 * radius,
    )


def soap_bars(facts: Facts) -> Pack:
    """Bars with a paper band: two lying, one standing on them."""
    soap = pieces.shades("soap", "#b9863c", "#d9b26a", rough=0.35)
    size = (9.5, 6.2, 3.2)
    block = parcel(size, soap, 6.0)
    things = []
    for at, turn in (((-4.0, 0, 1.6), 0.15), ((6.4, -1.4, 1.6), -0.2)):
        things.append(shapes.copy_of(block, at, turn))
        band = parcel((5.2, 6.3, 3.3), pieces.plain("band", house(facts).accent, 0.7), 9.0)
        band.location, band.rotation_euler = at, (0, 0, turn)
        things.append(band)
    block.location, block.rotation_euler = (0.4, 1.6, 3.2 + 3.3), (math.radians(82), 0, 0.05)
    grid = np.array([[(x, y, 1.66) for x in (-3.9, 3.9)] for y in (-3.12, 3.12)])
    label = shapes.grid_object("label", grid, [printed("label", labels.label(facts, 7.8 / 6.24))])
    label.location, label.rotation_euler = block.location, block.rotation_euler
    return Pack([*things, block, label], 10, 5, 9.8)


def woven_sleeve(facts: Facts) -> Pack:
    """A stack of discs held by woven bamboo, two of them leaning behind, a card in front."""
    dice = np.random.default_rng(6)
    crisp = pieces.shades("crisp", "#efe0bd", "#dcc592", rough=0.6)
    number = int(facts.contents)
    at = np.stack(
        [dice.normal(0, 0.12, number), dice.normal(0, 0.12, number), np.arange(number) * 0.32], 1
    )
    disc = pieces.slice_of(9.4, 0.22, 44)
    stack = pieces.swarm("discs", [disc], at, np.zeros((number, 3)), crisp, dice, (0.98, 1.02))
    cane = pieces.plain("cane", "#c79f5c", 0.5)
    bands = [
        loop((9.5, number * 0.16 + 0.1), x, cane, axis, 0.32) for axis in "xy" for x in (-2.4, 2.4)
    ]
    lean = pieces.swarm(
        "lean",
        [disc],
        np.array([(-3.5, 9.8, 9.0)]),
        np.array([(1.36, 0.0, 0.1)]),
        crisp,
        dice,
        (1, 1),
    )
    seeds = pieces.blob(0.34, 0.2, 0.14, segments=6, rings=5)
    flat = pieces.heap_at(dice, 420, 9.1, 0.0, 0.0)
    spots = flat @ pieces.turned_by(np.array([(1.36, 0.0, 0.1)]))[0].T + np.array(
        (-3.5, 9.62, 9.05)
    )
    above = pieces.heap_at(dice, 320, 9.1, 0.0, number * 0.32 - 0.04)
    black = pieces.shades("sesame", "#1a1512", "#3a3029")
    sesame = pieces.swarm(
        "sesame", [seeds], np.vstack([spots, above]), pieces.any_turn(dice, 740, 0.2), black, dice
    )
    label = packs.card(facts, 12.5, 10, (6.8, -13.0, 0), 0.16)
    return Pack([stack, *bands, lean, sesame, *label], 10, 10, 18)


def leaf_box(facts: Facts) -> Pack:
    """Small boxes folded of palm leaf, stacked, a card behind."""
    skin = leafy("palm", "#5d7434", "#a3a95c")
    things = []
    spots = [
        (-5, 0, 0),
        (0.2, 0, 0),
        (5.4, 0, 0),
        (-2.4, -0.4, 4.3),
        (2.8, -0.4, 4.3),
        (0.2, -6, 0),
    ]
    for x, y, z in spots[: int(facts.contents)]:
        body = shapes.box("box", (4.7, 4.7, 3.0), skin, 0.12, (x, y, z))
        lid = shapes.box("lid", (4.95, 4.95, 1.5), skin, 0.12, (x, y, z + 2.7))
        body.rotation_euler = lid.rotation_euler = (0, 0, 0.05 * (x % 3 - 1))
        things += [body, lid]
    things += packs.card(facts, 17, 17, (0, 4.6, 0))
    return Pack(things, 8.5, 7, 17)


def basket_weave(name: str, colour: str, across: int = 46, along: int = 9):
    """Woven bamboo by a small image: splints over and under."""
    n = 512
    y, x = np.mgrid[0:n, 0:n].astype(np.float32) / n
    u, v = x * across, y * along
    over = ((u.astype(int) + v.astype(int)) % 2).astype(np.float32)
    height = np.where(over > 0, np.sin(np.pi * (v % 1)), np.sin(np.pi * (u % 1))) ** 0.5
    tone = np.random.default_rng(2).uniform(0.82, 1.1, (along, across))[
        v.astype(int) % along, u.astype(int) % across
    ]
    base = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)], np.float32)
    image = np.clip(base * ((0.35 + 0.65 * height) * tone)[:, :, None], 0, 1).astype(np.float32)
    g = Graph(name)
    shown = g.picture(as_image(name, image, is_data=False), None, "REPEAT")
    up = g.picture(as_image(f"{name}-height", height.astype(np.float32)), None, "REPEAT")
    return g.finish(Base_Color=shown, Roughness=0.5, Normal=g.bump(up, 0.6, 0.3))


def basket(facts: Facts, radius: float, tall: float) -> Pack:
    """A round basket with a rim and a bow handle, its label on the front."""
    line = shapes.smooth(
        [(radius * 0.72, 0), (radius * 0.8, 0.5), (radius * 0.94, tall * 0.6), (radius, tall)], 30
    )
    cane = basket_weave("bamboo", "#c99f5f")
    rim = pieces.plain("rim", "#a87a3e", 0.5)
    a = np.linspace(0, 2 * math.pi, 65)
    ring = np.stack([radius * np.cos(a), radius * np.sin(a), np.full(65, tall)], 1)
    things = [
        turned("basket", line, cane, 64),
        turned("floor", [(radius * 0.8, 0.6), (0.01, 0.6)], rim, 32),
        shapes.mesh_object("rim", *pieces.thread(ring, 0.5, 8), None, [rim]),
        shapes.tube("handle", [(-radius, 0, tall * 0.9), (-radius * 0.92, 0, tall * 1.9), (0, 0, tall * 2.5),
                               (radius * 0.92, 0, tall * 1.9), (radius, 0, tall * 0.9)], [0.5, 0.45, 0.5], rim, 12, 60, up=(0, 1, 0)),
        patch(facts, line, tall * 0.1, tall * 0.9, 40),
    ]  # fmt: skip
    return Pack(
        things,
        radius,
        radius,
        tall * 2.5,
        np.array([(radius * 0.94, tall * 0.55), (radius * 0.92, tall * 1.3)]),
    )


def bamboo_basket(facts: Facts) -> Pack:
    return basket(facts, 11.5, 9)


def straw_basket(facts: Facts) -> Pack:
    """A nest of straw, a card behind it."""
    dice = np.random.default_rng(8)
    straw = pieces.shades("straw", "#8f6f34", "#c9a65a", "#e6cd8c", rough=0.7)
    made = []
    for _ in range(620):
        k, r, z = dice.uniform(0, 6.283), dice.normal(10.2, 0.9), dice.uniform(0.2, 3.6)
        s = np.linspace(-0.5, 0.5, 8) * dice.uniform(0.6, 1.1)
        path = np.stack(
            [
                r * np.cos(k + s),
                r * np.sin(k + s) * 0.8,
                z + dice.normal(0, 0.8) * s + 0.3 * np.cos(s * 9),
            ],
            1,
        )
        made.append(pieces.thread(path, 0.11, 4))
    n = len(made)
    nest = pieces.swarm("straw", made, np.zeros((n, 3)), np.zeros((n, 3)), straw, dice, (1, 1))
    floor = turned(
        "floor", [(10.5, 0.1), (9.2, 1.2), (0.01, 1.4)], pieces.plain("floor", "#8f6f34", 0.9), 40
    )
    return Pack(
        [nest, floor, *packs.card(facts, 16, 14, (0, 10.5, 0))],
        11,
        10,
        14,
        np.array([(9.3, 1.2), (7.2, 4.5)]),
    )


def leaf_basket(facts: Facts) -> Pack:
    """A tray folded of leaf, a card behind it."""
    skin = leafy("leaf", "#55702f", "#9aa652")
    things = packs.open_box("tray", 19, 14, 3.0, skin, 0.35)
    things += packs.card(facts, 13, 10.5, (0, 8.8, 0))
    return Pack(things, 9.5, 9, 10.5, np.array([(8.6, 0.8), (6.0, 2.2)]))


def net_bag(facts: Facts) -> Pack:
    """A net round fruit, closed by a header card that is its label."""
    line = shapes.smooth(
        [(0.05, 0), (5, 0.1), (9.4, 3), (10.2, 6.5), (8.6, 10.5), (4.4, 14), (1.3, 16), (1.2, 18)],
        22,
    )
    made = []
    for turn in (-1, 1):
        for i in range(22):
            a = i / 22 * 2 * math.pi + turn * np.linspace(0, 1.5, len(line))
            path = np.stack([line[:, 0] * np.cos(a), line[:, 0] * np.sin(a) * 0.85, line[:, 1]], 1)
            made.append(pieces.thread(path, 0.075, 4))
    n = len(made)
    dice = np.random.default_rng(1)
    red = pieces.shades("net", house(facts).accent, rough=0.5)
    net = pieces.swarm("net", made, np.zeros((n, 3)), np.zeros((n, 3)), red, dice, (1, 1))
    head = packs.standing_label(
        facts, 13.5, 10.5, (0, -2.1, 15.4), pieces.plain("card", house(facts).paper, 0.6), 0.2
    )
    head[0].rotation_euler = (-0.06, 0, 0)
    return Pack([net, *head], 10, 9, 25.5, np.array([(9.2, 0.2), (8.0, 11.0)]))
