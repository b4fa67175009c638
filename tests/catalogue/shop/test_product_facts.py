"""A product's page tells its facts as a table, in the reader's language, and as JSON-LD."""

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from catalogue.facts.services import keep_facts
from catalogue.listing.cards import cards_of
from catalogue.shop.product_page import product_context, read_product
from tests import factories

pytestmark = pytest.mark.django_db
TOLD = {
    "allergens": ["none"],
    "storage": {"vi": "Nơi khô ráo.", "en": "Keep dry."},
    "ingredients": {"vi": "Chè xanh 100%"},
    "net_weight": "100",
    "shelf_life": "365",
    "material": ["ceramic"],
    "height": "12.5",
}
LINE = re.compile(r'<th scope="row">(.*?)</th>\s*<td>(.*?)</td>', re.S)


@pytest.fixture
def tea():
    product = factories.make_product(set_number=11)
    keep_facts({product.pk: TOLD})
    return product


def plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def lines_of(page: str) -> dict[str, str]:
    return {plain(label): plain(text) for label, text in LINE.findall(page)}


def page_of(client, product, language: str) -> str:
    with override(language):
        path = product.get_absolute_url()
    return client.get(path).content.decode()


def test_facts_are_a_table_with_the_legal_ones_marked(client, tea):
    page = page_of(client, tea, "vi")
    assert lines_of(page) == {
        "Chất liệu": "Gốm",
        "Chiều cao": "12,5 cm",
        "Khối lượng tịnh *": "100 g",
        "Thành phần *": "Chè xanh 100%",
        "Chất gây dị ứng *": "Không có loại nào",
        "Cách bảo quản *": "Nơi khô ráo.",
        "Hạn sử dụng *": "365 ngày",
    }
    assert "Thông tin sản phẩm" in page and "43/2017/NĐ-CP" in page


def test_a_text_that_is_not_in_the_readers_language_says_in_which_it_is(client, tea):
    page = page_of(client, tea, "en")
    assert lines_of(page)["How to store it *"] == "Keep dry."
    assert '<span lang="vi">Chè xanh 100%</span>' in page
    assert lines_of(page)["Ingredients *"] == "Chè xanh 100% in Vietnamese"


def test_search_engines_read_facts_as_properties(client, tea):
    page = page_of(client, tea, "vi")
    thing = json.loads(re.search(r'ld\+json">(.*?)</script>', page, re.S)[1])
    assert thing["material"] == "Gốm"
    assert thing["height"] == {
        "@type": "QuantitativeValue",
        "value": 12.5,
        "unitCode": "CMT",
    }
    assert thing["weight"]["value"] == 100
    others = {each["name"]: each["value"] for each in thing["additionalProperty"]}
    assert others == {
        "Thành phần": "Chè xanh 100%",
        "Chất gây dị ứng": "Không có loại nào",
        "Cách bảo quản": "Nơi khô ráo.",
        "Hạn sử dụng": 365,
    }


def test_who_tells_nothing_has_no_table(client, product):
    assert "product-facts" not in page_of(client, product, "vi")


def test_facts_cost_a_page_no_query_more(tea):
    bare = factories.make_product(set_number=11)
    counted = []
    for product in (tea, bare):
        product_context(read_product(product.pk), site_url="")  # what goes with the shelf is read
        with CaptureQueriesContext(connection) as queries:
            context = product_context(read_product(product.pk), site_url="")
        counted.append((len(queries), len(context["facts"])))
    assert counted[0][0] == counted[1][0]
    assert [facts for _queries, facts in counted] == [7, 0]


def test_texts_that_are_not_in_the_readers_language_are_marked_and_others_are_not(client, product):
    product.title_vi, product.title_en, product.title_ind = "Lọ hoa", "Vase", ""
    product.summary_vi, product.summary_en = "Nung lâu.", ""
    product.story_vi, product.story_en = "Từ đất.", ""
    product.save()
    english = page_of(client, product, "en")
    assert plain(re.search(r"<h1>(.*?)</h1>", english, re.S)[1]) == "Vase"
    summary = re.search(r'<p class="product__summary">(.*?)</p>', english, re.S)[1]
    assert plain(summary) == "Nung lâu. in Vietnamese" and '<span lang="vi">' in summary
    assert '<div lang="vi"><p>Từ đất.</p></div>' in english
    vietnamese = page_of(client, product, "vi")
    assert "tiếng Việt" not in vietnamese.split("<main", 1)[1].split("</main>")[0]
    indonesian = page_of(client, product, "id")
    assert plain(re.search(r"<h1>(.*?)</h1>", indonesian, re.S)[1]) == "Lọ hoa bahasa Vietnam"


def test_a_card_marks_a_title_that_is_not_in_the_readers_language(client, product):
    product.title_vi, product.title_en, product.title_ind = "Lọ hoa", "Vase", ""
    product.save()
    for language, mark in (("vi", ""), ("en", ""), ("id", "vi")):
        with override(language):
            assert [card.language for card in cards_of([product.pk])] == [mark]
    assert 'lang="vi">Lọ hoa</a>' in client.get("/id/products/").content.decode()
