"""The demo market's self-assessments: one done, one half done, made once."""

import pytest

from marketplace.demo import assessments
from marketplace.programme.assessing import answer_line, answers_in, assessments_of
from marketplace.programme.sheets.reading import sheet_of
from marketplace.programme.stars import star_of
from tests import factories

pytestmark = pytest.mark.django_db


def test_one_is_done_at_four_stars_and_one_half_done(producer, owner):
    producer.slug = assessments.FIRST_SELLER
    producer.save()
    goods = [factories.make_product(producer) for _each in range(3)]
    goods.sort(key=lambda product: product.code)
    assessments.build(owner)
    answer_line(product=goods[0], code="1.1", points=2, by=owner)
    assessments.build(owner)
    kept = assessments_of(goods)
    done, half = (star_of(sheet_of(21), answers_in(kept[each.pk])) for each in goods[:2])
    assert (done.stars, done.unanswered) == (4, ())
    assert (half.stars, len(half.unanswered)) == (0, 28 - assessments.ANSWERED)
    assert goods[2].pk not in kept
    assert answers_in(kept[goods[0].pk]).points["1.1"] == 2
