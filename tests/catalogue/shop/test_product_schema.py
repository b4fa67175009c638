"""What a product's page tells machines: what it costs, its terms, and where it stands."""

import pytest

from marketplace.aftersale.models import ReturnRule
from marketplace.shipping.models import DeliveryRate
from tests import factories
from tests.machines import names, told

pytestmark = pytest.mark.django_db


def test_product_tells_price_delivery_returns_and_where_it_stands(client, settings):
    DeliveryRate.objects.all().delete()
    DeliveryRate.objects.create(
        zone="country",
        valid_from="2026-01-01",
        first_grams=1000,
        first_charge=30_000,
        next_kg_charge=5_000,
        free_from=300_000,
        days_min=2,
        days_max=5,
    )
    product = factories.make_product(price=250_000, weight_g=1500, delivery_reach=2)
    things, graph = told(client, product.get_absolute_url().replace("/vi/", "/en/"))
    offer = things["Product"]["offers"]
    (delivery,) = offer["shippingDetails"]
    assert delivery["shippingRate"] == {
        "@type": "MonetaryAmount",
        "value": "35000",
        "currency": "VND",
    }
    assert delivery["deliveryTime"]["transitTime"]["maxValue"] == 5
    remorse = ReturnRule.objects.filter(reason="changed_mind").first()
    assert offer["hasMerchantReturnPolicy"]["merchantReturnDays"] == remorse.days
    assert "aggregateRating" not in things["Product"]  # nobody has rated it
    group = product.ocop_group.name
    assert names(things["BreadcrumbList"])[0] == "Products"
    assert names(things["BreadcrumbList"])[-1] == product.title and group
    assert (graph["og:type"], graph["og:site_name"]) == ("product", settings.OSCAR_SHOP_NAME)
