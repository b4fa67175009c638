"""Contact sheets: all pictures of a kind on one page, to look at before they go to the shop."""

from pathlib import Path

from PIL import Image

from marketplace.demo.pictures.masters import VIEWS, jobs

TARGET = Path(__file__).resolve().parents[3] / "docs" / "pictures"
EDGE, GAP = 160, 4


def write(kind: str, drafts: Path | None = None) -> Path | None:
    """Write the sheet of a kind: products in columns of three views; None without pictures."""
    found = []
    for job in jobs(kind):
        path = drafts / kind / job.picture.name if drafts else job.picture
        if path.exists():
            found.append((job.facts.code, VIEWS.index(job.view), path))
    if not found:
        return None
    codes = sorted({code for code, _view, _path in found})
    wide = min(len(codes), 8)
    bands = -(-len(codes) // wide)
    step = EDGE + GAP
    page = Image.new("RGB", (wide * step + GAP, bands * (3 * step + GAP)), "#efe9dd")
    for code, view, path in found:
        band, column = divmod(codes.index(code), wide)
        picture = Image.open(path).convert("RGB").resize((EDGE, EDGE), Image.Resampling.LANCZOS)
        page.paste(picture, (GAP + column * step, GAP + band * (3 * step + GAP) + view * step))
    target = (drafts or TARGET) / f"{kind}.{'png' if drafts else 'webp'}"
    target.parent.mkdir(parents=True, exist_ok=True)
    page.save(target, quality=72, method=6)
    return target
