"""Fired surfaces: seven glazes with what lies under or in them, and bare clay."""

from marketplace.demo.facts import Facts
from marketplace.demo.pictures.ink import Canvas, as_image
from marketplace.demo.pictures.nodes import Graph, rgb


def glaze(facts: Facts, art: Canvas | None, is_carved: bool, is_flat: bool, part: str, size: float):
    """The fired surface of one part: "outside", "inside" or a lid. `size` is its height, cm."""
    g = Graph(f"{facts.material}-{part}")
    uv = g.add("SeparateXYZ", Vector=g.coords["UV"]).outputs
    place = g.coords["Object"]
    cloud = g.noise(0.16, 2, place)
    fine = g.noise(2.2, 1, place)
    rim = g.between(uv["Y"], 0.965, 0.997) if part == "outside" else 0.0
    drawn = None
    if art is not None:
        values = art.soften(0.035 if not is_carved else 0.05)
        image = as_image("art", values)
        if is_flat:
            k = 1 / art.width
            vector = g.add(
                "Mapping", Vector=place, Scale=(k, k, 1), Location=(0.5, 0.5, 0)
            ).outputs[0]
            drawn = g.picture(image, vector, "CLIP")
        else:
            drawn = g.picture(image, None, "REPEAT")
    height = g.math("MULTIPLY", cloud, 0.25)
    rough = 0.1
    pooled = None
    if drawn is not None and is_carved:
        height = g.math("SUBTRACT", height, g.math("MULTIPLY", drawn, 0.9))
        pooled = drawn
    material = facts.material
    if material == "crackle":
        colour = g.ramp(cloud, (0.3, rgb("#d9cfb6")), (0.7, rgb("#ece5d2")))
        cracks = crackle(g, place)
        colour = g.mix(g.math("MULTIPLY", cracks, 0.62), colour, rgb("#6a4a30"))
        colour = g.mix(rim, colour, rgb("#a9825a"))
        colour = cobalt(g, colour, drawn, "#233e78", fine)
        rough = 0.2
    elif material == "celadon":
        colour = g.ramp(cloud, (0.3, rgb("#92ad9f")), (0.72, rgb("#bccdbd")))
        if pooled is not None:
            colour = g.mix(g.math("MULTIPLY", pooled, 0.85), colour, rgb("#5b8472"))
        colour = g.mix(
            g.between(uv["Y"], 0.1, 0.0) if part == "outside" else 0.0, colour, rgb("#7f9f8e")
        )
        colour = g.mix(g.math("MULTIPLY", rim, 0.7), colour, rgb("#dcd9c2"))
    elif material == "flambe":
        run = g.noise(0.5, 5, g.scaled(1.5, 1.5, 0.16), 1.4)
        up = uv["Y"] if part != "inside" else 0.75
        flame = g.math("ADD", g.math("MULTIPLY", run, 0.9), g.math("MULTIPLY", up, 0.34))
        colour = g.ramp(
            flame,
            (0.36, rgb("#1f0d08")),
            (0.5, rgb("#5a2310")),
            (0.62, rgb("#a4501f")),
            (0.74, rgb("#c98a4a")),
            (0.9, rgb("#7f9aa0")),
        )
        if pooled is not None:
            colour = g.mix(g.math("MULTIPLY", pooled, 0.8), colour, rgb("#1a0b07"))
        colour = g.mix(rim, colour, rgb("#c79a63"))
    elif material == "blue-white":
        colour = g.ramp(cloud, (0.3, rgb("#dfe5e6")), (0.7, rgb("#f1f3f0")))
        colour = g.mix(g.math("MULTIPLY", rim, 0.35), colour, rgb("#b9a684"))
        colour = cobalt(g, colour, drawn, "#17357f", fine)
    elif material == "eel-skin":
        spots = g.add("TexVoronoi", Vector=place, Scale=6.0).outputs["Distance"]
        colour = g.ramp(cloud, (0.3, rgb("#4f3c14")), (0.7, rgb("#86692a")))
        colour = g.mix(g.between(spots, 0.22, 0.08), colour, rgb("#2c1f0a"))
        colour = g.mix(g.between(fine, 0.62, 0.75), colour, rgb("#a88c46"))
        if pooled is not None:
            colour = g.mix(g.math("MULTIPLY", pooled, 0.85), colour, rgb("#231705"))
        colour = g.mix(rim, colour, rgb("#a8763f"))
        rough = 0.24
    elif material == "copper-green":
        run = g.noise(0.4, 5, g.scaled(1.2, 1.2, 0.2), 1.0)
        colour = g.ramp(run, (0.3, rgb("#2a6357")), (0.5, rgb("#4f9784")), (0.7, rgb("#8cc0aa")))
        colour = g.mix(g.math("MULTIPLY", rim, 0.9), colour, rgb("#7a4b2b"))
        if drawn is not None:
            brushed = g.ramp(drawn, (0.3, rgb("#e3ead2")), (0.6, rgb("#16231d")))
            colour = g.mix(g.between(drawn, 0.03, 0.22), colour, brushed)
        rough = 0.14
    else:  # ivory with brown inlay
        colour = g.ramp(cloud, (0.3, rgb("#cbbd98")), (0.7, rgb("#e2d8bb")))
        cracks = crackle(g, place, 0.55)
        colour = g.mix(g.math("MULTIPLY", cracks, 0.3), colour, rgb("#8a6a45"))
        if drawn is not None:
            brown = g.ramp(fine, (0.3, rgb("#3a1c0c")), (0.7, rgb("#6d3c1c")))
            colour = g.mix(g.math("MULTIPLY", drawn, 0.93), colour, brown)
            height = g.math("SUBTRACT", height, g.math("MULTIPLY", drawn, 0.35))
        colour = g.mix(rim, colour, rgb("#6d3c1c"))
        rough = 0.3
    return g.finish(
        Base_Color=colour,
        Roughness=g.math("ADD", rough, g.math("MULTIPLY", fine, 0.06)),
        Specular_IOR_Level=0.62,
        Normal=g.bump(height, 0.5, 0.22),
    )


