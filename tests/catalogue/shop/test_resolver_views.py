"""The resolver: GS1-Conformant Resolver 1.2.0 over /01/, the same rules over /P/."""

import json

import jsonschema
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogue.listing.ways import ways_html
from catalogue.models import Publication
from catalogue.origin.codes import serials
from catalogue.origin.gs1.check_digits import check_digit
from catalogue.origin.labels import services as label_services
from catalogue.origin.lots import services
from catalogue.origin.models import Scan
from cms.addresses import foot_html
from tests import factories
from tests.gs1_data import gs1_schema

GTIN = "0893000123456" + check_digit("0893000123456")
LINKSET = "application/linkset+json"
HERE = "http://testserver"


@pytest.fixture
def product(producer):
    village = factories.make_village(slug="bat-trang")
    return factories.make_product(producer, gtin=GTIN, village=village)


@pytest.fixture
def lot(product, owner):
    lot = services.open_lot(product=product, quantity=20, by=owner, number="L-7")
    return services.release_lot(lot=lot, by=owner)


@pytest.fixture
def label(lot, owner):
    label = label_services.mint_labels(lot=lot, count=1, by=owner).labels.get()
    label_services.activate_labels(lot=lot)
    return label


def codes(product, lot="", serial=""):
    """Both grammars of one thing."""
    yield f"/01/{GTIN}" + (f"/10/{lot}" if lot else "") + (f"/21/{serial}" if serial else "")
    yield f"/P/{product.code}" + (f"/L/{lot}" if lot else "") + (f"/S/{serial}" if serial else "")


def queries_of(client, url, **headers):
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(url, **headers)
    return answer, [query["sql"] for query in seen]


def test_code_leads_to_its_page_with_307_and_at_most_two_queries(client, product, lot, label):
    for url in (*codes(product), *codes(product, "L-7"), f"/01/{GTIN}/10/L-7/21/{label.serial}"):
        answer, queries = queries_of(client, url)
        assert (answer.status_code, answer["Location"]) == (307, f"{HERE}/vi/origin{url}")
        assert len(queries) <= 2, queries
        assert f'<http://127.0.0.1:8000{url}?linkType=linkset>; rel="linkset"' in answer["Link"]


@pytest.mark.parametrize("kind", ["pip", "gs1:epcis", "https://ref.gs1.org/voc/recallStatus"])
def test_link_types_redirect_with_at_most_two_queries(client, product, lot, kind):
    factories.make_certificate(product)
    url = f"/01/{GTIN}/10/L-7?linkType={kind}"
    answer, queries = queries_of(client, url, HTTP_ACCEPT="text/html")
    assert answer.status_code == 307
    assert len(queries) <= 2, queries


@pytest.mark.parametrize(
    ("header", "cookie", "language"),
    [
        ("", "", "vi"),
        ("en-GB,en;q=0.8", "", "en"),
        ("id", "", "id"),
        ("fr,de;q=0.5", "", "vi"),
        ("en", "id", "id"),
    ],
)
def test_language_follows_cookie_then_browser_then_vietnamese(
    client, product, header, cookie, language
):
    if cookie:
        client.cookies["django_language"] = cookie
    answer = client.get(f"/01/{GTIN}", HTTP_ACCEPT_LANGUAGE=header)
    assert answer["Location"] == f"{HERE}/{language}/origin/01/{GTIN}"
    assert {"Accept", "Accept-Language", "Cookie"} <= set(answer["Vary"].split(", "))


def test_link_type_picks_the_language_too(client, product):
    answer = client.get(f"/01/{GTIN}?linkType=gs1:pip", HTTP_ACCEPT_LANGUAGE="id")
    assert answer["Location"].startswith("http://127.0.0.1:8000/id/products/")


def test_other_parameters_are_passed_on(client, product):
    answer = client.get(f"/01/{GTIN}?linkType=gs1:pip&utm=x%26y&17=261231")
    assert answer["Location"].endswith("?utm=x%26y&17=261231")


