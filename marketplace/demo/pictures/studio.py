"""The room: settings of ground, wall and light, the camera that frames, the render itself."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import bpy
import numpy as np
from mathutils import Vector

from marketplace.demo.pictures import shapes
from marketplace.demo.pictures.grounds import cover
from marketplace.demo.pictures.nodes import Graph

SIZE = 1000
SAMPLES = 8


@dataclass(frozen=True)
class Setting:
    """One arrangement of ground, wall and light.

    Light comes as a "window" (four panes, seen again in glazes), as "sun" through window
    bars, as "leaves" (sun through a tree) or "soft" (a large cloth). `side` is the key
    light's azimuth in degrees (180 left, 0 right), `high` its height.
    """

    ground: str
    wall: str
    light: str = "window"
    side: float = 160
    high: float = 35
    warm: float = 0.35
    strength: float = 1.0
    fill: float = 0.32
    gap: float = 2.6  # distance of the wall in radii of the scene


SETTINGS = {
    "workbench": Setting("oak", "lime"),
    "morning": Setting("linen", "rice", "sun", 150, 32, 0.5),
    "evening": Setting("walnut", "clay", "window", 200, 24, 0.8, 1.0, 0.2),
    "courtyard": Setting("clay-tiles", "ochre", "leaves", 140, 42, 0.45, 1.1),
    "night": Setting("black-wood", "ink", "soft", 165, 38, 0.3, 1.25, 0.14),
    "paper": Setting("paper", "rice", "soft", 150, 50, 0.2, 1.0, 0.45, 3.2),
    "quay": Setting("limestone", "celadon", "window", 165, 40, 0.25),
    "veranda": Setting("bamboo-mat", "sky", "leaves", 205, 40, 0.4, 1.0, 0.38),
    "indigo": Setting("indigo", "smoke", "window", 155, 40, 0.4, 1.15, 0.25),
    "slate": Setting("slate", "forest", "window", 30, 38, 0.35, 1.1, 0.25),
    "ash": Setting("ash", "celadon", "sun", 35, 36, 0.4),
    "rust": Setting("rust", "lime", "window", 150, 42, 0.3),
    "moss": Setting("moss", "rice", "window", 25, 40, 0.3),
    "plum": Setting("walnut", "plum", "soft", 160, 35, 0.45, 1.2, 0.18),
    "courtyard-day": Setting("clay-tiles", "sky", "leaves", 145, 48, 0.35, 1.0, 0.85, 4.0),
    "open-field": Setting("limestone", "sky", "leaves", 150, 44, 0.3, 0.9, 0.9, 8.0),
    "dusk": Setting("slate", "ink", "soft", 150, 40, 0.0, 0.8, 0.22, 6.0),
}


def open_room() -> None:
    """Begin an empty scene with the studio's way of rendering."""
    bpy.ops.wm.read_factory_settings(use_empty=True)
    scene = bpy.context.scene
    scene.render.engine = "CYCLES"
    scene.unit_settings.scale_length = 0.01
    cycles = scene.cycles
    cycles.device = "CPU"
    cycles.use_adaptive_sampling = True
    cycles.adaptive_threshold = 0.2
    cycles.adaptive_min_samples = 4
    cycles.use_denoising = True
    cycles.denoiser = "OPENIMAGEDENOISE"
    cycles.denoising_prefilter = "FAST"
    cycles.denoising_input_passes = "RGB_ALBEDO_NORMAL"
    cycles.max_bounces, cycles.diffuse_bounces, cycles.glossy_bounces = 3, 1, 2
    cycles.transmission_bounces, cycles.transparent_max_bounces = 5, 6
    cycles.caustics_reflective = cycles.caustics_refractive = False
    cycles.sample_clamp_indirect = 4
    cycles.use_light_tree = False
    scene.render.use_persistent_data = False
    scene.view_settings.view_transform = "AgX"
    scene.view_settings.look = "AgX - Medium High Contrast"
    scene.view_settings.exposure = 0.5
    scene.render.image_settings.file_format = "PNG"
    scene.render.image_settings.color_mode = "RGB"
    scene.render.image_settings.compression = 0


