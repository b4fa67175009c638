"""The writing of events: every limit from both sides, every refusal in its words."""

import json

import pytest

from catalogue.origin.events import schema
from catalogue.origin.refusals import EventMalformed

LOT = "https://chocop.vn/P/R000012/L/L-1"
UNIT = "https://chocop.vn/P/R000012/L/L-1/S/0A1B"
WHEN = {"eventTime": "2026-04-18T10:00:00+07:00", "eventTimeZoneOffset": "+07:00"}
QUANTITY = [{"epcClass": LOT, "quantity": 5}]


def measured(**fields) -> list[dict]:
    return [{"sensorReport": [fields]}]


SENSORS = [{"sensorReport": [{"type": "Temperature", "value": 26, "uom": "CEL"}]}]
HERE = {"id": "geo:20.97,105.91"}
DECLARED = {"declarationTime": "2026-04-19T10:00:00Z"}
SHAPES = {
    "ObjectEvent": {"action": "OBSERVE", "epcList": [UNIT]},
    "AggregationEvent": {"action": "ADD", "parentID": "urn:x:box", "childEPCs": [UNIT]},
    "AssociationEvent": {"action": "ADD", "parentID": "urn:x:box", "childEPCs": [UNIT]},
    "TransactionEvent": {
        "action": "ADD",
        "epcList": [UNIT],
        "bizTransactionList": [{"bizTransaction": "urn:x:1"}],
    },
    "TransformationEvent": {"inputQuantityList": QUANTITY, "outputQuantityList": QUANTITY},
}


def event(kind: str = "ObjectEvent", /, **changes) -> dict:
    """An event that passes, with changes; None takes a field away."""
    made = {"type": kind, **WHEN, **SHAPES[kind], **changes}
    return {name: value for name, value in made.items() if value is not None}


def refusal(check, *values) -> str:
    """What is said against a value; nothing when it passes."""
    try:
        check(*values)
    except EventMalformed as refused:
        return refused.facts["detail"]
    return ""


def against(kind: str = "ObjectEvent", /, **changes) -> str:
    return refusal(schema.check_event, event(kind, **changes), "e")


def document(**changes) -> dict:
    made = {
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": "2026-04-18T10:00:00Z",
        "@context": "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",
        "epcisBody": {"eventList": [event()]},
    } | changes
    return {name: value for name, value in made.items() if value is not None}


@pytest.mark.parametrize("kind", SHAPES)
def test_event_of_each_type_passes(kind):
    assert against(kind) == ""


def test_refusal_is_a_sentence_that_says_where_and_why():
    with pytest.raises(EventMalformed) as refused:
        schema.refuse("event 3 bizStep", "unknown word x")
    assert refused.value.facts == {"detail": "event 3 bizStep: unknown word x"}
    assert str(refused.value).endswith("event 3 bizStep: unknown word x")
    assert len(refusal(schema.refuse, "x" * 150, "y" * 150)) == 200


@pytest.mark.parametrize(
    ("changes", "detail"),
    [
        ({"type": "EPCISQueryDocument"}, "type: EPCISDocument is wanted"),
        ({"type": None}, "type: EPCISDocument is wanted"),
        ({"schemaVersion": "1.2"}, "schemaVersion: 2.0"),
        ({"schemaVersion": "2"}, "schemaVersion: 2.0"),
        ({"schemaVersion": 2.0}, "schemaVersion: 2.0"),
        ({"schemaVersion": "2.0.1"}, ""),
        ({"creationDate": None}, "creationDate: a time with its zone is wanted"),
        ({"@context": None}, "@context: missing"),
        ({"@context": []}, "@context: missing"),
        ({"@context": ["no address"]}, "@context: an address is wanted"),
        ({"@context": ["urn:x:1", {"ex": "urn:x:2"}]}, ""),
        ({"@context": ["urn:x:1", 7]}, "@context: addresses and prefixes are wanted"),
        ({"epcisBody": None}, "epcisBody: missing"),
        ({"epcisBody": []}, "epcisBody: missing"),
        ({"epcisBody": {}}, "eventList: missing or empty"),
        ({"epcisBody": {"eventList": []}}, "eventList: missing or empty"),
        ({"epcisBody": {"eventList": {"a": 1}}}, "eventList: missing or empty"),
        ({"epcisBody": {"eventList": [event(), 7]}}, "event 2: not an object"),
        ({"epcisBody": {"eventList": [7]}}, "event 1: not an object"),
    ],
)
def test_document_is_refused_by_its_first_fault(changes, detail):
    assert refusal(schema.check_document, document(**changes)) == detail


