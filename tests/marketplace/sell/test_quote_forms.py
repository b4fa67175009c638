"""What a maker's offer begins with and hands on."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from marketplace.quotes.asking import Wishes
from marketplace.quotes.models import Quote
from marketplace.sell.quote_forms import USUALLY_VALID, OfferForm
from tests.marketplace.quotes.quoted import HANOI, asked, offered

pytestmark = pytest.mark.django_db


def test_it_begins_with_the_shop_s_price_and_the_day_that_is_wished(producer, buyer):
    day = timezone.localdate() + timedelta(days=40)
    quote = asked(producer, user=buyer, wishes=Wishes(HANOI, day))
    form = OfferForm(quote=quote)
    ((line, price),) = form.goods
    assert (price.initial, form.initial["ready_on"]) == (line.list_price, day)
    assert form.initial["valid_until"] == timezone.localdate() + USUALLY_VALID


def test_it_begins_with_what_was_offered(producer, owner, buyer):
    offered(asked(producer, user=buyer), owner)
    form = OfferForm(quote=Quote.objects.get())
    assert (form.goods[0][1].initial, form.initial["delivery"]) == (80_000, 60_000)


def test_it_hands_on_what_the_service_takes(producer, buyer):
    quote = asked(producer, user=buyer)
    pk = quote.lines.get().pk
    form = OfferForm(
        {
            f"price_{pk}": "80.000",
            "delivery": "0",
            "ready_on": "2030-01-02",
            "valid_until": "2030-01-01",
            "words": "",
        },
        quote=quote,
    )
    assert form.is_valid()
    assert form.offer == {
        "prices": {pk: 80_000},
        "delivery": 0,
        "ready_on": date(2030, 1, 2),
        "valid_until": date(2030, 1, 1),
        "words": "",
    }
