"""Read and write GS1 Digital Link URIs (URI Syntax 1.6.0, uncompressed).

    https://id.example/some/stem/01/08930001234567/10/L-7/21/0A1B?17=261231#x

The last key in the path counts; its qualifiers follow in the order that GS1 sets; other
identifiers stand in the query. Percent-encoded in both, and a "+" of the query is a space. Beside
the syntax, values are checked: characters, lengths, check digits, dates. Whether a number is
of restricted circulation is for the resolver to say (gtins.is_restricted).
"""

import re
from collections.abc import Iterable

from catalogue.origin.gs1 import application_identifiers as ais

# What RFC 3986 lets a URI hold, "%" with or without digits after it.
CHARACTERS = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+")
START = re.compile(r"(?:https?|HTTPS?)://([^/]+)(/.*)", re.S)
DOMAIN = re.compile(r"[A-Za-z0-9.:\-\[\]]+")
PERCENT = re.compile(r"%([0-9A-Fa-f]{2})")
UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
SHORT_GTIN = {8, 12, 13}
WORDS = {
    "sscc": "00", "gtin": "01", "cpv": "22", "lot": "10", "ser": "21", "gdti": "253", "gcn": "255",
    "ginc": "401", "gsin": "402", "gln": "414", "glnx": "254", "payTo": "415", "refNo": "8020",
    "party": "417", "grai": "8003", "giai": "8004", "itip": "8006", "cpid": "8010", "cpsn": "8011",
    "gmn": "8013", "gsrnp": "8017", "gsrn": "8018", "srin": "8019",
}  # fmt: skip
# First two digits of identifiers of fixed length: written first (General Specifications, 7.8.5).
FIXED = {"00", "01", "02", "03", "04", *map(str, range(11, 21)), *map(str, range(31, 37)), "41"}
Elements = list[tuple[str, str]]


class NotADigitalLink(ValueError):
    """The text is no GS1 Digital Link URI; str() says what is wrong."""


def unescaped(text: str, *, in_query: bool = False) -> str:
    """Undo percent-encoding, byte by byte; what is no pair of hex digits stays as it is."""
    if in_query:
        text = text.replace("+", " ")
    return PERCENT.sub(lambda found: chr(int(found[1], 16)), text)


def escaped(value: str, *, in_query: bool = False) -> str:
    """Percent-encode all but the unreserved characters; a space of the query is a "+"."""
    return "".join(
        char
        if char in UNRESERVED
        else "+"
        if in_query and char == " "
        else "".join(f"%{byte:02X}" for byte in char.encode())
        for char in value
    )


def parse(
    uri: str, *, short_gtins: bool = False, words: bool = False, unknown_ais: bool = False
) -> Elements:
    """Give the (identifier, value) pairs of a URI: key, qualifiers, then those of the query.

    `short_gtins` fills GTIN-8, -12 and -13 up to 14 digits, `words` takes the names of before
    1.3.0 ("gtin" for "01"), `unknown_ais` lets unknown numbers pass in the query.
    Raises NotADigitalLink.
    """
    if not CHARACTERS.fullmatch(uri):
        raise NotADigitalLink("characters")
    start = START.fullmatch(uri)
    if start is None or not DOMAIN.fullmatch(start[1]):
        raise NotADigitalLink("scheme or domain")
    path, _, query = start[2].partition("#")[0].partition("?")
    found = parse_path(path, short_gtins=short_gtins, words=words)
    return found + parse_query(query, found, short_gtins=short_gtins, unknown_ais=unknown_ais)


def parse_path(path: str, *, short_gtins: bool = False, words: bool = False) -> Elements:
    """Read key and qualifiers from a path; the key that stands last counts, stems go before."""
    segments = path.split("/")
    codes = [WORDS.get(one, one) if words else one for one in segments]
    for at in range(len(segments) - 2, 0, -1):
        if codes[at] in ais.KEYS and (len(segments) - at) % 2 == 0:
            break
    else:
        raise NotADigitalLink("no key")
    found = [
        element(codes[i], unescaped(segments[i + 1]), short_gtins=short_gtins)
        for i in range(at, len(segments), 2)
    ]
    key, *qualifiers = [ai for ai, _value in found]
    if not ais.may_follow(key, qualifiers):
        raise NotADigitalLink("qualifiers or their order")
    return found


def element(ai: str, value: str, *, short_gtins: bool = False) -> tuple[str, str]:
    """Check one value; gives the pair."""
    if not ais.is_known(ai):
        raise NotADigitalLink(f"unknown identifier {ai[:10]}")
    if short_gtins and ai == "01" and len(value) in SHORT_GTIN:
        value = value.zfill(14)
    if not ais.is_value(ai, value):
        raise NotADigitalLink(f"value of {ai}")
    return ai, value


def parse_query(
    query: str, path: Elements, *, short_gtins: bool = False, unknown_ais: bool = False
) -> Elements:
    """Read the identifiers of a query; other parameters and lone words are passed over."""
    found: Elements = []
    taken = {ai for ai, _value in path}
    reserved = ais.qualifiers_of(path[0][0])
    for pair in query.split("&"):
        ai, equals, raw = pair.partition("=")
        if not equals or not (ai.isascii() and ai.isdigit()):
            continue
        value = unescaped(raw, in_query=True)
        if ai in taken:
            raise NotADigitalLink(f"{ai[:10]} twice")
        if ai in reserved and "235" not in taken:
            raise NotADigitalLink(f"{ai} belongs into the path")
        if ais.is_known(ai) and not ais.may_be_in_query(ai):
            raise NotADigitalLink(f"{ai} is no attribute")
        if not ais.is_known(ai) and unknown_ais and 2 <= len(ai) <= 4 and value:
            found.append((ai, value))
        else:
            found.append(element(ai, value, short_gtins=short_gtins))
        taken.add(ai)
    return found


def write(elements: Iterable[tuple[str, str]], stem: str = "https://id.gs1.org") -> str:
    """Write a URI: the first key among the elements, its qualifiers in order, then the rest.

    Raises NotADigitalLink when there is no key, or elements that exclude each other.
    """
    values: dict[str, str] = {}
    for ai, value in elements:
        element(ai, value)
        if values.setdefault(ai, value) != value:
            raise NotADigitalLink(f"{ai} twice")
    key = next((ai for ai in values if ai in ais.KEYS), None)
    if key is None:
        raise NotADigitalLink("no key")
    allowed = ais.KEYS[key].replace("|", ",").split(",")
    qualifiers = [ai for ai in allowed if ai in values]
    if not ais.may_follow(key, qualifiers):
        raise NotADigitalLink("qualifiers that exclude each other")
    path = [key, *qualifiers]
    rest = sorted((ai for ai in values if ai not in path), key=lambda ai: ai[:2] not in FIXED)
    return (
        stem.rstrip("/")
        + "".join(f"/{ai}/{escaped(values[ai])}" for ai in path)
        + ("?" if rest else "")
        + "&".join(f"{ai}={escaped(values[ai], in_query=True)}" for ai in rest)
    )