def test_document_gives_its_events_and_is_an_object():
    assert schema.check_document(document()) == [event()]
    assert refusal(schema.check_document, [document()]) == "document: not an object"


@pytest.mark.parametrize(("count", "detail"), [(500, ""), (501, "eventList: more than 500 events")])
def test_document_holds_at_most_500_events(count, detail):
    body = {"eventList": [event()] * count}
    assert refusal(schema.check_document, document(epcisBody=body)) == detail


def nested(depth: int) -> object:
    value: object = "x"
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("value", "detail"),
    [
        ("x" * 2000, ""),
        ("x" * 2001, "text too long or broken"),
        ("a\x00b", "text too long or broken"),
        (nested(12), ""),
        (nested(13), "nested too deeply"),
        (float("inf"), "number out of range"),
        (1.5, ""),
        (10**30, ""),
        ({"a": {"b": "x" * 2001}}, "text too long or broken"),
        ({"x" * 2001: 1}, "text too long or broken"),
        (["fine", "a\x00"], "text too long or broken"),
    ],
)
def test_check_texts_bounds_texts_numbers_and_depth(value, detail):
    assert refusal(schema.check_texts, value, "w", 0).partition(": ")[2] == detail


def test_check_texts_counts_fields_as_depth_and_names_the_field():
    value: object = "x"
    for _ in range(12):
        value = {"k": value}
    assert refusal(schema.check_texts, value, "w", 0) == ""
    assert refusal(schema.check_texts, {"k": value}, "w", 0) == "k: nested too deeply"
    long = {"n" * 70: "\x00"}
    assert refusal(schema.check_texts, long, "w", 0).startswith("n" * 60 + ": text")


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        (b'{"a": [1, "\xe1\xbb\x85"]}', ""),
        (b'{"a": NaN}', "document: NaN is no number of JSON"),
        (b'{"a": -Infinity}', "document: -Infinity is no number of JSON"),
        (b'{"a": 1e999}', "a: number out of range"),
        (b"{", "document: not JSON"),
        (b'"\xff"', "document: not JSON"),
        (b'"\\ud800"', "document: not JSON"),
        (b"[" * 100_000, "document: not JSON"),
    ],
)
def test_load_reads_json_as_the_standard_means_it(text, detail):
    assert refusal(schema.load, text) == detail
    if not detail:
        assert schema.load(text) == json.loads(text)


