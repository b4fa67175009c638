"""The one door for pictures: what is taken, what comes out of it, what is refused in words."""

import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import translation
from PIL import Image, ImageCms

from marketplace.files import pictures
from marketplace.files.bare import is_bare
from marketplace.files.pictures import (
    KEPT_PIXELS,
    KEPT_SIDE,
    MAX_BYTES,
    MAX_JPEG_PIXELS,
    MAX_PIXELS,
    PHOTO_SIDE,
    as_kept,
    as_photo,
    as_picture,
    bounded,
    know_heic,
)

CASES = Path(__file__).resolve().parents[2] / "data" / "pictures"
ORIENTATION, MAKER, GPS = 0x0112, 0x010F, 0x8825
UNREADABLE = "This picture cannot be read to its end. Please send it again, or choose another."
NO_PICTURE = "Please choose a JPEG, PNG, WebP or HEIC picture."


def case(name: str) -> BytesIO:
    return BytesIO((CASES / name).read_bytes())


def file_of(image: Image.Image, kind: str, **how) -> BytesIO:
    file = BytesIO()
    image.save(file, kind, **how)
    return file


def phone_exif() -> Image.Exif:
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKER] = 6, "Phone of Lan"
    exif.get_ifd(GPS)[1] = "N"
    return exif


def drawn_of(file: BytesIO) -> Image.Image:
    """What the door makes of a file; a JPEG in RGB with nothing beside its pixels, whatever came."""
    kept = as_picture(file)
    assert is_bare(kept)
    assert (len(kept.name), kept.name[-4:]) == (36, ".jpg")
    image = Image.open(kept)
    assert (image.format, image.mode, dict(image.getexif())) == ("JPEG", "RGB", {})
    return image


def refusal_of(file: BytesIO, language: str = "en") -> str:
    with translation.override(language), pytest.raises(ValidationError) as refusal:
        as_picture(file)
    return refusal.value.messages[0]


# What comes out ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("gps-rot.jpg", (400, 600)),
        ("phone-mpo.jpg", (600, 400)),
        ("tall-750x12000.jpg", (300, 4800)),
        ("sliver.png", (3, 2000)),
    ],
)
def test_what_phones_and_shops_send_is_taken(name, size):
    assert drawn_of(case(name)).size == size


def test_heic_is_taken_upright():
    know_heic()
    image = Image.new("RGB", (120, 80), (200, 60, 20))
    kept = drawn_of(file_of(image, "HEIF", exif=phone_exif().tobytes()))
    assert kept.size == (80, 120)
    assert max(abs(a - b) for a, b in zip(kept.getpixel((40, 60)), (200, 60, 20), strict=True)) < 9


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_picture_is_upright_and_forgets_place_phone_and_time(kind):
    file = file_of(Image.new("RGB", (40, 20)), kind, exif=phone_exif())
    assert not is_bare(file)
    assert drawn_of(file).size == (20, 40)


@pytest.mark.parametrize(
    ("size", "pixels", "kept"),
    [
        ((8160, 6120), KEPT_PIXELS, (2828, 2121)),  # a phone's 50 megapixels
        ((750, 12000), KEPT_PIXELS, (300, 4800)),
        ((3, 2000), KEPT_PIXELS, (3, 2000)),
        ((1, 90_000), KEPT_PIXELS, (1, 4800)),
        ((10, 10), 100, (10, 10)),
        ((11, 10), 100, (10, 9)),
    ],
)
def test_picture_stays_in_shape_within_both_bounds(size, pixels, kept):
    assert (KEPT_SIDE, KEPT_PIXELS) == (4800, 6_000_000)
    assert bounded(size, side=KEPT_SIDE, pixels=pixels) == kept


def test_phones_50_megapixels_are_shrunk():
    image = Image.linear_gradient("L").resize((8160, 6120))
    assert drawn_of(file_of(image, "JPEG", quality=30)).size == (2828, 2121)


@pytest.mark.parametrize("size", [(3200, 800), (800, 3200), (1601, 1601), (30, 20)])
def test_photo_is_at_most_1600_pixels(size):
    kept = Image.open(as_photo(file_of(Image.new("L", size), "PNG")))
    assert PHOTO_SIDE == 1600
    assert kept.size == bounded(size, side=1600, pixels=1600**2)
    assert max(kept.size) == min(1600, max(size))


@pytest.mark.parametrize(
    ("image", "colour"),
    [
        (Image.new("RGBA", (9, 9), (0, 0, 0, 0)), 255),  # a ground that shows through is white
        (Image.new("LA", (9, 9), (0, 128)), 127),
        (Image.new("I;16", (9, 9), 40_000), 155),  # 40,000 of 65,535
        (Image.new("I;16", (9, 9), 65_535), 255),
        (Image.new("1", (9, 9), 1), 255),
        (Image.new("L", (9, 9), 90), 90),
    ],
)
def test_grounds_and_depths_come_out_as_they_look(image, colour):
    found = drawn_of(file_of(image, "PNG")).getpixel((4, 4))
    assert max(abs(part - colour) for part in found) <= 1


def test_palette_with_a_transparent_colour_gets_a_white_ground():
    image = Image.new("P", (9, 9), 0)
    image.putpalette([10, 200, 10, 1, 2, 3])
    assert drawn_of(file_of(image, "PNG", transparency=0)).getpixel((4, 4)) == (255, 255, 255)


