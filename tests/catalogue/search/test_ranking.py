"""The order of what matches, on any engine."""

import html

import pytest
from django.utils import translation

from catalogue.listing.state import SORTS
from catalogue.models import Product
from catalogue.search.engines.base import Candidate
from catalogue.search.queries import MOST_RANKED, MOST_READ
from catalogue.search.query import Question
from catalogue.search.ranking import ranked
from catalogue.search.services import catch_up
from cms.founding import FOLDER
from tests import factories

pytestmark = pytest.mark.django_db

PRODUCT = 4


def titles(question: Question, *candidates: tuple[str, int]) -> list[str]:
    made = [
        Candidate(n, PRODUCT, n, title, f"c{n}", weight)
        for n, (title, weight) in enumerate(candidates, start=1)
    ]
    return [candidate.title for candidate in ranked(question, made, 10)]


GOM_TRA = Question([[("gom",)], [("tra",)]])


@pytest.mark.parametrize(
    ("question", "candidates"),
    [
        # more of the text in the title, whatever the weight
        (GOM_TRA, [("gom uong tra", 0), ("am gom", 15), ("khay go", 15)]),
        # the words as they were typed
        (GOM_TRA, [("am gom tra", 10), ("gom uong tra", 10)]),
        # what can be had and more stars; then the shorter title
        (GOM_TRA, [("gom tra sen", 15), ("gom tra to", 13), ("gom tra nho lam", 13)]),
        # a beginning
        (Question([[("tra*",)]]), [("bat trang", 5), ("gom", 5)]),
        # any of the phrases that mean the same, whole or in part
        (Question([[("non", "la"), ("conical", "hat")]]), [("conical hat", 1), ("la sen", 9)]),
    ],
)
def test_comes_in_this_order(question, candidates):
    wanted = [title for title, _weight in candidates]
    assert titles(question, *reversed(candidates)) == wanted


def test_an_exact_code_comes_before_all():
    question = Question([[("vn",)], [("01",)]], code="vn01")
    made = [
        Candidate(1, PRODUCT, 1, "vn 01", "x", 15),
        Candidate(2, PRODUCT, 2, "khay", "vn01 vn 01", 0),
    ]
    assert [candidate.entry_id for candidate in ranked(question, made, 10)] == [2, 1]
    assert len(ranked(question, made, 1)) == 1


def test_the_numbers_of_the_ranking_page_are_those_of_the_code():
    texts = ((FOLDER / code / "how-ranking-works.html").read_text() for code in ("vi", "en", "id"))
    vi, english, indonesian = (html.unescape(text) for text in texts)
    assert all(str(MOST_RANKED) in text for text in (vi, english, indonesian))
    most = f"{MOST_READ:,}"
    assert most in english and all(most.replace(",", ".") in text for text in (vi, indonesian))
    for text, language in ((vi, "vi"), (english, "en"), (indonesian, "id")):
        with translation.override(language):
            for sort in ("recommended", "reviews", "near"):
                assert str(SORTS[sort]).split(",")[0] in text, (language, sort)


def test_ranking_does_what_its_page_says(client, db):
    """The page "how ranking works", sentence by sentence, in the listing's own order."""
    maker = factories.make_producer("Nhà Trúc")
    texts = {
        "in the name": ("Chén bạch ngọc", "", 5),
        "in the description": ("Ấm lớn", "Vẽ bạch ngọc", 5),
        "in the name, sold out": ("Chén bạch ngọc", "", 0),
    }
    made = {}
    for key, (title, summary, stock) in texts.items():
        product = factories.make_product(maker, stock=stock)
        product.title = product.title_vi = title
        product.title_en = product.title_ind = ""
        product.summary_vi, product.summary_en, product.summary_ind = summary, "", ""
        product.save()
        made[key] = product.pk
    catch_up()

    def order(query: str) -> list[int]:
        return [card.pk for card in client.get(f"/vi/products/?{query}").context["cards"]]

    assert order("q=bach+ngoc") == [
        made["in the name"],
        made["in the name, sold out"],
        made["in the description"],
    ]
    factories.make_certificate(Product.objects.get(pk=made["in the description"]), stars=5)
    assert order("") == [
        made["in the description"],  # stars, among what can be had
        made["in the name"],
        made["in the name, sold out"],
    ]
    assert "bach ngocc" not in client.get("/vi/products/?q=bach+ngocc").context["found"].mended
