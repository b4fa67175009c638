"""One way in: no address of the site signs anybody in past the login stage, or lets one guess."""

import re
from types import SimpleNamespace

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, authenticate
from django.contrib.auth.hashers import MD5PasswordHasher, check_password
from django.contrib.sites.models import Site
from django.core import mail
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse

from marketplace.accounts.signing_in import MARK
from marketplace.frame import middleware
from tests import doors, factories

pytestmark = pytest.mark.django_db
RIGHT, WRONG = factories.PASSWORD, "sai-mat-khau-2026"
NEW = "mat-khau-khac-2026"
LOGIN, SIGNUP = "/vi/account/login/", "/vi/account/signup/"
RESET = "/vi/account/password/reset/"
TRIES = 60


@pytest.fixture
def person():
    """Somebody of the staff, so that back offices would let them in; the address is confirmed."""
    user = factories.make_user("nhan-vien@example.vn")
    user.is_staff = user.is_superuser = True
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


@pytest.fixture
def guarded(person):
    TOTP.activate(person, generate_totp_secret())
    return person


def keys(person, password: str) -> dict[str, str]:
    """What any form for signing in may ask for, under every name that one has."""
    return {
        **dict.fromkeys(("login", "username", "email"), person.email),
        **dict.fromkeys(("password", "old_password", "oldpassword"), password),
        **dict.fromkeys(("password1", "password2"), NEW),
    }


def is_in(client: Client) -> bool:
    return client.get("/vi/account/").status_code == 200


def post(client: Client, path: str, fields: dict[str, str]):
    """Send a form, whatever it breaks, as somebody who was never here and has asked nothing yet."""
    client.raise_request_exception = False
    client.cookies.clear()
    return client.post(path, fields)


def told(response) -> tuple:
    return response.status_code, response.headers.get("Location")


def test_a_session_is_made_at_signing_in_and_ends_for_good(client, person):
    """Its key is new, long, in a cookie alone; what somebody put there before opens nothing."""
    client.post("/i18n/setlang/", {"language": "en"})
    client.cookies["sessionid"] = "z" * 32
    client.post(LOGIN, {"login": person.email, "password": RIGHT})
    cookie = client.cookies["sessionid"]
    assert re.fullmatch(r"[a-z0-9]{32}", cookie.value) and cookie.value != "z" * 32
    assert cookie["httponly"] and cookie["samesite"] == "Lax"
    page = client.get("/vi/account/", follow=True)
    assert cookie.value not in page.content.decode()
    assert not [url for url, _status in page.redirect_chain if cookie.value in url]
    stolen, planted = Client(), Client()
    stolen.cookies["sessionid"], planted.cookies["sessionid"] = cookie.value, "z" * 32
    assert (is_in(stolen), is_in(planted)) == (True, False)
    client.post("/vi/account/logout/")
    assert not is_in(stolen)


@pytest.mark.one_database
def test_no_address_lets_in_or_tells_or_mails_who_has_a_second_factor(client, guarded):
    """Every address of the site is tried with a wrong and the right password, once each.

    Nobody gets in without the second factor. One form answers a right password otherwise than
    a wrong one, one mails; how often they do stands in the next tests.
    """
    let_in, telling, mailing, tried = [], [], [], 0
    for path in doors.addresses(guarded):
        with transaction.atomic():
            cache.clear()
            mail.outbox.clear()
            wrong = told(post(client, path, keys(guarded, WRONG)))
            if mail.outbox:
                mailing.append(path)
            cache.clear()
            if told(post(client, path, keys(guarded, RIGHT))) != wrong:
                telling.append(path)
            if client.cookies and is_in(client):
                let_in.append(path)
            tried += 1
            transaction.set_rollback(True)
    assert (let_in, telling, mailing) == ([], [LOGIN], [SIGNUP, RESET])
    assert tried > 900


def test_the_walk_would_see_who_gets_in(client, person):
    """Without a second factor the form that the walk tries does open."""
    post(client, LOGIN, keys(person, RIGHT))
    assert is_in(client)


def test_the_form_tells_nothing_after_five_wrong_passwords(client, guarded):
    answers = [told(post(client, LOGIN, keys(guarded, WRONG))) for _ in range(TRIES)]
    assert answers == [(200, None)] * 30 + [(429, None)] * 30
    assert told(post(client, LOGIN, keys(guarded, RIGHT))) == (429, None)


