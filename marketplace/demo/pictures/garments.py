"""Clothes: the long tunic on a dummy, folded shirts and trousers, pillows."""

import math
from random import Random

import numpy as np

from marketplace.demo.pictures import drape, shapes

# Half widths and depths of the tunic by height above its hem, cm.
SIDES = [
    (0, 22.5, 1.6), (20, 20.6, 2.0), (45, 18.4, 3.0), (68, 16.6, 5.0), (84, 14.6, 7.2),
    (93, 13.6, 7.6), (104, 16.2, 9.4), (114, 18.4, 9.8), (121, 17.4, 9.0), (126, 14.6, 7.6),
    (129, 11.4, 6.6), (131.5, 8.4, 5.8), (133, 6.2, 5.4),
]  # fmt: skip
NECK = 133.0


def tunic(material, lining, dice: Random, z: float = 8.0, fall: float = 1.0):
    """An áo dài as it hangs on a dummy: panels slit to the waist, sleeves, standing collar.

    Returns its objects; `z` is the height of the hem, `fall` how deep the panels fold.
    """
    table = np.array(SIDES, float)
    heights = np.linspace(0, NECK, 150)
    half = np.interp(heights, table[:, 0], table[:, 1])
    deep = np.interp(heights, table[:, 0], table[:, 2])
    for _ in range(6):  # round off the corners of the table
        half[1:-1] = (half[:-2] + half[1:-1] + half[2:]) / 3
        deep[1:-1] = (deep[:-2] + deep[1:-1] + deep[2:]) / 3
    made = []
    for sign in (-1, 1):
        waves = drape.folds(dice, 1.5, 4.2 * fall, 0.0, 0.3)
        u = np.linspace(0, 1, 90)
        s = (u - 0.5) * 2
        loose = np.clip((86 - heights) / 86, 0, 1)
        x = half[:, None] * s[None, :]
        bow = np.sqrt(np.clip(1 - np.abs(s) ** 2.4, 0, 1))[None, :]
        y = sign * deep[:, None] * bow
        moved = waves(u[None, :], loose[:, None]) * (loose[:, None] ** 0.8)
        wrinkles = (
            0.25
            * np.sin(heights[:, None] * 0.45 + 5 * s[None, :])
            * np.exp(-(((heights[:, None] - 90) / 9) ** 2))
        )
        y = y + moved + sign * (wrinkles + 4.0 * loose[:, None])
        grid = np.stack([x, y, np.broadcast_to(heights[:, None] + z, x.shape)], axis=-1)
        made.append(shapes.grid_object("panel", grid, [material]))
    for side in (-1, 1):
        line = [
            (side * 8.5, 0, z + 127.5),
            (side * 15.0, -0.2, z + 121.5),
            (side * 19.6, -0.6, z + 108),
            (side * 23.4, -1.6, z + 88),
            (side * 26.0, -3.4, z + 58),
        ]
        sleeve = shapes.tube(
            "sleeve",
            line,
            [3.6, 6.6, 6.6, 6.0, 5.8, 5.8, 6.4],
            material,
            40,
            90,
            0.62,
            True,
            (0, 1, 0),
        )
        creased(sleeve, dice)
        made.append(sleeve)
    made.append(collar(material, z))
    made += fastening(lining, z)
    return made


def trousers(material, dice: Random, z: float = 8.0):
    """Wide trousers under a tunic: seen at its slits and below its hem."""
    made = []
    heights = np.linspace(3.0, 92.0 + z, 80)
    for side in (-1, 1):
        a = np.linspace(0, 2 * math.pi, 72, endpoint=False)
        k = np.clip(1 - (heights - 3) / 89, 0, 1)
        wave = drape.folds(dice, 2.0, 1.5, 0.2, 0.3)
        push = wave(a[None, :] / 6.283 * 2, k[:, None])
        x = side * (7.2 + 1.6 * k[:, None]) + (6.6 + 3.0 * k[:, None] + push) * np.cos(a)
        y = (3.6 + 0.6 * k[:, None] + push * 0.7) * np.sin(a)
        grid = np.stack([x, y, np.broadcast_to(heights[:, None], x.shape)], axis=-1)
        made.append(shapes.grid_object("leg", grid, [material], is_closed=True))
    return made


def creased(tube, dice: Random, deep: float = 0.3) -> None:
    """Crease a sleeve slantwise where the arm would bend."""
    mesh = tube.data
    points = np.empty(len(mesh.vertices) * 3, np.float32)
    mesh.vertices.foreach_get("co", points)
    points = points.reshape(-1, 3)
    phase = dice.uniform(0, 6)
    push = deep * np.sin(points[:, 2] * 0.55 + points[:, 0] * 0.8 + phase)
    points[:, 1] += push
    points[:, 0] += push * 0.5
    mesh.vertices.foreach_set("co", points.ravel())
    mesh.update()