@pytest.mark.parametrize("kind", ["gs1:nothing", "gs1:certificationInfo", "pi p", "'"])
def test_absent_link_type_is_404(client, product, kind):
    assert client.get(f"/01/{GTIN}", {"linkType": kind}).status_code == 404


def test_alike_links_are_a_list_of_300(client, product):
    factories.make_certificate(product)
    url = f"/01/{GTIN}?linkType=gs1:certificationInfo"
    answer = client.get(url, HTTP_ACCEPT="*/*")
    assert answer.status_code == 300
    assert 'rel="linkset"' in answer["Link"]
    assert {link["media"] for link in answer.json()["links"]} == {"text/html", "application/json"}
    assert client.get(url, HTTP_ACCEPT="application/json")["Location"].endswith(".json")
    assert "/vi/origin/" in client.get(url, HTTP_ACCEPT="text/html")["Location"]


@pytest.mark.parametrize(
    "ask", [{"HTTP_ACCEPT": LINKSET}, {"query": "?linkType=linkset"}, {"query": "?linkType=all"}]
)
def test_linkset_is_valid_and_never_a_redirect(client, product, lot, ask):
    certificate = factories.make_certificate(product)
    query = ask.pop("query", "")
    for url in codes(product, "L-7"):
        answer = client.get(url + query, **ask)
        assert (answer.status_code, answer["Content-Type"]) == (200, LINKSET)
        assert 'rel="http://www.w3.org/ns/json-ld#context"' in answer["Link"]
        document = answer.json()
        schema = gs1_schema("linkset-schema.json")
        jsonschema.Draft7Validator(schema).validate(document)
        [context] = document["linkset"]
        assert context["anchor"] == f"http://127.0.0.1:8000{url}"
        kinds = {key.removeprefix("https://ref.gs1.org/voc/") for key in context if "://" in key}
        assert kinds == {
            "defaultLink", "pip", "traceability", "certificationInfo", "epcis", "hasRetailers",
            "recallStatus", "verificationService", "locationInfo",
        }  # fmt: skip
        assert len(context["https://ref.gs1.org/voc/defaultLink"]) == 1
        assert str(certificate.pk) in json.dumps(context)


def test_every_link_of_the_linkset_answers(client, product, lot):
    factories.make_certificate(product)
    [context] = client.get(f"/01/{GTIN}/10/L-7?linkType=linkset").json()["linkset"]
    for key, links in context.items():
        if key.startswith("https://ref.gs1.org/voc/") and not key.endswith("locationInfo"):
            for link in links:
                path = link["href"].removeprefix("http://127.0.0.1:8000").partition("#")[0]
                assert client.get(path).status_code == 200, path


@pytest.mark.parametrize("tail", ["/10/NOPE", "/10/NOPE/21/0000000000000000", "/10/L-7/21/ABC"])
def test_unknown_lot_or_serial_walks_up(client, product, lot, tail):
    answer = client.get(f"/01/{GTIN}{tail}?linkType=linkset")
    assert answer.status_code == 200
    anchor = answer.json()["linkset"][0]["anchor"]
    known = f"http://127.0.0.1:8000/01/{GTIN}"
    assert anchor == (known if "NOPE" in tail else f"{known}/10/L-7")
    assert client.get(f"/01/{GTIN}{tail}").status_code == 307


def test_lot_in_the_making_is_no_lot_for_strangers(client, product, owner):
    services.open_lot(product=product, quantity=5, by=owner, number="NEW")
    answer = client.get(f"/01/{GTIN}/10/NEW?linkType=linkset")
    assert answer.json()["linkset"][0]["anchor"].endswith(GTIN)
    assert client.get(f"/origin/status/01/{GTIN}/10/NEW").status_code == 404
    assert client.get(f"/epcis/documents/01/{GTIN}/10/NEW.jsonld").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/01/123",
        f"/01/{GTIN[:-1]}{(int(GTIN[-1]) + 1) % 10}",
        f"/01/{GTIN}/21/1/10/2",
        f"/01/{GTIN}/10/",
        f"/01/{GTIN}/10/a%20b",
        f"/01/{GTIN}/99/x",
        f"/01/{GTIN}/x",
        f"/01/{GTIN}/10/{'x' * 21}",
        f"/01/{GTIN}?10=L-7",
        f"/01/{GTIN}?17=261399",
        f"/01/{GTIN}?37=25",
        f"/01/{GTIN}?3100=000500&3101=000500",
        "/01/12312312312333",
        "/01/00212345678901",
        "/P/",
        "/P/a b",
        "/P/R1/S/1/L/2",
        "/P/R1/L/",
        "/P/R1/L/%00",
        "/P/R1/x",
        "/01/",
        "/01/%ff%fe",
    ],
)
@pytest.mark.parametrize("query", ["", "linkType=linkset"])
def test_malformed_code_is_400_never_200(client, product, path, query):
    joined = path + ("&" if "?" in path else "?") + query if query else path
    assert client.get(joined).status_code == 400


