"""Glasses, bottles, jars and tins that goods are sold in: turned, with a label round the wall."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from marketplace.demo.facts import Facts
from marketplace.demo.pictures import labels, pieces, shapes
from marketplace.demo.pictures.ink import as_image
from marketplace.demo.pictures.nodes import Graph, rgb

Profile = Sequence[tuple[float, float]]


class Pack(NamedTuple):
    """A vessel standing at the origin: half its width and depth, its height, and the outline
    (radius, height) of what can be seen in it, None where it is opaque."""

    things: list
    wide: float
    deep: float
    tall: float
    room: np.ndarray | None = None


def printed(name: str, image: np.ndarray, rough: float = 0.55, coat: float = 0.0):
    """Paper with a picture on it."""
    g = Graph(name)
    shown = g.picture(as_image(name, image, is_data=False))
    return g.finish(Base_Color=shown, Roughness=rough, Coat_Weight=coat, Specular_IOR_Level=0.3)


def clear(name: str, tint: str = "#f4f8f4", ior: float = 1.45, rough: float = 0.03):
    """Glass as a thin shell: what lies behind shows straight through, edges mirror the light."""
    g = Graph(name)
    through = g.add("BsdfTransparent", Color=rgb(tint))
    mirror = g.add("BsdfGlossy", Color=(1.0, 1.0, 1.0), Roughness=rough)
    facing = g.add("LayerWeight", Blend=0.32).outputs["Facing"]
    edge = g.math("POWER", facing, 2.6)
    factor = g.math("ADD", g.math("MULTIPLY", edge, 0.75), 0.045, clamp=True)
    mixed = g.add("MixShader", i0=factor, i1=through, i2=mirror)
    out = g.tree.nodes.new("ShaderNodeOutputMaterial")
    g.tree.links.new(mixed.outputs[0], out.inputs[0])
    return g.material


def liquor(name: str, deep: str, bright: str, glow: float = 0.22):
    """A liquid that lets light through: bright where one looks straight, deep at the edge."""
    g = Graph(name)
    facing = g.add("LayerWeight", Blend=0.5).outputs["Facing"]
    colour = g.ramp(facing, (0.05, rgb(bright)), (0.75, rgb(deep)))
    return g.finish(
        Base_Color=colour,
        Roughness=0.12,
        Emission_Color=colour,
        Emission_Strength=glow,
        Specular_IOR_Level=0.4,
    )


def rounded(profile: Profile, bevel: float = 0.22) -> np.ndarray:
    """An outline whose corners are rounded, everything else straight."""
    line = np.array(profile, float)
    out = [line[0]]
    for before, corner, after in zip(line, line[1:], line[2:], strict=False):
        one, two = before - corner, after - corner
        b = min(bevel, *(np.linalg.norm(v) * 0.45 for v in (one, two)))
        start, end = (corner + v / (np.linalg.norm(v) + 1e-9) * b for v in (one, two))
        t = np.linspace(0, 1, 5)[:, None]
        out += [*((1 - t) ** 2 * start + 2 * t * (1 - t) * corner + t**2 * end)]
    return np.array([*out, line[-1]])


def turned(name: str, profile, material, segments: int = 64):
    return shapes.lathe(name, profile, [material], segments, is_sharp=True)


def patch(facts: Facts, outline: np.ndarray, low: float, high: float, half: float, depth=1.0):
    """A label round the front of a turned wall, between two heights, `half` degrees each way."""
    z = np.linspace(low, high, 14)
    order = np.argsort(outline[:, 1], kind="stable")
    r = np.interp(z, outline[order, 1], outline[order, 0]) + 0.035
    a = np.radians(np.linspace(270 - half, 270 + half, 25))
    grid = np.stack(
        [
            r[:, None] * np.cos(a),
            r[:, None] * np.sin(a) * depth,
            np.repeat(z[:, None], len(a), axis=1),
        ],
        axis=-1,
    )
    wide = float(r.mean()) * math.radians(2 * half)
    tall = float(np.linalg.norm(np.diff(np.stack([r, z], 1), axis=0), axis=1).sum())
    paper = printed("label", labels.label(facts, wide / tall))
    return shapes.grid_object("label", grid, [paper])


def house(facts: Facts) -> labels.House:
    return labels.house_of(facts)


def metal(name: str, colour: str, rough: float = 0.35):
    return pieces.plain(name, colour, rough, Metallic=0.85)


def inner(outline: np.ndarray, wall: float, level: float) -> np.ndarray:
    """The outline of what fills a vessel up to a level, from its floor."""
    z = np.linspace(outline[0, 1] + wall * 1.5, level, 24)
    order = np.argsort(outline[:, 1], kind="stable")
    r = np.interp(z, outline[order, 1], outline[order, 0]) - wall
    return np.stack([r, z], axis=1)


def glass(facts: Facts, profile: Profile, tint: str = "#f3f8f4"):
    """(objects of a clear vessel, its outline)."""
    outline = rounded([(0.01, profile[0][1]), *profile], 0.5)
    return [turned("glass", outline, clear("glass", tint))], outline[1:]


def screw_lid(radius: float, z: float, high: float, material):
    ribs = [(0.01, z + high), (radius, z + high), (radius, z), (radius - 0.2, z)]
    return turned("lid", rounded(ribs, 0.15), material, 72)


def jar(facts: Facts, radius: float, tall: float, lid: str) -> Pack:
    neck = radius * 0.84
    profile = [(radius, 0), (radius, tall * 0.82), (neck, tall * 0.93), (neck, tall)]
    things, outline = glass(facts, profile)
    things.append(
        screw_lid(neck + 0.3, tall - 0.9, tall * 0.08 + 0.9, pieces.plain("lid", lid, 0.4))
    )
    things.append(patch(facts, outline, tall * 0.13, tall * 0.68, 62))
    return Pack(things, radius, radius, tall * 1.08, inner(outline, 0.22, tall * 0.86))


def glass_jar(facts: Facts) -> Pack:
    return jar(facts, 4.5, 11.6, house(facts).ink)


def small_jar(facts: Facts) -> Pack:
    return jar(facts, 4.0, 7.6, house(facts).accent)


def spice_jar(facts: Facts) -> Pack:
    pack = jar(facts, 2.7, 8.4, "#2b2b2b")
    hole = pieces.slice_of(0.22, 0.05, 8)
    at = np.array([(0.9 * math.cos(a), 0.9 * math.sin(a), pack.tall) for a in np.arange(6) * 1.047])
    dice = np.random.default_rng(3)
    dark = pieces.plain("hole", "#050505", 0.9)
    return pack._replace(
        things=[*pack.things, pieces.swarm("holes", [hole], at, np.zeros((6, 3)), dark, dice)]
    )


def hexagon_jar(facts: Facts) -> Pack:
    radius, tall = 4.9, 9.6
    profile = np.array(
        [(0.01, 0), (radius, 0.0), (radius, tall * 0.86), (3.7, tall), (3.7, tall + 0.4)]
    )
    shell = turned("glass", profile, clear("glass"), 6)
    shell.data.polygons.foreach_set("use_smooth", np.zeros(len(shell.data.polygons), bool))
    flat = radius * math.cos(math.pi / 6) + 0.03
    w, low, high = radius * 0.98, tall * 0.1, tall * 0.78
    grid = np.array([[(x, -flat, z) for x in (-w / 2, w / 2)] for z in (low, high)])
    paper = printed("label", labels.label(facts, w / (high - low)))
    things = [
        shell,
        shapes.grid_object("label", grid, [paper]),
        screw_lid(4.0, tall - 0.3, 1.5, metal("lid", "#b98d43")),
    ]
    room = np.array([(radius * 0.83, z) for z in np.linspace(0.3, tall * 0.84, 20)])
    return Pack(things, radius, flat, tall + 1.3, room)


def bottle(
    facts: Facts,
    profile: Profile,
    cap: tuple[float, float, str],
    span: tuple[float, float],
    half: float = 60,
    tint: str = "#eef5ee",
    level: float = 0.8,
) -> Pack:
    """A bottle of an outline, closed by a cap (radius, height, colour), its label over `span`."""
    things, outline = glass(facts, profile, tint)
    top = profile[-1][1]
    things.append(screw_lid(cap[0], top - cap[1] * 0.7, cap[1], pieces.plain("cap", cap[2], 0.35)))
    things.append(patch(facts, outline, span[0], span[1], half))
    wide = max(r for r, _z in profile)
    return Pack(things, wide, wide, top + cap[1] * 0.3, inner(outline, 0.2, top * level))


def glass_bottle(facts: Facts) -> Pack:
    line = [(3.7, 0), (3.7, 13), (3.2, 15.4), (1.5, 18.6), (1.35, 22)]
    return bottle(facts, line, (1.6, 2.4, house(facts).accent), (2.0, 11.6))


def tall_bottle(facts: Facts) -> Pack:
    line = [(3.2, 0), (3.2, 15.5), (2.6, 18), (1.35, 20.5), (1.25, 25)]
    return bottle(facts, line, (1.5, 2.6, house(facts).ink), (2.4, 13.6), 62)


def squat_bottle(facts: Facts) -> Pack:
    line = [(4.2, 0), (4.2, 8.6), (3.6, 10.2), (1.6, 11.6), (1.5, 13)]
    return bottle(facts, line, (1.8, 2.2, house(facts).accent), (1.2, 8.0), 60, level=0.78)


def milk_bottle(facts: Facts) -> Pack:
    line = [(4.2, 0), (4.2, 11.5), (3.6, 14), (2.3, 17), (2.3, 19.4)]
    return bottle(facts, line, (2.6, 1.3, house(facts).accent), (2.0, 11.0), 60, level=0.86)


def wine_bottle(facts: Facts) -> Pack:
    line = [(3.8, 0), (3.8, 18.5), (3.2, 20.5), (1.5, 22.8), (1.4, 29.5)]
    pack = bottle(facts, line, (1.62, 6.0, house(facts).second), (4.0, 15.5), 62)
    dark = pieces.plain("dark-glass", "#0d1510", 0.06, 0.6)
    pack.things[0].data.materials.clear()
    pack.things[0].data.materials.append(dark)
    return pack._replace(room=None)


def water_bottle(facts: Facts) -> Pack:
    line = [(3.1, 0), (3.1, 12.5), (2.6, 14.6), (1.5, 17.5), (1.4, 20.5)]
    return bottle(facts, line, (1.65, 1.5, "#2f6f8a"), (3.0, 11.5), 60, "#cfe6ee")


def swing_bottle(facts: Facts) -> Pack:
    line = [(3.9, 0), (3.9, 12.6), (3.3, 14.8), (1.5, 17.4), (1.4, 21)]
    pack = bottle(facts, line, (1.0, 0.6, "#b0402e"), (2.0, 11.4), 60)
    white = pieces.plain("stopper", "#ece8de", 0.2, 0.5)
    pack.things.append(
        turned("stopper", rounded([(0.9, 21), (1.55, 21.3), (1.3, 22.8), (0.01, 23.2)]), white)
    )
    wire = metal("wire", "#b8b8b4", 0.3)
    for sign in (-1, 1):
        path = [
            (sign * 1.5, 0, 18.6),
            (sign * 2.3, -0.2, 20),
            (sign * 1.9, 0, 22),
            (sign * 1.1, 0, 22.4),
        ]
        pack.things.append(shapes.tube("wire", path, [0.11, 0.11], wire, 8, 16))
    pack.things.append(turned("ring", [(1.45, 18.4), (1.62, 18.6), (1.45, 18.8)], wire, 32))
    return pack._replace(tall=23.2)


def dropper_bottle(facts: Facts) -> Pack:
    line = [(2.4, 0), (2.4, 5.6), (2.0, 6.4), (1.0, 7.0), (1.0, 7.6)]
    pack = bottle(facts, line, (1.2, 1.4, "#1c1a18"), (0.7, 5.3), 62, "#d9b98a")
    rubber = pieces.plain("rubber", "#26221f", 0.6)
    pack.things.append(
        turned("bulb", rounded([(0.75, 7.9), (0.8, 8.6), (0.62, 10.2), (0.01, 10.6)], 0.4), rubber)
    )
    return pack._replace(tall=10.6)


def pump_bottle(facts: Facts) -> Pack:
    line = [(3.6, 0), (3.6, 13.5), (3.0, 14.6), (1.5, 15.2), (1.4, 15.8)]
    pack = bottle(facts, line, (1.7, 1.8, "#221f1d"), (1.6, 12.4), 61, "#c79a62", 0.82)
    black = pieces.plain("pump", "#221f1d", 0.35)
    pack.things.extend([
        shapes.tube("stem", [(0, 0, 16), (0, 0, 18.4)], [0.4, 0.4], black, 14, 6),
        shapes.tube("spout", [(-1.0, 0, 18.6), (0, 0, 18.8), (1.6, -0.6, 18.8), (3.2, -1.3, 18.2)],
                    [0.75, 0.75, 0.5, 0.36], black, 14, 24),
    ])  # fmt: skip
    return pack._replace(tall=19.4)


def glass_cups(facts: Facts) -> Pack:
    """Cups with a cover tied on; as many as the set has."""
    things = []
    number = int(facts.contents)
    room = None
    spots = [(0, 0), (7.6, 1.4), (-3.6, 7.0), (4.4, 8.2)][:number]
    shades = house(facts)
    for x, y in spots:
        parts, outline = glass(facts, [(2.9, 0), (3.4, 6.2), (3.5, 7.0)])
        cover = pieces.plain("cover", shades.accent, 0.6)
        parts.append(turned("cover", rounded([(3.75, 6.2), (3.7, 7.15), (0.01, 7.3)], 0.2), cover))
        parts.append(patch(facts, outline, 0.8, 5.6, 62))
        room = inner(outline, 0.2, 6.0)
        low = pieces.plain("grains", "#3a1830", 0.5)
        white = pieces.plain("yoghurt", "#f5f1e6", 0.4)
        split = int(len(room) * 0.3)
        parts.append(turned("grains", np.vstack([[(0.01, room[0, 1])], room[: split + 1]]), low))
        parts.append(turned("yoghurt", np.vstack([room[split:], [(0.01, room[-1, 1])]]), white))
        for part in parts:
            part.location = (x, y, 0)
        things += parts
    return Pack(things, 7.5, 5, 7.3)


def cloth_cover(radius: float, z: float, colour: str):
    """A cloth over a mouth, tied with string: its skirt stands out in folds."""
    cloth = pieces.plain("cloth", colour, 0.9, Sheen_Weight=0.3)

    def wave(angle, t):
        skirt = np.clip(0.34 - t, 0, 1) * 1.6
        return 1 + skirt * 0.3 * np.sin(angle * 11) + 0 * t

    line = [(radius * 1.28, z - 1.5), (radius * 1.02, z - 0.75), (radius * 1.05, z), (radius * 0.9, z + 0.5),
            (0.01, z + 0.75)]  # fmt: skip
    string = turned(
        "string", [(radius * 1.0, z - 0.95), (radius * 1.13, z - 0.75), (radius * 1.0, z - 0.55)],
        pieces.plain("string", "#c8a468", 0.9), 48,
    )  # fmt: skip
    return [shapes.lathe("cloth", line, [cloth], 120, 40, wave), string]


def clay_jar(facts: Facts) -> Pack:
    """A brown jar under a tied cloth."""
    line = shapes.smooth(
        [(3.7, 0), (4.1, 0.4), (6.0, 4.6), (6.1, 7.0), (5.2, 9.8), (3.9, 11.2), (3.9, 12)], 60
    )
    glaze = pieces.plain("stoneware", "#5a3520", 0.32, 0.4)
    body = turned("jar", np.vstack([[(0.01, 0)], line]), glaze)
    things = [body, patch(facts, line, 2.2, 8.9, 48), *cloth_cover(4.1, 12.2, house(facts).accent)]
    return Pack(things, 6.1, 6.1, 13.2)


def clay_bottle(facts: Facts) -> Pack:
    line = shapes.smooth(
        [(3.6, 0), (4.0, 0.4), (5.4, 5), (5.5, 9), (4.2, 13.5), (1.9, 16.6), (1.6, 19), (1.9, 20)],
        70,
    )
    glaze = pieces.plain("stoneware", "#3f3a33", 0.36, 0.35)
    body = turned("bottle", np.vstack([[(0.01, 0)], line]), glaze)
    return Pack(
        [body, patch(facts, line, 2.4, 11.6, 56), *cloth_cover(1.9, 20.4, "#9e2b25")],
        5.5,
        5.5,
        21.2,
    )


def clay_caddy(facts: Facts) -> Pack:
    """A squat stoneware caddy with a lid."""
    line = rounded([(0.01, 0), (4.4, 0), (4.7, 1.0), (4.7, 8.4), (3.8, 9.2), (3.7, 9.6)], 0.5)
    glaze = pieces.plain("glaze", "#8ea394", 0.22, 0.6)
    lid = turned(
        "lid",
        rounded([(4.0, 9.5), (4.0, 10.4), (1.0, 11.0), (0.8, 11.8), (0.01, 12.0)], 0.3),
        glaze,
    )
    return Pack(
        [turned("caddy", line, glaze), lid, patch(facts, line[2:], 1.4, 8.0, 55)], 4.7, 4.7, 12
    )


def clay_pot(facts: Facts) -> Pack:
    """An open pot with two ears; what is in it is seen from above."""
    out = shapes.smooth([(3.8, 0), (4.6, 0.3), (6.9, 3.4), (6.9, 5.6), (6.1, 7.6), (6.4, 8.2)], 40)
    inside = np.array([(6.1, 8.2), (5.8, 7.6), (6.4, 5.6), (5.8, 4.6), (0.01, 4.4)])
    clay = pieces.plain("clay", "#6b3a25", 0.75)
    things = [
        turned("pot", np.vstack([[(0.01, 0)], out, inside]), clay),
        patch(facts, out, 1.2, 6.8, 44),
    ]
    for sign in (-1, 1):
        path = [
            (sign * 6.2, -1.4, 7.2),
            (sign * 8.2, -0.8, 7.8),
            (sign * 8.2, 0.8, 7.8),
            (sign * 6.2, 1.4, 7.2),
        ]
        things.append(shapes.tube("ear", path, [0.55, 0.5, 0.55], clay, 12, 24))
    return Pack(things, 8, 7, 8.4, np.array([(0.01, 5.6), (5.9, 6.4)]))


def canister(facts: Facts, radius: float, tall: float, body: str, lid, half: float = 66) -> Pack:
    """A round tin or tube, printed all round, with a lid of its own."""
    line = rounded([(0.01, 0), (radius, 0), (radius, tall), (0.01, tall)], 0.12)
    cap = rounded(
        [(radius + 0.12, tall - 1.6), (radius + 0.12, tall + 0.35), (0.01, tall + 0.35)], 0.18
    )
    things = [
        turned("tin", line, pieces.plain("tin", body, 0.3, 0.3)),
        turned("lid", cap, lid),
        patch(facts, line[2:-2], tall * 0.07, tall - 2.0, half),
    ]
    return Pack(things, radius, radius, tall + 0.4)


def tin(facts: Facts) -> Pack:
    return canister(facts, 4.6, 11, house(facts).accent, metal("lid", "#c9b280"))


def spice_tin(facts: Facts) -> Pack:
    return canister(facts, 3.8, 8.6, house(facts).second, metal("lid", "#b9b9b4"))


def paper_tube(facts: Facts) -> Pack:
    return canister(facts, 3.7, 13.2, "#c8a878", pieces.plain("lid", house(facts).accent, 0.7))


def small_tins(facts: Facts) -> Pack:
    """Flat tins: one stands and shows its lid, one lies closed, one open."""
    face = metal("tin", "#c2bfb6", 0.3)
    paper = pieces.plain("paper", house(facts).paper, 0.5)
    line = rounded([(0.01, 0), (2.9, 0), (2.9, 1.5), (2.75, 1.6)], 0.15)
    things = []
    spots = [
        ((0, 0, 2.95), (math.radians(78), 0, 0)),
        ((5.0, -2.4, 0), (0, 0, 0)),
        ((-3.6, -4.2, 0), (0, 0, 0)),
    ]
    for i, (at, turn) in enumerate(spots[: int(facts.contents)]):
        is_open = i == 2
        parts = [turned("tin", line, face)]
        top = [(2.75, 1.6), (0.01, 1.6)] if not is_open else [(2.75, 1.6), (2.6, 1.2), (0.01, 1.1)]
        parts.append(turned("top", top, pieces.plain("balm", "#ecc46f", 0.3) if is_open else paper))
        if not is_open:
            grid = np.array([[(x, y, 1.63) for x in (-1.9, 1.9)] for y in (-1.9, 1.9)])
            parts.append(
                shapes.grid_object("label", grid, [printed("label", labels.label(facts, 1.0))])
            )
        for part in parts:
            part.location, part.rotation_euler = at, turn
        things += parts
    return Pack(things, 5.5, 4, 5.9)
