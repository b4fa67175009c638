"""Many small things as one mesh: grains, leaves, slices, noodles. Lengths are centimetres.

A piece is (vertices, faces of four), lying along x about the origin; a swarm lays copies of it
by places and turns and gives each a tint (the u of its texture), which a material reads as a
shade of its own: thousands of grains cost Blender one object.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.random import Generator as Dice

from marketplace.demo.pictures import shapes
from marketplace.demo.pictures.nodes import Graph, rgb

Piece = tuple[np.ndarray, np.ndarray]


def sheet(grid: np.ndarray, is_closed: bool = False) -> Piece:
    """A piece of a grid of points (rows, columns, 3)."""
    rows, columns = grid.shape[:2]
    index = np.arange(rows * columns).reshape(rows, columns)
    if is_closed:
        index = np.concatenate([index, index[:, :1]], axis=1)
    faces = np.stack([index[:-1, :-1], index[:-1, 1:], index[1:, 1:], index[1:, :-1]], axis=-1)
    return grid.reshape(-1, 3).astype(np.float32), faces.reshape(-1, 4)


def merged(*pieces: Piece) -> Piece:
    count = np.cumsum([0, *(len(piece[0]) for piece in pieces)])
    return (
        np.concatenate([piece[0] for piece in pieces]),
        np.concatenate([piece[1] + start for piece, start in zip(pieces, count, strict=False)]),
    )


def moved(piece: Piece, at=(0, 0, 0), turn=(0, 0, 0), scale: float = 1.0) -> Piece:
    return (piece[0] * scale) @ turned_by(np.array([turn], float))[0].T + np.array(at), piece[1]


def turned_by(angles: np.ndarray) -> np.ndarray:
    """Matrices of turns about x, then y, then z; `angles` is (n, 3)."""
    c, s = np.cos(angles), np.sin(angles)
    zero, one = np.zeros(len(angles)), np.ones(len(angles))
    x = np.stack([one, zero, zero, zero, c[:, 0], -s[:, 0], zero, s[:, 0], c[:, 0]], 1)
    y = np.stack([c[:, 1], zero, s[:, 1], zero, one, zero, -s[:, 1], zero, c[:, 1]], 1)
    z = np.stack([c[:, 2], -s[:, 2], zero, s[:, 2], c[:, 2], zero, zero, zero, one], 1)
    return z.reshape(-1, 3, 3) @ y.reshape(-1, 3, 3) @ x.reshape(-1, 3, 3)


def blob(
    length: float,
    width: float,
    high: float,
    square: float = 2.0,
    bend: float = 0.0,
    segments: int = 10,
    rings: int = 7,
) -> Piece:
    """A grain, a bean, a cake: an ellipsoid, squarer with `square`, bent by `bend` lengths."""
    a = np.linspace(-math.pi / 2, math.pi / 2, rings)
    b = np.linspace(0, 2 * math.pi, segments, endpoint=False) + math.pi / segments

    def power(value):
        return np.sign(value) * np.abs(value) ** (2 / square)

    x = power(np.sin(a))[:, None] * np.ones(segments) * length / 2
    y = power(np.cos(a))[:, None] * power(np.cos(b)) * width / 2
    z = power(np.cos(a))[:, None] * power(np.sin(b)) * high / 2
    y = y + bend * length * ((2 * x / length) ** 2 - 0.4)
    return sheet(np.stack([x, y, z], axis=-1), True)


def strip(length: float, width: float, twist: float, curl: float, rows: int = 9, cup=0.25) -> Piece:
    """A leaf or a flat noodle: pointed at both ends, twisted by radians and curled up."""
    t = np.linspace(0, 1, rows)
    half = np.sin(np.pi * np.clip(t, 0.03, 0.97)) ** 0.7 * width / 2
    turn, bow = twist * (t - 0.5), curl * (t - 0.5)
    radius = length / max(abs(curl), 1e-3)
    x, lift = radius * np.sin(bow), radius * (1 - np.cos(bow))
    points = []
    for side in (-1, 0, 1):
        y = side * half * np.cos(turn)
        z = lift + side * half * np.sin(turn) + abs(side) * cup * half
        points.append(np.stack([x, y, z], axis=1))
    return sheet(np.array(points).transpose(1, 0, 2))


def thread(path: np.ndarray, radius: float, sides: int = 6, flat: float = 1.0) -> Piece:
    """A strand along points (n, 3)."""
    tangent = np.gradient(path, axis=0)
    tangent /= np.linalg.norm(tangent, axis=1)[:, None] + 1e-9
    side = np.cross(tangent, np.array([0.13, 0.21, 1.0]))
    side /= np.linalg.norm(side, axis=1)[:, None] + 1e-9
    other = np.cross(side, tangent)
    a = np.linspace(0, 2 * math.pi, sides, endpoint=False)
    ring = side[:, None] * np.cos(a)[:, None] + other[:, None] * np.sin(a)[:, None] * flat
    ends = np.ones(len(path))
    ends[[0, -1]] = 0.02
    return sheet(path[:, None] + ring * (radius * ends)[:, None, None], True)


def round_of(profile: Sequence[tuple[float, float]], segments: int = 16, wave=None) -> Piece:
    """A turned piece standing on z: caps, slices, cups, pots."""
    line = np.array(profile, float)
    a = np.linspace(0, 2 * math.pi, segments, endpoint=False)
    r = np.maximum(line[:, :1], 0.003) * (1 if wave is None else wave(a)[None, :])
    grid = np.stack([r * np.cos(a), r * np.sin(a), np.repeat(line[:, 1:], segments, 1)], axis=-1)
    return sheet(grid, True)


def slice_of(radius: float, thick: float, segments: int = 20, edge: float = 0.12) -> Piece:
    """A disc lying flat, its edge a little rounded."""
    e = min(edge, thick * 0.45)
    return round_of(
        [
            (0, 0),
            (radius - e, 0),
            (radius, e),
            (radius, thick - e),
            (radius - e, thick),
            (0, thick),
        ],
        segments,
    )


def flower(size: float, petals: int, width: float = 0.34, lift: float = 0.5, layers: int = 1):
    """Petals round a middle, opening upward."""
    parts = []
    for layer in range(layers):
        for i in range(petals):
            leaf = strip(size * (1 - 0.22 * layer), size * width, 0.0, 0.5, 6, 0.5)
            leaf = moved(leaf, (size * 0.45 * (1 - 0.22 * layer), 0, 0))
            leaf = moved(leaf, (0, 0, 0), (0, -lift - 0.4 * layer, 0))
            turn = (i + 0.5 * layer) * 2 * math.pi / petals
            parts.append(moved(leaf, (0, 0, 0.02 * layer), (0, 0, turn)))
    return merged(*parts)


def swarm(
    name: str,
    pieces: Sequence[Piece],
    at: np.ndarray,
    turns: np.ndarray,
    material,
    dice: Dice,
    scale: tuple[float, float] = (0.85, 1.15),
):
    """Lay pieces, by turns, at places (n, 3); one object."""
    turn = turned_by(turns)
    sizes = dice.uniform(*scale, len(at))
    vertices, faces, tints, start = [], [], [], 0
    for k, (points, quads) in enumerate(pieces):
        mine = slice(k, None, len(pieces))
        placed = np.einsum("nij,vj->nvi", turn[mine], points) * sizes[mine][:, None, None]
        placed += at[mine][:, None, :]
        n = len(placed)
        vertices.append(placed.reshape(-1, 3))
        faces.append(
            (quads[None] + (np.arange(n) * len(points))[:, None, None] + start).reshape(-1, 4)
        )
        start += n * len(points)
        tints.append(np.repeat(dice.random(n), quads.size))
    tint = np.concatenate(tints)
    uvs = np.stack([tint, np.full_like(tint, 0.5)], axis=1)
    return shapes.mesh_object(
        name, np.concatenate(vertices), np.concatenate(faces), uvs, [material]
    )


def shades(name: str, *colours: str, rough: float = 0.5, coat: float = 0.0, glow: float = 0.0):
    """A surface whose pieces differ in colour: each reads its own tint."""
    g = Graph(name)
    u = g.add("SeparateXYZ", Vector=g.coords["UV"]).outputs["X"]
    if len(colours) == 1:
        base = rgb(colours[0])
        colours_at = [
            (0.0, tuple(c * 0.82 for c in base)),
            (1.0, tuple(min(1, c * 1.1) for c in base)),
        ]
    else:
        colours_at = [(i / (len(colours) - 1), rgb(c)) for i, c in enumerate(colours)]
    tint = g.ramp(u, *colours_at)
    more = {"Emission_Color": tint, "Emission_Strength": glow} if glow else {}
    return g.finish(
        Base_Color=tint, Roughness=rough, Coat_Weight=coat, Specular_IOR_Level=0.4, **more
    )


def plain(name: str, colour: str, rough: float = 0.5, coat: float = 0.0, **more):
    """A surface of one colour: the cheapest there is."""
    g = Graph(name)
    return g.finish(Base_Color=rgb(colour), Roughness=rough, Coat_Weight=coat, **more)


def any_turn(dice: Dice, n: int, flat: float = 1.0) -> np.ndarray:
    """Turns every way; with `flat` 0 things lie on their side."""
    return np.stack(
        [dice.uniform(-3.1, 3.1, n) * flat, dice.normal(0, 0.5 * flat, n), dice.uniform(0, 6.3, n)],
        1,
    )


def heap_at(dice: Dice, n: int, radius: float, high: float, foot: float = 0.0) -> np.ndarray:
    """Places over a mound of `radius` and `high`."""
    r = radius * np.sqrt(dice.random(n))
    a = dice.uniform(0, 2 * math.pi, n)
    z = foot + high * (0.5 + 0.5 * np.cos(np.pi * np.clip(r / radius, 0, 1)))
    return np.stack([r * np.cos(a), r * np.sin(a), z], axis=1)


def mound(radius: float, high: float, material, foot: float = 0.0):
    """What lies under a heap's upper layer."""
    r = np.linspace(radius, 0.001, 14)
    z = foot + high * (0.5 + 0.5 * np.cos(np.pi * r / radius))
    return shapes.lathe("mound", np.stack([r, z], axis=1), [material], 40, is_sharp=True)


