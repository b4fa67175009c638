"""Cloth as forms: rolls, folds, lengths that hang. Lengths are centimetres, z is up."""

import math
from collections.abc import Callable, Sequence
from random import Random

import bpy
import numpy as np

from marketplace.demo.pictures import shapes
from marketplace.demo.pictures.props import skin
from marketplace.demo.pictures.studio import bounds

Fold = Callable[[np.ndarray, np.ndarray], np.ndarray]


def sheet(
    name: str,
    line: np.ndarray,
    width: float | np.ndarray,
    material,
    fold: Fold | None = None,
    columns: int = 90,
    thick: float = 0.0,
):
    """A cloth along a line of (y, z) points, spread across x, of one or many widths.

    `fold(u, v)` moves it along the line's normal, u and v 0 to 1 across and along.
    """
    rows = len(line)
    tangent = np.gradient(line, axis=0)
    tangent /= np.linalg.norm(tangent, axis=1)[:, None] + 1e-9
    normal = np.stack([-tangent[:, 1], tangent[:, 0]], axis=1)
    u = np.linspace(0, 1, columns)
    wide = np.broadcast_to(np.asarray(width, float), (rows,))
    grid = np.zeros((rows, columns, 3))
    grid[:, :, 0] = (u[None, :] - 0.5) * wide[:, None]
    grid[:, :, 1:] = line[:, None, :]
    if fold is not None:
        v = np.linspace(0, 1, rows)[:, None]
        grid[:, :, 1:] += normal[:, None, :] * fold(u[None, :], v)[:, :, None]
    made = shapes.grid_object(name, grid, [material])
    if thick:
        body = made.modifiers.new("body", "SOLIDIFY")
        body.thickness, body.offset = thick, 0
    return made


def folds(dice: Random, count: float, deep: float, start: float = 0.25, waver: float = 0.4) -> Fold:
    """Soft upright folds that deepen along the cloth, as when it hangs from a rod."""
    waves = [
        (count * dice.uniform(0.5, 1.6), dice.uniform(0, 6.3), dice.uniform(0.35, 1.0))
        for _ in range(4)
    ]
    total = sum(w for _c, _p, w in waves)

    def fold(u, v):
        moved = 0
        for often, phase, weight in waves:
            turn = 2 * math.pi * often * (u - 0.5) + phase
            turn = turn + waver * np.sin(3 * v + phase)
            moved = moved + weight / total * (np.sin(turn) + 0.3 * np.sin(2 * turn + 0.7))
        return deep * moved * (start + (1 - start) * v**0.8)

    return fold


def wound(core: float, turns: float, gap: float, angle: float) -> np.ndarray:
    """A line wound outward round the origin, which ends at `angle`; (y, z) points."""
    steps = round(turns * 48)
    t = np.linspace(0, 1, steps)
    a = angle - (1 - t) * turns * 2 * math.pi
    r = core + gap * turns * t
    return np.stack([np.cos(a) * r, np.sin(a) * r], axis=1)


