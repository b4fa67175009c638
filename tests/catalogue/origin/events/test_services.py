"""Events are recorded once with all that is copied of them, and declared wrong once."""

import datetime

import pytest
from django.conf import settings
from django.utils import timezone

from catalogue.origin import refusals
from catalogue.origin.events import bodies, places, services
from catalogue.origin.events.bodies import Item
from catalogue.origin.gs1.check_digits import check_digit
from catalogue.origin.models import EventItem, LabelBatch, TraceEvent
from tests import factories

Role = EventItem.Role
AT = datetime.datetime(2026, 4, 18, 3, 0, tzinfo=datetime.UTC)


@pytest.fixture
def lot(product):
    product.village = factories.make_village()
    product.save()
    return factories.make_lot(
        product, village=product.village, made_on=datetime.date(2026, 4, 1), uom="KGM"
    )


def observed(lot, **facts) -> dict:
    facts = {"at": AT, "biz_step": "inspecting"} | facts
    return bodies.observation(quantities=bodies.whole_lot(lot), **facts)


def record(lot, body, **facts):
    return services.record_event(body=body, producer_id=lot.product.producer_id, **facts)


@pytest.mark.parametrize(
    ("word", "bare"),
    [
        (None, ""),
        ("shipping", "shipping"),
        ("https://ref.gs1.org/cbv/BizStep-shipping", "shipping"),
        ("cbv:BizStep-shipping", "shipping"),
        ("urn:epcglobal:cbv:bizstep:shipping", "shipping"),
        ("https://ref.gs1.org/cbv/Disp-active", "https://ref.gs1.org/cbv/Disp-active"),
        ("x" * 121, "x" * 120),
    ],
)
def test_short_writes_a_word_bare(word, bare):
    assert services.short(word, "BizStep") == bare


def test_record_event_copies_what_it_selects_by(lot, owner):
    village = places.village_uri(lot.village)
    body = observed(
        lot,
        disposition="conformant",
        place=village,
        stays_at=places.commune_uri(lot.village.commune),
        own={"step": "s" * 81, "note": "n" * 501},
    ) | {"eventID": "urn:x:1", "recordTime": "2026-04-18T10:00:00Z", "certificationInfo": "urn:x:9"}
    event, is_new = record(lot, body, by=owner, verifier="Chi cục")
    assert is_new
    event.refresh_from_db()
    assert (event.type, event.action) == ("ObjectEvent", "OBSERVE")
    assert (event.biz_step, event.disposition) == ("inspecting", "conformant")
    assert (event.event_time, event.time_zone_offset) == (AT, "+07:00")
    assert (event.read_point, event.place_name) == (village, "Bát Tràng")
    assert event.biz_location == places.commune_uri(lot.village.commune)
    assert (event.step, event.note) == ("s" * 80, "n" * 500)
    assert (event.lot, event.recorded_by, event.verifier) == (lot, owner, "Chi cục")
    assert (event.source, event.is_private, event.certificate) == ("portal", False, None)
    assert event.event_id.startswith("ni:///sha-256;")
    kept = {key: value for key, value in body.items() if key not in ("eventID", "recordTime")}
    assert event.body == kept
    item = event.items.get()
    assert (item.role, item.quantity, item.uom, item.lot) == (Role.QUANTITY, 100, "KGM", lot)
    assert item.uri == bodies.class_uri(lot)


def test_record_event_keeps_what_is_no_lot_of_ours_without_one(lot):
    foreign = "https://example.com/01/09520123456788/10/X"
    body = bodies.common("TransformationEvent", at=AT, biz_step="commissioning") | {
        "inputQuantityList": [bodies.quantity_of(foreign, 3, "LTR")],
        "outputQuantityList": bodies.whole_lot(lot),
    }
    event, _is_new = record(lot, body)
    assert {item.uri: item.lot for item in event.items.all()} == {
        "https://id.gs1.org/01/09520123456788/10/X": None,
        bodies.class_uri(lot): lot,
    }
    assert (event.action, event.place_name, event.read_point) == ("", "", "")


def test_record_event_again_gives_the_first_one(lot, owner):
    first, _is_new = record(lot, observed(lot), by=owner)
    again, is_new = record(lot, observed(lot) | {"eventID": "urn:x:2"})
    assert (again, is_new) == (first, False)
    with pytest.raises(refusals.EventDiffers):
        record(lot, observed(lot) | {"certificationInfo": "urn:x:9"})
    assert TraceEvent.objects.count() == 1


def test_record_event_needs_a_lot_of_this_producer(lot):
    with pytest.raises(refusals.ForeignLot) as foreign:
        services.record_event(body=observed(lot), producer_id=factories.make_producer().pk)
    assert foreign.value.facts == {"uri": bodies.class_uri(lot)}
    with pytest.raises(refusals.UnknownLot):
        record(lot, observed(lot) | {"quantityList": [bodies.quantity_of("urn:x:1", 1)]})
    with pytest.raises(refusals.WrongUnit):
        record(
            lot, observed(lot) | {"quantityList": [bodies.quantity_of(bodies.class_uri(lot), 1)]}
        )
    with pytest.raises(refusals.UnknownPlace):
        record(lot, observed(lot, place="https://example.com/here"))
    with pytest.raises(refusals.EventInFuture):
        record(lot, observed(lot, at=timezone.now() + datetime.timedelta(hours=1)))
    assert not TraceEvent.objects.exists()


