"""A code of an authenticator app lets in once; who sends it again is refused and told of."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth import SESSION_KEY
from django.core import mail
from django.test import Client

from marketplace.purchases.mail import send_message
from marketplace.purchases.models import MailMessage
from tests import factories

pytestmark = pytest.mark.django_db
LOGIN = "/en/account/login/"
ASKED = "/en/account/2fa/authenticate/"


@pytest.fixture
def secret() -> str:
    return generate_totp_secret()


@pytest.fixture
def person(secret):
    user = factories.make_user("lan@example.vn", language="id")
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    TOTP.activate(user, secret)
    return user


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def enters(code: str) -> bool:
    """Sign in with the right password and this code, in a browser of its own."""
    client = Client()
    client.post(LOGIN, {"login": "lan@example.vn", "password": factories.PASSWORD})
    client.post(ASKED, {"code": code})
    return SESSION_KEY in client.session


def told() -> list[MailMessage]:
    return list(MailMessage.objects.filter(template="code_used"))


def test_a_code_lets_in_once_and_its_second_use_is_told_and_logged(person, secret, caplog):
    code = code_of(secret)
    assert (enters(code), told()) == (True, [])
    assert not enters(f"{code[:3]} {code[3:]}")
    [letter] = told()
    assert (letter.to, letter.language) == (person.email, "id")
    send_message.func(letter.pk)
    assert "/id/account/sessions/" in mail.outbox[-1].body
    assert f"given twice for user {person.pk}" in caplog.text
    assert code not in caplog.text


@pytest.mark.parametrize("code", ["", "000000x", "abc", "١٢٣٤٥٦", "9" * 5000])
def test_what_is_no_code_is_refused_and_told_of_to_nobody(person, code):
    assert (enters(code), told()) == (False, [])


def test_a_recovery_code_that_was_used_is_refused_alone(person, client):
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    code = RecoveryCodes.activate(person).get_unused_codes()[0]
    assert [enters(code), enters(code)] == [True, False]
    assert told() == []
