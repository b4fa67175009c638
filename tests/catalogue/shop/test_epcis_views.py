"""EPCIS 2.0: documents against GS1's schema, certificates, queries."""

import datetime

import pytest
from django.utils import timezone

from catalogue.models import Publication
from catalogue.origin.events import bodies as event_bodies
from catalogue.origin.events import capture as capture_services
from catalogue.origin.events import schema as event_schema
from catalogue.origin.gs1.event_hash import event_hash_id
from catalogue.origin.labels import services as label_services
from catalogue.origin.lots import services
from catalogue.origin.models import Label, LotMaterial
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


def test_certificate_says_whether_it_is_valid_today(client, product):
    certificate = factories.make_certificate(product)
    url = f"/origin/certificates/{certificate.pk}.json"
    assert client.get(url).json()["isValid"] is True
    certificate.revoked_on = timezone.localdate()
    certificate.save()
    facts = client.get(url).json()
    assert (facts["isValid"], facts["state"]) == (False, "revoked")
    assert client.get("/origin/certificates/999999.json").status_code == 404


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
        "GE_eventTime=0001-01-01T00:00:00%2B14:00",
        "LT_eventTime=9999-12-31T23:59:59-14:00",
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
