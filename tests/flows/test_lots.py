"""Lots and their events: what may happen, in which order, and that it stays written."""

import datetime

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from catalogue.origin import refusals
from catalogue.origin.events import bodies as event_bodies
from catalogue.origin.events import places as known_places
from catalogue.origin.events import rules
from catalogue.origin.gs1.check_digits import check_digit
from catalogue.origin.lots import queries, services
from catalogue.origin.models import EventItem, Lot, LotMaterial, TraceEvent, TracePlace
from tests import factories

StepKind = services.StepKind


@pytest.fixture
def lot(product, owner):
    product.village = factories.make_village()
    product.save()
    return services.open_lot(
        product=product,
        quantity=200,
        by=owner,
        made_on=timezone.localdate() - datetime.timedelta(days=3),
    )


def days_ago(days: float) -> datetime.datetime:
    return timezone.now() - datetime.timedelta(days=days)


def observed(lot: Lot, **facts) -> dict:
    facts = {"at": days_ago(1), "biz_step": "inspecting"} | facts
    return event_bodies.observation(quantities=event_bodies.whole_lot(lot), **facts)


def record(lot: Lot, body: dict, **facts) -> TraceEvent:
    return services.record_event(body=body, producer_id=lot.product.producer_id, **facts)[0]


def test_lot_numbers_follow_the_day_and_count_up(product, owner):
    day = datetime.date(2026, 4, 18)
    numbers = [
        services.open_lot(product=product, quantity=5, by=owner, made_on=day).number
        for _ in range(3)
    ]
    assert numbers == ["260418-1", "260418-2", "260418-3"]


def test_lot_number_in_use_is_refused(lot, product, owner):
    with pytest.raises(refusals.LotInUse, match=lot.number):
        services.open_lot(product=product, quantity=5, by=owner, number=lot.number)


def test_release_records_that_the_lot_was_made_once(lot, owner):
    services.release_lot(lot=lot, by=owner)
    services.release_lot(lot=lot, by=owner)
    event = TraceEvent.objects.get()
    assert (event.action, event.biz_step, event.disposition) == ("ADD", "commissioning", "active")
    assert timezone.localdate(event.event_time) == lot.made_on
    assert event.read_point == known_places.village_uri(lot.village)
    assert event.place_name == "Bát Tràng"
    assert event.items.get().quantity == 200


@pytest.mark.parametrize(
    ("kinds", "hour"),
    [
        ([], 12),
        (["work"], 19),
        (["harvest", "work"], 20),
        (["work", "wrong"], 19),
        (["pack", "inspect"], 12),
    ],
)
def test_lot_is_made_at_noon_or_with_the_last_work_of_the_evening(lot, owner, kinds, hour):
    for number, kind in enumerate(kinds):
        evening = datetime.datetime.combine(lot.made_on, datetime.time(19 + number))
        event = services.record_step(
            lot=lot,
            step="Nung lò",
            kind="work" if kind == "wrong" else kind,
            at=timezone.make_aware(evening),
            by=owner,
        )
        if kind == "wrong":
            services.declare_error(event=event, reason="Nhầm ngày", by=owner)
    services.release_lot(lot=lot, by=owner)
    made = timezone.localtime(TraceEvent.objects.get(biz_step="commissioning").event_time)
    assert (made.date(), made.hour, made.minute) == (lot.made_on, hour, 0)


def test_lot_of_today_is_made_no_later_than_now(product, owner):
    lot = services.open_lot(product=product, quantity=5, by=owner)
    ahead = timezone.now() + datetime.timedelta(minutes=4)  # a clock that is fast
    services.record_step(lot=lot, step="Nung lò", at=ahead, by=owner)
    services.release_lot(lot=lot, by=owner)
    assert TraceEvent.objects.get(biz_step="commissioning").event_time <= timezone.now()


def test_lot_is_made_before_its_first_goods_leave(lot, owner):
    facts = {"disposition": "in_transit", "biz_step": "shipping"}
    record(lot, observed(lot, at=days_ago(2), **facts))
    services.record_step(lot=lot, step="Vẽ lại", at=days_ago(1), by=owner)
    services.release_lot(lot=lot, by=owner)
    times = TraceEvent.objects.in_bulk(field_name="id").values()
    by_step = {event.biz_step: event.event_time for event in times}
    assert by_step["commissioning"] == by_step["shipping"]


