"""The page that says what is wrong with the market: for operators, with buttons that mend."""

import pytest
from django.contrib.auth.models import Permission

from marketplace.gateways.models import WebhookEvent
from marketplace.operations.models import Finding
from marketplace.operations.services import beat, look_over
from marketplace.purchases.mail import MAX_ATTEMPTS
from marketplace.purchases.models import MailMessage
from tests import factories

pytestmark = pytest.mark.django_db
PAGE = "/en/health/"


@pytest.fixture
def operator():
    user = factories.make_user("ops@example.vn")
    user.is_staff = True
    user.save()
    user.user_permissions.add(Permission.objects.get(codename="mend_market"))
    return user


@pytest.fixture
def message():
    beat()
    return MailMessage.objects.create(
        key="m1",
        to="lan@example.vn",
        template="bank_account_checked",
        context={"producer": "X", "ending": "1234"},
        attempts=MAX_ATTEMPTS,
    )


def test_operators_read_what_is_wrong_since_when_and_what_to_do(client, operator, message):
    look_over()
    client.force_login(operator)
    answer = client.get(PAGE)
    page = answer.content.decode()
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")
    assert "1 mail was given up" in page
    assert "Twelve tries failed, or the reader&#39;s own server knows no such address." in page
    assert "bank_account_checked" in page
    assert "lan@example.vn" not in page
    assert page.count("since ") == 1
    assert "Try again" in page


def test_a_button_tries_again_and_a_second_click_finds_nothing(client, operator, message):
    look_over()
    client.force_login(operator)
    page = client.post(f"{PAGE}mail_given_up/again/", follow=True).content.decode()
    assert "1 is tried again." in page
    message.refresh_from_db()
    assert message.attempts == 0
    look_over()
    page = client.post(f"{PAGE}mail_given_up/again/", follow=True).content.decode()
    assert "Nothing is left to do here." in page
    assert "Lately" in page
    assert Finding.objects.filter(cleared_at=None).count() == 0


def test_what_is_let_go_is_said(client, operator):
    beat()
    WebhookEvent.objects.create(
        gateway="vietqr", event_id="FT1", kind="transfer", payload={}, attempts=20
    )
    client.force_login(operator)
    page = client.post(f"{PAGE}events_stuck/let-go/", follow=True).content.decode()
    assert "1 was let go." in page


def test_operators_find_the_page_from_their_account(client, operator):
    client.force_login(operator)
    assert f'href="{PAGE}"' in client.get("/en/account/").content.decode()
    operator.user_permissions.clear()
    assert f'href="{PAGE}"' not in client.get("/en/account/").content.decode()


def test_there_is_no_deed_for_what_nobody_can_try_again(client, operator):
    client.force_login(operator)
    assert client.post(f"{PAGE}disk_full/again/").status_code == 404
    assert client.post(f"{PAGE}mail_given_up/burn/").status_code == 404
    assert client.get(f"{PAGE}mail_given_up/again/").status_code == 405


def test_nobody_else_comes_in(client, buyer, officer, message):
    plain_staff = factories.make_user("desk@example.vn")
    plain_staff.is_staff = True
    plain_staff.save()
    allowed_but_left = factories.make_user("left@example.vn")
    allowed_but_left.user_permissions.add(Permission.objects.get(codename="mend_market"))
    for path, method in ((PAGE, client.get), (f"{PAGE}mail_given_up/again/", client.post)):
        client.logout()
        assert method(path)["Location"].startswith("/en/account/login/")
        for user in (buyer, officer, plain_staff, allowed_but_left):
            client.force_login(user)
            assert method(path).status_code == 403
    message.refresh_from_db()
    assert message.attempts == MAX_ATTEMPTS


def test_the_page_costs_the_same_for_one_and_for_three(client, operator, message):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(operator)
    client.get(PAGE)
    counts = []
    for turn in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        counts.append(len(queries))
        for number in range(2):
            message.pk, message.key = None, f"more-{turn}-{number}"
            message.save()
    assert counts[0] == counts[1]
