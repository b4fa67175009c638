"""Keys with which a producer's own system writes into its chains."""

from django.db import transaction
from django.db.models import F, QuerySet

from catalogue.origin.capture_services import issue_token
from catalogue.origin.models import CaptureToken
from marketplace.accounts.models import User
from marketplace.producers.models import Producer


class NameInUse(Exception):
    """A key of this name stands already."""


@transaction.atomic
def issue_key(*, producer: Producer, name: str, by: User) -> str:
    """Make a key and give its text, this once.

    A name stands for one key, so that a page sent twice makes one. Raises NameInUse.
    """
    # The producer's row is the lock for the names of its keys.
    Producer.objects.select_for_update().get(pk=producer.pk)
    if producer.capture_tokens.filter(name__iexact=name, revoked_at=None).exists():
        raise NameInUse(name)
    return issue_token(producer=producer, name=name, by=by)[1]


def keys_of(producer: Producer) -> QuerySet[CaptureToken]:
    """The keys of a producer: those that stand first, the newest first."""
    return (
        producer.capture_tokens.select_related("created_by")
        .defer("token_hash")
        .order_by(F("revoked_at").desc(nulls_first=True), "-pk")
    )
