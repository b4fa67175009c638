"""Canonical ids and values of events, where GS1's own vectors do not reach."""

import pytest

from catalogue.origin.gs1 import event_hash


@pytest.mark.parametrize("text", ["http://[::1", "https://[/01/04012345111118"])
def test_what_is_no_address_is_hashed_as_it_is(text):
    assert event_hash.uri(text) == text


@pytest.mark.parametrize(
    ("word", "address"),
    [
        ("urn:epcglobal:cbv:bizstep:storing", "https://ref.gs1.org/cbv/BizStep-storing"),
        ("urn:epcglobal:cbv:storing", "urn:epcglobal:cbv:storing"),
        ("urn:epcglobal:cbv:other:storing", "urn:epcglobal:cbv:other:storing"),
    ],
)
def test_words_of_before_2_0_are_written_as_addresses_where_they_are_whole(word, address):
    assert event_hash.vocabulary(word, "BizStep") == address


@pytest.mark.parametrize(
    ("urn", "link"),
    [
        ("urn:epc:id:sgtin:4012345.011111.9876", "/01/04012345111118/21/9876"),
        ("urn:epc:idpat:sgtin:4012345.011111.*", "/01/04012345111118"),
        ("urn:epc:idpat:sgtin:4012345.011111.1", None),  # a pattern ends with a star
        ("urn:epc:id:sgtin:4012345.011111.*", "/01/04012345111118/21/%2A"),  # a serial
        ("urn:epc:idpat:upui:4012345.011111.*", "/01/04012345111118"),
        ("urn:epc:idpat:itip:4012345.011111.02.04.*", "/8006/040123451111180204"),
        ("urn:epc:idpat:grai:4012345.66666.*", "/8003/04012345666663"),
        ("urn:epc:idpat:gdti:4012345.66666.*", "/253/4012345666663"),
        ("urn:epc:idpat:sgcn:4012345.66666.*", "/255/4012345666663"),
        ("urn:epc:idpat:cpi:4012345.AB-12.*", "/8010/4012345AB-12"),
        ("urn:epc:idpat:sscc:4012345.*", None),
        ("urn:epc:idpat:giai:4012345.*", None),
        ("urn:epc:id:sgcn:4012345.66666.99", "/255/401234566666399"),
        ("urn:epc:id:sgcn:4012345.66666", None),
        (
            "urn:epc:id:sgtin:4012345.011111.a!b(c)d*e+f,g:h",
            "/01/04012345111118/21/a%21b%28c%29d%2Ae%2Bf%2Cg%3Ah",
        ),
        ("urn:epc:id:sgtin:4012345.011111.a%2Fb%3f'.;=_-", "/01/04012345111118/21/a%2Fb%3F'.;=_-"),
        ("urn:epc:class:lgtin:4012345.011111.L(1)", "/01/04012345111118/10/L%281%29"),
        ("urn:epc:id:giai:4012345.56*8", "/8004/401234556%2A8"),
        ("urn:epc:id:gdti:4012345.66666.A+1", "/253/4012345666663A%2B1"),
        ("urn:epc:id:sgtin:4012345.01111.9", None),  # a digit short
        ("urn:epc:id:sgtin:40123.01111111.9", None),  # no prefix is so short
        ("urn:epc:class:lgtin:4012345.011111.L-7", "/01/04012345111118/10/L-7"),
        ("urn:epc:id:upui:4012345.011111.A1", "/01/04012345111118/235/A1"),
        ("urn:epc:id:itip:4012345.011111.02.04.987", "/8006/040123451111180204/21/987"),
        ("urn:epc:id:sscc:4012345.0000000111", "/00/040123450000001112"),
        ("urn:epc:id:sgln:4012345.66666.0", "/414/4012345666663"),
        ("urn:epc:id:sgln:4012345.66666", "/414/4012345666663"),
        ("urn:epc:id:sgln:4012345.66666.K1", "/414/4012345666663/254/K1"),
        ("urn:epc:id:pgln:4012345.66666", "/417/4012345666663"),
        ("urn:epc:id:grai:4012345.66666.5678", "/8003/040123456666635678"),
        ("urn:epc:id:giai:4012345.5678", "/8004/40123455678"),
        ("urn:epc:id:gsrn:4012345.1234567890", "/8018/401234512345678900"),
        ("urn:epc:id:gsrnp:4012345.1234567890", "/8017/401234512345678900"),
        ("urn:epc:id:gdti:4012345.66666.5678", "/253/40123456666635678"),
        ("urn:epc:id:cpi:4012345.AB-12.7", "/8010/4012345AB-12/8011/7"),
        ("urn:epc:id:ginc:4012345.X-Z", "/401/4012345X-Z"),
        ("urn:epc:id:gsin:4012345.123456789", "/402/40123451234567894"),
        ("urn:epc:id:sgtin:4012345.0a1111.9", None),
        ("urn:epc:id:itip:4012345.011111.02", None),
        ("urn:epc:id:usdod:CAGEY.1", None),
        ("urn:epc:id:sgtin", None),
        ("urn:epc:id:sscc:.", None),
        ("urn:epc:id:itip:4012345.011111.02.04", None),
        ("urn:epc:", None),
    ],
)
def test_urns_are_written_as_digital_links(urn, link):
    made = event_hash.from_urn(urn)
    assert made == (link and f"https://id.gs1.org{link}")
    assert event_hash.uri(f" {urn} ") == (made or urn)


