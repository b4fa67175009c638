"""Parts of the producer's products and how they are found."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalogue.models import Publication
from marketplace.frame.folding import fold
from marketplace.sell.goods import (
    MOST_CHOICES,
    choices_of,
    matching,
    parts_of,
    products_in,
    stars_of,
)
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def goods(producer):
    """One product for each part, by the part's name."""

    def make(producer, title: str, **facts):
        return factories.make_product(producer, title=title, search_text=fold(title), **facts)

    return {
        "sold": make(producer, title="Ấm chén men rạn"),
        "out": make(producer, title="Bình vôi", stock=0),
        "draft": make(producer, title="Đĩa men lam", publication=Publication.DRAFT),
        "withdrawn": make(producer, title="Chóe cổ", publication=Publication.WITHDRAWN),
        "order": make(producer, title="Lư đồng đặt làm", stock=0, made_to_order=True),
    }


def counts(products, wanted: str = "") -> dict[str, int]:
    return {part.name: part.total for part in parts_of(products, wanted)}


def test_each_product_stands_in_one_part_and_in_all(producer, goods):
    own = producer.products.all()
    assert counts(own) == {"sold": 2, "out": 1, "draft": 1, "withdrawn": 1, "all": 5}
    assert set(products_in(own, "sold")) == {goods["sold"], goods["order"]}
    assert set(products_in(own, "out")) == {goods["out"]}
    assert products_in(own, "all").count() == 5


def test_empty_parts_are_left_out_unless_asked_for(producer):
    own = producer.products.all()
    assert counts(own) == {"all": 0}
    assert counts(own, "draft") == {"draft": 0, "all": 0}
    assert [part.name for part in parts_of(own, "nonsense") if part.is_shown] == ["all"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("am ran", {"sold"}),
        ("RẠN ấm", {"sold"}),
        ("men", {"sold", "draft"}),
        ("dong", {"order"}),
        ("zzz", set()),
        ("%", set()),
        ("", {"sold", "out", "draft", "withdrawn", "order"}),
    ],
)
def test_products_are_found_by_words_in_any_order(producer, goods, asked, found):
    names = {product.pk: name for name, product in goods.items()}
    assert {names[each.pk] for each in matching(producer.products.all(), asked)} == found


def test_products_are_found_by_code_and_by_gtin(producer, goods):
    product = factories.make_product(producer, title="Chậu", gtin="08936000000011")
    own = producer.products.all()
    for asked in (product.code, product.code.lower(), "8936000000011", "893-6000 000011"):
        assert list(matching(own, asked)) == [product]


def test_stars_are_those_of_today(product):
    today = timezone.localdate()
    for days, stars in ((0, 4), (1, 4), (-1, 0)):
        product.ocop_stars, product.ocop_valid_until = 4, today + timedelta(days=days)
        assert stars_of(product) == stars
    product.ocop_stars = product.ocop_valid_until = None
    assert stars_of(product) == 0


def test_few_of_many_are_offered_those_that_fit_and_the_chosen_one(producer):
    made = [
        factories.make_product(producer, title=f"Ấm {n:03}", search_text=fold(f"Ấm {n:03}"))
        for n in range(MOST_CHOICES + 5)
    ]
    own = producer.products.all()
    assert choices_of(own, "") == ([(p.pk, p.title) for p in made[:MOST_CHOICES]], True)
    assert choices_of(own, "am 007") == ([(made[7].pk, "Ấm 007")], True)
    last = made[-1].pk
    assert choices_of(own, "am 007", last).shown == [(last, made[-1].title), (made[7].pk, "Ấm 007")]
    assert choices_of(own.filter(pk=last), "") == ([(last, made[-1].title)], False)
    assert choices_of(own, "am 007", 0).shown == [(made[7].pk, "Ấm 007")]
