"""Who may see and mend the market's health: staff with the permission, nobody else."""

import pytest
from django.contrib.auth.models import AnonymousUser, Permission

from marketplace.operations.access import may_mend
from tests import factories

pytestmark = pytest.mark.django_db


def test_only_staff_with_the_permission_mend_the_market(staff):
    permission = Permission.objects.get(codename="mend_market")
    outside, colleague = factories.make_user("a@example.vn"), factories.make_user("b@example.vn")
    outside.user_permissions.add(permission)
    colleague.is_staff = True
    colleague.save()
    people = [AnonymousUser(), outside, colleague, staff]
    assert [may_mend(person) for person in people] == [False, False, False, True]
    colleague = type(colleague).objects.get(pk=colleague.pk)
    colleague.user_permissions.add(permission)
    assert may_mend(colleague)