def test_colours_are_converted_to_srgb():
    """A profile whose red and green are exchanged turns red into green."""
    swapped = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    red, green = (swapped.index(tag, 128) for tag in (b"rXYZ", b"gXYZ"))
    at = bytearray(swapped)
    at[red + 4 : red + 12], at[green + 4 : green + 12] = (
        swapped[green + 4 : green + 12],
        swapped[red + 4 : red + 12],
    )
    image = Image.new("RGB", (9, 9), (255, 0, 0))
    found = drawn_of(file_of(image, "PNG", icc_profile=bytes(at))).getpixel((4, 4))
    assert found[1] > 200 > 60 > found[0]


def test_broken_profile_is_left_aside():
    image = Image.new("RGB", (9, 9), (10, 120, 200))
    found = drawn_of(file_of(image, "PNG", icc_profile=b"no profile")).getpixel((4, 4))
    assert max(abs(a - b) for a, b in zip(found, (10, 120, 200), strict=True)) <= 2


def test_four_colours_of_print_become_three():
    assert drawn_of(file_of(Image.new("CMYK", (9, 9), (0, 0, 0, 0)), "JPEG")).getpixel((1, 1)) == (
        255,
        255,
        255,
    )


def test_script_behind_a_picture_is_gone():
    file = file_of(Image.new("RGB", (9, 9)), "PNG")
    file.write(b"<script>alert(1)</script>")
    assert b"script" not in as_picture(file).read()


def test_what_was_drawn_before_is_kept_as_it_is():
    once = as_picture(case("gps-rot.jpg"))
    again = as_kept(once)
    once.seek(0)
    assert again.read() == once.read()
    assert is_bare(as_kept(case("gps-rot.jpg")))


# What is refused ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["cut-in-the-middle.jpg", "ztxt.png"])
def test_what_cannot_be_read_to_its_end_is_refused(name):
    assert refusal_of(case(name)) == UNREADABLE


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
@pytest.mark.parametrize("share", [0.5, 0.9])
def test_half_sent_picture_of_any_kind_is_refused(kind, share):
    know_heic()
    whole = file_of(Image.effect_noise((200, 200), 90).convert("RGB"), kind).getvalue()
    assert refusal_of(BytesIO(whole[: int(len(whole) * share)])) == UNREADABLE


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"%!PS-Adobe-3.0 EPSF-3.0\n",
        b"%PDF-1.7\n",
        b"GIF89a" + bytes(20),
        b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom",
    ],
)
def test_what_is_no_picture_of_ours_is_refused(content):
    assert refusal_of(BytesIO(content)) == NO_PICTURE


@pytest.mark.parametrize(
    "start", [b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBP", b"\0\0\0\x10ftypheic"]
)
@pytest.mark.parametrize("rest", [b"", bytes(40), b"\xff" * 40, bytes(range(256)) * 4])
def test_start_of_a_picture_is_no_picture(start, rest):
    assert refusal_of(BytesIO(start + rest)) == UNREADABLE


def test_picture_has_at_most_25_megabytes():
    assert MAX_BYTES == 25 * 1024 * 1024
    whole = file_of(Image.new("RGB", (9, 9)), "PNG").getvalue()
    assert drawn_of(BytesIO(whole + bytes(MAX_BYTES - len(whole)))).size == (9, 9)
    assert refusal_of(BytesIO(whole + bytes(MAX_BYTES - len(whole) + 1))) == (
        "The picture is larger than 25 MB. Please choose a smaller one."
    )


@pytest.mark.parametrize(("kind", "bound"), [("PNG", "MAX_PIXELS"), ("JPEG", "MAX_JPEG_PIXELS")])
def test_pixels_are_counted_before_they_are_unpacked(monkeypatch, kind, bound):
    assert (MAX_PIXELS, MAX_JPEG_PIXELS) == (80_000_000, 170_000_000)
    monkeypatch.setattr(pictures, bound, 99)
    assert drawn_of(file_of(Image.new("RGB", (9, 11)), kind)).size == (9, 11)
    assert refusal_of(file_of(Image.new("RGB", (10, 10)), kind)) == (
        "The picture has too many pixels (0 million at most)."
    )


def test_bomb_of_pixels_is_refused(monkeypatch):
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 10)
    assert refusal_of(file_of(Image.new("RGB", (8, 8)), "PNG")) == UNREADABLE


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("vi", "Ảnh này không đọc được đến hết. Hãy gửi lại, hoặc chọn ảnh khác."),
        (
            "id",
            "Gambar ini tidak terbaca sampai selesai. Silakan kirim lagi, atau pilih yang lain.",
        ),
    ],
)
def test_refusal_is_in_the_readers_language(language, sentence):
    assert refusal_of(case("cut-in-the-middle.jpg"), language) == sentence


PROGRAM = """
import io, os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "marketplace.settings"
django.setup()
from PIL import Image
from marketplace.files import pictures
Image.new("RGB", (4, 4)).save(io.BytesIO(), "WEBP")
print(sorted({"TIFF", "AVIF", "WEBP"} & set(Image.SAVE)))
"""


def test_a_process_that_draws_webp_loads_no_other_formats():
    """Wagtail draws its renditions in what serves pages, and all formats are 7 MB."""
    said = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.split("\n")[-2] == "['WEBP']"
