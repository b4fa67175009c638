"""Members of a producer, kept by staff through the owner's own services."""

import re

import pytest

from marketplace.joining.standing import application_of
from marketplace.producers.models import MemberChange
from marketplace.purchases.models import MailMessage
from tests import factories
from tests.doors import pass_stage
from tests.marketplace.joining.applicants import make_moderator

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client, producer):
    moderator = make_moderator()
    client.force_login(moderator)
    pass_stage(client, moderator)
    return f"/en/sell/review/producers/{application_of(producer).pk}/members/"


def test_staff_invite_the_owner_of_a_producer_without_people(client, page, producer):
    client.post(page, {"email": "lan@example.vn", "role": "owner"})
    letter = MailMessage.objects.get(template="member_invited")
    link = re.sub(r"^https?://[^/]+", "", letter.context["link"])
    person = factories.make_user("lan@example.vn")
    client.force_login(person)
    pass_stage(client, person)
    client.post(link)
    member = producer.memberships.get()
    assert (member.user, member.role) == (person, "owner")


def test_staff_change_roles_and_take_people_out_but_the_last_owner(client, page, producer, owner):
    seller = factories.make_member(producer, "ban@example.vn", role="seller")
    row = producer.memberships.get(user=seller)
    client.post(f"{page}{row.pk}/", {"role": "packer"})
    row.refresh_from_db()
    assert row.role == "packer"
    client.post(f"{page}{row.pk}/", {"remove": "1"})
    last = producer.memberships.get()
    told = client.post(f"{page}{last.pk}/", {"remove": "1"}, follow=True).content.decode()
    assert "keeps at least one owner" in told
    assert (
        "There is no such role."
        in client.post(f"{page}{last.pk}/", {"role": "king"}, follow=True).content.decode()
    )
    assert list(MemberChange.objects.values_list("kind", flat=True)) == ["removed", "changed"]
    other = factories.make_member(factories.make_producer(), "khac@example.vn")
    path = f"{page}{other.memberships.get().pk}/"
    assert client.post(path, {"remove": "1"}).status_code == 404
