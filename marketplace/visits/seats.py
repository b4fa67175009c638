"""Seats are held like stock: sessions locked in order of keys, then a conditional update.

Six buyers at the last 3 seats of a session, 2 guests each: the first update finds
taken + 2 <= capacity and the others wait for its row; the second finds 1 seat left and is
refused whole. Who locks a session has locked its purchase and its stock before, never after.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import F
from django.db.models.functions import Greatest

from marketplace.frame.states import move, move_rows
from marketplace.visits.models import BasketSeats, BookedGuests, Booking, Session
from marketplace.visits.places import tell_places
from marketplace.visits.tickets import new_code


class Wanted(NamedTuple):
    """How many guests a line brings to a session, by `fare`."""

    seats: BasketSeats
    guests: int


class Room(NamedTuple):
    """What a line of a basket finds: how many of its guests fit, and whether its party may come."""

    fits: int
    is_open: bool
    party_fits: bool


def rooms_for(wanted: Iterable[Wanted], now: Any) -> list[Room]:
    """Tell of each line how many guests fit beside the others of the same basket and session."""
    wanted = list(wanted)
    parties: Counter[int] = Counter()
    for each in wanted:
        parties[each.seats.session_id] += each.guests
    rooms = []
    for each in wanted:
        session, party = each.seats.session, parties[each.seats.session_id]
        visit = session.visit
        rooms.append(
            Room(
                fits=max(session.left - (party - each.guests), 0),
                is_open=session.may_be_booked(now),
                party_fits=visit.party_least <= party <= visit.party_most,
            )
        )
    return rooms


def lock_sessions(seats: Iterable[BasketSeats]) -> None:
    """Lock the sessions of basket lines in order of keys and read them and the fares afresh."""
    seats = list(seats)
    ids = sorted({each.session_id for each in seats})
    list(Session.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
    fresh = Session.objects.select_related("visit").in_bulk(ids)
    fares = {each.fare_id: each.fare for each in seats}
    for fare in fares.values():
        fare.refresh_from_db()
    for each in seats:
        each.session, each.fare = fresh[each.session_id], fares[each.fare_id]


def take_seats(wanted: Counter[int]) -> bool:
    """Hold so many seats by session id; False, and nothing held, when one has too few.

    Who calls has locked the sessions; the database itself refuses to hold more than there are.
    """
    for session_id, guests in sorted(wanted.items()):
        rows = Session.objects.filter(
            pk=session_id, state=Session.State.OPEN, capacity__gte=F("taken") + guests
        )
        if guests and not rows.update(taken=F("taken") + guests):
            return False
    tell_places(Session.objects.filter(pk__in=wanted).values_list("visit__product", flat=True))
    return True


def return_seats(freed: Counter[int]) -> None:
    """Give seats back by session id, in order of keys."""
    for session_id, guests in sorted(freed.items()):
        if guests:
            Session.objects.filter(pk=session_id).update(taken=Greatest(F("taken") - guests, 0))
    tell_places(Session.objects.filter(pk__in=freed).values_list("visit__product", flat=True))


def write_bookings(
    rows: Iterable[tuple[Any, BasketSeats]], *, name: str, phone: str
) -> list[Booking]:
    """Write who comes where: a booking an order and session of (order line, seats) pairs."""
    bookings: dict[tuple[int, int], Booking] = {}
    guests = []
    for line, seats in rows:
        key = (line.order_id, seats.session_id)
        if key not in bookings:
            bookings[key] = Booking.objects.create(
                order_id=line.order_id,
                session=seats.session,
                code=new_code(),
                name=name,
                phone=phone,
            )
        guests.append(
            BookedGuests(
                booking=bookings[key],
                line=line,
                guest=seats.fare.guest,
                quantity=line.quantity,
            )
        )
    BookedGuests.objects.bulk_create(guests)
    return list(bookings.values())


def release_purchase(purchase: Any) -> None:
    """Give the seats back of a locked purchase that was not paid."""
    held = Booking.objects.filter(order__purchase=purchase, state=Booking.State.HELD)
    bookings = list(held.prefetch_related("guest_rows").order_by("pk"))
    if not bookings:
        return
    freed: Counter[int] = Counter()
    for booking in bookings:
        freed[booking.session_id] += booking.guests
    lock_rows(freed)
    return_seats(freed)
    ids = [booking.pk for booking in bookings]
    move_rows(Booking.objects.filter(pk__in=ids), Booking.State.HELD, Booking.State.CANCELLED)


def hold_purchase_again(purchase: Any) -> bool:
    """Hold the seats again of a locked purchase that ran out; False where they are gone."""
    gone = Booking.objects.filter(order__purchase=purchase, state=Booking.State.CANCELLED)
    bookings = list(gone.prefetch_related("guest_rows").order_by("pk"))
    if not bookings:
        return True
    wanted: Counter[int] = Counter()
    for booking in bookings:
        wanted[booking.session_id] += booking.guests
    lock_rows(wanted)
    if not take_seats(wanted):
        return False
    ids = [booking.pk for booking in bookings]
    move_rows(Booking.objects.filter(pk__in=ids), Booking.State.CANCELLED, Booking.State.HELD)
    return True


def release_guests(quantities: Iterable[tuple[int, int]]) -> None:
    """Take guests off their bookings, by (order line id, how many); seats of a locked order."""
    counts = dict(quantities)
    rows = list(
        BookedGuests.objects.filter(line__in=counts).select_related("booking").order_by("pk")
    )
    if not rows:
        return
    freed: Counter[int] = Counter()
    for row in rows:
        freed[row.booking.session_id] += min(counts[row.line_id], row.quantity)
    lock_rows(freed)
    return_seats(freed)
    for row in rows:
        row.quantity = max(row.quantity - counts[row.line_id], 0)
        row.save(update_fields=["quantity"])
    for booking in Booking.objects.filter(pk__in={row.booking_id for row in rows}).order_by("pk"):
        if not booking.guests and booking.is_booked:
            move(booking, Booking.State.CANCELLED, choose_by=None)


def lock_rows(sessions: Iterable[int]) -> None:
    list(Session.objects.select_for_update().filter(pk__in=list(sessions)).order_by("pk"))