def test_from_other_addresses_the_account_stays_shut(client, guarded, settings):
    """Who changes the address after each try gets five tries at an account in five minutes."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    client.raise_request_exception = False
    for host in range(6):
        client.post(LOGIN, keys(guarded, WRONG), headers={"x-forwarded-for": f"10.0.0.{host}"})
    last = client.post(LOGIN, keys(guarded, RIGHT), headers={"x-forwarded-for": "10.0.1.1"})
    assert told(last) == (200, None)


def test_shared_passwords_of_editors_stop_after_five(client, monkeypatch):
    monkeypatch.setattr(middleware, "time", SimpleNamespace(time=lambda: 0))  # one minute
    shared = "authenticate_with_password/1/"
    for path in (f"/documents/{shared}", f"/vi/_util/{shared}1/"):
        cache.clear()
        codes = [post(client, path, {"password": WRONG}).status_code for _ in range(TRIES)]
        assert (codes[:5], set(codes[5:])) == ([404] * 5, {429})


def test_three_mails_of_a_reset_go_out_in_an_hour(client, person):
    for _ in range(TRIES):
        post(client, RESET, {"email": person.email})
    assert [message.to for message in mail.outbox] == [[person.email]] * 3


def test_one_mail_of_signing_up_with_a_known_address_goes_out_in_three_minutes(client, person):
    fields = {"email": person.email, "password1": NEW, "password2": NEW}
    answers = {told(post(client, SIGNUP, fields)) for _ in range(TRIES // 3)}
    assert answers == {(302, "/vi/account/confirm-email/")}
    assert [message.to for message in mail.outbox] == [[person.email]]


@pytest.mark.one_database
def test_staff_set_nobody_s_password_and_enter_nobody_s_account(client, person):
    """Every page of the back offices that names a person is sent a new password for them."""
    other = factories.make_user("khach@example.vn")
    fields = {
        **keys(other, NEW),
        **dict.fromkeys(("password1", "password2", "new_password1", "new_password2"), NEW),
        "usable_password": "true",
    }
    client.force_login(person)
    client.raise_request_exception = False
    opened, tried = [], 0
    for path in doors.addresses(other):
        if not re.match(r"/(?:admin|cms|vi/dashboard)/", path) or f"/{other.pk}/" not in path:
            continue
        mail.outbox.clear()
        with transaction.atomic():
            client.post(path, fields)
            row = type(other).objects.filter(pk=other.pk).first()
            if mail.outbox or (row and not check_password(RIGHT, row.password)):
                opened.append(path)
            tried += 1
            transaction.set_rollback(True)
    assert opened == []
    assert tried > 150


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/admin/login/?next=/admin/", "/vi/account/login/?next=/admin/"),
        ("/cms/login/?next=/cms/", "/vi/account/login/?next=/cms/"),
        ("/vi/dashboard/login/?next=/vi/dashboard/", "/vi/account/login/?next=/vi/dashboard/"),
        ("/vi/_util/login/", LOGIN),
        ("/cms/password_reset/", "/vi/account/password/reset/"),
        ("/cms/password_reset/confirm/MQ/x/", "/vi/account/password/reset/"),
        ("/admin/password_change/", "/vi/account/password/change/"),
    ],
)
def test_doors_of_libraries_lead_to_ours(client, path, target):
    for send in (client.get, client.post):
        response = send(path)
        assert (response.status_code, response.url) == (302, target)


def test_a_session_that_the_stage_did_not_make_is_a_strangers(client, person):
    """As Django's own login() leaves it; with the mark of another it is a stranger's, too."""
    session = client.session
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "marketplace.accounts.signing_in.StageBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    assert not is_in(client)
    for marked in ("1", {}, {"user": str(person.pk + 1), "at": 1}):
        session = client.session
        session[MARK] = marked
        session.save()
        assert not is_in(client)
    doors.pass_stage(client, person)
    assert is_in(client)


def test_only_the_stage_asks_for_a_password(rf, person):
    for name in ("username", "email"):
        assert authenticate(rf.post("/"), **{name: person.email, "password": RIGHT}) is None


def test_who_has_no_confirmed_address_confirms_a_password_all_the_same(client, person):
    EmailAddress.objects.all().delete()
    client.force_login(person)
    wrong = client.post("/vi/account/reauthenticate/", {"password": WRONG})
    assert wrong.status_code == 200
    assert client.post("/vi/account/reauthenticate/", {"password": RIGHT}).status_code == 302


def test_signing_up_answers_the_same_whoever_has_an_account(client, person):
    """The page tells nothing; who has an account reads it in a mail."""

    def sign_up(email):
        fields = {"email": email, "password1": NEW, "password2": NEW}
        response = client.post("/en/account/signup/", fields, follow=True)
        client.cookies.clear()
        return response.redirect_chain, response.content.decode().replace(email, "")

    known, unknown = sign_up(person.email), sign_up("moi@example.vn")
    assert known == unknown
    assert known[0] == [("/en/account/confirm-email/", 302)]
    assert [message.to for message in mail.outbox] == [[person.email], ["moi@example.vn"]]
    assert "already" in mail.outbox[0].body.lower()
    assert person.check_password(RIGHT)


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        (SIGNUP, {"password1": NEW, "password2": NEW}),
        (LOGIN, {"password": WRONG}),
        (RESET, {}),
    ],
)
def test_an_answer_takes_as_long_whoever_has_an_account(client, person, monkeypatch, path, fields):
    """What takes long is a password's hash: as many are made, and as many mails are written."""
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher, "encode", lambda self, *told: hashed.append("") or encode(self, *told)
    )

    def cost(email: str) -> tuple[int, int]:
        hashed.clear()
        mail.outbox.clear()
        post(client, path, fields | {"email": email, "login": email})
        return len(hashed), len(mail.outbox)

    assert cost(person.email) == cost("moi@example.vn")


