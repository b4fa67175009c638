"""Check the writing of EPCIS 2.0 JSON before anything is made of it.

Our own reading of the standard's JSON binding (EPCIS 2.0 sections 9 and 10), stricter than
GS1's schema where this market is: limits of size, and an AssociationEvent needs its parent
and children. What passes here passes GS1's schema too, the values of sensors aside; a test
compares the two.
"""

import datetime
import json
import math
import re
from collections.abc import Mapping, Set

from catalogue.origin.models import TraceEvent
from catalogue.origin.refusals import EventMalformed

MOST_EVENTS, MOST_ITEMS = 500, 5000
LONGEST_TEXT, LONGEST_URI, DEEPEST = 2000, 255, 12
LARGEST_QUANTITY = 10**11  # what the columns hold, with three decimals

URI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\s<>\"{}|\\^`]+")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)")
OFFSET = re.compile(r"[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00)")
UOM = re.compile(r"[A-Z0-9]{2,3}")


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


BIZ_STEPS = words(
    """
    accepting arriving assembling collecting commissioning consigning
    creating_class_instance cycle_counting decommissioning departing destroying
    disassembling dispensing encoding entering_exiting holding inspecting installing killing
    loading other packing picking receiving removing repackaging repairing replacing
    reserving retail_selling shipping staging_outbound stock_taking stocking storing
    transporting unloading unpacking void_shipping sensor_reporting sampling
    """
)
DISPOSITIONS = words(
    """
    active container_closed damaged destroyed dispensed disposed encoded expired in_progress
    in_transit inactive no_pedigree_match non_sellable_other partially_dispensed recalled
    reserved retail_sold returned sellable_accessible sellable_not_accessible stolen unknown
    available completeness_verified completeness_inferred conformant container_open
    mismatch_instance mismatch_class mismatch_quantity needs_replacement non_conformant
    unavailable
    """
)
TRANSACTIONS = words(
    """
    bol cert desadv inv pedigree po poc prodorder recadv rma testprd testres upevt
    """
)
PARTIES = {"owning_party", "possessing_party", "location"}
ERRORS = {"did_not_occur", "incorrect_data"}
EVERY = {
    "@context", "type", "eventTime", "recordTime", "eventTimeZoneOffset", "eventID",
    "certificationInfo", "errorDeclaration", "bizStep", "disposition", "persistentDisposition",
    "readPoint", "bizLocation", "bizTransactionList", "sourceList", "destinationList",
    "sensorElementList",
}  # fmt: skip
OWN = {
    "ObjectEvent": {"action", "epcList", "quantityList", "ilmd"},
    "AggregationEvent": {"action", "parentID", "childEPCs", "childQuantityList"},
    "TransactionEvent": {"action", "parentID", "epcList", "quantityList"},
    "TransformationEvent": {
        "inputEPCList", "inputQuantityList", "outputEPCList", "outputQuantityList",
        "transformationID", "ilmd",
    },
    "AssociationEvent": {"action", "parentID", "childEPCs", "childQuantityList"},
}  # fmt: skip
LASTING = {"ObjectEvent", "TransformationEvent"}  # may hold persistentDisposition
SENSOR_TIMES = {"time", "startTime", "endTime"}
SENSOR_NUMBERS = words("value minValue maxValue meanValue sDev percRank percValue")
SENSOR_TEXTS = words(
    """
    type exception uom stringValue hexBinaryValue uriValue component coordinateReferenceSystem
    deviceID deviceMetadata rawData dataProcessingMethod bizRules microorganism
    chemicalSubstance
    """
)
EPC_LISTS = {"epcList", "childEPCs", "inputEPCList", "outputEPCList"}
QUANTITY_LISTS = {"quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList"}


def refuse(where: str, why: str) -> None:
    raise EventMalformed(detail=f"{where}: {why}"[:200])


def need(holds: object, where: str, why: str) -> None:
    if not holds:
        refuse(where, why)


