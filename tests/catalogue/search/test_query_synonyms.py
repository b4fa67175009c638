"""The synonyms that a market begins with: what they bring together, and what they keep apart."""

from collections import Counter

import pytest

from catalogue.search.models import Synonym
from catalogue.search.query import read, words_of

pytestmark = pytest.mark.django_db


def groups() -> list[list[tuple[str, ...]]]:
    return [[tuple(words_of(line)) for line in each.lines()] for each in Synonym.objects.all()]


def test_there_are_three_hundred_and_each_group_brings_something_together():
    found = groups()
    assert sum(map(len, found)) >= 300
    assert [group for group in found if len(set(group)) < 2] == []


def test_no_phrase_means_two_kinds_of_goods():
    """A phrase of two groups would bring the goods of one to who asks for the other."""
    counts = Counter(phrase for group in groups() for phrase in set(group))
    twice = {" ".join(phrase) for phrase, count in counts.items() if count > 1}
    assert twice == set()


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("đậu phộng", "lac"),
        ("nhang", "huong the"),
        ("cafe", "ca phe"),
        ("muỗng", "thia"),
        ("bình hoa", "lo hoa"),
        ("jewellery box", "hop trang suc"),
        ("keripik nangka", "mit say"),
        ("flower vase", "binh cam hoa"),
    ],
)
def test_words_of_shoppers_mean_what_the_market_calls_it(asked, meant):
    (group,) = read(asked).groups
    assert {(meant,), (f"^{meant}",)} & set(group)


@pytest.mark.parametrize(
    "asked, other", [("soy paste", "tuong"), ("statue", "tuong"), ("tofu", "dau")]
)
def test_a_syllable_that_is_something_else_without_marks_stands_alone_in_no_group(asked, other):
    (group,) = read(asked).groups
    assert (other,) not in group


def test_more_of_them_came_by_kind_and_each_is_a_name():
    """Names of goods, not what a shopper puts together of words: of silk, of paper."""
    phrases = {" ".join(phrase) for group in groups() for phrase in group}
    assert len(phrases) >= 900
    assert {"khan lua", "quat giay", "mi gao"} & phrases == {"mi gao"}
