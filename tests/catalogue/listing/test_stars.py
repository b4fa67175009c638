"""Stars named in a typed text are the facet: "gốm 5 sao" lists ceramics with five stars."""

import time
import unicodedata
from copy import deepcopy

import pytest

from catalogue.listing.stars import stars_of
from catalogue.listing.state import MAX_QUERY
from catalogue.search.models import Asked
from catalogue.search.services import catch_up
from tests import factories


@pytest.mark.parametrize(
    ("text", "rest", "stars"),
    [
        ("gốm 5 sao", "gốm", "5"),
        ("Gốm Bát Tràng OCOP 4 sao", "Gốm Bát Tràng", "4"),
        ("OCOP gốm 5 sao", "gốm", "5"),
        ("trà năm sao", "trà", "5"),
        (unicodedata.normalize("NFD", "trà năm sao"), "trà", "5"),
        ("trà BỐN SAO", "trà", "4"),
        ("mật ong đạt chuẩn 5 sao", "mật ong", "5"),
        ("nuoc mam ocop ba sao", "nuoc mam", "3"),
        ("trà hạng ba sao", "trà", "3"),
        ("5 stars", "", "5"),
        ("5-star silk", "silk", "5"),
        ("silk, 5stars!", "silk", "5"),
        ("silk with five stars", "silk", "5"),
        ("three star tea", "tea", "3"),
        ("4 bintang", "", "4"),
        ("kopi bintang lima", "kopi", "5"),
        ("kopi bintang 4, teh", "kopi teh", "4"),
        ("tea 4 sao 5 sao", "tea", "45"),
        ("(5 sao)", "", "5"),
        ("3 sao.", "", "3"),
        ("tea 5 star. 500g", "tea 500g", "5"),
        ("4 sao trở lên", "", "45"),
        ("gốm 4 sao tro len", "gốm", "45"),
        ("gốm từ 4 sao", "gốm", "45"),
        ("gốm từ ba sao ocop trở lên", "gốm", "345"),
        ("lụa ít nhất 5 sao", "lụa", "5"),
        ("4 stars and up", "", "45"),
        ("tea, 4 stars or better", "tea", "45"),
        ("silk at least three stars", "silk", "345"),
        ("4+ stars", "", "45"),
        ("bintang 4 ke atas", "", "45"),
        ("teh minimal 4 bintang", "teh", "45"),
        ("kopi bintang empat atau lebih", "kopi", "45"),
        ("trên 3 sao", "", "45"),
        ("above 5 stars", "", "5"),
        ("trà dưới 5 sao", "trà", "34"),
        ("di bawah 4 bintang", "", "3"),
        ("3-4 sao", "", "34"),
        ("từ 3 đến 5 sao", "", "345"),
        ("từ 3 sao đến 4 sao", "", "34"),
        ("4 hoặc 5 sao", "", "45"),
        ("4 or 5 star tea", "tea", "45"),
        ("4, 5 sao", "", "45"),
        ("bintang 3 sampai 4", "", "34"),
        ("silk 5 to 3 stars", "silk", "345"),
    ],
)
def test_stars_are_read(text, rest, stars):
    assert stars_of(text) == (rest, tuple(stars))


@pytest.mark.parametrize(
    "text",
    [
        "2 sao",
        "6 stars",
        "15 sao",
        "4.5 sao",
        "4,5 sao",
        "dưới 3 sao",
        "2-4 sao",
        "tren 2 sao",
        "từ làng Sao trở lên",
        "55 stars",
        "VN-5-SAO",
        "VN-5 sao",
        "5 sao-01",
        "5STAR01",
        "5 sao/QĐ-UBND",
        "5 star2",
        '"5 sao"',
        "bánh “5 sao”",
        "gạo Ba Sao",
        "miền nam sao",
        "5 star anise",
        "3 star fruit jam",
        "5 sao biển khô",
        "đèn ông sao 5 cánh",
        "bintang laut 5 warna",
        "stars",
        "sao",
        "5",
        "5 saoo",
        "",
    ],
)
def test_what_names_no_stars_stays_as_it_is(text):
    assert stars_of(text) == (text, ())


@pytest.fixture(scope="module")
def made_goods(rows_of_module) -> dict[str, object]:
    made = {}
    for title, stars in (("Trà sen", 5), ("Trà nhài", 4), ("Lụa tơ tằm", 5)):
        made[title] = factories.make_product(title=title)
        factories.make_certificate(made[title], stars=stars)
    catch_up()
    return made


@pytest.fixture
def goods(made_goods, db) -> dict[str, object]:
    return deepcopy(made_goods)


@pytest.mark.parametrize(
    ("language", "text"),
    [("vi", "trà 5 sao"), ("vi", "trà năm sao"), ("en", "tra 5 stars"), ("id", "tra bintang 5")],
)
def test_the_listing_answers_with_the_facet_at_an_address_to_share(goods, client, language, text):
    answer = client.get(f"/{language}/products/", {"q": text, "sort": "price", "page": "3"})
    assert answer.status_code == 302
    q = "tr%C3%A0" if "à" in text else "tra"
    assert answer["Location"] == f"/{language}/products/?q={q}&stars=5&sort=price"
    assert "max-age" not in answer.get("Cache-Control", "")
    page = client.get(answer["Location"])
    assert page.status_code == 200
    assert [card.pk for card in page.context["cards"]] == [goods["Trà sen"].pk]
    chips = dict(page.context["chips"])
    assert len(chips) == 2  # the text and the stars, each to be taken off
    without_stars = next(url for label, url in chips.items() if "5" in label)
    assert client.get(f"/{language}/products/{without_stars}").context["total"] == 2


def test_nothing_but_stars_is_the_facet_alone_beside_what_was_chosen(goods, client):
    assert client.get("/en/products/?q=5+stars")["Location"] == "/en/products/?stars=5"
    both = client.get("/en/products/?q=4+sao&stars=5&price_min=10")
    assert both["Location"] == "/en/products/?stars=5&stars=4&price_min=10"
    assert client.get("/en/products/?q=5+sao&stars=5")["Location"] == "/en/products/?stars=5"
    assert client.get(both["Location"]).status_code == 200
    assert not Asked.objects.exists()


def test_the_old_search_address_and_a_facets_box_read_stars_too(goods, client):
    page = client.get("/en/search/?q=tra+5+stars", follow=True)
    assert page.request["QUERY_STRING"] == "q=tra&stars=5"
    values = client.get("/en/products/?q=tra+5+stars&facet=producer").json()["values"]
    assert [v["count"] for v in values] == [1]
    assert all("q=tra&stars=5" in v["url"] for v in values)


def test_words_in_quotation_marks_are_looked_for_as_words(goods, client):
    answer = client.get("/en/products/", {"q": '"5 sao"'})
    assert answer.status_code == 200
    assert answer.context["filter"].stars == ()


def test_a_long_text_is_read_quickly():
    for text in (
        "5 sao " * 40,
        "hạng " * 50,
        "5 " * 100,
        "ocop " * 45,
        "bintang" * 30,
        "từ 3 đến " * 30,
        "4, " * 60,
    ):
        start = time.process_time()
        stars_of(text[:MAX_QUERY])
        assert time.process_time() - start < 0.05, text
