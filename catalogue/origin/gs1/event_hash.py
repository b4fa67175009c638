"""The event hash id of an EPCIS event: the same event, however written, has the same id.

CBV 2.0 section 8.9 (GS1, "EPCIS Event Hash ID"). The event becomes one string: its values in
a canonical order, "key=value" after each other without separators, lists sorted; times in
UTC with milliseconds, numbers without trailing zeros, vocabulary as full web URIs, EPC URNs
as GS1 Digital Links under id.gs1.org. Then its SHA-256 in a URI of RFC 6920:

    {"type": "ObjectEvent", "eventTime": "2020-03-04T11:00:30+01:00",
     "eventTimeZoneOffset": "+01:00", "epcList": ["urn:epc:id:sscc:4012345.0000000111"],
     "action": "OBSERVE", "bizStep": "departing"}

    eventType=ObjectEventeventTime=2020-03-04T10:00:30.000ZeventTimeZoneOffset=+01:00
    epcListepc=https://id.gs1.org/00/040123450000001112action=OBSERVE
    bizStep=https://ref.gs1.org/cbv/BizStep-departing               (one line)

    ni:///sha-256;<64 hexadecimal digits>?ver=CBV2.0

eventID, recordTime, errorDeclaration and certificationInfo are not part of it: an error
declaration has the id of the event that it is about.
"""

import datetime
import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from catalogue.origin.gs1.check_digits import check_digit
from catalogue.origin.gs1.digital_link import SHORT_GTIN, WORDS, unescaped

CBV, VOC, DIGITAL_LINK = (
    "https://ref.gs1.org/cbv/",
    "https://ref.gs1.org/voc/",
    "https://id.gs1.org",
)
# Prefixes that GS1's own context defines.
PREFIXES = {
    "gs1": VOC,
    "cbv": CBV,
    "epcis": "https://ref.gs1.org/epcis/",
    "cbvmda": "urn:epcglobal:cbv:mda",
}
URN_WORDS = {"bizstep": "BizStep", "disp": "Disp", "btt": "BTT", "sdt": "SDT", "er": "ER"}
EPC_LISTS = ("epcList", "inputEPCList", "childEPCs", "outputEPCList")
QUANTITY_LISTS = ("quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList")
ORDER = (
    "epcList", "parentID", "inputEPCList", "childEPCs", "quantityList", "childQuantityList",
    "inputQuantityList", "outputEPCList", "outputQuantityList", "action", "transformationID",
    "bizStep", "disposition", "persistentDisposition", "readPoint", "bizLocation",
    "bizTransactionList", "sourceList", "destinationList", "sensorElementList",
)  # fmt: skip
TYPED = {
    "bizTransactionList": ("bizTransaction", "BTT"),
    "sourceList": ("source", "SDT"),
    "destinationList": ("destination", "SDT"),
}
SENSOR_METADATA = (
    "time", "startTime", "endTime", "deviceID", "deviceMetadata", "rawData",
    "dataProcessingMethod", "bizRules",
)  # fmt: skip
SENSOR_REPORT = (
    "type", "exception", "deviceID", "deviceMetadata", "rawData", "dataProcessingMethod", "time",
    "microorganism", "chemicalSubstance", "value", "component", "stringValue", "booleanValue",
    "hexBinaryValue", "uriValue", "minValue", "maxValue", "meanValue", "sDev", "percRank",
    "percValue", "uom", "coordinateReferenceSystem",
)  # fmt: skip
TIMES = {"eventTime", "time", "startTime", "endTime"}
NOT_HASHED = {
    "@context", "type", "eventTime", "eventTimeZoneOffset", "eventID", "recordTime",
    "certificationInfo", "errorDeclaration", "ilmd", *ORDER,
}  # fmt: skip
# What may follow each key in a constrained Digital Link, the finest level first.
QUALIFIERS = {
    "01": ("21", "10", "235"),
    "414": ("254",),
    "8006": ("21", "10"),
    "8010": ("8011",),
    **dict.fromkeys(("00", "253", "255", "401", "402", "417", "8003", "8004", "8017"), ()),
    "8018": (),
}
NUMBER = re.compile(r"-?\d+\.\d+").fullmatch


def event_hash_id(event: Mapping, context: object = None) -> str:
    """Give `ni:///sha-256;…?ver=CBV2.0` of an event; `context` is its document's @context."""
    digest = sha256(pre_hash(event, context).encode()).hexdigest()
    return f"ni:///sha-256;{digest}?ver=CBV2.0"


