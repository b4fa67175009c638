"""Changes of a certificate in words: names of fields, days, numbers, what is not set."""

import pytest
from django.utils.translation import override

from marketplace.ocop.words import in_words


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
