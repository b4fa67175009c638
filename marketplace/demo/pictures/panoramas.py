"""The finished wide pictures: a village's slug or "home", 1280 x 800. Needs no Blender."""

import json
from pathlib import Path

from PIL import Image

FOLDER = Path(__file__).parent / "panoramas"
DRAFTS = Path(__file__).resolve().parents[3] / ".cache" / "pictures" / "wide"
SHEET = Path(__file__).resolve().parents[3] / "docs" / "pictures" / "villages.webp"


def path_of(slug: str) -> Path:
    return FOLDER / f"{slug}.webp"


def panorama(slug: str) -> Path | None:
    """The finished picture of a village or of the front page, if it has been rendered."""
    path = path_of(slug)
    return path if path.exists() else None


def told(slug: str) -> dict:
    """What the sidecar says; empty when there is no picture."""
    path = path_of(slug)
    if not (path.exists() and path.with_suffix(".json").exists()):
        return {}
    return json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))


def sheet() -> None:
    """All finished wide pictures on one page."""
    found = sorted(FOLDER.glob("*.webp"))
    if not found:
        return
    wide, high, gap = 240, 150, 4
    columns = 4
    rows = -(-len(found) // columns)
    page = Image.new("RGB", (columns * (wide + gap) + gap, rows * (high + gap) + gap), "#efe9dd")
    for i, path in enumerate(found):
        small = Image.open(path).convert("RGB").resize((wide, high), Image.Resampling.LANCZOS)
        page.paste(small, (gap + i % columns * (wide + gap), gap + i // columns * (high + gap)))
    page.save(SHEET, quality=72, method=6)