@pytest.mark.parametrize(
    ("changes", "detail"),
    [
        ({"type": "QuantityEvent"}, "e: unknown type of event"),
        ({"type": ["ObjectEvent"]}, "e: unknown type of event"),
        ({"colour": "red"}, "e: unknown field colour"),
        ({"parentID": "urn:x:1"}, "e: unknown field parentID"),
        ({"ex:colour": "red"}, ""),
        ({"ex:": "red"}, "e: unknown field ex:"),
        ({"eventTime": None}, "e eventTime: a time with its zone is wanted"),
        ({"eventTime": "2026-02-30T10:00:00Z"}, "e eventTime: no such time"),
        ({"eventTimeZoneOffset": None}, "e eventTimeZoneOffset: ±hh:mm"),
        ({"eventTimeZoneOffset": "+14:00"}, ""),
        ({"eventTimeZoneOffset": "-13:59"}, ""),
        ({"eventTimeZoneOffset": "+14:01"}, "e eventTimeZoneOffset: ±hh:mm"),
        ({"eventTimeZoneOffset": "07:00"}, "e eventTimeZoneOffset: ±hh:mm"),
        ({"recordTime": "today"}, "e recordTime: a time with its zone is wanted"),
        ({"eventID": "no address"}, "e eventID: an address is wanted"),
        ({"certificationInfo": "urn:x:1"}, ""),
        ({"certificationInfo": ["urn:x:1", "no"]}, "e certificationInfo: an address is wanted"),
        ({"certificationInfo": 7}, "e certificationInfo: an address is wanted"),
        ({"@context": 7}, "@context: addresses and prefixes are wanted"),
        ({"bizStep": "baking"}, "e bizStep: unknown word baking"),
        ({"bizStep": "sampling"}, ""),
        ({"bizStep": "https://example.com/bake"}, ""),
        ({"bizStep": "in_transit"}, "e bizStep: unknown word in_transit"),
        ({"disposition": "in_transit"}, ""),
        ({"disposition": "shipping"}, "e disposition: unknown word shipping"),
        ({"disposition": 7}, "e disposition: a word is wanted"),
        ({"persistentDisposition": {"set": ["active"], "unset": ["damaged"]}}, ""),
        ({"persistentDisposition": {}}, "e: persistentDisposition"),
        ({"persistentDisposition": []}, "e: persistentDisposition"),
        ({"persistentDisposition": {"put": []}}, "e: persistentDisposition"),
        ({"persistentDisposition": {"set": "active"}}, "e: persistentDisposition"),
        (
            {"persistentDisposition": {"unset": ["red"]}},
            "e persistentDisposition: unknown word red",
        ),
        ({"readPoint": {"id": "urn:x:1"}}, ""),
        ({"readPoint": {}}, "e readPoint: id is missing"),
        ({"bizLocation": "urn:x:1"}, "e bizLocation: id is missing"),
        ({"bizLocation": {"id": "no"}}, "e bizLocation: an address is wanted"),
    ],
)
def test_event_is_refused_by_its_first_fault(changes, detail):
    assert against(**changes) == detail


@pytest.mark.parametrize(
    ("kind", "detail"),
    [
        ("ObjectEvent", ""),
        ("TransformationEvent", ""),
        ("AggregationEvent", "e: persistentDisposition"),
        ("AssociationEvent", "e: persistentDisposition"),
        ("TransactionEvent", "e: persistentDisposition"),
    ],
)
def test_lasting_dispositions_belong_to_two_types(kind, detail):
    assert against(kind, persistentDisposition={"set": ["active"]}) == detail


@pytest.mark.parametrize("name", ["bizTransactionList", "sourceList", "destinationList"])
def test_parties_and_papers_name_their_key_and_nothing_else(name):
    key = name.removesuffix("List")
    word = {"bizTransactionList": "po"}.get(name, "location")
    row = {"type": word, key: "urn:x:1"}
    assert against(**{name: [row]}) == ""
    assert against(**{name: [row] * 100}) == ""
    assert against(**{name: [row] * 101}) == f"e {name}: a list is wanted"
    assert against(**{name: row}) == f"e {name}: a list is wanted"
    assert against(**{name: [7]}) == f"e {name}: {key} is missing"
    assert against(**{name: [{"type": word}]}) == f"e {name}: {key} is missing"
    assert against(**{name: [row | {"more": 1}]}) == f"e {name}: unknown field"
    assert against(**{name: [row | {key: "no"}]}) == f"e {name}: an address is wanted"
    assert against(**{name: [row | {"type": "mine"}]}) == f"e {name}: unknown word mine"


def test_only_papers_may_be_without_a_type():
    assert against(bizTransactionList=[{"bizTransaction": "urn:x:1"}]) == ""
    for name in ("sourceList", "destinationList"):
        row = {name.removesuffix("List"): "urn:x:1"}
        assert against(**{name: [row]}) == f"e {name}: a word is wanted"


