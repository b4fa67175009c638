"""The demo market's village has a promoter and an approver, and is asked twice; made once."""

import pytest

from cms.promoters.models import Post
from cms.promoters.services import remove
from marketplace.accounts.roles import May, person_may
from marketplace.demo import village_people
from marketplace.enquiries.models import Enquiry
from tests import factories

pytestmark = pytest.mark.django_db


def test_people_have_posts_and_a_village_is_asked():
    factories.make_village("Bát Tràng", slug=village_people.VILLAGE)
    who = ("promoter", "approver", "editor", "joiner", "buyer")
    people = {name: factories.make_user(f"{name}@example.vn") for name in who}
    for _twice in range(2):
        village_people.build(people)
        posts = Post.objects.order_by("pk").values_list("user__email", "role")
        assert list(posts) == [
            ("promoter@example.vn", "promoter"),
            ("approver@example.vn", "approver"),
        ]
        assert sorted(Enquiry.objects.values_list("state", flat=True)) == ["answered", "open"]
    assert person_may(people["editor"], May.EDIT)
    remove(post=people["approver"].village_posts.get(), by=people["editor"])
    village_people.build(people)
    assert not people["approver"].village_posts.exists()  # as people left it
