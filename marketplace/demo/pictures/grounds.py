"""What a thing stands on and before: tables, cloths, tiles, walls. Patterns in true size.

Each is computed once a process as two small images that repeat (colour and height): a
picture lookup costs a tenth of the noise nodes it stands for, at each of millions of hits.
"""

from functools import lru_cache
from random import Random

import numpy as np

from marketplace.demo.pictures.ink import as_image
from marketplace.demo.pictures.nodes import Graph, rgb

Sheet = tuple[np.ndarray, np.ndarray]  # colour (rows, columns, 3) linear, height (rows, columns)


def cloud(shape: tuple[int, int], across: float, along: float, seed: int, power: float = 1.8):
    """Noise that repeats, mean 0.5, with features of `along` x `across` pixels."""
    dice = np.random.default_rng(seed)
    fy = np.fft.fftfreq(shape[0])[:, None] * across
    fx = np.fft.rfftfreq(shape[1])[None, :] * along
    weight = (1 + (fy**2 + fx**2) * 40) ** (-power / 2)
    weight[0, 0] = 0
    made = np.fft.irfft2(np.fft.rfft2(dice.standard_normal(shape)) * weight, s=shape)
    return np.clip(0.5 + 0.17 * made / made.std(), 0, 1).astype(np.float32)


def blend(shade: np.ndarray, dark: str, light: str) -> np.ndarray:
    k = np.clip(shade, 0, 1)[:, :, None]
    return np.array(rgb(dark), np.float32) * (1 - k) + np.array(rgb(light), np.float32) * k


def planks(dark: str, light: str, seed: int, boards: int = 6) -> Sheet:
    """Oiled boards along x with grain, gaps and a tone of their own."""
    rows, columns = 1020, 1536
    high = rows // boards
    dice = np.random.default_rng(seed)
    long = cloud((rows, columns), 26, 900, seed, 2.2)
    fine = cloud((rows, columns), 3, 160, seed + 1, 1.6)
    for i in range(boards):
        part = slice(i * high, (i + 1) * high)
        long[part] = np.roll(long[part], dice.integers(columns), axis=1) + dice.uniform(-0.14, 0.14)
        fine[part] = np.roll(fine[part], dice.integers(columns), axis=1)
    rings = 0.5 + 0.5 * np.sin(long * 30)
    shade = 0.62 * long + 0.3 * fine + 0.08 * rings
    y = np.arange(rows) % high
    gap = np.clip(1.6 - np.minimum(y, high - 1 - y), 0, 1)[:, None].astype(np.float32)
    colour = blend((shade - 0.25) * 1.7, dark, light) * (1 - 0.92 * gap[:, :, None])
    return colour, 0.25 * fine - gap


