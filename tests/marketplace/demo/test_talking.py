"""The demo market has questions with answers, and messages that wait; made once."""

from collections import Counter

import pytest

from marketplace.demo import talking
from marketplace.talks.models import Question, Report, Thread
from tests import factories
from tests.flows.sale import place

pytestmark = pytest.mark.django_db


def test_questions_are_answered_and_two_threads_wait(producer, owner, buyer):
    type(producer).objects.update(slug=talking.FIRST_SELLER)
    people = {who: factories.make_user() for who in ("joiner", "promoter", "officer", "moderator")}
    people |= {"buyer": buyer, "seller-1": owner}
    talking.build(people)  # nothing to ask about yet
    vase, _bowl = factories.make_product(producer), factories.make_product(producer)
    for _order in range(2):
        place([(vase, 1)], "cash", user=buyer)
    for _twice in range(2):
        talking.build(people)
        assert Counter(Question.objects.values_list("state", flat=True)) == {
            "answered": 5,
            "open": 3,
        }
        assert Counter(Thread.objects.values_list("state", flat=True)) == {
            "waiting": 2,
            "answered": 1,
        }
        assert [report.is_open for report in Report.objects.all()] == [True]
