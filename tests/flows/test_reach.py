"""Some goods do not travel far: checkout says which, and sells nothing that cannot arrive."""

import pytest

from catalogue.models import DeliveryReach
from marketplace.purchases.models import Purchase
from tests import factories
from tests.flows.test_buying import ADDRESS, fill, review

FAR = ADDRESS | {"province": "79", "commune": "Phường Sài Gòn"}


@pytest.fixture
def fresh(db):
    return factories.make_product(title="Bánh cuốn", delivery_reach=DeliveryReach.PROVINCE)


@pytest.fixture
def vase(db):
    return factories.make_product(title="Lọ hoa", delivery_reach=DeliveryReach.ABROAD)


def test_checkout_names_what_does_not_travel_so_far(client, fresh, vase):
    fill(client, [fresh, vase])
    assert client.post("/en/checkout/", FAR).status_code == 302
    answer = client.get("/en/checkout/review/")
    split = answer.context["split"]
    assert [line.product for line in split.lines_out_of_reach] == [fresh]
    page = answer.content.decode()
    assert "Place the order" not in page
    assert "This does not travel as far as your address:" in page


def test_order_out_of_reach_is_refused_even_when_posted(client, fresh):
    fill(client, [fresh])
    form = review(client)
    client.post("/en/checkout/", FAR)
    client.post("/en/checkout/review/", form | {"payment_method": "cash"})
    assert not Purchase.objects.exists()


def test_order_within_reach_is_placed(client, fresh):
    fill(client, [fresh])
    client.post("/en/checkout/review/", review(client) | {"payment_method": "cash"})
    assert Purchase.objects.get().goods_total == 250_000
