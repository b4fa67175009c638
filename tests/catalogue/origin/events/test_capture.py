"""Events from a maker's own system: keys, jobs, and what a document's events become."""

import datetime

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from catalogue.origin.events import bodies, capture, epcis
from catalogue.origin.gs1.event_hash import event_hash_id
from catalogue.origin.models import CaptureJob, CaptureToken, TraceEvent
from tests import factories

AT = datetime.datetime(2026, 4, 18, 3, 0, tzinfo=datetime.UTC)


@pytest.fixture
def lot(product):
    return factories.make_lot(product, "L-1", made_on=datetime.date(2026, 4, 1))


@pytest.fixture
def key(producer, owner):
    return capture.issue_token(producer=producer, name="ERP", by=owner)


def seen(lot, **fields) -> dict:
    body = bodies.observation(quantities=bodies.whole_lot(lot), at=AT, biz_step="storing")
    return body | fields


def document(*events) -> dict:
    return {
        "@context": [bodies.CONTEXT, {"ex": "https://ex.com/", "not": "https://not.com/"}],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": "2026-04-18T10:00:00Z",
        "epcisBody": {"eventList": list(events)},
    }


def run(key, *events) -> CaptureJob:
    job = capture.receive(document=document(*events), token=key[0])
    capture.run_capture.func(str(job.pk))
    job.refresh_from_db()
    return job


def test_key_is_shown_once_and_kept_as_its_hash(key, producer, owner):
    row, text = key
    assert (row.producer, row.name, row.created_by) == (producer, "ERP", owner)
    assert text.startswith("epcis_")
    assert row.token_hash == capture.hash_of(text)
    assert capture.token_of(text) == row
    assert capture.token_of(text.removeprefix("epcis_")) is None
    assert capture.token_of("epcis_" + "x" * 95) is None
    CaptureToken.objects.update(token_hash=capture.hash_of("epcis_" + "x" * 94))
    assert capture.token_of("epcis_" + "x" * 94) == row
    CaptureToken.objects.update(token_hash=capture.hash_of("epcis_" + "x" * 95))
    assert capture.token_of("epcis_" + "x" * 95) is None


def test_key_is_taken_back_once(key):
    row, text = key
    assert capture.revoke_token(row)
    assert not capture.revoke_token(row)
    assert capture.token_of(text) is None
    row.refresh_from_db()
    assert timezone.now() - row.revoked_at < datetime.timedelta(minutes=1)


def test_same_document_is_the_same_job_of_its_maker(lot, key):
    job = capture.receive(document=document(seen(lot)), token=key[0])
    assert capture.receive(document=document(seen(lot)), token=key[0]) == job
    assert (job.token, job.success, job.finished_at) == (key[0], None, None)
    key[0].refresh_from_db()
    assert key[0].last_used_on == timezone.localdate()
    other = capture.issue_token(producer=factories.make_producer(), name="X", by=None)[0]
    assert capture.receive(document=document(seen(lot)), token=other) != job


def test_job_records_its_events_with_the_prefixes_they_use(lot, key):
    job = run(key, seen(lot, **{"ex:oven": {"ex:heat": 3}}))
    event = TraceEvent.objects.get()
    assert (job.success, job.event_ids, job.errors) == (True, [event.event_id], [])
    assert timezone.now() - job.finished_at < datetime.timedelta(minutes=1)
    assert (event.source, event.recorded_by, event.is_private) == ("capture", None, True)
    assert event.body["@context"] == [{"ex": "https://ex.com/"}]
    assert capture.run_capture.func(str(job.pk)) is True
    assert capture.run_capture.func("00000000-0000-0000-0000-000000000000") is False


def test_job_that_failed_says_which_event_and_is_tried_anew(lot, key):
    job = run(key, seen(lot), seen(lot, readPoint={"id": "https://example.com/x"}))
    (problem,) = job.errors
    assert (problem["type"], problem["event"]) == ("epcisException:UnknownPlace", 2)
    assert "https://example.com/x" in problem["title"]
    assert (job.success, job.event_ids) == (False, [])
    assert not TraceEvent.objects.exists()
    assert capture.run_capture.func(str(job.pk)) is False
    capture.receive(document=job.document, token=key[0])
    job.refresh_from_db()
    assert (job.success, job.finished_at, job.errors) == (None, None, [])


DECLARED = {
    "declarationTime": "2026-04-19T10:00:00Z",
    "reason": "did_not_occur",
    "correctiveEventIDs": ["urn:x:2"],
}


