"""The codes that a visitor entered: kept once each, the last eight, as long as the session."""

import pytest
from django.test import RequestFactory

from marketplace.basket.vouchers import MOST_CODES, codes_of, drop_code, forget_codes, keep_code
from marketplace.discounts.models import Voucher
from marketplace.purchases.models import Purchase
from tests import factories
from tests.flows.sale import place

DELIVERY = {
    "email": "khach@example.vn",
    "name": "Nguyễn Lan",
    "phone": "0912345678",
    "country": "VN",
    "province": "01",
    "commune": "Phường Hoàn Kiếm",
    "street": "12 Hàng Bông",
}


@pytest.fixture
def request_of():
    request = RequestFactory().get("/")
    request.session = {}
    return request


def test_nothing_is_kept_at_first(request_of):
    assert codes_of(request_of) == []
    drop_code(request_of, "TET")
    assert codes_of(request_of) == []
    forget_codes(request_of)
    assert codes_of(request_of) == []


def test_code_is_kept_once_and_the_last_entered_comes_last(request_of):
    for code in ("tet 10", "NHA", "Tet10"):
        keep_code(request_of, code)
    assert codes_of(request_of) == ["NHA", "TET10"]
    assert request_of.session == {"voucher_codes": ["NHA", "TET10"]}


def test_code_is_dropped_as_it_is_typed_and_no_other(request_of):
    for code in ("TET10", "NHA"):
        keep_code(request_of, code)
    drop_code(request_of, " tet10")
    assert codes_of(request_of) == ["NHA"]


@pytest.mark.parametrize(("entered", "kept"), [(7, 7), (8, 8), (9, 8)])
def test_last_eight_codes_are_kept(request_of, entered, kept):
    assert MOST_CODES == 8
    for number in range(entered):
        keep_code(request_of, f"C{number}")
    assert codes_of(request_of) == [f"C{number}" for number in range(entered)][-kept:]


def test_codes_are_forgotten_with_the_purchase(request_of):
    keep_code(request_of, "TET")
    request_of.session["else"] = 1
    forget_codes(request_of)
    assert codes_of(request_of) == []
    assert request_of.session == {"else": 1}


# On the screen -----------------------------------------------------------------------------


def enter(client, **answer) -> list[str]:
    response = client.post("/en/basket/voucher/", answer, follow=True)
    return [str(one) for one in response.context["messages"]]


@pytest.mark.parametrize(
    ("code", "fields", "sentence"),
    [
        ("NONE", None, "NONE: There is no voucher with this code."),
        ("TET", {"is_active": False}, "TET: This voucher is over or not in use yet."),
        ("TET", {"max_uses": 0}, "TET: This voucher is used up."),
        ("TET", {"producer": "other"}, "TET: Nothing in the basket is covered by this voucher."),
        (
            "TET",
            {"minimum_goods": 250_001},
            "TET: The goods it covers cost less than this voucher asks for.",
        ),
        (
            "TET",
            {"first": "MOT"},
            "TET: Only one voucher of the market and one of each producer go together.",
        ),
        ("", None, "Please type the code of your voucher."),
        ("x" * 61, None, "Ensure this value has at most 60 characters (it has 61)."),
    ],
)
def test_buyer_reads_why_a_code_takes_nothing_off(client, product, code, fields, sentence):
    client.post(f"/en/basket/add/{product.pk}/", {"quantity": 1})
    fields = dict(fields or {})
    if first := fields.pop("first", ""):
        factories.make_voucher(first)
        enter(client, code=first)
    if fields.get("producer"):
        fields["producer"] = factories.make_producer()
    factories.make_voucher("TET", **fields)
    before = client.session.get("voucher_codes", [])
    messages = enter(client, code=code)
    assert messages[-1] == sentence
    assert client.session.get("voucher_codes", []) == before


def test_buyer_enters_a_code_and_takes_it_out(client, product):
    factories.make_voucher("TET")
    client.post(f"/en/basket/add/{product.pk}/", {"quantity": 1})
    for _twice in range(2):
        assert enter(client, code=" tet")[-1] == "Voucher TET is taken off."
        assert client.session["voucher_codes"] == ["TET"]
    enter(client, remove="tet")
    assert client.session["voucher_codes"] == []


def test_what_a_visitor_entered_is_nobody_else_s(client, product):
    factories.make_voucher("TET")
    client.post(f"/en/basket/add/{product.pk}/", {"quantity": 1})
    enter(client, code="TET")
    other = client.__class__()
    assert other.session.get("voucher_codes", []) == []
    assert "TET" not in other.get("/en/basket/").content.decode()


@pytest.mark.parametrize(
    ("meanwhile", "sentence"),
    [
        ("used", "TET10: You have used this voucher already."),
        ("counted", "TET10: This voucher is used up"),
        ("ended", "TET10: This voucher is over or not in use yet"),
    ],
)
def test_buyer_reads_at_the_checkout_what_became_of_a_code(client, product, meanwhile, sentence):
    voucher = factories.make_voucher("TET10", percent=10, max_uses=5, max_uses_per_buyer=1)
    lan = factories.make_user("lan@example.vn")
    client.force_login(lan)
    client.post(f"/en/basket/add/{product.pk}/", {"quantity": 1})
    enter(client, code="TET10")
    client.post("/en/checkout/", DELIVERY)
    form = client.get("/en/checkout/review/").context["form"]
    if meanwhile == "used":
        place([(product, 1)], codes=["TET10"], user=lan)
    elif meanwhile == "counted":
        Voucher.objects.filter(pk=voucher.pk).update(uses=5)
    else:
        Voucher.objects.filter(pk=voucher.pk).update(is_active=False)
    before = Purchase.objects.count()
    answers = {name: form.initial[name] for name in ("token", "confirmed_total")}
    response = client.post(
        "/en/checkout/review/", answers | {"payment_method": "cash"}, follow=True
    )
    assert sentence in response.content.decode()
    assert Purchase.objects.count() == before
