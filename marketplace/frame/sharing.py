"""The picture that a page is shared with, where its address is sent to somebody."""

from typing import NamedTuple

from django.conf import settings
from django.templatetags.static import static

WIDTH, HEIGHT = 1200, 630  # what Facebook, Zalo and X show uncut
LOCALES = {"vi": "vi_VN", "en": "en_US", "id": "id_ID"}  # as Open Graph names languages


class SharedPicture(NamedTuple):
    """A whole address; width and height in pixels, 0 where nobody knows them."""

    url: str
    width: int = 0
    height: int = 0
    alt: str = ""


def whole(url: str) -> str:
    """Write an address with the site before it, if it has none: others read it elsewhere."""
    return url if url.startswith("http") else f"{settings.SITE_URL}{url}"


def shops_own() -> SharedPicture:
    """The picture of pages that have none of their own."""
    return SharedPicture(whole(static("img/share.png")), WIDTH, HEIGHT, settings.OSCAR_SHOP_NAME)


def locale_of(language: str) -> str:
    return LOCALES.get(language, language)
