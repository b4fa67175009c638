"""What a producer does with a lot: open, tell its steps, release, recall, close.

Events that follow from a step are written here, too, so that the chain is never behind.
Labels are in label_services, scans in scan_services, foreign events in capture_services.
"""

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.core.files import File
from django.db import models, transaction
from django.utils import timezone

from catalogue.certificates.models import Certificate
from catalogue.models import Product
from catalogue.origin.events import bodies as event_bodies
from catalogue.origin.events import places as known_places
from catalogue.origin.events import rules
from catalogue.origin.events.services import declare_error, lock_lots, record_event
from catalogue.origin.lots import queries
from catalogue.origin.models import Lot, LotAttachment, LotMaterial, TraceEvent
from catalogue.origin.refusals import LotInUse, LotRecalled, MoveRefused, TooManyFiles
from catalogue.places.models import Commune, Village
from marketplace.accounts.models import User
from marketplace.files.sizes import await_sizes
from marketplace.frame.states import may_move, move

__all__ = [
    "attach",
    "choose_lot",
    "close_lot",
    "declare_error",
    "is_recalled_throughout",
    "open_lot",
    "recall_lot",
    "record_delivery",
    "record_event",
    "record_return",
    "record_shipment",
    "record_step",
    "release_lot",
]


MOST_FILES = 200  # of one lot, its steps among them


def next_number(product: Product, made_on: datetime.date) -> str:
    """Propose a lot number: the day and a count, 260418-1."""
    taken = set(
        Lot.objects.filter(product=product, number__startswith=f"{made_on:%y%m%d}-").values_list(
            "number", flat=True
        )
    )
    count = 1
    while f"{made_on:%y%m%d}-{count}" in taken:
        count += 1
    return f"{made_on:%y%m%d}-{count}"


@transaction.atomic
def open_lot(
    *,
    product: Product,
    quantity: int,
    by: User | None,
    made_on: datetime.date | None = None,
    number: str = "",
    unit: str = "",
    best_before: datetime.date | None = None,
    village: Village | None = None,
    commune: Commune | None = None,
    latitude: Decimal | None = None,
    longitude: Decimal | None = None,
    standards: str = "",
    materials: Iterable[LotMaterial] = (),
    pictures: Iterable[File] = (),
    documents: Iterable[File] = (),
) -> Lot:
    """Open a lot in the state "in the making"; its number follows from the day unless given.

    `materials` are unsaved rows. Without a place it is the product's, else the maker's.
    Raises LotInUse when the number is taken.
    """
    made_on = made_on or timezone.localdate()
    # The product's row is the lock for its numbers.
    product = (
        Product.objects.select_for_update(of=("self",))
        .select_related("producer")
        .get(pk=product.pk)
    )
    number = number or next_number(product, made_on)
    if Lot.objects.filter(product=product, number=number).exists():
        raise LotInUse(lot=number)
    if village is None and commune is None:
        maker = product.producer
        village, commune = product.village, product.commune or (maker.commune if maker else None)
    lot = Lot.objects.create(
        product=product,
        number=number,
        made_on=made_on,
        best_before=best_before,
        quantity=quantity,
        unit=unit or product.unit,
        village=village,
        commune=commune or (village.commune if village else None),
        latitude=latitude,
        longitude=longitude,
        standards=standards,
        state=Lot.State.OPEN,
        state_changed_at=timezone.now(),
        opened_by=by,
    )
    for material in materials:
        material.lot = lot
        material.save()
    for kind, files in (("picture", pictures), ("document", documents)):
        for file in files:
            attach(lot=lot, kind=kind, file=file, by=by)
    return lot


def attach(
    *,
    lot: Lot,
    kind: str,
    file: File,
    by: User | None,
    event: TraceEvent | None = None,
    caption: str = "",
    is_public: bool = True,
) -> LotAttachment:
    """Keep a picture or a document with a lot, or with one of its events.

    The queue draws a picture's sizes; until then pages for strangers leave it out. Raises
    TooManyFiles.
    """
    if lot.attachments.count() >= MOST_FILES:
        raise TooManyFiles(lot=lot.number, most=MOST_FILES)
    is_picture = kind == LotAttachment.Kind.PICTURE
    attachment = LotAttachment.objects.create(
        lot=lot,
        event=event,
        kind=kind,
        **{"file" if is_picture else "paper": file},
        caption=caption,
        is_public=is_public,
        added_by=by,
    )
    if is_picture:
        await_sizes(str(attachment.file.name))
    return attachment