def pre_hash(event: Mapping, context: object = None) -> str:
    """Write the canonical string of an event."""
    given = prefixes_of(context) | prefixes_of(event.get("@context"))
    namespaces = PREFIXES | given | {"gs1": VOC}  # whatever address a document has for it
    event = {key: in_full(value, namespaces) for key, value in event.items() if key != "@context"}
    parts = [
        f"eventType={event['type']}",
        f"eventTime={time_text(event['eventTime'])}",
        f"eventTimeZoneOffset={event['eventTimeZoneOffset']}",
    ]
    parts += [field(name, event[name]) for name in ORDER if event.get(name)]
    if event.get("ilmd"):
        parts.append("ilmd" + extensions(event["ilmd"], namespaces))
    for name in ("readPoint", "bizLocation"):
        place = event.get(name)
        if isinstance(place, Mapping):
            rest = {key: value for key, value in place.items() if key != "id"}
            parts.append(name + extensions(rest, namespaces) if rest else "")
    parts += [sensor_extensions(s, namespaces) for s in event.get("sensorElementList") or ()]
    own = {key: value for key, value in event.items() if key not in NOT_HASHED}
    parts.append(extensions(own, namespaces))
    return "".join(parts)


def prefixes_of(context: object) -> dict[str, str]:
    """Read the prefixes that a JSON-LD @context defines; remote ones are GS1's or unknown."""
    found: dict[str, str] = {}
    for part in context if isinstance(context, list) else [context]:
        if isinstance(part, Mapping):
            found |= {key: value for key, value in part.items() if isinstance(value, str)}
    return found


def in_full(value: Any, namespaces: Mapping[str, str]) -> Any:
    """Write values whole that are abbreviated by a prefix: "gs1:Angle", "cbv:Comp-latitude"."""
    if isinstance(value, Mapping):
        return {key: in_full(one, namespaces) for key, one in value.items()}
    if isinstance(value, list):
        return [in_full(one, namespaces) for one in value]
    if not isinstance(value, str):
        return value
    prefix, colon, local = value.strip().partition(":")
    return namespaces[prefix] + local if colon and prefix in namespaces else value


def field(name: str, value) -> str:
    """Write one standard field with its name."""
    if name in EPC_LISTS:
        return name + "".join(sorted(f"epc={uri(epc)}" for epc in value))
    if name in QUANTITY_LISTS:
        return name + "".join(sorted(quantity(element) for element in value))
    if name in TYPED:
        key, word = TYPED[name]
        return name + "".join(
            sorted(
                (f"type={vocabulary(one['type'], word)}" if one.get("type") else "")
                + f"{key}={uri(one[key])}"
                for one in value
            )
        )
    if name in ("readPoint", "bizLocation"):
        return f"{name}id={uri(value['id'])}"
    if name == "persistentDisposition":
        return name + "".join(
            part
            for key in ("set", "unset")
            for part in sorted(f"{key}={vocabulary(one, 'Disp')}" for one in value.get(key, ()))
        )
    if name == "sensorElementList":
        return "".join(sorted(sensor(element) for element in value))
    if name == "bizStep":
        return f"bizStep={vocabulary(value, 'BizStep')}"
    if name == "disposition":
        return f"disposition={vocabulary(value, 'Disp')}"
    if name == "action":
        return f"action={value}"
    return f"{name}={uri(value)}"


def quantity(element: Mapping) -> str:
    text = f"quantityElementepcClass={uri(element['epcClass'])}"
    if element.get("quantity") is not None:
        text += f"quantity={plain(element['quantity'])}"
    return text + (f"uom={element['uom']}" if element.get("uom") else "")


def sensor(element: Mapping) -> str:
    metadata = element.get("sensorMetadata") or {}
    text = "sensorElement"
    if any(metadata.get(key) is not None for key in SENSOR_METADATA):
        text += "sensorMetadata" + sensor_values(metadata, SENSOR_METADATA)
    reports = sorted(
        "sensorReport" + sensor_values(report, SENSOR_REPORT)
        for report in element.get("sensorReport") or ()
    )
    return text + "".join(reports)


