"""What a mail server's refusals mean, and by what mailboxes know a mail that came twice."""

from datetime import timedelta
from email import policy
from email.parser import BytesParser
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused

import pytest
from django.core import mail as sent
from django.core.mail import BadHeaderError
from django.utils import timezone

from marketplace.purchases.mail import (
    MAX_ATTEMPTS,
    Mail,
    code_of,
    compose,
    queue_mail,
    send_message,
)
from marketplace.purchases.models import MailMessage
from tests.flows.sale import place

pytestmark = pytest.mark.django_db


@pytest.fixture
def message(product) -> MailMessage:
    purchase = place([(product, 1)])
    return MailMessage.objects.get(context__purchase=purchase.number)


def reader_refused(reply: int, text: str) -> SMTPRecipientsRefused:
    return SMTPRecipientsRefused({"khach@example.vn": (reply, text.encode())})


@pytest.mark.parametrize(
    ("answer", "attempts"),
    [
        (reader_refused(550, "5.1.1 <khach@example.vn>: no such person"), MAX_ATTEMPTS),
        (reader_refused(550, "unknown user"), MAX_ATTEMPTS),
        (reader_refused(552, "5.2.2 mailbox full"), MAX_ATTEMPTS),
        (reader_refused(554, "5.7.1 relay access denied"), 1),
        (reader_refused(450, "4.2.0 come back later"), 1),
        (SMTPSenderRefused(550, b"5.1.8 who are you?", "cho-ocop@example.vn"), 1),
        (SMTPDataError(554, b"5.7.1 looks like spam"), 1),
    ],
)
def test_only_a_reader_who_is_refused_for_good_is_given_up(message, monkeypatch, answer, attempts):
    def refuse(*_args, **_kwargs):
        raise answer

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
    assert send_message.func(message.pk) is False
    message.refresh_from_db()
    assert (message.attempts, message.sent_at) == (attempts, None)
    later = timedelta(minutes=2) if attempts == 1 else timedelta(0)
    assert message.next_attempt_at - timezone.now() <= later


def test_a_refusal_is_named_without_the_address_it_repeats():
    assert code_of(550, b"5.1.1 <khach@example.vn>: no such person") == "550 5.1.1"
    assert code_of(550, b"<khach@example.vn> unknown") == "550"


def test_a_mail_that_is_sent_again_is_the_same_mail(message):
    names = {compose(message).message()["Message-ID"] for _ in range(2)}
    assert len(names) == 1
    [name] = names
    assert name.endswith("@example.vn>")
    message.key = "another"
    assert compose(message).message()["Message-ID"] != name


def test_no_person_wrote_it(message, settings):
    assert compose(message).message()["Auto-Submitted"] == "auto-generated"
    settings.DEFAULT_FROM_EMAIL = "Chợ OCOP <tin@cho.example>"
    assert compose(message).message()["Message-ID"].endswith("@cho.example>")


def test_what_a_library_wrote_keeps_its_own_headers():
    queue_mail(
        key="k",
        to="a@x.vn",
        template="as_written",
        context={"subject": "s", "text": "t", "headers": {"Message-ID": "<own@x>", "X-A": "b"}},
        language="en",
    )
    message = MailMessage.objects.get()
    assert send_message.func(message.pk) is True
    written = sent.outbox[0].message()
    assert (written["Message-ID"], written["X-A"]) == ("<own@x>", "b")
    assert written["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize(
    "subject",
    [
        "Hoá đơn đặt hàng: gốm Bát Tràng, lụa Vạn Phúc – cảm ơn quý khách rất nhiều nhé!",
        "Đơn hàng đã được giao",
        "Your order of ceramics from Bat Trang and of silk from Van Phuc was sent to you today",
    ],
)
def test_a_subject_with_marks_is_what_it_was(subject):
    written = Mail(subject, "text", to=["a@x.vn"]).message().as_bytes(linesep="\r\n")
    read = BytesParser(policy=policy.default).parsebytes(written)
    assert read["Subject"] == subject
    assert b"Subject: \r\n" not in written
    assert max(map(len, written.split(b"\r\n"))) <= 78


def test_a_subject_of_two_lines_is_refused():
    with pytest.raises(BadHeaderError):
        Mail("Chào\nBcc: all@x.vn", "text", to=["a@x.vn"]).message()