GTIN = "04012345111118"


@pytest.mark.parametrize(
    ("link", "short"),
    [
        (f"/01/{GTIN}", f"/01/{GTIN}"),
        (f"/some/stem/01/{GTIN}?17=261231", f"/01/{GTIN}"),
        (f"/01/{GTIN}/22/V/10/L/21/S", f"/01/{GTIN}/21/S"),
        (f"/01/{GTIN}/22/V/10/L", f"/01/{GTIN}/10/L"),
        (f"/01/{GTIN}/235/U", f"/01/{GTIN}/235/U"),
        (f"/01/{GTIN}/10/L/", f"/01/{GTIN}/10/L"),
        ("/414/4012345666663/254/K1", "/414/4012345666663/254/K1"),
        ("/8010/4012345AB/8011/7", "/8010/4012345AB/8011/7"),
        ("/8010/AB/8011/7", None),  # no company prefix
        ("/00/040123450000001112/10/L", "/00/040123450000001112"),
        ("/253/" + "1" * 34, "/253/" + "1" * 34),
        ("/253/" + "1" * 35, None),
        (f"/01/{GTIN[1:]}", f"/01/{GTIN}"),
        ("/01/96385074/10/L", "/01/00000096385074/10/L"),
        (f"/gtin/{GTIN}/lot/L/ser/S", f"/01/{GTIN}/21/S"),
        ("/party/4012345666663", "/417/4012345666663"),
        (f"/01/{GTIN}/21/a(1)!", f"/01/{GTIN}/21/a%281%29%21"),
        (f"/01/{GTIN}/21/a%281%29%2f", f"/01/{GTIN}/21/a%281%29%2F"),
        (f"/01/{GTIN[3:]}", None),
        (f"/01/{GTIN}9", None),
        ("/01/0401234511111a", None),
        ("/01/", None),
        ("/place/V/bat-trang", None),
        ("/8018/401234512345678900", "/8018/401234512345678900"),
        ("/8006/040123451111180204/10/L", "/8006/040123451111180204/10/L"),
    ],
)
def test_links_are_cut_to_key_and_finest_qualifier(link, short):
    given = f"http://example.com{link}"
    assert event_hash.uri(given) == (f"https://id.gs1.org{short}" if short else given)


@pytest.mark.parametrize(
    ("word", "uri"),
    [
        ("shipping", "https://ref.gs1.org/cbv/BizStep-shipping"),
        (" cbv:BizStep-shipping ", "https://ref.gs1.org/cbv/BizStep-shipping"),
        ("urn:epcglobal:cbv:bizstep:shipping", "https://ref.gs1.org/cbv/BizStep-shipping"),
        ("urn:epcglobal:cbv:disp:active", "https://ref.gs1.org/cbv/Disp-active"),
        ("urn:epcglobal:cbv:btt:po", "https://ref.gs1.org/cbv/BTT-po"),
        ("urn:epcglobal:cbv:sdt:location", "https://ref.gs1.org/cbv/SDT-location"),
        ("urn:epcglobal:cbv:er:did_not_occur", "https://ref.gs1.org/cbv/ER-did_not_occur"),
        ("urn:epcglobal:cbv:xx:a:b", "urn:epcglobal:cbv:xx:a:b"),
        ("https://example.com/bake", "https://example.com/bake"),
    ],
)
def test_words_are_written_as_web_uris(word, uri):
    assert event_hash.vocabulary(word, "BizStep") == uri


@pytest.mark.parametrize(
    ("time", "text"),
    [
        ("2026-04-18T10:00:00+07:00", "2026-04-18T03:00:00.000Z"),
        (" 2026-04-18T10:00:00.0004Z ", "2026-04-18T10:00:00.000Z"),
        ("2026-04-18T10:00:00.000499Z", "2026-04-18T10:00:00.000Z"),
        ("2026-04-18T10:00:00.000500Z", "2026-04-18T10:00:00.001Z"),
        ("2026-04-18T23:59:59.999500Z", "2026-04-19T00:00:00.000Z"),
        ("2026-04-18T10:00:00.123Z", "2026-04-18T10:00:00.123Z"),
    ],
)
def test_times_are_in_utc_with_milliseconds(time, text):
    assert event_hash.time_text(time) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "true"),
        (False, "false"),
        (5, "5"),
        (100, "100"),
        (2.50, "2.5"),
        (1e-7, "0.0000001"),
        ("2.500", "2.5"),
        ("-2.0", "-2"),
        ("100", "100"),
        (" Lan ", "Lan"),
        ("1e2", "1e2"),
        ("1.2.3", "1.2.3"),
        ("urn:epc:id:sgtin:4012345.011111.9", "https://id.gs1.org/01/04012345111118/21/9"),
    ],
)
def test_values_are_written_plainly(value, text):
    assert event_hash.plain(value) == text


