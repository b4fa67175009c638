"""A producer's people are told: a notice for each in the portal, and a message to who wishes it.

Of an order they hear when there is something to pack: when it is placed for cash, and when it is
paid otherwise; again when they do not confirm it. A `Channel` takes a message to one reader; mail
is the one there is.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, time
from typing import Any, NamedTuple, Protocol

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from marketplace.accounts.roles import ROLES
from marketplace.frame.money import format_dong
from marketplace.notices.models import Notice
from marketplace.notices.reading import words_of
from marketplace.notices.services import News, Reader, write
from marketplace.notices.topics import kinds_for
from marketplace.order.models import Order
from marketplace.producers.readers import link_to
from marketplace.purchases.mail import queue_mail, queue_mails
from marketplace.purchases.models import MailMessage
from marketplace.purchases.packing import cash_for, left_of, lines_of

DIGEST_AT = time(7)  # the clock of the market
MOST_DIGESTS = 200  # in one round of the clock
MOST_TOLD = 50  # lines of a digest; the portal has the rest
Values = dict[str, Any]


class Message(NamedTuple):
    """What one reader is told at once: the news, its letter's name, and what that says."""

    news: News
    reader: Reader
    template: str
    values: Values


class Channel(Protocol):
    """A way to people of a producer. Called in the transaction of the news: it only queues."""

    def tell(self, messages: list[Message]) -> None: ...


class Mail:
    """A mail with the letter's words and a link to the page that the news leads to."""

    def tell(self, messages: list[Message]) -> None:
        queue_mails([self.written(each) for each in messages])

    @staticmethod
    def written(told: Message) -> MailMessage:
        return MailMessage(
            key=f"{told.news.key}-{told.reader.address}"[:120],
            to=told.reader.address,
            template=told.template,
            context=told.values,
            language=told.reader.language,
        )


CHANNELS: tuple[Channel, ...] = (Mail(),)


def tell(
    news: Iterable[News], values_for: Callable[[News, Reader], Values], *, template: str
) -> None:
    """Write notices and tell those who wish it at once, each once; `values_for` fills a letter."""
    news = list(news)
    if not news:
        return
    messages = [
        Message(each, reader, template, values_for(each, reader))
        for each, readers in zip(news, write(news), strict=True)
        for reader in readers
    ]
    if messages:
        for channel in CHANNELS:
            channel.tell(messages)


def tell_producers(orders: Iterable[Order], kind: str = "order_new", stamp: str = "") -> None:
    """Tell those who pack of orders that wait for them, each once a kind of news and `stamp`."""
    by_number = {order.number: order for order in orders if order.producer}
    is_new = kind == "order_new"  # of a new order nothing is cancelled yet
    due = {pk: cash_of(each, is_new) for pk, each in by_number.items()}
    goods = {pk: [] if is_new else goods_of(each) for pk, each in by_number.items()}

    def values_for(news: News, reader: Reader) -> Values:
        order = by_number[news.number]
        to_collect = due[order.number]
        return {
            "purchase": order.purchase.number,  # type: ignore[union-attr]
            "order_number": order.number,
            "to_collect": format_dong(to_collect, reader.language) if to_collect else "",
            "goods": goods[order.number],
            "link": link_to("sell:order", reader.language, order.number),
        }

    news = [
        News(order.producer, kind, f"{kind.replace('_', '-')}-{stamp}{number}", number)
        for number, order in by_number.items()
    ]
    tell(news, values_for, template=kind)


def goods_of(order: Order) -> list[tuple[int, str]]:
    """Give (quantity, title) of what is still to be packed."""
    left = left_of(order)
    return [(left[line.pk], line.title) for line in lines_of(order) if line.pk in left]


def cash_of(order: Order, is_new: bool) -> int:
    """Dong to be taken at the door for what is still to be packed; 0 for what is paid."""
    if not is_new:
        return cash_for(order, left_of(order))
    in_cash = order.purchase is not None and order.purchase.is_placed
    return int(order.total_incl_tax) if in_cash else 0


def send_digests(now: datetime | None = None) -> int:
    """Mail everybody who wishes one mail a day what came since the last; give how many.

    From seven in the morning of the market's day, once a day and reader.
    """
    now = timezone.localtime(now)
    if now.time() < DIGEST_AT:
        return 0
    waiting = (
        Notice.objects.filter(waits_for_digest=True, membership__user__is_active=True)
        .order_by("membership")
        .values_list("membership", flat=True)
        .distinct()
    )
    keys = {digest_key(pk, now): pk for pk in waiting}
    sent = MailMessage.objects.filter(key__startswith="digest-", key__endswith=day_of(now))
    for key in sent.values_list("key", flat=True):  # who has read today's keeps nobody waiting
        keys.pop(key, None)
    return sum(send_digest(pk, now) for pk in list(keys.values())[:MOST_DIGESTS])


def day_of(now: datetime) -> str:
    return f"-{now.date():%Y%m%d}"


def digest_key(membership: int, now: datetime) -> str:
    """Name one member's mail of a day."""
    return f"digest-{membership}{day_of(now)}"


@transaction.atomic
def send_digest(membership: int, now: datetime) -> bool:
    """Queue one member's mail of the day; False when it has gone already."""
    rows = (
        Notice.objects.select_for_update(of=("self",))
        .filter(membership=membership, waits_for_digest=True)
        .select_related("membership__user", "membership__producer")
        .order_by("at", "pk")
    )
    notices = list(rows)
    if not notices:
        return False
    member = notices[0].membership
    key = digest_key(member.pk, now)
    if MailMessage.objects.filter(key=key).exists():
        return False
    language = member.user.language
    reads = kinds_for(ROLES[member.role])  # a role may have changed since
    fresh = [each for each in notices if each.seen_at is None and each.kind in reads]
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(waits_for_digest=False)
    if not fresh:
        return False
    with override(language):
        values = {
            "producer": member.producer.name,
            "day": date_format(now.date(), "SHORT_DATE_FORMAT"),
            "count": len(fresh),
            "notices": [str(words_of(notice)) for notice in fresh[:MOST_TOLD]],
            "link": link_to("sell:notices", language),
        }
    queue_mail(
        key=key,
        to=member.user.email,
        template="notices_of_day",
        context=values,
        language=language,
    )
    return True