def load(text: bytes) -> object:
    """Read JSON as the standard means it: no NaN, no endless depth, no broken characters.

    Raises EventMalformed.
    """

    def no_constant(name: str) -> None:
        refuse("document", f"{name} is no number of JSON")

    try:
        document = json.loads(text.decode("utf-8"), parse_constant=no_constant)
        json.dumps(document, ensure_ascii=False).encode()
    except (ValueError, RecursionError):  # not UTF-8, not JSON, too deep, lone surrogates
        refuse("document", "not JSON")
    check_texts(document, "document", 0)
    return document


def check_texts(value: object, where: str, depth: int) -> None:
    """Bound every text, number and depth, names of fields too."""
    need(depth <= DEEPEST, where, "nested too deeply")
    if isinstance(value, str):
        need(len(value) <= LONGEST_TEXT and "\x00" not in value, where, "text too long or broken")
    elif isinstance(value, float):
        need(math.isfinite(value), where, "number out of range")
    elif isinstance(value, Mapping):
        for key, one in value.items():
            check_texts(key, where, depth + 1)
            check_texts(one, str(key)[:60], depth + 1)
    elif isinstance(value, list):
        for one in value:
            check_texts(one, where, depth + 1)


def check_document(document: object) -> list[dict]:
    """Check an EPCISDocument and give its events. Raises EventMalformed."""
    need(isinstance(document, dict), "document", "not an object")
    assert isinstance(document, dict)  # noqa: S101 - for the type checker
    need(document.get("type") == "EPCISDocument", "type", "EPCISDocument is wanted")
    version = document.get("schemaVersion")
    need(isinstance(version, str) and re.fullmatch(r"2(\.\d+)+", version), "schemaVersion", "2.0")
    check_time(document.get("creationDate"), "creationDate")
    need(document.get("@context"), "@context", "missing")
    check_context(document["@context"])
    body = document.get("epcisBody")
    need(isinstance(body, dict), "epcisBody", "missing")
    events = body.get("eventList") if isinstance(body, dict) else None
    need(isinstance(events, list) and events, "eventList", "missing or empty")
    assert isinstance(events, list)  # noqa: S101
    need(len(events) <= MOST_EVENTS, "eventList", f"more than {MOST_EVENTS} events")
    for number, event in enumerate(events):
        check_event(event, f"event {number + 1}")
    return events


def check_context(context: object) -> None:
    parts = context if isinstance(context, list) else [context]
    for part in parts:
        if isinstance(part, str):
            check_uri(part, "@context")
        else:
            need(isinstance(part, dict), "@context", "addresses and prefixes are wanted")


def check_event(event: object, where: str) -> None:
    """Check one event. Raises EventMalformed."""
    need(isinstance(event, dict), where, "not an object")
    assert isinstance(event, dict)  # noqa: S101
    kind = event.get("type")
    need(isinstance(kind, str) and kind in OWN, where, "unknown type of event")
    allowed = EVERY | OWN[str(kind)]
    need("persistentDisposition" not in event or kind in LASTING, where, "persistentDisposition")
    for name, value in event.items():
        if name not in allowed:
            need(":" in name and URI.fullmatch(name), where, f"unknown field {name}")
        elif name in EPC_LISTS:
            check_epcs(value, f"{where} {name}")
        elif name in QUANTITY_LISTS:
            check_quantities(value, f"{where} {name}")
    check_when(event, where)
    check_why(event, where)
    check_where(event, where)
    check_parties(event, where)
    check_sensors(event, where)
    check_what(str(kind), event, where)
    if "errorDeclaration" in event:
        check_declaration(event["errorDeclaration"], where)


def check_when(event: dict, where: str) -> None:
    check_time(event.get("eventTime"), f"{where} eventTime")
    offset = event.get("eventTimeZoneOffset")
    need(
        isinstance(offset, str) and OFFSET.fullmatch(offset),
        f"{where} eventTimeZoneOffset",
        "±hh:mm",
    )
    if "recordTime" in event:
        check_time(event["recordTime"], f"{where} recordTime")
    if "eventID" in event:
        check_uri(event["eventID"], f"{where} eventID")
    certificates = event.get("certificationInfo", [])
    for one in certificates if isinstance(certificates, list) else [certificates]:
        check_uri(one, f"{where} certificationInfo")
    if "@context" in event:
        check_context(event["@context"])


