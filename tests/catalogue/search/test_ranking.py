"""The order of what matches, on any engine."""

import pytest

from catalogue.search.engines.base import Candidate
from catalogue.search.query import Question
from catalogue.search.ranking import ranked

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
