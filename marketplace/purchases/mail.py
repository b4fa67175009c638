"""Mail goes out by an outbox: written with the change it tells of, sent after commit."""

import logging
from datetime import timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused

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
        except OSError:  # sockets, SMTP, files: the server is down, not the mail wrong
            wait = min(timedelta(minutes=2**message.attempts), LONGEST_WAIT)
            message.next_attempt_at = timezone.now() + wait
            logger.warning("mail %s failed, attempt %d", message.pk, message.attempts)
        else:
            message.sent_at = timezone.now()
            if message.template == AS_WRITTEN:
                message.context = {}  # it may hold a key to an account
        message.save(update_fields=["attempts", "sent_at", "next_attempt_at", "context"])
        return message.sent_at is not None


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
    if message.template == AS_WRITTEN:
        return as_written(message.to, values)
    if number := values.get("purchase"):
        values["purchase"] = Purchase.objects.prefetch_related(
            "orders__lines", "orders__producer", "orders__shipping_address", "orders__parcels"
        ).get(number=number)
    letter = write_letter(letter_of(message), values, message.language)
    mail = EmailMultiAlternatives(letter.subject, letter.text, to=[message.to])
    mail.attach_alternative(letter.html, "text/html")
    return mail


def as_written(to: str, written: dict) -> EmailMultiAlternatives:
    """Put together anew what a library wrote; see outbox.py."""
    mail = EmailMultiAlternatives(
        written.get("subject", ""),
        written.get("text", ""),
        written.get("sender") or None,
        to=[to],
        reply_to=written.get("reply_to", []),
        headers=written.get("headers", {}),
    )
    for content, kind in written.get("alternatives", []):
        mail.attach_alternative(content, kind)
    return mail


def letter_of(message: MailMessage) -> str:
    """Name a mail's letter; that of something with steps has a letter for each."""
    step = message.context.get("step")
    return f"{message.template}/{step}" if step else message.template
