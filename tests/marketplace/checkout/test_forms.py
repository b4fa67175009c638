"""The last look: how to pay, and an invoice to a company whole or not at all."""

import uuid
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.utils import translation

from marketplace.checkout.forms import ReviewForm
from marketplace.purchases.gifts import Gift
from marketplace.purchases.models import LONGEST_MESSAGE, LONGEST_SENDER

METHODS = [
    SimpleNamespace(code="cash", name="Cash", pay_within=None),
    SimpleNamespace(code="vietqr", name="QR", pay_within=timedelta(hours=24)),
]
FIRST, LAST = date(2026, 12, 1), date(2027, 1, 30)
GOOD = {"token": str(uuid.uuid4()), "confirmed_total": 272_000, "payment_method": "cash"}
COMPANY = {"company": "Công ty Gốm", "tax_code": "0100109106", "company_address": ""}


def form_of(**changes) -> ReviewForm:
    return ReviewForm(GOOD | changes, methods=METHODS, gift_days=(FIRST, LAST))


def errors_of(**changes) -> dict[str, list[str]]:
    with translation.override("en"):
        return {
            name: [str(one) for one in said] for name, said in form_of(**changes).errors.items()
        }


def test_only_open_ways_to_pay_are_taken():
    assert errors_of() == errors_of(payment_method="vietqr") == {}
    assert list(errors_of(payment_method="card")) == ["payment_method"]
    assert form_of().fields["payment_method"].choices == [("cash", "Cash"), ("vietqr", "QR")]


@pytest.mark.parametrize(("total", "wrong"), [(0, []), (-1, ["confirmed_total"])])
def test_a_total_is_not_negative(total, wrong):
    assert list(errors_of(confirmed_total=total)) == wrong


@pytest.mark.parametrize(("length", "wrong"), [(500, []), (501, ["note"])])
def test_a_note_has_five_hundred_letters(length, wrong):
    assert list(errors_of(note="ố" * length)) == wrong


def test_who_wants_no_invoice_is_asked_nothing():
    form = form_of()
    assert (form.is_valid(), form.wants_invoice) == (True, False)
    assert form.cleaned_data["tax_code"] == form.cleaned_data["company"] == ""


def test_an_invoice_is_to_a_company_with_its_tax_code():
    form = form_of(**COMPANY)
    assert (form.is_valid(), form.wants_invoice) == (True, True)
    assert form.cleaned_data["tax_code"] == "0100109106"


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"company": "Công ty Gốm"}, ["tax_code"]),
        ({"tax_code": "0100109106"}, ["company"]),
        ({"company_address": "Hà Nội"}, ["company", "tax_code"]),
    ],
)
def test_half_an_invoice_says_what_is_missing(given, missing):
    assert errors_of(**given) == {name: ["An invoice to a company needs this."] for name in missing}


def test_a_wrong_tax_code_is_said_once_and_stays_written():
    wrong = COMPANY | {"tax_code": "0100109107"}
    assert errors_of(**wrong) == {
        "tax_code": ["This is no tax code; please look for a wrong digit."]
    }
    assert form_of(**wrong).wants_invoice


def gift_of(**changes):
    form = form_of(payment_method="vietqr", **changes)
    assert form.is_valid()
    return form.gift


def test_a_tick_a_word_a_name_or_a_day_makes_a_gift():
    assert gift_of() is None
    assert gift_of(is_gift="on") == Gift()
    assert gift_of(gift_message="Chúc mừng") == Gift(message="Chúc mừng")
    assert gift_of(gift_sender="Lan") == Gift(sender="Lan")
    assert gift_of(gift_day=str(FIRST)) == Gift(day=FIRST)


def test_a_gift_is_not_paid_by_who_gets_it():
    assert errors_of(is_gift="on") == {
        "payment_method": ["A gift is paid beforehand: nobody asks its recipient for money."]
    }
    assert errors_of(is_gift="on", payment_method="vietqr") == {}


@pytest.mark.parametrize(
    ("day", "wrong"),
    [
        (FIRST - timedelta(days=1), ["It can be there from Dec 1, 2026 to Jan 30, 2027."]),
        (FIRST, None),
        (LAST, None),
        (LAST + timedelta(days=1), ["It can be there from Dec 1, 2026 to Jan 30, 2027."]),
    ],
)
def test_a_gift_is_wished_for_a_day_on_which_it_can_be_there(day, wrong):
    said = errors_of(payment_method="vietqr", gift_day=str(day))
    assert said == ({"gift_day": wrong} if wrong else {})


@pytest.mark.parametrize(
    ("field", "most"), [("gift_sender", LONGEST_SENDER), ("gift_message", LONGEST_MESSAGE)]
)
def test_a_card_has_room_for_so_much(field, most):
    assert errors_of(payment_method="vietqr", **{field: "ố" * most}) == {}
    assert list(errors_of(payment_method="vietqr", **{field: "ố" * (most + 1)})) == [field]


def test_what_is_not_sent_is_no_gift():
    form = ReviewForm(GOOD | {"is_gift": "on"}, methods=METHODS)
    assert form.is_valid()
    assert (form.gift, form.gift_fields, form.wants_gift) == (None, [], False)
