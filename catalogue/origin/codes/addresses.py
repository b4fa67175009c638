"""Permanent addresses of origin: /01/<gtin> by GS1, /P/<code> by our own.

The grammar is GS1 Digital Link's (URI Syntax 1.6.0): key, then lot, then serial. A
product without a GTIN uses the same order under our own letters: /P/<code>/L/<lot>/S/<serial>.
An anchor is the key as printed, "01/08930001234567" or "P/R000012".
"""

import re
from typing import NamedTuple, Protocol

from django.conf import settings

from catalogue.origin.codes import serials
from catalogue.origin.gs1 import application_identifiers, digital_link, event_hash, gtins

LETTERS = {"01": ("10", "21"), "P": ("L", "S")}
OWN_PATH = re.compile(
    r"/(?P<key>01|P)/(?P<code>[^/]+)(?:/(?:10|L)/(?P<lot>[^/]+))?(?:/(?:21|S)/(?P<serial>[^/]+))?$"
)


class Address(NamedTuple):
    """What a code names: a key and its value, a lot, a serial."""

    key: str
    code: str
    lot: str = ""
    serial: str = ""

    @property
    def anchor(self) -> str:
        return f"{self.key}/{self.code}"

    @property
    def path(self) -> str:
        """The path that reads as this, percent-encoded where a lot of others holds a slash."""
        lot, serial = LETTERS[self.key]
        return (
            f"/{self.key}/{self.code}"
            + (f"/{lot}/{digital_link.escaped(self.lot)}" if self.lot else "")
            + (f"/{serial}/{digital_link.escaped(self.serial)}" if self.serial else "")
        )


class Coded(Protocol):
    """What has a code of ours and perhaps a GTIN: a product, or a row of one."""

    @property
    def code(self) -> str | None: ...

    @property
    def gtin(self) -> str | None: ...


def anchor_of(product: Coded) -> str:
    """The key that is printed today."""
    return f"01/{product.gtin}" if product.gtin else f"P/{product.code}"


def origin_path(product: Coded, lot_number: str = "") -> str:
    """Write the path behind a product's QR code, of one lot if given."""
    return label_path(anchor_of(product), lot_number)


def label_path(anchor: str, lot_number: str, serial: str = "") -> str:
    """Write the path that is printed on a label."""
    key, _, code = anchor.partition("/")
    return Address(key, code, lot_number, serial).path


def read_uri(uri: str) -> Address | None:
    """Read an id of an event: a GS1 Digital Link of any domain, an EPC URN, or our own /P/."""
    canonical = event_hash.uri(uri)
    if canonical.startswith(f"{event_hash.DIGITAL_LINK}/01/"):
        found = OWN_PATH.search(canonical)
    elif uri.startswith(f"{settings.SITE_URL}/P/"):
        found = OWN_PATH.fullmatch(uri.removeprefix(settings.SITE_URL))
    else:
        return None
    if found is None:
        return None
    return Address(*(digital_link.unescaped(part) for part in found.groups(default="")))


class Malformed(ValueError):
    """The path is no code of ours; str() says why."""


OWN_GRAMMAR = re.compile(
    r"P/([A-Za-z0-9][A-Za-z0-9-]{0,39})(?:/L/([A-Za-z0-9._-]{1,20}))?(?:/S/([A-Za-z0-9._-]{1,20}))?"
)


def parse_code(path: str, query: str = "") -> Address:
    """Read what stands behind the host: "01/08930001234567/10/L-1" or "P/R000012/L/L-1".

    `path` is still percent-encoded; one slash at its end is passed over. A consumer product
    variant (22) is read and left aside: we keep none. Raises Malformed; numbers of restricted
    circulation are malformed on the open web, as are identifiers that exclude each other or
    lack what they need.
    """
    path = path.removesuffix("/")
    if path.startswith("01/"):
        try:
            pairs = digital_link.parse_path(f"/{path}")
            attributes = digital_link.parse_query(query, pairs)
        except digital_link.NotADigitalLink as refusal:
            raise Malformed(str(refusal)) from refusal
        values = dict(pairs)
        if pairs[0][0] != "01" or "235" in values or path.count("/") + 1 != 2 * len(pairs):
            raise Malformed("key")
        if gtins.is_restricted(values["01"]):
            raise Malformed("restricted")
        if wrong := application_identifiers.clash(ai for ai, _value in pairs + attributes):
            raise Malformed(wrong)
        serial = serials.normalised(values.get("21", ""))
        return Address("01", values["01"], values.get("10", ""), serial)
    found = OWN_GRAMMAR.fullmatch(digital_link.unescaped(path))
    if found is None:
        raise Malformed("grammar")
    code, lot, serial = (part or "" for part in found.groups())
    return Address("P", code, lot, serials.normalised(serial))
