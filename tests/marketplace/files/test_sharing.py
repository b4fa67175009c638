"""Sharing pictures: 1200 x 630 with the mark, for whoever has an address of ours, of no other."""

import io
from pathlib import Path

import pytest
from django.conf import settings
from django.core import signing
from PIL import Image

from marketplace.files import sharing
from marketplace.files.sharing import shared_picture, sharing_jpeg, sharing_url

pytestmark = pytest.mark.django_db
CRIMSON = (150, 20, 40)


@pytest.fixture
def stored():
    """Keep a picture of one colour among the public ones; gives its name."""
    sharing_jpeg.cache_clear()

    def store(name: str, size: tuple[int, int], colour=CRIMSON) -> str:
        path = Path(settings.MEDIA_ROOT) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", size, colour).save(path)
        return name

    yield store
    sharing_jpeg.cache_clear()


def drawn(name: str) -> Image.Image:
    return Image.open(io.BytesIO(sharing_jpeg(name))).convert("RGB")


def near(found, colour) -> bool:
    return all(abs(a - b) < 12 for a, b in zip(found, colour, strict=True))


def test_square_picture_stands_whole_beside_the_mark(stored):
    sheet = drawn(stored("images/vase.png", (800, 800)))
    assert sheet.size == (1200, 630)
    assert near(sheet.getpixel((20, 20)), (251, 247, 238))
    assert near(sheet.getpixel((285, 175)), (158, 43, 37))  # the mark's lacquer
    assert near(sheet.getpixel((580, 10)), CRIMSON) and near(sheet.getpixel((1190, 620)), CRIMSON)


@pytest.mark.parametrize(("width", "is_filled"), [(1299, False), (1300, True)])
def test_wide_picture_fills_the_sheet(stored, width, is_filled):
    sheet = drawn(stored("images/wide.png", (width, 1000)))
    assert near(sheet.getpixel((5, 5)), CRIMSON) is is_filled
    assert near(sheet.getpixel((100, 590)), (251, 247, 238))  # paper below the mark in both


def test_the_size_that_pages_show_is_read_before_the_picture(stored):
    stored("images/jug.png", (900, 900), (10, 10, 10))
    stored("images/jug.w1200.webp", (900, 900), (20, 120, 60))
    assert near(drawn("images/jug.png").getpixel((900, 300)), (20, 120, 60))


def test_a_long_name_of_a_shop_is_written_smaller(settings, stored):
    name = stored("images/bowl.png", (640, 640))
    short = sharing_jpeg(name)
    settings.OSCAR_SHOP_NAME = "Hợp tác xã thủ công mỹ nghệ và nông sản sạch ngoại thành Hà Nội"
    sharing_jpeg.cache_clear()
    assert sharing_jpeg(name) != short
    letters = sharing.fitting(settings.OSCAR_SHOP_NAME, 56, 490)
    assert letters.size < 56 and letters.getlength(settings.OSCAR_SHOP_NAME) <= 490
    assert sharing.fitting("x" * 900, 56, 490).size == 14


def test_an_address_is_the_same_each_time_and_none_without_a_picture(stored):
    assert sharing_url("") == ""
    assert sharing_url("images/a.jpg") == sharing_url("images/a.jpg") != sharing_url("images/b.jpg")


def test_a_page_s_head_says_address_size_and_words(settings):
    assert shared_picture("") is None
    told = shared_picture("images/a.jpg", "A jar")
    assert told.url == f"{settings.SITE_URL}{sharing_url('images/a.jpg')}"
    assert told[1:] == (1200, 630, "A jar")


def test_anyone_with_an_address_of_ours_gets_the_picture(client, stored):
    answer = client.get(sharing_url(stored("images/vase.png", (800, 800))))
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert answer["Cache-Control"] == "public, max-age=2592000"
    assert Image.open(io.BytesIO(answer.content)).size == (1200, 630)


def test_no_other_address_is_answered(client, stored):
    stored("images/vase.png", (800, 800))
    (Path(settings.MEDIA_ROOT) / "note.png").write_bytes(b"<script>")
    forged = signing.Signer(salt="another").sign_object("images/vase.png")
    addresses = [f"/files/shared/{forged}.jpg", "/files/shared/vase.jpg"]
    addresses += [sharing_url("images/gone.png"), sharing_url("note.png")]
    addresses += [sharing_url("../market.sqlite3")]
    assert [client.get(address).status_code for address in addresses[:-1]] == [404] * 4
    assert client.get(addresses[-1]).status_code in {400, 404}
