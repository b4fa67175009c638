"""A price named in a typed text is the filter: "quà dưới 200k" lists what costs no more."""

import time
import unicodedata

import pytest

from catalogue.listing.prices import prices_of
from catalogue.listing.state import MAX_QUERY

K = 1000


@pytest.mark.parametrize(
    ("text", "rest", "low", "high"),
    [
        ("dưới 200k", "", None, 200 * K),
        ("quà dưới 200k", "quà", None, 200 * K),
        (unicodedata.normalize("NFD", "quà dưới 200k"), "quà", None, 200 * K),
        ("qua duoi 200 nghin", "qua", None, 200 * K),
        ("quà giá dưới 200.000đ", "quà", None, 200 * K),
        ("quà không quá 1 triệu rưỡi", "quà", None, 1500 * K),
        ("trà dưới 200", "trà", None, 200 * K),
        ("gốm tối đa 1tr5", "gốm", None, 1500 * K),
        ("200k trở xuống", "", None, 200 * K),
        ("tea under 300000", "tea", None, 300 * K),
        ("tea under 300,000 VND", "tea", None, 300 * K),
        ("tea up to 300 thousand", "tea", None, 300 * K),
        ("silk less than 1 million", "silk", None, 1000 * K),
        ("kopi di bawah 200 ribu", "kopi", None, 200 * K),
        ("teh harga maksimal 200rb", "teh", None, 200 * K),
        ("< 200k", "", None, 200 * K),
        ("gốm trên 1 triệu", "gốm", 1000 * K, None),
        ("gốm từ 500k", "gốm", 500 * K, None),
        ("gốm từ 500 nghìn trở lên", "gốm", 500 * K, None),
        ("500k trở lên", "", 500 * K, None),
        ("silk over 1,000,000", "silk", 1000 * K, None),
        ("silk at least 500k", "silk", 500 * K, None),
        ("sutra di atas 1 juta", "sutra", 1000 * K, None),
        ("từ 100 đến 300 nghìn", "", 100 * K, 300 * K),
        ("quà từ 100k đến 300k", "quà", 100 * K, 300 * K),
        ("quà 100-300k", "quà", 100 * K, 300 * K),
        ("quà 100 - 300.000", "quà", 100 * K, 300 * K),
        ("quà 300k - 100k", "quà", 100 * K, 300 * K),
        ("quà 1-2 triệu", "quà", 1000 * K, 2000 * K),
        ("gift between 100,000 and 300,000", "gift", 100 * K, 300 * K),
        ("oleh-oleh antara 100 dan 300 ribu", "oleh-oleh", 100 * K, 300 * K),
        ("khoảng 500k", "", 400 * K, 600 * K),
        ("quà tầm 500 nghìn", "quà", 400 * K, 600 * K),
        ("gift around 500000", "gift", 400 * K, 600 * K),
        ("quà tết 500k", "quà tết", 400 * K, 600 * K),
        ("lụa 1 triệu", "lụa", 800 * K, 1200 * K),
        ("kado sekitar 500 ribu", "kado", 400 * K, 600 * K),
    ],
)
def test_prices_are_read(text, rest, low, high):
    assert prices_of(text) == (rest, low, high)


@pytest.mark.parametrize(
    "text",
    [
        "trà dưới 500g",
        "trà dưới 500 g",
        "bình trên 20 cm",
        "quà 2026",
        "gốm 500",
        "tour từ 2 đến 3 người",
        "2-3 người",
        "bộ 6 món",
        "under 200",
        "SP-500k",
        '"dưới 200k"',
        "mật ong 500ml",
        "từ làng gốm",
        "giá",
        "dưới 9",
        "8935001234567",
        "4 sao trở lên",
        "1.250 triệu",
        "",
    ],
)
def test_what_names_no_price_stays_as_it_is(text):
    assert prices_of(text) == (text, None, None)


def test_a_long_text_is_read_quickly():
    for text in ("100 - " * 50, "từ " * 70, "1.2" * 70, "200k " * 40, "dưới 1 " * 30, "9" * 200):
        start = time.process_time()
        prices_of(text[:MAX_QUERY])
        assert time.process_time() - start < 0.05, text


@pytest.mark.parametrize(
    ("language", "text", "address"),
    [
        ("vi", "quà dưới 200k", "?q=qu%C3%A0&price_max=200000"),
        ("en", "4 stars and up under 300000", "?stars=4&stars=5&price_max=300000"),
        ("id", "teh 100-300 ribu", "?q=teh&price_min=100000&price_max=300000"),
    ],
)
def test_the_listing_answers_with_the_filter_at_an_address_to_share(
    client, db, language, text, address
):
    answer = client.get(f"/{language}/products/", {"q": text})
    assert (answer.status_code, answer["Location"]) == (302, f"/{language}/products/{address}")
    page = client.get(answer["Location"])
    assert page.status_code == 200 and not page.context["filter"].has_moved


def test_a_price_that_was_chosen_before_stays(client, db):
    answer = client.get("/en/products/?q=tea+under+300000&price_max=200000")
    assert answer["Location"] == "/en/products/?q=tea&price_max=200000"
