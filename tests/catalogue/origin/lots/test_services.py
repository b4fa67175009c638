"""Lots: opened, told step by step, released, recalled, closed, chosen for a parcel."""

import datetime
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone, translation

from catalogue.origin import refusals
from catalogue.origin.events import bodies, places, rules
from catalogue.origin.lots import queries, services, steps
from catalogue.origin.models import Lot, LotAttachment, LotMaterial, TraceEvent
from tests import factories

StepKind = services.StepKind
DAY = datetime.timedelta(days=1)


@pytest.fixture
def lot(product, owner):
    made_on = timezone.localdate() - 3 * DAY
    return services.open_lot(product=product, quantity=100, by=owner, made_on=made_on)


@pytest.fixture
def released(lot, owner):
    return services.release_lot(lot=lot, by=owner)


def paper() -> ContentFile:
    return ContentFile(b"%PDF-1.4", name="giay.pdf")


def test_next_number_takes_the_first_free_count_of_the_day(product):
    day = datetime.date(2026, 4, 18)
    for number in ("260418-1", "260418-3", "260419-2"):
        factories.make_lot(product, number)
    factories.make_lot(factories.make_product(), "260418-2")
    assert services.next_number(product, day) == "260418-2"


def test_open_lot_keeps_what_it_is_given(product, owner):
    material = LotMaterial(name="Đất sét", quantity=Decimal("2.5"))
    village = factories.make_village()
    lot = services.open_lot(
        product=product,
        quantity=7,
        by=owner,
        number="X-1",
        unit="bộ",
        best_before=datetime.date(2030, 1, 1),
        village=village,
        latitude=Decimal("20.5"),
        longitude=Decimal("105.5"),
        standards="TCVN 7133",
        materials=[material],
        documents=[paper()],
    )
    lot.refresh_from_db()
    assert (lot.number, lot.quantity, lot.unit, lot.uom) == ("X-1", 7, "bộ", "")
    assert lot.made_on == timezone.localdate()
    assert lot.best_before == datetime.date(2030, 1, 1)
    assert (lot.village, lot.commune) == (village, village.commune)
    assert (lot.latitude, lot.longitude) == (Decimal("20.5"), Decimal("105.5"))
    assert (lot.standards, lot.state, lot.opened_by) == ("TCVN 7133", "open", owner)
    assert timezone.now() - lot.state_changed_at < datetime.timedelta(minutes=1)
    assert lot.labels_left == 7
    assert list(lot.materials.all()) == [material]
    attached = lot.attachments.get()
    assert (attached.kind, attached.event, attached.is_public) == ("document", None, True)
    assert (attached.added_by, attached.caption) == (owner, "")


def test_open_lot_is_placed_as_its_product_else_as_its_maker(product, owner):
    village = factories.make_village()
    product.village, product.commune, product.unit = village, None, "cái"
    product.save()
    lot = services.open_lot(product=product, quantity=1, by=owner)
    assert (lot.village, lot.commune, lot.unit) == (village, product.producer.commune, "cái")
    here = factories.commune()
    lot = services.open_lot(product=product, quantity=1, by=owner, commune=here)
    assert (lot.village, lot.commune) == (None, here)


def test_open_lot_refuses_a_number_in_use_of_this_product_alone(lot, product, owner):
    with pytest.raises(refusals.LotInUse) as refused:
        services.open_lot(product=product, quantity=1, by=owner, number=lot.number)
    assert refused.value.facts == {"lot": lot.number}
    other = factories.make_product(product.producer)
    assert services.open_lot(product=other, quantity=1, by=owner, number=lot.number).pk


@pytest.mark.parametrize(
    ("kind", "biz_step", "disposition"),
    [
        (StepKind.HARVEST, "collecting", "in_progress"),
        (StepKind.RECEIVE, "receiving", "in_progress"),
        (StepKind.MAKE, "commissioning", "active"),
        (StepKind.WORK, "other", "in_progress"),
        (StepKind.INSPECT, "inspecting", "conformant"),
        (StepKind.PACK, "packing", "in_progress"),
        (StepKind.STORE, "storing", "in_progress"),
    ],
)
def test_record_step_writes_the_step_that_stands_for_it(lot, owner, kind, biz_step, disposition):
    event = services.record_step(lot=lot, step="Nung", note="Ba ngày", kind=kind, by=owner)
    assert (event.biz_step, event.disposition) == (biz_step, disposition)
    assert event.action == ("ADD" if kind == StepKind.MAKE else "OBSERVE")
    assert (event.step, event.note, event.type) == ("Nung", "Ba ngày", "ObjectEvent")
    assert (event.source, event.recorded_by, event.verifier) == ("portal", owner, "")
    assert event.read_point == places.place_of_lot(lot)
    assert event.items.get().quantity == 100
    assert timezone.now() - event.event_time < datetime.timedelta(minutes=1)
    assert event.is_makers_word


