"""A list is called after what it is narrowed to; what is asked for first is one tap away."""

import pytest
from django.utils import translation

from catalogue.listing.headings import heading, shortcuts
from catalogue.listing.state import ListingFilter
from catalogue.shop.views import price_text, selection_of
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def goods():
    village = factories.make_village("Bát Tràng", slug="bat-trang")
    maker = factories.make_producer(village=village)
    for price, stars in ((199_999, 5), (200_000, 4), (900_000, 3)):
        factories.make_certificate(factories.make_product(maker, price=price), stars=stars)


def offered(**state) -> dict[str, tuple[str, bool]]:
    with translation.override("en"):
        found = shortcuts(selection_of(ListingFilter(**state)), price_text)
    return {label: (path, is_on) for label, path, is_on in found}


@pytest.mark.parametrize(
    ("state", "name"),
    [
        ({}, "Products"),
        ({"village": ("bat-trang",)}, "Bát Tràng"),
        ({"village": ("bat-trang", "x")}, "Products"),
        ({"stars": ("5",)}, "Products"),
    ],
)
def test_a_list_is_called_after_the_one_thing_it_holds(goods, state, name):
    with translation.override("en"):
        assert heading(selection_of(ListingFilter(**state))) == name


def test_shortcuts_lead_there_and_back(goods, client):
    found = offered()
    assert found["4 stars and more"] == ("?stars=5&stars=4", False)
    assert found["Under ₫200,000"] == ("?price_max=199999", False)
    assert client.get("/en/products/" + found["Under ₫200,000"][0]).context["total"] == 1
    there = offered(stars=("5", "4"), sort="price")
    assert there["4 stars and more"] == ("?sort=price", True)
    assert there["OCOP 5 stars"] == ("?stars=5&sort=price", False)


def test_what_would_leave_nothing_is_not_offered(goods):
    assert "OCOP 5 stars" in offered()
    assert "OCOP 5 stars" in offered(stars=("5",))
    dear = offered(price_min=800_000)
    assert "OCOP 5 stars" not in dear
    assert "4 stars and more" not in dear


def test_an_empty_list_has_ways_on(goods, client):
    page = client.get("/en/products/?q=zzqxwv")
    assert page.context["total"] == 0
    assert [way.path for way in page.context["offers"]["groups"]] == ["/en/products/?group=4"]
    assert len(page.context["offers"]["cards"]) == 3
    assert client.get("/en/products/").context["offers"] == {}
