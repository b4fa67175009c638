"""The picture a page is shared with: the editors' choice, its own, else the shop's."""

import io

import pytest
from django.core.files.images import ImageFile
from PIL import Image as PillowImage
from wagtail.images.models import Image

from cms.models import StoryPage
from cms.sharing import picture_of
from marketplace.files.sharing import shared_picture

pytestmark = pytest.mark.django_db


def drawn(name: str) -> Image:
    data = io.BytesIO()
    PillowImage.new("RGB", (900, 900), "white").save(data, "JPEG")
    file = ImageFile(io.BytesIO(data.getvalue()), f"{name}.jpg")
    return Image.objects.create(title=name, file=file, description=f"The {name}")


def test_the_chosen_picture_comes_before_the_page_s_own():
    own, chosen = drawn("own"), drawn("chosen")
    assert picture_of(StoryPage(title="A story")) is None
    own_one = picture_of(StoryPage(title="A story", picture=own))
    assert own_one == shared_picture(own.file.name, "The own")  # with the market's mark
    shared = picture_of(StoryPage(title="A story", picture=own, sharing_picture=chosen))
    assert (shared.alt, shared.url.startswith("http")) == ("The chosen", True)
    assert "/files/shared/" in own_one.url and "/files/shared/" not in shared.url
    assert shared.width / shared.height == pytest.approx(1200 / 630, abs=0.01)
