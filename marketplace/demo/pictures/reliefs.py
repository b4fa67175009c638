"""Low reliefs: motifs that stand out of a board, cut back round them."""

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageFilter

from marketplace.demo.pictures import shapes
from marketplace.demo.pictures.ink import Canvas, as_image
from marketplace.demo.pictures.motifs import Mark
from marketplace.demo.pictures.nodes import Graph, rgb
from marketplace.demo.pictures.woods import SPECIES


def heights(marks: Sequence[Mark], size: tuple[float, float], pixels: int) -> np.ndarray:
    """0 ground to 1 top: each mark swells to its middle, inner lines are cut again."""
    wide, high = size
    sheet = np.zeros((round(pixels * high / wide), pixels), np.float32)
    lines = [m for m in marks if m.hue.endswith("-line")]
    solid = [m for m in marks if not m.hue.endswith("-line")]
    for mark in solid:
        canvas = Canvas(wide, high, pixels).paint([Mark(mark.points, mark.widths, 1.0)])
        flat = canvas.density[: sheet.shape[0]]
        if not flat.any():
            continue
        blur = Image.fromarray((flat * 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(5))
        swell = flat * (0.45 + 0.5 * np.clip(np.asarray(blur, np.float32) / 255 * 1.6 - 0.6, 0, 1))
        sheet = np.where(flat > 0.5, np.maximum(sheet * 0.55 + swell * 0.5, swell), sheet)
    cut = Canvas(wide, high, pixels).paint([Mark(m.points, m.widths, 1.0) for m in lines]).density
    return np.clip(sheet - 0.22 * cut[: sheet.shape[0]], 0, 1)


def panel(
    name: str,
    marks: Sequence[Mark],
    size: tuple[float, float],
    deep: float,
    species: str,
    seed: int,
):
    """A carved panel in the x-z plane that looks to the front, its lower middle at the origin."""
    wide, high = size
    pixels = 520
    relief = heights(marks, size, pixels)
    rim = np.zeros_like(relief)
    edge = max(4, round(pixels * 0.035))
    rim[:edge], rim[-edge:], rim[:, :edge], rim[:, -edge:] = 1, 1, 1, 1
    relief = np.maximum(relief, rim * 0.85)
    shown = Image.fromarray((relief * 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(1.2))
    step = np.asarray(shown, np.float32)[::2, ::2] / 255
    rows, columns = step.shape
    x = np.linspace(-wide / 2, wide / 2, columns)
    z = np.linspace(high, 0, rows)
    grid = np.stack(
        [np.repeat(x[None, :], rows, 0), -step * deep, np.repeat(z[:, None], columns, 1)], axis=-1
    )[::-1]
    return shapes.grid_object(name, grid, [stained(name, relief, size, species)])


def stained(name: str, relief: np.ndarray, size: tuple[float, float], species: str):
    """Timber whose hollows keep the dark of the oil."""
    g = Graph(name)
    dark, middle, light = (rgb(c) for c in SPECIES[species])
    rings = g.noise(1.0, 3, g.scaled(0.16, 2.4, 2.4), 0.8)
    grain = g.ramp(rings, (0.3, dark), (0.5, middle), (0.72, light))
    soft = Image.fromarray((relief * 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(4))
    shade = 0.42 + 0.58 * np.clip(0.5 * relief + 0.6 * np.asarray(soft, np.float32) / 255, 0, 1)
    k = g.picture(as_image(name, np.clip(shade, 0, 1).astype(np.float32)))
    return g.finish(
        Base_Color=g.mix(1.0, grain, k, "MULTIPLY"),
        Roughness=0.5,
        Coat_Weight=0.25,
        Coat_Roughness=0.2,
    )
