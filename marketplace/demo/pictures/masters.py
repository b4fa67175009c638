"""The finished pictures: where they lie, what their sidecars say. Needs no Blender.

masters/ceramics/D00001-whole.webp    the picture, square
masters/ceramics/D00001-whole.json    its facts, view, hashes, seconds
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from marketplace.demo.facts import Facts, all_facts

FOLDER = Path(__file__).parent / "masters"
VIEWS = ("whole", "detail", "in_use")


@dataclass(frozen=True)
class Job:
    facts: Facts
    view: str

    @property
    def picture(self) -> Path:
        return FOLDER / self.facts.kind / f"{self.facts.code}-{self.view}.webp"

    @property
    def sidecar(self) -> Path:
        return self.picture.with_suffix(".json")

    def told(self) -> dict:
        """The sidecar's words; empty when there is none."""
        if not (self.picture.exists() and self.sidecar.exists()):
            return {}
        return json.loads(self.sidecar.read_text(encoding="utf-8"))

    def facts_hash(self) -> str:
        text = json.dumps(self.facts.as_dict(), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(f"{text}{self.view}".encode()).hexdigest()[:12]

    def write(self, code: str, seconds: float) -> None:
        told = {
            "facts": self.facts.as_dict(),
            "view": self.view,
            "facts_hash": self.facts_hash(),
            "code_hash": code,
            "picture_hash": picture_hash(self.picture),
            "seconds": round(seconds, 1),
        }
        text = json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True)
        self.sidecar.write_text(text + "\n", encoding="utf-8")


def picture_hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def jobs(kind: str = "", views: tuple[str, ...] = VIEWS) -> list[Job]:
    """What pictures there are to be: first every product's first view, then the others."""
    return [Job(facts, view) for view in views for facts in all_facts() if kind in ("", facts.kind)]


def master(code: str, kind: str, view: str) -> Path | None:
    """The finished picture of a product, if it has been rendered."""
    path = FOLDER / kind / f"{code}-{view}.webp"
    return path if path.exists() else None
