"""EPCIS queries: what strangers and producers see, every filter, pages without gaps."""

import datetime

import pytest
from django.conf import settings
from django.utils import timezone

from catalogue.origin.codes import serials
from catalogue.origin.events import bodies, epcis
from catalogue.origin.events.services import record_event
from catalogue.origin.models import Lot, TraceEvent
from tests import factories

AT = datetime.datetime(2026, 4, 18, 3, 0, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def lot(product):
    return factories.make_lot(product, "L-1", made_on=datetime.date(2026, 4, 1))


def record(lot, hours=0, step="inspecting", **fields) -> TraceEvent:
    body = bodies.observation(quantities=bodies.whole_lot(lot), at=AT + hours * HOUR, biz_step=step)
    return record_event(body=body | fields, producer_id=lot.product.producer_id)[0]


def asked(**parameters) -> list[TraceEvent]:
    producer = parameters.pop("producer", None)
    return epcis.query(parameters.items(), producer_id=producer)[0]


def refused(**parameters) -> str:
    with pytest.raises(epcis.QueryRefused) as wrong:
        epcis.query(parameters.items())
    return str(wrong.value)


def test_times_are_from_the_first_and_before_the_last(lot):
    one, two, three = (record(lot, hours) for hours in range(3))
    at = "2026-04-18T11:00:00+07:00"  # the second
    assert asked() == [one, two, three]
    assert asked(GE_eventTime=at) == [two, three]
    assert asked(LT_eventTime=at) == [one]
    assert asked(GE_eventTime=at.replace("+", " ")) == [two, three]
    assert asked(GE_eventTime=at, LT_eventTime="2026-04-18T05:00:00Z") == [two]


def test_steps_are_asked_bare_or_as_addresses(lot):
    one, two, three = record(lot, 0, "packing"), record(lot, 1, "storing"), record(lot, 2)
    assert asked(EQ_bizStep="packing") == [one]
    both = "https://ref.gs1.org/cbv/BizStep-packing|storing"
    assert asked(EQ_bizStep=both) == [one, two]
    assert three not in asked(EQ_bizStep=both)


def test_classes_and_serials_are_matched_in_their_own_lists(lot):
    by_class, serial = record(lot), f"{bodies.class_uri(lot)}/S/{serials.mint('P/1', 'L', 1)[0]}"
    single = bodies.common("ObjectEvent", at=AT + HOUR, biz_step="packing")
    single |= {"action": "OBSERVE", "epcList": [serial]}
    by_serial, _new = record_event(body=single, producer_id=lot.product.producer_id)
    assert by_serial.is_private
    assert asked() == [by_class]
    assert asked(MATCH_epc=serial) == [by_serial]
    assert asked(MATCH_anyEPCClass=bodies.class_uri(lot)) == [by_class]
    assert asked(MATCH_anyEPCClass=serial) == asked(MATCH_epc=bodies.class_uri(lot)) == []
    assert asked(MATCH_epc=f"urn:x:1|{serial}", EQ_bizStep="packing") == [by_serial]
    assert asked(MATCH_epc=serial, EQ_bizStep="storing") == []


def test_strangers_see_lots_that_are_out_of_products_that_are_shown(lot, product):
    event = record(lot)
    own = product.producer_id
    assert asked() == [event]
    for state in (Lot.State.CLOSED, Lot.State.RECALLED):
        Lot.objects.update(state=state)
        assert asked() == [event]
    Lot.objects.update(state=Lot.State.OPEN)
    assert (asked(), asked(producer=own)) == ([], [event])
    Lot.objects.update(state=Lot.State.RELEASED)
    type(product).objects.filter(pk=product.pk).update(publication=0)
    assert (asked(), asked(producer=own)) == ([], [event])
    assert asked(producer=factories.make_producer().pk) == []


@pytest.mark.parametrize(
    ("parameters", "name"),
    [
        ({"EQ_colour": "red"}, "EQ_colour"),
        ({"x" * 61: ""}, "x" * 60),
        ({"GE_eventTime": "2026-04-18T10:00:00"}, "GE_eventTime"),
        ({"GE_eventTime": "today"}, "GE_eventTime"),
        ({"LT_eventTime": "2026-02-30T10:00:00Z"}, "LT_eventTime"),
        ({"EQ_bizStep": ""}, "EQ_bizStep"),
        ({"EQ_bizStep": "a||b"}, "EQ_bizStep"),
        ({"EQ_bizStep": "|".join("a" * 21)}, "EQ_bizStep"),
        ({"MATCH_epc": "x" * 256}, "MATCH_epc"),
        ({"perPage": "0"}, "perPage"),
        ({"perPage": "-1"}, "perPage"),
        ({"perPage": "100001"}, "perPage"),
        ({"perPage": "٣"}, "perPage"),
        ({"perPage": ""}, "perPage"),
        ({"nextPageToken": "x"}, "nextPageToken"),
    ],
)
def test_wrong_parameters_are_named(db, parameters, name):
    assert refused(**parameters) == name


def test_parameters_stand_once_and_at_their_limits(db):
    with pytest.raises(epcis.QueryRefused, match="perPage"):
        epcis.query([("perPage", "1"), ("perPage", "1")])
    assert asked(EQ_bizStep="|".join("a" * 20), MATCH_epc="x" * 255, perPage="100000") == []


def test_pages_follow_each_other_in_time_and_by_row(lot):
    events = [record(lot, 1, note) for note in ("packing", "storing", "other")]
    events = [record(lot, 0), *events]
    found, token = epcis.query([("perPage", "2")])
    assert found == events[:2]
    found, after = epcis.query([("perPage", "1"), ("nextPageToken", token)])
    assert found == events[2:3]
    found, end = epcis.query([("perPage", "1"), ("nextPageToken", after)])
    assert (found, end) == (events[3:], "")
    assert epcis.query([("perPage", "4")]) == (events, "")
    assert refused(nextPageToken=token, EQ_bizStep="packing") == "nextPageToken"


def test_pages_hold_30_unless_asked_and_100_at_most(lot):
    first = record(lot)
    TraceEvent.objects.bulk_create(
        TraceEvent(event_id=f"x{n}", lot=lot, type=first.type, event_time=AT + HOUR, body={})
        for n in range(101)
    )
    assert len(asked()) == 30
    assert len(asked(perPage="100")) == len(asked(perPage="500")) == 100
    assert len(asked(perPage="99")) == 99


def test_events_go_out_with_their_id_and_when_they_were_recorded(lot):
    row = record(lot)
    told = epcis.event_of(row)
    assert told["eventID"] == row.event_id
    assert told["recordTime"] == timezone.localtime(row.record_time).isoformat(
        timespec="milliseconds"
    )
    assert row.body.items() <= told.items()
    document = epcis.document([row], "urn:x:1")
    assert (document["id"], document["type"]) == ("urn:x:1", "EPCISDocument")
    assert document["epcisBody"] == {"eventList": [told]}
    answer = epcis.query_document([row])
    results = answer["epcisBody"]["queryResults"]
    assert results == {"queryName": "SimpleEventQuery", "resultsBody": {"eventList": [told]}}
    for one in (document, answer):
        assert one["schemaVersion"] == "2.0"
        assert one["@context"] == [bodies.CONTEXT, bodies.own_context()]
        assert len(one["creationDate"]) == len("2026-04-18T10:00:00+07:00")
    assert epcis.document_id("/P/1") == f"{settings.SITE_URL}/epcis/documents/P/1.jsonld"