@pytest.mark.parametrize(
    ("sensors", "detail"),
    [
        ([{"sensorReport": [{}]}], ""),
        ([{"sensorReport": [], "sensorMetadata": {}}], ""),
        ({}, "e sensorElementList: a list is wanted"),
        ([7], "e sensorElementList: sensorReport is missing"),
        ([{}], "e sensorElementList: sensorReport is missing"),
        ([{"sensorReport": [{}, 7]}], "e sensorElementList: objects are wanted"),
        ([{"sensorReport": [{}], "sensorMetadata": 7}], "e sensorElementList: objects are wanted"),
        (measured(value="26"), "e sensorElementList value: a number is wanted"),
        (measured(meanValue=True), "e sensorElementList meanValue: a number is wanted"),
        (measured(type={}), "e sensorElementList type: a text is wanted"),
        (measured(uom=" "), "e sensorElementList uom: a text is wanted"),
        (measured(component=7), "e sensorElementList component: a text is wanted"),
        (measured(booleanValue="no"), "e sensorElementList booleanValue: true or false is wanted"),
        (measured(time="noon"), "e sensorElementList time: a time with its zone is wanted"),
        (measured(time="0001-01-01T00:00:00+14:00"), "e sensorElementList time: no such time"),
        (measured(**{"ex:of": {"any": 1}}), ""),
        (
            [{"sensorReport": [], "sensorMetadata": {"startTime": -1}}],
            "e sensorElementList startTime: a time with its zone is wanted",
        ),
    ],
)
def test_sensors_have_reports(sensors, detail):
    assert against(sensorElementList=sensors) == detail


@pytest.mark.parametrize("kind", SHAPES)
def test_action_is_wanted_of_all_but_transformations(kind):
    if kind == "TransformationEvent":
        assert against(kind, action="ADD") == "e: unknown field action"
        return
    for wrong in (None, "PUT", ["ADD"]):
        assert against(kind, action=wrong) == "e: action is missing"


@pytest.mark.parametrize(
    ("kind", "changes", "detail"),
    [
        ("ObjectEvent", {"epcList": None}, "e: names nothing"),
        ("ObjectEvent", {"epcList": None, "quantityList": QUANTITY}, ""),
        ("ObjectEvent", {"epcList": []}, "e: names nothing"),
        ("ObjectEvent", {"epcList": None, "sensorElementList": SENSORS, "readPoint": HERE}, ""),
        (
            "ObjectEvent",
            {"epcList": None, "sensorElementList": SENSORS},  # nobody would know where
            "e: names nothing",
        ),
        (
            "ObjectEvent",
            {"epcList": None, "sensorElementList": [], "readPoint": HERE},
            "e: names nothing",
        ),
        (
            "AggregationEvent",
            {"childEPCs": None, "sensorElementList": SENSORS, "readPoint": HERE},
            "e: children are missing",
        ),
        ("AggregationEvent", {"parentID": None}, "e: parentID is missing"),
        ("AggregationEvent", {"parentID": None, "action": "OBSERVE"}, ""),
        ("AggregationEvent", {"parentID": "no"}, "e parentID: an address is wanted"),
        ("AggregationEvent", {"childEPCs": None}, "e: children are missing"),
        ("AggregationEvent", {"childEPCs": None, "action": "OBSERVE"}, "e: children are missing"),
        ("AggregationEvent", {"childEPCs": None, "action": "DELETE"}, ""),
        ("AggregationEvent", {"childEPCs": None, "childQuantityList": QUANTITY}, ""),
        ("AssociationEvent", {"parentID": None, "action": "OBSERVE"}, "e: parentID is missing"),
        ("AssociationEvent", {"childEPCs": None}, "e: children are missing"),
        ("AssociationEvent", {"childEPCs": None, "action": "DELETE"}, ""),
        ("AssociationEvent", {"childEPCs": None, "childQuantityList": QUANTITY}, ""),
        ("TransactionEvent", {"bizTransactionList": None}, "e: bizTransactionList is missing"),
        ("TransactionEvent", {"epcList": None}, "e: names nothing"),
        ("TransactionEvent", {"epcList": None, "quantityList": QUANTITY}, ""),
        ("TransactionEvent", {"epcList": None, "parentID": "urn:x:1"}, ""),
        (
            "TransformationEvent",
            {"inputQuantityList": None},
            "e: inputs and outputs, or a transformationID, are wanted",
        ),
        (
            "TransformationEvent",
            {"outputQuantityList": None},
            "e: inputs and outputs, or a transformationID, are wanted",
        ),
        (
            "TransformationEvent",
            {"inputQuantityList": None, "outputQuantityList": None, "transformationID": "urn:x:1"},
            "e: names nothing",
        ),
        ("TransformationEvent", {"inputQuantityList": None, "transformationID": "urn:x:1"}, ""),
        ("TransformationEvent", {"outputQuantityList": None, "transformationID": "urn:x:1"}, ""),
        ("TransformationEvent", {"inputQuantityList": None, "inputEPCList": [UNIT]}, ""),
        ("TransformationEvent", {"outputQuantityList": None, "outputEPCList": [UNIT]}, ""),
        (
            "TransformationEvent",
            {"transformationID": "no"},
            "e transformationID: an address is wanted",
        ),
        ("TransformationEvent", {"ilmd": {"ex:a": 1}}, ""),
        ("ObjectEvent", {"ilmd": {"ex:a": 1}}, "e ilmd: only with ADD"),
        ("ObjectEvent", {"ilmd": {"ex:a": 1}, "action": "ADD"}, ""),
        ("ObjectEvent", {"ilmd": {"a": 1}, "action": "ADD"}, "e ilmd: unknown field"),
        ("ObjectEvent", {"ilmd": [], "action": "ADD"}, "e ilmd: an object is wanted"),
    ],
)
def test_event_of_its_type_names_enough(kind, changes, detail):
    assert against(kind, **changes) == detail


