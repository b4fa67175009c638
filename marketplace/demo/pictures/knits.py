"""Knitted cloth: stitches as colour and relief, in true scale, as images that repeat."""

import numpy as np

from marketplace.demo.pictures.grounds import cloud
from marketplace.demo.pictures.ink import as_image
from marketplace.demo.pictures.nodes import Graph, rgb

PIXELS = 1024
# name: (width of a stitch in cm, stitches in a repeat)
GAUGES = {
    "cables": (0.55, 24), "plain-knit": (0.42, 24), "wave-knit": (0.8, 24), "striped": (0.5, 24),
    "rib-knit": (0.5, 24), "moss-knit": (0.42, 24), "hem": (0.5, 24),
}  # fmt: skip


def stockinette(stitches: int, lean=0.0) -> np.ndarray:
    """Height of rows of V stitches, 0 to 1."""
    n = PIXELS
    y, x = np.mgrid[0:n, 0:n].astype(np.float32) / n * stitches
    u = (x + lean) % 1 - 0.5
    rise = (y * 1.25 + 1.1 * np.abs(u)) % 1
    strand = np.sin(np.pi * rise) ** 0.7 * (1 - (2 * np.abs(np.abs(u) - 0.25) / 0.5) ** 2.5)
    return np.clip(strand, 0, 1)


def rope(x: np.ndarray, y: np.ndarray, middle: float, wide: float, turn: float) -> np.ndarray:
    """Two strands that cross over each other along y about `middle`."""
    found = np.zeros_like(x)
    for sign in (-1, 1):
        at = middle + sign * wide * 0.25 * np.cos(2 * np.pi * y * turn)
        over = 0.75 + 0.25 * sign * np.sin(2 * np.pi * y * turn)
        strand = np.clip(1 - ((x - at) / (wide * 0.3)) ** 2, 0, 1) ** 0.5 * over
        found = np.maximum(found, strand)
    return found


def relief_of(pattern: str, stitches: int) -> tuple[np.ndarray, float]:
    """(height 0 to 1 over a repeat, how deep the pattern is in stitches)."""
    base = stockinette(stitches)
    n = PIXELS
    y, x = np.mgrid[0:n, 0:n].astype(np.float32) / n
    if pattern == "cables":
        big = np.maximum(rope(x, y, 0.25, 0.26, 2), rope(x, y, 0.75, 0.26, 2))
        ridges = sum(
            np.exp(-(((x - at) / 0.018) ** 2)) for at in (0.0, 0.07, 0.43, 0.5, 0.57, 0.93, 1.0)
        )
        lean = stockinette(stitches, 0.5)
        return 0.22 * (base * (big < 0.1) + lean * (big >= 0.1)) + 0.68 * big + 0.25 * ridges, 1.6
    if pattern in {"rib-knit", "hem"}:
        rib = 0.5 + 0.5 * np.cos(2 * np.pi * x * stitches / 3)
        return 0.3 * base * rib + 0.65 * rib**0.6, 1.1
    if pattern == "moss-knit":
        cell_x, cell_y = x * stitches, y * stitches
        bump = np.abs(np.sin(np.pi * cell_x)) * np.abs(np.sin(np.pi * cell_y))
        odd = (np.floor(cell_x) + np.floor(cell_y)) % 2
        return bump**0.6 * (0.35 + 0.6 * odd), 0.6
    if pattern == "wave-knit":
        wave = 0.5 + 0.5 * np.sin(2 * np.pi * (y * 4 + 0.35 * np.abs((x * 4) % 2 - 1)))
        return 0.35 * base + 0.6 * wave, 0.9
    if pattern in {"plain-knit", "striped"}:
        return 0.9 * base, 0.5
    raise ValueError(f"No knitting {pattern}")


def knit(
    name: str,
    pattern: str,
    colour: str,
    size: tuple[float, float],
    stripes: tuple[str, ...] = (),
    second: str = "",
):
    """Knitted cloth whose UV square is `size` (across, along) cm.

    `stripes` colour bands along it; `second` shades the valleys of a wave.
    """
    wide, stitches = GAUGES[pattern]
    tile = wide * stitches
    height, deep = relief_of(pattern, stitches)
    fuzz = cloud((PIXELS, PIXELS), 5, 7, 11, 1.2)
    base = np.array(rgb(colour), np.float32)
    shade = (0.5 + 0.62 * height + 0.5 * (fuzz - 0.5))[:, :, None]
    tinted = base * shade
    if second:
        other = np.array(rgb(second), np.float32) * shade
        k = np.clip((height - 0.35) * 2.6, 0, 1)[:, :, None]
        tinted = other * (1 - k) + tinted * k
    g = Graph(name)
    across, along = size
    at = g.add("Mapping", Vector=g.coords["UV"], Scale=(across / tile, along / tile, 1)).outputs[0]
    shown = np.clip(tinted, 0, 1) ** (1 / 2.2)
    tint = g.picture(as_image(name, shown.astype(np.float32), is_data=False), at, "REPEAT")
    if stripes:
        tint = g.mix(1.0, striped(g, name, stripes), luminance(g, name, shade, at), "MULTIPLY")
    up = g.picture(as_image(f"{name}-up", np.clip(height, 0, 1).astype(np.float32)), at, "REPEAT")
    return g.finish(
        Base_Color=tint,
        Roughness=0.95,
        Sheen_Weight=0.45,
        Sheen_Roughness=0.6,
        Specular_IOR_Level=0.2,
        Normal=g.bump(up, 1.0, wide * deep),
    )


def luminance(g: Graph, name: str, shade: np.ndarray, at):
    light = np.clip(np.repeat(shade, 3, axis=2), 0, 1) ** (1 / 2.2)
    picture = as_image(f"{name}-shade", light.astype(np.float32), is_data=False)
    return g.picture(picture, at, "REPEAT")


def striped(g: Graph, name: str, stripes: tuple[str, ...]):
    """Bands of colour along v, from the first to the last and over again."""
    rows = 960
    bands = np.zeros((rows, 4, 3), np.float32)
    for i in range(rows):
        text = stripes[i * len(stripes) // rows]
        bands[i] = [int(text[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    return g.picture(as_image(f"{name}-bands", bands, is_data=False), None, "EXTEND")
