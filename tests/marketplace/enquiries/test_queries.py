"""What is not proven is in no list; what is, is found by name, village and words."""

import pytest

from marketplace.enquiries.queries import PARTS, matching, proven
from marketplace.enquiries.services import ask
from tests.marketplace.enquiries.conftest import ASKED

pytestmark = pytest.mark.django_db


def test_lists_hold_what_is_proven(enquiry, village):
    ask(village=village, **ASKED | {"email": "khac@example.com"})
    assert list(proven()) == [enquiry]
    counts = {name: proven().filter(part.where).count() for name, part in PARTS.items()}
    assert counts == {"open": 1, "answered": 0, "closed": 0, "all": 1}


@pytest.mark.parametrize(
    ("asked", "found"),
    [("", 1), ("co hoa", 1), ("bat trang", 1), ("nặn gốm", 1), ("hoa@example.com", 0), ("lụa", 0)],
)
def test_a_text_finds_name_village_and_words(enquiry, asked, found):
    assert matching(proven(), asked).count() == found
