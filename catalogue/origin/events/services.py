"""Events are recorded once, declared wrong at most once, and never changed."""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from catalogue.certificates.models import Certificate
from catalogue.origin.codes.addresses import Address, read_uri
from catalogue.origin.events import rules
from catalogue.origin.events.bodies import Item, is_private, items_of, places_of
from catalogue.origin.events.schema import is_of_sensors
from catalogue.origin.gs1.event_hash import event_hash_id
from catalogue.origin.gs1.event_hash import uri as canonical_uri
from catalogue.origin.models import EventItem, Label, Lot, TraceEvent
from catalogue.origin.refusals import AlreadyDeclared, EventDiffers, ForeignLot, UnknownLot
from marketplace.accounts.models import User

NOT_KEPT = ("eventID", "recordTime", "errorDeclaration")


def short(word: object, kind: str) -> str:
    """Write a CBV word bare, however it came: a URN, a web URI, a CURIE."""
    text = str(word or "")
    for start in (f"https://ref.gs1.org/cbv/{kind}-", f"cbv:{kind}-"):
        text = text.removeprefix(start)
    return text.removeprefix(f"urn:epcglobal:cbv:{kind.lower()}:")[:120]


def lots_named(items: Iterable[Item]) -> dict[str, Lot]:
    """Find the lots of this market among an event's items; two queries at most."""
    addresses: dict[str, Address] = {}
    for item in items:
        address = read_uri(item.uri)
        if address:
            addresses[item.uri] = address
    by_serial = {a.serial for a in addresses.values() if a.serial and not a.lot}
    numbers = {a.lot for a in addresses.values() if a.lot}
    found: dict[str, Lot] = {}
    if numbers:
        codes = {a.code for a in addresses.values()}
        lots = Lot.objects.filter(number__in=numbers).select_related("product__producer")
        known = {}
        for lot in lots.filter(product__code__in=codes) | lots.filter(product__gtin__in=codes):
            known["P", lot.product.code, lot.number] = lot
            if lot.product.gtin:
                known["01", lot.product.gtin, lot.number] = lot
        for uri, address in addresses.items():
            named = known.get((address.key, address.code, address.lot))
            if named:
                found[uri] = named
    if by_serial:
        labels = Label.objects.filter(serial__in=by_serial).select_related("lot__product__producer")
        owners = {label.serial: label.lot for label in labels}
        for uri, address in addresses.items():
            owner = owners.get(address.serial)
            if owner and address.code in (owner.product.gtin, owner.product.code):
                found[uri] = owner
    return found


def main_lot(items: list[Item], lots: Mapping[str, Lot]) -> Lot | None:
    """Choose the lot an event belongs to: what came out of it, else what it names first."""
    outputs = (EventItem.Role.OUTPUT_QUANTITY, EventItem.Role.OUTPUT_EPC)
    for item in sorted(items, key=lambda item: item.role not in outputs):
        if item.uri in lots:
            return lots[item.uri]
    return None


def lock_lots(lots: Iterable[Lot]) -> dict[int, Lot]:
    """Lock lots in the order of their keys, as they stand now."""
    keys = sorted({lot.pk for lot in lots})
    locked = Lot.objects.select_for_update(of=("self",)).select_related(
        "product__producer", "village", "commune"
    )
    return {lot.pk: lot for lot in locked.filter(pk__in=keys).order_by("pk")}


