"""Render the wide scenes of villages and of the front page; resumes where it was stopped.

python -m marketplace.demo.pictures.wide                    what changed
python -m marketplace.demo.pictures.wide chuong --draft     320 pixels into .cache, to look at
"""

import argparse
import hashlib
import json
import os
import tempfile
import time
from pathlib import Path
from random import Random

import numpy as np
from PIL import Image

from marketplace.demo.pictures import panoramas, room, scenes, studio
from marketplace.demo.pictures.code import names_of

SIZE = (1280, 800)


def frame(view: studio.View, points: np.ndarray, ratio: float) -> None:
    """Stand the camera so that the points fill the wide picture, all within it."""
    made = studio.place_camera(view, points)
    half = 18 / view.lens
    for _ in range(8):
        inverse = np.array(made.matrix_world.inverted())
        local = points @ inverse[:3, :3].T + inverse[:3, 3]
        flat = local[:, :2] / -local[:, 2:] / half * (1, ratio)
        low, high = flat.min(axis=0), flat.max(axis=0)
        grow = float(max((high[0] - low[0]) / 2 / view.fill, (high[1] - low[1]) / 2 / 0.84))
        middle = (low + high) / 2 * (1, 1 / ratio)
        deep = float(-local[:, 2].mean())
        matrix = np.array(made.matrix_world)
        place = (
            np.array(made.location)
            + (matrix[:3, 0] * middle[0] + matrix[:3, 1] * middle[1]) * half * deep
        )
        made.location = place + matrix[:3, 2] * deep * (grow - 1)
        studio.bpy.context.view_layer.update()
    made.data.dof.focus_distance = deep * grow
    made.data.dof.aperture_fstop *= 1.6


def take(slug: str, target: Path, width: int, samples: int, threads: int) -> float:
    """Render one scene; returns the seconds it took."""
    began = time.monotonic()
    studio.open_room()
    chance = Random(slug)  # noqa: S311
    things, name, view = scenes.SCENES[slug](chance)
    points = studio.bounds(things)
    low, high = points.min(axis=0), points.max(axis=0)
    radius = float(np.linalg.norm(high - low)) / 2
    setting = studio.SETTINGS[name]
    studio.dress(setting, radius * 0.8, (low + high) / 2, chance, float(high[1]))
    frame(view, points, SIZE[0] / SIZE[1])
    studio.expose(0.25)
    scene = studio.bpy.context.scene
    scene.cycles.samples = samples
    scene.render.threads_mode, scene.render.threads = "FIXED", threads
    scene.render.resolution_x, scene.render.resolution_y = width, width * SIZE[1] // SIZE[0]
    raw = target.with_suffix(".png")
    raw.parent.mkdir(parents=True, exist_ok=True)
    scene.render.filepath = str(raw)
    studio.bpy.ops.render.render(write_still=True)
    target.write_bytes(room.graded(Image.open(raw)))
    raw.unlink()
    return time.monotonic() - began


def code_of(slug: str) -> str:
    """Hash of a scene's own composition; a changed product asks for FORCE=1."""
    return hashlib.sha256(names_of(scenes.SCENES[slug].__name__).encode()).hexdigest()[:12]


def main() -> None:
    parser = argparse.ArgumentParser(prog="wide", description=__doc__.splitlines()[0])
    parser.add_argument("slugs", nargs="*")
    parser.add_argument("--force", action="store_true")
    parser.add_argument("--draft", action="store_true")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--samples", type=int, default=6)
    asked = parser.parse_args()
    for slug in asked.slugs or scenes.SCENES:
        if asked.draft:
            draft = panoramas.DRAFTS / f"{slug}.webp"
            print(f"{slug} {take(slug, draft, 320, 5, asked.threads):.0f} s", flush=True)
            continue
        code = code_of(slug)
        if panoramas.told(slug).get("code_hash") == code and not asked.force:
            continue
        with tempfile.TemporaryDirectory() as folder:
            draft = Path(folder) / "wide.webp"
            seconds = take(slug, draft, SIZE[0], asked.samples, asked.threads)
            panoramas.FOLDER.mkdir(parents=True, exist_ok=True)
            panoramas.path_of(slug).write_bytes(draft.read_bytes())
        story = {"slug": slug, "code_hash": code, "seconds": round(seconds, 1)}
        panoramas.path_of(slug).with_suffix(".json").write_text(
            json.dumps(story, indent=1) + "\n", encoding="utf-8"
        )
        print(f"{slug} {seconds:.0f} s", flush=True)
    panoramas.sheet()


if __name__ == "__main__":
    os.nice(10)
    main()
