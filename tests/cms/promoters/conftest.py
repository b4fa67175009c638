"""People of two villages: writers, approvers, an editor of the programme."""

import pytest
from django.contrib.auth.models import Group

from cms.promoters.models import Role
from cms.promoters.rights import EDITORS
from cms.promoters.services import appoint
from tests import factories


@pytest.fixture
def mine(pages):
    return pages["bat-trang"].village


@pytest.fixture
def theirs(pages):
    return pages["van-phuc"].village


@pytest.fixture
def approver(mine):
    user = factories.make_user("duyet@example.com")
    appoint(village=mine, user=user, role=Role.APPROVER)
    return user


@pytest.fixture
def other_approver(theirs):
    user = factories.make_user("duyet-lua@example.com")
    appoint(village=theirs, user=user, role=Role.APPROVER)
    return user


@pytest.fixture
def editor(pages):
    user = factories.make_user("bien-tap@example.com")
    user.groups.add(Group.objects.get(name=EDITORS))
    return user
