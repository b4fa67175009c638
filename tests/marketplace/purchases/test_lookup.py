"""Looking a purchase up by number and contact: only both together, in time, not too often."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from marketplace.purchases import lookup
from marketplace.purchases.lookup import (
    FOUND_FOR,
    MOST_SENT,
    MOST_TRIES,
    TooManyLinks,
    TooManyTries,
    as_kept,
    look_up,
    send_link,
)
from marketplace.purchases.models import MailMessage, Purchase
from tests import factories
from tests.flows.sale import place

pytestmark = pytest.mark.django_db


@pytest.fixture
def purchase(producer):
    made = place([(factories.make_product(producer, price=100_000, stock=9, weight_g=100), 1)])
    Purchase.objects.filter(pk=made.pk).update(email="Lan@Example.com", phone="+84912345678")
    made.refresh_from_db()
    return made


@pytest.mark.parametrize(
    "contact", ["lan@example.com", " LAN@EXAMPLE.COM ", "0912345678", "+84 912 345 678"]
)
def test_number_and_contact_find_it(purchase, contact):
    assert look_up(f" {purchase.number.lower()} ", contact) == purchase


@pytest.mark.parametrize("contact", ["lan@example.org", "0912345679", "", "x", "\0", "+"])
def test_another_contact_finds_nothing(purchase, contact):
    assert look_up(purchase.number, contact) is None


def test_a_purchase_without_telephone_is_not_found_by_an_empty_one(purchase):
    Purchase.objects.filter(pk=purchase.pk).update(phone="")
    assert look_up(purchase.number, "") is None
    assert look_up(purchase.number, " ") is None


def test_another_number_finds_nothing(purchase):
    assert look_up("261129-XXXXXX", "lan@example.com") is None


@pytest.mark.parametrize(("beyond", "is_found"), [(-1, True), (1, False)])
def test_it_is_found_for_ninety_days(purchase, beyond, is_found):
    then = timezone.now() - FOUND_FOR - timedelta(minutes=beyond)
    Purchase.objects.filter(pk=purchase.pk).update(placed_at=then)
    assert (look_up(purchase.number, "lan@example.com") is not None) is is_found


def test_ten_tries_of_a_number_an_hour(purchase):
    for _try in range(MOST_TRIES - 1):
        assert look_up(purchase.number, "other@example.com") is None
    assert look_up(purchase.number, "lan@example.com") == purchase
    with pytest.raises(TooManyTries):
        look_up(purchase.number.lower(), "lan@example.com")
    assert look_up("261129-XXXXXX", "lan@example.com") is None  # of that one it was the first


def test_a_count_that_ran_out_between_two_calls_begins_anew(purchase, monkeypatch):
    def gone(_key):
        raise ValueError

    monkeypatch.setattr(cache, "incr", gone)
    look_up(purchase.number, "x")
    assert look_up(purchase.number, "lan@example.com") == purchase


def test_link_goes_to_the_purchases_own_address_three_times_an_hour(purchase):
    for _time in range(MOST_SENT):
        send_link(purchase)
    with pytest.raises(TooManyLinks):
        send_link(purchase)
    letters = MailMessage.objects.filter(template="purchase_link")
    assert set(letters.values_list("to", flat=True)) == {"Lan@Example.com"}
    assert letters.count() == MOST_SENT
    letters.update(created_at=timezone.now() - lookup.TRIED_WITHIN)
    send_link(purchase)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("A@B.vn", "a@b.vn"),
        ("0912 345 678", "+84912345678"),
        ("+62 812 3456 7890", "+6281234567890"),
    ],
)
def test_contacts_are_compared_as_they_are_kept(typed, kept):
    assert as_kept(typed) == kept
