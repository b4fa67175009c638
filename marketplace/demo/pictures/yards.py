"""What stands out of doors: laterite walls, tiled roofs, gates, jars, bicycles, grass, hedges.

In true size: lengths are centimetres, z is up.
"""

import math
from collections.abc import Sequence
from random import Random

import numpy as np
from numpy.random import Generator as Dice

from marketplace.demo.pictures import figures, greenery, pieces, props, shapes, strands
from marketplace.demo.pictures.grounds import cloud
from marketplace.demo.pictures.ink import as_image
from marketplace.demo.pictures.nodes import Graph, rgb


def masonry(name: str, colour: str, joint: str, across: float = 320, seed: int = 5):
    """Laterite blocks 40 x 20 cm in courses, each of its own tone, pitted; laid by UV in cm."""
    rows, columns, courses, per = 1024, 1024, 16, 8
    high, wide = rows // courses, columns // per
    dice = np.random.default_rng(seed)
    tone = dice.uniform(-0.22, 0.22, (courses, per))
    y, x = np.mgrid[0:rows, 0:columns]
    course = y // high
    shifted = (x + (course % 2) * wide // 2) % columns
    block = shifted // wide
    k = 1 + tone[course, block]
    pits = cloud((rows, columns), 5, 6, seed, 1.3)
    soft = cloud((rows, columns), 60, 90, seed + 1, 2.0)
    edge = np.minimum(
        np.minimum(y % high, high - 1 - y % high),
        np.minimum(shifted % wide, wide - 1 - shifted % wide),
    )
    gap = np.clip(1 - (edge - 2) / 2, 0, 1)[:, :, None]
    body = np.array(rgb(colour)) * (k * (0.75 + 0.5 * soft) * (0.8 + 0.4 * pits))[:, :, None]
    shown = np.clip(body * (1 - gap) + np.array(rgb(joint)) * gap, 0, 1) ** (1 / 2.2)
    g = Graph(name)
    at = g.add("Mapping", Vector=g.coords["UV"], Scale=(1 / across, 1 / across, 1)).outputs[0]
    tint = g.picture(as_image(name, shown.astype(np.float32), is_data=False), at, "REPEAT")
    up = np.clip(0.5 * pits + 0.5 * (1 - gap[:, :, 0]), 0, 1).astype(np.float32)
    height = g.picture(as_image(f"{name}-up", up), at, "REPEAT")
    return g.finish(
        Base_Color=tint, Roughness=0.92, Specular_IOR_Level=0.2, Normal=g.bump(height, 0.8, 2.0)
    )


def block(name: str, size: tuple[float, float, float], at, material):
    """A box with texture coordinates in cm on every side; it stands on z of `at`."""
    deep = size[1]
    made = shapes.box(name, size, material, 0, at)
    layer = made.data.uv_layers.new(name="UVMap")
    for polygon in made.data.polygons:
        normal = polygon.normal
        for corner in polygon.loop_indices:
            p = made.data.vertices[made.data.loops[corner].vertex_index].co
            if abs(normal.z) > 0.5:
                layer.data[corner].uv = (p.x + at[0], p.y + at[1])
            elif abs(normal.y) > 0.5:
                layer.data[corner].uv = (p.x + at[0], p.z + at[2])
            else:
                layer.data[corner].uv = (p.y + at[1] + deep, p.z + at[2])
        polygon.use_smooth = False
    return made


def roof(name: str, wide: float, deep: float, at, tilt: float, dice: Dice, size: float = 15.0):
    """Rows of fish-scale tiles on a slope: along x, rising to the back by `tilt` radians."""
    a = np.linspace(-1, 1, 7)
    t = np.linspace(0, 1, 6)
    half = size * 0.5 * np.minimum(1, 0.35 + 1.4 * t) ** 0.8
    grid = np.array(
        [
            [(h * s, -size * 1.5 * (1 - tt), 0.9 * (1 - s * s) + 1.0 * (1 - tt)) for s in a]
            for tt, h in zip(t, half, strict=True)
        ]
    )
    tile = pieces.sheet(grid)
    rows, columns = round(deep / (size * 0.62)), round(wide / size)
    places = []
    for j in range(rows):
        for i in range(columns + (j % 2)):
            x = (i - (columns - 1 + j % 2) / 2) * size
            y = j * size * 0.62
            places.append((x, y * math.cos(tilt), y * math.sin(tilt)))
    spots = np.array(places) + np.array(at)
    turns = np.stack(
        [
            np.full(len(spots), tilt) + dice.normal(0, 0.02, len(spots)),
            dice.normal(0, 0.02, len(spots)),
            dice.normal(0, 0.03, len(spots)),
        ],
        axis=1,
    )
    clay = pieces.shades(name, "#5d3527", "#8a4a33", "#a8634a", rough=0.85)
    made = pieces.swarm(name, [tile], spots, turns, clay, dice, (0.97, 1.03))
    board = np.array(
        [
            [(s * wide / 2, k * math.cos(tilt), k * math.sin(tilt) - 3.0) for s in (-1, 1)]
            for k in (0.0, deep)
        ]
    )
    under = shapes.grid_object(
        "boards", board + np.array(at), [props.skin("boards", "#4a2f1e", 0.8, 0.7, 0.1)]
    )
    return [made, under]


def jar(high: float, dice: Dice, colour: str = "#5a3722"):
    """A big jar of brown clay with a broad shoulder; its mouth is open."""
    r = high * 0.36
    outline = [
        (r * 0.62, 0),
        (r * 0.8, high * 0.12),
        (r * 1.02, high * 0.5),
        (r, high * 0.74),
        (r * 0.72, high * 0.92),
        (r * 0.7, high * 0.96),
        (r * 0.78, high),
    ]
    clay = props.skin("jar", colour, 0.34, 0.55, 0.06, 0.3, Coat_Weight=0.4, Coat_Roughness=0.2)
    return shapes.turned("jar", outline, [clay, clay, clay], 1.6, segments=64, rows=60)


def cone_lid(radius: float, high: float):
    """A pointed lid of palm leaf."""
    leaf = props.skin("lid", "#d9c48c", 0.75, 0.7, 0.25, 0.4)
    profile = [(radius, 0), (radius * 1.02, 0.8), (0.4, high), (0.01, high + 0.4)]
    return shapes.lathe("lid", profile, [leaf], 48, is_sharp=True)


def wheel(radius: float, at, material, tyre):
    """A bicycle's wheel in the x-z plane."""
    a = np.linspace(0, 2 * math.pi, 80)
    ring = [(at[0] + math.cos(t) * radius, at[1], at[2] + math.sin(t) * radius) for t in a]
    inner = [
        (at[0] + math.cos(t) * (radius - 2.4), at[1], at[2] + math.sin(t) * (radius - 2.4))
        for t in a
    ]
    parts = [
        shapes.tube("tyre", ring, [1.7, 1.7], tyre, 14, 120, 1.0, False, (0, 1, 0)),
        shapes.tube("rim", inner, [0.9, 0.9], material, 10, 120, 1.0, False, (0, 1, 0)),
        shapes.tube(
            "hub",
            [(at[0], at[1] - 4, at[2]), (at[0], at[1] + 4, at[2])],
            [1.8, 1.8],
            material,
            14,
            4,
        ),
    ]
    for i in range(28):
        t = i * 2 * math.pi / 28
        end = (at[0] + math.cos(t) * (radius - 2.4), at[1], at[2] + math.sin(t) * (radius - 2.4))
        start = (at[0], at[1] + (2.5 if i % 2 else -2.5), at[2])
        parts.append(shapes.tube("spoke", [start, end], [0.16, 0.16], material, 5, 3))
    return parts


def bicycle(colour: str) -> list:
    """A lady's bicycle along x, its front to the left, a basket before the bars."""
    paint = props.skin("paint", colour, 0.25, 0.8, 0.1, 0.02, Coat_Weight=0.8)
    steel = props.skin("steel", "#b9bbbd", 0.25, 0.85, 0.2, 0.02, Metallic=0.9)
    rubber, leather = props.skin("tyre", "#1b1a19", 0.8), props.skin("saddle", "#5a351e", 0.5)
    radius = 33.0
    made = [
        *wheel(radius, (-54, 0, radius + 1.5), steel, rubber),
        *wheel(radius, (54, 0, radius + 1.5), steel, rubber),
    ]
    crank, seat, head = (4, 0, 30), (17, 0, 72), (-38, 0, 84)

    def bar(*line, thick=1.5, stuff=None):
        made.append(shapes.tube("bar", line, [thick, thick], stuff or paint, 14, 24))

    bar((-36, 0, 76), (-16, 0, 48), crank)
    bar((-37, 0, 82), (-14, 0, 56), (8, 0, 42), thick=1.3)
    bar(crank, seat)
    bar(head, (-44, 0, 60), (-54, 0, radius + 1.5), thick=1.4)
    bar((-36, 0, 70), (-38.5, 0, 88), thick=2.0)
    for y in (-3, 3):
        bar(crank, (54, y, radius + 1.5), thick=0.8)
        bar((14, y * 0.4, 64), (54, y, radius + 1.5), thick=0.7)
    bar(seat, (18.5, 0, 84), thick=1.2, stuff=steel)
    bar((-38.5, 0, 88), (-40, 0, 98), thick=1.2, stuff=steel)
    bar(
        (-26, -27, 97),
        (-34, -24, 101),
        (-40, -8, 99),
        (-40, 8, 99),
        (-34, 24, 101),
        (-26, 27, 97),
        thick=1.1,
        stuff=steel,
    )
    for y in (-1, 1):
        made.append(
            shapes.tube(
                "grip", [(-34, y * 24, 100.6), (-24, y * 27.5, 96.4)], [1.6, 1.6], leather, 12, 6
            )
        )
    saddle = figures.carved(
        "saddle",
        [figures.limb((8, 0, 87), (20, 0, 87), 2.0, 4.5), figures.ball((24, 0, 87), (6, 9, 3.4))],
        leather,
        1.0,
        3,
    )
    made.append(saddle)
    a = np.linspace(math.pi * 0.1, math.pi * 1.05, 40)
    for x, shift in ((-54, 0.0), (54, -0.25)):
        guard = [
            (
                x + math.cos(t + shift) * (radius + 4),
                0,
                radius + 1.5 + math.sin(t + shift) * (radius + 4),
            )
            for t in a
        ]
        made.append(shapes.tube("guard", guard, [2.4, 2.4], paint, 12, 60, 0.35, False, (0, 1, 0)))
    rack = shapes.box("rack", (36, 11, 1.2), steel, 0.4, (50, 0, 72))
    made += [
        rack,
        shapes.tube("stay", [(64, 5, 72), (54, 5, 36)], [0.6, 0.6], steel, 8, 4),
        shapes.tube("stay", [(64, -5, 72), (54, -5, 36)], [0.6, 0.6], steel, 8, 4),
    ]
    made.append(
        shapes.tube(
            "chain",
            [(54, -4.5, radius + 1.5), (30, -4.5, 35), (4, -4.5, 30)],
            [3.6, 5.0, 8.5],
            paint,
            16,
            20,
            0.25,
            False,
            (0, 1, 0),
        )
    )
    for side, z in ((-1, 17), (1, 43)):
        made.append(
            shapes.tube(
                "arm", [(4, side * 6, 30), (4 + side * 4, side * 7, z)], [0.9, 0.9], steel, 8, 4
            )
        )
        made.append(shapes.box("pedal", (9, 8, 2.2), rubber, 0.4, (4 + side * 4, side * 11, z - 1)))
    made.append(shapes.tube("stand", [(40, -3, 33), (44, -13, 1.0)], [0.9, 0.8], steel, 10, 4))
    made += basket((-64, 0, 78))
    return made


def basket(at) -> list:
    """A wicker basket before the bars."""
    cane = strands.cane("wicker", "#8a5c2a", "#cf9f5c")
    surface = strands.turned([(11, 0), (13, 12), (14.5, 24)], 3.0, 0.95)
    stakes, weavers = strands.plain(26, 12, 0.3)
    woven = strands.woven("basket", surface, [*stakes, *weavers], 2.0, 0.3, cane, Random(2))  # noqa: S311
    woven.location = at
    floor = shapes.box(
        "floor",
        (22, 20, 0.6),
        props.skin("floor", "#8a5c2a", 0.6),
        0.2,
        (at[0], at[1], at[2] + 0.2),
    )
    return [woven, floor]


def meadow(reach: tuple[float, float], dice: Dice, count: int, high: float, colours: Sequence[str]):
    """Grass: a green ground with tufts of blades, denser to the front."""
    ground = props.skin("turf", colours[0], 0.95, 0.7, 0.02, 0.3)
    wide, deep = reach
    floor = np.array([[(s * wide * 3, y, 0.15) for s in (-1, 1)] for y in (-deep * 4, deep * 4)])
    made = [shapes.grid_object("turf", floor, [ground])]
    places = np.stack(
        [dice.uniform(-wide, wide, count), dice.uniform(-deep, deep, count), np.zeros(count)],
        axis=1,
    )
    blade = pieces.moved(pieces.strip(high, high * 0.14, 0.2, 0.7, 5, 0.2), (high * 0.5, 0, 0))
    tuft = pieces.merged(
        *[pieces.moved(blade, (0, 0, 0), (0, -1.15 + 0.12 * i, i * 2.1)) for i in range(4)]
    )
    turns = np.stack(
        [np.zeros(count), dice.normal(0, 0.1, count), dice.uniform(0, 6.3, count)], axis=1
    )
    made.append(
        pieces.swarm(
            "grass",
            [tuft],
            places,
            turns,
            pieces.shades("grass", *colours, rough=0.7),
            dice,
            (0.6, 1.3),
        )
    )
    return made


def ridge(name: str, wide: float, y: float, base: float, high: float, colour: str, seed: float):
    """A far line of hills."""
    x = np.linspace(-wide, wide, 120)
    top = base + high * (
        0.5 + 0.3 * np.sin(x / wide * 4 + seed) + 0.2 * np.sin(x / wide * 9 + 2 * seed)
    )
    grid = np.array(
        [
            np.stack([x, np.full(120, y), np.full(120, -5.0)], 1),
            np.stack([x, np.full(120, y + high * 0.6), top], 1),
        ]
    )
    return shapes.grid_object(name, grid, [props.skin(name, colour, 0.95, 0.85, 0.01, 0.05)])


def hedge(line: np.ndarray, high: float, dice: Dice, count: int):
    """A clipped row of tea: leaves over a rounded body along a line (n, 3)."""
    path = shapes.evenly(line, 200)
    dark = props.skin("hedge", "#22401f", 0.9, 0.7, 0.05, 0.3)
    body = shapes.tube("hedge", path[::8], [high * 0.5, high * 0.5], dark, 14, 60, 0.8)
    at = dice.integers(0, 200, count)
    a = dice.uniform(-0.15, math.pi + 0.15, count)
    along = np.gradient(path, axis=0)
    along /= np.linalg.norm(along, axis=1)[:, None]
    side = np.cross(along, (0, 0, 1.0))
    way = side[at] * np.cos(a)[:, None] + np.array((0, 0, 1.0)) * np.sin(a)[:, None]
    places = (
        path[at]
        + way * high * np.array((0.52, 0.52, 0.44))
        + dice.normal(0, high * 0.03, (count, 3))
    )
    leaf = pieces.moved(
        pieces.strip(high * 0.3, high * 0.12, 0.1, 0.4, 5, 0.3), (high * 0.12, 0, 0)
    )
    green = pieces.shades("tea", "#2c5226", "#4f7d34", "#8fb04f", rough=0.5)
    return [
        body,
        pieces.swarm("leaves", [leaf], places, greenery.outward(way, dice, 0.5), green, dice),
    ]
