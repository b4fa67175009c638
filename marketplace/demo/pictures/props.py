"""Things that stand beside a product in use and tell its size."""

import math
from random import Random

import bpy
import numpy as np

from marketplace.demo.pictures import shapes
from marketplace.demo.pictures.nodes import Graph, rgb


def skin(
    name: str,
    colour: str,
    rough: float = 0.5,
    dark: float = 0.75,
    grain: float = 1.2,
    bump: float = 0.1,
    **more,
):
    """A plain surface with a little cloud in its colour."""
    g = Graph(name)
    cloud = g.noise(grain, 4)
    base = rgb(colour)
    return g.finish(
        Base_Color=g.ramp(cloud, (0.3, tuple(c * dark for c in base)), (0.7, base)),
        Roughness=rough,
        Normal=g.bump(cloud, bump, 0.2),
        **more,
    )


def leaf_mesh(length: float, width: float, material, curl: float = 0.25):
    """A leaf along +x with a fold along its middle, its root at the origin."""
    t = np.linspace(0, 1, 12)
    half = np.sin(np.pi * t**0.85) ** 0.8 * width / 2
    rows = []
    for side in (-1, -0.5, 0, 0.5, 1):
        z = abs(side) * width * 0.16 - curl * length * t**2 * 0.6
        rows.append(np.stack([t * length, side * half, z], axis=1))
    return shapes.grid_object("leaf", np.array(rows), [material])


def stand(thing, at, turn: tuple[float, float, float] = (0, 0, 0), scale: float = 1):
    thing.location, thing.rotation_euler, thing.scale = at, turn, (scale,) * 3
    return thing


def tangerine(radius: float = 2.6, at=(0, 0, 0), dice: Random | None = None):
    """A tangerine with its leaf."""
    dice = dice or Random(1)  # noqa: S311
    g = Graph("tangerine")
    pores = g.add("TexVoronoi", Vector=g.coords["Object"], Scale=4.5).outputs["Distance"]
    cloud = g.noise(0.6, 2)
    peel = g.finish(
        Base_Color=g.ramp(cloud, (0.3, rgb("#d96a12")), (0.75, rgb("#f0911f"))),
        Roughness=0.38,
        Subsurface_Weight=0.15,
        Subsurface_Radius=(0.4, 0.2, 0.05),
        Normal=g.bump(pores, 0.35, 0.12),
    )
    body = shapes.ball("tangerine", radius, peel, 0.86)
    green = skin("leaf", "#3f6a2c", 0.4)
    leaf = stand(
        leaf_mesh(radius * 1.5, radius * 0.65, green),
        (0, 0, radius * 1.72),
        (0, 0.1, dice.uniform(0, 6)),
    )
    stem = shapes.tube(
        "stem", [(0, 0, radius * 1.62), (0.05, 0, radius * 1.85)], [0.16, 0.2], green, 10, 8
    )
    for part in (leaf, stem):
        part.parent = body
    body.location = at
    return [body, leaf]


def chopsticks(at, turn: float, length: float = 24):
    wood = skin("chopsticks", "#5a3420", 0.35, 0.6, 0.4)
    made = []
    for i in (0, 1):
        one = shapes.tube("chopstick", [(0, 0, 0), (length, 0, 0)], [0.22, 0.38], wood, 12, 10)
        made.append(stand(one, (at[0], at[1] + i * 1.1, at[2] + 0.4), (0, 0, turn + i * 0.05)))
    return made


def liquid(name: str, colour: str, radius: float, z: float):
    g = Graph(name)
    tea = g.finish(Base_Color=rgb(colour), Roughness=0.03, Specular_IOR_Level=0.6, Coat_Weight=1.0)
    return shapes.disc(name, radius, z, tea)


def rice(
    radius: float,
    z: float,
    dice: Random,
    high: float = 2.0,
    colour: str = "#f3efe4",
    grain=(0.36, 0.13),
    count: int = 900,
):
    """A mound of grains: a solid heap with single grains upon it."""
    stuff = skin(
        "rice",
        colour,
        0.45,
        0.92,
        2,
        0.05,
        Subsurface_Weight=0.2,
        Subsurface_Radius=(0.3, 0.25, 0.2),
    )
    heap = shapes.lathe(
        "heap",
        [
            (radius, z - 0.3),
            (radius * 0.93, z),
            (radius * 0.6, z + high * 0.65),
            (0.01, z + high * 0.95),
        ],
        [stuff],
        48,
        24,
    )
    t = np.linspace(0, math.pi, 9)
    one = shapes.lathe(
        "grain",
        np.stack([np.sin(t) * grain[1], -np.cos(t) * grain[0]], axis=1),
        [stuff],
        10,
        is_sharp=True,
    )
    made = [heap]
    for i in range(count):
        r = radius * 0.98 * math.sqrt(dice.random())
        a = dice.uniform(0, 6.283)
        height = np.interp(r / radius, [0, 0.6, 0.93, 1], [high * 0.95, high * 0.65, 0, -0.2])
        grain_ = one if i == 0 else bpy.data.objects.new("grain", one.data)
        if i:
            bpy.context.scene.collection.objects.link(grain_)
        grain_.location = (r * math.cos(a), r * math.sin(a), z + height + dice.uniform(0, 0.12))
        grain_.rotation_euler = (dice.uniform(0, 6), dice.uniform(1.0, 2.1), dice.uniform(0, 6))
        made.append(grain_)
    return made


