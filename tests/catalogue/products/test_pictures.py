"""Pictures: the sizes of pages, what is taken from a stranger, and what a phone wrote beside."""

from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import translation
from PIL import Image

from catalogue.products import pictures
from catalogue.products.pictures import (
    MAX_BYTES,
    MAX_PIXELS,
    PHOTO_PIXELS,
    WIDTHS,
    as_photo,
    check_upload,
    save_variants,
    srcset,
    variant_name,
    variant_url,
)
from catalogue.products.thumbnails import Thumbnail, Thumbnailer

ORIENTATION, MAKER = 0x0112, 0x010F


def drawn(size=(8, 8), kind: str = "PNG", turned: int = 0, mode: str = "RGB") -> BytesIO:
    """A picture of one colour; `turned` is what a phone writes of how it was held."""
    image = Image.new(mode, size, 200)
    exif = Image.Exif()
    if turned:
        exif[ORIENTATION] = turned
        exif[MAKER] = "Phone of Lan"
    file = BytesIO()
    image.save(file, kind, exif=exif)
    file.seek(0)
    return file


def uploaded(file: BytesIO | bytes) -> ContentFile:
    return ContentFile(file if isinstance(file, bytes) else file.read(), name="a.png")


def size_of(name: str) -> tuple[int, int]:
    with default_storage.open(name) as file, Image.open(file) as image:
        return image.size


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


def test_widths_are_those_of_pages():
    assert WIDTHS == (320, 640, 1200)


def test_address_and_srcset_follow_from_the_name():
    assert variant_url("a/b.jpg", 640) == "/media/a/b.w640.webp"
    assert srcset("a/b.jpg") == (
        "/media/a/b.w320.webp 320w, /media/a/b.w640.webp 640w, /media/a/b.w1200.webp 1200w"
    )
    assert (variant_url("", 640), srcset("")) == ("", "")


# Sizes -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "sizes"),
    [
        ((400, 300), [(320, 240), (640, 480), (1200, 900)]),
        ((640, 3), [(320, 2), (640, 3), (1200, 6)]),
        ((2000, 1), [(320, 1), (640, 1), (1200, 1)]),  # never less than one pixel
    ],
)
def test_every_size_keeps_the_shape(size, sizes):
    name = default_storage.save("a.png", ContentFile(drawn(size).read()))
    for _twice in range(2):  # doing it again takes the place of what was there
        save_variants(name)
    assert [size_of(variant_name(name, width)) for width in WIDTHS] == sizes
    _folders, files = default_storage.listdir("")
    assert sorted(files) == ["a.png", "a.w1200.webp", "a.w320.webp", "a.w640.webp"]


def test_sizes_are_upright_and_say_nothing_of_the_phone():
    name = default_storage.save("a.jpg", ContentFile(drawn((400, 200), "JPEG", turned=6).read()))
    save_variants(name)
    assert size_of(variant_name(name, 320)) == (320, 640)
    with default_storage.open(variant_name(name, 320)) as file, Image.open(file) as image:
        assert dict(image.getexif()) == {}
        assert image.format == "WEBP"


def test_sizes_are_of_the_picture_that_is_given():
    save_variants("elsewhere.png", Image.new("RGBA", (10, 20)))
    assert size_of("elsewhere.w320.webp") == (320, 640)


# Photos ------------------------------------------------------------------------------------


def photo(file: BytesIO) -> Image.Image:
    kept = as_photo(file)
    assert kept.name.endswith(".jpg")
    assert len(kept.name) == 36
    return Image.open(BytesIO(kept.read()))


@pytest.mark.parametrize(
    ("size", "kept"),
    [
        ((1600, 1600), (1600, 1600)),
        ((1601, 1601), (1600, 1600)),
        ((3200, 800), (1600, 400)),
        ((800, 3200), (400, 1600)),
        ((30, 20), (30, 20)),
    ],
)
def test_photo_is_at_most_1600_pixels(size, kept):
    assert PHOTO_PIXELS == 1600
    assert photo(drawn(size, "PNG", mode="L")).size == kept


def test_photo_is_upright_and_forgets_who_took_it():
    file = drawn((40, 20), "JPEG", turned=6)
    file.read()  # whoever read it before
    kept = photo(file)
    assert (kept.size, kept.format, kept.mode) == ((20, 40), "JPEG", "RGB")
    assert dict(kept.getexif()) == {}


def test_photos_of_the_same_name_are_kept_apart():
    assert as_photo(drawn()).name != as_photo(drawn()).name


# What is taken -----------------------------------------------------------------------------


def refusal_of(file: ContentFile) -> str:
    with translation.override("en"):
        try:
            check_upload(file)
        except ValidationError as refusal:
            return refusal.message
        return ""


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_picture_of_a_kind_that_pages_show_is_taken(kind):
    assert refusal_of(uploaded(drawn(kind=kind))) == ""


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF"])
def test_picture_of_another_kind_is_refused(kind):
    assert refusal_of(uploaded(drawn(kind=kind))) == "Please choose a JPEG, PNG or WebP picture."


def test_what_is_no_picture_is_refused():
    svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
    cut = drawn((400, 400)).read()[:-60]
    for content in (b"", b"no", svg, cut):
        assert refusal_of(uploaded(content)) == "This file is not a picture that can be read."


@pytest.mark.parametrize(
    ("more", "refusal"),
    [(0, ""), (1, "The picture is larger than 10 MB. Please choose a smaller one.")],
)
def test_picture_has_at_most_10_megabytes(more, refusal):
    assert MAX_BYTES == 10 * 1024 * 1024
    content = drawn().read()
    file = uploaded(content + b"\0" * (MAX_BYTES - len(content) + more))
    assert refusal_of(file) == refusal


@pytest.mark.parametrize(
    ("size", "refusal"),
    [
        ((8, 5), ""),
        ((41, 1), "The picture has too many pixels (40 million at most)."),
        ((1, 41), "The picture has too many pixels (40 million at most)."),
        ((7, 6), "The picture has too many pixels (40 million at most)."),
    ],
)
def test_picture_has_at_most_so_many_pixels(monkeypatch, size, refusal):
    assert MAX_PIXELS == 40_000_000
    monkeypatch.setattr(pictures, "MAX_PIXELS", 40)
    assert refusal_of(uploaded(drawn(size))) == refusal


def test_bomb_of_pixels_is_refused(monkeypatch):
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 10)
    assert refusal_of(uploaded(drawn((8, 8)))) == "This file is not a picture that can be read."


@pytest.mark.parametrize("content", [drawn().read(), b"no"])
def test_file_is_read_from_its_start_and_given_back_so(content):
    file = uploaded(content)
    file.read()
    refusal_of(file)
    assert file.read() == content


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
    save_variants(name)
    Thumbnailer().delete_thumbnails(ContentFile(b"", name="a.png"))
    assert default_storage.listdir("")[1] == ["a.png"]
