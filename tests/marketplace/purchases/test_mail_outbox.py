"""The outbox: a mail goes out once, tries again later and later, and gives up at last."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core import mail as sent
from django.utils import timezone

from marketplace.purchases import mail
from marketplace.purchases.mail import (
    LONGEST_WAIT,
    MAX_ATTEMPTS,
    compose,
    letter_of,
    put_off,
    queue_mail,
    send_message,
    send_waiting,
)
from marketplace.purchases.models import MailMessage
from tests.flows.sale import place

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def message(product) -> MailMessage:
    purchase = place([(product, 1)])
    return MailMessage.objects.get(context__purchase=purchase.number)


@pytest.fixture
def down(monkeypatch):
    def refuse(*_args, **_kwargs):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)


def fresh(message):
    message.refresh_from_db()
    return message


def test_mail_is_queued_once_a_key(django_capture_on_commit_callbacks):
    facts = {"template": "purchase_placed", "context": {}, "language": "en"}
    with django_capture_on_commit_callbacks() as jobs:
        for to in ("a@x.vn", "b@x.vn"):
            queue_mail(key="k", to=to, **facts)
        queue_mail(key="nobody", to="", **facts)
    message = MailMessage.objects.get()
    assert (message.key, message.to, message.template, message.language) == (
        "k",
        "a@x.vn",
        "purchase_placed",
        "en",
    )
    assert len(jobs) == 1
    MailMessage.objects.all().delete()


def test_mail_goes_out_once(message):
    assert send_message.func(message.pk) is True
    assert send_message.func(message.pk) is False
    assert (fresh(message).attempts, len(sent.outbox)) == (1, 1)
    assert abs(message.sent_at - timezone.now()) < MINUTE
    [letter] = sent.outbox
    assert letter.to == ["khach@example.vn"]
    assert letter.alternatives[0][1] == "text/html"


def test_mail_that_is_gone_is_not_sent():
    assert send_message.func(999) is False


@pytest.mark.parametrize(
    ("attempts", "minutes"), [(0, 2), (1, 4), (2, 8), (7, 256), (8, 360), (11, 360)]
)
def test_mail_waits_twice_as_long_each_time_but_no_more_than_six_hours(
    message, down, attempts, minutes
):
    MailMessage.objects.update(attempts=attempts)
    assert send_message.func(message.pk) is False
    assert (fresh(message).attempts, message.sent_at) == (attempts + 1, None)
    wait = message.next_attempt_at - timezone.now()
    assert abs(wait - timedelta(minutes=minutes)) < MINUTE
    assert timedelta(hours=6) == LONGEST_WAIT


@pytest.mark.parametrize(("attempts", "goes"), [(11, True), (12, False), (13, False)])
def test_mail_is_given_up_after_twelve_attempts(message, attempts, goes):
    assert MAX_ATTEMPTS == 12
    MailMessage.objects.update(attempts=attempts)
    assert send_waiting() == (1 if goes else 0)
    MailMessage.objects.update(sent_at=None)
    assert send_message.func(message.pk) is False
    assert len(sent.outbox) == (1 if goes else 0)


@pytest.mark.parametrize(("minutes", "goes"), [(-1, 1), (0, 1), (1, 0)])
def test_mail_goes_out_when_its_time_has_come(message, minutes, goes):
    MailMessage.objects.update(next_attempt_at=timezone.now() + timedelta(minutes=minutes))
    assert send_waiting() == goes


def test_so_many_go_out_at_a_time(message, monkeypatch):
    tried = []
    monkeypatch.setattr(mail, "send_message", SimpleNamespace(func=lambda pk: not tried.append(pk)))
    MailMessage.objects.bulk_create(
        MailMessage(key=f"k{n}", to="a@x.vn", template="purchase_placed", context=message.context)
        for n in range(101)
    )
    assert send_waiting() == len(tried) == 100


def test_what_failed_is_not_counted_as_sent(message, down):
    assert send_waiting() == 0
    assert fresh(message).attempts == 1


def test_mail_that_cannot_be_written_is_put_off(message):
    for n, wrong in enumerate(({"template": "no_such_letter"}, {"context": {"purchase": "0"}}), 1):
        kept = {name: getattr(message, name) for name in wrong}
        MailMessage.objects.update(**wrong, next_attempt_at=timezone.now())
        assert send_waiting() == 0
        assert fresh(message).attempts == n
        assert abs(message.next_attempt_at - timezone.now() - LONGEST_WAIT) < MINUTE
        MailMessage.objects.update(**kept)


def test_what_was_sent_is_not_put_off(message):
    send_message.func(message.pk)
    before = fresh(message).next_attempt_at
    put_off(message.pk)
    assert (fresh(message).next_attempt_at, message.attempts) == (before, 1)


def test_letter_of_something_with_steps_is_one_for_each():
    assert letter_of(MailMessage(template="x", context={})) == "x"
    assert letter_of(MailMessage(template="x", context={"step": "asked"})) == "x/asked"


def test_mail_reads_the_purchase_of_its_number(message):
    letter = compose(message)
    number = message.context["purchase"]
    assert number in letter.subject or number in letter.body
    assert message.context == {"purchase": number}  # the row is left as it was
