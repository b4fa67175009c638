"""Take one picture: build the scene, light it, place the camera, render, grade, save."""

import hashlib
import importlib
import io
import time
from pathlib import Path
from random import Random

import numpy as np
from PIL import Image

from marketplace.demo.facts import Facts
from marketplace.demo.pictures import studio


def take(facts: Facts, view: str, target: Path, size: int, samples: int, threads: int = 1) -> float:
    """Render one view of one product into a WebP; returns the seconds it took."""
    began = time.monotonic()
    kind = importlib.import_module(f"marketplace.demo.pictures.kinds.{facts.kind}")
    studio.open_room()
    shot = kind.scene(facts, view, Random(f"{facts.code}-{view}"))  # noqa: S311
    points = studio.bounds(shot.things)
    low, high = points.min(axis=0), points.max(axis=0)
    radius = float(np.linalg.norm(high - low)) / 2
    centre = (low + high) / 2
    setting = studio.SETTINGS[shot.setting]
    studio.dress(setting, radius, centre, Random(facts.code), float(high[1]))  # noqa: S311
    if shot.close:
        studio.place_close(shot.close[0], shot.view, shot.close[1])
    else:
        studio.place_camera(shot.view, points)
    studio.expose(shot.exposure)
    raw = target.with_suffix(".png")
    raw.parent.mkdir(parents=True, exist_ok=True)
    studio.render(raw, size, samples, threads)
    target.write_bytes(graded(Image.open(raw)))
    raw.unlink()
    return time.monotonic() - began


def graded(picture: Image.Image, quality: int = 82) -> bytes:
    """The house's one grade: a warm light, a soft toe, corners a little darker; as WebP."""
    values = np.asarray(picture.convert("RGB"), np.float32) / 255
    grey = values.mean(axis=2, keepdims=True)
    values = grey + (values - grey) * 1.06
    warm = np.array([0.012, 0.003, -0.014], np.float32)
    values = values + warm * (1 - np.abs(2 * grey - 1))
    values = values + 0.045 * np.sin((values - 0.5) * np.pi) * np.cos((values - 0.5) * np.pi)
    rows, columns = values.shape[:2]
    y, x = np.mgrid[-1 : 1 : rows * 1j, -1 : 1 : columns * 1j]
    values *= (1 - 0.07 * np.clip(x**2 + y**2 - 0.5, 0, 2))[:, :, None].astype(np.float32)
    out = io.BytesIO()
    Image.fromarray((np.clip(values, 0, 1) * 255 + 0.5).astype(np.uint8)).save(
        out, "WEBP", quality=quality, method=6
    )
    return out.getvalue()


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:20]
