"""What people write is plain text within bounds, and holds nothing that is blocked."""

from collections.abc import Iterable

from django.conf import settings

from marketplace.frame.folding import cleaned
from marketplace.talks.models import LONGEST, BlockedPattern
from marketplace.talks.patterns import Hit, Pattern, find_blocked
from marketplace.talks.refusals import (
    Blocked,
    LeadsAway,
    NothingSaid,
    OwnContact,
    PaysElsewhere,
    Rude,
)

REFUSALS: dict[str, type[Blocked]] = {
    BlockedPattern.Why.PAYMENT: PaysElsewhere,
    BlockedPattern.Why.CONTACT: OwnContact,
    BlockedPattern.Why.LINK: LeadsAway,
    BlockedPattern.Why.MANNERS: Rude,
}


def plain_text(text: str, longest: int = LONGEST) -> str:
    """Write a text in lines of plain signs: no control signs, at most one empty line between.

    >>> plain_text("  Chào\\u200b  chị \\r\\n\\n\\n\\nBao giờ có?")
    'Chào chị\\n\\nBao giờ có?'
    """
    lines: list[str] = []
    for line in map(cleaned, text[: 4 * longest].splitlines()):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines).strip()[:longest]


def patterns_in_force() -> list[Pattern]:
    """Read what is blocked now, shapes before words. One query."""
    rows = BlockedPattern.objects.filter(is_active=True).values_list("kind", "text", "why")
    order = list(BlockedPattern.Kind.values)
    return sorted((Pattern(*row) for row in rows), key=lambda row: order.index(row.kind))


def blocked_in(plain: str, *, allowed: Iterable[str] = ()) -> Hit | None:
    """Find in a plain text what may not be sent, by the patterns in force now."""
    return find_blocked(plain, patterns_in_force(), allowed=allowed, site=settings.SITE_URL)


def sent_text(text: str, *, allowed: Iterable[str] = ()) -> str:
    """Give a text as it is sent. Raises NothingSaid, PaysElsewhere, OwnContact, LeadsAway, Rude.

    `allowed`: what may be named though it looks like a number or a link.
    """
    plain = plain_text(text)
    if not plain:
        raise NothingSaid
    if hit := blocked_in(plain, allowed=allowed):
        raise REFUSALS[hit.why](found=hit.found)
    return plain
