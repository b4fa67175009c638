"""Where to deliver: two kinds of address, telephone numbers, communes as of today."""

import pytest
from django.utils import translation
from oscar.core.loading import get_model

from marketplace.shipping.address_form import AddressForm, address_answers, address_line

pytestmark = pytest.mark.django_db
HOME = {
    "email": "lan@example.com",
    "name": "Lan",
    "phone": "0912 345 678",
    "country": "VN",
    "province": "01",
    "commune": "Phường Hoàn Kiếm",
    "street": "12 Hàng Bông",
}
ABROAD = {
    "email": "lan@example.com",
    "name": "Lan",
    "phone": "+62 812-3456-7890",
    "country": "ID",
    "line1": "Jl. Merdeka 1",
    "city": "Bandung",
    "postcode": "40111",
}


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def errors_of(answers: dict, **fields) -> dict[str, list[str]]:
    return {name: list(said) for name, said in AddressForm(answers, **fields).errors.items()}


def form_of(answers: dict, **fields) -> AddressForm:
    form = AddressForm(answers, **fields)
    assert form.is_valid(), form.errors
    return form


def test_an_address_in_vietnam_becomes_oscars():
    form = form_of(HOME)
    address = form.shipping_address()
    assert address == {
        "first_name": "Lan",
        "phone_number": "+84912345678",
        "country": get_model("address", "Country").objects.get(pk="VN"),
        "line1": "12 Hàng Bông",
        "line2": "Hoàn Kiếm",
        "line4": "Hà Nội",
        "state": "01",
    }


def test_an_address_abroad_becomes_oscars():
    assert form_of(ABROAD).shipping_address() == {
        "first_name": "Lan",
        "phone_number": "+6281234567890",
        "country": get_model("address", "Country").objects.get(pk="ID"),
        "line1": "Jl. Merdeka 1",
        "line4": "Bandung",
        "state": "",
        "postcode": "40111",
    }


@pytest.mark.parametrize(
    ("missing", "typed"), [("province", ""), ("commune", " "), ("street", " ")]
)
def test_each_line_of_an_address_in_vietnam_is_needed(missing, typed):
    assert errors_of(HOME | {missing: typed}) == {missing: ["This field is required."]}


@pytest.mark.parametrize("missing", ["line1", "city", "postcode"])
def test_abroad_all_is_needed_but_the_state(missing):
    assert errors_of(ABROAD | {missing: ""}) == {missing: ["This field is required."]}


def test_fields_of_the_other_kind_are_not_asked_for():
    assert errors_of(ABROAD | {"province": "01", "commune": "Nowhere"}) == {}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Hoàn Kiếm", "Hoàn Kiếm"),
        ("phường  Hoàn   Kiếm ", "Hoàn Kiếm"),
        ("Xã Bát Tràng", "Bát Tràng"),
    ],
)
def test_a_commune_is_found_by_its_name_with_or_without_its_kind(typed, kept):
    assert form_of(HOME | {"commune": typed}).cleaned_data["commune"] == kept


@pytest.mark.parametrize(
    "typed",
    ["Hồ Gươm", "Sài Gòn"],  # of no time; of another city
)
def test_a_commune_that_is_not_of_today_is_named_beside_its_field(typed):
    assert errors_of(HOME | {"commune": typed}) == {
        "commune": ["We do not know this ward or commune in Hà Nội as of today."]
    }


@pytest.mark.parametrize("phone", ["12", "phone", "0912 345 67", "+84 1", "+999 12345678"])
def test_a_phone_that_nobody_can_call_is_refused(phone):
    assert errors_of(HOME | {"phone": phone}) == {
        "phone": ["This is not a phone number that can be called."]
    }


def test_a_number_without_its_country_is_of_the_country_of_the_address():
    assert form_of(ABROAD | {"phone": "0812-3456-7890"}).cleaned_data["phone"] == "+6281234567890"


def test_who_gets_nothing_delivered_is_asked_for_name_and_reach_alone():
    form = form_of({name: HOME[name] for name in ("email", "name", "phone")}, needs_delivery=False)
    assert list(form.fields) == ["email", "name", "phone"]
    assert form.shipping_address() is None
    assert form.domestic_fields == form.abroad_fields == []


def test_only_a_signed_in_buyer_may_keep_the_address(buyer):
    assert "save_address" in AddressForm(user=buyer).fields
    assert "save_address" not in AddressForm().fields


@pytest.mark.parametrize("answers", [HOME, ABROAD], ids=["home", "abroad"])
def test_a_kept_address_answers_the_form_again(buyer, answers):
    form = form_of(answers, user=buyer)
    kept = get_model("address", "UserAddress").objects.create(user=buyer, **form.shipping_address())
    again = form_of(address_answers(kept) | {"email": "lan@example.com"}, user=buyer)
    assert again.shipping_address() == form.shipping_address()


@pytest.mark.parametrize("answers", [HOME, ABROAD], ids=["home", "abroad"])
def test_answers_in_the_session_are_plain_and_answer_the_form_again(answers):
    form = form_of(answers)
    kept = form.to_session()
    assert {type(value) for value in kept.values() if value is not None} <= {str, bool}
    assert form_of(kept).shipping_address() == form.shipping_address()


@pytest.mark.parametrize(
    ("answers", "line"),
    [
        (HOME, "12 Hàng Bông, Phường Hoàn Kiếm"),
        (ABROAD, "Jl. Merdeka 1 40111 Bandung ID"),
        ({"email": "a@b.vn"}, ""),
    ],
)
def test_an_address_stands_in_one_line(answers, line):
    assert address_line(answers) == line


def test_an_old_commune_becomes_todays_and_says_so():
    form = form_of(HOME | {"commune": "Trúc Bạch"})
    assert form.cleaned_data["commune"] == "Ba Đình"
    assert form.moved_on == "Trúc Bạch: since 1 July 2025 phường Ba Đình."
    assert form_of(HOME).moved_on == ""


def test_a_commune_that_may_be_two_is_asked_about():
    answers = HOME | {"province": "19", "commune": "van lang"}
    assert errors_of(answers) == {
        "commune": ["Which of these is it today: xã Văn Lang, xã Văn Lăng?"]
    }