def check_why(event: dict, where: str) -> None:
    for name, words in (("bizStep", BIZ_STEPS), ("disposition", DISPOSITIONS)):
        if name in event:
            check_word(event[name], words, f"{where} {name}")
    lasting = event.get("persistentDisposition", {"set": []})
    need(isinstance(lasting, dict) and lasting, where, "persistentDisposition")
    for key, words in lasting.items():
        need(key in ("set", "unset") and isinstance(words, list), where, "persistentDisposition")
        for word in words:
            check_word(word, DISPOSITIONS, f"{where} persistentDisposition")


def check_where(event: dict, where: str) -> None:
    for name in ("readPoint", "bizLocation"):
        if name in event:
            place = event[name]
            need(isinstance(place, dict) and "id" in place, f"{where} {name}", "id is missing")
            check_uri(place["id"], f"{where} {name}")


def check_parties(event: dict, where: str) -> None:
    for name, key, words in (
        ("bizTransactionList", "bizTransaction", TRANSACTIONS),
        ("sourceList", "source", PARTIES),
        ("destinationList", "destination", PARTIES),
    ):
        rows = event.get(name, [])
        need(isinstance(rows, list) and len(rows) <= 100, f"{where} {name}", "a list is wanted")
        for row in rows:
            need(isinstance(row, dict) and key in row, f"{where} {name}", f"{key} is missing")
            need(set(row) <= {"type", key}, f"{where} {name}", "unknown field")
            check_uri(row[key], f"{where} {name}")
            if "type" in row or name != "bizTransactionList":
                check_word(row.get("type"), words, f"{where} {name}")


def check_sensors(event: dict, where: str) -> None:
    """Check what sensors say: fields of the standard hold what the event's hash is made of."""
    at = f"{where} sensorElementList"
    sensors = event.get("sensorElementList", [])
    need(isinstance(sensors, list), at, "a list is wanted")
    for sensor in sensors:
        has_reports = isinstance(sensor, dict) and isinstance(sensor.get("sensorReport"), list)
        need(has_reports, at, "sensorReport is missing")
        for part in (sensor.get("sensorMetadata", {}), *sensor["sensorReport"]):
            need(isinstance(part, dict), at, "objects are wanted")
            for name, value in part.items():
                check_measured(name, value, at)


def check_measured(name: str, value: object, where: str) -> None:
    if name in SENSOR_TIMES:
        check_time(value, f"{where} {name}")
    elif name in SENSOR_NUMBERS:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        need(is_number, f"{where} {name}", "a number is wanted")
    elif name == "booleanValue":
        need(isinstance(value, bool), f"{where} {name}", "true or false is wanted")
    elif name in SENSOR_TEXTS:
        need(isinstance(value, str) and value.strip(), f"{where} {name}", "a text is wanted")


def check_what(kind: str, event: dict, where: str) -> None:
    """Check action and that something is named, by type of event."""
    if kind != "TransformationEvent":
        action = event.get("action")
        known = isinstance(action, str) and action in TraceEvent.Action.values
        need(known, where, "action is missing")
    if "parentID" in event:
        check_uri(event["parentID"], f"{where} parentID")
    if "transformationID" in event:
        check_uri(event["transformationID"], f"{where} transformationID")
    has_children = event.get("childEPCs") or event.get("childQuantityList")
    if kind == "ObjectEvent":
        named = event.get("epcList") or event.get("quantityList")
        need(named or is_of_sensors(event), where, "names nothing")
    elif kind == "AggregationEvent":
        need(event["action"] == "OBSERVE" or "parentID" in event, where, "parentID is missing")
        need(has_children or event["action"] == "DELETE", where, "children are missing")
    elif kind == "AssociationEvent":
        need("parentID" in event, where, "parentID is missing")
        need(has_children or event["action"] == "DELETE", where, "children are missing")
    elif kind == "TransactionEvent":
        need(event.get("bizTransactionList"), where, "bizTransactionList is missing")
        need(
            event.get("epcList") or event.get("quantityList") or "parentID" in event,
            where,
            "names nothing",
        )
    else:
        has_input = event.get("inputEPCList") or event.get("inputQuantityList")
        has_output = event.get("outputEPCList") or event.get("outputQuantityList")
        need(has_input or has_output, where, "names nothing")
        need(
            (has_input and has_output) or "transformationID" in event,
            where,
            "inputs and outputs, or a transformationID, are wanted",
        )
    if "ilmd" in event:
        need(isinstance(event["ilmd"], dict), f"{where} ilmd", "an object is wanted")
        need(all(URI.fullmatch(key) for key in event["ilmd"]), f"{where} ilmd", "unknown field")
        need(kind != "ObjectEvent" or event["action"] == "ADD", f"{where} ilmd", "only with ADD")


