"""Cloth as a surface: threads, woven figures, dye, in true size, as images that repeat."""

from dataclasses import dataclass
from random import Random

import numpy as np
from PIL import Image, ImageFilter

from marketplace.demo.pictures.grounds import cloud
from marketplace.demo.pictures.ink import as_image
from marketplace.demo.pictures.nodes import Graph, rgb
from marketplace.demo.pictures.paints import coloured, everywhere, tile_of

PIXELS = 1024


@dataclass(frozen=True)
class Thread:
    """How a cloth is woven and shines. `tile` is the repeat in cm."""

    tile: float
    weave: str  # "satin", "twill", "slub", "gauze", "plain", "waffle"
    rough: float
    metal: float = 0.0  # how much of the light that it throws back takes its colour
    sheen: float = 0.2
    figure: float = 0.5  # how far a woven figure differs from its ground
    relief: float = 0.04  # cm


THREADS = {
    "twill-silk": Thread(16, "twill", 0.36, 0.3, 0.25, 0.5),
    "satin-silk": Thread(18, "satin", 0.3, 0.4, 0.15, 0.45),
    "raw-silk": Thread(18, "slub", 0.62, 0.08, 0.35, 0.4, 0.06),
    "gauze-silk": Thread(14, "gauze", 0.36, 0.25, 0.3, 0.9),
    "jacquard-silk": Thread(18, "satin", 0.36, 0.3, 0.2, 0.9, 0.06),
    "lotus-silk": Thread(16, "slub", 0.8, 0.0, 0.35, 0.4, 0.09),
    "floss-silk": Thread(20, "satin", 0.4, 0.2, 0.3, 0.3, 0.03),
    "cotton": Thread(8, "waffle", 0.95, 0.0, 0.4, 0.4, 0.3),
    "cotton-cloth": Thread(12, "plain", 0.9, 0.0, 0.35, 0.4, 0.05),
    "linen-cloth": Thread(14, "slub", 0.9, 0.0, 0.35, 0.4, 0.09),
}  # fmt: skip
DYES = {
    "red": ("#a5121f", "#d8404a"), "ivory": ("#efe4cc", "#fffaf0"), "brown": ("#7d4a2c", "#a8764e"),
    "celadon": ("#8fb8a4", "#c9e0d2"), "indigo": ("#22386e", "#4a66a6"),
    "gold": ("#c9962e", "#f0cf7e"), "green": ("#1f6b4e", "#4fa37e"), "white": ("#f1f1ec", "#ffffff"),
}  # fmt: skip
PLAIN = {"plain-yam", "plain-undyed", "plain-dyed", "open-weave", "close-weave", "waffle"}


