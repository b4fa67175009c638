"""What a producer is asked to look at again: doubled words, other places, what the law asks."""

import pytest
from django.utils.translation import override

from catalogue.places.models import Commune
from marketplace.listings.doubts import DoubtsForm, doubled, doubts_of
from tests import factories

pytestmark = pytest.mark.django_db
TEA = {
    "net_weight": "100",
    "ingredients": {"vi": "Chè"},
    "allergens": ["none"],
    "use": {"vi": "Pha."},
    "storage": {"vi": "Khô."},
    "shelf_life": "365",
}


@pytest.fixture
def maker():
    producer = factories.make_producer()
    producer.name, producer.village = "Hộ Thu Hà", None
    producer.commune = Commune.objects.of_today().get(name="Ba Vì", province__code="01")
    producer.save()
    return producer


def sentences_of(maker, title: str, **content) -> list[tuple[str, str]]:
    with override("en"):
        found = doubts_of(maker, None, {"title_vi": title, "ocop_set": 21, **content})
    return [(doubt.field, doubt.sentence.partition(",")[0]) for doubt in found]


@pytest.mark.parametrize(
    ("name", "twice"),
    [
        ("Lược sừng sừng vân", "sừng sừng"),
        ("Lọ Men rạn men rạn", "Men rạn men rạn"),
        ("Lược sừng vân", ""),
        ("Thạch chôm chôm", ""),
        ("Chuồn chuồn tre", ""),
        ("Kupu kupu kayu", ""),
        ("", ""),
    ],
)
def test_words_that_stand_twice_are_found_and_animals_are_not(name, twice):
    assert doubled(name) == twice


@pytest.mark.parametrize(
    ("title", "doubts"),
    [
        ("Chè xanh Ba Vì Đan Phượng", [("title_vi", "The name says “Đan Phượng”")]),
        ("Chè xanh Ba Vì", []),
        ("Chè xanh Hà Nội", []),
        ("Chè xanh Thu Hà", []),
        ("chè xanh đan phượng", []),
        (
            "Lược sừng sừng Đan Phượng",
            [
                ("title_vi", "“sừng sừng”: the same words stand twice in the name."),
                ("title_vi", "The name says “Đan Phượng”"),
            ],
        ),
    ],
)
def test_another_place_than_the_makers_is_doubted(maker, title, doubts):
    assert sentences_of(maker, title) == doubts


def test_a_products_own_place_counts_beside_its_makers(maker):
    product = factories.make_product(maker)
    product.commune = Commune.objects.of_today().get(name="Đan Phượng", province__code="01")
    product.village = None
    with override("en"):
        assert doubts_of(maker, product, {"title_vi": "Chè Ba Vì Đan Phượng"}) == []
        assert len(doubts_of(maker, product, {"title_vi": "Chè Sóc Sơn"})) == 1


def test_what_the_law_asks_and_is_not_told_is_said(maker):
    lacks = TEA | {"allergens": [], "net_weight": ""}
    with override("en"):
        found = doubts_of(maker, None, {"title_vi": "Chè", "ocop_set": 11, "facts": lacks})
    assert [(doubt.field, doubt.sentence) for doubt in found] == [
        ("fact_net_weight", "The law on goods labels asks for: Net weight, Allergens.")
    ]
    assert sentences_of(maker, "Chè", ocop_set=11, facts=TEA) == []


def test_who_looked_at_just_that_is_believed(maker):
    with override("en"):
        doubts = doubts_of(maker, None, {"title_vi": "Lược sừng sừng", "ocop_set": 21})
        first = DoubtsForm({})
        assert not first.are_answered(doubts)
        assert first.errors == {"looked": ["Please look at this. If it is right, tick the box."]}
        assert DoubtsForm({"looked": first.digest}).are_answered(doubts)
        others = doubts_of(maker, None, {"title_vi": "Lọ lọ", "ocop_set": 21})
        assert not DoubtsForm({"looked": first.digest}).are_answered(others)
        assert DoubtsForm({}).are_answered([])