def is_of_sensors(event: Mapping) -> bool:
    """Tell whether an ObjectEvent says what sensors measured at a place, of no thing."""
    return bool(event.get("sensorElementList")) and "readPoint" in event


def check_declaration(declaration: object, where: str) -> None:
    need(isinstance(declaration, dict), f"{where} errorDeclaration", "an object is wanted")
    assert isinstance(declaration, dict)  # noqa: S101
    check_time(declaration.get("declarationTime"), f"{where} declarationTime")
    if "reason" in declaration:
        check_word(declaration["reason"], ERRORS, f"{where} reason")
    ids = declaration.get("correctiveEventIDs", [])
    need(isinstance(ids, list) and len(ids) <= 100, f"{where} correctiveEventIDs", "a list")
    for one in ids:
        check_uri(one, f"{where} correctiveEventIDs")
    for name in declaration:
        if name not in ("declarationTime", "reason", "correctiveEventIDs"):
            need(URI.fullmatch(name), f"{where} errorDeclaration", "unknown field")


def check_epcs(value: object, where: str) -> None:
    need(isinstance(value, list) and len(value) <= MOST_ITEMS, where, "a list is wanted")
    assert isinstance(value, list)  # noqa: S101
    for one in value:
        check_uri(one, where)
    need(len(set(value)) == len(value), where, "named twice")


def check_quantities(value: object, where: str) -> None:
    need(isinstance(value, list) and 0 < len(value) <= MOST_ITEMS, where, "a list is wanted")
    assert isinstance(value, list)  # noqa: S101
    for row in value:
        need(isinstance(row, dict) and set(row) <= {"epcClass", "quantity", "uom"}, where, "fields")
        check_uri(row.get("epcClass"), where)
        if "quantity" in row:
            quantity = row["quantity"]
            need(
                isinstance(quantity, int | float)
                and not isinstance(quantity, bool)
                and 0 < quantity < LARGEST_QUANTITY
                and round(quantity, 3) == quantity,
                where,
                "quantity",
            )
        if "uom" in row:
            need(isinstance(row["uom"], str) and UOM.fullmatch(row["uom"]), where, "uom")


def check_word(value: object, words: Set[str], where: str) -> None:
    """A word of the standard, or an address of another vocabulary."""
    need(isinstance(value, str), where, "a word is wanted")
    assert isinstance(value, str)  # noqa: S101
    if value in words:
        return
    need(len(value) <= 120 and URI.fullmatch(value), where, f"unknown word {value[:40]}")
    need(not value.startswith(("urn:epcglobal:cbv", "https://ns.gs1.org/cbv/")), where, "bare word")


def check_uri(value: object, where: str) -> None:
    need(
        isinstance(value, str) and len(value) <= LONGEST_URI and URI.fullmatch(value),
        where,
        "an address is wanted",
    )


def check_time(value: object, where: str) -> None:
    need(isinstance(value, str) and TIME.fullmatch(value), where, "a time with its zone is wanted")
    assert isinstance(value, str)  # noqa: S101
    try:
        moment = datetime.datetime.fromisoformat(value)
        moment.astimezone(datetime.UTC)
    except (ValueError, OverflowError):
        refuse(where, "no such time")
    need(1970 <= int(value[:4]) <= 9000, where, "no such time")
