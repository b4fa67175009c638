"""Changes of a certificate in words: names of fields, days, numbers, what is not set."""

import pytest
from django.utils.translation import override

from marketplace.ocop.words import all_in_words, in_words
from tests import factories


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"stars": ["4", "3"]}, ("Stars", "4", "3")),
        ({"score": ["78.00", "62.50"]}, ("Score", "78.00", "62.50")),
        ({"level": ["province", "ministry"]}, ("Level", "Province or city", "Ministry")),
        (
            {"issued_on": ["2025-08-05", "2025-08-06"]},
            ("Issued on", "Aug. 5, 2025", "Aug. 6, 2025"),
        ),
        ({"revoked_on": ["2026-11-28", None]}, ("Revoked on", "Nov. 28, 2026", "—")),
        (
            {"law": ["148/QĐ-TTg", "26/2026/QĐ-TTg"]},
            ("Scored under", "148/QĐ-TTg", "26/2026/QĐ-TTg"),
        ),
        ({"product": ["P1", "P2"]}, ("Product code", "P1", "P2")),
        ({"filed_on": "2026-11-28"}, ("The late re-rating was filed on", "", "Nov. 28, 2026")),
    ],
)
def test_change_is_told_as_the_pages_say_it(changes, told):
    with override("en"):
        assert in_words(changes) == [told]


def test_grant_changes_nothing():
    assert in_words({}) == []


@pytest.mark.django_db
def test_communes_and_sets_of_many_changes_are_read_once(django_assert_num_queries):
    rows = [
        {"commune": ["00577", "00103"], "ocop_set": ["11", None]},
        {"commune": ["99999", "00577"]},
        {"ocop_set": ["12", "11"]},
    ]
    with override("en"), django_assert_num_queries(2):
        told = all_in_words(rows)
    bat_trang, kept = factories.commune().name, [each[0][1:] for each in told]
    assert kept[1] == ("99999", f"{bat_trang} (00577)")
    assert kept[2][0].startswith("12. ")
    assert told[0][1].new == "—"
