"""Forms after a sale: what may be said of goods that come back, and of accounts."""

import datetime
import uuid

import pytest
from django.utils import timezone, translation

from marketplace.aftersale.forms import (
    AccountForm,
    CancelForm,
    FitForm,
    MappingForm,
    RemitForm,
)
from marketplace.aftersale.returns import receive_return
from tests.flows import sale
from tests.marketplace.aftersale import claims
from tests.marketplace.lots.recalled import lot_in_stock, recall

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def lot(product, owner):
    return lot_in_stock(product, owner)


def test_returned_goods_of_it_stay_out_and_the_form_says_so(product, owner, lot):
    claim = claims.approved(product, owner, quantity=2)
    line = claim.lines.get().line
    name = f"fit_{line.pk}"
    assert len(FitForm(claim=claim).fields[name].choices) == 3
    recall(lot, owner)
    field = FitForm(claim=claim).fields[name]
    assert field.choices == [(0, "0")]
    assert field.help_text == "Its lot is recalled: none of it is sold again."
    before = sale.stock(product)
    receive_return(claim=claim, by=owner, fit={line.pk: 2})
    assert (claim.lines.get().fit_to_sell, sale.stock(product)) == (0, before)


def errors_of(form) -> dict[str, list[str]]:
    return {name: [str(one) for one in said] for name, said in form.errors.items()}


ACCOUNT = {"bank_bin": "970436", "account": "0011002233", "account_name": "Nguyễn Thị Lan"}


def test_an_account_to_be_paid_back_to_is_kept_as_banks_write_it():
    form = AccountForm(ACCOUNT)
    assert errors_of(form) == {}
    assert form.cleaned_data == ACCOUNT | {"account_name": "NGUYEN THI LAN"}


@pytest.mark.parametrize("account", ["1234", "1" * 19, "VQRQ12"])
def test_an_account_number_has_four_to_nineteen_letters_or_digits(account):
    assert errors_of(AccountForm(ACCOUNT | {"account": account})) == {}


@pytest.mark.parametrize("account", ["123", "1" * 20, "12 34", "1234-5", "1234\n5"])
def test_an_account_number_that_no_bank_has_is_refused_beside_it(account):
    said = ["4 to 19 letters or digits, no spaces."]
    assert errors_of(AccountForm(ACCOUNT | {"account": account})) == {"account": said}


def test_cash_is_received_on_a_day_that_has_come():
    today = timezone.localdate()
    facts = {"reference": "FT1", "amount": 1}
    assert errors_of(RemitForm(facts | {"received_on": today})) == {}
    tomorrow = today + datetime.timedelta(days=1)
    assert errors_of(RemitForm(facts | {"received_on": tomorrow})) == {
        "received_on": ["This day has not come yet."]
    }
    assert list(errors_of(RemitForm(facts | {"amount": 0, "received_on": today}))) == ["amount"]


def lines_of(product, quantity: int = 3):
    line = sale.paid([(product, quantity)]).orders.get().lines.get()
    return [(line, quantity)]


@pytest.mark.parametrize(("units", "wrong"), [("0", "__all__"), ("", "__all__"), ("4", "line")])
def test_a_cancelled_order_says_how_many_of_what(product, units, wrong):
    lines = lines_of(product)
    name = f"line_{lines[0][0].pk}"
    form = CancelForm({"token": uuid.uuid4(), "reason": "other", name: units}, lines=lines)
    said = errors_of(form)
    assert list(said) == [name if wrong == "line" else wrong]
    if wrong == "__all__":
        assert said["__all__"] == ["Please say how many of what."]


def test_a_buyer_and_a_producer_give_reasons_of_their_own(product):
    lines = lines_of(product)
    facts = {"token": uuid.uuid4(), f"line_{lines[0][0].pk}": "3"}
    buyer, producer = CancelForm(lines=lines), CancelForm(lines=lines, is_producer=True)
    assert [code for code, _ in buyer.fields["reason"].choices] == list(CancelForm.BUYERS)
    assert [code for code, _ in producer.fields["reason"].choices] == list(CancelForm.PRODUCERS)
    silent = CancelForm(facts | {"reason": "sold_out"}, lines=lines, is_producer=True)
    assert errors_of(silent) == {"note": ["This field is required."]}
    whole = CancelForm(facts | {"reason": "too_slow"}, lines=lines)
    assert (errors_of(whole), whole.quantities) == ({}, {lines[0][0].pk: 3})


def test_a_bank_statement_may_have_no_column_for_its_reference():
    facts = {"bank": "VCB", "booked_at": 0, "amount": 2, "purpose": 1, "date_format": "%d/%m/%Y"}
    headers = ["Ngày", "", "Số tiền"]
    form = MappingForm(facts, headers=headers)
    assert (errors_of(form), form.columns) == ({}, {"booked_at": 0, "amount": 2, "purpose": 1})
    columns = [(0, "Ngày"), (1, "#2"), (2, "Số tiền")]
    assert form.fields["purpose"].choices == [("", "Please choose"), *columns]
    assert form.fields["reference"].choices == [("", "There is none"), *columns]
    named = MappingForm(facts | {"reference": 3}, headers=[*headers, "Số tham chiếu"])
    assert (errors_of(named), named.columns["reference"]) == ({}, 3)
    twice = MappingForm(facts | {"reference": 0}, headers=headers)
    assert "This column is chosen twice." in str(twice.errors)
    assert list(errors_of(MappingForm(facts | {"amount": 3}, headers=headers))) == ["amount"]
