"""Lacquer and what is laid into it: eggshell, gold and silver leaf, mother-of-pearl."""

from dataclasses import dataclass

import numpy as np

from marketplace.demo.pictures.ink import as_image
from marketplace.demo.pictures.nodes import Graph, rgb
from marketplace.demo.pictures.paints import coloured


def mosaic(pixels: int, cells: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Broken shell: (distance to the next chip's edge in cells, a tone by chip), repeating."""
    dice = np.random.default_rng(seed)
    jitter = dice.uniform(0.08, 0.92, (cells, cells, 2)).astype(np.float32)
    tones = dice.uniform(0, 1, (cells, cells)).astype(np.float32)
    y, x = np.mgrid[0:pixels, 0:pixels].astype(np.float32) * (cells / pixels)
    cx, cy = x.astype(int), y.astype(int)
    first = np.full((pixels, pixels), 9.0, np.float32)
    second, tone = first.copy(), np.zeros_like(first)
    for dy in (-1, 0, 1):
        for dx in (-1, 0, 1):
            i, j = (cy + dy) % cells, (cx + dx) % cells
            px, py = cx + dx + jitter[i, j, 0], cy + dy + jitter[i, j, 1]
            far = np.hypot(px - x, py - y)
            nearer = far < first
            second = np.where(nearer, first, np.minimum(second, far))
            tone = np.where(nearer, tones[i, j], tone)
            first = np.where(nearer, far, first)
    return (second - first) / 2, tone


@dataclass(frozen=True)
class Inlay:
    """A picture in a surface: marks over `size` cm, a colour by hue.

    Hues in `shell` are laid with eggshell, those in `leaf` with metal, in `pearl` with
    mother-of-pearl. `cell` is a chip's size in cm.
    """

    marks: list
    size: tuple[float, float]
    palette: dict[str, str]
    shell: frozenset[str] = frozenset()
    leaf: frozenset[str] = frozenset()
    pearl: frozenset[str] = frozenset()
    cell: float = 0.5
    stain: float = 0.0  # the share of eggshell chips that take the lacquer's colour
    pixels: int = 1300

    def only(self, hues: frozenset[str]) -> np.ndarray:
        """Where marks of these hues lie on top, 0 to 1."""
        if not hues:
            return np.zeros(1, np.float32)
        palette = dict.fromkeys(self.palette, "#000000") | dict.fromkeys(hues, "#ffffff")
        tone, cover = coloured(self.marks, *self.size, self.pixels, palette)
        return tone[:, :, 0] * cover

    def images(self, ground: str) -> tuple[np.ndarray, np.ndarray]:
        """(sRGB colour, (metal, pearl, raised)) over the size."""
        colour, cover = coloured(self.marks, *self.size, self.pixels, self.palette)
        base = np.array([int(ground[i : i + 2], 16) / 255 for i in (1, 3, 5)], np.float32)
        shown = base * (1 - cover[:, :, None]) + colour * cover[:, :, None]
        rows = shown.shape[0]
        shell, leaf, pearl = (self.only(h) for h in (self.shell, self.leaf, self.pearl))
        if self.shell or self.leaf or self.pearl:
            cells = max(4, round(self.size[0] / self.cell))
            edge, tone = mosaic(self.pixels, cells, 3)
            repeat = -(-rows // self.pixels)
            edge, tone = (np.tile(a, (repeat, 1))[:rows] for a in (edge, tone))
            if self.shell and self.stain:
                dyed = ((tone < self.stain) * shell)[:, :, None]
                dye = np.clip(base * (1.25 + 1.6 * tone[:, :, None] / self.stain * 0.5), 0, 1)
                shown = shown * (1 - dyed) + dye * dyed
            if self.shell:
                gap = np.clip((edge - 0.03) / 0.05, 0, 1) * (0.8 + 0.25 * tone)
                k = (shell * (1 - gap))[:, :, None]
                shown = shown * (1 - k) + base * 0.6 * k
            if self.leaf:
                worn = 0.9 + 0.16 * (tone - 0.4) * np.clip(edge / 0.1, 0, 1)
                shown = shown * (1 - leaf[:, :, None] * (1 - worn[:, :, None]))
            if self.pearl:
                shown = shown * (1 - pearl[:, :, None]) + iridescent(tone, edge) * pearl[:, :, None]
        flat = np.zeros(shown.shape[:2], np.float32)
        parts = np.stack([leaf + flat, pearl + flat, shell + pearl * 0.5 + flat], axis=2)
        return np.clip(shown, 0, 1).astype(np.float32), parts.astype(np.float32)


def iridescent(tone: np.ndarray, edge: np.ndarray) -> np.ndarray:
    """Mother-of-pearl: pale, with green, rose and violet by the piece."""
    turn = 6.283 * tone[:, :, None] + np.array([0.0, 2.1, 4.2])
    hue = 0.78 + 0.14 * np.cos(turn)
    streak = 1 + 0.07 * np.sin(edge * 60 + 9 * tone)
    return np.clip(hue * np.array([1.0, 1.02, 1.0]) * streak[:, :, None], 0, 1).astype(np.float32)


def lacquer(
    name: str,
    ground: str,
    inlay: Inlay | None = None,
    flat: str = "",
    rough: float = 0.28,
    coat: float = 1.0,
    centre: tuple[float, float] = (0.0, 0.0),
):
    """A polished surface; `inlay` lies by UV, or with `flat` "xy" or "xz" by place, cm."""
    g = Graph(name)
    base = rgb(ground)
    soft = g.noise(0.12, 2)
    lifted = tuple(min(1.0, c * 1.5 + 0.006) for c in base)
    colour = g.ramp(soft, (0.35, base), (0.75, lifted))
    metal, raised = 0.0, 0.0
    if inlay is not None:
        shown, parts = inlay.images(ground)
        wide, high = inlay.size
        vector = None
        if flat:
            at = (0.5 - centre[0] / wide, 0.5 - centre[1] / high, 0)
            source = g.coords["Object"]
            if flat == "xz":
                bits = g.add("SeparateXYZ", Vector=source).outputs
                source = g.add("CombineXYZ", X=bits[0], Y=bits[2]).outputs[0]
            vector = g.add(
                "Mapping", Vector=source, Scale=(1 / wide, 1 / high, 1), Location=at
            ).outputs[0]
        rest = "CLIP" if flat else "REPEAT"
        picture = g.picture(as_image(name, shown, is_data=False), vector, rest)
        inside = picture.node.outputs["Alpha"]
        colour = g.mix(inside, colour, picture)
        bits = g.add(
            "SeparateColor", Color=g.picture(as_image(f"{name}-parts", parts), vector, rest)
        ).outputs
        metal = g.math(
            "MULTIPLY", g.math("MAXIMUM", bits[0], g.math("MULTIPLY", bits[1], 0.35)), 0.9
        )
        raised = bits[2]
    return g.finish(
        Base_Color=colour,
        Roughness=rough,
        Metallic=metal,
        Coat_Weight=coat,
        Coat_Roughness=0.05,
        Coat_IOR=1.5,
        Normal=g.bump(raised, 0.3, 0.03),
    )
