"""Past purchases of the demo market: some arrived and were reviewed, some wait; made once."""

from collections import Counter

import pytest
from oscar.core.loading import get_model

from marketplace.demo.orders import make_orders
from marketplace.ledger.checks import find_faults
from marketplace.producers.models import Producer
from marketplace.reviews.models import Review
from tests import factories

pytestmark = pytest.mark.django_db


def test_purchases_are_made_once_in_the_states_that_pages_show(buyer, staff):
    makers = [factories.make_producer() for _ in range(3)]
    Producer.objects.filter(pk=makers[0].pk).update(slug="bat-trang-1")
    for number in range(9):
        factories.make_product(makers[number % 3], stock=60)
    for _twice in range(2):
        make_orders(buyer, staff)
        states = Counter(buyer.purchases.values_list("state", flat=True))
        assert states == {"paid": 6, "placed": 2}
    orders = Counter(get_model("order", "Order").objects.values_list("status", flat=True))
    assert set(orders) == {"delivered", "placed"}
    reviewed = Review.objects.filter(user=buyer, line__isnull=False)
    assert reviewed.exists() and set(reviewed.values_list("state", flat=True)) == {"public"}
    assert find_faults() == []
