"""GS1 Digital Link URIs: GS1's own vectors, a second reader to differ from, hostile text."""

import contextlib
import json
import re
from urllib.parse import quote, unquote_to_bytes

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from catalogue.origin.gs1 import application_identifiers as ais
from catalogue.origin.gs1 import digital_link
from catalogue.origin.gs1.check_digits import check_digit, is_checked

DATA = settings.BASE_DIR / "tests" / "data"
GIVEN = json.loads((DATA / "digital-link-vectors.json").read_text())


def with_separators(pairs) -> str:
    """Write pairs as GS1's engine does: ^ stands before what follows a value of open length."""
    text, is_open = "", True
    for ai, value in pairs:
        text += ("^" if is_open else "") + ai + value
        is_open = ai[:2] not in digital_link.FIXED
    return text


@pytest.mark.parametrize("vector", GIVEN["parse"], ids=lambda v: v["uri"][-60:])
def test_parse_agrees_with_gs1s_engine(vector):
    options = vector["options"]
    flags = {
        "short_gtins": "zero_suppressed" in options,
        "words": "alphas" in options,
        "unknown_ais": "unknown_ais" in options or "unknown_attr_check" not in options,
    }
    if vector["ok"]:
        assert with_separators(digital_link.parse(vector["uri"], **flags)) == vector["elements"]
    else:
        with pytest.raises(digital_link.NotADigitalLink):
            digital_link.parse(vector["uri"], **flags)


@pytest.mark.parametrize("vector", GIVEN["generate"], ids=lambda v: v["ai"][:60])
def test_write_agrees_with_gs1s_engine(vector):
    pairs = re.findall(r"\((\d+)\)([^(]*)", vector["ai"])
    stem = vector["stem"] or "https://id.gs1.org"
    if vector["ok"]:
        assert digital_link.write(pairs, stem) == vector["uri"]
    else:
        with pytest.raises(digital_link.NotADigitalLink):
            digital_link.write(pairs, stem)


@pytest.mark.parametrize("name", ["escape", "unescape"])
def test_percent_encoding_agrees_with_gs1s_engine(name):
    function = getattr(digital_link, f"{name}d")
    for vector in GIVEN[name]:
        assert function(vector["i"]) == vector["path"]
        assert function(vector["i"], in_query=True) == vector["query"]


@pytest.mark.parametrize(
    ("uri", "elements"),
    [
        ("https://a/01/12312312312333", [("01", "12312312312333")]),
        ("https://a/more/stem/00/006141411234567890", [("00", "006141411234567890")]),
        (
            "https://a/01/12312312312333/22/test/10/abc/21/xyz#fragment",
            [("01", "12312312312333"), ("22", "test"), ("10", "abc"), ("21", "xyz")],
        ),
        (
            "https://id.gs1.org/414/9520123456788/254/32a%2Fb",
            [("414", "9520123456788"), ("254", "32a/b")],
        ),
        (
            "https://a/01/12312312312333?unknown=6&99=ABC&98=X+".replace("X+", "X%2f9"),
            [("01", "12312312312333"), ("99", "ABC"), ("98", "X/9")],
        ),
        ("HtTp://a/b/00/006141411234567890", None),
        ("https://a/01/12312312312334", None),
        ("https://a/01/1231231231233%003", None),
        ("https://a/01/12312312312333/10/", None),
        ("https://a/01/12312312312333/21/x/10/y", None),
        ("https://a/01/12312312312333?10=ABC123", None),
        ("https://a/01/12312312312333?99=A&99=A", None),
        ("https://a/gtin/12312312312333", None),
        ("https://a/01/12312312312333/10/a b", None),
        ("https://a/01/12312312312333/10/123456789012345678901", None),
    ],
)
def test_parse_reads_what_is_right_and_refuses_the_rest(uri, elements):
    if elements is None:
        with pytest.raises(digital_link.NotADigitalLink):
            digital_link.parse(uri)
    else:
        assert digital_link.parse(uri) == elements


GTINS = st.from_regex(r"\A[0-9]{13}\Z").map(lambda body: body + check_digit(body))
CSET_82 = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
TEXTS = st.text(alphabet=CSET_82, min_size=1, max_size=20)


@given(GTINS, st.none() | TEXTS, st.none() | TEXTS, st.none() | TEXTS, st.none() | TEXTS)
def test_what_is_written_reads_back_the_same(gtin, variant, lot, serial, internal):
    pairs = [("01", gtin)] + [
        (ai, value)
        for ai, value in (("22", variant), ("10", lot), ("21", serial), ("99", internal))
        if value is not None
    ]
    assert digital_link.parse(digital_link.write(pairs, "https://id.example/stem")) == pairs


def second_reader(path: str) -> list[tuple[str, str]] | None:
    """Read /01 paths another way: one expression over bytes, no table of identifiers."""
    value = rb"((?:[A-Za-z0-9\-._~!$&'()*+,;=:@]|%[0-9A-Fa-f]{2})+)"
    shape = rb"/01/%b(?:/22/%b)?(?:/10/%b)?(?:/21/%b)?" % (value, value, value, value)
    found = re.fullmatch(shape, path.encode())
    if found is None:
        return None
    pairs = []
    for ai, raw in zip(("01", "22", "10", "21"), found.groups(), strict=True):
        if raw is None:
            continue
        text = unquote_to_bytes(raw).decode("latin-1")
        if ai == "01":
            if not re.fullmatch("[0-9]{14}", text) or not is_checked(text):
                return None
        elif not 1 <= len(text) <= 20 or set(text) - set(CSET_82):
            return None
        pairs.append((ai, text))
    return pairs


SEGMENTS = st.lists(
    st.sampled_from(["01", "10", "21", "22", "235", "99", "", "x", "%31", "09520123456788"])
    | GTINS
    | TEXTS.map(lambda text: quote(text, safe=""))
    | st.from_regex(r"\A%?[0-9A-Fa-f]{0,3}[A-Za-z]{0,3}\Z"),
    max_size=8,
)


@given(SEGMENTS, st.booleans())
def test_parser_and_second_reader_agree(segments, starts_right):
    parts = (["01", "09520123456788"] if starts_right else []) + segments
    path = "/" + "/".join(parts)
    if any(part in ais.KEYS for part in parts[1:]) or "235" in parts or path.count("%") > 9:
        return  # a key further on, or the other branch: the second reader knows neither
    if any(
        len(part) > 1 and "%" in part and not re.search("%[0-9A-Fa-f]{2}", part) for part in parts
    ):
        return  # a bare % stands for itself with GS1's engine
    try:
        mine = digital_link.parse(f"https://id.example{path}")
    except digital_link.NotADigitalLink:
        mine = None
    if "%" not in re.sub("%[0-9A-Fa-f]{2}", "", path):
        assert mine == second_reader(path)


@given(st.text(max_size=200))
def test_no_text_breaks_the_parser(text):
    for candidate in (text, f"https://a/01/{text}", f"https://a/01/12312312312333?{text}"):
        with contextlib.suppress(digital_link.NotADigitalLink):
            digital_link.parse(candidate)
