"""EPCIS 2.0: documents against GS1's schema, capture with a producer's key, queries, signatures."""

import base64
import datetime
import json
import uuid

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.utils import timezone

from catalogue.models import Publication
from catalogue.origin import refusals
from catalogue.origin.events import bodies as event_bodies
from catalogue.origin.events import capture as capture_services
from catalogue.origin.events import places as known_places
from catalogue.origin.events import schema as event_schema
from catalogue.origin.gs1.event_hash import event_hash_id
from catalogue.origin.labels import services as label_services
from catalogue.origin.lots import services
from catalogue.origin.models import CaptureJob, CaptureToken, Label, LotMaterial, TraceEvent
from tests import factories
from tests.gs1_data import epcis_validator, gs1_schema

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


# --- Documents


def test_documents_of_lot_and_product_are_valid_and_re_hash(client, lot, owner):
    LotMaterial.objects.create(lot=lot, name="Cao lanh", quantity="4.5")
    wrong = services.record_step(lot=lot, step="Vuốt gốm", note="Bàn xoay", by=owner)
    services.record_step(lot=lot, step="Đất", kind="receive", by=owner)
    services.declare_error(event=wrong, reason="Nhầm", by=owner)
    services.record_shipment(quantities=[(lot, 2)], reference="1", at=timezone.now())
    services.recall_lot(lot=lot, reason="Chì", by=owner)
    for code in (f"P/{lot.product.code}", f"P/{lot.product.code}/L/L-7"):
        answer = client.get(f"/epcis/documents/{code}.jsonld")
        assert (answer.status_code, answer["Content-Type"]) == (200, LD)
        found = answer.json()
        epcis_validator().validate(found)
        events = found["epcisBody"]["eventList"]
        assert len(events) == 6
        assert [one for one in events if "errorDeclaration" in one]
        for one in events:
            assert one["eventID"] == event_hash_id(one, found["@context"])


def test_making_from_materials_is_valid_too(client, product, owner):
    lot = services.open_lot(
        product=product, quantity=5, by=owner, materials=[LotMaterial(name="Đất", quantity=3)]
    )
    services.record_step(lot=lot, step="Nung", kind="make", by=owner)
    services.release_lot(lot=lot, by=owner)
    found = client.get(f"/epcis/documents/P/{product.code}/L/{lot.number}.jsonld").json()
    epcis_validator().validate(found)
    assert found["epcisBody"]["eventList"][0]["type"] == "TransformationEvent"


def test_document_without_events_is_a_document_still(client, product):
    found = client.get(f"/epcis/documents/P/{product.code}.jsonld").json()
    assert found["epcisBody"]["eventList"] == []


@pytest.mark.parametrize("tail", ["/L/NOPE", "/L/L-7/S/0000000000000000"])
def test_document_of_unknown_lot_or_serial_is_404(client, lot, tail):
    assert client.get(f"/epcis/documents/P/{lot.product.code}{tail}.jsonld").status_code == 404


def test_chain_example_of_the_standard_passes_our_reading():
    found = gs1_schema("chain-example.jsonld")
    epcis_validator().validate(found)
    assert len(event_schema.check_document(found)) == 6


# --- Signatures


def verified(client, answer) -> None:
    """What docs/origin.md tells anyone to do."""
    jwk = client.get("/.well-known/origin-keys.json").json()["keys"][0]
    decode = lambda text: base64.urlsafe_b64decode(text + "==")  # noqa: E731
    key_id, signature = answer["Ed25519-Signature"].split(".")
    assert key_id == jwk["kid"]
    Ed25519PublicKey.from_public_bytes(decode(jwk["x"])).verify(decode(signature), answer.content)


def test_signatures_verify_and_break_with_any_byte(client, lot, product):
    certificate = factories.make_certificate(product)
    for url in (
        f"/epcis/documents/P/{product.code}.jsonld",
        f"/P/{product.code}?linkType=linkset",
        f"/origin/certificates/{certificate.pk}.json",
        f"/origin/status/P/{product.code}/L/L-7",
        "/epcis/events",
    ):
        answer = client.get(url)
        verified(client, answer)
        answer.content = answer.content.replace(b"P", b"Q", 1)
        with pytest.raises(InvalidSignature):
            verified(client, answer)


def test_certificate_says_whether_it_is_valid_today(client, product):
    certificate = factories.make_certificate(product)
    url = f"/origin/certificates/{certificate.pk}.json"
    assert client.get(url).json()["isValid"] is True
    certificate.revoked_on = timezone.localdate()
    certificate.save()
    facts = client.get(url).json()
    assert (facts["isValid"], facts["state"]) == (False, "revoked")
    assert client.get("/origin/certificates/999999.json").status_code == 404


def test_signing_key_is_made_once_and_readable_to_us_alone(tmp_path):
    from catalogue.origin.events import signing

    path = tmp_path / "var" / "k.key"
    first = signing.kept_seed(path)
    assert signing.kept_seed(path) == first
    assert len(first) == 32
    assert path.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in path.parent.iterdir()] == ["k.key"]


