"""What a page mails waits in the outbox; a mail server that hangs holds nobody up."""

import time
from datetime import timedelta

import pytest
from django.core import mail as sent
from django.core.mail import EmailMessage
from django.utils import timezone

from marketplace.frame import outside
from marketplace.purchases.mail import SMTP, send_message, send_waiting
from marketplace.purchases.models import MailMessage
from tests import factories
from tests.silence import closed_port, silent_server

pytestmark = pytest.mark.django_db
OURS = "marketplace.purchases.outbox.OutboxBackend"


@pytest.fixture
def ours(settings):
    settings.EMAIL_BACKEND = OURS
    settings.EMAIL_SENDER = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture(params=["silent", "refused"])
def smtp_away(request, settings):
    settings.EMAIL_BACKEND = OURS
    settings.EMAIL_SENDER = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_TIMEOUT = "127.0.0.1", 0.5
    with silent_server() as port:
        settings.EMAIL_PORT = port if request.param == "silent" else closed_port()
        yield


def forgot(client, email: str):
    return client.post("/en/account/password/reset/", {"email": email})


def test_a_password_mail_waits_and_is_forgotten_once_it_is_sent(client, buyer, ours):
    assert forgot(client, buyer.email).status_code == 302
    assert sent.outbox == []
    message = MailMessage.objects.get(to=buyer.email)
    assert send_message.func(message.pk) is True
    [letter] = sent.outbox
    assert letter.to == [buyer.email]
    assert "/en/account/password/reset/key/" in letter.body
    message.refresh_from_db()
    assert (message.context, message.language) == ({}, "en")


def test_what_the_worker_sends_goes_straight_and_files_go_with_their_mail(ours, rf):
    EmailMessage("a", "b", to=["x@x.vn"]).send()
    assert [letter.subject for letter in sent.outbox] == ["a"]

    def page(request):
        with_file = EmailMessage("c", "d", to=["x@x.vn"])
        with_file.attach("a.txt", "x", "text/plain")
        assert with_file.send() == 1
        both = EmailMessage(
            "e", "f", "from@x.vn", ["x@x.vn"], ["y@x.vn"], reply_to=["r@x.vn"], headers={"X-A": "1"}
        )
        assert both.send() == 1

    outside.OnPage(page)(rf.get("/"))
    assert [letter.subject for letter in sent.outbox] == ["a", "c"]
    assert send_waiting() == 2
    kept = sent.outbox[2:]
    names = {m.extra_headers.pop("Message-ID") for m in kept}
    assert len(names) == 2  # each row is a mail of its own
    assert [m.extra_headers.pop("Auto-Submitted") for m in kept] == ["auto-generated"] * 2
    assert [(m.to, m.subject, m.body, m.from_email, m.reply_to, m.extra_headers) for m in kept] == [
        (["x@x.vn"], "e", "f", "from@x.vn", ["r@x.vn"], {"X-A": "1"}),
        (["y@x.vn"], "e", "f", "from@x.vn", ["r@x.vn"], {"X-A": "1"}),
    ]


def test_a_page_waits_for_no_mail_server(client, buyer, smtp_away, settings):
    settings.EMAIL_TIMEOUT = 9
    client.get("/en/account/password/reset/")
    start = time.monotonic()
    assert forgot(client, buyer.email).status_code == 302
    assert time.monotonic() - start < 6
    assert MailMessage.objects.filter(to=buyer.email, sent_at=None).count() == 1


def test_a_round_of_the_clock_asks_a_few_times_and_costs_the_others_no_attempt(smtp_away):
    user = factories.make_user("many@example.vn")
    for number in range(20):
        MailMessage.objects.create(
            key=f"k{number}",
            to=user.email,
            template="bank_account_checked",
            context={"producer": "X", "ending": "1234"},
        )
    start = time.monotonic()
    assert send_waiting() == 0
    assert time.monotonic() - start < 9  # twenty silences would take ten seconds and more
    tried = list(MailMessage.objects.order_by("pk").values_list("attempts", flat=True))
    assert tried == [1] * outside.FAILURES + [0] * (20 - outside.FAILURES)
    assert SMTP.rests()
    soon = timezone.now() + timedelta(minutes=5)
    assert MailMessage.objects.filter(next_attempt_at__lt=soon).count() == 20