@pytest.mark.parametrize(
    ("declaration", "detail"),
    [
        (DECLARED, ""),
        ([], "e errorDeclaration: an object is wanted"),
        ({}, "e declarationTime: a time with its zone is wanted"),
        (DECLARED | {"reason": "did_not_occur"}, ""),
        (DECLARED | {"reason": "oops"}, "e reason: unknown word oops"),
        (DECLARED | {"correctiveEventIDs": ["urn:x:1"] * 100}, ""),
        (DECLARED | {"correctiveEventIDs": ["urn:x:1"] * 101}, "e correctiveEventIDs: a list"),
        (DECLARED | {"correctiveEventIDs": "urn:x:1"}, "e correctiveEventIDs: a list"),
        (
            DECLARED | {"correctiveEventIDs": ["no"]},
            "e correctiveEventIDs: an address is wanted",
        ),
        (DECLARED | {"ex:why": "x"}, ""),
        (DECLARED | {"why": "x"}, "e errorDeclaration: unknown field"),
    ],
)
def test_declaration_of_an_error_is_checked_too(declaration, detail):
    assert against(errorDeclaration=declaration) == detail


@pytest.mark.parametrize("name", sorted(schema.EPC_LISTS))
def test_lists_of_serials_are_checked_wherever_they_stand(name):
    kind = next(kind for kind, own in schema.OWN.items() if name in own)
    assert against(kind, **{name: "urn:x:1"}) == f"e {name}: a list is wanted"
    assert against(kind, **{name: ["no"]}) == f"e {name}: an address is wanted"
    assert against(kind, **{name: [UNIT, UNIT]}) == f"e {name}: named twice"


def test_lists_hold_at_most_5000():
    epcs = [f"urn:x:{number}" for number in range(5001)]
    assert refusal(schema.check_epcs, epcs[:5000], "w") == ""
    assert refusal(schema.check_epcs, epcs, "w") == "w: a list is wanted"
    rows = QUANTITY * 5001
    assert refusal(schema.check_quantities, rows[:5000], "w") == ""
    assert refusal(schema.check_quantities, rows, "w") == "w: a list is wanted"
    assert refusal(schema.check_quantities, [], "w") == "w: a list is wanted"


