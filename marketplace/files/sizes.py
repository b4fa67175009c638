"""Sizes of public pictures, drawn by the task queue: WebP for all, AVIF for who reads it.

    lots/2026/11/3f9c….jpg  ->  3f9c….w320.webp, 3f9c….w320.avif, … .w1200.avif

A row waits for each picture, so that drawing may be done again and again, by any worker: it
goes when every size is there. Until then pages for strangers leave the picture out.
"""

import io
import logging
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import PurePosixPath
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django_tasks import task
from PIL import Image

from marketplace.files.models import WaitingPicture
from marketplace.files.pictures import KEPT_PIXELS, KEPT_SIDE, Picture, decoded

logger = logging.getLogger(__name__)
WIDTHS = (320, 640, 1200)
TALLEST = 4  # times its width: a strip stays a strip, not a tower
ENDINGS: dict[str, dict[str, Any]] = {
    "webp": {"format": "WEBP", "quality": 80, "method": 4},
    "avif": {"format": "AVIF", "quality": 58, "speed": 8},
}
NAME_OF_CHANCE = re.compile(r"[0-9a-f]{32}\Z")
TRIED_AGAIN_AFTER = timedelta(minutes=5)
MOST_TRIES = 6

Follower = Callable[[str], None]
followers: list[Follower] = []


def when_drawn(follower: Follower) -> Follower:
    """Have a function hear the name of each picture whose sizes are drawn, to show it."""
    followers.append(follower)
    return follower


def variant_name(name: str, width: int, ending: str = "webp") -> str:
    """Name the stored file of `name` at `width` pixels."""
    stem, dot, _suffix = name.rpartition(".")
    return f"{stem if dot else name}.w{width}.{ending}"


def variant_names(name: str) -> list[str]:
    return [variant_name(name, width, ending) for width in WIDTHS for ending in ENDINGS]


def has_avif(name: str) -> bool:
    """Tell by its name whether a picture has AVIF: those that the door named have."""
    return bool(NAME_OF_CHANCE.match(PurePosixPath(name).stem))


def waiting_names() -> QuerySet[WaitingPicture, Any]:
    """Names of the pictures whose sizes are not drawn yet, for a query to leave them out."""
    return WaitingPicture.objects.order_by().values("name")


def await_sizes(name: str) -> None:
    """Have the sizes of a stored picture drawn, once its row is committed."""
    WaitingPicture.objects.get_or_create(name=name)
    transaction.on_commit(lambda: draw_sizes.enqueue(name), robust=True)


@task()
def draw_sizes(name: str) -> bool:
    """Draw the sizes of one picture; False when they are there or cannot be drawn."""
    waiting = WaitingPicture.objects.filter(name=name)
    if not waiting.exists():
        return False
    waiting.update(tries=F("tries") + 1)
    try:
        save_sizes(name)
    except (OSError, ValidationError):
        logger.exception("sizes of %s could not be drawn", name)
        return False
    with transaction.atomic():
        waiting.delete()
        for follower in followers:
            follower(name)
    return True


def draw_waiting() -> None:
    """Put what waits for long into the queue again: its worker was lost, or storage away."""
    since = timezone.now() - TRIED_AGAIN_AFTER
    names = list(
        WaitingPicture.objects.filter(since__lt=since, tries__lt=MOST_TRIES).values_list(
            "name", flat=True
        )[:100]
    )
    WaitingPicture.objects.filter(name__in=names).update(since=timezone.now())
    for name in names:
        draw_sizes.enqueue(name)


def save_sizes(name: str) -> None:
    """Write every size of the stored picture `name`; safe to repeat.

    Never larger than the picture is: a small one is in all its files as large as it came.
    Raises OSError, ValidationError.
    """
    with default_storage.open(name) as file:
        image = decoded(cast(Any, file), side=KEPT_SIDE, pixels=KEPT_PIXELS)
    for width in reversed(WIDTHS):
        image = within(image, width)  # from the size before: quicker, and as good to the eye
        for ending, how in ENDINGS.items():
            put(variant_name(name, width, ending), image, how)


def within(image: Image.Image, width: int) -> Image.Image:
    """Draw an image no wider than `width`, no taller than that allows; never larger."""
    wide, high = image.size
    share = min(1.0, width / wide, width * TALLEST / high)
    if share == 1.0:
        return image
    size = max(1, round(wide * share)), max(1, round(high * share))
    return image.resize(size, Image.Resampling.LANCZOS)


def put(name: str, image: Image.Image, how: dict[str, Any]) -> None:
    buffer = io.BytesIO()
    image.save(buffer, **how)
    if default_storage.exists(name):
        default_storage.delete(name)
    default_storage.save(name, Picture(buffer.getvalue()))
