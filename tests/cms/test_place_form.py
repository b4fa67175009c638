"""A draft is its village's by where it stands, whoever writes it."""

import pytest

from cms.models import StoryPage
from tests.cms.promoters.test_rights_isolation import answers_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("who", ["promoter", "staff"])
def test_a_new_draft_is_the_village_s_above_it(client, request, pages, who):
    person = request.getfixturevalue(who)
    client.force_login(person)
    adding = f"/cms/pages/add/cms/storypage/{pages['bat-trang'].pk}/"
    answers = answers_of(client, adding) | {"title": "Kể", "slug": "ke", "village": ""}
    client.post(adding, answers)
    story = StoryPage.objects.get(slug="ke")
    assert (story.village, story.live) == (pages["bat-trang"].village, False)
    assert story.get_latest_revision_as_object().village == story.village
