"""Mail goes out by an outbox: written with the change it tells of, sent after commit.

A mail is sent again when the answer to it was lost, so it may arrive twice. Both times it has the
same Message-ID (RFC 5322, 3.6.4), by which mailboxes know that they have it. A server that
refuses the reader for good is asked once.
"""

import logging
import re
from datetime import timedelta
from email.header import Header
from email.message import Message
from email.utils import parseaddr
from functools import partial
from hashlib import sha256
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django_tasks import task

from marketplace.frame.letters import write_letter
from marketplace.frame.outside import Outside, Resting
from marketplace.purchases.models import MailMessage, Purchase

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 12
LONGEST_WAIT = timedelta(hours=6)
REST = timedelta(minutes=1)  # of a mail while its server is left alone
AS_WRITTEN = "as_written"  # a mail that a library wrote: its context is the mail itself
SMTP = Outside("smtp")
STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}\b")


class Mail(EmailMultiAlternatives):
    """A mail whose subject begins on the line of its name.

    Django (5.2) leaves no room for the name when it folds a long subject with marks, so the line
    of the name stays empty and readers that take that for a blank show one.
    """

    def message(self, **options: Any) -> Any:
        written = super().message(**options)
        if not str(self.subject).isascii():
            del written["Subject"]
            subject = Header(str(self.subject), "utf-8", header_name="Subject")
            Message.__setitem__(written, "Subject", subject)
        return written


def queue_mail(*, key: str, to: str, template: str, context: dict, language: str) -> None:
    """Put a mail into the outbox once per `key`; a worker sends it after the commit."""
    if not to:
        return
    try:
        with transaction.atomic():
            message = MailMessage.objects.create(
                key=key, to=to, template=template, context=context, language=language
            )
    except IntegrityError:  # asked for before
        return
    transaction.on_commit(lambda: send_message.enqueue(message.pk), robust=True)


def queue_mails(mails: list[MailMessage]) -> None:
    """Put mails of one occasion into the outbox together: all of them once, with one query."""
    try:
        with transaction.atomic():
            fresh = MailMessage.objects.bulk_create(mails)
    except IntegrityError:  # asked for before
        return
    for message in fresh:
        transaction.on_commit(partial(send_message.enqueue, message.pk), robust=True)


@task()
def send_message(message_id: int) -> bool:
    """Send one mail of the outbox; on failure say when to try again. True when sent."""
    with transaction.atomic():
        message = (
            MailMessage.objects.select_for_update().filter(pk=message_id, sent_at=None).first()
        )
        if message is None or message.attempts >= MAX_ATTEMPTS:
            return False
        message.attempts += 1
        letter = compose(message)  # outside: a letter that is missing is an OSError, too
        try:
            with SMTP.asking(is_silence):
                letter.send()
        except Resting:  # it was not tried, so it costs no attempt
            message.attempts -= 1
            message.next_attempt_at = timezone.now() + REST
        except SMTPRecipientsRefused as refusal:
            put_off_refused(message, refusal)
        except OSError:  # sockets, SMTP, files: the server is down, not the mail wrong
            wait_longer(message)
        else:
            message.sent_at = timezone.now()
            if message.template == AS_WRITTEN:
                message.context = {}  # it may hold a key to an account
        message.save(update_fields=["attempts", "sent_at", "next_attempt_at", "context"])
        return message.sent_at is not None


def wait_longer(message: MailMessage) -> None:
    """Try again later, each time twice as much later."""
    wait = min(timedelta(minutes=2**message.attempts), LONGEST_WAIT)
    message.next_attempt_at = timezone.now() + wait
    logger.warning("mail %s failed, attempt %d", message.pk, message.attempts)


def put_off_refused(message: MailMessage, refusal: SMTPRecipientsRefused) -> None:
    """Give up what no later try would change: operators see it with what was given up."""
    codes = [code_of(*answer) for answer in refusal.recipients.values()]
    if any(map(is_final, codes)):
        message.attempts = MAX_ATTEMPTS
        logger.warning("mail %s was refused for good: %s", message.pk, codes[0])
    else:
        wait_longer(message)


def code_of(reply: int, text: bytes | str) -> str:
    """Name a refusal without the address that it repeats: "550 5.1.1" (RFC 5321, 3463)."""
    said = text.decode("ascii", "replace") if isinstance(text, bytes) else text
    status = STATUS.match(said)
    return f"{reply} {status[0]}" if status else str(reply)


def is_final(code: str) -> bool:
    """Tell whether the reader is refused, and not us: x.7.x says that we may not send there."""
    reply, _blank, status = code.partition(" ")
    return reply.startswith("5") and status[1:3] != ".7"


def is_silence(error: Exception) -> bool:
    """Tell whether the mail server is away; one that refuses a mail or its reader answers."""
    refusals = (SMTPSenderRefused, SMTPRecipientsRefused, SMTPDataError)
    return isinstance(error, OSError) and not isinstance(error, refusals)


def send_waiting() -> int:
    """Send what is due in the outbox; return how many went out."""
    due = MailMessage.objects.filter(
        sent_at=None, attempts__lt=MAX_ATTEMPTS, next_attempt_at__lte=timezone.now()
    ).values_list("pk", flat=True)[:100]
    sent = 0
    for pk in list(due):
        try:
            sent += send_message.func(pk)
        except Exception:
            logger.exception("mail %s cannot be written", pk)
            put_off(pk)
    return sent


def put_off(message_id: int) -> None:
    """Try a mail that cannot be written again later: those behind it do not wait for it."""
    MailMessage.objects.filter(pk=message_id, sent_at=None).update(
        attempts=F("attempts") + 1, next_attempt_at=timezone.now() + LONGEST_WAIT
    )


def compose(message: MailMessage) -> EmailMultiAlternatives:
    """Write a mail in its reader's language: subject, plain text and HTML."""
    values = dict(message.context)
    calendar = values.pop("calendar", "")
    headers = headers_of(message)
    if message.template == AS_WRITTEN:
        return as_written(message.to, values, headers)
    if number := values.get("purchase"):
        values["purchase"] = Purchase.objects.prefetch_related(
            "orders__lines",
            "orders__producer",
            "orders__shipping_address",
            "orders__parcels",
            "orders__deadline",
        ).get(number=number)
    letter = write_letter(letter_of(message), values, message.language)
    mail = Mail(letter.subject, letter.text, to=[message.to], headers=headers)
    mail.attach_alternative(letter.html, "text/html")
    if calendar:
        mail.attach("visit.ics", calendar, "text/calendar")
    return mail


def headers_of(message: MailMessage) -> dict[str, str]:
    """Name a mail the same whenever it is sent, and say that no person wrote it (RFC 3834, 5)."""
    name = sha256(f"{message.pk} {message.key}".encode()).hexdigest()[:32]
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return {"Message-ID": f"<{name}@{domain}>", "Auto-Submitted": "auto-generated"}


def as_written(to: str, written: dict, headers: dict[str, str]) -> EmailMultiAlternatives:
    """Put together anew what a library wrote; see outbox.py."""
    mail = Mail(
        written.get("subject", ""),
        written.get("text", ""),
        written.get("sender") or None,
        to=[to],
        reply_to=written.get("reply_to", []),
        headers=headers | written.get("headers", {}),
    )
    for content, kind in written.get("alternatives", []):
        mail.attach_alternative(content, kind)
    return mail


def letter_of(message: MailMessage) -> str:
    """Name a mail's letter; that of something with steps has a letter for each."""
    step = message.context.get("step")
    return f"{message.template}/{step}" if step else message.template
