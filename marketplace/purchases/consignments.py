"""Let a carrier's machine carry an order's next parcel: asked for its charge, booked, withdrawn.

    remembered   a row with a reference of its own; that transaction ends before anybody is asked
    asked        outside of any: the carrier takes a reference once, so asking again books no second
    noted        what it answered, if it did; until then nobody knows whether it took the parcel

What a booking holds (units, weight, cash to collect) is asked again as it was, whatever became of
the order meanwhile. When its goods are handed over under its code, the booking is that parcel's.
"""

import secrets
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _
from oscar.core.loading import get_model

from catalogue.places.models import Province
from catalogue.places.queries import SeveralCommunes, UnknownCommune, find_commune, with_kind
from marketplace.accounts.models import User
from marketplace.frame.states import move
from marketplace.producers.models import Producer
from marketplace.purchases.consignment_models import Consignment
from marketplace.purchases.packing import cash_for, left_of, lines_of, with_goods
from marketplace.purchases.services import MoveRefused, lock_order
from marketplace.purchases.worth import worth_if_sent
from marketplace.shipping.carriers.interface import (
    Booked,
    Box,
    Carrier,
    CarrierRefused,
    CarrierSilent,
    Good,
    KeyRefused,
    Machine,
    Offer,
    Party,
    Shipment,
    Stage,
)
from marketplace.shipping.carriers.named import machines

HOME, CALLED = "VN", "+84"


class ConsignmentRefused(Exception):
    """No carrier can be booked, or given up, as that was asked; the text says why."""


class Quoted(NamedTuple):
    """What a carrier asks for a shipment; `words` say why it does not."""

    carrier: Carrier
    offer: Offer | None
    words: str = ""


def machine_of(key: str) -> Machine:
    """Give a carrier's machine. Raises ConsignmentRefused where it is off."""
    found = machines().get(key)
    if found is None:
        raise ConsignmentRefused(_("This carrier cannot be booked here any more."))
    return found[1]


def order_with_goods(pk: int) -> Any:
    """Read an order with all that a booking of it tells a carrier."""
    orders = with_goods(get_model("order", "Order").objects).select_related(
        "purchase", "producer__commune__province", "shipping_address"
    )
    return orders.get(pk=pk)


def consignment_for(
    order: Any, carrier: str, units: Mapping[int, int], **facts: Any
) -> Consignment:
    """Write a booking that nobody was asked for yet. Raises MoveRefused, ConsignmentRefused."""
    if not order.is_confirmed or order.is_visit:
        raise MoveRefused(order.status)
    left = left_of(order)
    if not units or any(not 0 < count <= left.get(pk, 0) for pk, count in units.items()):
        raise ConsignmentRefused(_("The order has changed meanwhile: look at what is left of it."))
    if order.goes_abroad or order.shipping_address is None:
        raise ConsignmentRefused(_("These carriers are booked within Vietnam only."))
    if not (order.producer.phone and order.producer.address):
        raise ConsignmentRefused(
            _("The carrier needs your phone and address: enter them on your page first.")
        )
    return Consignment(
        order=order,
        carrier=carrier,
        reference=f"{order.number}-{secrets.token_hex(3)}"[-50:],
        units={str(pk): count for pk, count in units.items()},
        to_collect=cash_for(order, units),
        **facts,
    )


def quotes(*, order: Any, units: Mapping[int, int], weight_g: int, box: Box) -> list[Quoted]:
    """Ask every carrier what it would take. Raises as consignment_for does."""
    order = order_with_goods(order.pk)
    found = []
    for key, (carrier, machine) in machines().items():
        wanted = consignment_for(order, key, units, weight_g=weight_g, **sizes(box))
        try:
            found.append(Quoted(carrier, machine.offer(shipment_of(wanted, order))))
        except CarrierRefused as refusal:
            found.append(Quoted(carrier, None, str(refusal)))
        except CarrierSilent:
            found.append(Quoted(carrier, None, _("It does not answer at the moment.")))
    return found


def book(
    *, order: Any, by: User, carrier: str, units: Mapping[int, int], weight_g: int, box: Box
) -> Consignment:
    """Book a carrier for an order's next parcel; asked twice it books once.

    Gives the booking as it stands then: booked, not taken with the carrier's words, or without
    an answer. Raises MoveRefused, ConsignmentRefused.
    """
    machine_of(carrier)
    row, is_new = remember(order, by, carrier, units, weight_g=weight_g, **sizes(box))
    return ask(row, is_new=is_new) if row.is_asked else row


@transaction.atomic
def remember(
    order: Any, by: User, carrier: str, units: Mapping[int, int], **facts: int
) -> tuple[Consignment, bool]:
    """Keep that a carrier is to be asked, or find the same that stands; whether it is new."""
    order = order_with_goods(lock_order(order.pk).pk)
    wanted = consignment_for(order, carrier, units, **facts)
    for known in order.consignments.filter(state__in=Consignment.OPEN, parcel=None):
        same = ("carrier", "units", "to_collect", *facts)
        if all(getattr(known, name) == getattr(wanted, name) for name in same):
            return known, False
        raise ConsignmentRefused(_("A carrier is booked for this order: withdraw that first."))
    wanted.by = by
    wanted.save()
    return wanted, True


