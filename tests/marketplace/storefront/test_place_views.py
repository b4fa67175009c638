"""Where things go is chosen once: kept by the browser, shown in the head, on products, in the basket."""

import pytest
from django.conf import settings
from oscar.core.loading import get_model

from tests import factories

pytestmark = pytest.mark.django_db
PATH = "/en/deliver-to/"


@pytest.fixture
def abroad(db):
    get_model("address", "Country").objects.update_or_create(
        iso_3166_1_a2="AU",
        defaults={"printable_name": "Australia", "name": "AU", "is_shipping_country": True},
    )


def test_a_choice_is_kept_and_leads_back(client, abroad):
    page = client.get(f"{PATH}?next=/en/products/")
    assert 'name="next" value="/en/products/"' in page.content.decode()
    answer = client.post(PATH, {"place": "AU", "next": "/en/products/"})
    assert answer.url == "/en/products/"
    kept = answer.cookies[settings.PLACE_COOKIE]
    assert (kept.value, kept["httponly"], kept["samesite"]) == ("AU", True, "Lax")
    assert "<b>Australia</b>" in client.get("/en/products/").content.decode()
    assert 'value="AU" selected' in client.get(PATH).content.decode()


@pytest.mark.parametrize("place", ["", "KP", "VN-99", "AU\x00"])
def test_what_nobody_offers_is_refused(client, abroad, place):
    answer = client.post(PATH, {"place": place, "next": "/en/products/"})
    assert answer.status_code == 422
    assert settings.PLACE_COOKIE not in answer.cookies
    assert 'value="/en/products/"' in answer.content.decode()


def test_it_leads_to_no_other_site(client, abroad):
    answer = client.post(PATH, {"place": "AU", "next": "https://elsewhere.example/"})
    assert answer.url == "/en/"
    page = client.get(f"{PATH}?next=//elsewhere.example/").content.decode()
    assert 'name="next" value="/en/"' in page


def test_a_kept_page_of_strangers_is_not_given_to_who_has_chosen(client, abroad):
    product = factories.make_product()
    first = client.get(product.get_absolute_url())
    assert first["Cache-Control"].startswith("public")
    client.cookies[settings.PLACE_COOKIE] = "AU"
    mine = client.get(product.get_absolute_url())
    assert mine["Cache-Control"].startswith("private")