class StepKind(models.TextChoices):
    """What kind of step it is: which business step of CBV 2.0 stands for it."""

    HARVEST = "harvest", "collecting"
    RECEIVE = "receive", "receiving"
    MAKE = "make", "commissioning"
    WORK = "work", "other"
    INSPECT = "inspect", "inspecting"
    PACK = "pack", "packing"
    STORE = "store", "storing"


DISPOSITIONS = {
    StepKind.HARVEST: "in_progress",
    StepKind.RECEIVE: "in_progress",
    StepKind.MAKE: "active",
    StepKind.WORK: "in_progress",
    StepKind.INSPECT: "conformant",
    StepKind.PACK: "in_progress",
    StepKind.STORE: "in_progress",
}

WORK = tuple(kind.label for kind in (StepKind.HARVEST, StepKind.RECEIVE, StepKind.WORK))


@transaction.atomic
def record_step(
    *,
    lot: Lot,
    step: str,
    by: User | None,
    kind: str = StepKind.WORK,
    note: str = "",
    at: datetime.datetime | None = None,
    place: str = "",
    pictures: Iterable[File] = (),
    documents: Iterable[File] = (),
    verifier: str = "",
    certificate: Certificate | None = None,
) -> TraceEvent:
    """Record one step of the making of a lot, in words and pictures.

    HARVEST and RECEIVE speak of the lot's materials when it has any, MAKE turns materials
    into the lot, the others observe the whole lot. `place` is an address of known_places;
    without one it is the lot's own. `verifier` names who, other than the maker, stands for
    it: only staff may set it. Raises the refusals of record_event.
    """
    kind = StepKind(kind)
    materials = list(lot.materials.select_related("source_lot__product"))
    facts: dict[str, Any] = {
        "at": at or timezone.now(),
        "biz_step": kind.label,
        "disposition": DISPOSITIONS[kind],
        "place": place or known_places.place_of_lot(lot),
        "own": {"step": step, "note": note},
    }
    if kind is StepKind.MAKE and materials:
        body = event_bodies.transformation(lot=lot, materials=materials, **facts)
    elif kind is StepKind.MAKE:
        body = event_bodies.observation(
            quantities=event_bodies.whole_lot(lot), action="ADD", **facts
        )
    else:
        body = event_bodies.observation(quantities=event_bodies.whole_lot(lot), **facts)
    if certificate is not None:
        body["certificationInfo"] = queries.certificate_uri(certificate)
    event, is_new = record_event(
        body=body,
        producer_id=lot.product.producer_id,
        source=TraceEvent.Source.AUTHORITY if verifier else TraceEvent.Source.PORTAL,
        by=by,
        verifier=verifier,
        certificate=certificate,
    )
    if is_new:
        for file_kind, files in (("picture", pictures), ("document", documents)):
            for file in files:
                attach(lot=lot, event=event, kind=file_kind, file=file, by=by)
    return event


def move_lot(lot: Lot, state: Lot.State, note: str = "") -> None:
    """Move a locked lot. Raises MoveRefused."""
    if not may_move(lot, state):
        raise MoveRefused(state=lot.get_state_display())
    move(lot, state, state_note=note, state_changed_at=timezone.now())


@transaction.atomic
def release_lot(*, lot: Lot, by: User | None) -> Lot:
    """Show a lot to the world and let it be sold; releasing again changes nothing.

    When no event says that it was made, its commissioning is recorded: see made_at.
    Raises MoveRefused.
    """
    lot = lock_lots([lot])[lot.pk]
    if lot.is_released:
        return lot
    move_lot(lot, Lot.State.RELEASED)
    balance = rules.balance_of(lot)
    if not balance.made:
        record_made(lot, made_at(lot, balance.first_gone), by)
    return lot


def made_at(lot: Lot, first_gone: datetime.datetime | None) -> datetime.datetime:
    """Tell when a lot came into being: noon of its day, or when the last work on it was done.

    Never later than now, nor than its first goods left. Checking, packing and storing come
    after the making, so they do not count as work.
    """
    noon = timezone.make_aware(datetime.datetime.combine(lot.made_on, datetime.time(12)))
    worked_at = TraceEvent.objects.filter(
        lot=lot,
        biz_step__in=WORK,
        declares_error_of=None,
        error_declarations=None,
    ).aggregate(last=models.Max("event_time"))["last"]
    moments = [timezone.now(), max(noon, worked_at or noon)]
    return min([*moments, first_gone] if first_gone else moments)


