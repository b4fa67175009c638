"""The page of an occasion: its goods in the reader's words, at an address that search engines keep."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogue.facts.models import FactWord
from catalogue.facts.services import keep_facts
from catalogue.listing.shelf import current
from tests import factories

pytestmark = pytest.mark.django_db
ADDRESS = "/vi/products/occasions/tet/"


@pytest.fixture
def cake():
    """One product for Tết, one that is for nothing."""
    cake = factories.make_product(title="Bánh chưng", price=90_000, set_number=6)
    factories.make_product(title="Bút chì", price=5_000)
    keep_facts({cake.pk: {"occasion": ["tet"]}})
    current()
    return cake


def test_page_shows_what_is_sold_for_it_and_names_itself(client, cake, settings):
    answer = client.get(ADDRESS)
    page = answer.content.decode()
    assert [card.title for card in answer.context["cards"]] == ["Bánh chưng"]
    assert "<title>Quà Tết · " in page
    assert "Bánh mứt đãi khách" in page
    assert f'<link rel="canonical" href="{settings.SITE_URL}{ADDRESS}">' in page
    assert "noindex" not in page
    assert "Oleh-oleh" not in page
    english = client.get("/en/products/occasions/tet/").content.decode()
    assert "<h1>Tết gifts</h1>" in english


def test_ways_to_narrow_it_down_are_states_of_the_listing(client, cake):
    found = client.get(ADDRESS).context["narrower"]
    assert [way.path for way in found] == [
        "/vi/products/?occasion=tet&price_max=99999",
        "/vi/products/?group=1&occasion=tet",
    ]
    assert [client.get(way.path).context["total"] for way in found] == [1, 1]


def test_an_occasion_without_goods_says_so_and_one_that_is_none_is_not_found(client, cake):
    empty = client.get("/vi/products/occasions/wedding/")
    assert (empty.status_code, empty.context["total"]) == (200, 0)
    assert "Hiện chưa có hàng cho dịp này" in empty.content.decode()
    assert [way.title for way in empty.context["others"]] == ["Quà Tết"]
    assert client.get("/vi/products/occasions/no-such-day/").status_code == 404
    assert client.get("/vi/products/occasions/ceramic/").status_code == 404
    assert client.get(ADDRESS + "?page=99").status_code == 200


def test_a_shelf_full_is_read_with_as_many_queries_as_one_product(client, cake):
    def asked() -> int:
        client.get(ADDRESS)
        with CaptureQueriesContext(connection) as seen:
            client.get(ADDRESS)
        return len(seen)

    one = asked()
    for _ in range(30):
        keep_facts({factories.make_product().pk: {"occasion": ["tet", "wedding"]}})
    many = client.get(ADDRESS)
    assert (many.context["total"], len(many.context["cards"])) == (31, 24)
    assert asked() == one


def test_a_search_that_names_the_occasion_chooses_it(client, cake):
    answer = client.get("/vi/products/", {"q": "quà tết dưới 100k"})
    assert answer["Location"] == "/vi/products/?occasion=tet&price_max=100000"
    listing = client.get(answer["Location"])
    assert (listing.context["total"], listing.context["heading"]) == (1, "Quà Tết")
    (value,) = listing.context["facets"]["occasion"].values
    assert (value.label, value.count, value.is_on) == ("Tết", 1, True)
    kept = client.get("/vi/products/", {"q": "quà cưới"})  # nothing is sold for it
    assert (kept.status_code, kept.context["filter"].q) == (200, "quà cưới")


def test_menu_and_map_lead_to_it(client, cake):
    assert ADDRESS in client.get("/vi/products/").content.decode()
    site_map = client.get("/sitemap-standard-0.xml").content.decode()
    assert ADDRESS in site_map and "/en/products/occasions/tet/" in site_map
    assert "occasions/wedding" not in site_map


def test_a_word_that_staff_rename_is_renamed_on_the_page(client, cake):
    word = FactWord.objects.create(fact="occasion", code="fathers-day", name="Ngày của Cha")
    assert (
        "<h1>Ngày của Cha</h1>"
        in client.get("/vi/products/occasions/fathers-day/").content.decode()
    )
    word.name_vi = "Tặng cha"
    word.save()
    assert "<h1>Tặng cha</h1>" in client.get("/vi/products/occasions/fathers-day/").content.decode()
