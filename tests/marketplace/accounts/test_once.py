"""A form that is sent twice makes one row, whatever it creates; other answers are another form."""

import datetime
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from marketplace.accounts import once
from marketplace.accounts.models import FormKey
from marketplace.accounts.once import asks_who, forget_keys, form_key, key_of
from marketplace.demo.management.commands.keep_time import JOBS
from tests import factories

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


class Form(NamedTuple):
    """A form that creates: who opens it where, what is filled in, which rows come of it."""

    who: str
    page: str
    model: str
    answers: dict[str, Any]


VOUCHER = {
    "code": "NHA5",
    "name": "Nhà mình",
    "kind": "amount",
    "amount": "5000",
    "minimum_goods": "10000",
    "budget": "1000000",
    "starts_at": "2026-01-01T00:00",
    "ends_at": "2099-01-01T00:00",
    "is_active": "on",
}
CREATING = {
    # the portal
    "proposal": Form(
        "owner",
        "sell/products/new/",
        "listings.Revision",
        {"title_vi": "Ấm", "summary_vi": "…", "ocop_set": "21", "price": "120.000"},
    ),
    "voucher of a producer": Form("owner", "sell/vouchers/new/", "discounts.Voucher", VOUCHER),
    "invitation": Form(
        "owner",
        "sell/members/",
        "producers.MemberChange",
        {"email": "moi@example.vn", "role": "seller"},
    ),
    "lot": Form("owner", "sell/lots/new/", "origin.Lot", {"quantity": "5"}),
    "step": Form("owner", "sell/lots/{lot}/step/", "origin.TraceEvent", {"note": "Chuốt"}),
    "material": Form(
        "owner",
        "sell/lots/{lot}/materials/",
        "origin.LotMaterial",
        {"name": "Đất", "where_from": "Trúc Thôn"},
    ),
    "key of a machine": Form("owner", "sell/lots/keys/", "origin.CaptureToken", {"name": "Cân"}),
    # the desk
    "correction of the books": Form(
        "clerk",
        "finance/adjustments/new/",
        "ledger.Adjustment",
        {
            "account": "producer:{producer}",
            "against": "platform:commission",
            "amount": "5000",
            "reason": "Vỡ một chiếc",
        },
    ),
    "rate": Form(
        "clerk",
        "finance/rates/",
        "gateways.ExchangeRate",
        {"currency": "USD", "dong": "25000", "valid_on": "2026-11-20", "source": "Bank X"},
    ),
    # the programme
    "certificate": Form(
        "officer",
        "programme/grant/",
        "certificates.Proposal",
        {
            "product": "{code}",
            "decision_number": "12/QĐ-UBND",
            "decision_date": "{yesterday}",
            "authority": "UBND thành phố Hà Nội",
            "level": "province",
            "stars": "4",
            "score": "78,5",
        },
    ),
    # the shop
    "address": Form(
        "buyer",
        "account/addresses/add/",
        "address.UserAddress",
        {
            "name": "Nguyễn Lan",
            "phone": "0912345678",
            "province": "01",
            "commune": "Phường Hoàn Kiếm",
            "street": "12 Hàng Bông",
        },
    ),
    "report of a code": Form(
        "", "origin/report/P/{code}", "origin.Suspicion", {"message": "Tem này bị dán lại."}
    ),
}


@pytest.fixture
def cast(request, product):
    """The people and things of the forms, and what stands for them in addresses and answers."""
    request.getfixturevalue("owner")
    factories.make_sale(product.producer)
    return {
        "lot": factories.make_lot(product).pk,
        "code": product.code,
        "producer": product.producer_id,
        "yesterday": timezone.localdate() - DAY,
    }


@pytest.fixture
def clerk(db):
    return factories.make_accountant()


def filled(page: HttpResponse, answers: dict[str, Any]) -> dict[str, Any]:
    """Fill in the page's form with a key as a browser does: what it holds, then the answers."""
    forms = BeautifulSoup(page.content, "html.parser").select("form[method=post]")
    form = max(
        (each for each in forms if each.select_one("[name=form_key]")),
        key=lambda each: sum(bool(each.select_one(f"[name={name}]")) for name in answers),
    )
    sent: dict[str, Any] = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        kind = field.get("type", "")
        if field.name == "select":
            chosen = field.select_one("option[selected]") or field.select_one("option")
            sent[field["name"]] = chosen.get("value", "") if chosen else ""
        elif kind == "radio":
            sent.setdefault(field["name"], field["value"])
        elif kind not in ("checkbox", "file") or field.has_attr("checked"):
            sent[field["name"]] = field.get("value", "")
    return sent | answers


