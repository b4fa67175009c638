"""EPC URNs as Digital Links, times, numbers and words as the hash wants them."""

import pytest

from catalogue.origin.gs1.event_hash import plain, time_text, uri, vocabulary

ID = "https://id.gs1.org"


@pytest.mark.parametrize(
    ("urn", "link"),
    [
        ("id:sgtin:4012345.011111.987", "/01/04012345111118/21/987"),
        ("idpat:sgtin:4012345.011111.*", "/01/04012345111118"),
        ("idpat:sgtin:4012345.011111.1", "/01/04012345111118"),
        ("class:lgtin:4012345.011111.L1", "/01/04012345111118/10/L1"),
        ("id:upui:4012345.011111.S", "/01/04012345111118/235/S"),
        ("id:itip:4012345.011111.01.02.S", "/8006/040123451111180102/21/S"),
        ("id:sscc:4012345.0000000111", "/00/040123450000001112"),
        ("id:sgln:4012345.66666.0", "/414/4012345666663"),
        ("id:sgln:4012345.66666.7", "/414/4012345666663/254/7"),
        ("id:pgln:4012345.66666", "/417/4012345666663"),
        ("id:grai:4012345.77777.9", "/8003/040123457777729"),
        ("id:giai:4012345.A1", "/8004/4012345A1"),
        ("id:cpi:4012345.A1.9", "/8010/4012345A1/8011/9"),
        ("id:ginc:4012345.A1", "/401/4012345A1"),
    ],
)
def test_urns_are_written_as_links(urn, link):
    assert uri(f"urn:epc:{urn}") == ID + link


@pytest.mark.parametrize(
    "urn",
    [
        "urn:epc:id:sgtin:40x2345.011111.987",
        "urn:epc:id:sgtin",
        "urn:epc:id:sscc:.",
        "urn:epc:id:itip:4012345.011111.01",
        "urn:epc:id:itip:4012345.011111.01.02",
        "urn:epc:id:other:1.2.3",
        "urn:epc:",
    ],
)
def test_urns_that_cannot_be_written_stay_as_they_are(urn):
    assert uri(f" {urn} ") == urn


@pytest.mark.parametrize(
    ("link", "canonical"),
    [
        ("https://a/x/01/12312312312333/10/L/21/S?17=261231", "/01/12312312312333/21/S"),
        ("http://a/01/12312312312333/10/L", "/01/12312312312333/10/L"),
        ("https://a/01/12312312312333/235/U", "/01/12312312312333/235/U"),
        ("https://a/01/12312312312333", "/01/12312312312333"),
        ("https://a/414/4012345666663/254/7", "/414/4012345666663/254/7"),
        ("https://a/253/" + "1" * 34, "/253/" + "1" * 34),
        ("https://a/253/" + "1" * 35, None),
        ("https://a/01/1231231231233", None),
        ("https://a/01/", None),
        ("https://a/x", None),
        ("geo:1,2", None),
    ],
)
def test_links_are_cut_to_their_key_and_finest_qualifier(link, canonical):
    assert uri(link) == (ID + canonical if canonical else link)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "true"),
        (False, "false"),
        (10, "10"),
        (1.50, "1.5"),
        ("26.0", "26"),
        ("1e2", "1e2"),
        (" x ", "x"),
        ("-0.50", "-0.5"),
    ],
)
def test_values_are_trimmed(value, text):
    assert plain(value) == text


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("2020-03-04T11:00:30+01:00", "2020-03-04T10:00:30.000Z"),
        ("2020-03-04T11:00:30.0004999Z", "2020-03-04T11:00:30.000Z"),
        ("2020-03-04T11:00:30.000500Z", "2020-03-04T11:00:30.001Z"),
        ("2020-03-04T11:00:30.001499Z", "2020-03-04T11:00:30.001Z"),
    ],
)
def test_times_are_in_utc_with_milliseconds(written, text):
    assert time_text(written) == text


@pytest.mark.parametrize(
    ("word", "address"),
    [
        ("shipping", "https://ref.gs1.org/cbv/BizStep-shipping"),
        ("cbv:BizStep-shipping", "https://ref.gs1.org/cbv/BizStep-shipping"),
        ("urn:epcglobal:cbv:bizstep:shipping", "https://ref.gs1.org/cbv/BizStep-shipping"),
        ("urn:epcglobal:cbv:other:x", "urn:epcglobal:cbv:other:x"),
        ("https://example.com/x", "https://example.com/x"),
    ],
)
def test_words_are_written_as_addresses(word, address):
    assert vocabulary(f" {word} ", "BizStep") == address
