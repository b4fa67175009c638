"""Each refusal of lots, events and labels, provoked through its service: the sentence it gives."""

import datetime
from collections.abc import Callable

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone, translation

from catalogue.origin import refusals
from catalogue.origin.events import bodies, capture, schema
from catalogue.origin.labels import services as labels
from catalogue.origin.lots import services as lots
from catalogue.origin.models import Lot
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def lot(product, owner) -> Lot:
    made_on = timezone.localdate() - datetime.timedelta(days=3)
    return lots.open_lot(product=product, quantity=20, by=owner, number="L-7", made_on=made_on)


def said(refusal: type[refusals.Refused], step: Callable, /, **facts) -> str:
    with pytest.raises(refusal) as told:
        step(**facts)
    return str(told.value)


def ago(days: float) -> datetime.datetime:
    return timezone.now() - datetime.timedelta(days=days)


def body_of(lot: Lot, quantity: int | None = None, **facts) -> dict:
    facts = {"at": ago(1), "biz_step": "inspecting"} | facts
    named = bodies.whole_lot(lot, quantity) if quantity else bodies.whole_lot(lot)
    return bodies.observation(quantities=named, **facts)


def record(lot: Lot, body: dict):
    return lots.record_event(body=body, producer_id=lot.product.producer_id)[0]


def told_of(lot: Lot, refusal: type[refusals.Refused], body: dict) -> str:
    return said(refusal, record, lot=lot, body=body)


def test_a_number_in_use(lot, product, owner):
    facts = {"product": product, "quantity": 1, "by": owner, "number": "L-7"}
    assert said(refusals.LotInUse, lots.open_lot, **facts) == (
        "Lot number L-7 is in use already for this product."
    )


def test_a_step_that_does_not_follow(lot, owner):
    facts = {"lot": lot, "reason": "Chì", "by": owner}
    assert said(refusals.MoveRefused, lots.recall_lot, **facts) == (
        f"That step does not follow from the state “{Lot.State.OPEN.label}”."
    )


def test_goods_of_a_recalled_lot(lot, owner):
    lots.release_lot(lot=lot, by=owner)
    lots.recall_lot(lot=lot, reason="Chì", by=owner)
    sentence = "Lot L-7 has been recalled: it is not sold, sent or labelled any more."
    facts = {"quantities": [(lot, 1)], "reference": "1", "at": timezone.now()}
    assert said(refusals.LotRecalled, lots.record_shipment, **facts) == sentence
    facts = {"lot": lot, "count": 1, "by": owner}
    assert said(refusals.LotRecalled, labels.mint_labels, **facts) == sentence
    assert said(refusals.LotRecalled, labels.activate_labels, lot=lot) == sentence


def test_a_closed_lot_takes_nothing_more(lot, owner):
    lots.release_lot(lot=lot, by=owner)
    lots.close_lot(lot=lot, by=owner)
    facts = {"lot": lot, "count": 1, "by": owner}
    assert said(refusals.LotClosed, labels.mint_labels, **facts) == "Lot L-7 is closed."
    facts = {"lot": lot, "step": "Nung", "by": owner}
    assert said(refusals.LotClosed, lots.record_step, **facts) == "Lot L-7 is closed."


def test_labels_of_a_lot_in_the_making(lot, owner):
    labels.mint_labels(lot=lot, count=1, by=owner)
    assert said(refusals.LotNotReleased, labels.activate_labels, lot=lot) == (
        "Lot L-7 is not released yet."
    )


@pytest.mark.parametrize(("asked", "is_refused"), [(15, False), (16, True)])
def test_more_labels_than_goods(lot, owner, asked, is_refused):
    labels.mint_labels(lot=lot, count=5, by=owner)
    facts = {"lot": lot, "count": asked, "by": owner}
    if not is_refused:
        assert labels.mint_labels(**facts).labels.count() == 15
        return
    assert said(refusals.LabelsExceedLot, labels.mint_labels, **facts) == (
        "Lot L-7 has 15 labels left to print; 16 were asked for."
    )
    lot.refresh_from_db()
    assert lot.labels_issued == 5


@pytest.mark.parametrize(("made", "is_refused"), [(20, False), (21, True)])
def test_more_is_made_than_a_lot_holds(lot, made, is_refused):
    body = body_of(lot, made, action="ADD", biz_step="commissioning")
    if is_refused:
        assert told_of(lot, refusals.MassBalanceBroken, body) == (
            "Lot L-7 holds 20; with this event it would be 21."
        )
    else:
        assert record(lot, body).biz_step == "commissioning"


@pytest.mark.parametrize(("sent", "is_refused"), [(20, False), (21, True)])
def test_more_leaves_than_was_made(lot, owner, sent, is_refused):
    lots.release_lot(lot=lot, by=owner)
    facts = {"quantities": [(lot, sent)], "reference": "1", "at": ago(0.5)}
    if is_refused:
        assert said(refusals.MassBalanceBroken, lots.record_shipment, **facts) == (
            "Lot L-7 holds 20; with this event it would be 21."
        )
    else:
        lots.record_shipment(**facts)


