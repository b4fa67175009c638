"""Timber as carvers and inlayers finish it: grain by species, oiled, waxed or polished."""

import numpy as np

from marketplace.demo.pictures.ink import as_image
from marketplace.demo.pictures.nodes import Graph, rgb
from marketplace.demo.pictures.varnish import Inlay

# species: (dark, middle, light) of the grain
SPECIES = {
    "padauk": ("#3a150d", "#6a2c1a", "#8f452a"),
    "ebony": ("#0d0a09", "#1b1512", "#2c231d"),
    "jackwood": ("#6e451c", "#a8742f", "#d0a054"),
    "jackwood-aged": ("#3d2212", "#70451f", "#996631"),
    "dracontomelon": ("#4f3722", "#7d5c3c", "#a5835c"),
    "fig-wood": ("#8d7350", "#bda37b", "#dcc8a2"),
}
BLACK_LACQUER = "#0d0b0a"


def timber(
    name: str,
    species: str,
    inlay: Inlay | None = None,
    flat: str = "",
    size: float = 1.0,
    along: str = "x",
    coat: float = 0.5,
    rough: float = 0.42,
):
    """A finished board or figure; `inlay` lies by UV, or with `flat` "xy" or "xz" by place.

    `size` is how coarse the grain is, `along` the axis that it runs by.
    """
    g = Graph(name)
    dark, middle, light = (rgb(c) for c in SPECIES[species])
    fast, slow = 2.4 / size, 0.16 / size
    scale = {"x": (slow, fast, fast), "y": (fast, slow, fast), "z": (fast, fast, slow)}[along]
    rings = g.noise(1.0, 3, g.scaled(*scale), 0.8)
    colour = g.ramp(rings, (0.3, dark), (0.5, middle), (0.72, light))
    metal, shine = 0.0, coat
    if inlay is not None:
        colour, metal = laid(g, name, colour, inlay, flat)
    return g.finish(
        Base_Color=colour,
        Roughness=rough,
        Metallic=metal,
        Coat_Weight=shine,
        Coat_Roughness=0.12,
        Specular_IOR_Level=0.4,
    )


def laid(g: Graph, name: str, colour, inlay: Inlay, flat: str):
    """(colour, metal) with mother-of-pearl over the timber where the inlay has a mark."""
    shown, parts = inlay.images(BLACK_LACQUER)
    wide, high = inlay.size
    vector = None
    if flat:
        source = g.coords["Object"]
        if flat == "xz":
            bits = g.add("SeparateXYZ", Vector=source).outputs
            source = g.add("CombineXYZ", X=bits[0], Y=bits[2]).outputs[0]
        vector = g.add(
            "Mapping", Vector=source, Scale=(1 / wide, 1 / high, 1), Location=(0.5, 0.5, 0)
        ).outputs[0]
    picture = g.picture(as_image(name, shown, is_data=False), vector, "CLIP")
    where = np.clip(parts.max(axis=2), 0, 1)
    cover = g.picture(as_image(f"{name}-where", where), vector, "CLIP")
    bits = g.add("SeparateColor", Color=cover).outputs
    return g.mix(bits[0], colour, picture), g.math("MULTIPLY", bits[0], 0.3)
