"""Weaving by strands: each cane is a strip that runs over and under the others on a surface."""

import math
from collections.abc import Callable, Sequence
from random import Random

import numpy as np

from marketplace.demo.pictures import shapes
from marketplace.demo.pictures.nodes import Graph, rgb

# A surface gives points and outward normals, each (n, 3), for (u, v) arrays.
Surface = Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]
Line = tuple[np.ndarray, np.ndarray, np.ndarray]  # u, v, and how far above the surface (cm)


def turned(
    profile: Sequence[tuple[float, float]], squareness: float = 2.0, flat: float = 1.0
) -> Surface:
    """Round a profile (radius, height): u round once, v from first to last, 0 to 1.

    `squareness` above 2 makes a rounded rectangle of the circle, `flat` squeezes y.
    """
    line = shapes.smooth(profile, 240)
    t = np.linspace(0, 1, 240)
    slope = np.gradient(line, axis=0)
    slope /= np.linalg.norm(slope, axis=1)[:, None] + 1e-9

    def at(u, v):
        a = np.asarray(u, float) * 2 * math.pi
        c, s = np.cos(a), np.sin(a)
        k = (np.abs(c) ** squareness + np.abs(s) ** squareness) ** (-1 / squareness)
        r, z = np.interp(v, t, line[:, 0]), np.interp(v, t, line[:, 1])
        points = np.stack([r * k * c, r * k * s * flat, z], axis=-1)
        nc = np.sign(c) * np.abs(c) ** (squareness - 1)
        ns = np.sign(s) * np.abs(s) ** (squareness - 1) / flat
        out = np.stack([nc, ns], axis=-1)
        out /= np.linalg.norm(out, axis=-1, keepdims=True) + 1e-9
        dr, dz = np.interp(v, t, slope[:, 0]), np.interp(v, t, slope[:, 1])
        normals = np.concatenate([out * dz[..., None], -dr[..., None]], axis=-1)
        return points, normals

    return at


def level(z: float) -> Surface:
    """A flat surface: u and v are x and y in cm."""

    def at(u, v):
        points = np.stack([u, v, np.full_like(u, z)], axis=-1)
        return points, np.broadcast_to(np.array((0.0, 0.0, 1.0)), points.shape)

    return at


def woven(
    name: str,
    surface: Surface,
    lines: Sequence[Line],
    wide: float,
    thick: float,
    material,
    dice: Random,
):
    """All strands as one mesh; a strand's tone is its UV's x, its length the y."""
    across = np.array((-1.0, -0.6, 0.0, 0.6, 1.0))
    vertices, faces, uvs, first = [], [], [], 0
    for u, v, rise in lines:
        points, normals = surface(u, v)
        path = points + normals * rise[:, None]
        along = np.gradient(path, axis=0)
        along /= np.linalg.norm(along, axis=1)[:, None] + 1e-9
        side = np.cross(along, normals)
        side /= np.linalg.norm(side, axis=1)[:, None] + 1e-9
        strip = (
            path[:, None]
            + side[:, None] * (across * wide / 2)[None, :, None]
            + normals[:, None] * (thick * (1 - across**2))[None, :, None]
        )
        rows = len(path)
        index = first + np.arange(rows * 5).reshape(rows, 5)
        quads = np.stack(
            [index[:-1, :-1], index[:-1, 1:], index[1:, 1:], index[1:, :-1]], axis=-1
        ).reshape(-1, 4)
        far = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(path, axis=0), axis=1))])
        tone = dice.random()
        uv = np.stack(
            [np.full((rows, 5), tone), np.repeat(far[:, None], 5, axis=1)], axis=-1
        ).reshape(-1, 2)
        vertices.append(strip.reshape(-1, 3))
        uvs.append(uv[(quads - first).ravel()])
        faces.append(quads)
        first += rows * 5
    return shapes.mesh_object(
        name, np.vstack(vertices), np.vstack(faces), np.vstack(uvs), [material]
    )


