"""Who signs in where reads of it and ends it; an address that changes is told of to the old one."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY
from django.core import mail
from django.test import Client

from marketplace.accounts.signing_in import IDLE, LONGEST, MARK
from marketplace.purchases.mail import send_message
from marketplace.purchases.models import MailMessage
from tests import doors, factories

pytestmark = pytest.mark.django_db
LOGIN = "/en/account/login/"
NEW = "một câu dài khó đoán"


@pytest.fixture
def person():
    user = factories.make_user("lan@example.vn", language="en")
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


def sign_in(client: Client, user, device: str = "Firefox"):
    fields = {"login": user.email, "password": factories.PASSWORD}
    return client.post(LOGIN, fields, headers={"user-agent": device})


def told() -> list[tuple[str, str]]:
    rows = MailMessage.objects.filter(template="new_device").order_by("pk")
    return [(row.to, row.context["device"]) for row in rows]


def test_a_device_is_told_of_once(client, person):
    sign_in(client, person)
    client.post("/en/account/logout/")
    sign_in(client, person)
    assert told() == [(person.email, "Firefox")]
    sign_in(Client(), person, "Chrome")
    assert told() == [(person.email, "Firefox"), (person.email, "Chrome")]


def test_time_of_a_new_device_names_month_and_zone_abroad(client, person):
    person.language = "en"
    person.save()
    sign_in(client, person)
    at = MailMessage.objects.get(template="new_device").context["at"]
    assert re.fullmatch(r"[A-Z][a-z]{2} \d+, 20\d\d, .+ \(Vietnam time, UTC\+7\)", at)


def test_another_person_on_the_same_device_and_a_forged_cookie_are_told_of(client, person):
    sign_in(client, person)
    other = factories.make_user("duc@example.vn", language="vi")
    EmailAddress.objects.create(user=other, email=other.email, primary=True, verified=True)
    client.post("/en/account/logout/")
    sign_in(client, other)
    forged = Client()
    forged.cookies["known_here"] = client.cookies["known_here"].value + "x"
    sign_in(forged, person)
    assert [to for to, _ in told()] == [person.email, other.email, person.email]


def test_devices_are_seen_and_the_others_signed_out(client, person, stranger):
    sign_in(client, person, "Phone")
    other = Client()
    sign_in(other, person, "Desk")
    theirs = Client()
    theirs.force_login(stranger)
    page = client.get("/en/account/sessions/").content.decode()
    assert re.findall(r"<b>(\w+)</b>", page[page.index("<main") :]) == ["Phone", "Desk"]
    assert "Phone" not in theirs.get("/en/account/sessions/").content.decode()
    client.post("/en/account/sessions/")
    answers = [each.get("/en/account/").status_code for each in (client, other, theirs)]
    assert answers == [200, 302, 200]


def test_one_device_is_signed_out_by_its_person_alone(client, person, stranger):
    phone, desk = Client(), Client()
    for each, name in ((client, "Here"), (phone, "Phone"), (desk, "Desk")):
        sign_in(each, person, name)
    lost = UserSession.objects.get(user_agent="Phone")
    end = f"/en/account/sessions/{lost.pk}/end/"
    assert end in client.get("/en/account/sessions/").content.decode()
    theirs = Client()
    theirs.force_login(stranger)
    assert theirs.post(end).status_code == 404
    assert client.get(end).status_code == 405
    client.post(end)
    answers = [each.get("/en/account/").status_code for each in (client, phone, desk, theirs)]
    assert answers == [200, 302, 200, 200]


def test_the_old_address_is_told_of_a_new_one(client, person):
    EmailAddress.objects.create(user=person, email="moi@example.vn", verified=True)
    client.force_login(person)
    client.post("/en/account/reauthenticate/", {"password": factories.PASSWORD})
    client.post("/en/account/email/", {"action_primary": "", "email": "moi@example.vn"})
    assert [message.to for message in mail.outbox] == [[person.email]]
    assert "moi@example.vn" in mail.outbox[0].body


def says_again(client):
    client.post("/en/account/reauthenticate/", {"password": factories.PASSWORD})


def change_password(client):
    fields = {"oldpassword": factories.PASSWORD, "password1": NEW, "password2": NEW}
    client.post("/en/account/password/change/", fields)


def reset_password(client):
    client.post("/en/account/logout/")
    client.post("/en/account/password/reset/", {"email": "lan@example.vn"})
    link = re.search(r"/en/account/password/reset/key/\S+", mail.outbox[-1].body)[0]
    mail.outbox.clear()
    form = client.get(link).url
    client.post(form, {"password1": NEW, "password2": NEW})


def change_address(client):
    user = EmailAddress.objects.get().user
    EmailAddress.objects.create(user=user, email="moi@example.vn", verified=True)
    says_again(client)
    client.post("/en/account/email/", {"action_primary": "", "email": "moi@example.vn"})


def take_off_app(client):
    TOTP.activate(EmailAddress.objects.get().user, generate_totp_secret())
    says_again(client)
    client.post("/en/account/2fa/totp/deactivate/")


def make_recovery_codes(client):
    TOTP.activate(EmailAddress.objects.get().user, generate_totp_secret())
    says_again(client)
    client.post("/en/account/2fa/recovery-codes/generate/")


def sign_in_elsewhere(client):
    sign_in(Client(), EmailAddress.objects.get().user, "Chrome")
    send_message.func(MailMessage.objects.filter(template="new_device").latest("pk").pk)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (change_password, "Đã đổi mật khẩu"),
        (reset_password, "Đặt lại mật khẩu"),
        (change_address, "Đã đổi email"),
        (take_off_app, "Đã tắt ứng dụng xác thực"),
        (make_recovery_codes, "Đã tạo mã khôi phục mới"),
        (sign_in_elsewhere, "thiết bị mới"),
    ],
)
def test_a_change_is_told_in_the_person_s_language_wherever_made(
    client, person, change, said, django_capture_on_commit_callbacks
):
    """Who takes over an account does it on pages in a language of their own."""
    person.language = "vi"
    person.save()
    sign_in(client, person)
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        change(client)
    assert [message.to for message in mail.outbox] == [["lan@example.vn"]]
    assert said in mail.outbox[0].subject


@pytest.mark.parametrize(
    ("at", "seen", "is_in"),
    [
        (LONGEST - 30, 0, True),
        (LONGEST, 0, False),
        (IDLE, IDLE - 30, True),
        (IDLE, IDLE, False),
    ],
)
def test_a_session_of_the_market_s_people_ends(client, staff, officer, buyer, at, seen, is_in):
    """After eight hours, and half an hour after the last visit; a buyer's waits (test_waiting)."""
    for user, expected in ((staff, is_in), (officer, is_in), (buyer, True)):
        client.force_login(user)
        doors.pass_stage(client, user, ago=at)
        session = client.session
        session[MARK] |= {"seen": session[MARK]["at"] + at - seen}
        session.save()
        client.get("/en/account/")
        assert (SESSION_KEY in client.session) is expected
        client.logout()


def test_a_visit_is_noted(client, staff):
    client.force_login(staff)
    doors.pass_stage(client, staff, ago=IDLE - 30)
    before = client.session[MARK]
    client.get("/en/account/")
    after = client.session[MARK]
    assert after["at"] == before["at"]
    assert after["seen"] > before["seen"]


def land(user, address: str = LOGIN, **fields: str) -> str:
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    given = {"login": user.email, "password": factories.PASSWORD} | fields
    return Client().post(address, given).url


def test_signing_in_leads_a_packer_to_todays_orders(producer):
    packer = factories.make_member(producer, "goi@example.vn", role="packer")
    assert land(packer, "/vi/account/login/") == "/vi/sell/"


def test_signing_in_leads_finance_to_its_desk_and_a_buyer_to_the_purchases(person):
    assert land(factories.make_accountant()) == "/en/finance/"
    assert sign_in(Client(), person).url == "/en/account/"


def test_signing_in_leads_back_to_the_page_that_asked(producer):
    seller = factories.make_member(producer, "ban@example.vn", role="seller")
    assert land(seller, next="/en/sell/products/") == "/en/sell/products/"
