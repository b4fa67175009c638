"""What the office's menu lists of ours, for whom."""

import pytest
from django.contrib.auth.models import Group

from cms.promoters.rights import EDITORS
from tests import factories

pytestmark = pytest.mark.django_db


def test_the_people_of_villages_are_an_entry_for_editors_alone(client, promoter, staff):
    editor = factories.make_user("bien-tap@example.com")
    editor.groups.add(Group.objects.get(name=EDITORS))
    seen = []
    for user in (promoter, editor, staff):
        client.force_login(user)
        seen.append("/cms/village-people/" in client.get("/cms/").content.decode())
    assert seen == [False, True, True]


def test_the_office_has_our_styles(client, staff):
    client.force_login(staff)
    assert "css/office" in client.get("/cms/").content.decode()