def test_making_turns_materials_into_the_lot(lot, owner):
    clay = LotMaterial.objects.create(
        lot=lot, name="Cao lanh", supplier="Mỏ Trúc Thôn", where_from="Hải Dương", quantity="40.5"
    )
    services.record_step(lot=lot, step="Nung", kind=StepKind.MAKE, by=owner, at=days_ago(2))
    services.release_lot(lot=lot, by=owner)
    event = TraceEvent.objects.get()
    assert event.type == "TransformationEvent"
    items = list(event.items.order_by("role").values_list("role", "uri", "uom"))
    assert items == [
        ("inputQuantityList", event_bodies.material_uri(clay), "KGM"),
        ("outputQuantityList", f"http://127.0.0.1:8000{lot_path(lot)}", ""),
    ]
    assert rules.balance_of(lot).made == 200


def lot_path(lot: Lot) -> str:
    return f"/P/{lot.product.code}/L/{lot.number}"


def test_same_event_twice_is_one_event(lot, owner):
    at = days_ago(1)
    first = services.record_step(lot=lot, step="Tráng men", note="Men rạn", by=owner, at=at)
    again = services.record_step(lot=lot, step="Tráng men", note="Men rạn", by=owner, at=at)
    assert first == again
    assert (TraceEvent.objects.count(), EventItem.objects.count()) == (1, 1)
    assert (first.step, first.note) == ("Tráng men", "Men rạn")
    assert first.event_id.startswith("ni:///sha-256;")


def test_same_event_with_another_certificate_has_to_be_declared(lot):
    body = observed(lot)
    record(lot, body)
    with pytest.raises(refusals.EventDiffers):
        record(lot, body | {"certificationInfo": "https://example.com/c/1"})


@pytest.mark.parametrize("table", ["origin_traceevent", "origin_eventitem"])
@pytest.mark.parametrize("change", ["UPDATE {} SET id = id + 1000", "DELETE FROM {}"])
def test_database_refuses_to_change_events(lot, table, change):
    record(lot, observed(lot))
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change.format(table))


def test_error_is_declared_once_with_the_same_id_and_the_event_stays(lot, owner):
    event = record(lot, observed(lot))
    declared = services.declare_error(event=event, reason="Đếm nhầm", by=owner)
    assert declared.event_id == event.event_id
    assert declared.body["errorDeclaration"]["reason"] == "incorrect_data"
    assert list(queries.chain_of(lot)) == []
    assert queries.events_of(lot).count() == 2
    with pytest.raises(refusals.AlreadyDeclared):
        services.declare_error(event=event, reason="Nữa", by=owner)


def test_more_can_not_be_made_than_the_lot_holds(lot):
    body = event_bodies.observation(
        quantities=event_bodies.whole_lot(lot, 201),
        action="ADD",
        at=days_ago(2),
        biz_step="commissioning",
    )
    with pytest.raises(refusals.MassBalanceBroken):
        record(lot, body)
    assert not TraceEvent.objects.exists()


def test_more_can_not_leave_than_was_made_but_returns_can_leave_again(lot, owner):
    services.release_lot(lot=lot, by=owner)
    send = lambda n, ref: services.record_shipment(  # noqa: E731
        quantities=[(lot, n)], reference=ref, at=days_ago(1)
    )
    send(150, "1")
    with pytest.raises(refusals.MassBalanceBroken):
        send(51, "2")
    send(50, "3")
    services.record_return(quantities=[(lot, 20)], reference="1", at=days_ago(0.5))
    send(20, "4")
    with pytest.raises(refusals.MassBalanceBroken):
        send(1, "5")
    assert rules.balance_of(lot).left(lot) == 0


def test_declaring_the_making_wrong_is_refused_while_goods_are_gone(lot, owner):
    services.release_lot(lot=lot, by=owner)
    made = TraceEvent.objects.get()
    services.record_shipment(quantities=[(lot, 200)], reference="1", at=days_ago(1))
    other = event_bodies.observation(
        quantities=event_bodies.whole_lot(lot, 100),
        action="DELETE",
        at=days_ago(0.5),
        biz_step="destroying",
    )
    with pytest.raises(refusals.MassBalanceBroken):
        record(lot, other)
    services.declare_error(event=made, reason="Sai ngày", by=owner)
    assert rules.balance_of(lot).made == 0


def test_event_in_the_future_is_refused(lot):
    with pytest.raises(refusals.EventInFuture):
        record(lot, observed(lot, at=timezone.now() + datetime.timedelta(minutes=6)))


def test_goods_leave_no_sooner_than_they_are_made(lot, owner):
    services.release_lot(lot=lot, by=owner)
    with pytest.raises(refusals.EventOutOfOrder):
        services.record_shipment(quantities=[(lot, 1)], reference="1", at=days_ago(5))


