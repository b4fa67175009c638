"""The one door for pictures: whatever comes in is decoded wholly and drawn anew.

    a phone's 50 megapixels, HEIC, turned, with the place it was taken at
      ->  3f…9c.jpg: upright, at most 6 megapixels, sRGB, nothing beside the pixels

Forms come through marketplace.files.fields, what programs bring calls `as_picture`; what
reaches public storage by another way is looked at there (marketplace.files.storage).
"""

import io
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import IO
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import (
    Image,
    ImageCms,
    ImageOps,
    WebPImagePlugin,  # noqa: F401 - asked for a format it lacks, Pillow loads all 40: 7 MB
)

from marketplace.files.bare import is_bare
from marketplace.files.kinds import AVIF, HEIC, JPEG, PNG, WEBP, Kind, kind_of

MEGABYTE = 1024 * 1024
MAX_BYTES = 25 * MEGABYTE
# A JPEG is read at a half, a quarter or an eighth; the others take four bytes a pixel.
MAX_PIXELS = 80_000_000
MAX_JPEG_PIXELS = 170_000_000  # below twice Pillow's own limit, where it refuses
KEPT_PIXELS = 6_000_000
KEPT_SIDE = 4800
PHOTO_SIDE = 1600  # of what proves something: lots, returns, papers
# Pillow's name of the only decoder that a kind is given to; JPEG's knows the multi-picture form.
DECODERS = {JPEG: "JPEG", PNG: "PNG", WEBP: "WEBP", AVIF: "AVIF", HEIC: "HEIF"}
QUALITY = 86
WHITE = (255, 255, 255)

# What decoders raise of a stranger's bytes. Pillow documents OSError only, but its parsers
# let pass what the format's arithmetic and tables give.
BROKEN = (
    OSError,
    ValueError,
    SyntaxError,
    TypeError,
    LookupError,
    EOFError,
    ArithmeticError,
    RuntimeError,
    MemoryError,
    struct.error,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)


class Picture(ContentFile):
    """A picture that was drawn here: only pixels, its name is chance."""


@contextmanager
def refusing() -> Iterator[None]:
    """Turn what a decoder raises into a sentence for whoever sent the file."""
    try:
        yield
    except ValidationError:
        raise
    except BROKEN as error:
        raise ValidationError(
            _("This picture cannot be read to its end. Please send it again, or choose another."),
            code="unreadable",
        ) from error


def as_picture(
    file: IO[bytes], *, side: int = KEPT_SIDE, pixels: int = KEPT_PIXELS, most: int = MAX_BYTES
) -> Picture:
    """Draw a picture anew, as we keep it: a JPEG of at most `pixels`, no side over `side`.

    Never larger than it came. `most`: bytes it may have. Raises ValidationError.
    """
    return encoded(decoded(file, side=side, pixels=pixels, most=most))


def as_kept(file: IO[bytes]) -> Picture:
    """Take what was drawn here before as it is, any other anew. Raises ValidationError."""
    if kind_of(file) is JPEG and is_bare(file):
        return Picture(file.read(), name=f"{uuid4().hex}.jpg")
    return as_picture(file)


def as_photo(file: IO[bytes]) -> Picture:
    """Draw a picture that proves something: 1,600 pixels are enough to see it."""
    return as_picture(file, side=PHOTO_SIDE, pixels=PHOTO_SIDE**2)


def decoded(file: IO[bytes], *, side: int, pixels: int, most: int = MAX_BYTES) -> Image.Image:
    """Read a picture to its end: upright, RGB, within the bounds. Raises ValidationError."""
    kind = checked_kind(file, most)
    with refusing():
        if kind is HEIC:
            know_heic()
        with Image.open(file, formats=[DECODERS[kind]]) as image:
            check_pixels(image, kind)
            wanted = bounded(image.size, side=side, pixels=pixels)
            if kind is JPEG:  # is decoded no larger than it has to be
                image.draft(None, wanted)
            profile = image.info.get("icc_profile")
            image.load()
            drawn = flat(upright(image))
        drawn = drawn.resize(
            bounded(drawn.size, side=side, pixels=pixels), Image.Resampling.LANCZOS
        )
        return in_srgb(drawn, profile)


def checked_kind(file: IO[bytes], most: int = MAX_BYTES) -> Kind:
    """Tell which kind of picture a file is. Raises ValidationError when it is none, or large."""
    file.seek(0, io.SEEK_END)
    if file.tell() > most:
        raise ValidationError(
            _("The picture is larger than %(most)s MB. Please choose a smaller one."),
            params={"most": most // MEGABYTE},
            code="too_large",
        )
    kind = kind_of(file)
    if not kind.is_picture:
        raise ValidationError(_("Please choose a JPEG, PNG, WebP or HEIC picture."), code="kind")
    return kind


def check_pixels(image: Image.Image, kind: Kind) -> None:
    most = MAX_JPEG_PIXELS if kind is JPEG else MAX_PIXELS
    if image.width * image.height > most:
        raise ValidationError(
            _("The picture has too many pixels (%(most)s million at most)."),
            params={"most": most // 1_000_000},
            code="too_many_pixels",
        )


@cache
def know_heic() -> None:
    """Teach Pillow HEIC when the first one comes; most processes never see one."""
    if sys.modules.get("pillow_heif", sys) is None:  # settings keep it from Willow at start
        del sys.modules["pillow_heif"]
    import pillow_heif

    pillow_heif.register_heif_opener()


def bounded(size: tuple[int, int], *, side: int, pixels: int) -> tuple[int, int]:
    """Give the size within both bounds, in shape; never larger, never less than a pixel.

    (8160, 6120) within 6,000,000 pixels -> (2828, 2121); (750, 12000) within 4,800 -> (300, 4800)
    """
    width, height = size
    share = min(1.0, side / max(size), (pixels / (width * height)) ** 0.5)
    if share == 1.0:
        return size
    return max(1, int(width * share)), max(1, int(height * share))


def upright(image: Image.Image) -> Image.Image:
    """Turn a picture as its camera was held; what cannot be read of that turns nothing."""
    try:
        return ImageOps.exif_transpose(image)
    except BROKEN:
        return image


def flat(image: Image.Image) -> Image.Image:
    """Bring a picture to eight bits a channel: RGB, CMYK or L; what shows through is white."""
    if image.mode.startswith("I"):  # grey in 16 bits: 65,535 is white
        return image.point(lambda value: value * (1 / 257)).convert("L")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        ground = Image.new("RGB", image.size, WHITE)
        ground.paste(image, mask=image.getchannel("A"))
        return ground
    return image if image.mode in {"RGB", "CMYK", "L"} else image.convert("RGB")


def in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Convert colours to sRGB by the picture's own profile; a broken one is left aside."""
    if profile:
        try:
            converted = ImageCms.profileToProfile(
                image,
                ImageCms.ImageCmsProfile(io.BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
                outputMode="RGB",
            )
        except (ImageCms.PyCMSError, *BROKEN):
            converted = None
        if converted is not None:
            return converted
    return image if image.mode == "RGB" else image.convert("RGB")


def encoded(image: Image.Image) -> Picture:
    """Write a picture down, without anything beside its pixels, under a name of chance."""
    buffer = io.BytesIO()
    image.info = {}  # Pillow writes some of it into the file
    image.save(buffer, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return Picture(buffer.getvalue(), name=f"{uuid4().hex}.jpg")
