"""allauth's pages stand in the shop's shell, in every state of an account."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.mfa.webauthn.internal import auth as key_auth
from django.core import mail

pytestmark = pytest.mark.django_db
PASSWORD = "Lan-2026-mua-hang"


@pytest.fixture
def address(buyer):
    return EmailAddress.objects.create(user=buyer, email=buyer.email, primary=True, verified=True)


@pytest.fixture
def signed_in(client, buyer, address):
    buyer.set_password(PASSWORD)
    buyer.save()
    client.post("/en/account/login/", {"login": buyer.email, "password": PASSWORD})
    client.post("/en/account/reauthenticate/", {"password": PASSWORD})
    return client


def names_of_fields(page: str) -> list[str]:
    main = page[page.index("<main") : page.index("</main>")]
    return [name for name in re.findall(r'name="(\w+)"', main) if name != "csrfmiddlewaretoken"]


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("login/", ["login", "password", "credential"]),
        ("signup/", ["email", "password1", "password2"]),
        ("password/reset/", ["email"]),
        ("password/reset/done/", []),
        ("password/reset/key/done/", []),
        ("confirm-email/", []),
        ("inactive/", []),
    ],
)
def test_a_stranger_finds_the_fields(client, path, fields):
    answer = client.get(f"/en/account/{path}")
    assert answer.status_code == 200
    page = answer.content.decode()
    assert names_of_fields(page) == fields
    assert 'class="foot"' in page


def test_login_leads_to_signup_and_keeps_where_one_came_from(client):
    page = client.get("/en/account/login/?next=/en/basket/").content.decode()
    assert '<a href="/en/account/signup/?next=%2Fen%2Fbasket%2F">sign up</a>' in page
    assert '<input type="hidden" name="next" value="/en/basket/">' in page


def test_wrong_password_is_said_at_the_form(client, buyer):
    answer = client.post("/en/account/login/", {"login": buyer.email, "password": "no"})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert '<p class="note note--bad" role="alert">' in page


def test_password_is_reset_by_the_mail(client, buyer, address):
    client.post("/en/account/password/reset/", {"email": buyer.email})
    path = re.search(r"https?://[^/\s]+(/\S+/password/reset/key/\S+)", mail.outbox[0].body)[1]
    page = client.get(path, follow=True)
    assert names_of_fields(page.content.decode()) == ["password1", "password2", "action", "next"]
    wrong = client.get(re.sub(r"key/.+", "key/1-no/", path), follow=True).content.decode()
    assert '<a href="/en/account/password/reset/">new password reset</a>' in wrong


def test_an_address_is_confirmed_by_a_page(client, buyer):
    EmailAddress.objects.create(user=buyer, email=buyer.email).send_confirmation(None)
    path = re.search(r"https?://[^/\s]+(/\S+/confirm-email/\S+)", mail.outbox[0].body)[1]
    page = client.get(path).content.decode()
    assert f'<a href="mailto:{buyer.email}">{buyer.email}</a>' in page
    assert client.get("/en/account/confirm-email/no/").status_code == 200


@pytest.mark.parametrize(
    "path",
    ["logout/", "email/", "password/change/", "reauthenticate/", "2fa/", "2fa/totp/activate/"],
)
def test_who_is_signed_in_finds_the_page(signed_in, path):
    answer = signed_in.get(f"/en/account/{path}")
    assert answer.status_code == 200
    assert "form" in answer.content.decode()


def test_addresses_are_listed_with_what_they_are(signed_in, buyer):
    EmailAddress.objects.create(user=buyer, email="lan@example.vn")
    page = signed_in.get("/en/account/email/").content.decode()
    labels = re.findall(r"<label for=\"\w+\">(.+?)</label>", page)
    assert [" ".join(re.sub("<.+?>", "", label).split()) for label in labels[-3:-1]] == [
        f"{buyer.email} · Verified · Primary",
        "lan@example.vn · Unverified",
    ]


@pytest.fixture
def guarded(signed_in, buyer, monkeypatch):
    """An account with an app, recovery codes and one security key (of no real make)."""
    monkeypatch.setattr(key_auth, "get_credentials", lambda user: [])
    TOTP.activate(buyer, generate_totp_secret())
    RecoveryCodes.activate(buyer)
    Authenticator.objects.create(
        user=buyer, type=Authenticator.Type.WEBAUTHN, data={"name": "Yellow key", "credential": {}}
    )
    return signed_in


def test_second_factors_are_shown(guarded):
    page = guarded.get("/en/account/2fa/").content.decode()
    assert "You have added 1 security key." in page
    assert "There are 10 out of 10 recovery codes available." in page
    assert "/en/account/2fa/recovery-codes/download/" in page
    keys = guarded.get("/en/account/2fa/webauthn/").content.decode()
    assert "Yellow key" in keys and "Not used." in keys


def test_recovery_codes_stand_a_line_each(guarded, buyer):
    codes = buyer.authenticator_set.get(type="recovery_codes").wrap().get_unused_codes()
    page = guarded.get("/en/account/2fa/recovery-codes/").content.decode()
    assert "\n".join(codes) in page
    download = guarded.get("/en/account/2fa/recovery-codes/download/")
    assert download.content.decode().split() == codes
    assert guarded.get("/en/account/2fa/recovery-codes/generate/").status_code == 200


@pytest.mark.parametrize(
    "path", ["add/", "keys/{pk}/edit/", "keys/{pk}/remove/", "reauthenticate/"]
)
def test_pages_of_security_keys(guarded, buyer, path):
    key = buyer.authenticator_set.get(type="webauthn")
    answer = guarded.get(f"/en/account/2fa/webauthn/{path.format(pk=key.pk)}")
    assert answer.status_code == 200
    assert "Security Key" in answer.content.decode() or "security key" in answer.content.decode()


def test_the_second_factor_is_asked_for(client, guarded, buyer):
    client.logout()
    client.post("/en/account/login/", {"login": buyer.email, "password": PASSWORD})
    page = client.get("/en/account/2fa/authenticate/").content.decode()
    assert names_of_fields(page)[0] == "code"
    assert '"authenticate": "mfa_webauthn_authenticate"' in page
    assert 'id="logout-from-stage"' in page


@pytest.mark.parametrize("path", ["/cms/login/", "/admin/login/", "/en/account/to/login/"])
def test_every_login_leads_to_the_one_with_the_second_factor(client, path):
    answer = client.get(path)
    assert answer.status_code == 302
    assert "/account/login/" in answer.url


@pytest.mark.parametrize(
    "path", ["sell/", "sell/products/", "account/", "programme/", "sell/review/"]
)
def test_back_offices_ask_strangers_to_sign_in(client, path):
    answer = client.get(f"/en/{path}")
    assert answer.status_code == 302
    assert "/account/login/" in answer.url
