"""Reviews of the demo market: by guests, in three languages; one waits, one is reported."""

from collections import Counter

import pytest

from marketplace.demo.people import PEOPLE
from marketplace.demo.reviewing import GUESTS, build
from marketplace.ledger.checks import find_faults
from marketplace.producers.models import Producer
from marketplace.reviews.models import Review, ReviewReport, ReviewSums
from tests import factories

pytestmark = pytest.mark.django_db


def test_guests_say_how_the_goods_are_once_in_the_states_that_pages_show(staff):
    maker = factories.make_producer()
    Producer.objects.filter(pk=maker.pk).update(slug="bat-trang-1")
    people = {"staff": staff, "seller-1": factories.make_member(maker, PEOPLE["seller-1"])}
    build(people)  # too little is on the shelf
    assert not Review.objects.exists()
    goods = [factories.make_product(maker, stock=20) for _ in range(2)]
    for _twice in range(2):
        build(people)
        states = Counter(Review.objects.values_list("state", flat=True))
        assert states == {"public": 9, "waiting": 1}
    assert Counter(Review.objects.values_list("language", flat=True)) == {"vi": 6, "en": 2, "id": 2}
    assert {review.name for review in Review.objects.all()} == {guest.name for guest in GUESTS}
    assert ReviewReport.objects.get().by_maker
    assert Review.objects.exclude(answer="").count() == 1
    sums = ReviewSums.objects.get(product=goods[0])
    assert sums.counts == [0, 1, 0, 1, 2] and len(sums.aspects) == 4
    assert find_faults() == []
