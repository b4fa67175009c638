"""Forms after a sale: what may be said of goods that come back, and of accounts."""

import datetime
import uuid

import pytest
from django.utils import timezone, translation

from catalogue.origin.lots.services import open_lot, release_lot
from catalogue.origin.models import Lot
from marketplace.aftersale.forms import (
    AccountForm,
    CancelForm,
    FitForm,
    MappingForm,
    RemitForm,
)
from marketplace.aftersale.returns import accept_return, ask_return, receive_return
from marketplace.lots.models import Withdrawal
from marketplace.lots.services import recall_and_tell
from tests.flows import sale

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def make_lot(product, owner, quantity=30, **fields) -> Lot:
    lot = open_lot(product=product, quantity=quantity, by=owner, **fields)
    return release_lot(lot=lot, by=owner)


@pytest.fixture
def lot(product, owner):
    product.stockrecords.update(num_in_stock=45, num_allocated=0)
    return make_lot(product, owner)


def recall(lot, owner) -> Withdrawal:
    recall_and_tell(lot=lot, reason="Chì", by=owner)
    return Withdrawal.objects.get(lot=lot)


def a_return(product, owner):
    order = sale.arrived([(product, 2)], owner).orders.get()
    line = order.lines.get()
    claim = ask_return(
        order=order,
        token=uuid.uuid4(),
        reason="damaged",
        wish="refund",
        text="Nứt.",
        quantities={line.pk: 2},
        pictures=[],
        by=None,
    )
    accept_return(claim=claim, by=owner)
    claim.refresh_from_db()
    return claim, line


def test_returned_goods_of_it_stay_out_and_the_form_says_so(product, owner, lot):
    claim, line = a_return(product, owner)
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
    assert form.fields["purpose"].choices == [(0, "Ngày"), (1, "#2"), (2, "Số tiền")]
    named = MappingForm(facts | {"reference": 0}, headers=headers)
    assert (errors_of(named), named.columns["reference"]) == ({}, 0)
    assert list(errors_of(MappingForm(facts | {"amount": 3}, headers=headers))) == ["amount"]