def test_a_reset_answers_the_same_whoever_has_an_account(client, person):
    def ask(email):
        client.cookies.clear()
        response = client.post("/en/account/password/reset/", {"email": email}, follow=True)
        return response.redirect_chain, re.sub(r'value="[^"]*"', "", response.content.decode())

    assert ask(person.email) == ask("moi@example.vn")


def test_who_signs_up_is_in_after_the_link_of_the_mail(client):
    fields = {"email": "moi@example.vn", "password1": NEW, "password2": NEW}
    client.post("/en/account/signup/", fields)
    path = re.search(r"https?://[^/\s]+(/\S+/confirm-email/\S+)", mail.outbox[0].body)[1]
    client.post(path)
    client.post("/en/account/login/", {"login": "moi@example.vn", "password": NEW})
    assert is_in(client)


def test_added_accounts_have_no_password_and_addresses_stay(client, person):
    client.force_login(person)
    added = client.post(reverse("admin:accounts_user_add"), {"email": "Them@Example.vn"})
    assert added.status_code == 302
    user = type(person).objects.get(email="them@example.vn")
    assert not user.has_usable_password()
    again = client.post(reverse("admin:accounts_user_add"), {"email": "THEM@example.vn"})
    assert again.context["adminform"].form.errors["email"] == ["Người này đã có tài khoản."]
    path = reverse("admin:accounts_user_change", args=[user.pk])
    client.post(path, {"email": "khac@example.vn", "language": "vi", "is_active": "on"})
    user.refresh_from_db()
    assert user.email == "them@example.vn"


def test_mails_of_an_account_speak_in_the_shop_s_name(client, person):
    for language, subject in (
        ("vi", "[Chợ OCOP] Thư đặt lại mật khẩu"),
        ("en", "[Chợ OCOP] Password Reset Email"),
    ):
        cache.clear()
        client.post(f"/{language}/account/password/reset/", {"email": person.email})
        letter = mail.outbox[-1]
        assert letter.subject == subject
        assert "Chợ OCOP" in letter.body and "example.com" not in letter.body


def test_libraries_write_in_the_shop_s_name(settings):
    """Oscar's mails and the admin's links ask for the site of django.contrib.sites."""
    site = Site.objects.get_current()
    assert (site.name, site.domain) == (settings.OSCAR_SHOP_NAME, "127.0.0.1:8000")
    assert site == Site.objects.get()  # the same row: others may refer to it
