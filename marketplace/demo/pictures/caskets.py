"""Boxes, trays and frames with eased edges. Lengths are centimetres, z is up."""

import math
from collections.abc import Sequence

import numpy as np

from marketplace.demo.pictures import shapes


def eased(line: Sequence[tuple[float, float]], radius: float, steps: int = 5) -> np.ndarray:
    """A line with its corners rounded, and a support point either side of each curve."""
    points = np.array(line, float)
    found = [points[0]]
    for before, corner, after in zip(points[:-2], points[1:-1], points[2:], strict=True):
        one, two = before - corner, after - corner
        r = min(radius, 0.45 * np.linalg.norm(one), 0.45 * np.linalg.norm(two))
        a = corner + one / np.linalg.norm(one) * r
        b = corner + two / np.linalg.norm(two) * r
        found.append(a + (a - corner) * 0.15)
        for t in np.linspace(0, 1, steps):
            found.append((1 - t) ** 2 * a + 2 * t * (1 - t) * corner + t * t * b)
        found.append(b + (b - corner) * 0.15)
    return np.array([*found, points[-1]])


def rounded(wide: float, deep: float, corner: float, steps: int = 9) -> np.ndarray:
    """A rectangle with round corners, seen from above: points from the right, counter-clockwise."""
    corner = max(0.01, min(corner, wide / 2 - 0.005, deep / 2 - 0.005))
    found = []
    for i, (sx, sy) in enumerate(((1, 1), (-1, 1), (-1, -1), (1, -1))):
        a = i * math.pi / 2 + np.linspace(0, math.pi / 2, steps)
        x = sx * (wide / 2 - corner) + corner * np.cos(a)
        y = sy * (deep / 2 - corner) + corner * np.sin(a)
        found.append(np.stack([x, y], axis=1))
    return np.vstack(found)


def walled(
    name: str,
    size: tuple[float, float, float],
    profile: Sequence[tuple[float, float]],
    materials: Sequence,
    ease: float = 0.25,
    slots: Sequence[int] | None = None,
):
    """A body over a rounded rectangle (width, depth, corner): profile of (inset, z) rows.

    An inset of 99 reaches the middle. `slots` gives a material by part of the profile.
    """
    wide, deep, corner = size
    middle = min(wide, deep) / 2 - 0.006
    line = [(min(inset, middle), z) for inset, z in profile]
    rows = eased(line, ease)
    grid = []
    for inset, z in rows:
        ring = rounded(wide - 2 * inset, deep - 2 * inset, max(corner - inset, 0.02))
        grid.append(np.column_stack([ring, np.full(len(ring), z)]))
    by_row = None
    if slots is not None:
        per = [0, *(4 + 7 * i for i in range(len(line) - 2)), len(rows)]
        by_row = np.zeros(len(rows), int)
        for part, first, last in zip(slots, per[:-1], per[1:], strict=False):
            by_row[first:last] = part
    return shapes.grid_object(name, np.array(grid), materials, True, by_row)


def box(name: str, size: tuple[float, float, float], high: float, materials, z: float = 0.0):
    """A closed block with eased edges, standing on `z`."""
    profile = [(99, z), (0, z), (0, z + high), (99, z + high)]
    return walled(name, size, profile, materials)


def lidded(name: str, size, high: float, lid: float, materials, gap: float = 0.12):
    """A box and its lid, parted by a thin line; the lid is the second."""
    body = [(99, 0), (0.5, 0), (0.5, 0.5), (0, 0.5), (0, high - lid - gap)]
    body += [(0.25, high - lid - gap), (0.25, high - lid + 0.3), (99, high - lid + 0.3)]
    top = [(99, high - lid), (0, high - lid), (0, high), (99, high)]
    return [
        walled(name, size, body, materials, 0.2),
        walled(f"{name}-lid", size, top, materials, 0.35),
    ]


def tray(name: str, size, high: float, materials, wall: float = 0.9, floor: float = 0.8):
    """A tray whose rim leans outward."""
    profile = [
        (99, 0), (wall * 1.6, 0), (wall * 1.2, 0.3), (0.1, high - 0.2), (0, high),
        (wall * 0.75, high), (wall * 1.7, floor + 0.25), (wall * 2.2, floor), (99, floor),
    ]  # fmt: skip
    return walled(name, size, profile, materials, 0.3)


def frame(size: tuple[float, float], bar: float, deep: float, materials):
    """A picture frame in the x-z plane, its inside `size`, its back on y 0; stands on z 0."""
    wide, high = size
    grid = []
    shape = eased([(0, 0), (0, -deep * 0.7), (bar * 0.3, -deep), (bar, -deep * 0.8), (bar, 0)], 0.2)
    for out, y in shape:
        half, tall = wide / 2 + out, high / 2 + out
        corners = [(-half, -tall), (half, -tall), (half, tall), (-half, tall)]
        grid.append([(x, y, z + high / 2 + bar) for x, z in corners])
    parts = []
    ring = np.array(grid)
    for i in range(4):
        side = ring[:, [i, (i + 1) % 4]]
        parts.append(shapes.grid_object("frame", side, materials))
    return shapes.join(parts, "frame")


def face(size: tuple[float, float], material, at=(0.0, 0.0, 0.0)):
    """A flat picture in the x-z plane that looks to the front; `at` is its lower middle."""
    wide, high = size
    x, y, z = at
    grid = np.array([[(x + s * wide / 2, y, z + k * high) for s in (-1, 1)] for k in (0, 1)])
    return shapes.grid_object("face", grid, [material])
