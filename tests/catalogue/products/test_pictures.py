"""Addresses of pictures follow from their names, without asking storage."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from catalogue.products.pictures import avif_srcset, srcset, variant_name, variant_url
from catalogue.products.thumbnails import Thumbnail, Thumbnailer
from marketplace.files.sizes import save_sizes

CHANCE = "0123456789abcdef0123456789abcdef"


def drawn(size=(8, 8), kind: str = "PNG", mode: str = "RGB", **how) -> BytesIO:
    """A picture of one colour."""
    file = BytesIO()
    Image.new(mode, size, 200).save(file, kind, **how)
    file.seek(0)
    return file


# Names and addresses -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        ("images/lo-hoa.jpg", "images/lo-hoa.w320.webp"),
        ("lo.hoa.png", "lo.hoa.w320.webp"),
        ("lo-hoa", "lo-hoa.w320.webp"),
    ],
)
def test_stored_name_follows_from_the_original_s(name, stored):
    assert variant_name(name, 320) == stored


def test_address_and_srcset_follow_from_the_name():
    assert variant_url("a/b.jpg", 640) == "/media/a/b.w640.webp"
    assert srcset("a/b.jpg") == (
        "/media/a/b.w320.webp 320w, /media/a/b.w640.webp 640w, /media/a/b.w1200.webp 1200w"
    )
    assert (variant_url("", 640), srcset("")) == ("", "")


def test_avif_is_offered_of_pictures_that_the_door_named():
    assert avif_srcset(f"a/{CHANCE}.jpg") == (
        f"/media/a/{CHANCE}.w320.avif 320w, /media/a/{CHANCE}.w640.avif 640w, "
        f"/media/a/{CHANCE}.w1200.avif 1200w"
    )
    assert [avif_srcset(name) for name in ("", "images/demo/D00001-whole.webp")] == ["", ""]


# Oscar's dashboard -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "width"),
    [
        ("1x", 320),
        ("319x", 320),
        ("320x", 320),
        ("321x", 640),
        ("640x480", 640),
        ("641x", 1200),
        ("1200x", 1200),
        ("1201x", 1200),
        ("x100", 320),
    ],
)
def test_thumbnail_is_the_smallest_size_that_is_wide_enough(size, width):
    thumbnail = Thumbnailer().generate_thumbnail("a/b.jpg", size=size)
    stored = f"a/b.w{width}.webp"
    assert thumbnail == Thumbnail(stored, f"/media/{stored}", 320, 400)


def test_thumbnail_is_named_by_a_file_or_a_name():
    file = ContentFile(b"", name="a/b.jpg")
    by_file, by_name = (Thumbnailer().generate_thumbnail(one) for one in (file, "a/b.jpg"))
    assert by_file == by_name
    assert by_name.name == "a/b.w320.webp"


def test_thumbnails_go_with_their_picture():
    name = default_storage.save("a.png", ContentFile(drawn().read()))
    save_sizes(name)
    assert len(default_storage.listdir("")[1]) == 7
    Thumbnailer().delete_thumbnails(ContentFile(b"", name="a.png"))
    assert default_storage.listdir("")[1] == ["a.png"]
