"""Sizes are drawn by the queue: within both bounds, never larger, again if a worker was lost."""

import datetime

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from PIL import Image

from marketplace.files import sizes
from marketplace.files.bare import is_bare
from marketplace.files.models import WaitingPicture
from marketplace.files.sizes import (
    MOST_TRIES,
    WIDTHS,
    await_sizes,
    draw_sizes,
    draw_waiting,
    save_sizes,
    variant_name,
    variant_names,
)
from tests.catalogue.products.test_pictures import drawn


def stored(size=(400, 300), name: str = "a.png") -> str:
    return default_storage.save(name, ContentFile(drawn(size).read()))


def size_of(name: str) -> tuple[int, int]:
    with default_storage.open(name) as file, Image.open(file) as image:
        assert image.format == {"webp": "WEBP", "avif": "AVIF"}[name.rsplit(".", 1)[-1]]
        assert is_bare(file)
        return image.size


@pytest.mark.parametrize(
    ("size", "found"),
    [
        ((400, 300), [(320, 240), (400, 300), (400, 300)]),
        ((2400, 1200), [(320, 160), (640, 320), (1200, 600)]),
        ((640, 3), [(320, 2), (640, 3), (640, 3)]),
        ((3, 2000), [(2, 1280), (3, 2000), (3, 2000)]),
        ((750, 12000), [(80, 1280), (160, 2560), (300, 4800)]),
        ((2000, 1), [(320, 1), (640, 1), (1200, 1)]),  # never less than one pixel
    ],
)
def test_every_size_is_within_both_bounds_and_none_is_larger(size, found):
    name = stored(size)
    for _twice in range(2):
        save_sizes(name)
    for ending in ("webp", "avif"):
        assert [size_of(variant_name(name, width, ending)) for width in WIDTHS] == found
    assert sorted(default_storage.listdir("")[1]) == sorted([name, *variant_names(name)])


def test_picture_waits_until_its_sizes_are_drawn(db, django_capture_on_commit_callbacks):
    name = stored()
    with django_capture_on_commit_callbacks(execute=True):
        await_sizes(name)
        await_sizes(name)  # a service and a signal may both ask
    assert [row.name for row in WaitingPicture.objects.all()] == [name]
    assert DBTaskResult.objects.count() == 2
    heard: list[str] = []
    sizes.followers.append(heard.append)
    try:
        assert [draw_sizes.call(name), draw_sizes.call(name)] == [True, False]
    finally:
        sizes.followers.remove(heard.append)
    assert heard == [name]
    assert all(default_storage.exists(each) for each in variant_names(name))
    assert not WaitingPicture.objects.exists()


def test_lost_drawing_is_taken_up_again_some_times(db):
    WaitingPicture.objects.create(name="gone.jpg")
    draw_waiting()
    assert not DBTaskResult.objects.exists()  # somebody may be at it
    for _each in range(MOST_TRIES):
        long_ago = timezone.now() - datetime.timedelta(minutes=6)
        WaitingPicture.objects.update(since=long_ago)
        draw_waiting()
        assert draw_sizes.call("gone.jpg") is False  # it is not there
    WaitingPicture.objects.update(since=long_ago)
    draw_waiting()
    assert DBTaskResult.objects.count() == MOST_TRIES
    assert WaitingPicture.objects.get().tries == MOST_TRIES