def sensor_values(values: Mapping, order: tuple[str, ...]) -> str:
    parts = []
    for key in order:
        value = values.get(key)
        if value is None:
            continue
        if key in TIMES:
            text = time_text(value)
        elif key in ("type", "exception"):
            text = value if ":" in value else VOC + value
        elif key == "component" and ":" not in value:
            text = f"{CBV}Comp-{value}"
        else:
            text = plain(value)
        parts.append(f"{key}={text}")
    return "".join(parts)


def sensor_extensions(element: Mapping, namespaces: Mapping[str, str]) -> str:
    """Write what a sensor element holds beside the standard, after all that is standard."""
    metadata = {
        k: v for k, v in (element.get("sensorMetadata") or {}).items() if k not in SENSOR_METADATA
    }
    reports = [
        {k: v for k, v in report.items() if k not in SENSOR_REPORT}
        for report in element.get("sensorReport") or ()
    ]
    rest = {k: v for k, v in element.items() if k not in ("sensorMetadata", "sensorReport")}
    text = "sensorMetadata" + extensions(metadata, namespaces) if metadata else ""
    text += "".join(
        sorted("sensorReport" + extensions(report, namespaces) for report in reports if report)
    )
    text += extensions(rest, namespaces)
    return "sensorElement" + text if text else ""


def extensions(values: Mapping, namespaces: Mapping[str, str]) -> str:
    """Write elements of other vocabularies: {namespace}name, sorted, nested ones within."""
    found = []
    for key, value in values.items():
        name = full_name(key, namespaces)
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, Mapping):
                found.append(name + extensions(one, namespaces))
            else:
                found.append(f"{name}={plain(one)}")
    return "".join(sorted(found))


def full_name(key: str, namespaces: Mapping[str, str]) -> str:
    prefix, colon, local = key.partition(":")
    return f"{{{namespaces[prefix]}}}{local}" if colon and prefix in namespaces else key


