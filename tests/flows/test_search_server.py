"""The market's searches through the client library of a search server, against a stand-in."""

import pytest

from catalogue.search.engines import engine, make
from catalogue.search.engines.opensearch import INDEX, MAPPING, OpenSearchEngine
from catalogue.search.queries import find, suggest
from catalogue.search.services import catch_up, rebuild
from catalogue.services import withdraw_product
from tests.flows.search_server import SearchServer
from tests.flows.test_search import GOODS, goods  # noqa: F401 - a fixture

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
def indexed(server, goods):  # noqa: F811
    return goods


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