def test_record_step_turns_materials_into_the_lot_only_when_it_is_made(lot, owner):
    LotMaterial.objects.create(lot=lot, name="Đất sét", quantity=Decimal("2.5"))
    work = services.record_step(lot=lot, step="Vẽ", by=owner)
    made = services.record_step(lot=lot, step="Nung", kind="make", by=owner)
    assert (work.type, made.type) == ("ObjectEvent", "TransformationEvent")
    assert {item.role: item.quantity for item in made.items.all()} == {
        "inputQuantityList": Decimal("2.5"),
        "outputQuantityList": 100,
    }


def test_record_step_takes_time_place_verifier_and_certificate(lot, product, owner):
    certificate = factories.make_certificate(product)
    at = timezone.now().replace(microsecond=0) - DAY
    event = services.record_step(
        lot=lot,
        step="Kiểm",
        by=owner,
        at=at,
        place="geo:20.5,105.5",
        documents=[paper()],
        verifier="Chi cục",
        certificate=certificate,
    )
    assert (event.event_time, event.read_point) == (at, "geo:20.5,105.5")
    assert (event.source, event.verifier, event.certificate) == (
        "authority",
        "Chi cục",
        certificate,
    )
    assert event.body["certificationInfo"] == queries.certificate_uri(certificate)
    assert event.attachments.get().kind == LotAttachment.Kind.DOCUMENT
    assert not event.is_makers_word


def test_record_step_again_attaches_nothing_twice(lot, owner):
    at = timezone.now()
    for _ in range(2):
        services.record_step(lot=lot, step="Vẽ", by=owner, at=at, documents=[paper()])
    assert LotAttachment.objects.count() == 1


def test_release_records_the_making_with_the_best_before(lot, owner):
    Lot.objects.filter(pk=lot.pk).update(best_before=lot.made_on + 90 * DAY)
    services.release_lot(lot=lot, by=owner)
    event = TraceEvent.objects.get()
    assert event.body["ilmd"] == {"ocop:bestBefore": (lot.made_on + 90 * DAY).isoformat()}
    assert event.body["@context"] == [bodies.own_context()]
    assert (event.recorded_by, event.source, event.is_private) == (owner, "portal", False)
    lot.refresh_from_db()
    assert (lot.state, lot.state_note) == ("released", "")


def test_release_records_no_making_that_is_told_already(lot, owner):
    services.record_step(lot=lot, step="Nung", kind="make", by=owner)
    services.release_lot(lot=lot, by=owner)
    assert TraceEvent.objects.count() == 1


def test_made_at_is_noon_or_later_work_but_never_after_the_goods_left(lot, owner):
    noon = timezone.make_aware(datetime.datetime.combine(lot.made_on, datetime.time(12)))
    hour = datetime.timedelta(hours=1)
    assert services.made_at(lot, None) == noon
    services.record_step(lot=lot, step="a", by=owner, at=noon - hour)
    services.record_step(lot=lot, step="b", kind="pack", by=owner, at=noon + 5 * hour)
    assert services.made_at(lot, None) == noon
    event = services.record_step(lot=lot, step="c", by=owner, at=noon + 2 * hour)
    assert services.made_at(lot, None) == noon + 2 * hour
    assert services.made_at(lot, noon - 3 * hour) == noon - 3 * hour
    assert services.made_at(lot, noon + 9 * hour) == noon + 2 * hour
    services.declare_error(event=event, reason="x", by=owner)
    assert services.made_at(lot, None) == noon
    lot.made_on = timezone.localdate() + DAY
    assert abs(services.made_at(lot, None) - timezone.now()) < datetime.timedelta(minutes=1)


MOVES = {"release": "released", "recall": "recalled", "close": "closed"}


