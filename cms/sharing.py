"""The picture of a written page where it is shared: the one that editors chose, or its own."""

from typing import Any

from wagtail.images.shortcuts import get_rendition_or_not_found

from marketplace.frame.sharing import HEIGHT, WIDTH, SharedPicture, whole

CUT = f"fill-{WIDTH}x{HEIGHT}|format-jpeg"  # sites that show it know JPEG, and not all of them WebP


def picture_of(page: Any) -> SharedPicture | None:
    picture = page.sharing_picture or page.picture
    if picture is None:
        return None
    cut = get_rendition_or_not_found(picture, CUT)
    return SharedPicture(whole(cut.url), cut.width, cut.height, picture.description or page.title)
