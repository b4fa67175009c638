"""Render what is missing or out of date; resumes where it was stopped.

python -m marketplace.demo.pictures ceramics silk      all that changed of two kinds
    --view whole --code D00001 --force                 a part of them, again
    --draft                                            256 pixels into .cache, to look at
    --sheets                                           only the contact sheets
    --size 800 --samples 4                             half the time, for a busy machine
    --threads 2 --until 05:00
"""

import argparse
import datetime
import os
import sys
import tempfile
import traceback
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from marketplace.demo.pictures.code import code_hash
from marketplace.demo.pictures.masters import VIEWS, Job, jobs

ROOT = Path(__file__).resolve().parents[3]
DRAFTS = ROOT / ".cache" / "pictures"


def kinds_there_are() -> list[str]:
    folder = Path(__file__).parent / "kinds"
    return sorted(path.stem for path in folder.glob("*.py") if path.stem != "__init__")


def is_current(job: Job) -> bool:
    told = job.told()
    return (told.get("facts_hash"), told.get("code_hash")) == (
        job.facts_hash(),
        code_hash(job.facts.kind, job.facts, job.view),
    )


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="pictures", description=__doc__.splitlines()[0])
    parser.add_argument("kinds", nargs="*", help="all kinds when none is named")
    parser.add_argument("--view", choices=VIEWS)
    parser.add_argument("--code", action="append", default=[])
    parser.add_argument("--force", action="store_true")
    parser.add_argument("--draft", action="store_true")
    parser.add_argument("--sheets", action="store_true")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--size", type=int, help="pixels: whole 800 to 1200, other views from 640")
    parser.add_argument("--samples", type=int, help="light paths a pixel")
    parser.add_argument("--until", help="a time of day after which no picture is begun, 05:00")
    return parser.parse_args()


def wanted(asked: argparse.Namespace) -> list[Job]:
    there = kinds_there_are()
    unknown = set(asked.kinds) - set(there)
    if unknown:
        sys.exit(f"No such kind: {', '.join(sorted(unknown))}. There are {', '.join(there)}.")
    chosen = asked.kinds or there
    views = (asked.view,) if asked.view else VIEWS
    found = [
        job
        for job in jobs(views=views)
        if job.facts.kind in chosen and (not asked.code or job.facts.code in asked.code)
    ]
    if asked.force or asked.draft:
        return found
    return [job for job in found if not is_current(job)]


def is_late(until: str | None) -> bool:
    return bool(until) and datetime.datetime.now().strftime("%H:%M") >= str(until)


def main() -> int:
    asked = options()
    todo = [] if asked.sheets else wanted(asked)
    if todo and find_spec("bpy") is None:
        sys.exit("Rendering needs Blender's module: run make pictures, it builds the studio.")
    failed = 0
    for number, job in enumerate(todo, 1):
        if is_late(asked.until):
            print(f"It is past {asked.until}: {len(todo) - number + 1} pictures are left.")
            break
        try:
            seconds = take(job, asked)
        except Exception:
            failed += 1
            traceback.print_exc()
            continue
        print(f"{number}/{len(todo)} {job.facts.code} {job.view} {seconds:.0f} s", flush=True)
    from marketplace.demo.pictures import sheets

    for kind in asked.kinds or kinds_there_are():
        sheets.write(kind, DRAFTS if asked.draft else None)
    return 1 if failed else 0


def fineness(kind: object, view: str, usual: tuple[int, int]) -> tuple[int, int]:
    """(pixels, light paths a pixel) of a view, by its kind, else as `usual`.

    What a product's own page alone shows is rendered at 640 pixels with 4 paths at most: a
    third of the time.
    """
    size = getattr(kind, "SIZE", usual[0])
    samples = getattr(kind, "SAMPLES", usual[1])
    return (size, samples) if view == "whole" else (min(size, 640), min(samples, 4))


def take(job: Job, asked: argparse.Namespace) -> float:
    from marketplace.demo.pictures import room, studio

    if asked.draft:
        target = DRAFTS / job.facts.kind / job.picture.name
        return room.take(job.facts, job.view, target, 256, 6, asked.threads)
    with tempfile.TemporaryDirectory() as folder:
        draft = Path(folder) / job.picture.name
        kind = import_module(f"marketplace.demo.pictures.kinds.{job.facts.kind}")
        size, samples = fineness(kind, job.view, (studio.SIZE, studio.SAMPLES))
        size, samples = asked.size or size, asked.samples or samples
        seconds = room.take(job.facts, job.view, draft, size, samples, asked.threads)
        job.picture.parent.mkdir(parents=True, exist_ok=True)
        job.picture.write_bytes(draft.read_bytes())
    job.write(code_hash(job.facts.kind, job.facts, job.view), seconds)
    return seconds


if __name__ == "__main__":
    os.nice(10)
    sys.exit(main())
