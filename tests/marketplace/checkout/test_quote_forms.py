"""What the forms of a quote hand on."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from marketplace.checkout.quote_forms import PIECES, AcceptForm, QuoteForm, Row
from marketplace.quotes.asking import MOST_PIECES, Asker, Wishes
from marketplace.shipping.places import Place
from tests import factories
from tests.marketplace.checkout.test_quote_views import FORM
from tests.marketplace.quotes.quoted import record_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows(producer):
    return [Row(record_of(factories.make_product(producer)), count) for count in (20, 0)]


def form_of(rows, **changes) -> QuoteForm:
    first, second = rows
    return QuoteForm(FORM | {first.name: "20", second.name: "0"} | changes, rows=rows)


def test_it_hands_on_what_the_service_takes(rows):
    day = timezone.localdate() + timedelta(days=9)
    form = form_of(rows, wanted_on=f"{day}", going_to="AU", phone="+61 2 9374 4000")
    assert form.is_valid(), form.errors
    assert form.lines == [(rows[0].record, 20)]
    assert form.asker == Asker(
        "firm",
        "Cô Hoa",
        "hoa@example.com",
        "+61293744000",
        "Công ty Ánh Dương",
        "0300588569",
    )
    assert form.wishes == Wishes(Place("AU", ""), day, "In logo.")


def test_a_telephone_is_read_by_the_place_it_goes_to(rows):
    assert form_of(rows, going_to="AU", phone="0912345678").errors.keys() == {"phone"}


def test_counts_have_a_bound(rows):
    name = rows[0].name
    assert form_of(rows, **{name: f"{MOST_PIECES}"}).is_valid()
    assert form_of(rows, **{name: f"{MOST_PIECES + 1}"}).errors.keys() == {name}


def test_today_is_early_enough(rows):
    today = timezone.localdate()
    assert form_of(rows, wanted_on=f"{today}").is_valid()
    assert not form_of(rows, wanted_on=f"{today - timedelta(days=1)}").is_valid()


def test_who_is_nobody_s_firm_names_none(rows):
    assert form_of(rows, kind="other", company="", tax_code="").is_valid()


def test_only_ids_that_a_database_holds_are_read():
    assert [bool(PIECES.fullmatch(name)) for name in ("n_7", f"n_{'9' * 19}", "n_x", "xn_7")] == [
        True,
        False,
        False,
        False,
    ]


def test_an_offer_is_accepted_as_a_gift_without_a_day_or_a_token():
    cash = SimpleNamespace(code="vietqr", name="x", pay_within=timedelta(hours=1))
    form = AcceptForm(
        {
            "revision": "1",
            "confirmed_total": "5",
            "payment_method": "vietqr",
            "gift_message": "Chúc mừng",
        },
        methods=[cash],
    )
    assert form.is_valid(), form.errors
    assert {"token", "gift_day"} & form.fields.keys() == set()
    assert (form.gift.message, form.gift.day) == ("Chúc mừng", None)
