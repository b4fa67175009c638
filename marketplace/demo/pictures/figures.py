"""Figures as carvers shape them: balls and limbs grown together, smoothed, painted on.

A part is (points, radii) along a bone, or one squeezed ball; a figure's parts become one skin.
"""

import math
from collections.abc import Sequence

import bpy
import numpy as np

from marketplace.demo.pictures import pieces, props, shapes
from marketplace.demo.pictures.pieces import Piece

Spot = tuple[float, float, float]


def ball(at: Spot, radii: Spot) -> Piece:
    """An ellipsoid."""
    points, faces = pieces.blob(2, 2, 2, 2.0, 0.0, 28, 19)
    return points * np.array(radii) + np.array(at), faces


def limb(one: Spot, two: Spot, first: float, last: float) -> Piece:
    """A bone with flesh: round at both ends, from radius `first` to `last`."""
    a, b = np.array(one, float), np.array(two, float)
    long = np.linalg.norm(b - a) + 1e-9
    way = (b - a) / long
    side = np.cross(way, (0.31, 0.17, 0.93))
    side /= np.linalg.norm(side)
    other = np.cross(way, side)
    bend = np.linspace(0, math.pi / 2, 8)
    stations = [(-first * math.cos(t), first * math.sin(t)) for t in bend]
    stations += [(long * t, first + (last - first) * t) for t in np.linspace(0, 1, 8)[1:-1]]
    stations += [(long + last * math.sin(t), last * math.cos(t)) for t in bend]
    turn = np.linspace(0, 2 * math.pi, 24, endpoint=False)
    ring = np.cos(turn)[:, None] * side + np.sin(turn)[:, None] * other
    grid = np.array([a + way * x + ring * max(r, 0.01) for x, r in stations])
    return pieces.sheet(grid, True)


def carved(name: str, parts: Sequence[Piece], material, grain: float = 0.3, soften: int = 4):
    """One skin over all parts: `grain` is the size of its cells in cm, `soften` how far smoothed."""
    points, faces = pieces.merged(*parts)
    made = shapes.mesh_object(name, points, faces, None, [material])
    fused = made.modifiers.new("fused", "REMESH")
    fused.mode, fused.voxel_size, fused.use_smooth_shade = "VOXEL", grain, True
    smooth = made.modifiers.new("smooth", "SMOOTH")
    smooth.factor, smooth.iterations = 0.5, soften
    bpy.context.view_layer.update()
    graph = bpy.context.evaluated_depsgraph_get()
    mesh = bpy.data.meshes.new_from_object(made.evaluated_get(graph))
    made.modifiers.clear()
    made.data = mesh
    mesh.materials.clear()
    mesh.materials.append(material)
    return made


def on_face(line, widths, colour: str, face, middle: float, lift: float = 0.08) -> list:
    """A brush stroke laid on the front of a figure: points (x, height above `middle`), half widths."""
    path = shapes.smooth(line, 40) if len(line) > 2 else shapes.smooth([line[0], line[1]], 40)
    along = np.gradient(path, axis=0)
    along /= np.linalg.norm(along, axis=1)[:, None] + 1e-9
    normal = np.stack([-along[:, 1], along[:, 0]], axis=1)
    half = np.interp(np.linspace(0, 1, 40), np.linspace(0, 1, len(widths)), widths)
    rows = []
    for s in np.linspace(-1, 1, 9):
        flat = path + normal * half[:, None] * s
        rows.append([ahead(face, x, z + middle, lift) for x, z in flat])
    stuff = props.skin("brush", colour, 0.3, 0.9, 0.6, 0.03, Coat_Weight=0.6, Coat_Roughness=0.12)
    return [shapes.grid_object("brush", np.array(rows), [stuff])]


def ahead(face, x: float, z: float, lift: float) -> Spot:
    """The point of a figure that is seen from the front at (x, z)."""
    hit, at, normal, _index = face.ray_cast((x, -60, z), (0, 1, 0))
    if not hit:
        return (x, 0.0, z)
    return tuple(np.array(at) + np.array(normal) * lift)


def petal(long: float, wide: float, material):
    """A carved lotus petal standing from the origin, its back outward along x."""
    t, s = np.linspace(0, 1, 18), np.linspace(-1, 1, 13)
    half = wide / 2 * np.sin(np.pi * np.clip(t, 0.12, 0.99) ** 0.75) ** 0.6
    grid = np.array(
        [
            [
                (0.9 * math.sin(tt * 2.6) * (1 - 0.5 * ss * ss) + 0.25 * tt**4, h * ss, tt * long)
                for tt, h in zip(t, half, strict=True)
            ]
            for ss in s
        ]
    )
    made = shapes.grid_object("petal", grid, [material])
    thick = made.modifiers.new("thick", "SOLIDIFY")
    thick.thickness = 0.35
    return made


def studs(name: str, places: Sequence[Spot], radius: float, material):
    """Small balls as one thing: curls of hair, teeth, nails."""
    points, faces = pieces.blob(2 * radius, 2 * radius, 2 * radius, 2.0, 0.0, 12, 9)
    grown = [(points + np.array(at), faces) for at in places]
    return shapes.mesh_object(name, *pieces.merged(*grown), None, [material])


def spiral(name: str, at: Spot, radius: float, side: int, material):
    """A curl carved on a flank: it winds in the y-z plane."""
    t = np.linspace(0, 1, 60)
    a = t * 2.6 * 2 * math.pi
    r = radius * (1 - 0.85 * t)
    line = np.stack(
        [np.full(60, at[0]) + side * 0.5 * t, at[1] + np.cos(a) * r, at[2] + np.sin(a) * r], axis=1
    )
    return shapes.tube(name, line, [0.42, 0.36, 0.3], material, 10, 120)