def record_made(lot: Lot, at: datetime.datetime, by: User | None) -> TraceEvent:
    """Record that the whole lot came into being."""
    body = event_bodies.observation(
        quantities=event_bodies.whole_lot(lot),
        action="ADD",
        at=at,
        biz_step="commissioning",
        disposition="active",
        place=known_places.place_of_lot(lot),
    )
    if lot.best_before:
        body["@context"] = [event_bodies.own_context()]
        body["ilmd"] = {"ocop:bestBefore": lot.best_before.isoformat()}
    return record_event(body=body, producer_id=lot.product.producer_id, by=by)[0]


@transaction.atomic
def close_lot(*, lot: Lot, by: User | None, note: str = "") -> Lot:
    """Close a lot that is used up; closing again changes nothing. Raises MoveRefused."""
    lot = lock_lots([lot])[lot.pk]
    if not lot.is_closed:
        move_lot(lot, Lot.State.CLOSED, note)
    return lot


@transaction.atomic
def recall_lot(*, lot: Lot, reason: str, by: User | None) -> Lot:
    """Recall a lot: every page about it says so at once, and nothing of it is sold.

    Recalling again changes nothing; there is no way back. Raises MoveRefused.
    """
    lot = lock_lots([lot])[lot.pk]
    if lot.is_recalled:
        return lot
    move_lot(lot, Lot.State.RECALLED, reason)
    Product.objects.filter(pk=lot.product_id).update(recalled_at=lot.state_changed_at)
    body = event_bodies.observation(
        quantities=event_bodies.whole_lot(lot),
        at=timezone.now(),
        biz_step="holding",
        disposition="recalled",
        place=known_places.place_of_lot(lot),
        own={"note": reason},
    )
    record_event(body=body, producer_id=lot.product.producer_id, by=by)
    return lot


def choose_lot(product: Product, quantity: int, today: datetime.date | None = None) -> Lot | None:
    """Choose what to send: the released lot with enough left that ends soonest.

    Recalled, closed, open and outdated lots are never chosen. The lot comes back locked.
    """
    today = today or timezone.localdate()
    for lot in queries.lots_to_send(product, today):
        locked = lock_lots([lot])[lot.pk]
        if locked.is_released and rules.balance_of(locked).left(locked) >= quantity:
            return locked
    return None


def is_recalled_throughout(product: Product) -> bool:
    """Tell whether a product has a recalled lot and none that is released."""
    states = set(Lot.objects.filter(product=product).values_list("state", flat=True))
    return Lot.State.RECALLED in states and Lot.State.RELEASED not in states


def record_of_parcel(
    quantities: Iterable[tuple[Lot, int]], reference: str, **facts: Any
) -> list[TraceEvent]:
    """Record an event of the market for each lot in a parcel; nothing of the buyer in it."""
    events = []
    for lot, quantity in sorted(quantities, key=lambda pair: pair[0].pk):
        body = event_bodies.observation(
            quantities=event_bodies.whole_lot(lot, quantity),
            place=known_places.producer_uri(lot.product.producer),
            own={"parcel": queries.opaque("parcel", reference)},
            **facts,
        )
        event, _is_new = record_event(
            body=body, producer_id=lot.product.producer_id, source=TraceEvent.Source.MARKET
        )
        events.append(event)
    return events


@transaction.atomic
def record_shipment(
    *, quantities: Iterable[tuple[Lot, int]], reference: str, at: datetime.datetime
) -> list[TraceEvent]:
    """Record that goods of lots left in a parcel. `reference` names the parcel among ours.

    Safe to repeat with the same reference and time. Raises LotRecalled, MassBalanceBroken.
    """
    pairs = list(quantities)
    for lot in lock_lots(lot for lot, _quantity in pairs).values():
        if lot.is_recalled:
            raise LotRecalled(lot=lot.number)
    return record_of_parcel(pairs, reference, at=at, biz_step="shipping", disposition="in_transit")


@transaction.atomic
def record_delivery(
    *, quantities: Iterable[tuple[Lot, int]], reference: str, at: datetime.datetime
) -> list[TraceEvent]:
    """Record that the goods of a parcel reached a buyer, who is not named."""
    return record_of_parcel(
        quantities, reference, at=at, biz_step="retail_selling", disposition="retail_sold"
    )


@transaction.atomic
def record_return(
    *, quantities: Iterable[tuple[Lot, int]], reference: str, at: datetime.datetime
) -> list[TraceEvent]:
    """Record that goods came back to their maker, fit to sell again."""
    return record_of_parcel(
        quantities, reference, at=at, biz_step="receiving", disposition="returned"
    )
