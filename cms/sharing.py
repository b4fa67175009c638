"""The picture of a written page where it is shared: the one that editors chose, or its own."""

from typing import Any

from wagtail.images.shortcuts import get_rendition_or_not_found

from marketplace.files.sharing import shared_picture
from marketplace.frame.sharing import HEIGHT, WIDTH, SharedPicture, whole

CUT = f"fill-{WIDTH}x{HEIGHT}|format-jpeg"  # sites that show it know JPEG, and not all of them WebP


def picture_of(page: Any) -> SharedPicture | None:
    """What editors chose as they chose it; else the page's own picture with the market's mark."""
    picture = page.sharing_picture or page.picture
    if picture is None:
        return None
    alt = picture.description or page.title
    if not page.sharing_picture:
        return shared_picture(picture.file.name, alt)
    cut = get_rendition_or_not_found(picture, CUT)
    return SharedPicture(whole(cut.url), cut.width, cut.height, alt)
