"""Forms: turned vessels, swept tubes, boxes. Lengths are centimetres, z is up."""

import math
from collections.abc import Callable, Sequence

import bpy
import numpy as np

Points = Sequence[tuple[float, ...]]


def smooth(points: Points, count: int) -> np.ndarray:
    """A centripetal Catmull-Rom curve through the points, `count` points evenly apart."""
    given = np.array(points, float)
    if len(given) == 2:
        return given[0] + np.linspace(0, 1, count)[:, None] * (given[1] - given[0])
    ends = np.vstack([2 * given[0] - given[1], given, 2 * given[-1] - given[-2]])
    knots = np.cumsum([0, *(np.linalg.norm(np.diff(ends, axis=0), axis=1) ** 0.5 + 1e-9)])
    found = []
    for i in range(1, len(ends) - 2):
        t0, t1, t2, t3 = knots[i - 1 : i + 3]
        p0, p1, p2, p3 = ends[i - 1 : i + 3]
        t = np.linspace(t1, t2, 40, endpoint=False)[:, None]
        a1 = (t1 - t) / (t1 - t0) * p0 + (t - t0) / (t1 - t0) * p1
        a2 = (t2 - t) / (t2 - t1) * p1 + (t - t1) / (t2 - t1) * p2
        a3 = (t3 - t) / (t3 - t2) * p2 + (t - t2) / (t3 - t2) * p3
        b1 = (t2 - t) / (t2 - t0) * a1 + (t - t0) / (t2 - t0) * a2
        b2 = (t3 - t) / (t3 - t1) * a2 + (t - t1) / (t3 - t1) * a3
        found.append((t2 - t) / (t2 - t1) * b1 + (t - t1) / (t2 - t1) * b2)
    return evenly(np.vstack([*found, given[-1:]]), count)


def evenly(line: np.ndarray, count: int) -> np.ndarray:
    """The same line by `count` points at equal distances along it."""
    along = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))])
    wanted = np.linspace(0, along[-1], count)
    return np.stack([np.interp(wanted, along, line[:, i]) for i in range(line.shape[1])], axis=1)


def mesh_object(
    name: str,
    vertices: np.ndarray,
    faces: np.ndarray,
    uvs: np.ndarray | None = None,
    materials: Sequence = (),
    slots: np.ndarray | None = None,
    is_smooth: bool = True,
):
    """A mesh of faces with the same number of corners; `uvs` is (corners, 2)."""
    mesh = bpy.data.meshes.new(name)
    corners = faces.shape[1]
    mesh.vertices.add(len(vertices))
    mesh.vertices.foreach_set("co", np.ascontiguousarray(vertices, np.float32).ravel())
    mesh.loops.add(faces.size)
    mesh.loops.foreach_set("vertex_index", np.ascontiguousarray(faces, np.int32).ravel())
    mesh.polygons.add(len(faces))
    mesh.polygons.foreach_set("loop_start", np.arange(0, faces.size, corners, dtype=np.int32))
    if uvs is not None:
        layer = mesh.uv_layers.new(name="UVMap")
        layer.data.foreach_set("uv", np.ascontiguousarray(uvs, np.float32).ravel())
    if slots is not None:
        mesh.polygons.foreach_set("material_index", np.ascontiguousarray(slots, np.int32))
    mesh.polygons.foreach_set("use_smooth", np.full(len(faces), is_smooth))
    for material in materials:
        mesh.materials.append(material)
    mesh.update()
    mesh.validate()
    made = bpy.data.objects.new(name, mesh)
    bpy.context.scene.collection.objects.link(made)
    return made


def grid_object(
    name: str,
    grid: np.ndarray,
    materials: Sequence = (),
    is_closed: bool = False,
    slots=None,
    v: np.ndarray | None = None,
):
    """A surface through a grid of points (rows, columns, 3); u runs along columns.

    `is_closed` joins the last column to the first. `slots` gives a material by row,
    `v` the upright texture coordinate by row (else the way along, 0 to 1).
    """
    rows, columns = grid.shape[:2]
    if is_closed:
        grid = np.concatenate([grid, grid[:, :1]], axis=1)
        columns += 1
    index = np.arange(rows * columns).reshape(rows, columns)
    faces = np.stack([index[:-1, :-1], index[:-1, 1:], index[1:, 1:], index[1:, :-1]], axis=-1)
    if v is None:
        lengths = np.linalg.norm(np.diff(grid, axis=0), axis=2).mean(axis=1)
        v = np.concatenate([[0], np.cumsum(lengths)]) / max(lengths.sum(), 1e-9)
    u = np.linspace(0, 1, columns)
    uv = np.stack(np.broadcast_arrays(u[None, :], v[:, None]), axis=-1).reshape(-1, 2)
    flat = faces.reshape(-1, 4)
    by_face = None if slots is None else np.repeat(np.asarray(slots)[: rows - 1], columns - 1)
    made = mesh_object(name, grid.reshape(-1, 3), flat, uv[flat.ravel()], materials, by_face)
    if is_closed:
        weld(made)
    return made


