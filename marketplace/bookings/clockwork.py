"""What comes round for visits: reminders, ended sessions, guests who did not choose, free places.

Each row in a transaction of its own: one's trouble stops no other.
"""

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import override

from marketplace.bookings.changes import ChangeRefused, cancel_booking
from marketplace.ledger.services import record_fulfilment
from marketplace.order.models import Order
from marketplace.order.states import Status
from marketplace.producers.readers import link_to
from marketplace.purchases.mail import queue_mail
from marketplace.purchases.models import PurchaseEvent, Reversal
from marketplace.purchases.services import lock_order, mail_buyer, move_order
from marketplace.purchases.visit_orders import VISIT, told_ticket
from marketplace.visits.models import Booking, Session, WaitingGuest
from marketplace.visits.words import when

logger = logging.getLogger(__name__)
DAY_BEFORE = timedelta(hours=30)
MOST = 500  # rows in one round of the clock


def remind_guests() -> int:
    """Mail the guests of the next day, once; give how many bookings."""
    now = timezone.now()
    due = Booking.objects.filter(
        state=Booking.State.BOOKED,
        reminded_at=None,
        session__state=Session.State.OPEN,
        session__starts_at__gt=now,
        session__starts_at__lte=now + DAY_BEFORE,
    )
    rows = due.select_related("order__purchase", "session__visit__product")
    told = 0
    for booking in rows.prefetch_related("guest_rows").order_by("pk")[:MOST]:
        told += remind(booking)
    return told


@transaction.atomic
def remind(booking: Booking) -> bool:
    free = Booking.objects.filter(pk=booking.pk, reminded_at=None)
    if not free.update(reminded_at=timezone.now()):
        return False
    purchase = booking.order.purchase
    with override(purchase.language):
        ticket = told_ticket(booking, purchase)
    queue_mail(
        key=f"visit-reminder-{booking.code}-{booking.session_id}",
        to=purchase.email,
        template="visit_reminder",
        context={"purchase": purchase.number, "ticket": ticket},
        language=purchase.language,
    )
    return True


def end_sessions() -> int:
    """Close the books of sessions that are over: their orders took place, the host is owed."""
    now = timezone.now()
    begun = Session.objects.filter(ended_at=None, starts_at__lt=now).select_related("visit")
    ended = 0
    for session in begun.order_by("starts_at")[:MOST]:
        if session.ends_at > now:
            continue
        for order_id in sorted(set(session.bookings.values_list("order_id", flat=True))):
            end_order(order_id)
        ended += Session.objects.filter(pk=session.pk, ended_at=None).update(ended_at=now)
    return ended


@transaction.atomic
def end_order(order_id: int) -> bool:
    """Let an order of visits be over once its last session is; nothing else is sent of it."""
    order = lock_order(order_id)
    if not (order.is_visit and order.is_confirmed):
        return False
    now = timezone.now()
    rows = order.bookings.exclude(state=Booking.State.CANCELLED).select_related("session__visit")
    if any(row.session.ends_at > now or row.choose_by for row in rows):
        return False
    move_order(order, Status.DELIVERED)
    record_fulfilment(order_number=order.number, producer=order.producer)
    PurchaseEvent.objects.create(purchase=order.purchase, order_id=order.pk, code="visit_ended")
    if goods := visits_that_were(rows):
        mail_buyer(order.purchase, "visit_over", order, more={"goods": goods})
    return True


def visits_that_were(bookings: QuerySet[Booking]) -> list[tuple[int, str]]:
    """Give (line id, title) of the visits that guests came to, each visit once."""
    came = bookings.exclude(state=Booking.State.MISSED).order_by("guest_rows__line")
    lines = came.values_list(
        "session__visit__product", "guest_rows__line", "guest_rows__line__title"
    )
    found: dict[int, tuple[int, str]] = {}
    for visit, line, title in lines:
        found.setdefault(visit, (line, title))
    return list(found.values())


def end_late_orders() -> int:
    """End what waited for a guest's choice when its session was over."""
    last = Subquery(
        Booking.objects.filter(order=OuterRef("pk"))
        .exclude(state=Booking.State.CANCELLED)
        .order_by("-session__starts_at")
        .values("session__ended_at")[:1]
    )
    waiting = Order.objects.filter(shipping_code=VISIT, status=Status.CONFIRMED)
    over = waiting.annotate(over=last).filter(over__isnull=False)
    return sum(end_order(pk) for pk in over.values_list("pk", flat=True)[:MOST])


def refund_undecided() -> int:
    """Give all back to guests of cancelled sessions who chose nothing in time."""
    due = Booking.objects.filter(choose_by__lte=timezone.now(), state=Booking.State.BOOKED)
    done = 0
    for booking in due.order_by("pk")[:MOST]:
        try:
            side = Reversal.Side.PRODUCER
            given = cancel_booking(booking=booking, by=None, seen_percent=100, side=side)
        except ChangeRefused:
            logger.info("booking %s was settled meanwhile", booking.pk)
        else:
            done += given is not None
    return done


def tell_waiting() -> int:
    """Mail those who wait for a full session when it has room, the first first."""
    now = timezone.now()
    free = Session.objects.filter(
        state=Session.State.OPEN,
        closes_at__gt=now,
        taken__lt=F("capacity"),
        waiting__told_at=None,
        waiting__isnull=False,
    ).distinct()
    told = 0
    for session in free.select_related("visit__product").order_by("pk")[:MOST]:
        left = session.left
        for guest in session.waiting.filter(told_at=None).order_by("pk"):
            if guest.guests > left:
                continue
            left -= guest.guests
            told += tell_free(session, guest)
    return told


@transaction.atomic
def tell_free(session: Session, guest: WaitingGuest) -> bool:
    rows = WaitingGuest.objects.filter(pk=guest.pk, told_at=None)
    if not rows.update(told_at=timezone.now()):
        return False
    product = session.visit.product
    with override(guest.language):
        context = {"title": product.get_title(), "when": when(session.starts_at)}
    context["link"] = link_to("catalogue:detail", guest.language, product.slug, str(product.pk))
    queue_mail(
        key=f"visit-free-{guest.pk}",
        to=guest.email,
        template="visit_free",
        context=context,
        language=guest.language,
    )
    return True
