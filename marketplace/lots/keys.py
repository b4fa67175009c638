"""Keys with which a producer's own system writes into its chains; owners hear of each by mail."""

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import translation

from catalogue.origin.events.capture import issue_token, revoke_token
from catalogue.origin.models import CaptureToken
from marketplace.accounts.models import User
from marketplace.producers.models import Membership, Producer
from marketplace.purchases.mail import queue_mail


class NameInUse(Exception):
    """A key of this name stands already."""


@transaction.atomic
def issue_key(*, producer: Producer, name: str, by: User) -> str:
    """Make a key and give its text, this once; the owners get a mail without it.

    A name stands for one key, so that a page sent twice makes one. Raises NameInUse.
    """
    # The producer's row is the lock for the names of its keys.
    Producer.objects.select_for_update().get(pk=producer.pk)
    if producer.capture_tokens.filter(name__iexact=name, revoked_at=None).exists():
        raise NameInUse(name)
    key, text = issue_token(producer=producer, name=name, by=by)
    mail_owners(key, "capture_key_made", by)
    return text


@transaction.atomic
def revoke_key(*, key: CaptureToken, by: User) -> None:
    """Take a key back and mail the owners; doing it again changes nothing and mails nobody."""
    if revoke_token(key):
        mail_owners(key, "capture_key_revoked", by)


def mail_owners(key: CaptureToken, template: str, by: User) -> None:
    """Queue a mail to every owner in their language: which key, and who did it.

    Whoever does not work for the producer is the market, and is not named.
    """
    people = key.producer.memberships.filter(user__is_active=True).select_related("user")
    members = {row.user_id: row for row in people}
    for row in members.values():
        if row.role != Membership.Role.OWNER:
            continue
        with translation.override(row.user.language):
            link = f"{settings.SITE_URL}{reverse('lots:keys')}"
        queue_mail(
            key=f"{template}-{key.pk}-{row.user_id}",
            to=row.user.email,
            template=template,
            context={
                "producer": key.producer.name,
                "name": key.name,
                "by": by.email if by.pk in members else "",
                "link": link,
            },
            language=row.user.language,
        )


def keys_of(producer: Producer) -> QuerySet[CaptureToken]:
    """The keys of a producer: those that stand first, the newest first."""
    return (
        producer.capture_tokens.select_related("created_by")
        .defer("token_hash")
        .order_by(F("revoked_at").desc(nulls_first=True), "-pk")
    )