def test_declaration_marks_the_event_of_its_maker_once(lot, key):
    assert run(key, seen(lot, errorDeclaration=DECLARED)).errors[0]["type"].endswith("UnknownEvent")
    run(key, seen(lot))
    assert run(key, seen(lot, errorDeclaration=DECLARED, eventID="urn:x:1")).success
    assert run(key, seen(lot, errorDeclaration=DECLARED, eventID="urn:x:3")).success
    declared = TraceEvent.objects.exclude(declares_error_of=None).get()
    told = declared.body["errorDeclaration"]
    assert (told["reason"], told["correctiveEventIDs"]) == ("did_not_occur", ["urn:x:2"])
    assert declared.source == "capture"


def test_declaration_is_refused_on_what_is_not_the_makers_word(lot, key):
    other = capture.issue_token(producer=factories.make_producer(), name="X", by=None)
    run(key, seen(lot))
    refused = run(other, seen(lot, errorDeclaration=DECLARED))
    assert refused.errors[0]["type"].endswith("ForeignLot")
    body = seen(lot, bizStep="shipping")
    capture.record_event(
        body=body, producer_id=lot.product.producer_id, source=TraceEvent.Source.MARKET
    )
    refused = run(key, body | {"errorDeclaration": DECLARED})
    assert refused.errors[0]["type"].endswith("ForeignLot")


def test_texts_in_are_of_all_fields_and_values_nested_ones_too():
    value = {"a": [{"b": 1}, "c"], "d": {"e": {"f": None}}}
    assert sorted(capture.texts_in(value)) == ["a", "b", "c", "d", "e", "f"]


def test_a_prefix_that_only_a_value_has_is_kept_with_the_event(lot, key):
    body = seen(lot, **{"ex:note": "not:word"})
    job = run(key, body)
    event = TraceEvent.objects.get()
    assert event.body["@context"] == [{"ex": "https://ex.com/", "not": "https://not.com/"}]
    assert job.event_ids == [event_hash_id(body, document()["@context"])]


def measured(**fields) -> dict:
    return {
        "type": "ObjectEvent",
        "action": "OBSERVE",
        "eventTime": "2026-04-18T10:00:00+07:00",
        "eventTimeZoneOffset": "+07:00",
        "bizStep": "sensor_reporting",
        "readPoint": {"id": "geo:20.97,105.91"},
        "sensorElementList": [
            {"sensorReport": [{"type": "gs1:Temperature", "value": 4.5, "uom": "CEL"}]}
        ],
    } | fields


def test_what_sensors_measure_at_a_place_is_kept_once_for_the_key_alone(lot, key, producer):
    for _twice in range(2):
        assert run(key, measured()).success
    event = TraceEvent.objects.get()
    assert (event.lot, event.producer, event.is_private) == (None, producer, True)
    assert (event.biz_step, event.place_name) == ("sensor_reporting", "20.97, 105.91")
    assert epcis.query([], producer_id=producer.pk)[0] == [event]
    assert epcis.query([], producer_id=factories.make_producer().pk)[0] == []
    assert epcis.query([])[0] == []
    assert not epcis.visible_events().exists()


def test_what_sensors_measured_is_declared_wrong_by_its_own_key_alone(lot, key, producer):
    run(key, measured())
    other = capture.issue_token(producer=factories.make_producer(), name="X", by=None)
    refused = run(other, measured(errorDeclaration=DECLARED))
    assert refused.errors[0]["type"].endswith("ForeignLot")
    assert run(key, measured(errorDeclaration=DECLARED)).success
    declared = TraceEvent.objects.exclude(declares_error_of=None).get()
    assert (declared.lot, declared.producer) == (None, producer)


def test_sensors_of_what_is_not_ours_or_of_nowhere_are_refused(lot, key):
    foreign = run(key, measured(epcList=["urn:epc:id:sgtin:4012345.011111.9"]))
    assert foreign.errors[0]["type"].endswith("UnknownLot")
    nowhere = run(key, measured(readPoint={"id": "https://example.com/x"}))
    assert nowhere.errors[0]["type"].endswith("UnknownPlace")
    assert not TraceEvent.objects.exists()


def test_events_of_a_place_are_never_changed_nor_of_nobody(lot, key):
    run(key, measured())
    rows = TraceEvent.objects.all()
    for change in (rows.delete, lambda: rows.update(note="x"), lambda: rows.update(producer=None)):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    event = TraceEvent.objects.get()
    event.pk, event.event_id, event.producer_id = None, "ni:///x", None
    with pytest.raises(IntegrityError), transaction.atomic():
        event.save(force_insert=True)