@pytest.mark.parametrize("name", CREATING)
def test_form_sent_twice_makes_one_row(request, client, cast, name):
    form = CREATING[name]
    if form.who:
        client.force_login(request.getfixturevalue(form.who))
    path = "/en/" + form.page.format(**cast)
    answers = {key: str(value).format(**cast) for key, value in form.answers.items()}
    model = apps.get_model(form.model)
    before = model.objects.count()
    sent = filled(client.get(path), answers)
    first = client.post(path, sent)
    assert first.status_code in (200, 302), first.context["form"].errors
    assert model.objects.count() == before + 1
    second = client.post(path, sent)
    assert second.status_code == 302
    assert model.objects.count() == before + 1
    if first.status_code == 302:
        assert second["Location"] == first["Location"]


# The key -----------------------------------------------------------------------------------


PAGE = "/en/sell/members/"


@pytest.fixture
def portal(client, owner):
    client.force_login(owner)
    return client


def invited(portal, **answers) -> HttpResponse:
    return portal.post(PAGE, {"form_key": "1", "email": "a@example.vn", "role": "seller"} | answers)


def changes() -> int:
    return apps.get_model("producers.MemberChange").objects.count()


def test_second_one_reads_that_nothing_was_entered_twice(portal):
    invited(portal)
    page = portal.get(invited(portal)["Location"])
    told = [str(one) for one in page.context["messages"]]
    assert told[-1] == "This was sent already: nothing was entered twice."


def test_other_answers_with_the_same_key_are_another_form(portal):
    invited(portal)
    invited(portal, email="b@example.vn")
    assert changes() == 2


def test_refused_form_may_be_sent_again(portal):
    assert invited(portal, email="no address").status_code == 422
    assert not FormKey.objects.exists()


def test_form_without_a_key_is_served_as_ever(portal):
    for _time in range(2):
        portal.post(PAGE, {"email": "a@example.vn", "role": "seller"})
    assert changes() == 2
    assert not FormKey.objects.exists()


def test_key_of_somebody_else_is_another_form(client, portal, owner):
    invited(portal)
    other = factories.make_member(factories.make_producer())
    client.force_login(other)
    invited(client)
    assert changes() == 2


def test_form_that_leads_to_signing_in_may_be_sent_again(client):
    response = client.post(PAGE, {"form_key": "1"})
    assert response.status_code == 302
    assert not FormKey.objects.exists()


@pytest.mark.parametrize(
    ("location", "asks"),
    [
        ("/vi/account/login/?next=/vi/sell/", True),
        ("/vi/sell/members/", False),
        ("https://stripe.example/pay", False),
        ("", False),
    ],
)
def test_answers_that_ask_who_one_is_are_known(location, asks):
    assert asks_who(location) is asks


def test_machine_s_message_is_left_to_be_read_by_its_view(client):
    response = client.post("/webhooks/stripe/", {"form_key": "1"})  # as multipart
    assert response.status_code == 400
    assert not FormKey.objects.exists()


def test_second_one_waits_for_the_answer_of_the_first(portal, monkeypatch):
    invited(portal)
    location = FormKey.objects.get().location
    FormKey.objects.update(answered_at=None, location="")
    looks = []

    def answered(_seconds):
        looks.append(1)
        FormKey.objects.update(answered_at=timezone.now(), location=location)

    monkeypatch.setattr(once, "time", SimpleNamespace(sleep=answered))
    assert invited(portal)["Location"] == location
    assert (len(looks), changes()) == (1, 1)


def test_first_one_that_never_answers_leaves_the_second_on_its_page(portal, monkeypatch):
    invited(portal)
    FormKey.objects.update(answered_at=None, location="")
    monkeypatch.setattr(once, "time", SimpleNamespace(sleep=lambda seconds: None))
    assert invited(portal)["Location"] == PAGE
    assert changes() == 1


def test_name_of_a_form_says_its_key_its_person_and_its_answers(buyer):
    def name(**answers) -> str:
        request = RequestFactory().post("/", answers)
        request.user = buyer
        return key_of(request)

    assert name(a="1") == ""
    assert name(form_key="k", a="1", csrfmiddlewaretoken="x") == name(form_key="k", a="1")
    assert len({name(form_key=key, a=a) for key in "kl" for a in "12"}) == 4


def test_each_form_gets_a_key_of_its_own(producer):
    assert form_key() != form_key()
    assert f'name="shown_for" value="{producer.pk}"' in form_key(producer)


def test_page_that_is_kept_for_all_holds_no_key(client, product):
    for path in ("/vi/products/", product.get_absolute_url()):
        assert b"form_key" not in client.get(path).content


def test_old_keys_are_forgotten(portal):
    invited(portal)
    assert forget_keys() == 0
    FormKey.objects.update(taken_at=timezone.now() - 3 * DAY)
    assert forget_keys() == 1
    assert forget_keys in JOBS
