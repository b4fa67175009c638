"""Who reads a producer's mail, and in which language."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from marketplace.accounts.models import User
from marketplace.producers.models import Membership, Producer

FIRST_LANGUAGE = "vi"  # of a producer whose owners are not known


def owners_of(producer: Producer) -> list[User]:
    rows = producer.memberships.filter(role=Membership.Role.OWNER, user__is_active=True)
    return [row.user for row in rows.order_by("pk").select_related("user")]


def readers_of(producer: Producer) -> dict[str, str]:
    """Give the addresses of a producer's active owners and its own, each with its language.

    The producer's own address is written to in the language of its first owner.
    """
    found = {user.email: user.language for user in owners_of(producer)}
    if producer.email:
        found.setdefault(producer.email, next(iter(found.values()), FIRST_LANGUAGE))
    return found


def reader_of(producer: Producer) -> tuple[str, str]:
    """Where a producer reads mail and the language: its own address, else its first owner's.

    An empty address when nobody is known.
    """
    readers = readers_of(producer)
    address = producer.email or next(iter(readers), "")
    return address, readers.get(address, FIRST_LANGUAGE)


def link_to(page: str, language: str, *args: str) -> str:
    """Write the whole address of a page in a language, for mail."""
    with override(language):
        return f"{settings.SITE_URL}{reverse(page, args=args)}"
