"""What a quote knows of itself, and what the database refuses."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from marketplace.quotes.models import Quote, QuoteLine
from marketplace.quotes.offering import decline, take_back
from marketplace.shipping.places import Place
from tests import factories
from tests.marketplace.quotes.quoted import asked, offered, record_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def quote(producer, owner, buyer):
    return asked(producer, user=buyer)


def test_the_sum_of_a_quote(quote, owner):
    assert (quote.goods, quote.total, quote.pieces) == (0, 0, 30)
    offered(quote, owner, price=33_333, delivery=1)
    found = Quote.objects.get()
    assert (found.goods, found.total) == (999_990, 999_991)


def test_its_last_day_is_still_its_own():
    today = timezone.localdate()
    quote = Quote(valid_until=today)
    assert (quote.is_over(), quote.is_over(today + timedelta(days=1)), Quote().is_over()) == (
        False,
        True,
        False,
    )


def test_a_place_that_is_none_any_more_is_the_capital():
    assert (Quote(going_to="AU").place, Quote(going_to="VN-00").place) == (
        Place("AU", ""),
        Place(),
    )


def test_what_of_a_line_can_be_had(producer):
    vase = factories.make_product(producer, stock=7)
    bowl = factories.make_product(producer, stock=0, made_to_order=True)
    lines = [QuoteLine(product=each, stockrecord=record_of(each)) for each in (vase, bowl)]
    assert [line.available for line in lines] == [7, None]


@pytest.mark.parametrize(
    "wrong",
    [
        {"revision": 1},
        {"state": "quoted"},
        {"state": "accepted"},
    ],
)
def test_no_offer_is_half_made(quote, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Quote.objects.update(**wrong)


@pytest.mark.parametrize("wrong", [{"quantity": 0}, {"price": 0}, {"list_price": -1}])
def test_no_line_is_of_nothing(quote, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        QuoteLine.objects.update(**wrong)


def test_a_product_is_in_a_quote_once(quote):
    line = quote.lines.get()
    line.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        line.save()


@pytest.mark.parametrize("ends_as", ["declined", "withdrawn", "lapsed"])
def test_what_was_taken_back_is_offered_no_more_however_it_ends(producer, owner, buyer, ends_as):
    quote = asked(producer, user=buyer)
    offered(quote, owner)
    assert Quote.objects.get().has_offer
    take_back(quote=quote, reason="Nhầm giá.")
    assert not Quote.objects.get().has_offer
    if ends_as == "declined":
        decline(quote=quote, reason="Lò đầy.")
    else:
        Quote.objects.update(state=ends_as)
    assert not Quote.objects.get().has_offer


def test_what_is_offered_anew_stands_without_the_reason_of_before(producer, owner, buyer):
    quote = asked(producer, user=buyer)
    offered(quote, owner)
    take_back(quote=quote, reason="Nhầm giá.")
    offered(quote, owner)
    quote.refresh_from_db()
    assert (quote.has_offer, quote.reason) == (True, "")
    Quote.objects.update(state="lapsed")
    assert Quote.objects.get().has_offer
