"""Where a visitor has things sent: read from a cookie, told with the charge and the days to it."""

import datetime
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.test import RequestFactory
from django.utils.translation import override
from oscar.core.loading import get_model

from catalogue.listing.shelf import current
from catalogue.models import DeliveryReach
from marketplace.shipping.charges import Quote
from marketplace.shipping.models import DeliveryRate
from marketplace.shipping.places import (
    Place,
    chosen_place,
    delivery_told,
    offered_places,
    place_named,
    place_of,
)
from marketplace.shipping.rates import Charges, set_rate
from tests import factories

pytestmark = pytest.mark.django_db
CHARGES = Charges(1000, 20_000, 5_000, 500_000, 1, 2)


def asking(value: str = ""):
    request = RequestFactory().get("/vi/")
    if value:
        request.COOKIES[settings.PLACE_COOKIE] = value
    return request


def piece(price: int, weight_g: int | None = None):
    return SimpleNamespace(price=price, weight_g=weight_g)


@pytest.fixture
def countries(db):
    model = get_model("address", "Country")
    for code, name in {
        "VN": "Vietnam",
        "AU": "Australia",
        "DE": "Germany",
        "KP": "North Korea",
    }.items():
        model.objects.update_or_create(
            iso_3166_1_a2=code,
            defaults={"printable_name": name, "name": name, "is_shipping_country": code != "KP"},
        )


@pytest.fixture
def product(db, countries):
    DeliveryRate.objects.all().delete()
    owner = factories.make_user()
    today = datetime.date.today()
    for zone, charge in {"city": 20_000, "country": 35_000, "abroad": 420_000}.items():
        charges = Charges(1000, charge, 5_000, 500_000 if zone == "city" else None, 1, 2)
        set_rate(producer=None, zone=zone, valid_from=today, charges=charges, by=owner)
    made = factories.make_product()
    made.weight_g, made.delivery_reach = 1500, DeliveryReach.ABROAD
    return made


@pytest.mark.parametrize(
    "value", ["", "VN", "VN-99", "VN-1", "vn-01", "XX", "KP", "AU-01", "AU\x00", "x" * 4000]
)
def test_what_names_no_place_is_as_good_as_nothing(countries, value):
    assert place_named(value) is None
    assert chosen_place(asking(value)) is None
    assert place_of(asking(value)) == Place("VN", "01")
    assert chosen_place(None) is None


def test_a_place_is_named_in_the_readers_language(product):
    home = product.producer.commune.province
    assert place_named(f"VN-{home.code}").name == home.name
    with override("vi"):
        assert place_named("DE").name == "Đức"
    with override("en"):
        assert place_named("DE").name == "Germany"


def test_whatever_is_offered_can_be_chosen(product):
    values = [value for _group, choices in offered_places() for value, _name in choices]
    assert "AU" in values
    assert "KP" not in values
    assert "VN" not in values
    assert [place_named(value).value for value in values] == values


def test_the_charge_follows_zone_weight_and_what_is_free(product):
    home = product.producer.commune.province.code
    told = delivery_told(asking(f"VN-{home}"), product, [piece(499_999)])
    assert told.quote == Quote(25_000, 1, 2, 500_000)
    assert delivery_told(asking(f"VN-{home}"), product, [piece(500_000)]).quote.charge == 0
    assert delivery_told(asking("AU"), product, [piece(500_000)]).quote.charge == 425_000


def test_of_variants_the_least_is_told_as_such(product):
    told = delivery_told(asking("AU"), product, [piece(1), piece(1, 1000), piece(1, 9000)])
    assert (told.quote.charge, told.is_least) == (420_000, True)
    told = delivery_told(asking("AU"), product, [piece(1), piece(2)])
    assert (told.quote.charge, told.is_least) == (425_000, False)


def test_days_begin_after_what_is_made_to_order(product):
    product.made_to_order, product.lead_days = True, 10
    assert delivery_told(asking(), product, [piece(1)]).days == (11, 12)
    product.made_to_order = False
    assert delivery_told(asking(), product, [piece(1)]).days == (1, 2)


def test_what_does_not_travel_so_far_says_so(product):
    product.delivery_reach = DeliveryReach.PROVINCE
    assert delivery_told(asking("AU"), product, [piece(1)]).quote is None
    DeliveryRate.objects.filter(zone="abroad").delete()
    product.delivery_reach = DeliveryReach.ABROAD
    current().remembered.clear()
    assert delivery_told(asking("AU"), product, [piece(1)]).quote is None


def test_new_charges_show_at_once_and_nothing_is_read_while_they_stay(
    product, django_assert_max_num_queries
):
    home = product.producer.commune.province.code
    request = asking(f"VN-{home}")
    assert delivery_told(request, product, [piece(1)]).quote.charge == 25_000
    with django_assert_max_num_queries(2):  # what the shelf asks for news
        delivery_told(request, product, [piece(1)])
    dearer = Charges(1000, 90_000, 0, None, 2, 4)
    owner = factories.make_user()
    set_rate(
        producer=product.producer,
        zone="city",
        valid_from=datetime.date.today(),
        charges=dearer,
        by=owner,
    )
    assert delivery_told(request, product, [piece(1)]).quote == Quote(90_000, 2, 4, None)