def crackle(g: Graph, place, scale: float = 0.8):
    """Nets of fine cracks, wide ones stained and narrow ones within."""
    bent_ = g.add(
        "VectorMath",
        {"operation": "ADD"},
        i0=place,
        i1=g.add("TexNoise", Vector=place, Scale=0.5, Detail=3).outputs["Color"],
    ).outputs[0]
    lines = []
    for k, thin in ((scale, 0.035), (scale * 2.1, 0.03)):
        edge = g.add("TexVoronoi", {"feature": "DISTANCE_TO_EDGE"}, Vector=bent_, Scale=k).outputs[
            "Distance"
        ]
        lines.append(g.between(edge, thin, thin * 0.25))
    faint = g.math("MULTIPLY", lines[1], 0.4)
    return g.math("MAXIMUM", lines[0], faint)


def cobalt(g: Graph, colour, drawn, blue: str, fine):
    """Brushed oxide under the glaze: deep where it lies thick, grey-blue where thin."""
    if drawn is None:
        return colour
    base = rgb(blue)
    thin = tuple(0.42 * c + 0.58 * w for c, w in zip(base, rgb("#8fa3c4"), strict=True))
    dense = g.math(
        "MULTIPLY", drawn, g.math("ADD", 0.72, g.math("MULTIPLY", fine, 0.5)), clamp=True
    )
    ink = g.ramp(dense, (0.15, thin), (0.6, base), (1.0, tuple(c * 0.4 for c in base)))
    return g.mix(g.between(dense, 0.02, 0.42), colour, ink)


def clay():
    g = Graph("clay")
    grit = g.noise(6, 4)
    return g.finish(
        Base_Color=g.ramp(grit, (0.3, rgb("#a27a57")), (0.7, rgb("#cfa983"))),
        Roughness=0.9,
        Normal=g.bump(grit, 0.4, 0.05),
    )
