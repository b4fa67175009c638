"""Purchases of a guest: whose they may become, and what comes along."""

import pytest
from allauth.account.models import EmailAddress

from marketplace.order.models import Order
from marketplace.purchases.claims import claim_purchases, guest_purchases_of
from marketplace.purchases.models import Purchase, PurchaseEvent
from marketplace.purchases.placement import Buyer
from tests import factories
from tests.marketplace.purchases.test_placement import place

pytestmark = pytest.mark.django_db


@pytest.fixture
def vase(producer):
    return factories.make_product(producer, price=100_000, stock=9)


def guests(vase, email: str) -> Purchase:
    return place(vase, buyer=Buyer(email=email))


def prove(user, email: str, *, verified: bool = True) -> None:
    EmailAddress.objects.create(user=user, email=email, verified=verified)


def test_purchases_of_a_proven_address_become_the_accounts(vase, buyer):
    mine, others = guests(vase, "Lan@Example.vn"), guests(vase, "hoa@example.vn")
    prove(buyer, "lan@example.vn")
    assert list(guest_purchases_of(buyer)) == [mine]
    assert (claim_purchases(buyer), claim_purchases(buyer)) == (1, 0)
    assert list(buyer.purchases.all()) == [mine]
    assert set(Order.objects.filter(user=buyer)) == set(mine.orders.all())
    others.refresh_from_db()
    assert (others.user, others.orders.get().user) == (None, None)
    told = PurchaseEvent.objects.filter(code="claimed").values_list("purchase", "by")
    assert list(told) == [(mine.pk, buyer.pk)]


def test_address_that_nobody_confirmed_claims_nothing(vase, buyer):
    guests(vase, "lan@example.vn")
    prove(buyer, "lan@example.vn", verified=False)
    assert (list(guest_purchases_of(buyer)), claim_purchases(buyer)) == ([], 0)


def test_purchase_of_another_account_is_not_claimed(vase, buyer, stranger):
    place(vase, buyer=Buyer(email="lan@example.vn", user=stranger))
    prove(buyer, "lan@example.vn")
    assert claim_purchases(buyer) == 0
    assert Purchase.objects.get().user == stranger