WHEN = {
    "type": "ObjectEvent",
    "eventTime": "2026-04-18T10:00:00+07:00",
    "eventTimeZoneOffset": "+07:00",
}
START = "eventType=ObjectEventeventTime=2026-04-18T03:00:00.000ZeventTimeZoneOffset=+07:00"


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({}, ""),
        ({"eventID": "urn:x:1", "recordTime": "x", "certificationInfo": "y"}, ""),
        ({"errorDeclaration": {"declarationTime": "x"}}, ""),
        ({"epcList": ["urn:x:2", "urn:x:1"]}, "epcListepc=urn:x:1epc=urn:x:2"),
        ({"parentID": "urn:x:1"}, "parentID=urn:x:1"),
        ({"transformationID": "urn:x:1"}, "transformationID=urn:x:1"),
        (
            {"quantityList": [{"epcClass": "urn:x:2", "quantity": 2.5, "uom": "KGM"},
                              {"epcClass": "urn:x:1", "quantity": 0}]},
            "quantityListquantityElementepcClass=urn:x:1quantity=0"
            "quantityElementepcClass=urn:x:2quantity=2.5uom=KGM",
        ),
        (
            {"action": "ADD", "disposition": "active", "bizStep": "packing"},
            "action=ADDbizStep=https://ref.gs1.org/cbv/BizStep-packing"
            "disposition=https://ref.gs1.org/cbv/Disp-active",
        ),
        (
            {"persistentDisposition": {"unset": ["damaged"], "set": ["stolen", "active"]}},
            "persistentDispositionset=https://ref.gs1.org/cbv/Disp-active"
            "set=https://ref.gs1.org/cbv/Disp-stolenunset=https://ref.gs1.org/cbv/Disp-damaged",
        ),
        (
            {"bizTransactionList": [{"bizTransaction": "urn:x:2"},
                                    {"type": "po", "bizTransaction": "urn:x:1"}]},
            "bizTransactionListbizTransaction=urn:x:2"
            "type=https://ref.gs1.org/cbv/BTT-pobizTransaction=urn:x:1",
        ),
        (
            {"sourceList": [{"type": "location", "source": "urn:x:1"}]},
            "sourceListtype=https://ref.gs1.org/cbv/SDT-locationsource=urn:x:1",
        ),
        (
            {"readPoint": {"id": "urn:x:1", "ex:door": 3}, "bizLocation": {"id": "urn:x:2"}},
            "readPointid=urn:x:1bizLocationid=urn:x:2readPoint{https://ex.com/}door=3",
        ),
        (
            {"ilmd": {"ex:b": ["2.0", {"ex:c": True}], "a": "x"}},
            "ilmda=x{https://ex.com/}b=2{https://ex.com/}b{https://ex.com/}c=true",
        ),
        ({"ex:b": 1, "gs1:a": "x", "no:c": 2},
         "no:c=2{https://ex.com/}b=1{https://ref.gs1.org/voc/}a=x"),
        (
            {"sensorElementList": [{
                "sensorMetadata": {"time": "2026-04-18T10:00:00Z", "ex:m": 1},
                "sensorReport": [{"type": "Temperature", "value": 26.0, "uom": "CEL", "ex:r": 2},
                                 {"exception": "ex:Alarm", "component": "x"}],
                "ex:s": 3,
            }]},
            "sensorElementsensorMetadatatime=2026-04-18T10:00:00.000Z"
            "sensorReportexception=https://ex.com/Alarmcomponent=https://ref.gs1.org/cbv/Comp-x"
            "sensorReporttype=https://ref.gs1.org/voc/Temperaturevalue=26uom=CEL"
            "sensorElementsensorMetadata{https://ex.com/}m=1"
            "sensorReport{https://ex.com/}r=2{https://ex.com/}s=3",
        ),
        ({"sensorElementList": [{"sensorReport": [{"value": 0}]}]},
         "sensorElementsensorReportvalue=0"),
    ],
)  # fmt: skip
def test_event_is_written_in_one_order(fields, text):
    context = ["urn:x:remote", {"ex": "https://ex.com/"}, {"odd": {"@id": "x"}}]
    assert event_hash.pre_hash(WHEN | fields, context) == START + text
    assert event_hash.pre_hash(WHEN | fields | {"@context": context}) == START + text
