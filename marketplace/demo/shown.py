"""The demo market's pictures: the studio's finished ones, laid out in the sizes that pages show."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from catalogue.products.pictures import WIDTHS, variant_name
from marketplace.demo.facts import Facts, all_facts
from marketplace.demo.pictures.masters import VIEWS, master

Say = Callable[[str], None]


def picture_name(code: str, view: str) -> str:
    """The name in storage of one view of a demo product."""
    return f"images/demo/{code}-{view}.webp"


def views_of(facts: Facts) -> tuple[str, ...]:
    """The views that a product is shown in: those that are rendered."""
    return tuple(view for view in VIEWS if master(facts.code, facts.kind, view))


def names_shown() -> frozenset[str]:
    """The names in storage of all pictures that the demo's products have."""
    return frozenset(
        picture_name(facts.code, view) for facts in all_facts() for view in views_of(facts)
    )


def lay_out(job: tuple[str, str]) -> None:
    """Write a finished picture in all sizes; the largest is the picture itself."""
    data = Path(job[0]).read_bytes()
    write_sizes(Image.open(BytesIO(data)).convert("RGB"), data, Path(job[1]))


def write_sizes(image: Image.Image, data: bytes, target: Path) -> None:
    """Write a picture, `data` as a file, in all sizes; enlarged it would show nothing more."""
    for width in WIDTHS:
        file = target.with_name(Path(variant_name(target.name, width)).name)
        if width >= image.width:
            file.write_bytes(data)
            continue
        size = (width, round(width * image.height / image.width))
        small = image.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)
        small.save(file, "WEBP", quality=78, method=1)
    target.write_bytes(data)  # last: what has it is whole


def missing(goods: list[Facts], folder: Path) -> list[tuple[str, str]]:
    """List the pictures that are not there yet, as jobs for `lay_out`: (master, target)."""
    jobs = []
    for facts in goods:
        for view in views_of(facts):
            target = folder / f"{facts.code}-{view}.webp"
            finished = master(facts.code, facts.kind, view)
            if finished and not target.exists():
                jobs.append((str(finished), str(target)))
    return jobs


@contextmanager
def pictures_made(goods: list[Facts], folder: Path, say: Say) -> Iterator[None]:
    """Write the pictures that are not there yet, on all processors, beside what is done within.

    At the end they are there. Storage gets plain files.
    """
    folder.mkdir(parents=True, exist_ok=True)
    jobs = missing(goods, folder)
    if not jobs:
        yield
        return
    with ProcessPoolExecutor(max_workers=os.cpu_count() or 2) as pool:
        made = pool.map(lay_out, jobs, chunksize=4)
        try:
            yield
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
        for done, _ in enumerate(made, 1):
            if done % 90 == 0 or done == len(jobs):
                say(f"  pictures {done}/{len(jobs)}")


def put_into_storage(folder: Path) -> None:
    """Upload the files when media live in an object store."""
    for path in sorted(folder.iterdir()):
        name = f"images/demo/{path.name}"
        if not default_storage.exists(name):
            default_storage.save(name, ContentFile(path.read_bytes()))
