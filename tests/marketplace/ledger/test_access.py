"""Who belongs to the finance desk, and what is written down of a visit."""

import pytest
from django.contrib.auth.models import Group

from marketplace.ledger.access import finance_people, is_finance, record
from marketplace.ledger.models import AuditRecord
from tests import factories

pytestmark = pytest.mark.django_db


def test_finance_are_staff_of_the_group_who_still_work_here(staff):
    desk, left, no_staff = (factories.make_accountant() for _ in range(3))
    type(left).objects.filter(pk=left.pk).update(is_active=False)
    type(no_staff).objects.filter(pk=no_staff.pk).update(is_staff=False)
    no_staff.refresh_from_db()
    assert [is_finance(user) for user in (desk, no_staff, staff)] == [True, False, False]
    assert list(finance_people()) == [desk]
    staff.groups.add(Group.objects.get(name="Finance"))
    assert is_finance(staff)
    assert sorted(user.pk for user in finance_people()) == sorted([desk.pk, staff.pk])


@pytest.mark.parametrize(("length", "kept"), [(200, 200), (201, 200)])
def test_what_is_written_down_fits_its_columns(staff, length, kept):
    record(staff, AuditRecord.Action.SAW, "p" * 61, "s" * length)
    found = AuditRecord.objects.get()
    assert (found.user, found.action, found.page, found.subject) == (
        staff,
        "saw",
        "p" * 60,
        "s" * kept,
    )