def test_lots_named_reads_own_codes_gtins_and_serials(lot, producer):
    body = "893000123456"
    gtin = f"0{body}{check_digit('0' + body)}"
    coded = factories.make_lot(factories.make_product(producer, gtin=gtin), "G-1")
    batch = LabelBatch.objects.create(lot=lot, anchor=f"P/{lot.product.code}", count=1)
    lot.labels.create(batch=batch, serial="0A1B0A1B0A1B0A1B")
    lot.labels.create(batch=batch, serial="1A1B0A1B0A1B0A1B")
    own = f"{settings.SITE_URL}/P/{lot.product.code}"
    named = {
        f"{own}/L/{lot.number}": lot,
        f"{own}/L/NOPE": None,
        f"{own}/S/0A1B0A1B0A1B0A1B": lot,
        f"{own}/S/9999999999999999": None,
        f"{settings.SITE_URL}/P/{coded.product.code}/S/1A1B0A1B0A1B0A1B": None,
        f"{settings.SITE_URL}/P/{coded.product.code}/L/{coded.number}": coded,
        f"https://example.com/01/{gtin}/10/{coded.number}": coded,
        f"https://example.com/01/{gtin}/10/{lot.number}": None,
        "urn:x:1": None,
    }
    found = services.lots_named([Item(Role.EPC, uri) for uri in named])
    assert found == {uri: lot for uri, lot in named.items() if lot}


def test_main_lot_is_what_came_out_else_what_is_named_first():
    items = [Item(Role.INPUT_QUANTITY, "a"), Item(Role.QUANTITY, "b"), Item(Role.EPC, "c")]
    lots = {"a": "A", "b": "B", "out": "OUT"}
    assert services.main_lot(items, lots) == "A"
    for role in (Role.OUTPUT_QUANTITY, Role.OUTPUT_EPC):
        assert services.main_lot([*items, Item(role, "out")], lots) == "OUT"
    assert services.main_lot(items[2:], lots) is None


def test_lock_lots_gives_them_by_their_keys_as_they_stand(lot, product):
    other = factories.make_lot(product, "L-2")
    type(lot).objects.filter(pk=lot.pk).update(quantity=7)
    locked = services.lock_lots([other, lot, lot])
    assert list(locked) == sorted([lot.pk, other.pk])
    assert locked[lot.pk].quantity == 7


def test_declare_error_is_the_same_event_with_the_reason(lot, owner):
    facts = {"disposition": "conformant", "place": places.village_uri(lot.village)}
    event, _is_new = record(lot, observed(lot, **facts, own={"step": "Nung"}), verifier="Chi cục")
    declared = services.declare_error(
        event=event, reason="r" * 201, by=owner, corrective_event_ids=iter(["urn:x:2"])
    )
    declared.refresh_from_db()
    assert (declared.declares_error_of, declared.error_reason) == (event, "r" * 200)
    assert (declared.recorded_by, declared.source) == (owner, "portal")
    same = (
        "event_id", "lot", "type", "action", "event_time", "time_zone_offset", "biz_step",
        "disposition", "read_point", "biz_location", "place_name", "step", "note", "is_private",
        "verifier", "certificate",
    )  # fmt: skip
    assert all(getattr(declared, name) == getattr(event, name) for name in same)
    told = declared.body["errorDeclaration"]
    moment = datetime.datetime.fromisoformat(told["declarationTime"])
    assert moment.microsecond == 0
    assert moment.utcoffset() == datetime.timedelta(hours=7)
    assert (told["reason"], told["correctiveEventIDs"]) == ("incorrect_data", ["urn:x:2"])
    assert event.body.items() <= declared.body.items()
    with pytest.raises(refusals.AlreadyDeclared):
        services.declare_error(event=event, reason="again", by=owner)


def test_declare_error_by_a_system_keeps_the_source(lot):
    event, _is_new = record(lot, observed(lot), source=TraceEvent.Source.CAPTURE)
    declared = services.declare_error(event=event, reason="", by=None, code="did_not_occur")
    assert (declared.source, declared.recorded_by) == ("capture", None)
    assert declared.body["errorDeclaration"].keys() == {"declarationTime", "reason"}
    assert declared.body["errorDeclaration"]["reason"] == "did_not_occur"


def test_declare_error_is_refused_when_the_rest_does_not_add_up(lot):
    day = datetime.timedelta(days=1)
    make = {"biz_step": "commissioning", "action": "ADD"}
    half = [bodies.quantity_of(bodies.class_uri(lot), 50, "KGM")]
    first = bodies.observation(quantities=half, at=AT - day, **make)
    second = bodies.observation(quantities=half, at=AT, **make)
    record(lot, first)
    event, _is_new = record(lot, second)
    record(lot, observed(lot, at=AT + day, biz_step="shipping"))
    with pytest.raises(refusals.MassBalanceBroken):
        services.declare_error(event=event, reason="x", by=None)
    assert not TraceEvent.objects.exclude(declares_error_of=None).exists()
