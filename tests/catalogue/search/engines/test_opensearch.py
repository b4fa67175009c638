"""The market's searches through the client library of a search server, against a stand-in."""

import re
import time
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.utils import timezone
from opensearchpy import OpenSearch
from opensearchpy.exceptions import RequestError

from catalogue.products.services import withdraw_product
from catalogue.search.engines import engine, make
from catalogue.search.engines.base import Unavailable
from catalogue.search.engines.opensearch import INDEX, MAPPING, REST_SECONDS, OpenSearchEngine
from catalogue.search.models import Asked
from catalogue.search.queries import find, suggest
from catalogue.search.services import catch_up, rebuild
from tests import factories
from tests.catalogue.search.conftest import GOODS, make_goods
from tests.catalogue.search.engines.search_server import SearchServer
from tests.silence import silent_server

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings):
    found = SearchServer()
    settings.SEARCH_URL = found.url
    make.cache_clear()
    yield found
    make.cache_clear()
    found.shutdown()
    found.server_close()


@pytest.fixture
def indexed(server, db):
    return make_goods()  # into the server's index, while the database's own has those of a module


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("gom bat trang", "bowl"),
        ("trang bat gom", "bowl"),
        ("nuoc mamm", "sauce"),
        ("den sơn mai", "lamp"),
        ("conicl hat", "hat"),
        ("non la", "hat"),
        ("topi kerucut", "hat"),
        ("kerajang", "basket"),
        ("khan lua van phuc xyzzyq", "scarf"),
    ],
)
def test_finds_what_the_databases_find(indexed, text, key):
    assert find(text, "vi").ranked[0] == indexed[key].pk


def test_the_index_is_made_once_with_its_mapping(server, indexed):
    assert isinstance(engine(), OpenSearchEngine)
    assert server.mapping == MAPPING
    assert {d["kind"] for d in server.documents.values()} >= {4}


def test_codes_suggestions_and_what_is_gone(server, indexed):
    bowl = indexed["bowl"]
    assert find(bowl.code, "vi").ranked == [bowl.pk]
    assert suggest("rattan bas", "en")[0]["title"] == "Rattan basket"
    assert server.asked[-1]["size"] <= 240
    withdraw_product(bowl)
    catch_up()
    assert find(bowl.code, "vi").ranked == []
    before = set(server.documents)
    rebuild()
    assert set(server.documents) >= before


def test_of_very_many_only_the_keys_are_asked_besides_the_best(server, indexed, monkeypatch):
    monkeypatch.setattr("catalogue.search.engines.opensearch.MOST_COMPARED", 1)
    found = find("fish sauce", "vi")
    assert found.ranked == [indexed["sauce"].pk]
    assert server.asked[-1]["docvalue_fields"] == ["object_pk"]
    assert indexed["sauce"].pk in found.matches


def test_hostile_words_are_words(server, indexed):
    for text in ('" OR *:*', "kind:4 AND body:*", "{}[]", "\\", "-", "a" * 10_000):
        find(text, "vi")
    assert all(body["size"] <= 10_000 for body in server.asked)


def test_a_busy_server_is_asked_again(server, indexed):
    server.fails = 1
    assert find("conical hat", "vi").ranked == [indexed["hat"].pk]


def test_while_the_server_is_away_the_list_and_its_filters_stay(server, indexed, client):
    for key in ("bowl", "hat"):
        factories.make_certificate(indexed[key], stars=5)
    catch_up()
    client.get("/en/products/")
    server.fails = 50
    for path in ("/en/products/?q=conical+hat", "/en/products/?q=conical+hat&stars=5"):
        answer = client.get(path)
        page = answer.content.decode()
        assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
        assert "ETag" not in answer
        assert "Search is resting for a moment, so “conical hat” was not looked for." in page
        assert re.search(r"<h1>\s*Products\s*</h1>", page)
        assert 'value="conical hat"' in page  # the box keeps it
    assert answer.context["total"] == len(answer.context["cards"]) == 2
    assert [label for label, _url in answer.context["chips"]] == ["OCOP 5 stars"]
    group = answer.context["facets"]["group"].values[0]
    assert (group.count, "q=conical+hat" in group.url) == (2, True)
    client.get("/en/products/?q=conical+hat&facet=village&facet_q=chuong")
    values = client.get("/en/products/?q=conical+hat&facet=village&facet_q=chuong").json()["values"]
    assert [(v["label"], v["count"]) for v in values] == [("Chuông", 1)]
    nothing = client.get("/en/products/?q=conical+hat&stars=5&price_max=1")
    assert {label for label, _url, _left in nothing.context["loosenings"]} == {"up to ₫1"}
    for language, words in (
        ("vi", "Tìm kiếm đang tạm nghỉ"),
        ("id", "Pencarian sedang beristirahat"),
    ):
        assert words in client.get(f"/{language}/products/?q=conical+hat").content.decode()
    assert not Asked.objects.exists()
    hints = client.get("/en/search/suggest/?q=coni")
    assert (hints.status_code, hints.json()["suggestions"]) == (200, [])
    assert hints["Cache-Control"] == "no-store"
    server.fails = 0
    cache.clear()
    page = client.get("/en/products/?q=conical+hat")
    assert [card.pk for card in page.context["cards"]] == [indexed["hat"].pk]
    assert "Search is resting" not in page.content.decode()
    assert client.get("/en/search/suggest/?q=coni").json()["suggestions"] != []


def test_a_server_that_is_away_is_left_alone_for_a_moment(cache_of_the_process, server, indexed):
    server.fails = 50
    with pytest.raises(Unavailable):
        find("conical hat", "vi")
    asked = 50 - server.fails
    assert asked >= 1
    with pytest.raises(Unavailable):
        suggest("coni", "vi")
    assert 50 - server.fails == asked  # it was not asked again
    server.fails = 0
    with time_machine.travel(timezone.now() + timedelta(seconds=REST_SECONDS + 1)):
        assert find("conical hat", "vi").ranked == [indexed["hat"].pk]


def test_a_server_that_is_not_there_at_all_is_away(server, indexed):
    engine().asker = OpenSearch("http://127.0.0.1:9", timeout=1, max_retries=0)
    with pytest.raises(Unavailable):
        find("conical hat", "vi")


def test_a_server_that_hangs_holds_one_page_up_and_no_other(client, indexed, settings):
    with silent_server() as port:
        engine().asker = OpenSearch(f"http://127.0.0.1:{port}", timeout=4, max_retries=2)
        for most in (11, 3.9):  # a second silence would take four seconds
            start = time.monotonic()
            page = client.get("/en/products/?q=conical+hat").content.decode()
            assert "Search is resting for a moment" in page
            assert time.monotonic() - start < most


def test_a_question_the_server_does_not_understand_is_no_outage(server, indexed):
    with pytest.raises(RequestError):
        engine().ask({"query": {"match_all": {}}, "sort": [], "docvalue_fields": [], "size": 1})


def test_a_server_that_stays_away_leaves_changes_waiting(server, indexed):
    from opensearchpy.exceptions import TransportError

    from catalogue.search.queries import lag

    indexed["bowl"].title = indexed["bowl"].title_vi = "Ấm tử sa"
    indexed["bowl"].save()
    server.fails = 50
    with pytest.raises(TransportError):
        catch_up()
    assert lag()[0] >= 1
    server.fails = 0
    catch_up()
    assert find("am tu sa", "vi").ranked[0] == indexed["bowl"].pk
    assert INDEX == "market-entries"
    assert len(GOODS) == 6
