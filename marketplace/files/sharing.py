"""The picture that goes with a shared link: 1200 x 630 JPEG with the market's mark.

    images/products/3f9c….jpg  ->  /files/shared/<signed name>.jpg

Any public picture has one, drawn from the size that pages show when somebody asks: nothing is
stored, a page writes the address without asking storage. A square picture stands whole beside
the mark, a wide one fills the sheet. Only addresses that a page of ours gave are answered.
"""

import io
from functools import cache, lru_cache
from typing import Any, cast

from django.conf import settings
from django.core import signing
from django.core.files.storage import default_storage
from django.urls import reverse
from PIL import Image, ImageDraw, ImageFont, ImageOps

from marketplace.files.pictures import KEPT_PIXELS, KEPT_SIDE, decoded
from marketplace.files.sizes import WIDTHS, variant_name
from marketplace.frame.sharing import HEIGHT, WIDTH, SharedPicture, whole

SALT = "shared picture"
SQUARISH = 1.3  # below this width to height a picture would lose too much by filling the sheet
PAPER, INK, LACQUER = "#fbf7ee", "#2a211c", "#9e2b25"
QUALITY = 84
STATIC = settings.BASE_DIR / "static"
MARK = STATIC / "img" / "mark.png"
LETTERS = STATIC / "vendor" / "fonts" / "be-vietnam-pro" / "BeVietnamPro-SemiBold.ttf"


def sharing_url(name: str) -> str:
    """Address of the sharing picture of a stored public picture; "" where there is none.

    `name` is a picture's name in storage (`image.file.name`, a product's cover). The same name
    has the same address always; SITE_URL goes before it in a page's head.
    """
    if not name:
        return ""
    token = signing.Signer(salt=SALT).sign_object(name)
    return reverse("files:shared", args=[token])


def shared_picture(name: str, alt: str = "") -> SharedPicture | None:
    """What a page's head says of the sharing picture of a stored picture; None without one."""
    return SharedPicture(whole(sharing_url(name)), WIDTH, HEIGHT, alt) if name else None


def name_in(token: str) -> str:
    """Read which picture a signed address names. Raises signing.BadSignature."""
    return str(signing.Signer(salt=SALT).unsign_object(token))


@lru_cache(maxsize=24)  # 2 MB: several readers of one link come within minutes
def sharing_jpeg(name: str) -> bytes:
    """Draw the sharing picture of a stored picture. Raises OSError, ValidationError."""
    with stored(name) as file:
        picture = decoded(cast(Any, file), side=KEPT_SIDE, pixels=KEPT_PIXELS)
    is_wide = picture.width >= SQUARISH * picture.height
    sheet = filled(picture) if is_wide else beside_mark(picture)
    out = io.BytesIO()
    sheet.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return out.getvalue()


def stored(name: str) -> Any:
    """Open the size that pages show; of a picture that has none, the picture itself."""
    shown = variant_name(name, WIDTHS[-1])
    return default_storage.open(shown if default_storage.exists(shown) else name)


def filled(picture: Image.Image) -> Image.Image:
    """A wide picture over the whole sheet, mark and name on a plate in its corner."""
    sheet = ImageOps.fit(picture, (WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    letters = fitting(settings.OSCAR_SHOP_NAME, 34, 500)
    mark = mark_of(64)
    left, top = 32, HEIGHT - 32 - 96
    right = left + 16 + 64 + 18 + round(letters.getlength(settings.OSCAR_SHOP_NAME)) + 24
    pen = ImageDraw.Draw(sheet)
    pen.rounded_rectangle((left, top, right, top + 96), 16, fill=PAPER)
    sheet.paste(mark, (left + 16, top + 16), mark)
    at = (left + 16 + 64 + 18, top + 48)
    pen.text(at, settings.OSCAR_SHOP_NAME, fill=INK, font=letters, anchor="lm")
    return sheet


def beside_mark(picture: Image.Image) -> Image.Image:
    """A square picture whole on the right; on paper beside it the mark and the shop's name."""
    sheet = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    sheet.paste(
        ImageOps.fit(picture, (HEIGHT, HEIGHT), Image.Resampling.LANCZOS), (WIDTH - HEIGHT, 0)
    )
    room = WIDTH - HEIGHT
    mark = mark_of(176)
    sheet.paste(mark, ((room - 176) // 2, 168), mark)
    letters = fitting(settings.OSCAR_SHOP_NAME, 56, room - 80)
    pen = ImageDraw.Draw(sheet)
    pen.text((room // 2, 430), settings.OSCAR_SHOP_NAME, fill=INK, font=letters, anchor="mm")
    pen.rectangle((room - 6, 0, room - 1, HEIGHT), fill=LACQUER)
    return sheet


@cache
def mark_of(edge: int) -> Image.Image:
    """The market's mark, `edge` pixels square, with its transparent corners."""
    with Image.open(MARK) as mark:
        return mark.convert("RGBA").resize((edge, edge), Image.Resampling.LANCZOS)


def fitting(words: str, size: int, room: int) -> ImageFont.FreeTypeFont:
    """The shop's letters, as large as `words` fit into `room` pixels; 14 at the least."""
    letters = ImageFont.truetype(str(LETTERS), size)
    while size > 14 and letters.getlength(words) > room:
        size -= 2
        letters = ImageFont.truetype(str(LETTERS), size)
    return letters