@pytest.mark.parametrize(
    "place",
    [
        "https://example.com/place/V/bat-trang",
        "http://127.0.0.1:8000/place/V/nowhere",
        "http://127.0.0.1:8000/place/M/nobody",
        "https://id.gs1.org/414/8930001000018",
        "geo:95.0,200.0",
        "urn:x:1",
    ],
)
def test_unknown_place_is_refused(lot, place):
    with pytest.raises(refusals.UnknownPlace):
        record(lot, observed(lot, place=place))


def test_points_and_places_of_work_are_known(lot, producer):
    gln = "893000100001" + check_digit("893000100001")
    work = TracePlace.objects.create(
        producer=producer,
        code="XUONG-1",
        name="Xưởng một",
        commune=producer.commune,
        gln=gln,
    )
    point = "geo:20.975123,105.913456"
    own = f"{settings.SITE_URL}/place/P/{work.code}"
    names = known_places.names_of([own, point, f"https://x.vn/414/{gln}"])
    assert sorted(names.values()) == ["20.975123, 105.913456", "Xưởng một", "Xưởng một"]


def test_another_makers_lot_is_refused(lot, stranger):
    other = factories.make_lot(factories.make_product())
    with pytest.raises(refusals.ForeignLot):
        record(lot, observed(other))
    body = observed(lot) | {
        "quantityList": event_bodies.whole_lot(lot) + event_bodies.whole_lot(other)
    }
    with pytest.raises(refusals.ForeignLot):
        record(lot, body)


def test_event_about_nothing_of_ours_is_refused(lot):
    body = observed(lot) | {"quantityList": [{"epcClass": "urn:x:1", "quantity": 1}]}
    with pytest.raises(refusals.UnknownLot):
        record(lot, body)


def test_wrong_unit_is_refused(lot):
    body = observed(lot)
    body["quantityList"][0]["uom"] = "KGM"
    with pytest.raises(refusals.WrongUnit):
        record(lot, body)


def test_recall_says_so_once_and_nothing_leaves_any_more(lot, owner):
    services.release_lot(lot=lot, by=owner)
    for _ in range(2):
        services.recall_lot(lot=lot, reason="Chì trong men", by=owner)
    lot.refresh_from_db()
    assert (lot.state, lot.state_note) == ("recalled", "Chì trong men")
    assert TraceEvent.objects.filter(disposition="recalled").count() == 1
    with pytest.raises(refusals.LotRecalled):
        services.record_shipment(quantities=[(lot, 1)], reference="1", at=timezone.now())
    with pytest.raises(refusals.MoveRefused):
        services.close_lot(lot=lot, by=owner)
    assert services.choose_lot(lot.product, 1) is None


def test_open_lot_cannot_be_recalled_and_closed_takes_no_more_steps(lot, owner):
    with pytest.raises(refusals.MoveRefused):
        services.recall_lot(lot=lot, reason="x", by=owner)
    services.release_lot(lot=lot, by=owner)
    services.close_lot(lot=lot, by=owner)
    with pytest.raises(refusals.LotClosed):
        services.record_step(lot=lot, step="Nung", by=owner)


def test_lot_that_ends_soonest_is_chosen_first(product, owner):
    today = timezone.localdate()

    def opened(days, quantity=10, **facts):
        lot = services.open_lot(
            product=product,
            quantity=quantity,
            by=owner,
            made_on=today - datetime.timedelta(days=2),
            best_before=today + datetime.timedelta(days=days) if days is not None else None,
        )
        return services.release_lot(lot=lot, by=owner)

    opened(None)
    late, soon = opened(90), opened(30)
    small = opened(10, quantity=2)
    assert services.choose_lot(product, 2) == small
    assert services.choose_lot(product, 3) == soon
    services.recall_lot(lot=soon, reason="x", by=owner)
    assert services.choose_lot(product, 3) == late
    assert services.choose_lot(product, 11) is None


def test_parcels_tell_of_goods_and_never_of_buyers(lot, owner):
    services.release_lot(lot=lot, by=owner)
    at = days_ago(1)
    [event] = services.record_shipment(quantities=[(lot, 2)], reference="77", at=at)
    [same] = services.record_shipment(quantities=[(lot, 2)], reference="77", at=at)
    assert event == same
    assert set(event.body) == {
        "@context", "type", "eventTime", "eventTimeZoneOffset", "bizStep", "disposition",
        "readPoint", "action", "quantityList", "ocop:parcel",
    }  # fmt: skip
    [other] = services.record_shipment(quantities=[(lot, 2)], reference="78", at=at)
    names = [one.body["ocop:parcel"] for one in (event, other)]
    assert names == [queries.opaque("parcel", reference) for reference in ("77", "78")]
    assert "77" not in names and len(set(names)) == 2