@pytest.mark.parametrize(
    "typed",
    [
        "P/{small}",
        "P/{code}.",
        "P/{code}%20",
        "P/{small}.%20",
        "P/{code};",
        "p/{code}",
        "p/{small}/",
        "P/{code}//",
        "P//{code}",
        "P/{code})",
        "P/{code}%22",
        "P/{code}%E2%80%9D.",
    ],
)
def test_an_address_typed_off_paper_leads_on(client, product, typed):
    path = typed.format(code=product.code, small=product.code.lower())
    answer = client.get(f"/{path}")
    assert (answer.status_code, answer["Location"]) == (307, f"{HERE}/P/{product.code}")


def test_a_lot_typed_in_small_letters_leads_on(client, product, lot):
    answer = client.get(f"/p/{product.code.lower()}/l/L-7.")
    assert answer["Location"] == f"{HERE}/P/{product.code}/L/L-7"


def test_what_a_label_may_say_in_its_query_leads_on(client, product):
    for query in ("717=ABC", "3920=1500&3103=000500", "utm_source=poster&17=261200"):
        assert client.get(f"/01/{GTIN}?{query}").status_code == 307


def test_a_lot_of_signs_keeps_its_signs_on_the_way_to_its_page(client, product):
    """Slashes, question marks and angle brackets are right in a lot; ours have none."""
    sent = f"/01/{GTIN}/10/a%2Fb%3Fc%3E"
    answer = client.get(sent, RAW_URI=sent)
    assert answer["Location"] == f"{HERE}/vi/origin{sent}"
    assert f"<http://127.0.0.1:8000{sent}?linkType=linkset>" in answer["Link"]
    shown = client.get(f"/en/origin{sent}", RAW_URI=f"/en/origin{sent}")
    assert shown.status_code == 200
    assert "No lot a/b?c&gt; is recorded" in shown.content.decode()


def test_unknown_product_is_404_and_draft_too(client, product):
    other = "0893000765432" + check_digit("0893000765432")
    assert client.get(f"/01/{other}").status_code == 404
    product.publication = Publication.DRAFT
    product.save()
    assert client.get(f"/01/{GTIN}").status_code == 404


def test_withdrawn_product_keeps_its_code(client, product):
    product.publication = Publication.WITHDRAWN
    product.save()
    answer = client.get(f"/01/{GTIN}", follow=True, HTTP_ACCEPT_LANGUAGE="en")
    assert "A product that is no longer sold" in answer.content.decode()
    document = client.get(f"/01/{GTIN}?linkType=linkset").json()
    assert "https://ref.gs1.org/voc/hasRetailers" not in document["linkset"][0]


def test_trailing_slash_head_options_and_cors(client, product):
    for url in codes(product):
        assert client.get(f"{url}/").status_code == 307
        head = client.head(url)
        assert (head.status_code, head.content) == (307, b"")
        options = client.options(url)
        assert (options.status_code, options["Allow"]) == (204, "GET, HEAD, OPTIONS")
        assert options["Link"] == head["Link"] == client.get(url)["Link"]
        for answer in (head, options, client.get(f"{url}?linkType=linkset"), client.get("/01/1")):
            assert answer["Access-Control-Allow-Origin"] == "*"
        for method in (client.post, client.put, client.delete, client.patch):
            assert method(url).status_code == 405


