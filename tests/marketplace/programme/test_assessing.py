"""A maker's answers: each kept at once, none that its sheet does not know."""

import pytest

from catalogue.models import OcopSet, Product
from marketplace.programme.assessing import (
    AnswerRefused,
    answer_line,
    answers_in,
    assessments_of,
    say_basis,
    sheet_for,
)
from marketplace.programme.models import Assessment, AssessmentAnswer
from marketplace.programme.sheets.reading import sheet_of
from marketplace.programme.stars import Answers, star_of
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def vase(producer):
    return factories.make_product(producer)


def points_of(product):
    return answers_in(assessments_of([product])[product.pk]).points


def refused(act, **values):
    with pytest.raises(AnswerRefused) as refusal:
        act(**values)
    return str(refusal.value)


def test_the_sheet_is_that_of_the_product_s_set(vase):
    assert sheet_for(vase) is sheet_of(21)
    assert sheet_for(Product(ocop_set=None)) is None
    assert sheet_for(Product(ocop_set=OcopSet(number=99))) is None


def test_an_answer_is_kept_and_changed(vase, owner):
    answer_line(product=vase, code="1.1", points=2, by=owner)
    answer_line(product=vase, code="3.5", points=0, by=owner)
    answer_line(product=vase, code="1.1", points=4, by=owner)
    answer_line(product=vase, code="1.1", points=4, by=owner)
    assert points_of(vase) == {"1.1": 4, "3.5": 0}
    assert AssessmentAnswer.objects.count() == 2
    assert Assessment.objects.get().begun_by == owner


@pytest.mark.parametrize(
    ("code", "points", "why"),
    [("1", 5, "line"), ("9.9", 1, "line"), ("1.1", 3, "option"), ("1.1", 5, "option")],
)
def test_what_the_sheet_does_not_know_is_refused(vase, owner, code, points, why):
    assert refused(answer_line, product=vase, code=code, points=points, by=owner) == why
    assert not AssessmentAnswer.objects.exists()


def test_a_product_of_no_set_has_no_sheet_to_answer(vase, owner):
    vase.ocop_set = None
    assert refused(answer_line, product=vase, code="1.1", points=1, by=owner) == "sheet"
    assert refused(say_basis, product=vase, variant="", not_so=[], by=owner) == "sheet"


def test_what_the_sheet_has_to_know_first(vase, owner, producer):
    say_basis(product=vase, variant="", not_so=["declaration_due", "no such"], by=owner)
    assert Assessment.objects.get().not_so == ["declaration_due"]
    assert refused(say_basis, product=vase, variant="site", not_so=[], by=owner) == "variant"
    tour = factories.make_product(producer, set_number=26)
    assert refused(say_basis, product=tour, variant="", not_so=[], by=owner) == "variant"
    say_basis(product=tour, variant="site", not_so=[], by=owner)
    assert answers_in(assessments_of([tour])[tour.pk]).variant == "site"


def test_another_set_is_another_assessment(vase, owner):
    answer_line(product=vase, code="1.1", points=2, by=owner)
    vase.ocop_set = OcopSet.objects.get(number=22)
    assert assessments_of([vase]) == {}
    answer_line(product=vase, code="1.1", points=4, by=owner)
    assert points_of(vase) == {"1.1": 4}
    vase.ocop_set = OcopSet.objects.get(number=21)
    assert points_of(vase) == {"1.1": 2}


def test_nothing_answered_is_an_empty_sheet():
    assert answers_in(None) == Answers()
    assert star_of(sheet_of(21), answers_in(None)).points == 0


def test_many_products_are_two_queries(producer, owner, django_assert_num_queries):
    products = [factories.make_product(producer) for _each in range(3)]
    for product in products:
        answer_line(product=product, code="1.1", points=2, by=owner)
    rows = list(Product.objects.filter(pk__in=[p.pk for p in products]).select_related("ocop_set"))
    with django_assert_num_queries(2):
        kept = assessments_of(rows)
        assert [answers_in(each).points for each in kept.values()] == [{"1.1": 2}] * 3