# --- Capture


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


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/epcis/capture", "POST, OPTIONS"),
        ("/epcis/events", "GET, HEAD, OPTIONS"),
        ("/epcis/documents/P/X.jsonld", "GET, HEAD, OPTIONS"),
    ],
)
def test_options_and_all_answers_tell_the_versions(client, db, path, allowed):
    answer = client.options(path)
    assert (answer.status_code, answer["Allow"]) == (204, allowed)
    for one in (answer, client.get("/epcis/events"), client.delete(path)):
        assert (one["GS1-EPCIS-Version"], one["GS1-CBV-Version"]) == ("2.0", "2.0")
    assert client.delete(path).status_code == 405


# --- Queries


def rows_of(answer) -> list[dict]:
    assert answer.status_code == 200, answer.content
    return answer.json()["epcisBody"]["queryResults"]["resultsBody"]["eventList"]


def test_filters_select_and_combine(client, lot, owner):
    at = timezone.now().replace(microsecond=0) - datetime.timedelta(hours=6)
    services.record_step(lot=lot, step="Kho", kind="store", by=owner, at=at)
    services.record_shipment(
        quantities=[(lot, 2)], reference="1", at=at + datetime.timedelta(hours=1)
    )
    ask = lambda **query: [row["bizStep"] for row in rows_of(client.get("/epcis/events", query))]  # noqa: E731
    assert ask() == ["commissioning", "storing", "shipping"]
    assert ask(GE_eventTime=at.isoformat()) == ["storing", "shipping"]
    assert ask(LT_eventTime=at.isoformat()) == ["commissioning"]
    assert ask(EQ_bizStep="storing|shipping") == ["storing", "shipping"]
    uri = event_bodies.class_uri(lot)
    assert ask(MATCH_anyEPCClass=uri, EQ_bizStep="shipping") == ["shipping"]
    assert ask(MATCH_anyEPCClass=uri + "X") == []
    assert ask(MATCH_epc=uri) == []


def test_pages_follow_each_other_without_gaps(client, lot, owner):
    for number in range(6):
        services.record_step(lot=lot, step=f"Bước {number}", by=owner)
    seen, url = [], "/epcis/events?perPage=3&MATCH_anyEPCClass=" + event_bodies.class_uri(lot)
    pages = 0
    while url:
        answer = client.get(url)
        seen += [row["eventID"] for row in rows_of(answer)]
        link = answer.headers.get("Link", "")
        url = link[1:].split(">")[0].removeprefix("http://127.0.0.1:8000") if link else ""
        pages += 1
    assert (pages, len(seen), len(set(seen))) == (3, 7, 7)


@pytest.mark.parametrize(
    "query",
    [
        "EQ_disposition=x",
        "GE_eventTime=yesterday",
        "GE_eventTime=2026-04-18T10:00:00",
        "perPage=0",
        "perPage=x",
        "perPage=-1",
        "nextPageToken=abc",
        "MATCH_epc=",
        "EQ_bizStep=a&EQ_bizStep=b",
        "MATCH_epc=" + "|".join("x" * 21),
        "GE_eventTime=%00",
    ],
)
def test_wrong_parameters_are_400(client, lot, query):
    answer = client.get(f"/epcis/events?{query}")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


def test_token_of_another_query_is_refused(client, lot, owner):
    for number in range(3):
        services.record_step(lot=lot, step=f"Bước {number}", by=owner)
    link = client.get("/epcis/events?perPage=1")["Link"]
    token = link.split("nextPageToken=")[1].split(">")[0]
    answer = client.get(f"/epcis/events?EQ_bizStep=storing&nextPageToken={token}")
    assert answer.status_code == 400


def test_strangers_see_no_lot_in_the_making_and_no_draft(client, product, lot, owner, key):
    waiting = services.open_lot(product=product, quantity=5, by=owner, number="NEW")
    services.record_step(lot=waiting, step="Bí mật", by=owner)
    assert "NEW" not in client.get("/epcis/events").content.decode()
    mine = client.get("/epcis/events", HTTP_AUTHORIZATION=f"Bearer {key}").content.decode()
    assert "Bí mật" in mine
    other = capture_services.issue_token(producer=factories.make_producer(), name="x", by=None)[1]
    theirs = client.get("/epcis/events", HTTP_AUTHORIZATION=f"Bearer {other}")
    assert rows_of(theirs) == []
    product.publication = Publication.DRAFT
    product.save()
    assert rows_of(client.get("/epcis/events")) == []
    assert client.get("/epcis/events", HTTP_AUTHORIZATION="Bearer x").status_code == 401


def test_labels_in_bulk_are_never_in_the_events(client, lot, owner):
    label_services.mint_labels(lot=lot, count=20, by=owner)
    text = client.get("/epcis/events").content.decode()
    assert not [s for s in Label.objects.values_list("serial", flat=True) if s in text]