def cane(name: str, dark: str, light: str, rough: float = 0.42):
    """Split cane: each strand of its own tone, with nodes and fibres along it."""
    g = Graph(name)
    bits = g.add("SeparateXYZ", Vector=g.coords["UV"]).outputs
    fibre = g.noise(
        1.0,
        2,
        g.add(
            "CombineXYZ", X=g.math("MULTIPLY", bits[0], 90), Y=g.math("MULTIPLY", bits[1], 0.35)
        ).outputs[0],
    )
    tone = g.math("ADD", g.math("MULTIPLY", bits[0], 0.55), g.math("MULTIPLY", fibre, 0.5))
    return g.finish(
        Base_Color=g.ramp(tone, (0.12, rgb(dark)), (0.85, rgb(light))),
        Roughness=rough,
        Specular_IOR_Level=0.45,
    )


def plain(around: int, up: int, rise: float, step: int = 1) -> tuple[list[Line], list[Line]]:
    """(stakes, weavers): over `step`, under `step`; step 2 shifts by one a row, as twill does."""
    stakes, weavers = [], []
    v, u = np.linspace(0, 1, up * 6 + 1), np.linspace(0, 1, around * 6 + 1)
    for i in range(around):
        wave = np.cos(math.pi * (v * up - 0.5) / step + math.pi * i / step)
        stakes.append((np.full_like(v, i / around), v, -rise * shaped(wave)))
    for j in range(up):
        wave = np.cos(math.pi * (u * around) / step + math.pi * j / step)
        weavers.append((u, np.full_like(u, (j + 0.5) / up), rise * shaped(wave)))
    return stakes, weavers


def shaped(wave: np.ndarray) -> np.ndarray:
    """A wave that stays longer above and below."""
    return np.sign(wave) * np.abs(wave) ** 0.6


def hexagonal(around: int, up: int, rise: float, turn: float) -> list[Line]:
    """Open weave of three directions: level strands and two that lean by `turn` of the round."""
    lines: list[Line] = []
    u = np.linspace(0, 1, around * 8 + 1)
    v = np.linspace(0, 1, up * 12 + 1)
    for j in range(up):
        lines.append((u, np.full_like(u, (j + 0.5) / up), rise * np.cos(2 * math.pi * u * around)))
    for i in range(around):
        for lean in (-1, 1):
            path = i / around + lean * turn * v
            lines.append(
                (path, v, rise * 1.0 * np.cos(math.pi * v * up * 2 + (0 if lean > 0 else math.pi)))
            )
    return lines


def flat_weave(
    reach: Callable[[float], float], half: float, gap: float, rise: float, step: int = 2
):
    """Strands along x and along y on a flat shape: at an offset, `reach` is half its length."""
    rows, columns = [], []
    count = int(half / gap)
    for j in range(-count, count + 1):
        long = reach(j * gap)
        if long < gap:
            continue
        x = np.linspace(-long, long, max(8, int(long / gap * 8)))
        wave = shaped(np.cos(math.pi * (x / gap) / step + math.pi * j / step))
        rows.append((x, np.full_like(x, j * gap), rise * wave))
        wave = shaped(np.cos(math.pi * (x / gap) / step + math.pi * j / step))
        columns.append((np.full_like(x, j * gap), x, -rise * wave))
    return rows, columns


def bound_rim(radius: float, z: float, thick: float, material, binding, squareness=2.0, flat=1.0):
    """A rim of cane wound about with a fine strip."""
    a = np.linspace(0, 2 * math.pi, 160)
    c, s = np.cos(a), np.sin(a)
    k = (np.abs(c) ** squareness + np.abs(s) ** squareness) ** (-1 / squareness)
    path = np.stack([radius * k * c, radius * k * s * flat, np.full_like(a, z)], axis=1)
    hoop = shapes.tube("rim", path, [thick, thick], material, 14, 200)
    many = shapes.evenly(path, 1400)
    out = many * (1, 1, 0)
    out /= np.linalg.norm(out, axis=1)[:, None]
    turn = np.linspace(0, 2 * math.pi * round(radius * 5), 1400)
    wound = (
        many
        + (out * np.cos(turn)[:, None] + np.array((0, 0, 1.0)) * np.sin(turn)[:, None])
        * thick
        * 1.06
    )
    return [hoop, shapes.tube("binding", wound, [thick * 0.32] * 2, binding, 6, 1500)]
