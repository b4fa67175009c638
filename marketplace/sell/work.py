"""The producer's orders as work: what waits for which step, how long, and how the rest is found."""

import re
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model

from catalogue.products.variants import picture_name
from marketplace.order.states import Status
from marketplace.purchases.packing import cash_for, left_of

PARTS: dict[str, tuple[Any, Status | None]] = {  # by name: its title, and the state it shows
    "confirm": (_("To confirm"), Status.PLACED),
    "pack": (_("To pack"), Status.CONFIRMED),
    "sent": (_("On the way"), Status.SHIPPED),
    "all": (_("All orders"), None),
}
LONGEST_ASKED = 60  # characters of a search
FEWEST_DIGITS = 4  # of a telephone number, for a search by it
MOST_LINES = 3  # of an order in its row


class Part(NamedTuple):
    """A part of the list: its name and title, how many orders are in it, whether it is shown."""

    name: str
    title: str
    total: int
    is_shown: bool


class Job(NamedTuple):
    """An order as work: what to pack, for which place, since when, and what comes next.

    `goods` are (quantity, title), `more` how many lines are not among them; `to_collect` is cash
    in dong; `step` is "confirm", "pack" or nothing. `in_part`: some of it went, the rest is told.
    `due` is until when it is to be confirmed, `gift_day` for when a gift is wished.
    """

    number: str
    state: str
    tone: str
    goods: list[tuple[int, str]]
    more: int
    cover: str
    place: str
    since: datetime
    to_collect: int
    step: str
    due: datetime | None = None
    is_late: bool = False
    in_part: bool = False
    is_gift: bool = False
    gift_day: date | None = None


def parts_of(orders: QuerySet, wanted: str) -> list[Part]:
    """All parts with their counts; without a wish the first that has work is shown. One query."""
    counted = dict(orders.order_by().values_list("status").annotate(Count("pk")))
    counts = {
        name: counted.get(state, 0) if state else sum(counted.values())
        for name, (_title, state) in PARTS.items()
    }
    if wanted not in PARTS:
        wanted = next((name for name, count in counts.items() if count), "all")
    return [
        Part(name, str(title), counts[name], name == wanted)
        for name, (title, _state) in PARTS.items()
    ]


def orders_in(orders: QuerySet, name: str) -> QuerySet:
    """The orders of a part: work that is due or waited longest first, of all of them the newest."""
    state = PARTS[name][1]
    if state is None:
        return orders.order_by("-date_placed", "-pk")
    if state == Status.PLACED:
        due = F("deadline__due_at").asc(nulls_last=True)
        return orders.filter(status=state).order_by(due, "date_placed", "pk")
    return orders.filter(status=state).order_by("date_placed", "pk")


def matching(orders: QuerySet, asked: str) -> QuerySet:
    """Orders by a part of their number, of the buyer's name or telephone, or of what was bought."""
    text = " ".join(asked.split())[:LONGEST_ASKED]
    if not text:
        return orders
    lines = get_model("order", "Line").objects.filter(order=OuterRef("pk"), title__icontains=text)
    found = Q(number__icontains=text) | Q(shipping_address__first_name__icontains=text)
    digits = re.sub(r"\D", "", text).removeprefix("84").removeprefix("0")
    if len(digits) >= FEWEST_DIGITS and not re.search(r"[^\d\s+().-]", text):
        found |= Q(shipping_address__phone_number__contains=digits)
    return orders.filter(found | Q(Exists(lines)))


def job_of(order: Any) -> Job:
    """Say what a row of the list says of an order; read by packing.with_goods."""
    lines, to = list(order.lines.all()), order.shipping_address
    first = lines[0] if lines and lines[0].product else None
    in_part = order.is_confirmed and bool(order.parcels.all())
    left = left_of(order) if in_part else {line.pk: line.quantity for line in lines}
    lines = [line for line in lines if line.pk in left]
    deadline = getattr(order, "deadline", None) if order.is_placed else None
    return Job(
        number=order.number,
        state=order.status_text,
        tone=order.TONES.get(order.status, ""),
        goods=[(left[line.pk], line.title) for line in lines[:MOST_LINES]],
        more=max(len(lines) - MOST_LINES, 0),
        cover=picture_name(first.product, first.stockrecord) if first else "",
        place=", ".join(filter(None, (to.line2, to.line4))) if to else "",
        since=order.date_placed,
        to_collect=cash_for(order, left) if in_part else to_collect(order),
        in_part=in_part,
        step=step_of(order),
        due=deadline.due_at if deadline else None,
        is_late=bool(deadline and deadline.has_passed),
        is_gift=order.purchase.is_gift,
        gift_day=order.purchase.gift_day,
    )


def step_of(order: Any) -> str:
    """Name what a producer does next with an order; guests of a visit come by themselves."""
    if order.is_placed:
        return "confirm"
    return "pack" if order.is_confirmed and not order.is_visit else ""


def to_collect(order: Any) -> int:
    """Dong that a buyer pays at the door for what still stands of an order; 0 when it is paid."""
    if not order.purchase.is_placed:
        return 0
    taken_back = sum(reversal.total for reversal in order.reversals.all())
    return int(order.total_incl_tax) - taken_back
