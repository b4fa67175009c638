"""What a producer may give away by its own vouchers: shares, sums, all of them together."""

import datetime

import pytest
from django.utils import timezone, translation

from marketplace.discounts.bounds import (
    MOST_AT_ONCE,
    MOST_BUDGET,
    MOST_EACH,
    beyond,
    bounded,
    room_of,
)
from marketplace.discounts.forms import MarketVoucherForm, ProducerVoucherForm
from marketplace.discounts.models import Voucher
from marketplace.discounts.sharing import taken_off
from tests import factories

PERCENT = {"kind": "percent", "percent": 30, "most": 200_000, "budget": 5_000_000}
AMOUNT = {"kind": "amount", "amount": 50_000, "minimum_goods": 100_000, "budget": 5_000_000}


@pytest.mark.parametrize(
    ("answers", "refused"),
    [
        (PERCENT, {}),
        (PERCENT | {"percent": 50}, {}),
        (PERCENT | {"percent": 51}, {"percent": "At most 50 percent of the price, the law says."}),
        (PERCENT | {"most": None}, {"most": "Say what one use takes off at most."}),
        (PERCENT | {"most": MOST_EACH}, {}),
        (PERCENT | {"most": MOST_EACH + 1}, {"most": "At most ₫2,000,000 for one use."}),
        (PERCENT | {"budget": None}, {"budget": "Say what all uses together take off at most."}),
        (PERCENT | {"budget": MOST_BUDGET}, {}),
        (PERCENT | {"budget": MOST_BUDGET + 1}, {"budget": "At most ₫50,000,000 for one voucher."}),
        (AMOUNT, {}),
        (
            AMOUNT | {"minimum_goods": 99_999},
            {"minimum_goods": "At least ₫100,000, so that no more than half is taken off."},
        ),
        (AMOUNT | {"amount": MOST_EACH + 1}, {"amount": "At most ₫2,000,000 for one use."}),
    ],
)
def test_a_voucher_beyond_a_bound_is_told_why(answers, refused):
    with translation.override("en"):
        assert beyond(answers) == refused


@pytest.mark.parametrize(
    ("off", "cost", "given"),
    [(90_000, 90_000, 45_000), (3_000_000, 10_000_000, MOST_EACH), (5, 11, 5), (6, 11, 5)],
)
def test_what_was_made_before_the_bounds_is_bounded_when_it_is_used(off, cost, given):
    assert bounded(off, cost) == given
    voucher = Voucher(kind="amount", amount=off, platform_share=0)
    assert taken_off(voucher, cost) == given
    voucher.platform_share = 50
    assert taken_off(voucher, cost) == off


@pytest.mark.django_db
def test_all_vouchers_of_a_producer_together_have_a_bound(producer):
    now = timezone.now()
    own = {"producer": producer, "platform_share": 0}
    first = factories.make_voucher("MOT", budget=40_000_000, spent=10_000_000, **own)
    factories.make_voucher("HAI", budget=None, **own)  # from before: counts with all it might
    factories.make_voucher("TAT", budget=40_000_000, is_active=False, **own)
    day = datetime.timedelta(days=1)
    factories.make_voucher("HET", starts_at=now - 2 * day, ends_at=now - day, **own)
    factories.make_voucher("CHO", budget=40_000_000)
    left = MOST_AT_ONCE - 30_000_000 - MOST_BUDGET
    assert room_of(producer) == left
    assert room_of(producer, without=first.pk) == left + 30_000_000
    answers = PERCENT | {
        "code": "BA",
        "name": "Ba",
        "minimum_goods": 0,
        "starts_at": "2026-01-01T00:00",
        "ends_at": "2099-01-01T00:00",
        "is_active": "on",
    }
    with translation.override("en"):
        for budget, taken in ((left, True), (left + 1, False)):
            form = ProducerVoucherForm(answers | {"budget": budget}, producer=producer)
            assert form.is_valid() is taken
        assert form.errors["budget"] == [
            "Your vouchers together may take off ₫100,000,000; ₫20,000,000 of it are left."
        ]
    off = ProducerVoucherForm(
        {name: value for name, value in answers.items() if name not in ("is_active", "budget")},
        producer=producer,
    )
    assert off.is_valid()  # what is taken out of use needs no bound
    assert MarketVoucherForm(
        answers | {"percent": 100, "most": "", "platform_share": 100}
    ).is_valid()
