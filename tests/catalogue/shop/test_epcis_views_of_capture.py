"""Capture: a producer's own system tells events, whole documents or nothing."""

import datetime
import json
import uuid

import pytest
from django.utils import timezone

from catalogue.origin import refusals
from catalogue.origin.events import bodies as event_bodies
from catalogue.origin.events import capture as capture_services
from catalogue.origin.events import places as known_places
from catalogue.origin.events import schema as event_schema
from catalogue.origin.gs1.event_hash import event_hash_id
from catalogue.origin.labels import services as label_services
from catalogue.origin.lots import services
from catalogue.origin.models import CaptureJob, CaptureToken, TraceEvent
from tests import factories
from tests.gs1_data import epcis_validator

LD = "application/ld+json"


@pytest.fixture
def product(producer):
    return factories.make_product(producer, village=factories.make_village())


@pytest.fixture
def lot(product, owner):
    lot = services.open_lot(
        product=product,
        quantity=50,
        by=owner,
        number="L-7",
        made_on=timezone.localdate() - datetime.timedelta(days=3),
        best_before=timezone.localdate() + datetime.timedelta(days=300),
    )
    return services.release_lot(lot=lot, by=owner)


@pytest.fixture
def key(producer, owner):
    return capture_services.issue_token(producer=producer, name="ERP", by=owner)[1]


def document(*events, **fields) -> dict:
    return {
        "@context": [event_bodies.CONTEXT, {"ex": "https://ns.example.com/epcis/"}],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": "2026-04-18T10:00:00+07:00",
        "epcisBody": {"eventList": list(events)},
    } | fields


def event(lot, **changes) -> dict:
    facts = {"at": timezone.now() - datetime.timedelta(hours=5), "biz_step": "storing"}
    place = known_places.village_uri(lot.village)
    body = event_bodies.observation(quantities=event_bodies.whole_lot(lot), place=place, **facts)
    return body | changes


def send(client, key, content, **headers):
    body = content if isinstance(content, bytes | str) else json.dumps(content)
    headers.setdefault("content_type", LD)
    return client.post("/epcis/capture", body, HTTP_AUTHORIZATION=f"Bearer {key}", **headers)


def run(answer) -> CaptureJob:
    """Let the worker do its part for the job an answer names."""
    pk = answer["Location"].rsplit("/", 1)[1]
    capture_services.run_capture.func(pk)
    return CaptureJob.objects.get(pk=pk)


def captured(client, key, *events, **fields) -> CaptureJob:
    answer = send(client, key, document(*events, **fields))
    assert answer.status_code == 202, answer.content
    return run(answer)


def test_captured_events_are_recorded_and_replay_changes_nothing(client, lot, key):
    before = TraceEvent.objects.count()
    body = event(lot, **{"ex:kiln": "3"})
    job = captured(client, key, body)
    assert (job.success, len(job.event_ids)) == (True, 1)
    again = captured(client, key, body)
    assert again == job
    other = captured(client, key, body, creationDate="2026-04-19T10:00:00+07:00")
    assert (other.pk != job.pk, other.event_ids) == (True, job.event_ids)
    assert TraceEvent.objects.count() == before + 1
    row = TraceEvent.objects.get(event_id=job.event_ids[0])
    assert (row.source, row.lot, row.is_private) == ("capture", lot, True)
    assert row.body["@context"] == [{"ex": "https://ns.example.com/epcis/"}]
    assert (
        event_hash_id(row.body)
        == row.event_id
        == event_hash_id(body, {"ex": "https://ns.example.com/epcis/"})
    )


def test_job_tells_its_producer_alone_what_became_of_it(client, lot, key):
    answer = send(client, key, document(event(lot)))
    path = answer["Location"].removeprefix("http://127.0.0.1:8000")
    ask = lambda token: client.get(path, HTTP_AUTHORIZATION=f"Bearer {token}")  # noqa: E731
    assert ask(key).json()["running"] is True
    run(answer)
    told = ask(key).json()
    assert (told["running"], told["success"], len(told["eventIDs"])) == (False, True, 1)
    other = capture_services.issue_token(producer=factories.make_producer(), name="x", by=None)[1]
    assert ask(other).status_code == 404
    assert client.get(path).status_code == 401
    unknown = client.get(f"/epcis/capture/{uuid.uuid4()}", HTTP_AUTHORIZATION=f"Bearer {key}")
    assert unknown.status_code == 404


def test_one_bad_event_and_nothing_of_the_document_is_kept(client, lot, key):
    before = TraceEvent.objects.count()
    bad = event(lot, readPoint={"id": "http://127.0.0.1:8000/place/V/nowhere"})
    job = captured(client, key, event(lot), bad)
    assert (job.success, TraceEvent.objects.count()) == (False, before)
    [error] = job.errors
    assert (error["type"], error["event"]) == ("epcisException:UnknownPlace", 2)


