"""Paint motifs into images: density for cobalt and carving, colours for gold and thread."""

import bpy
import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from marketplace.demo.pictures.motifs import Mark


def ribbon(mark: Mark) -> np.ndarray:
    """The outline of a stroke as a polygon (n, 2)."""
    assert mark.widths is not None  # noqa: S101 - for the types; a stroke has widths
    direction = np.gradient(mark.points, axis=0)
    direction /= np.linalg.norm(direction, axis=1)[:, None] + 1e-9
    normal = np.stack([-direction[:, 1], direction[:, 0]], axis=1) * mark.widths[:, None] / 2
    return np.vstack([mark.points + normal, (mark.points - normal)[::-1]])


class Canvas:
    """A sheet of `width` x `height` cm that can close round a vessel."""

    def __init__(self, width: float, height: float, pixels: int = 2048, wraps: bool = False):
        self.width, self.wraps = width, wraps
        self.scale = pixels / width
        self.size = (pixels, max(8, round(height * self.scale)))
        self.density = np.zeros(self.size[::-1], np.float32)

    def polygon(self, points: np.ndarray, shift: float = 0.0) -> list[tuple[float, float]]:
        x = (points[:, 0] + shift) * self.scale
        y = self.size[1] - points[:, 1] * self.scale
        return list(zip(x.tolist(), y.tolist(), strict=True))

    def mask(self, mark: Mark) -> Image.Image:
        sheet = Image.new("L", self.size, 0)
        self.draw(ImageDraw.Draw(sheet), mark, 255)
        return sheet

    def draw(self, pen: ImageDraw.ImageDraw, mark: Mark, value) -> None:
        outline = mark.points if mark.widths is None else ribbon(mark)
        shifts = [0.0]
        if self.wraps:
            low, high = outline[:, 0].min(), outline[:, 0].max()
            shifts += [self.width] if low < 0 else []
            shifts += [-self.width] if high > self.width else []
        for shift in shifts:
            pen.polygon(self.polygon(outline, shift), fill=value)

    def paint(self, marks: list[Mark]) -> "Canvas":
        """Lay marks over each other: a later mark covers, as opaque as its tone says."""
        sheet = Image.fromarray((self.density * 255).astype(np.uint8))
        pen = ImageDraw.Draw(sheet)
        for mark in marks:
            self.draw(pen, mark, round(255 * mark.tone))
        self.density = np.asarray(sheet, np.float32) / 255
        return self

    def soften(self, bleed: float, pool: float = 0.25) -> np.ndarray:
        """Density after firing: edges bleed by `bleed` cm, pigment gathers along them."""
        sheet = Image.fromarray((self.density * 255).astype(np.uint8))
        near = np.asarray(sheet.filter(ImageFilter.GaussianBlur(bleed * self.scale)), np.float32)
        wide = np.asarray(
            sheet.filter(ImageFilter.GaussianBlur(bleed * self.scale * 5)), np.float32
        )
        edge = np.clip(near - wide, 0, 255)
        return np.clip((near * (1 - pool * 0.5) + edge * pool * 1.6) / 255, 0, 1)


def as_image(name: str, values: np.ndarray, is_data: bool = True):
    """Give Blender an image of a (rows, columns) or (rows, columns, 3 or 4) array, 0 to 1."""
    if values.ndim == 2:
        values = np.repeat(values[:, :, None], 3, axis=2)
    if values.shape[2] == 3:
        values = np.concatenate([values, np.ones((*values.shape[:2], 1), values.dtype)], axis=2)
    rows, columns = values.shape[:2]
    image = bpy.data.images.new(name, columns, rows, alpha=True, is_data=is_data)
    image.pixels.foreach_set(np.ascontiguousarray(values[::-1], np.float32).ravel())
    image.pack()
    return image