def ask(row: Consignment, *, is_new: bool = False) -> Consignment:
    """Ask the carrier of a booking, again if need be, and note what it says.

    A key that is refused when it is asked again says nothing of the first time.
    """
    shipment = shipment_of(row, order_with_goods(row.order_id))
    try:
        booked = machine_of(row.carrier).book(shipment)
    except KeyRefused as refusal:
        return note(row, Consignment.State.REFUSED, words=str(refusal)[:300]) if is_new else row
    except CarrierRefused as refusal:
        return note(row, Consignment.State.REFUSED, words=str(refusal)[:300])
    except CarrierSilent:
        return row
    return note(row, Consignment.State.BOOKED, booked)


@transaction.atomic
def note(row: Consignment, to: str, booked: Booked | None = None, words: str = "") -> Consignment:
    """Note a carrier's answer, once, whoever of two that asked hears it first."""
    lock_order(row.order_id)
    row.refresh_from_db()
    if row.is_asked:
        changes: dict[str, Any] = {"words": words}
        if booked:
            changes |= {"tracking_code": booked.tracking_code, "charge": booked.charge}
        move(row, to, **changes)
    return row


def withdraw(*, row: Consignment) -> Consignment:
    """Give a booking up at the carrier. Raises ConsignmentRefused, CarrierSilent, CarrierRefused.

    Of one without an answer the carrier is asked first whether it took it.
    """
    row.refresh_from_db()
    if row.is_asked:
        row = ask(row)
        if row.is_asked:
            raise CarrierSilent
    if row.parcel_id:
        raise ConsignmentRefused(_("It was handed over already: ask the carrier itself."))
    if not row.is_booked:
        return row
    machine = machine_of(row.carrier)
    try:
        machine.cancel(row.tracking_code)
    except CarrierRefused:
        seen = machine.track(reference=row.reference, tracking_code=row.tracking_code)
        if seen.stage != Stage.CANCELLED:  # else it was given up before, there or here
            raise
    return give_up(row)


@transaction.atomic
def give_up(row: Consignment) -> Consignment:
    """Note that the carrier does not come for a booking."""
    lock_order(row.order_id)
    row.refresh_from_db()
    if row.is_booked and row.parcel_id is None:
        move(row, Consignment.State.WITHDRAWN)
    return row


def is_outdated(row: Consignment, order: Any) -> bool:
    """Tell whether the goods of a booking are not there to be fetched any more."""
    left = left_of(order)
    gone = any(left.get(pk, 0) < count for pk, count in row.units_by_line.items())
    return gone or not order.is_confirmed


# --- What a carrier is told


def shipment_of(row: Consignment, order: Any) -> Shipment:
    """Write a booking as a carrier is told of it."""
    units, to = row.units_by_line, order.shipping_address
    return Shipment(
        reference=row.reference,
        sender=sender_of(order.producer),
        receiver=Party(
            name=to.first_name,
            phone=dialled(str(to.phone_number or "")),
            street=to.line1,
            commune=commune_of(to),
            province=to.line4,
        ),
        goods=tuple(
            Good(line.title, units[line.pk], int(line.unit_price_incl_tax or 0))
            for line in lines_of(order)
            if line.pk in units
        ),
        weight_g=row.weight_g,
        box=Box(row.length_cm, row.width_cm, row.height_cm),
        to_collect=row.to_collect,
        worth=sum(worth_if_sent(order, units).values()),
        note=order.purchase.note[:200],
    )


def sender_of(producer: Producer) -> Party:
    commune = producer.commune
    return Party(
        name=producer.name,
        phone=dialled(producer.phone),
        street=producer.address,
        commune=titled(with_kind(commune)),
        province=commune.province.name,
    )


def commune_of(address: Any) -> str:
    """Name an address's commune with its kind, as carriers list them; else as it is written."""
    province = Province.objects.filter(code=address.state, valid_to=None).first()
    try:
        found = find_commune(province, address.line2) if province else None
    except (UnknownCommune, SeveralCommunes):
        found = None
    return titled(with_kind(found.commune)) if found else address.line2


def titled(name: str) -> str:
    return name[:1].upper() + name[1:]


def dialled(phone: str) -> str:
    """Write a number as it is dialled in Vietnam: +84 912 345 678 as 0912345678."""
    digits = "".join(sign for sign in phone if sign.isdigit() or sign == "+")
    return "0" + digits.removeprefix(CALLED) if digits.startswith(CALLED) else digits


def sizes(box: Box) -> dict[str, int]:
    return {f"{name}_cm": size for name, size in box._asdict().items()}