def test_failed_document_may_be_sent_again_when_the_reason_is_gone(client, product, key, owner):
    producer = product.producer
    lot = services.open_lot(product=product, quantity=5, by=owner, number="L-9")
    place = f"http://127.0.0.1:8000/place/P/KHO-{producer.pk}"
    content = event(lot, readPoint={"id": place})
    assert captured(client, key, content).success is False
    producer.trace_places.create(code=f"KHO-{producer.pk}", name="Kho", commune=producer.commune)
    assert captured(client, key, content).success is True


@pytest.mark.parametrize("way", ["other", "both"])
def test_another_producers_lot_is_refused(client, lot, key, way):
    other = factories.make_lot(factories.make_product(village=lot.village))
    lists = [event_bodies.quantity_of(event_bodies.class_uri(other), 1)]
    if way == "both":
        lists += event_bodies.whole_lot(lot)
    before = TraceEvent.objects.count()
    job = captured(client, key, event(lot, quantityList=lists))
    assert (job.success, job.errors[0]["type"]) == (False, "epcisException:ForeignLot")
    assert TraceEvent.objects.count() == before


def test_serials_find_their_lot_and_stay_private(client, lot, key, owner):
    label = label_services.mint_labels(lot=lot, count=1, by=owner).labels.get()
    uri = f"http://127.0.0.1:8000/P/{lot.product.code}/L/L-7/S/{label.serial}"
    body = event(lot, epcList=[uri])
    del body["quantityList"]
    job = captured(client, key, body)
    assert job.success, job.errors
    row = TraceEvent.objects.get(event_id=job.event_ids[0])
    assert (row.lot, row.is_private) == (lot, True)
    listed = client.get("/epcis/events").content.decode()
    assert label.serial not in listed
    document_text = client.get(f"/epcis/documents/P/{lot.product.code}.jsonld").content.decode()
    assert label.serial not in document_text
    asked = client.get("/epcis/events", {"MATCH_epc": uri}).content.decode()
    assert label.serial in asked


def test_error_declared_by_capture_marks_the_event_once(client, lot, key):
    body = event(lot)
    captured(client, key, body)
    wrong = body | {
        "errorDeclaration": {
            "declarationTime": "2026-04-19T10:00:00+07:00",
            "reason": "did_not_occur",
        }
    }
    for _ in range(2):
        job = captured(client, key, wrong)
        assert job.success, job.errors
    assert TraceEvent.objects.filter(declares_error_of__isnull=False).count() == 1
    unknown = wrong | {"bizStep": "inspecting"}
    assert captured(client, key, unknown).errors[0]["type"] == "epcisException:UnknownEvent"


@pytest.mark.parametrize(
    "body",
    [
        b" ",
        b"{",
        b"[]",
        b"null",
        b'"x"',
        b'{"type": "EPCISDocument"}',
        b"\xff\xfe",
        b'{"a": NaN}',
        b"[" * 5000 + b"]" * 5000,
        b'{"type": "EPCISDocument", "schemaVersion": "2.0", "x": "\\u0000"}',
        b'{"x": "\\ud800"}',
    ],
)
def test_malformed_documents_are_400(client, lot, key, body):
    answer = send(client, key, body)
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert answer.json()["type"] == "epcisException:ValidationException"
    assert not CaptureJob.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"type": "SomeEvent"},
        {"eventTime": "2026-04-18"},
        {"eventTime": "2026-04-18T10:00:00"},
        {"eventTime": "2026-02-30T10:00:00Z"},
        {"eventTime": "9999-12-31T23:59:59-14:00"},
        {"eventTime": 5},
        {"eventTimeZoneOffset": "+7"},
        {"action": "CREATE"},
        {"action": None},
        {"bizStep": "baking"},
        {"bizStep": ["storing"]},
        {"disposition": "urn:epcglobal:cbv:disp:active"},
        {"readPoint": "urn:x:1"},
        {"readPoint": {}},
        {"quantityList": []},
        {"quantityList": [{"epcClass": "urn:x:1", "quantity": "2"}]},
        {"quantityList": [{"epcClass": "urn:x:1", "quantity": -2}]},
        {"quantityList": [{"epcClass": "urn:x:1", "quantity": 1e300}]},
        {"quantityList": [{"epcClass": "urn:x:1", "quantity": True}]},
        {"quantityList": [{"epcClass": "urn:x:1", "quantity": 0.0001}]},
        {"quantityList": [{"quantity": 1}]},
        {"epcList": ["not an address"]},
        {"epcList": ["urn:x:1", "urn:x:1"]},
        {"epcList": "urn:x:1"},
        {"ilmd": {"ex:a": 1}},
        {"unknown": 1},
        {"ex:long": "x" * 3000},
        {"sourceList": [{"type": "location"}]},
        {"errorDeclaration": {"reason": "incorrect_data"}},
        {"errorDeclaration": {"declarationTime": "2026-04-18T10:00:00Z", "reason": "oops"}},
    ],
)
def test_wrong_events_are_refused_before_a_job_is_made(client, lot, key, change):
    answer = send(client, key, document(event(lot, **change)))
    assert answer.status_code == 400, change
    assert not CaptureJob.objects.exists()