def weave(colour: str, second: str, seed: int) -> Sheet:
    """Linen or cotton: threads over and under, some thicker than others."""
    n = 1024
    y, x = np.mgrid[0:n, 0:n].astype(np.float32)
    step = 8
    warp, weft = np.abs(np.sin(x * np.pi / step)), np.abs(np.sin(y * np.pi / step))
    over = ((x // step + y // step) % 2).astype(np.float32)
    height = over * warp + (1 - over) * weft
    slub = 0.5 * cloud((n, n), 5, 220, seed) + 0.5 * cloud((n, n), 220, 5, seed + 1)
    soft = cloud((n, n), 300, 300, seed + 2)
    shade = 0.35 * height + 0.9 * (slub - 0.5) + 0.5 + 0.25 * (soft - 0.5)
    return blend(shade, second, colour), 0.16 * height + 0.25 * soft


def plaster(colour: str, seed: int, spread: float = 0.1) -> Sheet:
    """A limewashed wall: clouds, trowel marks, a little wear."""
    n = 1024
    soft, grit = cloud((n, n), 260, 340, seed, 2.4), cloud((n, n), 7, 9, seed + 1, 1.4)
    shade = 0.8 * soft + 0.2 * grit
    base = np.array(rgb(colour), np.float32)
    k = np.clip((shade - 0.5) * 2.4, -1, 1)[:, :, None]
    return np.clip(base * (1 + spread * k), 0, 1), 0.4 * grit + 0.9 * soft


def stone(colour: str, fleck: str, seed: int) -> Sheet:
    """Honed stone with flecks and faint clouds."""
    n = 1024
    soft = cloud((n, n), 160, 220, seed, 2.2)
    specks = np.clip((cloud((n, n), 3, 3, seed + 1, 1.0) - 0.74) * 8, 0, 1)
    base = blend(0.5 + (soft - 0.5) * 2, colour, fleck) * 0.35 + np.array(rgb(colour)) * 0.65
    spot = np.array(rgb(fleck), np.float32)
    return base * (1 - 0.7 * specks[:, :, None]) + spot * 0.7 * specks[:, :, None], 0.15 * soft


def tiles(colour: str, seed: int) -> Sheet:
    """Fired clay floor tiles with sunken joints, each of its own tone."""
    n, per = 1200, 4
    size = n // per
    tone = np.random.default_rng(seed).uniform(-0.22, 0.22, (per, per))
    tone = np.kron(tone, np.ones((size, size))).astype(np.float32)
    soft, grit = cloud((n, n), 90, 120, seed), cloud((n, n), 5, 5, seed + 1, 1.3)
    edge = np.minimum(np.arange(n) % size, size - 1 - np.arange(n) % size)
    joint = np.clip(1 - (np.minimum(edge[:, None], edge[None, :]) - 3) / 2, 0, 1).astype(np.float32)
    base = np.array(rgb(colour), np.float32)
    k = (1 + tone + (soft - 0.5) * 0.7 + (grit - 0.5) * 0.25)[:, :, None]
    clay = base * k
    mortar = np.array(rgb("#8a7a68"), np.float32) * (0.7 + 0.6 * grit[:, :, None])
    colour_of = clay * (1 - joint[:, :, None]) + mortar * joint[:, :, None]
    return np.clip(colour_of, 0, 1), 0.2 * grit - 0.9 * joint


def mat(colour: str, seed: int) -> Sheet:
    """A mat of split bamboo: slats along x bound by threads across."""
    rows, columns = 1200, 1200
    slat = 12
    y = np.arange(rows) / slat
    round_ = (1 - 4 * (y % 1 - 0.5) ** 2).astype(np.float32)[:, None]
    tone = np.repeat(np.random.default_rng(seed).uniform(-0.3, 0.3, rows // slat), slat)[:, None]
    grain = cloud((rows, columns), 2, 240, seed, 1.5)
    k = (0.92 + tone + (grain - 0.5) * 0.9) * (0.35 + 0.65 * np.sqrt(np.clip(round_, 0, 1)))
    cane = np.array(rgb(colour), np.float32) * k[:, :, None]
    x = np.arange(columns) % 200
    bound = ((x < 9) & (x > 1)).astype(np.float32)[None, :] * np.ones((rows, 1), np.float32)
    knot = np.array(rgb("#6b4a2a"), np.float32) * (0.5 + 0.5 * round_)[:, :, None]
    colour_of = cane * (1 - bound[:, :, None]) + knot * bound[:, :, None]
    return np.clip(colour_of, 0, 1), round_ * np.ones((1, columns)) * 0.8 + 0.5 * bound


# name: (how it is made, width in cm that one sheet covers, roughness, bump in cm, sheen)
GROUNDS = {
    "oak": (lambda: planks("#8a5c31", "#d8ae76", 3), 96, 0.5, 0.12, 0),
    "walnut": (lambda: planks("#3a2416", "#8a5c3c", 7), 110, 0.42, 0.12, 0),
    "ash": (lambda: planks("#b79c7b", "#e8d6b8", 11, 7), 90, 0.55, 0.1, 0),
    "black-wood": (lambda: planks("#1a1310", "#4a3526", 13, 5), 120, 0.35, 0.1, 0),
    "linen": (lambda: weave("#f0e8d6", "#c4b596", 17), 34, 0.95, 0.35, 0.2),
    "indigo": (lambda: weave("#4a6090", "#24345a", 19), 32, 0.95, 0.35, 0.3),
    "moss": (lambda: weave("#929a75", "#5a634a", 23), 32, 0.95, 0.35, 0.2),
    "rust": (lambda: weave("#b8684a", "#7f4130", 29), 32, 0.95, 0.35, 0.2),
    "paper": (lambda: plaster("#f1e9da", 31, 0.04), 160, 0.9, 0.2, 0),
    "slate": (lambda: stone("#6a6f70", "#a0a4a2", 37), 70, 0.42, 0.06, 0),
    "limestone": (lambda: stone("#d8cfbd", "#b3a78f", 41), 70, 0.5, 0.06, 0),
    "clay-tiles": (lambda: tiles("#b0765c", 43), 80, 0.62, 0.25, 0),
    "bamboo-mat": (lambda: mat("#dfc28a", 47), 44, 0.5, 0.2, 0),
}
WALLS = {
    "lime": "#e4dac8", "ochre": "#dcb062", "celadon": "#b9c7b2", "clay": "#cf9c82",
    "ink": "#46525a", "smoke": "#aca49a", "rice": "#efe8da", "plum": "#74464c",
    "sky": "#c2cdd2", "forest": "#55675a",
}  # fmt: skip


@lru_cache(maxsize=4)
def sheet_of(name: str) -> Sheet:
    return GROUNDS[name][0]() if name in GROUNDS else plaster(WALLS[name], len(name) * 7)


def cover(name: str, shift: Random | None = None):
    """The material of a ground or a wall, laid by object coordinates (x, y) in cm."""
    colour, height = sheet_of(name)
    _made, width, rough, deep, sheen = GROUNDS.get(name, (None, 320, 0.93, 0.5, 0))
    g = Graph(name)
    tall = width * colour.shape[0] / colour.shape[1]
    at = (shift.random(), shift.random(), 0) if shift else (0, 0, 0)
    vector = g.add(
        "Mapping", Vector=g.coords["Object"], Scale=(1 / width, 1 / tall, 1), Location=at
    ).outputs[0]
    shown = np.clip(
        np.where(
            colour <= 0.0031308,
            colour * 12.92,
            1.055 * np.maximum(colour, 1e-6) ** (1 / 2.4) - 0.055,
        ),
        0,
        1,
    )
    tint = g.picture(as_image(name, shown.astype(np.float32), is_data=False), vector, "REPEAT")
    up = g.picture(as_image(f"{name}-height", np.clip(0.5 + height * 0.5, 0, 1)), vector, "REPEAT")
    return g.finish(
        Base_Color=tint,
        Roughness=rough,
        Sheen_Weight=sheen,
        Specular_IOR_Level=0.3,
        Normal=g.bump(up, 0.7, deep * 2),
    )
