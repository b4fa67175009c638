"""What the forms of an application take, and what they say against the rest."""

import datetime

import pytest
from django.utils import timezone

from marketplace.joining.forms import (
    ClosedAccountForm,
    NumbersForm,
    PaperForm,
    RequirementForm,
    WhereForm,
    WhoForm,
    phone_of,
)
from marketplace.joining.models import Application, Requirement
from tests import factories
from tests.marketplace.joining.applicants import photo

pytestmark = pytest.mark.django_db


def errors(form) -> dict[str, list[str]]:
    return {name: list(said) for name, said in form.errors.items()}


def test_a_phone_is_written_for_calls():
    assert phone_of("0912 345 678") == "+84912345678"


def test_who_needs_a_kind_a_phone_and_goods():
    form = WhoForm({"name": "Hộ", "phone": "12"}, application=Application())
    assert set(errors(form)) == {"kind", "representative", "phone", "email", "groups"}
    assert errors(form)["phone"] == ["Số điện thoại này không gọi được."]


@pytest.mark.parametrize(
    ("kind", "tax_code", "citizen", "field", "said"),
    [
        ("household", "", "", "citizen_number", "một trong hai số"),
        ("household", "0300588560", "", "tax_code", "so lại từng số"),
        ("household", "", "0010990123", "citizen_number", "12 chữ số"),
        ("enterprise", "", "001099012345", "tax_code", "cần có mã số thuế"),
    ],
)
def test_numbers_are_held_against_their_rules(kind, tax_code, citizen, field, said):
    data = {"tax_code": tax_code, "citizen_number": citizen}
    form = NumbersForm(data, application=Application(kind=kind))
    assert said in errors(form)[field][0]


@pytest.mark.parametrize("code", ["0300588569", "0300588569-001", "001 099 012 345"])
def test_all_forms_of_a_tax_code_are_taken(code):
    form = NumbersForm({"tax_code": code}, application=Application(kind="enterprise"))
    assert form.is_valid()


def test_a_number_that_is_kept_needs_not_be_given_again():
    form = NumbersForm({}, application=Application(kind="household", citizen_sealed="1:x"))
    assert form.is_valid()
    assert form.facts() == {"tax_code": "", "citizen_number": ""}


WHERE = {"province": "01", "commune": "Bát Tràng", "address": "Xóm 3"}


def test_a_village_is_found_by_its_name_without_marks():
    village = factories.make_village("Bát Tràng")
    form = WhereForm(WHERE | {"village": "bat trang"}, application=Application())
    assert form.is_valid()
    assert form.facts() == {
        "commune": factories.commune(),
        "village": village,
        "address": "Xóm 3",
    }


def test_places_that_are_not_known_are_told_at_their_fields():
    form = WhereForm(WHERE | {"commune": "Không Có"}, application=Application())
    assert "Chúng tôi chưa biết" in errors(form)["commune"][0] or errors(form)["commune"]
    form = WhereForm(WHERE | {"village": "Không Có"}, application=Application())
    assert "Chưa có làng nghề này" in errors(form)["village"][0]


def test_an_account_is_given_whole():
    data = {"bank_bin": "970436", "number": "1045 1000 2345", "holder": "nguyen thi lan"}
    form = ClosedAccountForm(data, application=Application())
    assert form.is_valid(), form.errors
    account = form.facts()["account"]
    assert (account["number"], account["holder"]) == ("104510002345", "NGUYEN THI LAN")


def test_a_paper_that_ends_wants_its_day_and_one_to_come():
    food = Requirement.objects.get(place=30)
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    sheet = {"number": "1", "issuer": "x"}
    form = PaperForm(sheet, {"file": photo()}, requirement=food, paper=None)
    assert set(errors(form)) == {"expires_on"}
    sheet["expires_on"] = f"{yesterday}"
    form = PaperForm(sheet, {"file": photo()}, requirement=food, paper=None)
    assert "đã hết hạn" in errors(form)["expires_on"][0]
    licence = Requirement.objects.get(place=10)
    form = PaperForm({"number": "1", "issuer": "x"}, requirement=licence, paper=None)
    assert set(errors(form)) == {"file"}


def test_a_requirement_needs_a_vietnamese_name():
    assert "name_vi" in errors(RequirementForm({"place": "1"}))