def test_another_unit(lot):
    body = body_of(lot)
    body["quantityList"][0]["uom"] = "KGM"
    assert told_of(lot, refusals.WrongUnit, body) == (
        f"Lot L-7 is counted in “{lot.uom or 1}”, not in “KGM”."
    )


@pytest.mark.parametrize(("minutes", "is_refused"), [(4, False), (6, True)])
def test_an_event_of_the_future(lot, minutes, is_refused):
    body = body_of(lot, at=timezone.now() + datetime.timedelta(minutes=minutes))
    if is_refused:
        sentence = "The time of the event lies in the future."
        assert told_of(lot, refusals.EventInFuture, body) == sentence
    else:
        record(lot, body)


def test_goods_that_leave_before_they_were_made(lot, owner):
    lots.release_lot(lot=lot, by=owner)
    facts = {"quantities": [(lot, 1)], "reference": "1", "at": ago(9)}
    assert said(refusals.EventOutOfOrder, lots.record_shipment, **facts) == (
        "The goods of lot L-7 cannot leave before they were made."
    )


def test_a_place_that_nobody_added(lot):
    body = body_of(lot, place="geo:95.0,200.0")
    assert told_of(lot, refusals.UnknownPlace, body) == (
        "The place geo:95.0,200.0 is not known here. Add it to your places of work first."
    )


def test_an_event_that_names_no_lot(lot):
    body = body_of(lot) | {"quantityList": [{"epcClass": "urn:x:1", "quantity": 1}]}
    sentence = "The event names no lot of yours."
    assert told_of(lot, refusals.UnknownLot, body) == sentence


def test_a_lot_of_another_producer(lot):
    other = factories.make_lot(factories.make_product(), "X-1")
    uri = bodies.whole_lot(other)[0]["epcClass"]
    assert told_of(lot, refusals.ForeignLot, body_of(other)) == (
        f"{uri} belongs to another producer."
    )


def test_the_same_event_with_another_certificate(lot):
    body = body_of(lot)
    record(lot, body)
    assert told_of(
        lot, refusals.EventDiffers, body | {"certificationInfo": "https://x.vn/c/1"}
    ) == ("This event is recorded already with another certificate. Declare the error first.")


def test_an_error_that_was_declared(lot, owner):
    event = record(lot, body_of(lot))
    facts = {"event": event, "reason": "Nhầm", "by": owner}
    lots.declare_error(**facts)
    assert said(refusals.AlreadyDeclared, lots.declare_error, **facts) == (
        "The error of this event is declared already."
    )


def test_an_event_that_is_not_written_as_the_standard_wants_it():
    facts = {"eventTime": "2026-04-18T10:00:00Z", "eventTimeZoneOffset": "+07:00"}
    event = {"type": "ObjectEvent", "action": "ADD"} | facts
    sentence = said(refusals.EventMalformed, lambda: schema.check_event(event, "event"))
    assert sentence.startswith("The event is not written as EPCIS 2.0 wants it: event")


def test_an_error_of_an_event_that_nobody_recorded(client, lot, producer, owner):
    """What a producer's own system reads in its job."""
    key = capture.issue_token(producer=producer, name="ERP", by=owner)[1]
    declared = {"declarationTime": "2026-04-18T10:00:00Z", "reason": "incorrect_data"}
    event = body_of(lot) | {"eventID": "urn:uuid:x-1", "errorDeclaration": declared}
    document = {
        "@context": [bodies.CONTEXT],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": "2026-04-18T10:00:00+07:00",
        "epcisBody": {"eventList": [event]},
    }
    answer = client.post(
        "/epcis/capture",
        document,
        content_type="application/ld+json",
        HTTP_AUTHORIZATION=f"Bearer {key}",
    )
    assert answer.status_code == 202, answer.content
    with translation.override("en"):
        capture.run_capture.func(answer["Location"].rsplit("/", 1)[1])
    job = client.get(answer["Location"], HTTP_AUTHORIZATION=f"Bearer {key}").json()
    assert job["success"] is False
    assert "No event of yours is the one whose error is declared." in str(job["errors"])


def test_more_files_than_a_lot_keeps(lot, owner, monkeypatch):
    monkeypatch.setattr(lots, "MOST_FILES", 1)
    facts = {"lot": lot, "kind": "document", "by": owner}
    lots.attach(file=ContentFile(b"%PDF-1", "a.pdf"), **facts)
    refused = said(
        refusals.TooManyFiles, lots.attach, file=ContentFile(b"%PDF-2", "b.pdf"), **facts
    )
    assert refused == "Lot L-7 has 1 pictures and documents already; no more are kept."
    assert lot.attachments.count() == 1
