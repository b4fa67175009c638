"""Pictures in the sizes that pages show, made once when a picture is saved.

    images/products/lo-hoa.jpg  ->  images/products/lo-hoa.w320.webp, .w640.webp, .w1200.webp

The names follow from the original's, so a page writes addresses without asking storage.
"""

from functools import lru_cache
from io import BytesIO
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

WIDTHS = (320, 640, 1200)
MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 40_000_000
PHOTO_PIXELS = 1600


def variant_name(name: str, width: int) -> str:
    """Name the stored file of `name` at `width` pixels."""
    stem, dot, _suffix = name.rpartition(".")
    return f"{stem if dot else name}.w{width}.webp"


@lru_cache(maxsize=4096)  # an address follows from the name alone
def variant_url(name: str, width: int) -> str:
    """Address of the picture at `width` pixels; `width` must be one of WIDTHS."""
    return default_storage.url(variant_name(name, width)) if name else ""


@lru_cache(maxsize=4096)
def srcset(name: str) -> str:
    """Write the srcset of a picture over all WIDTHS."""
    if not name:
        return ""
    first = variant_url(name, WIDTHS[0])
    found = [f"{first} {WIDTHS[0]}w"]
    ending = f".w{WIDTHS[0]}.webp"
    found += [f"{first.removesuffix(ending)}.w{width}.webp {width}w" for width in WIDTHS[1:]]
    return ", ".join(found)


def save_variants(name: str, image: Image.Image | None = None) -> None:
    """Write every size of the stored picture `name`; safe to repeat."""
    if image is None:
        with default_storage.open(name) as file:
            image = Image.open(file)
            image.load()
    image = ImageOps.exif_transpose(image).convert("RGB")
    for width in WIDTHS:
        target = variant_name(name, width)
        size = (width, max(1, round(image.height * width / image.width)))
        buffer = BytesIO()
        image.resize(size, Image.Resampling.LANCZOS).save(buffer, "WEBP", quality=80, method=2)
        if default_storage.exists(target):
            default_storage.delete(target)
        default_storage.save(target, ContentFile(buffer.getvalue()))


def as_photo(file) -> ContentFile:
    """Give an uploaded picture as we keep one: upright, at most 1,600 pixels, no metadata.

    What a phone writes beside the pixels (place, owner, time) goes. Call check_upload first.
    """
    file.seek(0)
    with Image.open(file) as image:
        photo = ImageOps.exif_transpose(image).convert("RGB")
    photo.thumbnail((PHOTO_PIXELS, PHOTO_PIXELS), Image.Resampling.LANCZOS)
    buffer = BytesIO()
    photo.save(buffer, "JPEG", quality=84, optimize=True)
    return ContentFile(buffer.getvalue(), name=f"{uuid4().hex}.jpg")


def check_upload(file) -> None:
    """Raise ValidationError unless an uploaded file is a picture that we can show safely."""
    if file.size > MAX_BYTES:
        raise ValidationError(_("The picture is larger than 10 MB. Please choose a smaller one."))
    try:
        file.seek(0)
        with Image.open(file) as image:
            if image.format not in {"JPEG", "PNG", "WEBP"}:
                raise ValidationError(_("Please choose a JPEG, PNG or WebP picture."))
            if image.width * image.height > MAX_PIXELS:
                raise ValidationError(_("The picture has too many pixels (40 million at most)."))
            image.verify()
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValidationError(_("This file is not a picture that can be read.")) from error
    finally:
        file.seek(0)