@pytest.mark.parametrize(
    "kind",
    [
        {"type": "AssociationEvent", "action": "ADD", "parentID": "urn:x:1"},
        {"type": "AssociationEvent", "action": "ADD", "childEPCs": ["urn:x:1"]},
        {"type": "AggregationEvent", "action": "ADD", "childEPCs": ["urn:x:1"]},
        {"type": "TransactionEvent", "action": "ADD", "epcList": ["urn:x:1"]},
        {"type": "TransformationEvent", "inputEPCList": ["urn:x:1"]},
        {"type": "TransformationEvent", "action": "ADD", "outputEPCList": ["urn:x:1"]},
        {"type": "ObjectEvent", "action": "ADD"},
    ],
)
def test_events_that_name_too_little_are_refused(kind):
    facts = {"eventTime": "2026-04-18T10:00:00Z", "eventTimeZoneOffset": "+07:00"}
    with pytest.raises(refusals.EventMalformed):
        event_schema.check_event(kind | facts, "event")


def test_all_five_types_are_captured_and_valid(client, lot, key):
    of_lot = event_bodies.whole_lot(lot, 1)
    base = {k: v for k, v in event(lot).items() if k not in ("type", "action", "quantityList")}
    parent = "https://id.gs1.org/00/106141412345678908"
    paper = [{"type": "po", "bizTransaction": "urn:x:po:1"}]
    events = [
        base | {"type": "ObjectEvent", "action": "OBSERVE", "quantityList": of_lot},
        base
        | {
            "type": "AggregationEvent",
            "action": "ADD",
            "parentID": parent,
            "childQuantityList": of_lot,
        },
        base
        | {
            "type": "AssociationEvent",
            "action": "ADD",
            "parentID": parent,
            "childQuantityList": of_lot,
        },
        base
        | {
            "type": "TransactionEvent",
            "action": "ADD",
            "bizTransactionList": paper,
            "quantityList": of_lot,
        },
        base
        | {
            "type": "TransformationEvent",
            "inputQuantityList": of_lot,
            "outputQuantityList": [{"epcClass": "urn:x:set", "quantity": 1}],
        },
    ]
    whole = document(*events)
    epcis_validator().validate(whole)
    job = captured(client, key, *events)
    assert job.success, job.errors
    ask = client.get("/epcis/events?perPage=50", HTTP_AUTHORIZATION=f"Bearer {key}").json()
    epcis_validator().validate(ask)
    rows = ask["epcisBody"]["queryResults"]["resultsBody"]["eventList"]
    assert {row["type"] for row in rows} == set(event_schema.OWN)


def test_what_we_take_gs1s_schema_takes(lot):
    """Small changes of a right event: whatever passes here has to pass there."""
    validator = epcis_validator()
    right = event(lot)
    values = [None, 1, "x", "urn:x:1", [], {}, ["urn:x:1"], [{"id": "urn:x:1"}], True, ""]
    taken = 0
    for name in sorted(event_schema.EVERY | event_schema.OWN["ObjectEvent"]):
        for value in values:
            whole = document(right | {name: value})
            try:
                event_schema.check_document(whole)
            except refusals.EventMalformed:
                continue
            taken += 1
            assert not list(validator.iter_errors(whole)), (name, value)
    assert taken > 10


def test_oversized_documents_are_413(client, lot, key):
    big = json.dumps(document(event(lot))) + " " * 1024 * 1024
    assert send(client, key, big).status_code == 413
    many = document(*[event(lot)] * 501)
    assert send(client, key, json.dumps(many)[: 1024 * 1024]).status_code in (400, 413)
    assert not CaptureJob.objects.exists()


def test_capture_needs_a_key_that_stands(client, lot, key):
    body = document(event(lot))
    assert client.post("/epcis/capture", body, content_type=LD).status_code == 401
    for wrong in ("", "epcis_x", key + "x", "Basic"):
        assert send(client, wrong, body).status_code == 401
    capture_services.revoke_token(CaptureToken.objects.get())
    answer = send(client, key, body)
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
    assert key not in str(CaptureToken.objects.values())


def test_capture_takes_json_only_and_rolls_back_only(client, lot, key):
    body = document(event(lot))
    assert send(client, key, body, content_type="text/xml").status_code == 415
    answer = send(client, key, body, HTTP_GS1_CAPTURE_ERROR_BEHAVIOUR="proceed")
    assert answer.status_code == 501