def roll(
    name: str,
    width: float,
    cover: Callable,
    radius: float,
    run: float,
    dice: Random,
    gap: float = 0.12,
    ripple: float = 0.9,
    spread: float = 1.0,
    tip: float = 0.0,
):
    """A roll of cloth lying on the table that runs out to the front for `run` cm.

    `cover(length)` gives the material of so long a cloth, with figures that stand upright.
    `tip` ends it in a point that long, as a necktie's blade.
    """
    core = radius * 0.32
    turns = (radius - core) / gap
    coil = wound(core, turns, gap, 2.5 * math.pi)[:, :] * (-1, 1)  # over the top, to the front
    coil = coil + np.array((0, radius))
    top = coil[-1]
    down = [
        top,
        (-radius * 0.75, radius * 1.72),
        (-radius * 1.18, radius * 1.05),
        (-radius * 1.5, radius * 0.42),
        (-radius * 2.1, 0.12),
        (-radius * 2.1 - run * 0.5, 0.1),
        (-radius * 2.1 - run, 0.1),
    ]
    out = shapes.smooth(down, 150)
    out[:, 1] = np.maximum(out[:, 1], 0.1)
    line = np.vstack([coil, out[1:]])
    begin = len(coil) / len(line)
    phase = dice.uniform(0, 6)
    skew = dice.uniform(0.6, 1.2)

    def fold(u, v):
        free = np.clip((v - begin) / (1 - begin), 0, 1)
        flat = np.clip((free - 0.3) * 4, 0, 1)
        swell = np.sin(free * 15 + phase + skew * 2.2 * (u - 0.5)) + 0.6 * np.sin(
            free * 9 - 3.1 * skew * u + phase * 2
        )
        edge = 0.35 * np.abs(u - 0.5) ** 2 * 4 * np.sin(free * 22 + phase * 3 + 4 * u)
        return -np.clip(swell + 0.9 + edge, 0.0, 3) * 0.5 * ripple * flat

    wide: np.ndarray = np.full(len(line), width, float)
    k = np.clip((np.linspace(0, 1, len(line)) - begin) / (1 - begin), 0, 1)
    wide *= 1 + (spread - 1) * k
    if tip:
        far = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))])
        wide *= np.clip((far[-1] - far) / tip, 0.01, 1)
    made = sheet(
        name,
        line[::-1],
        wide[::-1],
        cover(length_of(line)),
        (lambda u, v: -fold(u, 1 - v)) if ripple else None,
        100 if not tip else 40,
    )
    if tip:
        return [made]
    ends = [(-width / 2 - 0.3, 0, radius), (width / 2 + 0.3, 0, radius)]
    wood = skin("core", "#b48a5a", 0.6, 0.8, 1.5)
    return [made, shapes.tube("core", ends, [core * 0.96] * 2, wood, 32, 4)]


def length_of(line: np.ndarray) -> float:
    return float(np.linalg.norm(np.diff(line, axis=0), axis=1).sum())


def folded(
    name: str,
    width: float,
    depth: float,
    layers: int,
    material,
    dice: Random,
    thick: float = 0.8,
    z: float = 0.0,
    soft: float = 0.1,
):
    """Cloth folded to and fro into a pile of layers; the folds face the front.

    Each layer is a flat loop with a rounded nose, of its own small unevenness.
    """
    made = []
    for i in range(layers):
        half = thick / 2
        nose = half * 1.0
        front = -depth / 2 + dice.uniform(0, 0.5) * thick
        back = depth / 2 + dice.uniform(-0.5, 0.0) * thick
        a = np.linspace(math.pi / 2, 3 * math.pi / 2, 14)
        upper = np.stack([np.linspace(back, front + nose, 30), np.full(30, half * 1.0)], axis=1)
        bend = np.stack([front + nose + np.cos(a) * nose, np.sin(a) * half], axis=1)
        lower = np.stack([np.linspace(front + nose, back, 30), np.full(30, -half)], axis=1)
        line = np.vstack([upper, bend[1:-1], lower])[::-1] + np.array((0, z + half + i * thick))
        p, q = dice.uniform(0, 6), dice.uniform(0, 6)

        def fold(u, v, p=p, q=q):
            return soft * thick * (np.sin(5 * u + p + 3 * v) + 0.6 * np.sin(11 * u + q - 5 * v))

        wide = width + dice.uniform(-0.4, 0.4) * thick
        one = sheet(name, line, wide, material, fold, 60, thick * 0.34)
        one.location = (dice.uniform(-0.25, 0.25) * thick, 0, 0)
        one.rotation_euler = (0, 0, dice.uniform(-0.012, 0.012))
        made.append(one)
    return made