@pytest.mark.parametrize("name", sorted(schema.QUANTITY_LISTS))
def test_lists_of_quantities_are_checked_wherever_they_stand(name):
    kind = next(kind for kind, own in schema.OWN.items() if name in own)
    assert against(kind, **{name: {}}) == f"e {name}: a list is wanted"


@pytest.mark.parametrize(
    ("row", "detail"),
    [
        ({}, ""),
        ({"quantity": 1}, ""),
        ({"quantity": 0.001}, ""),
        ({"quantity": 0.0001}, "w: quantity"),
        ({"quantity": 1.2345}, "w: quantity"),
        ({"quantity": 0}, "w: quantity"),
        ({"quantity": -1}, "w: quantity"),
        ({"quantity": True}, "w: quantity"),
        ({"quantity": "5"}, "w: quantity"),
        ({"quantity": 10**11 - 1}, ""),
        ({"quantity": 10**11}, "w: quantity"),
        ({"uom": "KGM"}, ""),
        ({"uom": "KG"}, ""),
        ({"uom": "K"}, "w: uom"),
        ({"uom": "kgm"}, "w: uom"),
        ({"uom": "KGMX"}, "w: uom"),
        ({"uom": 3}, "w: uom"),
        ({"more": 1}, "w: fields"),
        ({"epcClass": "no"}, "w: an address is wanted"),
    ],
)
def test_quantity_has_three_decimals_and_a_unit(row, detail):
    assert refusal(schema.check_quantities, [{"epcClass": LOT} | row], "w") == detail


@pytest.mark.parametrize(
    ("word", "detail"),
    [
        ("active", ""),
        ("x" * 50, f"w: unknown word {'x' * 40}"),
        ("urn:x:" + "y" * 114, ""),
        ("urn:x:" + "y" * 115, f"w: unknown word urn:x:{'y' * 34}"),
        ("urn:epcglobal:cbv:disp:active", "w: bare word"),
        ("https://ns.gs1.org/cbv/Disp-active", "w: bare word"),
        (None, "w: a word is wanted"),
    ],
)
def test_words_are_of_the_standard_or_addresses(word, detail):
    assert refusal(schema.check_word, word, {"active"}, "w") == detail


@pytest.mark.parametrize(
    ("uri", "passes"),
    [
        ("urn:x:" + "y" * 249, True),
        ("urn:x:" + "y" * 250, False),
        ("geo:21.02,105.91", True),
        ("https://a b", False),
        ("1a:b", False),
        ("urn", False),
        (7, False),
    ],
)
def test_addresses_have_at_most_255_characters(uri, passes):
    assert refusal(schema.check_uri, uri, "w") == ("" if passes else "w: an address is wanted")


@pytest.mark.parametrize(
    ("time", "why"),
    [
        ("2026-04-18T10:00:00Z", ""),
        ("2026-04-18T10:00:00.123456789+07:00", ""),
        ("2026-04-18T10:00:00.1234567890Z", "a time with its zone is wanted"),
        ("2026-04-18T10:00:00", "a time with its zone is wanted"),
        ("2026-04-18 10:00:00Z", "a time with its zone is wanted"),
        (1776481200, "a time with its zone is wanted"),
        ("2026-13-18T10:00:00Z", "no such time"),
        ("1970-01-01T00:00:00Z", ""),
        ("1969-12-31T23:59:59Z", "no such time"),
        ("9000-01-01T00:00:00Z", ""),
        ("9001-01-01T00:00:00Z", "no such time"),
        ("0001-01-01T00:00:00+14:00", "no such time"),
    ],
)
def test_times_carry_their_zone_and_lie_within_reach(time, why):
    assert refusal(schema.check_time, time, "w") == (why and f"w: {why}")
