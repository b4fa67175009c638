"""Mail that libraries write for a page: it waits in the outbox like ours.

allauth's and Wagtail's mails are sent while somebody waits for the page, and a mail server
that hangs would hold the page, its thread and, soon, all of them. Django hands every mail to
the backend that EMAIL_BACKEND names, so this one keeps what a page sends, and passes on to
EMAIL_SENDER what the worker and the clock send.
"""

import uuid
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import get_language

from marketplace.frame.outside import is_on_page
from marketplace.purchases.mail import AS_WRITTEN, queue_mail


class OutboxBackend(BaseEmailBackend):
    """Keep a page's mails in the outbox; send all others."""

    def __init__(self, fail_silently: bool = False, **options: Any) -> None:
        super().__init__(fail_silently=fail_silently)
        self.options = options

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        if is_on_page() and not any(message.attachments for message in email_messages):
            for message in email_messages:
                keep(message)
            return len(email_messages)
        sender = get_connection(
            settings.EMAIL_SENDER, fail_silently=self.fail_silently, **self.options
        )
        return sender.send_messages(email_messages) or 0


def keep(message: EmailMessage) -> None:
    """Put a mail into the outbox as it is written, one row for each who is to read it."""
    written = {
        "subject": str(message.subject),
        "text": str(message.body),
        "sender": message.from_email,
        "reply_to": list(message.reply_to),
        "headers": {name: str(value) for name, value in message.extra_headers.items()},
        "alternatives": [list(part) for part in getattr(message, "alternatives", [])],
    }
    for to in message.recipients():
        queue_mail(
            key=f"as-written-{uuid.uuid4()}",
            to=to,
            template=AS_WRITTEN,
            context=written,
            language=get_language() or settings.LANGUAGE_CODE,
        )
