"""Notices are written with what they tell of, seen by their reader, and forgotten when old."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import NamedTuple

from django.utils import timezone

from marketplace.accounts.roles import ROLES
from marketplace.notices.models import Notice
from marketplace.notices.topics import KINDS, How
from marketplace.notices.wishes import wishes_of
from marketplace.producers.models import Membership, Producer
from marketplace.producers.readers import FIRST_LANGUAGE

KEPT = timedelta(days=180)


class News(NamedTuple):
    """What happened at a producer: a kind of `topics.KINDS`, once per `key`."""

    producer: Producer
    kind: str
    key: str
    number: str = ""
    name: str = ""


class Reader(NamedTuple):
    """Where one of a producer's people reads mail, and in which language."""

    address: str
    language: str


def write(news: Sequence[News]) -> list[list[Reader]]:
    """Write a notice for every member who reads of it; give for each news whom to tell at once.

    The producer's own address is told of everything at once, in its first reader's language.
    Three queries, however many news. Within a transaction: the news stand or fall with what
    they tell of.
    """
    members = defaultdict(list)
    rows = Membership.objects.filter(
        producer__in={each.producer.pk for each in news}, user__is_active=True
    ).select_related("user")
    for member in rows.order_by("pk"):
        members[member.producer_id].append(member)
    wished = wishes_of([member for group in members.values() for member in group])
    notices, at_once = [], []
    for each in news:
        topic = KINDS[each.kind].topic
        reads = KINDS[each.kind].reader
        readers = [m for m in members[each.producer.pk] if reads in ROLES[m.role]]
        for member in readers:
            notices.append(notice_of(each, member, wished[member.pk, topic]))
        told = {
            m.user.email: m.user.language for m in readers if wished[m.pk, topic] == How.AT_ONCE
        }
        if each.producer.email:
            language = readers[0].user.language if readers else FIRST_LANGUAGE
            told.setdefault(each.producer.email, language)
        at_once.append([Reader(*pair) for pair in told.items()])
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    return at_once


def notice_of(news: News, member: Membership, how: How) -> Notice:
    return Notice(
        membership=member,
        kind=news.kind,
        number=news.number,
        name=news.name[:200],
        key=news.key[:100],
        waits_for_digest=how == How.DAILY,
    )


def settle(kinds: Iterable[str], numbers: Iterable[str]) -> None:
    """Count news as seen by everybody: what they asked for is done, or is no more to do."""
    unseen = Notice.objects.filter(kind__in=list(kinds), number__in=list(numbers), seen_at=None)
    unseen.update(seen_at=timezone.now(), waits_for_digest=False)


def see(member: Membership, pk: int | None = None) -> None:
    """Count one of a member's notices as seen, or all of them."""
    unseen = Notice.objects.filter(membership=member, seen_at=None)
    if pk is not None:
        unseen = unseen.filter(pk=pk)
    unseen.update(seen_at=timezone.now())


def forget_notices() -> int:
    """Take away what is older than half a year; give how many went."""
    old = Notice.objects.filter(at__lt=timezone.now() - KEPT).order_by("pk")
    return Notice.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:1000])).delete()[0]