def strewn_at(dice: Dice, n: int, centre, spread: float, z: float) -> np.ndarray:
    """Places flat on the table about a point, thinner outward."""
    xy = dice.normal(0, 1, (n, 2)) * spread * np.array([1.0, 0.55]) + np.array(centre[:2])
    return np.concatenate([xy, np.full((n, 1), z)], axis=1)


def within_at(dice: Dice, n: int, profile: np.ndarray, inset: float) -> np.ndarray:
    """Places just within a turned wall (radius, height rows) and over the top of what it holds."""
    z = dice.uniform(profile[0, 1], profile[-1, 1], n)
    r = np.interp(z, profile[:, 1], profile[:, 0]) - inset
    a = dice.uniform(0, 2 * math.pi, n)
    top = dice.random(n) < 0.22
    z = np.where(top, profile[-1, 1] + dice.normal(0, inset * 0.3, n), z)
    r = np.where(top, profile[-1, 0] * 0.97 * np.sqrt(dice.random(n)), r)
    return np.stack([r * np.cos(a), r * np.sin(a), z], axis=1)


def pressed(made, room: np.ndarray, gap: float = 0.03):
    """Push what stands out of a turned room (radius, height rows) back against its wall."""
    mesh = made.data
    points = np.empty(len(mesh.vertices) * 3, np.float32)
    mesh.vertices.foreach_get("co", points)
    points = points.reshape(-1, 3)
    points[:, 2] = np.maximum(points[:, 2], room[0, 1])
    wall = np.interp(points[:, 2], room[:, 1], room[:, 0]) - gap
    r = np.hypot(points[:, 0], points[:, 1])
    points[:, :2] *= np.minimum(1, wall / np.maximum(r, 1e-6))[:, None]
    mesh.vertices.foreach_set("co", points.ravel())
    mesh.update()
    return made


def above(made, z: float = 0.02):
    """Flatten against the table what would reach below it."""
    mesh = made.data
    points = np.empty(len(mesh.vertices) * 3, np.float32)
    mesh.vertices.foreach_get("co", points)
    points[2::3] = np.maximum(points[2::3], z)
    mesh.vertices.foreach_set("co", points)
    mesh.update()
    return made