def over_rod(
    name: str,
    width: float,
    front: float,
    back: float,
    height: float,
    material,
    dice: Random,
    count: float = 3.0,
    deep: float = 1.6,
    rod: float = 1.0,
    flare: float = 1.15,
    thick: float = 0.0,
):
    """A length that hangs over a rod at `height`: `front` cm down before, `back` behind."""
    a = np.linspace(math.pi, 0, 16)  # from the front over the top
    top = np.stack([-np.cos(a) * -rod, np.sin(a) * rod], axis=1) * (1, 1)
    before = np.stack([np.full(90, -rod), np.linspace(-front, 0, 90)], axis=1)
    behind = np.stack([np.full(40, rod), np.linspace(0, -back, 40)], axis=1)
    line = np.vstack([before, top[1:-1], behind]) + np.array((0, height))
    share, beyond = len(before) / len(line), 1 - len(behind) / len(line)
    turned = folds(dice, count, deep, 0.03)
    other = folds(dice, count, deep * 0.6, 0.03)

    def fold(u, v):
        ahead = np.clip(1 - v / share, 0, 1)
        after = np.clip((v - beyond) / (1 - beyond), 0, 1)
        front_ = turned(u, ahead) + 0.45 * deep * np.minimum(ahead * 2, 1)
        return front_ * (v < share) + (other(u, after) + 0.5 * deep * np.minimum(after * 2, 1)) * (
            v > beyond
        )

    v = np.linspace(0, 1, len(line))
    far = np.clip(np.abs(v - share) * 1.4, 0, 1)
    return sheet(name, line, width * (1 + (flare - 1) * far), material, fold, 140, thick)


def fringe(edge: np.ndarray, material, dice: Random, long: float, count: int = 160, thick=0.07):
    """Threads that hang from an edge (n, 3), in one mesh."""
    at = shapes.evenly(edge, count)
    rows, t = 7, np.linspace(0, 1, 7)
    vertices, faces = [], []
    for i, root in enumerate(at):
        bend = np.array([dice.uniform(-0.12, 0.12), dice.uniform(-0.1, 0.1), 0]) * long
        path = root + np.outer(t**1.5, bend) + np.outer(t, (0, 0, -long * dice.uniform(0.9, 1.05)))
        side = np.array([thick, thick * 0.6, 0]) * dice.choice([-1, 1])
        vertices.append(np.stack([path - side, path + side], axis=1).reshape(-1, 3))
        first = i * rows * 2
        faces += [
            (first + 2 * j, first + 2 * j + 1, first + 2 * j + 3, first + 2 * j + 2)
            for j in range(rows - 1)
        ]
    return shapes.mesh_object("fringe", np.vstack(vertices), np.array(faces), None, [material])


def fallen(
    name: str,
    grid: np.ndarray,
    material,
    over: Sequence,
    frames: int = 34,
    stiff: float = 4.0,
    quality: int = 5,
):
    """Let a cloth (rows, columns, 3) fall over things and keep where it comes to rest."""
    made = shapes.grid_object(name, grid, [material])
    floor = shapes.mesh_object(
        "floor",
        np.array([(-200, -200, 0), (200, -200, 0), (200, 200, 0), (-200, 200, 0)], float),
        np.array([(0, 1, 2, 3)]),
    )
    for thing in [*over, floor]:
        thing.modifiers.new("hard", "COLLISION")
        thing.collision.thickness_outer = 0.25
        thing.collision.cloth_friction = 15
    soft = made.modifiers.new("soft", "CLOTH")
    setting = soft.settings
    setting.quality = quality
    setting.mass = 0.25
    setting.tension_stiffness = setting.compression_stiffness = 15
    setting.shear_stiffness = 5
    setting.bending_stiffness = stiff
    setting.air_damping = 1.5
    soft.collision_settings.distance_min = 0.25
    soft.collision_settings.use_self_collision = False
    scene = bpy.context.scene
    scene.gravity = (0, 0, -260)
    soft.point_cache.frame_start, soft.point_cache.frame_end = 1, frames
    for frame in range(1, frames + 1):
        scene.frame_set(frame)
    graph = bpy.context.evaluated_depsgraph_get()
    mesh = bpy.data.meshes.new_from_object(made.evaluated_get(graph))
    made.modifiers.clear()
    made.data = mesh
    for thing in over:
        thing.modifiers.remove(thing.modifiers["hard"])
    bpy.data.objects.remove(floor)
    scene.frame_set(1)
    return made


def corners(things: Sequence) -> np.ndarray:
    """The lowest and the highest point of things as they stand."""
    points = bounds(things)
    return np.stack([points.min(axis=0), points.max(axis=0)])