def collar(material, z: float):
    a = np.linspace(0, 2 * math.pi, 64, endpoint=False)
    rows = []
    for up, scale in ((0, 1.06), (1.2, 1.0), (2.6, 0.97), (4.0, 0.96), (4.05, 0.92), (1.0, 0.9)):
        rows.append(
            np.stack(
                [
                    np.cos(a) * 6.3 * scale,
                    np.sin(a) * 5.6 * scale,
                    z + NECK - 0.9 + up + 0.5 * np.sin(a),
                ],
                axis=1,
            )
        )
    return shapes.grid_object("collar", np.array(rows), [material], is_closed=True)


def fastening(material, z: float):
    """The slanting seam from neck to underarm and its five buttons."""
    points = [(1.2, -5.9, 131.6), (6.5, -6.9, 128.6), (12.4, -7.4, 123.6), (16.8, -6.0, 115.5)]
    line = [(x, y - 0.55, h + z) for x, y, h in points]
    parts = [shapes.tube("seam", line, [0.16, 0.16], material, 8, 40)]
    for at in shapes.smooth(line, 5):
        button = shapes.ball("button", 0.5, material, 1.0, 10, 14)
        button.location = (at[0], at[1] - 0.35, at[2] - 0.5)
        parts.append(button)
    return parts


def pillow(name: str, size: tuple[float, float], plump: float, material, dice: Random):
    """A filled pillow lying on its face, its middle at the origin, with creased corners."""
    n = 70
    s = np.linspace(-1, 1, n)
    x, y = np.meshgrid(s, s)
    rise = ((1 - np.abs(x) ** 2.6) * (1 - np.abs(y) ** 2.6)) ** 0.55
    pull = 1 - 0.07 * (1 - np.abs(y)) * np.abs(x) ** 3 - 0.0
    tug = 1 - 0.07 * (1 - np.abs(x)) * np.abs(y) ** 3
    p, q = dice.uniform(0, 6), dice.uniform(0, 6)
    crease = 0.05 * np.sin(9 * np.arctan2(y, x) + p) * (np.hypot(x, y) ** 2) + 0.03 * np.sin(
        7 * x + q + 4 * y
    )
    parts = []
    for sign in (1, -1):
        z = sign * plump / 2 * (rise + crease * rise**0.5 * (1 if sign > 0 else 0.2))
        grid = np.stack([x * size[0] / 2 * pull, y * size[1] / 2 * tug, z], axis=-1)
        parts.append(shapes.grid_object(name, grid[:: 1 if sign > 0 else -1], [material]))
    return shapes.join(parts, name)


def shirt(material, button_stuff, dice: Random, size: tuple[float, float] = (27, 36)):
    """A shirt folded for the shelf, lying with its collar away from the front."""
    wide, long = size
    made = drape.folded("shirt", wide, long, 2, material, dice, 1.5, 0.0, 0.05)
    top = 3.05
    across = np.array(
        [
            (-1.55, top - 0.2),
            (-1.5, top + 0.4),
            (0, top + 0.46),
            (1.5, top + 0.4),
            (1.55, top - 0.2),
        ]
    )
    band = np.array([[(x, y, z) for x, z in across] for y in (-long * 0.49, long * 0.36)])
    made.append(shapes.grid_object("placket", band, [material]))
    for i in range(5):
        button = shapes.lathe(
            "button",
            [(0.001, 0), (0.62, 0.02), (0.66, 0.14), (0.5, 0.2), (0.3, 0.15), (0.001, 0.15)],
            [button_stuff],
            24,
            is_sharp=True,
        )
        button.location = (0, -long * 0.42 + i * long * 0.165, top + 0.45)
        made.append(button)
    made += shirt_collar(material, wide, long, top)
    return made


def shirt_collar(material, wide: float, long: float, top: float):
    """Two turned-down leaves and the stand behind them."""
    y = long / 2 - 5.2
    parts = []
    for side in (-1, 1):
        grid = np.zeros((12, 16, 3))
        for i, t in enumerate(np.linspace(0, 1, 16)):
            a = t * math.pi * 0.62
            outer = np.array([side * 6.4 * math.sin(a), y - 1.6 + 4.6 * (1 - math.cos(a)), 0])
            reach = 4.6 + 2.4 * (1 - t) ** 2
            out = np.array([side * (0.55 + 0.35 * t), -0.85 + 0.9 * t, 0])
            for j, k in enumerate(np.linspace(0, 1, 12)):
                spot = outer * (1, -1, 1) + (0, 2 * (y - 1.6), 0)
                spot = outer + out * reach * k * (0.9 if t > 0.5 else 1)
                spot[2] = top + 0.3 + 1.9 * (1 - k) ** 1.5 + 0.25 * math.sin(k * 3)
                grid[j, i] = spot
        leaf = shapes.grid_object("collar", grid, [material])
        body = leaf.modifiers.new("body", "SOLIDIFY")
        body.thickness = 0.25
        parts.append(leaf)
    return parts
