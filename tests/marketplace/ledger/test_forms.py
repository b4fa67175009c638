"""The account that money goes to, as a person types it."""

import pytest
from django.utils import translation

from marketplace.ledger.forms import BANKS, BankAccountForm

GOOD = {"bank_bin": "970436", "number": "0011 0022 33", "holder": " nguyễn  thị hồng "}


def read(**changes) -> BankAccountForm:
    with translation.override("en"):
        form = BankAccountForm(GOOD | changes)
        form.is_valid()
    return form


def errors_of(**changes) -> dict[str, list[str]]:
    with translation.override("en"):
        return {name: [str(one) for one in said] for name, said in read(**changes).errors.items()}


def test_an_account_is_kept_as_banks_write_it():
    assert read().cleaned_data == {
        "bank_bin": "970436",
        "bank_name": "Vietcombank",
        "number": "0011002233",
        "holder": "NGUYỄN THỊ HỒNG",
    }


@pytest.mark.parametrize("number", ["1" * 6, "1" * 19, "VQRQ1234AB"])
def test_a_number_has_up_to_nineteen_letters_or_digits(number):
    assert read(number=number).cleaned_data["number"] == number


@pytest.mark.parametrize("number", ["1" * 20, "1234-5678", "12345678!", "1234_5678"])
def test_a_number_that_no_bank_has_is_refused_beside_it(number):
    assert errors_of(number=number) == {"number": ["6 to 19 letters or digits, no spaces."]}


@pytest.mark.parametrize("number", ["1", "12345"])
def test_a_number_below_six_is_refused_beside_it(number):
    assert list(errors_of(number=number)) == ["number"]


@pytest.mark.parametrize("field", ["bank_bin", "number", "holder"])
def test_nothing_is_left_out(field):
    assert errors_of(**{field: ""}) == {field: ["This field is required."]}


def test_a_bank_is_one_of_those_that_are_named():
    assert list(errors_of(bank_bin="000000")) == ["bank_bin"]
    assert len({code for code, _name in BANKS}) == len(BANKS)
    assert all(len(code) == 6 and code.isdecimal() for code, _name in BANKS)