def test_options_of_what_is_no_code_name_no_links(client, db):
    answer = client.options("/01/123")
    assert (answer.status_code, answer.has_header("Link")) == (204, False)


def test_old_label_resolves_after_the_product_got_a_gtin(client, producer, owner):
    product = factories.make_product(producer)
    lot = services.open_lot(product=product, quantity=5, by=owner, number="L-1")
    services.release_lot(lot=lot, by=owner)
    old = label_services.mint_labels(lot=lot, count=1, by=owner).labels.get()
    factories.give_gtin(product, "0893000765432" + check_digit("0893000765432"))
    lot.refresh_from_db()
    new = label_services.mint_labels(lot=lot, count=1, by=owner).labels.exclude(pk=old.pk).get()
    label_services.activate_labels(lot=lot)
    for url in (
        f"/P/{product.code}/L/L-1/S/{old.serial}",
        f"/01/{product.gtin}/10/L-1/21/{new.serial}",
    ):
        answer = client.get(url, follow=True, HTTP_ACCEPT_LANGUAGE="en")
        assert answer.status_code == 200
        assert "has not been looked up before" in answer.content.decode()


def test_forged_serial_costs_no_query_and_is_not_ours(client, product, lot):
    forged = serials.mint(f"01/{GTIN}", "L-8", 1)[0]
    ways_html(), foot_html()  # a process that has shown a page holds what its head leads to
    for url in codes(product, "L-7", forged):
        answer, queries = queries_of(client, url)
        assert (answer.status_code, queries) == (307, [])
        answer, queries = queries_of(client, answer["Location"], HTTP_USER_AGENT="Phone")
        assert (answer.status_code, queries) == (404, [])
    assert not Scan.objects.exists()


def test_description_of_the_resolver_is_valid(client):
    answer = client.get("/.well-known/gs1resolver")
    described = answer.json()
    jsonschema.Draft7Validator(RESOLVER_DESCRIPTION).validate(described)
    assert described["resolverRoot"] == "http://127.0.0.1:8000"
    assert described["validatesAIcombinations"] is True  # as the malformed ones above show
    assert answer["Access-Control-Allow-Origin"] == "*"


# What gs1/GS1_DigitalLink_Resolver_CE 95f8701 asks of a description file, in short.
RESOLVER_DESCRIPTION = {
    "type": "object",
    "required": ["resolverRoot", "supportedPrimaryKeys"],
    "properties": {
        "name": {"type": "string"},
        "resolverRoot": {"type": "string", "pattern": "^https?://"},
        "supportedLinkType": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "namespace": {"type": "string", "pattern": "^https?://"},
                    "prefix": {"type": "string", "pattern": "^[a-zA-Z_][A-Za-z0-9_-]*?:$"},
                },
            },
        },
        "linkTypeDefaultCanBeAll": {"type": "boolean"},
        "supportsSemanticInterpretation": {"type": "boolean"},
        "validatesAIcombinations": {"type": "boolean"},
        "supportsLanguageVariants": {"type": "boolean"},
        "contact": {"type": "object", "properties": {"fn": {"type": "string"}}},
        "supportedPrimaryKeys": {
            "type": "array",
            "items": {"enum": ["all", "01", "8006", "8010", "414", "00", "253", "401", "402"]},
        },
    },
}


def test_recall_status_is_told_to_machines_at_once(client, product, lot, owner):
    url = f"/origin/status/01/{GTIN}/10/L-7"
    assert client.get(url).json()["isRecalled"] is False
    services.recall_lot(lot=lot, reason="Chì trong men", by=owner)
    facts = client.get(url).json()
    assert (facts["isRecalled"], facts["recallReason"]) == (True, "Chì trong men")


def test_places_of_events_answer(client, product):
    for path, status in (
        (f"/place/V/{product.village.slug}", 302),
        (f"/place/M/{product.producer.slug}", 302),
        (f"/place/C/{product.village.commune.code}", 200),
        ("/place/V/nowhere", 404),
        ("/place/P/NOPE", 404),
    ):
        assert client.get(path).status_code == status, path