@pytest.mark.parametrize("state", ["open", "released", "recalled", "closed"])
@pytest.mark.parametrize("way", MOVES)
def test_lots_move_only_as_the_table_says(lot, owner, state, way):
    Lot.objects.filter(pk=lot.pk).update(state=state, state_note="trước")
    call = {
        "release": lambda: services.release_lot(lot=lot, by=owner),
        "recall": lambda: services.recall_lot(lot=lot, reason="Vỡ", by=owner),
        "close": lambda: services.close_lot(lot=lot, by=owner, note="Hết"),
    }[way]
    target = MOVES[way]
    if target == state:  # again: nothing changes
        assert call().state_note == "trước"
        assert not TraceEvent.objects.exists()
    elif target in Lot.MOVES[state]:
        assert call().state == target
        lot.refresh_from_db()
        assert lot.state_note == {"release": "", "recall": "Vỡ", "close": "Hết"}[way]
        assert timezone.now() - lot.state_changed_at < datetime.timedelta(minutes=1)
    else:
        with pytest.raises(refusals.MoveRefused) as refused:
            call()
        assert refused.value.facts == {"state": Lot.State(state).label}
        lot.refresh_from_db()
        assert lot.state == state


def test_recall_is_told_of_the_lot_and_the_product(released, product, owner):
    services.recall_lot(lot=released, reason="Men có chì", by=owner)
    event = TraceEvent.objects.get(disposition="recalled")
    assert (event.biz_step, event.note, event.recorded_by) == ("holding", "Men có chì", owner)
    assert event.read_point == places.place_of_lot(released)
    assert event.items.get().quantity == 100
    product.refresh_from_db()
    released.refresh_from_db()
    assert product.recalled_at == released.state_changed_at


@pytest.mark.parametrize(
    ("states", "recalled"),
    [
        ([], False),
        (["recalled"], True),
        (["recalled", "closed", "open"], True),
        (["recalled", "released"], False),
        (["closed"], False),
    ],
)
def test_is_recalled_throughout_when_no_lot_stands(product, states, recalled):
    for number, state in enumerate(states):
        factories.make_lot(product, f"L-{number}", state=state)
    factories.make_lot(factories.make_product(), state="recalled")
    assert services.is_recalled_throughout(product) is recalled


@pytest.mark.parametrize(("days", "chosen"), [(-1, False), (0, True), (1, True)])
def test_choose_lot_takes_none_after_its_last_day(product, days, chosen):
    today = timezone.localdate()
    lot = factories.make_lot(product, best_before=today + days * DAY)
    assert services.choose_lot(product, 1) == (lot if chosen else None)
    assert services.choose_lot(product, 1, today=today - 9 * DAY) == lot


@pytest.mark.parametrize("state", ["open", "recalled", "closed"])
def test_choose_lot_takes_released_ones_alone(product, state):
    factories.make_lot(product, state=state)
    assert services.choose_lot(product, 1) is None


def test_choose_lot_takes_what_ends_soonest_with_enough_left(product, owner):
    today = timezone.localdate()
    unending = factories.make_lot(product, "A", made_on=today - 40 * DAY)
    late = factories.make_lot(product, "B", best_before=today + 9 * DAY, made_on=today - 5 * DAY)
    older = factories.make_lot(product, "C", best_before=today + 9 * DAY, made_on=today - 6 * DAY)
    assert list(queries.lots_to_send(product, today)) == [older, late, unending]
    at = timezone.now() - DAY
    services.record_shipment(quantities=[(older, 90)], reference="1", at=at)
    assert services.choose_lot(product, 10) == older
    assert services.choose_lot(product, 11) == late
    services.record_shipment(quantities=[(late, 100)], reference="2", at=at)
    assert services.choose_lot(product, 11) == unending
    assert services.choose_lot(product, 101) is None


def test_parcels_are_told_by_an_opaque_name_each_lot_alone(released, product, owner):
    other = factories.make_lot(product, "L-9")
    at = timezone.now().replace(microsecond=0) - datetime.timedelta(hours=1)
    pairs = [(other, 2), (released, 3)]
    facts = {"quantities": pairs, "reference": "100001-1", "at": at}
    sent = services.record_shipment(**facts)
    assert [event.lot for event in sent] == [released, other]
    assert services.record_shipment(**facts) == sent
    reached = services.record_delivery(**facts)
    back = services.record_return(**facts)
    told = [(e.biz_step, e.disposition) for e in (sent[0], reached[0], back[0])]
    assert told == [
        ("shipping", "in_transit"),
        ("retail_selling", "retail_sold"),
        ("receiving", "returned"),
    ]
    for event in (*sent, *reached, *back):
        assert (event.source, event.recorded_by, event.event_time) == ("market", None, at)
        assert event.read_point == places.producer_uri(product.producer)
        assert event.body["ocop:parcel"] == queries.opaque("parcel", "100001-1")
    assert [event.items.get().quantity for event in sent] == [3, 2]
    assert rules.balance_of(released).gone == 0
    name = queries.opaque("parcel", "100001-1")
    assert len(name) == 24
    assert name != queries.opaque("parcel", "100001-2")


