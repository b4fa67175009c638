"""Embroidery: marks laid in satin stitch on woven cloth, as colour and relief."""

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from marketplace.demo.pictures.grounds import weave
from marketplace.demo.pictures.ink import as_image, ribbon
from marketplace.demo.pictures.motifs import Mark
from marketplace.demo.pictures.nodes import Graph
from marketplace.demo.pictures.paints import coloured

# hue: the angle by which its stitches lie, radians
SLANTS = {"leaf": 0.7, "petal": -0.5, "stem": 1.4, "wing": 0.9, "tail": 0.2, "body": -0.9}


def ground_of(colour: str, shade: str, size: tuple[float, float], pixels: int) -> np.ndarray:
    """Cloth in sRGB over `size` cm, its threads in true scale."""
    linear, _height = weave(colour, shade, 17)
    sheet = Image.fromarray((np.clip(linear, 0, 1) ** (1 / 2.2) * 255).astype(np.uint8))
    per = max(64, round(pixels * 34 / size[0]))
    tile = np.asarray(sheet.resize((per, per), Image.Resampling.BOX), np.float32) / 255
    rows = round(pixels * size[1] / size[0])
    times = (-(-rows // per), -(-pixels // per), 1)
    return np.tile(tile, times)[:rows, :pixels]


def lay(marks: Sequence[Mark], size: tuple[float, float], shape: tuple[int, int], thread: float):
    """Light and height of satin stitch, -1 to 1: threads `thread` cm wide, by each hue's slant."""
    rows, columns = shape
    scale = columns / size[0]
    y, x = np.mgrid[0:rows, 0:columns].astype(np.float32) / scale
    dice = np.random.default_rng(3)
    found = np.zeros(shape, np.float32)
    for hue in {mark.hue.removesuffix("-line") for mark in marks}:
        mine = [m for m in marks if m.hue.removesuffix("-line") == hue]
        where = cover_of(mine, scale, shape)
        slant = SLANTS.get(hue, 0.4)
        across = x * np.cos(slant) + y * np.sin(slant)
        lane = np.floor(across / thread).astype(int)
        tones = dice.uniform(-1, 1, 4096).astype(np.float32)
        ridge = 0.5 * np.cos((across / thread % 1 - 0.5) * 2 * np.pi) + 0.5 * tones[lane % 4096]
        found = found * (1 - where) + ridge * where
    return found


def cover_of(marks: Sequence[Mark], scale: float, shape: tuple[int, int]) -> np.ndarray:
    sheet = Image.new("L", shape[::-1], 0)
    pen = ImageDraw.Draw(sheet)
    for mark in marks:
        outline = mark.points if mark.widths is None else ribbon(mark)
        pen.polygon([(x * scale, shape[0] - y * scale) for x, y in outline.tolist()], fill=255)
    return np.asarray(sheet, np.float32) / 255


def stitched(
    name: str,
    ground: tuple[str, str],
    marks: Sequence[Mark],
    size: tuple[float, float],
    palette: dict[str, str],
    shine: float = 0.0,
    thread: float = 0.09,
    pixels: int = 1400,
    cloth_rough: float = 0.9,
):
    """Cloth of (colour, shade) with marks stitched over its UV square of `size` cm."""
    base = ground_of(*ground, size, pixels)
    colour, cover = coloured(marks, *size, pixels, palette)
    ridge = lay(marks, size, cover.shape, thread)
    k = cover[:, :, None]
    base = base[: cover.shape[0], : cover.shape[1]]
    shown = base * (1 - k) + colour * (1 + 0.13 * ridge[:, :, None]) * k
    soft = Image.fromarray((cover * 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(3))
    height = 0.35 + 0.4 * np.asarray(soft, np.float32) / 255 + 0.14 * ridge * cover
    relief = np.stack([np.clip(height, 0, 1), cover, cover], axis=2).astype(np.float32)
    g = Graph(name)
    tint = g.picture(as_image(name, np.clip(shown, 0, 1).astype(np.float32), is_data=False))
    parts = g.add("SeparateColor", Color=g.picture(as_image(f"{name}-relief", relief))).outputs
    rough = g.math("SUBTRACT", cloth_rough, g.math("MULTIPLY", parts[1], 0.2 + shine))
    return g.finish(
        Base_Color=tint,
        Roughness=rough,
        Metallic=g.math("MULTIPLY", parts[1], shine * 0.4),
        Sheen_Weight=0.2,
        Specular_IOR_Level=0.35,
        Normal=g.bump(parts[0], 0.9, 0.12),
    )
