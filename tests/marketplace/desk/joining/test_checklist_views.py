"""The operator's checklist: composed by a form, refused in words."""

import pytest

from marketplace.joining.models import Requirement
from tests.doors import pass_stage
from tests.marketplace.joining.applicants import make_moderator

pytestmark = pytest.mark.django_db
PAGE = "/en/sell/review/producers/checklist/"


@pytest.fixture(autouse=True)
def _moderator(client):
    moderator = make_moderator()
    client.force_login(moderator)
    pass_stage(client, moderator)


def test_of_whom_and_for_what_is_said(client):
    told = client.get(PAGE).content.decode()
    assert "Food safety certificate" in told
    assert "Cooperative group, Farm" in told
    Requirement.objects.all().delete()
    assert "No paper is asked for." in client.get(PAGE).content.decode()


def test_a_row_without_a_name_is_not_kept(client):
    before = Requirement.objects.count()
    assert client.post(f"{PAGE}new/", {"place": "1"}).status_code == 422
    assert Requirement.objects.count() == before
    assert client.get(f"{PAGE}999/").status_code == 404
