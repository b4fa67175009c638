"""A picture, and a page of the given blocks."""

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Picture
from wagtail.images.models import Image
from wagtail.models import Locale, Page, Site

from cms.models import HomePage, PlainPage


@pytest.fixture
def picture():
    out = io.BytesIO()
    Picture.new("RGB", (1000, 800), "red").save(out, "PNG")
    file = SimpleUploadedFile("kiln.png", out.getvalue(), "image/png")
    return Image.objects.create(title="The kiln", file=file)


@pytest.fixture
def shown(client, settings, tmp_path):
    """Show a page of the given blocks."""
    settings.MEDIA_ROOT = tmp_path

    def show(*blocks, after=None) -> str:
        is_kept = isinstance(blocks[0], dict)  # as the database keeps it
        given = json.dumps(blocks) if is_kept else list(blocks)
        locale, _ = Locale.objects.get_or_create(language_code="en")
        home = Page.get_first_root_node().add_child(
            instance=HomePage(title="Home", slug="home-en", locale=locale)
        )
        Site.objects.all().delete()
        Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
        page = home.add_child(
            instance=PlainPage(title="About", slug="about", locale=locale, body=given)
        )
        if after:
            after()
        answer = client.get(page.get_url())
        assert answer.status_code == 200
        return " ".join(answer.content.decode().split())

    return show