@transaction.atomic
def record_event(
    *,
    body: Mapping,
    producer_id: int,
    source: str = TraceEvent.Source.PORTAL,
    by: User | None = None,
    context: object = None,
    verifier: str = "",
    certificate: Certificate | None = None,
) -> tuple[TraceEvent, bool]:
    """Record an EPCIS event about lots of one producer; (event, whether it is new).

    What sensors measured at a place, of no thing, is kept for the producer alone.

    Safe to repeat: the same event by CBV's hash is one row. `body` has passed GS1's schema
    or was written by event_bodies. Raises UnknownLot, ForeignLot, UnknownPlace, WrongUnit,
    EventInFuture, EventOutOfOrder, MassBalanceBroken, LotRecalled, LotClosed, EventDiffers.
    """
    items = items_of(body)
    named = lots_named(items)
    for uri, lot in named.items():
        if lot.product.producer_id != producer_id:
            raise ForeignLot(uri=uri)
    main = main_lot(items, named)
    if main is None and (items or not is_of_sensors(body)):
        raise UnknownLot
    locked = lock_lots(named.values())
    kept = {key: value for key, value in body.items() if key not in NOT_KEPT}
    event_id = event_hash_id(kept, context)
    present = TraceEvent.objects.filter(event_id=event_id, declares_error_of=None).first()
    if present is not None:
        if present.body.get("certificationInfo") != kept.get("certificationInfo"):
            raise EventDiffers
        return present, False
    places = places_of(kept)
    names = rules.check_places(places)
    moment = parse_datetime(str(kept["eventTime"]))
    assert moment is not None  # noqa: S101 - the schema holds it
    rules.check_time(moment)
    event = TraceEvent(
        event_id=event_id,
        lot=locked[main.pk] if main else None,
        producer_id=None if main else producer_id,
        type=kept["type"],
        action=kept.get("action", ""),
        event_time=moment,
        time_zone_offset=kept["eventTimeZoneOffset"],
        biz_step=short(kept.get("bizStep"), "BizStep"),
        disposition=short(kept.get("disposition"), "Disp"),
        read_point=kept.get("readPoint", {}).get("id", ""),
        biz_location=kept.get("bizLocation", {}).get("id", ""),
        place_name=next((names[uri] for uri in places), "")[:160],
        step=str(kept.get("ocop:step", ""))[:80],
        note=str(kept.get("ocop:note", ""))[:500],
        body=kept,
        is_private=main is None or is_private(kept, items),
        source=source,
        verifier=verifier,
        certificate=certificate,
        recorded_by=by,
    )
    for lot in locked.values():
        rules.check_state(lot, event)
    event.save(force_insert=True)
    EventItem.objects.bulk_create(
        EventItem(
            event=event,
            role=item.role,
            uri=canonical_uri(item.uri)[:255],
            quantity=item.quantity,
            uom=item.uom,
            lot=locked[named[item.uri].pk] if item.uri in named else None,
        )
        for item in items
    )
    for item in items:
        if item.uri in named:
            rules.check_unit(named[item.uri], item.uom, item.quantity)
    for lot in locked.values():
        rules.check_balance_and_order(lot)
    return event, True


@transaction.atomic
def declare_error(
    *,
    event: TraceEvent,
    reason: str,
    by: User | None,
    code: str = "incorrect_data",
    corrective_event_ids: Iterable[str] = (),
) -> TraceEvent:
    """Declare that an event is wrong: the same event again, with an errorDeclaration.

    `code` is CBV's: incorrect_data or did_not_occur. Raises AlreadyDeclared, and
    MassBalanceBroken when what stands without the event does not add up.
    """
    lots = Lot.objects.filter(Q(event_items__event=event) | Q(events=event))
    locked = lock_lots(lots.distinct())
    if TraceEvent.objects.filter(declares_error_of=event).exists():
        raise AlreadyDeclared
    now = timezone.localtime(timezone.now()).replace(microsecond=0)
    declaration: dict[str, object] = {"declarationTime": now.isoformat(), "reason": code}
    corrective = list(corrective_event_ids)
    if corrective:
        declaration["correctiveEventIDs"] = corrective
    declared = TraceEvent(
        declares_error_of=event,
        error_reason=reason[:200],
        body=event.body | {"errorDeclaration": declaration},
        source=event.source if by is None else TraceEvent.Source.PORTAL,
        recorded_by=by,
    )
    for name in (
        "event_id", "lot", "producer", "type", "action", "event_time", "time_zone_offset",
        "biz_step", "disposition", "read_point", "biz_location", "place_name", "step", "note",
        "is_private", "verifier", "certificate",
    ):  # fmt: skip
        setattr(declared, name, getattr(event, name))
    declared.save(force_insert=True)
    for lot in locked.values():
        rules.check_balance_and_order(lot)
    return declared
