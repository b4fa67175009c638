"""What a recall takes out of the stock, as its producer reads it."""

import pytest
from django.urls import reverse
from django.utils import translation

from catalogue.origin.lots.services import recall_lot
from catalogue.origin.models import Lot
from marketplace.lots.models import Withdrawal
from tests import factories
from tests.flows import sale
from tests.marketplace.lots.recalled import lot_in_stock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def lot(product, owner):
    return lot_in_stock(product, owner)


def url(lot: Lot, name: str = "recall") -> str:
    return reverse(f"lots:{name}", args=[lot.pk])


def test_producer_reads_it_before_and_after(client, owner, product, lot):
    client.force_login(owner)
    page = client.get(url(lot)).text
    assert "30 of this lot should still be with you." in page
    assert "30 are taken out of your stock, so that nobody orders them." in page
    assert sale.stock(product) == (45, 0)
    for _ in range(2):
        client.post(url(lot), {"reason": "Men thôi chì", "is_sure": "on"})
    assert sale.stock(product) == (15, 0)
    assert "What was left of this lot is out of your stock." in client.get(url(lot)).text


def test_a_lot_recalled_before_is_still_to_be_taken_out_by_hand(client, owner, lot):
    recall_lot(lot=lot, reason="Chì", by=owner)
    client.force_login(owner)
    assert "take it out, so that nobody orders it" in client.get(url(lot)).text


def test_other_producers_take_nothing_out(client, product, lot):
    client.force_login(factories.make_member(factories.make_producer(), "o@example.com"))
    assert client.post(url(lot), {"reason": "x", "is_sure": "on"}).status_code == 404
    assert (sale.stock(product), Withdrawal.objects.count()) == ((45, 0), 0)