def test_recalled_lots_are_not_sent_and_still_come_back(released, owner):
    at = timezone.now()
    services.record_shipment(quantities=[(released, 1)], reference="1", at=at)
    services.recall_lot(lot=released, reason="Vỡ", by=owner)
    with pytest.raises(refusals.LotRecalled) as refused:
        services.record_shipment(quantities=[(released, 1)], reference="2", at=at)
    assert refused.value.facts == {"lot": released.number}
    assert services.record_return(quantities=[(released, 1)], reference="1", at=at)


def test_chain_of_a_lot_leaves_out_errors_and_hidden_files(lot, owner):
    hour = datetime.timedelta(hours=1)
    now = timezone.now()
    later = services.record_step(lot=lot, step="b", by=owner, at=now - hour, documents=[paper()])
    wrong = services.record_step(lot=lot, step="x", by=owner, at=now - 3 * hour)
    first = services.record_step(lot=lot, step="a", by=owner, at=now - 2 * hour)
    services.attach(lot=lot, event=first, kind="document", file=paper(), by=owner, is_public=False)
    declared = services.declare_error(event=wrong, reason="x", by=owner)
    assert list(queries.events_of(lot)) == [wrong, declared, first, later]
    chain = list(queries.chain_of(lot))
    assert chain == [first, later]
    assert [len(event.shown_attachments) for event in chain] == [0, 1]


def test_craft_follows_from_the_set_then_from_the_village(product):
    silk = next(c for c in steps.crafts().values() if c.key == "silk")
    food = next(c for c in steps.crafts().values() if c.sets)
    product.ocop_set = None
    product.village = factories.make_village(slug="van-phuc")
    assert steps.craft_of(product) is silk
    product.ocop_set = type(factories.make_product().ocop_set).objects.get(number=min(food.sets))
    assert steps.craft_of(product) is food
    product.ocop_set = product.village = None
    assert steps.craft_of(product).key == "craft"


def test_steps_are_named_in_the_readers_language():
    assert steps.step_name("ceramics.fire") == "Nung trong lò"
    with translation.override("en"):
        assert steps.step_name("ceramics.fire") == "Fired in the kiln"
        assert steps.crafts()["ceramics"].name == "ceramics"
    with translation.override("fr"):
        assert steps.step_name("ceramics.fire") == "Nung trong lò"
    assert steps.step_name("Nung hai lần") == "Nung hai lần"
    step = steps.steps_by_code()["ceramics.fire"]
    assert (step.code, step.kind) == ("ceramics.fire", "make")
    assert steps.crafts()["silk"].villages == {"van-phuc", "phung-xa"}
    assert steps.crafts()["silk"].materials[0] == ("Tơ tằm", "Bảo Lộc, Lâm Đồng")


@pytest.mark.parametrize(
    ("quantity", "uom", "text"),
    [(None, "KGM", ""), ("2.500", "KGM", "2,500 kg"), ("40.000", "LTR", "40 lít")],
)
def test_material_says_how_much_went_in(quantity, uom, text):
    material = LotMaterial(quantity=quantity and Decimal(quantity), uom=uom)
    assert material.quantity_text == text


def test_what_has_too_many_files_is_not_kept_in_part(product, owner, lot, monkeypatch):
    monkeypatch.setattr(services, "MOST_FILES", 1)
    files = [paper(), paper()]
    before = Lot.objects.count(), TraceEvent.objects.count()
    with pytest.raises(refusals.TooManyFiles):
        services.open_lot(product=product, quantity=1, by=owner, documents=files)
    with pytest.raises(refusals.TooManyFiles):
        services.record_step(lot=lot, step="Vẽ", by=owner, documents=files)
    assert (Lot.objects.count(), TraceEvent.objects.count()) == before
    assert not LotAttachment.objects.exists()
