"""The shop on a home screen: what a phone is told, and what it keeps for when there is no network."""

import json
import re

import pytest
from django.conf import settings as project
from PIL import Image

from marketplace.frame.home_screen import ICONS

TOKENS = (project.BASE_DIR / "static" / "css" / "tokens.css").read_text()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "orders"),
    [("vi", "Đơn hàng của bạn"), ("en", "Your orders"), ("id", "Pesanan Anda")],
)
def test_a_phone_is_told_the_shop_in_the_reader_s_language(client, language, orders):
    page = client.get(f"/{language}/offline/").content.decode()
    [address] = re.findall(r'<link rel="manifest" href="([^"]+)">', page)
    answer = client.get(address)
    assert answer["Content-Type"] == "application/manifest+json"
    told = json.loads(answer.content)
    assert (told["lang"], told["start_url"], told["display"]) == (
        language,
        f"/{language}/",
        "standalone",
    )
    assert told["shortcuts"][0]["name"] == orders
    for way in told["shortcuts"]:
        assert client.get(way["url"]).status_code in {200, 302}
    assert client.get(told["start_url"]).status_code == 200


@pytest.mark.parametrize(("name", "side", "purpose"), ICONS)
def test_pictures_are_what_the_phone_is_told(name, side, purpose):
    with Image.open(project.BASE_DIR / "static" / "img" / f"{name}.png") as picture:
        assert picture.size == (side, side)
        corner = picture.convert("RGBA").getpixel((0, 0))
    assert (corner[3] == 255) is (purpose == "maskable")  # what a phone cuts round is whole


def test_colours_are_the_market_s(client, db):
    told = json.loads(client.get("/vi/app.webmanifest").content)
    assert f"--paper: {told['background_color']};" in TOKENS
    assert f"--lacquer: {told['theme_color']};" in TOKENS


def test_the_script_beside_the_pages_is_asked_for_anew(client):
    answer = client.get("/worker.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cache-Control"] == "no-cache"
    assert client.post("/worker.js").status_code == 405


@pytest.mark.django_db
def test_words_without_a_network_hold_nothing_of_their_reader(client, buyer):
    client.force_login(buyer)
    answer = client.get("/id/offline/")
    assert "Tidak ada koneksi" in answer.content.decode()
    assert buyer.email not in answer.content.decode()


def test_every_way_to_sign_out_leaves_nothing_behind(client, buyer):
    """offline.js takes the kept purchase away when such a form is sent."""
    client.force_login(buyer)
    for path in ("/en/account/logout/", "/en/account/sessions/"):
        page = client.get(path).content.decode()
        [form] = re.findall(r'<form[^>]*action="/en/account/logout/"[^>]*>', page)
        assert "data-leaves" in form