def threads_of(weave: str, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """(height, tone) of bare cloth, each 0 to 1 round 0.5, repeating."""
    n = PIXELS
    y, x = np.mgrid[0:n, 0:n].astype(np.float32)
    soft = cloud((n, n), 260, 260, seed, 2.2)
    if weave == "twill":
        line = 0.5 + 0.5 * np.sin((x + y) * 2 * np.pi / 8)
        return line, 0.5 + 0.12 * (line - 0.5) + 0.25 * (soft - 0.5)
    if weave in {"satin", "gauze"}:
        watered = cloud((n, n), 16, 420, seed + 3, 2.0)
        watered = 0.5 + 0.5 * np.sin(watered * 38)
        fine = 0.5 + 0.5 * np.sin(y * 2 * np.pi / (4 if weave == "satin" else 8))
        if weave == "gauze":
            fine = 0.5 * fine + 0.25 + 0.25 * np.sin(x * 2 * np.pi / 8)
        deep = 0.1 if weave == "satin" else 0.28
        return 0.4 * fine + 0.3, 0.5 + deep * (watered - 0.5) + 0.2 * (soft - 0.5)
    if weave == "slub":
        warp, weft = cloud((n, n), 240, 4, seed, 1.5), cloud((n, n), 4, 260, seed + 1, 1.5)
        net = 0.5 * np.abs(np.sin(x * np.pi / 8)) + 0.5 * np.abs(np.sin(y * np.pi / 8))
        height = 0.45 * net + 0.35 * warp + 0.55 * weft - 0.2
        return height, 0.5 + 0.7 * (weft - 0.5) + 0.45 * (warp - 0.5) + 0.15 * (net - 0.5)
    if weave == "plain":
        over = ((x // 8 + y // 8) % 2).astype(np.float32)
        net = over * np.abs(np.sin(x * np.pi / 8)) + (1 - over) * np.abs(np.sin(y * np.pi / 8))
        return net, 0.5 + 0.2 * (net - 0.5) + 0.2 * (soft - 0.5)
    if weave == "waffle":
        cell = 128
        u, v = np.abs((x % cell) / cell - 0.5) * 2, np.abs((y % cell) / cell - 0.5) * 2
        pit = np.maximum(u, v) ** 1.6
        thread = 0.5 + 0.5 * np.sin(np.where(u > v, y, x) * 2 * np.pi / 12)
        return 0.8 * pit + 0.15 * thread, 0.35 + 0.3 * pit + 0.15 * thread
    raise ValueError(f"No weave {weave}")


def figure_of(pattern: str, tile: float, seed: int) -> np.ndarray:
    """Where the loom draws the figure, 0 to 1; nothing for plain cloth."""
    if pattern in PLAIN:
        return np.zeros((PIXELS, PIXELS), np.float32)
    if pattern == "striped":
        x = np.arange(PIXELS) / PIXELS
        line = np.zeros(PIXELS, np.float32)
        for at, wide in ((0.1, 0.07), (0.2, 0.02), (0.25, 0.02), (0.6, 0.12), (0.72, 0.02)):
            line[(x > at) & (x < at + wide)] = 1
        return np.repeat(line[None, :], PIXELS, axis=0)
    marks = everywhere(tile_of(pattern, tile, Random(seed)), tile)  # noqa: S311
    palette = {
        "": "#ffffff", "petal": "#a8a8a8", "leaf": "#6e6e6e", "petal-line": "#ffffff",
        "leaf-line": "#ffffff",
    }  # fmt: skip
    tone, cover = coloured(marks, tile, tile, PIXELS, palette)
    return tone.mean(axis=2) * cover


def cloth(
    name: str,
    thread: Thread,
    colour: tuple[str, str],
    pattern: str,
    size: tuple[float, float],
    seed: int = 5,
    second: str = "",
):
    """The material of a cloth whose UV square is `size` (across, along) cm.

    `colour` is (ground, figure) in light; `second` a third thread that wefts the figure.
    """
    height, tone = threads_of(thread.weave, seed)
    figure = figure_of(pattern, thread.tile, seed)
    dark, light = (np.array(rgb(c), np.float32) for c in colour)
    lit = np.array(rgb(second), np.float32) if second else light
    k = (figure * thread.figure)[:, :, None]
    body = dark * (0.55 + 0.9 * tone)[:, :, None]
    threads = body * (1 - k) + lit * (0.7 + 0.6 * tone)[:, :, None] * k
    shown = np.clip(threads, 0, 1) ** (1 / 2.2)
    edge = np.asarray(
        Image.fromarray((figure * 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(2)),
        np.float32,
    )
    relief = np.clip(0.45 * height + 0.5 * edge / 255, 0, 1)
    image = np.stack([relief, figure, tone], axis=2).astype(np.float32)
    g = Graph(name)
    across, along = size
    at = g.add(
        "Mapping", Vector=g.coords["UV"], Scale=(across / thread.tile, along / thread.tile, 1)
    ).outputs[0]
    tint = g.picture(as_image(name, shown.astype(np.float32), is_data=False), at, "REPEAT")
    parts = g.add(
        "SeparateColor", Color=g.picture(as_image(f"{name}-relief", image), at, "REPEAT")
    ).outputs
    rough = g.math("SUBTRACT", thread.rough, g.math("MULTIPLY", parts[1], 0.1))
    return g.finish(
        Base_Color=tint,
        Roughness=rough,
        Metallic=thread.metal,
        Sheen_Weight=thread.sheen,
        Sheen_Roughness=0.4,
        Specular_IOR_Level=0.35,
        Normal=g.bump(parts[0], 0.8, thread.relief),
    )


def printed(name: str, thread: Thread, ground: str, colour: np.ndarray, cover: np.ndarray):
    """A cloth with one picture over all of its UV square (sRGB colour and cover)."""
    shown = np.array([int(ground[i : i + 2], 16) / 255 for i in (1, 3, 5)], np.float32)
    k = cover[:, :, None]
    image = np.clip(shown * (1 - k) + colour * k, 0, 1).astype(np.float32)
    g = Graph(name)
    tint = g.picture(as_image(name, image, is_data=False))
    return g.finish(
        Base_Color=tint,
        Roughness=thread.rough,
        Metallic=thread.metal,
        Sheen_Weight=thread.sheen,
        Sheen_Roughness=0.4,
        Specular_IOR_Level=0.35,
    )
