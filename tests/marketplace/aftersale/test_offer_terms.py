"""What an offer tells of delivery and returns: the terms of today, and none that do not hold."""

import pytest

from marketplace.aftersale.models import ReturnRule
from marketplace.shipping.models import DeliveryRate
from tests import factories
from tests.machines import told

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("price", "value"), [(299_999, "35000"), (300_000, "0")])
def test_delivery_is_free_from_the_sum_the_rate_says(client, price, value):
    DeliveryRate.objects.all().delete()
    rate = DeliveryRate(zone="country", valid_from="2026-01-01", free_from=300_000)
    rate.first_charge, rate.next_kg_charge = 30_000, 5_000
    rate.save()
    product = factories.make_product(price=price, weight_g=1001, delivery_reach=2)
    things, _graph = told(client, product.get_absolute_url())
    assert things["Product"]["offers"]["shippingDetails"][0]["shippingRate"]["value"] == value


def test_what_does_not_hold_is_not_said(client):
    """Food comes back only when something is wrong with it; one province is no country."""
    ReturnRule.objects.filter(reason="changed_mind").update(takes_food=False)
    product = factories.make_product(set_number=1, delivery_reach=1)
    things, _graph = told(client, product.get_absolute_url())
    offer = things["Product"]["offers"]
    assert "hasMerchantReturnPolicy" not in offer and "shippingDetails" not in offer
    gone = factories.make_product(stock=0)
    things, _graph = told(client, gone.get_absolute_url())
    assert "shippingDetails" not in things["Product"]["offers"]


def test_a_rate_that_changes_is_told_at_once(client):
    DeliveryRate.objects.all().delete()
    rate = DeliveryRate.objects.create(
        zone="country", valid_from="2026-01-01", first_charge=30_000, next_kg_charge=0
    )
    address = factories.make_product(delivery_reach=2).get_absolute_url()

    def charge() -> str:
        things, _graph = told(client, address)
        return things["Product"]["offers"]["shippingDetails"][0]["shippingRate"]["value"]

    assert charge() == "30000"
    rate.first_charge = 20_000
    rate.save()
    assert charge() == "20000"


def test_two_makers_have_terms_of_their_own(client):
    product = factories.make_product(delivery_reach=2)
    DeliveryRate.objects.create(
        zone="country",
        producer=product.producer,
        valid_from="2026-01-01",
        first_charge=11_000,
        next_kg_charge=0,
    )
    things, _graph = told(client, product.get_absolute_url())
    own = things["Product"]["offers"]["shippingDetails"][0]["shippingRate"]["value"]
    other = factories.make_product(delivery_reach=2)
    things, _graph = told(client, other.get_absolute_url())
    common = things["Product"]["offers"]["shippingDetails"][0]["shippingRate"]["value"]
    assert own == "11000" != common