def blossom_mesh(petal, heart, size: float = 1.5, petals: int = 5):
    """One open flower facing +z."""
    t, s = np.linspace(0, 1, 8), np.linspace(-1, 1, 7)
    half = np.sin(np.pi * np.clip(t, 0.02, 0.98) ** 0.7) ** 0.7 * 0.36
    parts = []
    for i in range(petals):
        grid = np.array(
            [
                [
                    (tt, h * ss, 0.1 + 0.36 * tt**1.6 + 0.12 * ss**2 * tt)
                    for tt, h in zip(t, half, strict=True)
                ]
                for ss in s
            ]
        )
        one = shapes.grid_object("petal", grid * size, [petal])
        one.rotation_euler = (0, 0, i * 2 * math.pi / petals)
        parts.append(one)
    for k in range(9):
        a = k * 0.7
        tip = (0.2 * math.cos(a) * size, 0.2 * math.sin(a) * size, 0.42 * size)
        parts.append(
            shapes.tube("stamen", [(0, 0, 0.05), tip], [0.012 * size, 0.035 * size], heart, 6, 5)
        )
    return shapes.join(parts, "blossom")


def blossoming(
    foot,
    height: float,
    lean: tuple[float, float],
    dice: Random,
    colour: str = "#e8a0ae",
    size: float = 1.6,
    flowers: int = 26,
):
    """A branch in flower from `foot` upward; returns its objects."""
    bark = skin("bark", "#4a3325", 0.85, 0.5, 2.0, 0.6)
    petal = skin(
        "petal",
        colour,
        0.6,
        0.85,
        0.8,
        0.05,
        Subsurface_Weight=0.3,
        Subsurface_Radius=(0.3, 0.15, 0.15),
    )
    heart = skin("heart", "#d8b04a", 0.6)
    first = blossom_mesh(petal, heart, size)
    bud = shapes.ball("bud", size * 0.26, petal, 1.25, 10, 12)
    made, spots = [], []
    start = np.array(foot, float)
    line = [start]
    for i in range(1, 6):
        k = i / 5
        line.append(
            start
            + np.array(
                [
                    lean[0] * k**1.3 + dice.uniform(-1, 1) * height * 0.03,
                    lean[1] * k + dice.uniform(-1, 1) * height * 0.03,
                    height * k,
                ]
            )
        )
    made.append(shapes.tube("branch", line, [0.5, 0.42, 0.34, 0.24, 0.14], bark, 10, 50))
    path = shapes.smooth(line, 40)
    for i in range(9):
        k = 10 + round(i * 3.1)
        root = path[min(k, 39)]
        a, rise = dice.uniform(0, 6.283), dice.uniform(0.5, 1.1)
        reach = height * dice.uniform(0.16, 0.34) * (1.1 - i * 0.06)
        tip = root + reach * np.array([math.cos(a) * 0.8, math.sin(a) * 0.6, rise])
        bend = (root + tip) / 2 + np.array([math.cos(a), math.sin(a), -0.3]) * reach * 0.12
        made.append(shapes.tube("twig", [root, bend, tip], [0.2, 0.14, 0.07], bark, 8, 16))
        twig = shapes.smooth([root, bend, tip], 12)
        spots += [(twig[j], a) for j in (3, 5, 7, 9, 11)]
    spots += [(path[j], dice.uniform(0, 6)) for j in range(16, 40, 4)]
    dice.shuffle(spots)
    for i, (spot, a) in enumerate(spots):
        source = first if i < flowers else bud
        scale = dice.uniform(0.75, 1.1)
        one = shapes.copy_of(source, spot, 0, scale)
        one.rotation_euler = (dice.uniform(-1.1, 1.1), dice.uniform(-1.1, 1.1), a)
        made.append(one)
    for source in (first, bud):
        bpy.data.objects.remove(source)
    return made


def book(at, turn: float, size=(13.0, 19.0, 2.2), colour: str = "#7d2f2a"):
    """A clothbound book lying flat."""
    cover = skin("cover", colour, 0.75, 0.85, 3, 0.2)
    pages = skin("pages", "#e9dfc8", 0.9, 0.8, 6, 0.4)
    parts = [
        shapes.box(
            "pages", (size[0] - 0.5, size[1] - 0.6, size[2] - 0.5), pages, 0.05, (0.05, 0, 0.25)
        ),
        shapes.box("cover", (size[0], size[1], 0.25), cover, 0.08, (0, 0, 0)),
        shapes.box("cover", (size[0], size[1], 0.25), cover, 0.08, (0, 0, size[2] - 0.25)),
        shapes.box("spine", (0.3, size[1], size[2]), cover, 0.12, (-size[0] / 2, 0, 0)),
    ]
    holder = parts[1]
    for part in parts:
        if part is not holder:
            part.parent = holder
    return [stand(holder, at, (0, 0, turn)), *[p for p in parts if p is not holder]]
