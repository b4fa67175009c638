"""Orders of visits: their seats follow the purchase, and nobody has to confirm or send anything.

A visit is an order of its own at its producer, told by `shipping_code` "visit". Its seats are
held while it is paid (marketplace.visits.seats); paid, it is confirmed at once, since the seats
are the host's word, and each of its bookings has a ticket. It is over when its sessions are.
"""

import datetime
from collections import Counter
from typing import Any

from django.utils import timezone
from django.utils.translation import override
from oscar.core.loading import get_model

from marketplace.frame.deadlines import deadline
from marketplace.frame.states import move_rows
from marketplace.order.models import Order
from marketplace.order.states import Status
from marketplace.producers.readers import link_to
from marketplace.purchases.mail import queue_mail
from marketplace.purchases.models import Purchase, PurchaseEvent
from marketplace.purchases.packages import Split
from marketplace.visits.calendar_files import Event, calendar_of
from marketplace.visits.models import BasketSeats, Booking, Session
from marketplace.visits.places import bookable
from marketplace.visits.seats import lock_rows, take_seats, write_bookings
from marketplace.visits.words import guests_said, when

VISIT = Order.VISIT
TO_CHOOSE = datetime.timedelta(hours=72)
OFFERED, MOST_OFFERED = 5, 60  # other dates


def pay_until(split: Split, until: datetime.datetime) -> datetime.datetime:
    """Until when a purchase is to be paid: no longer than its first session takes bookings."""
    closing = [
        line.seats.session.closes_at
        for package in split.packages
        for line in package.lines
        if line.seats
    ]
    return min([until, *closing])


def longest_wait(purchase: Purchase, until: datetime.datetime) -> datetime.datetime:
    """The same of a purchase that is placed: how long its seats may wait for the money."""
    bookings = Booking.objects.filter(order__purchase=purchase).select_related("session__visit")
    return min([until, *(booking.session.closes_at for booking in bookings)])


def hold_seats(split: Split, orders: list[Order], *, name: str, phone: str) -> bool:
    """Hold the seats of a purchase that is being placed and write who comes.

    Who calls has locked the sessions. False when there are too few: nothing may stand then.
    """
    wanted: Counter[int] = Counter()
    pairs: list[tuple[Any, BasketSeats]] = []
    for order, package in zip(orders, split.packages, strict=True):
        if not package.is_visit:
            continue
        lines = get_model("order", "Line").objects.filter(order=order).order_by("pk")
        for line, priced in zip(lines, package.lines, strict=True):
            assert priced.seats is not None  # noqa: S101 - a package of visits has no goods
            wanted[priced.seats.session_id] += line.quantity
            pairs.append((line, priced.seats))
    if not take_seats(wanted):
        return False
    write_bookings(pairs, name=name, phone=phone)
    return True


def begin_visits(purchase: Purchase) -> None:
    """Confirm the paid orders of visits of a locked purchase and send their tickets, once."""
    orders = list(purchase.orders.filter(status=Status.PLACED, shipping_code=VISIT).order_by("pk"))
    if not orders:
        return
    ids = [order.pk for order in orders]
    lines = get_model("order", "Line").objects.filter(order__in=ids)
    move_rows(lines, Status.PLACED, Status.CONFIRMED)
    move_rows(
        Order.objects.filter(pk__in=ids),
        Status.PLACED,
        Status.CONFIRMED,
        confirmed_at=timezone.now(),
    )
    bookings = Booking.objects.filter(order__in=ids)
    lock_rows(bookings.values_list("session", flat=True))  # whether one is being called off
    move_rows(bookings, Booking.State.HELD, Booking.State.BOOKED)
    for order in orders:
        order.refresh_from_db()
        PurchaseEvent.objects.create(purchase=purchase, order_id=order.pk, code="confirmed")
        send_tickets(order, purchase)
        for booking in bookings_of(order):
            if booking.session.is_cancelled:  # called off while it was being paid
                booking.order.purchase = purchase
                offer_choice(booking)


def send_tickets(order: Any, purchase: Purchase, occasion: str = "") -> None:
    """Mail the tickets of an order; `occasion` tells a later mail from the first."""
    bookings = [each for each in bookings_of(order) if each.has_ticket and each.session.is_open]
    if not bookings:
        return
    with override(purchase.language):
        tickets = [told_ticket(each, purchase) for each in bookings]
        calendar = calendar_of([event_of(each, purchase) for each in bookings])
    queue_mail(
        key="-".join(filter(None, ["visit-booked", order.number, occasion])),
        to=purchase.email,
        template="visit_booked",
        context={
            "purchase": purchase.number,
            "order_number": order.number,
            "tickets": tickets,
            "calendar": calendar,
        },
        language=purchase.language,
    )


def bookings_of(order: Any) -> list[Booking]:
    """The bookings of an order with all that a ticket says."""
    rows = order.bookings.select_related("session__visit__product__producer", "order")
    return list(rows.prefetch_related("guest_rows").order_by("pk"))


def told_ticket(booking: Booking, purchase: Purchase) -> dict[str, str]:
    """What a mail says of a booking, in the language of the moment."""
    session, visit = booking.session, booking.session.visit
    rows = [(row.guest, row.quantity) for row in booking.guest_rows.all()]
    return {
        "title": visit.product.get_title(),
        "when": when(session.starts_at),
        "guests": guests_said(rows),
        "place": visit.meeting_point,
        "bring": visit.bring,
        "code": booking.code,
        "link": ticket_link(booking, purchase),
    }


def ticket_link(booking: Booking, purchase: Purchase) -> str:
    return link_to("aftersale:ticket", purchase.language, str(purchase.token), booking.code)


def event_of(booking: Booking, purchase: Purchase) -> Event:
    """A booking as an entry of a calendar; it is known there by its ticket's code."""
    visit = booking.session.visit
    told = told_ticket(booking, purchase)
    return Event(
        code=booking.code,
        starts_at=booking.session.starts_at,
        ends_at=booking.session.ends_at,
        title=told["title"],
        place=visit.meeting_point,
        text=f"{told['guests']}\n{told['when']}\n{booking.code}\n{told['link']}",
        is_cancelled=booking.is_cancelled,
    )


def offer_choice(booking: Booking) -> None:
    """Let the guests of a cancelled session choose: another date, or all of their money."""
    purchase = booking.order.purchase
    booking.choose_by = timezone.now() + TO_CHOOSE
    booking.save(update_fields=["choose_by"])
    with override(purchase.language):
        ticket = told_ticket(booking, purchase)
        dates = [when(session.starts_at) for session in next_dates(booking)]
        choose_by = deadline(booking.choose_by, abroad=True)
    queue_mail(
        key=f"visit-called-off-{booking.code}-{booking.session_id}",
        to=purchase.email,
        template="visit_called_off",
        context={
            "purchase": purchase.number,
            "ticket": ticket,
            "words": booking.session.note,
            "dates": dates,
            "choose_by": choose_by,
        },
        language=purchase.language,
    )


def next_dates(booking: Booking) -> list[Session]:
    """The next sessions of the same visit that have room for a booking's guests."""
    coming = bookable().filter(visit=booking.session.visit_id).order_by("starts_at")
    guests = booking.guests
    return [session for session in coming[:MOST_OFFERED] if session.left >= guests][:OFFERED]
