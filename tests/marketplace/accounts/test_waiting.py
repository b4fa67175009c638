"""Who comes back after half an hour, or twelve hours after saying who it is, says it again."""

import pytest
from django.contrib.sessions.models import Session
from django.urls import get_resolver

from marketplace.accounts.signing_in import IDLE, MARK, UNASKED
from marketplace.accounts.waiting import is_own
from marketplace.frame.access import audience_of
from marketplace.ledger.models import Adjustment
from marketplace.purchases.models import Purchase
from tests import doors, factories
from tests.source.test_access import module_of, patterns

pytestmark = pytest.mark.django_db
ASKED = "/vi/account/reauthenticate/"
OWN = "/vi/account/addresses/"


def away(client, person, *, seen: int, told: int | None = None) -> None:
    """Sign somebody in who told `told` seconds ago who it is and was here `seen` seconds ago."""
    client.force_login(person)
    doors.pass_stage(client, person, ago=told if told is not None else seen)
    session = client.session
    session[MARK] |= {"seen": session[MARK]["seen"] + (told or seen) - seen}
    session.save()


def is_asked(answer) -> bool:
    return answer.status_code == 302 and answer.url.startswith(ASKED)


@pytest.mark.parametrize(
    ("told", "seen", "asked"),
    [
        (IDLE - 60, IDLE - 60, False),
        (IDLE, IDLE, True),
        (UNASKED - 60, 10, False),
        (UNASKED, 10, True),
    ],
)
def test_half_an_hour_away_or_twelve_hours_in_all(client, buyer, told, seen, asked):
    away(client, buyer, seen=seen, told=told)
    assert is_asked(client.get(OWN)) is asked


def test_the_shop_and_the_basket_stay_open(client, buyer, product):
    away(client, buyer, seen=IDLE)
    for path in ("/vi/products/", "/vi/basket/", product.get_absolute_url(), "/vi/account/login/"):
        assert not is_asked(client.get(path)), path
    assert is_asked(client.get("/vi/checkout/"))
    assert is_asked(client.get(OWN))  # looking around in the shop does not open it again


def test_being_here_is_noted_once_a_minute(client, buyer):
    for seen, noted in ((50, False), (70, True)):
        away(client, buyer, seen=seen, told=3600)
        before = client.session[MARK]["seen"]
        client.get(OWN)
        assert (client.session[MARK]["seen"] > before) is noted


def test_a_form_goes_on_after_the_password(client, buyer):
    away(client, buyer, seen=IDLE)
    asked = client.post("/vi/account/saved/1/", {"x": "1"})
    assert is_asked(asked)
    told = client.post(asked.url, {"password": factories.PASSWORD, "next": "/vi/account/saved/1/"})
    assert told.status_code == 404  # there is no product 1: the form was sent
    assert client.get(OWN).status_code == 200


def test_who_has_neither_password_nor_key_is_signed_out(client, buyer):
    buyer.set_unusable_password()
    buyer.save()
    away(client, buyer, seen=IDLE)
    assert client.get(OWN).url.startswith("/vi/account/login/")
    assert MARK not in client.session


def test_every_page_of_a_person_asks():
    """What the URL table leaves open shows nothing of a person, or lets one in."""
    open_to = {
        (audience_of(pattern.callback), module_of(pattern).split(".")[0], pattern.name)
        for path, pattern in patterns(get_resolver())
        if path.startswith(("vi/account/", "vi/sell/", "vi/finance/", "vi/purchases/"))
        and not is_own(pattern.callback, pattern.name or "", [])
    }
    assert {package for _a, package, name in open_to} == {"allauth", "django"}  # which lead on
    assert {name for _a, package, name in open_to if package == "allauth"} == {
        "account_login",
        "account_logout",
        "account_signup",
        "account_inactive",
        "account_email_verification_sent",
        "account_confirm_email",
        "account_reauthenticate",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "mfa_authenticate",
        "mfa_login_webauthn",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
    }


ENDED = "Phiên của bạn đã hết. Xin đăng nhập lại."


@pytest.mark.parametrize("path", [OWN, "/vi/sell/", "/vi/finance/", "/vi/account/email/"])
def test_who_comes_with_an_ended_session_is_told_so_where_to_sign_in(client, buyer, path):
    client.force_login(buyer)
    Session.objects.all().delete()
    page = client.get(path, follow=True)
    assert page.redirect_chain[-1][0].startswith("/vi/account/login/?next=")
    assert ENDED in page.content.decode()
    assert ENDED not in client.get(path, follow=True).content.decode()


def test_a_stranger_and_the_holder_of_a_link_are_not_told_of_a_session(client, buyer):
    assert ENDED not in client.get(OWN, follow=True).content.decode()
    client.force_login(buyer)
    Session.objects.all().delete()
    purchase = Purchase.objects.create(goods_total=1, delivery_total=0, total=1, number="P")
    assert ENDED not in client.get(purchase.get_absolute_url()).content.decode()


def ended(client, person) -> None:
    """Let somebody of the market sign in, and nobody be there for half an hour."""
    client.force_login(person)
    doors.pass_stage(client, person, ago=IDLE)


@pytest.mark.parametrize(
    "path", ["/en/finance/adjustments/new/", "/cms/pages/1/edit/", "/admin/accounts/user/1/change/"]
)
def test_a_form_of_an_ended_session_comes_back_with_what_was_typed(client, path):
    ended(client, factories.make_accountant())
    answer = client.post(path, {"reason": "Bù tiền bể hàng", "amount": "25000"})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert 'name="reason" value="Bù tiền bể hàng"' in page
    assert 'name="amount" value="25000"' in page
    assert 'target="_blank"' in page
    assert answer["Cache-Control"] == "private, no-store"


def test_a_form_that_came_back_does_nothing_before_somebody_signed_in(client):
    accountant = factories.make_accountant()
    ended(client, accountant)
    sent = {"reason": "Bù tiền bể hàng", "amount": "25000"}
    client.post("/en/finance/adjustments/new/", sent)
    again = client.post("/en/finance/adjustments/new/", sent)
    assert again.status_code in (302, 403)
    assert not Adjustment.objects.exists()
    client.force_login(accountant)
    assert client.post("/en/finance/adjustments/new/", sent).status_code in (200, 302, 422)


def test_a_script_of_an_office_gets_no_page(client):
    ended(client, factories.make_accountant())
    headers = {"X-Requested-With": "XMLHttpRequest"}
    answer = client.post("/cms/pages/1/edit/", {"title": "a"}, headers=headers)
    assert answer.status_code == 302 or "another window" not in answer.content.decode()
