"""The event hash id of CBV 2.0 against published ids, and what it must and must not see."""

import json

import pytest
from django.conf import settings

from catalogue.origin.gs1.event_hash import event_hash_id, pre_hash, time_text

VECTORS = json.loads(
    (settings.BASE_DIR / "tests" / "data" / "event-hash-vectors.json").read_text()
)["vectors"]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["id"][:8])
def test_event_hash_is_the_published_one(vector):
    wanted = f"ni:///sha-256;{vector['id']}?ver=CBV2.0"
    assert event_hash_id(vector["event"], vector["context"]) == wanted


EVENT = VECTORS[7]["event"]


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
