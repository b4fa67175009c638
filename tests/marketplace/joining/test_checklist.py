"""What is asked: parts by kind, papers by kind and goods, and how far it is."""

import pytest

from marketplace.joining.checklist import checklist_of, parts_of
from marketplace.joining.models import Application, Requirement
from tests.marketplace.joining.applicants import FOOD, make_application, make_sent

pytestmark = pytest.mark.django_db


def asked(**facts) -> list[int]:
    items = checklist_of(make_application(**facts)).items
    return [item.requirement.place for item in items]


def test_papers_follow_kind_and_goods():
    assert asked() == [10, 50]
    assert asked(groups=[FOOD]) == [10, 30, 40, 50]
    assert asked(kind="cooperative_group") == [20, 50]
    Requirement.objects.filter(place=50).update(is_asked=False)
    assert asked() == [10]


def test_progress_counts_what_is_needed():
    checklist = checklist_of(make_application())
    assert (checklist.done, checklist.total) == (4, 5)
    assert checklist.missing == ["Giấy chứng nhận đăng ký kinh doanh"]
    checklist = checklist_of(make_sent())
    assert (checklist.done, checklist.total, len(checklist.open_items)) == (5, 5, 1)


def test_an_enterprise_goes_by_its_tax_code_alone():
    application = Application(applicant_id=1, kind="enterprise", citizen_sealed="1:x")
    assert not parts_of(application)["numbers"]
    application.kind = "household"
    assert parts_of(application)["numbers"]
    application.applicant_id = None  # founded by staff: an account may come later
    assert "bank" not in parts_of(application)
