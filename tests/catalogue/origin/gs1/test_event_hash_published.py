"""The event hash id of CBV 2.0 against published ids, and what it must and must not see."""

import json
from hashlib import sha256

import pytest
from django.conf import settings

from catalogue.origin.gs1.event_hash import event_hash_id, pre_hash, time_text

# XML has no prefixes in values: the reference leaves this one of such a document as it is.
ABBREVIATED_IN_XML = {
    "type=http://ns.example.com/epcis/someSensorProperty": "type=example:someSensorProperty"
}
VECTORS = json.loads(
    (settings.BASE_DIR / "tests" / "data" / "event-hash-vectors.json").read_text()
)["vectors"]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["id"][:8])
def test_event_hash_is_the_published_one(vector):
    written = pre_hash(vector["event"], vector["context"])
    for whole, short in ABBREVIATED_IN_XML.items():
        written = written.replace(whole, short)
    assert sha256(written.encode()).hexdigest() == vector["id"]
    if not any(short in written for short in ABBREVIATED_IN_XML.values()):
        wanted = f"ni:///sha-256;{vector['id']}?ver=CBV2.0"
        assert event_hash_id(vector["event"], vector["context"]) == wanted


EVENT = VECTORS[7]["event"]


SENSOR_REPORTS = [
    {"type": "gs1:Angle", "value": 42.5, "component": "cbv:Comp-latitude", "uom": "DD"},
    {"type": "example:Sense", "stringValue": "example:word"},
    {"type": "Temperature", "exception": "gs1:ALARM_CONDITION", "microorganism": "example:bug"},
]
# What the reference (cc83eff) writes of these reports in a document of JSON-LD.
WRITTEN = (
    "sensorReporttype=https://ex.com/SensestringValue=https://ex.com/word"
    "sensorReporttype=https://ref.gs1.org/voc/Anglevalue=42.5"
    "component=https://ref.gs1.org/cbv/Comp-latitudeuom=DD"
    "sensorReporttype=https://ref.gs1.org/voc/Temperature"
    "exception=https://ref.gs1.org/voc/ALARM_CONDITIONmicroorganism=https://ex.com/bug"
)


@pytest.mark.parametrize("gs1", [{}, {"gs1": "https://gs1.org/voc/"}])
def test_abbreviated_values_are_written_whole_as_the_reference_does(gs1):
    event = {
        **EVENT,
        "bizTransactionList": [{"type": "example:kind", "bizTransaction": "example:77"}],
        "sensorElementList": [{"sensorReport": SENSOR_REPORTS}],
        "example:top": "example:value",
    }
    written = pre_hash(event, [{"example": "https://ex.com/"} | gs1])
    assert WRITTEN in written
    assert "type=https://ex.com/kindbizTransaction=https://ex.com/77" in written
    assert "{https://ex.com/}top=https://ex.com/value" in written


def test_what_only_looks_abbreviated_stays():
    event = {**EVENT, "example:top": ["12:30", "unknown:word", "urn:x:1", "https://a/b:c"]}
    written = pre_hash(event, [{"example": "https://ex.com/"}])
    for value in event["example:top"]:
        assert f"top={value}" in written


@pytest.mark.parametrize(
    "change",
    [
        {"action": "OBSERVE"},
        {"bizStep": "shipping"},
        {"eventTime": "2019-10-21T14:58:56.001+02:00"},
        {"quantityList": [{**EVENT["quantityList"][0], "quantity": 601}]},
        {"readPoint": {"id": "urn:epc:id:sgln:4054739.00002.0"}},
        {"example:note": "x"},
    ],
)
def test_event_hash_changes_with_every_fact(change):
    assert event_hash_id({**EVENT, **change}) != event_hash_id(EVENT)


@pytest.mark.parametrize(
    "same",
    [
        {"eventTime": "2019-10-21T12:58:56Z"},
        {"bizStep": "https://ref.gs1.org/cbv/BizStep-commissioning"},
        {"bizStep": "urn:epcglobal:cbv:bizstep:commissioning"},
        {"bizStep": "cbv:BizStep-commissioning"},
        {"recordTime": "2020-01-01T00:00:00Z", "eventID": "urn:uuid:1"},
        {"errorDeclaration": {"declarationTime": "2020-01-01T00:00:00Z"}},
        {"quantityList": [{**EVENT["quantityList"][0], "quantity": 600.0}]},
        {
            "quantityList": [
                {
                    "uom": "KGM",
                    "quantity": 600,
                    "epcClass": "https://shop.example/x/01/04054739999148/10/20160711?17=251231",
                }
            ]
        },
        dict(reversed(EVENT.items())),
    ],
)
def test_event_hash_ignores_how_it_is_written(same):
    assert event_hash_id({**EVENT, **same}) == event_hash_id(EVENT)


def test_lists_are_sorted_and_empty_ones_left_out():
    one = {**EVENT, "epcList": ["urn:x:b", "urn:x:a"], "childEPCs": []}
    assert "epcListepc=urn:x:aepc=urn:x:bquantityList" in pre_hash(one)


def test_half_a_millisecond_is_rounded_up_into_the_next_second():
    assert time_text("2023-12-31T23:59:59.9995Z") == "2024-01-01T00:00:00.000Z"
