"""Oscar's dashboard gets the smallest saved size that is large enough."""

from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from catalogue.products.pictures import WIDTHS, variant_name, variant_url
from catalogue.products.thumbnails import Thumbnailer

NAME = "images/products/a.webp"


@pytest.mark.parametrize("width", WIDTHS)
def test_a_size_is_answered_by_the_next_saved_one(width):
    for asked in (width, width - 1):
        made = Thumbnailer().generate_thumbnail(NAME, size=f"{asked}x")
        assert (made.name, made.url) == (variant_name(NAME, width), variant_url(NAME, width))
    larger = Thumbnailer().generate_thumbnail(NAME, size=f"{width + 1}x200")
    wanted = next((one for one in WIDTHS if one > width), WIDTHS[-1])
    assert larger.name == variant_name(NAME, wanted)


def test_a_size_without_a_width_is_the_smallest():
    assert Thumbnailer().generate_thumbnail(NAME, size="x200").name == variant_name(NAME, WIDTHS[0])


def lay(name: str) -> None:
    """Put a file under this very name: the storage gives names of its own."""
    place = Path(default_storage.path(name))
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(b"x")


def test_all_sizes_go_with_their_picture():
    for width in WIDTHS:
        lay(variant_name(NAME, width))
    lay(variant_name("b.webp", WIDTHS[0]))
    Thumbnailer().delete_thumbnails(NAME)
    assert [w for w in WIDTHS if default_storage.exists(variant_name(NAME, w))] == []
    assert default_storage.exists(variant_name("b.webp", WIDTHS[0]))