def weld(made, distance: float = 1e-4) -> None:
    """Join vertices at the same place, so that no seam shows in the light."""
    import bmesh

    work = bmesh.new()
    work.from_mesh(made.data)
    bmesh.ops.remove_doubles(work, verts=work.verts, dist=distance)
    work.to_mesh(made.data)
    work.free()


Wave = Callable[[np.ndarray, np.ndarray], np.ndarray]


def turned(
    name: str,
    outside: Points,
    materials: Sequence,
    wall: float = 0.4,
    lip: float = 0.5,
    segments: int = 120,
    rows: int = 110,
    wave: Wave | None = None,
    foot: float = 0.35,
    squareness: float = 2.0,
):
    """Throw a vessel on the wheel: outline (radius, height) from foot to lip, open above.

    Materials: outside, inside, foot. A wall of `wall`, a rounded lip, a hollow foot ring.
    `wave(angle, t)` multiplies the radius (t from foot to lip); `squareness` above 2 makes a
    rounded square of the circle. UVs: u round, v along the outside, 0 foot to 1 lip.
    """
    out = smooth(outside, rows)
    tangent = np.gradient(out, axis=0)
    tangent /= np.linalg.norm(tangent, axis=1)[:, None] + 1e-9
    normal = np.stack([-tangent[:, 1], tangent[:, 0]], axis=1)
    inner = out + normal * wall
    inner[:, 0] = np.maximum(inner[:, 0], 0.02)
    floor = out[0, 1] + foot + wall
    inner = inner[inner[:, 1] > floor][::-1]
    turn = np.linspace(0, math.pi, 7)[1:-1]
    top, tip = out[-1], tangent[-1]
    side = normal[-1] * wall / 2
    rim = top + side - side * np.cos(turn)[:, None] + tip * wall * lip * np.sin(turn)[:, None]
    floor_line = np.stack(
        [np.linspace(max(inner[-1, 0] - 0.1, 0.05), 0.001, 14), np.full(14, floor)], axis=1
    )
    radius, z = out[0]
    ring = np.array(
        [
            (0.001, z + foot),
            (max(radius - wall * 2.4, 0.02), z + foot),
            (max(radius - wall * 2.0, 0.03), z + foot * 0.5),
            (max(radius - wall * 1.6, 0.04), z),
            (max(radius - wall * 0.5, 0.05), z),
        ]
    )
    profile = np.vstack([ring, out, rim, inner, floor_line])
    t = np.concatenate(
        [
            np.zeros(len(ring)),
            np.linspace(0, 1, rows),
            np.ones(len(rim)),
            np.interp(inner[:, 1], out[:, 1], np.linspace(0, 1, rows)),
            np.zeros(14),
        ]
    )
    slots = np.concatenate(
        [np.full(len(ring), 2), np.zeros(rows + len(rim) // 2), np.ones(len(profile))]
    )[: len(profile)]
    angle = np.linspace(0, 2 * math.pi, segments, endpoint=False)
    radii = profile[:, :1] * np.ones((1, segments))
    if wave is not None:
        radii = radii * wave(angle[None, :], t[:, None])
    if squareness != 2.0:
        corner = (np.abs(np.cos(angle)) ** squareness + np.abs(np.sin(angle)) ** squareness) ** (
            -1 / squareness
        )
        radii = radii * corner[None, :]
    grid = np.stack(
        [
            radii * np.cos(angle),
            radii * np.sin(angle),
            np.broadcast_to(profile[:, 1:], radii.shape),
        ],
        axis=-1,
    )
    v = np.concatenate([np.zeros(len(ring)), np.linspace(0, 1, rows), np.ones(len(profile))])
    return grid_object(name, grid, materials, True, slots, v[: len(profile)])


def tube(
    name: str,
    line: Points,
    radii: Sequence[float],
    material,
    segments: int = 20,
    rows: int = 40,
    flat: float = 1.0,
    is_open: bool = False,
    up: tuple[float, float, float] = (0, 0, 1),
):
    """Sweep a circle along a smooth line; radii are spread along it; `flat` squeezes it.

    An open tube keeps its last end open and hollow (a spout).
    """
    path = smooth(line, rows)
    radius = np.interp(np.linspace(0, 1, rows), np.linspace(0, 1, len(radii)), radii)
    tangent = np.gradient(path, axis=0)
    tangent /= np.linalg.norm(tangent, axis=1)[:, None]
    side = np.cross(tangent, np.array(up, float))
    weak = np.linalg.norm(side, axis=1) < 1e-3
    side[weak] = np.array([1, 0, 0])
    side /= np.linalg.norm(side, axis=1)[:, None]
    other = np.cross(side, tangent)
    angle = np.linspace(0, 2 * math.pi, segments, endpoint=False)

    def ring(scale):
        around = (
            side[:, None] * np.cos(angle)[None, :, None]
            + other[:, None] * np.sin(angle)[None, :, None] * flat
        )
        return path[:, None] + around * (radius * scale)[:, None, None]

    outer = ring(np.ones(rows))
    if is_open:
        inner = ring(np.full(rows, 0.72))[::-1][: rows // 2]
        grid = np.concatenate([outer, inner])
    else:
        ends = [np.repeat(path[i : i + 1, None], segments, axis=1) for i in (0, -1)]
        caps = [
            path[i] + (outer[i] - path[i]) * 0.75 + tangent[i] * s * radius[i] * 0.35
            for i, s in ((0, -1), (-1, 1))
        ]
        tips = [
            e + tangent[i] * s * radius[i] * 0.5
            for e, i, s in zip(ends, (0, -1), (-1, 1), strict=True)
        ]
        grid = np.concatenate([tips[0], caps[0][None], outer, caps[1][None], tips[1]])
    return grid_object(name, grid, [material], is_closed=True)


def box(name: str, size: tuple[float, float, float], material, bevel: float = 0.15, at=(0, 0, 0)):
    """A box standing on z of `at` with rounded edges."""
    x, y, z = (s / 2 for s in size)
    corners = np.array(
        [(a * x, b * y, c * z + z) for c in (-1, 1) for b in (-1, 1) for a in (-1, 1)]
    )
    faces = np.array(
        [(0, 2, 3, 1), (4, 5, 7, 6), (0, 1, 5, 4), (2, 6, 7, 3), (1, 3, 7, 5), (0, 4, 6, 2)]
    )
    made = mesh_object(name, corners, faces, None, [material], is_smooth=True)
    made.location = at
    if bevel:
        rounded = made.modifiers.new("bevel", "BEVEL")
        rounded.width, rounded.segments, rounded.limit_method = bevel, 3, "NONE"
        made.modifiers.new("normals", "WEIGHTED_NORMAL")
    return made


def plane(name: str, grid: np.ndarray, material):
    return grid_object(name, grid, [material])


def copy_of(made, at=(0, 0, 0), turn: float = 0.0, scale: float = 1.0):
    """Another object with the same mesh."""
    twin = bpy.data.objects.new(made.name, made.data)
    twin.location, twin.rotation_euler, twin.scale = at, (0, 0, turn), (scale,) * 3
    bpy.context.scene.collection.objects.link(twin)
    for modifier in made.modifiers:
        twin.modifiers.new(modifier.name, modifier.type)
    return twin


def lathe(
    name: str,
    profile: Points,
    materials: Sequence,
    segments: int = 96,
    rows: int = 60,
    wave: Wave | None = None,
    is_sharp: bool = False,
):
    """Turn a solid from its outline (radius, height), bottom to top: lids, knobs, corks."""
    line = np.array(profile, float) if is_sharp else smooth(profile, rows)
    line[:, 0] = np.maximum(line[:, 0], 0.001)
    angle = np.linspace(0, 2 * math.pi, segments, endpoint=False)
    radii = line[:, :1] * np.ones((1, segments))
    if wave is not None:
        radii = radii * wave(angle[None, :], np.linspace(0, 1, len(line))[:, None])
    grid = np.stack(
        [radii * np.cos(angle), radii * np.sin(angle), np.broadcast_to(line[:, 1:], radii.shape)],
        axis=-1,
    )
    return grid_object(name, grid, materials, is_closed=True)


def ball(
    name: str, radius: float, material, squash: float = 1.0, rows: int = 32, segments: int = 48
):
    """A sphere standing on z 0; `squash` is its height against its width."""
    a = np.linspace(0, math.pi, rows)
    profile = np.stack([np.sin(a) * radius, radius * squash * (1 - np.cos(a))], axis=1)
    return lathe(name, profile, [material], segments, is_sharp=True)


def disc(name: str, radius: float, z: float, material):
    """A level of liquid."""
    return lathe(
        name, [(0.001, z), (radius * 0.97, z), (radius, z + 0.03)], [material], 64, is_sharp=True
    )


def join(parts: Sequence, name: str):
    """Make one object of several, where they stand; materials stay."""
    bpy.context.view_layer.update()
    with bpy.context.temp_override(active_object=parts[0], selected_editable_objects=list(parts)):
        bpy.ops.object.join()
    parts[0].name = name
    return parts[0]
