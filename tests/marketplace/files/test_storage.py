"""What is stored has a name of chance, the ending of what it is, and nothing beside pixels."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from catalogue.models import Category
from marketplace.files.bare import is_bare
from marketplace.files.storage import (
    by_chance,
    content_type_of,
    is_shown,
    object_parameters,
    private_storage,
    truly_named,
)
from tests.marketplace.files.test_pictures import case

HTML = b"<script>alert(document.domain)</script>"


def saved(content: bytes, name: str) -> str:
    """Store a file as a model's field does."""
    row = Category(name="x")
    row.image.save(name, ContentFile(content), save=False)
    return row.image.name


def test_picture_called_a_page_ends_as_a_picture():
    png = BytesIO()
    Image.new("RGB", (8, 8)).save(png, "PNG")
    name = saved(png.getvalue() + HTML, "evil.html")
    assert re.fullmatch(r"categories/[0-9a-f]{32}\.jpg", name)
    with default_storage.open(name) as file:
        assert is_bare(file)


@pytest.mark.parametrize(
    ("name", "ending"),
    [("evil.html", "txt"), ("a.svg", "txt"), ("a.php", "txt"), (".htaccess", "txt"), ("a", "txt")],
)
def test_page_ends_as_plain_text(name, ending):
    found = saved(HTML, name)
    assert re.fullmatch(rf"categories/[0-9a-f]{{32}}\.{ending}", found)
    assert (content_type_of(found), is_shown(found)) == ("text/plain", False)


def test_two_files_of_one_name_never_meet():
    content = case("phone-mpo.jpg").getvalue()
    assert saved(content, "IMG_0001.jpg") != saved(content, "IMG_0001.png")


@pytest.mark.parametrize("name", ["gps-rot.jpg", "phone-mpo.jpg"])
def test_public_file_is_bare_by_whichever_way_it_came(name):
    stored = default_storage.save("images/a.jpg", case(name))
    with default_storage.open(stored) as file:
        assert is_bare(file)


@pytest.mark.parametrize("name", ["cut-in-the-middle.jpg", "ztxt.png"])
def test_unreadable_picture_is_not_stored(name):
    with pytest.raises(SuspiciousFileOperation):
        default_storage.save("a.jpg", case(name))
    assert not Path(settings.MEDIA_ROOT).exists()


def test_name_that_a_program_gives_stays():
    webp = BytesIO()
    Image.new("RGB", (8, 8)).save(webp, "WEBP")
    stored = default_storage.save("images/demo/D00001-whole.webp", ContentFile(webp.getvalue()))
    assert stored == "images/demo/D00001-whole.webp"
    with default_storage.open(stored) as file:
        assert file.read() == webp.getvalue()


def test_names():
    assert re.fullmatch(r"a/b/[0-9a-f]{32}\.jpg", by_chance("a/b/IMG 1.JPG"))
    assert re.fullmatch(r"[0-9a-f]{32}", by_chance("a"))
    from marketplace.files.kinds import JPEG, PDF

    assert truly_named("a/b.jpeg", JPEG) == "a/b.jpeg"
    assert truly_named("a/b.w320.html", JPEG) == "a/b.w320.jpg"
    assert truly_named("a.b/c", PDF) == "a.b/c.pdf"


def test_private_files_lie_apart_and_have_no_address():
    name = private_storage().save("lots/paper.pdf", ContentFile(b"%PDF-1.7"))
    assert (Path(settings.PRIVATE_ROOT) / name).read_bytes() == b"%PDF-1.7"
    assert not default_storage.exists(name)
    assert private_storage().url(name) == "#"


def test_bucket_shows_pictures_and_only_keeps_the_rest():
    assert object_parameters("a/b.webp") == {"ContentType": "image/webp"}
    assert object_parameters("a/b.txt") == {
        "ContentType": "text/plain",
        "ContentDisposition": "attachment",
    }
    assert object_parameters("a/b.html") == {
        "ContentType": "application/octet-stream",
        "ContentDisposition": "attachment",
    }