def bounds(things: Iterable) -> np.ndarray:
    """Corners of what the camera must show: points of all meshes as they stand, (n, 3)."""
    bpy.context.view_layer.update()
    found = []
    graph = bpy.context.evaluated_depsgraph_get()
    for thing in things:
        placed = thing.evaluated_get(graph)
        mesh = placed.data
        if not hasattr(mesh, "vertices"):
            mesh = placed.to_mesh()
        points = np.empty(len(mesh.vertices) * 3, np.float32)
        mesh.vertices.foreach_get("co", points)
        points = points.reshape(-1, 3)[:: max(1, len(points) // 9000)]
        matrix = np.array(placed.matrix_world)
        found.append(points @ matrix[:3, :3].T + matrix[:3, 3])
    return np.vstack(found)


def kelvin(warm: float) -> tuple[float, float, float]:
    """The key light's colour: 0 neutral, 1 as a lamp."""
    return (1.0, 1 - 0.16 * warm, 1 - 0.42 * warm)


def aim(thing, target) -> None:
    direction = Vector(target) - thing.location
    thing.rotation_euler = direction.to_track_quat("-Z", "Y").to_euler()


def on_sphere(side: float, high: float, distance: float, centre=(0, 0, 0)) -> Vector:
    """A point seen from `centre` at azimuth `side` (0 right, 90 behind, 180 left)."""
    a, h = math.radians(side), math.radians(high)
    return Vector(centre) + distance * Vector(
        (math.cos(a) * math.cos(h), math.sin(a) * math.cos(h), math.sin(h))
    )


def area(place, target, width: float, height: float, power: float, colour) -> None:
    data = bpy.data.lights.new("area", "AREA")
    data.shape, data.size, data.size_y = "RECTANGLE", width, height
    data.energy, data.color = power, colour
    made = bpy.data.objects.new("area", data)
    made.location = place
    aim(made, target)
    bpy.context.scene.collection.objects.link(made)


def sun(side: float, high: float, strength: float, colour, angle: float = 1.2):
    data = bpy.data.lights.new("sun", "SUN")
    data.energy, data.color, data.angle = strength, colour, math.radians(angle)
    made = bpy.data.objects.new("sun", data)
    made.location = on_sphere(side, high, 100)
    aim(made, (0, 0, 0))
    bpy.context.scene.collection.objects.link(made)
    return made


def shade_of(name: str):
    g = Graph(name)
    return g.finish(Base_Color=(0.02, 0.02, 0.02), Roughness=1.0)


def window_bars(side: float, high: float, radius: float, centre) -> None:
    """A lattice between the sun and the table; only its shadow is seen."""
    place = on_sphere(side, high, radius * 7, centre)
    material = shade_of("bars")
    reach, bar = radius * 14, radius * 0.22
    made = []
    pane = radius * 2.1
    frame = [(-pane, bar), (0, bar), (pane, bar)]
    for at, width in frame:
        made.append(shapes.box("bar", (width, reach, 0.2), material, 0, (at, 0, 0)))
        made.append(shapes.box("bar", (reach, width, 0.2), material, 0, (0, at * 1.25, 0)))
    for sign in (-1, 1):
        made.append(
            shapes.box("wall", (reach, reach, 0.2), material, 0, (sign * (pane + reach / 2), 0, 0))
        )
        made.append(
            shapes.box(
                "wall", (reach, reach, 0.2), material, 0, (0, sign * (pane * 1.25 + reach / 2), 0)
            )
        )
    holder = bpy.data.objects.new("window", None)
    bpy.context.scene.collection.objects.link(holder)
    holder.location = place
    aim(holder, centre)
    for part in made:
        part.parent = holder
        hide(part)


def hide(part) -> None:
    """Keep a thing's shadow and nothing else of it."""
    part.visible_camera = part.visible_diffuse = part.visible_glossy = False
    part.visible_transmission = False


def foliage(side: float, high: float, radius: float, centre, dice: Random) -> None:
    """Leaves between the sun and the table, for dappled light."""
    place = on_sphere(side, high, radius * 9, centre)
    holder = bpy.data.objects.new("tree", None)
    bpy.context.scene.collection.objects.link(holder)
    holder.location = place
    aim(holder, centre)
    t = np.linspace(0, 1, 8)
    width = np.sin(np.pi * t) ** 0.8 * 0.16
    leaf = np.stack([np.stack([t - 0.5, sign * width, 0 * t], axis=1) for sign in (-1, 1)], axis=0)
    first = shapes.grid_object("leaf", leaf, [shade_of("leaf")])
    first.parent = holder
    for twig in range(26):  # noqa: B007
        x, y = dice.uniform(-3.4, 3.4) * radius, dice.uniform(-3.4, 3.4) * radius
        if math.hypot(x, y) < radius * 0.7:
            continue
        turn = dice.uniform(0, 6.3)
        for i in range(7):
            size = radius * dice.uniform(0.7, 1.2)
            one = shapes.copy_of(
                first,
                (
                    x + math.cos(turn) * i * radius * 0.28,
                    y + math.sin(turn) * i * radius * 0.28,
                    dice.uniform(-1, 1) * radius,
                ),
                turn + (-1) ** i * dice.uniform(0.5, 1.0),
                size,
            )
            one.parent = holder
            hide(one)
    hide(first)
    first.scale = (radius,) * 3
    first.location = (radius * 3, radius * 2, 0)


def dress(setting: Setting, radius: float, centre, dice: Random, back: float) -> None:
    """Lay the ground, raise the wall and light a scene of `radius` cm around `centre`.

    `back` is the y of the rearmost thing: the wall stands behind it.
    """
    reach = radius * 14
    floor = shapes.mesh_object(
        "ground",
        np.array([(-reach, -reach, 0), (reach, -reach, 0), (reach, reach, 0), (-reach, reach, 0)]),
        np.array([(0, 1, 2, 3)]),
        None,
        [cover(setting.ground, dice)],
    )
    floor.location = (dice.uniform(-3, 3), dice.uniform(-3, 3), 0)
    wall_at = back + radius * setting.gap
    if setting.light == "soft" and setting.ground == "paper":
        a = np.linspace(0, math.pi / 2, 24)
        bend = radius * 2.0
        line = [
            (-reach, 0.02),
            *zip(wall_at + bend * (np.sin(a) - 1), bend * (1 - np.cos(a)) + 0.02, strict=True),
            (wall_at, reach),
        ]
        grid = np.array([[(x, y, z) for x in (-reach, reach)] for y, z in line])
        shapes.grid_object("sweep", grid, [cover("paper")])
    else:
        grid = np.array([[(x, z, 0) for x in (-reach, reach)] for z in (-1.0, reach)], dtype=float)
        wall = shapes.grid_object("wall", grid, [cover(setting.wall, dice)])
        wall.location, wall.rotation_euler = (0, wall_at, 0), (math.pi / 2, 0, 0)
    world = bpy.data.worlds.new("world")
    bpy.context.scene.world = world
    world.use_nodes = True
    background = world.node_tree.nodes["Background"]
    background.inputs[0].default_value = (0.86, 0.93, 1.0, 1)
    background.inputs[1].default_value = setting.fill
    colour = kelvin(setting.warm)
    target = (centre[0], centre[1], centre[2])
    power = 150 * radius**2 * setting.strength
    if setting.light == "window":
        light_window(setting, radius, target, power, colour)
    elif setting.light == "soft":
        place = on_sphere(setting.side, setting.high, radius * 4.5, target)
        area(place, target, radius * 4, radius * 4, power * 1.5, colour)
    else:
        sun(setting.side, setting.high, 4.6 * setting.strength, colour)
        if setting.light == "sun":
            window_bars(setting.side, setting.high, radius, target)
        else:
            foliage(setting.side, setting.high, radius, target, dice)
        place = on_sphere(setting.side + 20, setting.high + 10, radius * 5, target)
        area(place, target, radius * 3, radius * 3, power * 0.35, (0.9, 0.95, 1.0))
    place = on_sphere(200 - setting.side, 25, radius * 6, target)
    area(place, target, radius * 3, radius * 4, power * 0.1, (0.82, 0.9, 1.0))


def light_window(setting: Setting, radius: float, target, power: float, colour) -> None:
    """Four panes of daylight: a large soft light that glazes show as a window."""
    place = on_sphere(setting.side, setting.high, radius * 4.2, target)
    forward = (Vector(target) - place).normalized()
    right = forward.cross(Vector((0, 0, 1))).normalized()
    up = right.cross(forward)
    pane = radius * 1.25
    for a in (-0.56, 0.56):
        for b in (-0.56, 0.56):
            spot = place + right * a * pane * 2 + up * b * pane * 2.2
            area(spot, spot + forward, pane * 2, pane * 2.2, power / 4 * 1.25, colour)


@dataclass(frozen=True)
class View:
    """From where the camera looks: azimuth (270 in front), height in degrees, lens in mm."""

    side: float = 270
    high: float = 14
    lens: float = 80
    fill: float = 0.68
    down: float = 0.02  # how far below the middle the thing stands, of the picture
    stop: float = 13.0


def aside(view: View) -> View:
    """The same thing seen by a second look: from the other side of its front, from higher up."""
    turn = 18 if view.side < 268 else -18
    return replace(view, side=view.side + turn, high=min(view.high + 8, 62), fill=view.fill + 0.03)


def place_camera(view: View, points: np.ndarray):
    """Stand the camera so that the points fill `view.fill` of the picture, all within it."""
    data = bpy.data.cameras.new("camera")
    data.lens, data.sensor_width = view.lens, 36
    made = bpy.data.objects.new("camera", data)
    bpy.context.scene.collection.objects.link(made)
    bpy.context.scene.camera = made
    centre = (points.min(axis=0) + points.max(axis=0)) / 2
    distance = 3.0 * float(np.linalg.norm(points.max(axis=0) - points.min(axis=0)))
    half = 18 / view.lens  # tangent of half the angle of view
    for _ in range(12):
        made.location = on_sphere(view.side, view.high, distance, centre)
        aim(made, centre)
        bpy.context.view_layer.update()
        inverse = np.array(made.matrix_world.inverted())
        local = points @ inverse[:3, :3].T + inverse[:3, 3]
        flat = local[:, :2] / -local[:, 2:] / half  # -1 to 1 over the picture
        low, high = flat.min(axis=0), flat.max(axis=0)
        distance *= float((high - low).max()) / 2 / view.fill
        middle = (low + high) / 2 + np.array([0, 2 * view.down])
        right, up = np.array(made.matrix_world)[:3, 0], np.array(made.matrix_world)[:3, 1]
        centre = centre + (right * middle[0] + up * middle[1]) * half * distance
    data.dof.use_dof = True
    data.dof.focus_distance = distance - 0.2 * float(np.ptp(points[:, 1]))
    data.dof.aperture_fstop = view.stop * 0.01  # the room counts in centimetres
    data.clip_end = 1e5
    data.clip_start = distance / 100
    return made


def place_close(target: Sequence[float], view: View, across: float):
    """A camera of its own for a detail: `across` cm of the thing fill the picture."""
    data = bpy.data.cameras.new("camera")
    data.lens, data.sensor_width = view.lens, 36
    made = bpy.data.objects.new("camera", data)
    bpy.context.scene.collection.objects.link(made)
    bpy.context.scene.camera = made
    distance = across / 2 / (18 / view.lens)
    made.location = on_sphere(view.side, view.high, distance, target)
    aim(made, target)
    data.dof.use_dof = True
    data.dof.focus_distance = distance
    data.dof.aperture_fstop = view.stop * 0.01
    data.clip_start, data.clip_end = distance / 100, 1e5
    return made


def expose(stops: float) -> None:
    """Give a picture more light than the house's own exposure."""
    bpy.context.scene.view_settings.exposure += stops


def render(target: Path, size: int = SIZE, samples: int = SAMPLES, threads: int = 1) -> None:
    """Render the scene into a PNG."""
    scene = bpy.context.scene
    scene.cycles.samples = samples
    scene.render.threads_mode, scene.render.threads = "FIXED", threads
    scene.render.resolution_x = scene.render.resolution_y = size
    scene.render.resolution_percentage = 100
    scene.render.filepath = str(target)
    bpy.ops.render.render(write_still=True)