def plain(value) -> str:
    """Write a value: trimmed, numbers without trailing zeros, EPCs as Digital Links."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | Decimal):
        return number(str(value))
    text = str(value).strip()
    return number(text) if NUMBER(text) else uri(text)


def number(text: str) -> str:
    try:
        written = format(Decimal(text), "f")
    except InvalidOperation:
        return text
    return written.rstrip("0").rstrip(".") if "." in written else written


def time_text(value: str) -> str:
    """Write a time in UTC with milliseconds, half a millisecond rounded up."""
    moment = datetime.datetime.fromisoformat(value.strip()).astimezone(datetime.UTC)
    milliseconds = (moment.microsecond + 500) // 1000
    moment = moment.replace(microsecond=0) + datetime.timedelta(milliseconds=milliseconds)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"


def vocabulary(word: str, kind: str) -> str:
    """Write a word of the core business vocabulary as its web URI."""
    word = word.strip()
    if word.startswith("urn:epcglobal:cbv:"):
        space, colon, local = word.removeprefix("urn:epcglobal:cbv:").partition(":")
        return f"{CBV}{URN_WORDS[space]}-{local}" if colon and space in URN_WORDS else word
    if word.startswith("cbv:"):
        return CBV + word[4:]
    return word if ":" in word else f"{CBV}{kind}-{word}"


def uri(text: str) -> str:
    """Write an id canonically: EPC URNs and Digital Links of any domain under id.gs1.org."""
    text = text.strip()
    if text.startswith("urn:epc:"):
        return from_urn(text) or text
    if text.startswith(("https://", "http://")):
        return constrained(text) or text
    return text


def constrained(link: str) -> str | None:
    """Cut a GS1 Digital Link to its key and finest qualifier; None for other addresses.

    Names of before 1.3.0 ("gtin" for "01") and GTINs of 8, 12 and 13 digits are read, too.
    """
    try:
        path = urlsplit(link).path
    except ValueError:  # brackets that hold no address: "http://[::1"
        return None
    segments = [WORDS.get(one, one) for one in path.strip("/").split("/")]
    for at in range(len(segments) - 1):
        key, value = segments[at], segments[at + 1]
        if key == "01" and len(value) in SHORT_GTIN and value.isdigit():
            value = value.zfill(14)
        if key not in QUALIFIERS or not value or not has_key_shape(key, value):
            continue
        rest = segments[at + 2 :]
        pairs = dict(zip(rest[::2], rest[1::2], strict=False))
        finest = next((q for q in QUALIFIERS[key] if pairs.get(q)), None)
        return f"{DIGITAL_LINK}/{key}/{canonical(value)}" + (
            f"/{finest}/{canonical(pairs[finest])}" if finest else ""
        )
    return None


def canonical(text: str) -> str:
    """Write a part of a path as canonical Digital Links have it: "a(1)", "a%281%29" -> "a%281%29".

    Table 7-1 of URI Syntax has these encoded: ! ( ) * + , : and what no path holds as it is.
    """
    return "".join(
        char if char in PLAIN else "".join(f"%{byte:02X}" for byte in char.encode())
        for char in unescaped(text)
    )


DIGITS = {"00": 18, "01": 14, "414": 13, "417": 13, "402": 17, "8017": 18, "8018": 18, "8006": 18}
PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'-.;=_")


def has_key_shape(key: str, value: str) -> bool:
    if key in DIGITS:
        return value.isascii() and value.isdigit() and len(value) == DIGITS[key]
    return len(value) <= 34 and re.match("[0-9]{4}", value) is not None


class Scheme(NamedTuple):
    """How an EPC URN of one scheme becomes a path of a Digital Link.

    `digits`: of prefix and reference together, 0 for a reference that is no number; `is_item`:
    the reference's first digit stands before the prefix; `after`: what stands behind the key, ""
    for a serial that is joined to it, None for none; `before` stands in front of the number.
    """

    key: str
    digits: int
    is_item: bool = False
    after: str | None = None
    before: str = ""
    has_pattern: bool = False


SCHEMES = {
    "sgtin": Scheme("01", 13, is_item=True, after="21", has_pattern=True),
    "lgtin": Scheme("01", 13, is_item=True, after="10"),
    "upui": Scheme("01", 13, is_item=True, after="235", has_pattern=True),
    "itip": Scheme("8006", 13, is_item=True, after="21", has_pattern=True),
    "sscc": Scheme("00", 17, is_item=True),
    "sgln": Scheme("414", 12, after="254"),
    "pgln": Scheme("417", 12),
    "grai": Scheme("8003", 12, after="", before="0", has_pattern=True),
    "gdti": Scheme("253", 12, after="", has_pattern=True),
    "sgcn": Scheme("255", 12, after="", has_pattern=True),
    "gsrn": Scheme("8018", 17),
    "gsrnp": Scheme("8017", 17),
    "gsin": Scheme("402", 16),
    "giai": Scheme("8004", 0),
    "ginc": Scheme("401", 0),
    "cpi": Scheme("8010", 0, after="8011", has_pattern=True),
}


def from_urn(urn: str) -> str | None:
    """Write an EPC, class or pattern URN as a canonical Digital Link (EPC Tag Data Standard).

    A pattern names all of a class: its "*" goes. None for what is no such URN.
    """
    _urn, _epc, kind, name, rest = (urn.split(":", 4) + [""] * 5)[:5]
    scheme = SCHEMES.get(name)
    if scheme is None or kind not in ("id", "class", "idpat"):
        return None
    if kind == "idpat":
        if not (scheme.has_pattern and rest.endswith(".*")):
            return None
        rest = rest.removesuffix(".*")
    company, _, rest = rest.partition(".")
    key = number_of(scheme, company, rest)
    if key is None:
        return None
    number, serial = key
    path = f"{DIGITAL_LINK}/{scheme.key}/{number}"
    if kind == "idpat":
        return None if serial else path
    if name == "sgln" and serial in ("", "0"):
        return path
    if scheme.after is None or not serial:
        return path if scheme.after is None and not serial else None
    return path + (f"/{scheme.after}/" if scheme.after else "") + canonical(serial)


def number_of(scheme: Scheme, company: str, rest: str) -> tuple[str, str] | None:
    """Put the value of the key together; gives it and what is left, the serial."""
    if not (is_number(company) and 6 <= len(company) <= 12 and rest):
        return None
    if not scheme.digits:
        reference, _, serial = rest.rpartition(".") if scheme.after else (rest, "", "")
        return company + canonical(reference or rest), serial if reference else ""
    reference, _, serial = rest.partition(".")
    if not is_number(company + reference) or len(company + reference) != scheme.digits:
        return None
    digits = reference[:1] + company + reference[1:] if scheme.is_item else company + reference
    number = scheme.before + digits
    number += check_digit(number)
    if scheme.key == "8006":
        piece, _, serial = serial.partition(".")
        total, _, serial = serial.partition(".")
        if not is_number(piece + total) or len(piece) != 2 or len(total) != 2:
            return None
        number += piece + total
    return number, serial


def is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()
