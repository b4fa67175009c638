"""Members come by a mail, have the role that the owner gave, and go; all of it is noted."""

import re

import pytest
from django.core import signing
from django.utils import timezone
from django.utils.translation import override

from marketplace.listings import members
from marketplace.listings.members import MemberRefused, change_role, invite, join, remove
from marketplace.producers.models import MemberChange, Membership
from marketplace.purchases.models import MailMessage
from tests import factories
from tests.marketplace.joining.applicants import make_moderator

pytestmark = pytest.mark.django_db
PAGE = "/en/sell/members/"


def link_of_last_mail() -> str:
    context = MailMessage.objects.filter(template="member_invited").last().context
    return re.sub(r"^https?://[^/]+", "", context["link"])


def noted() -> list[tuple[str, ...]]:
    rows = MemberChange.objects.select_related("by").order_by("pk")
    return [(row.kind, row.email, row.before, row.after, row.by.email) for row in rows]


def test_from_the_invitation_to_the_end(client, producer, owner, stranger):
    client.force_login(owner)
    client.post(PAGE, {"email": stranger.email, "role": "packer"})
    path = link_of_last_mail()
    assert not stranger.memberships.exists()
    client.force_login(stranger)
    assert client.get(path).status_code == 200  # looking is not joining
    assert not stranger.memberships.exists()
    assert client.post(path).status_code == 302
    member = stranger.memberships.get()
    assert (member.producer, member.role) == (producer, "packer")
    client.post(path)  # once more
    assert stranger.memberships.count() == 1
    client.force_login(owner)
    for _twice in range(2):
        client.post(f"{PAGE}{member.pk}/", {"role": "accountant"})
    client.post(f"{PAGE}{member.pk}/", {"remove": "1"})
    assert not stranger.memberships.exists()
    assert noted() == [
        ("invited", stranger.email, "", "packer", owner.email),
        ("joined", stranger.email, "", "packer", stranger.email),
        ("changed", stranger.email, "packer", "accountant", owner.email),
        ("removed", stranger.email, "accountant", "", owner.email),
    ]
    page = client.get(PAGE).content.decode()
    assert "Role changed: Packer → Accountant" in page
    client.force_login(stranger)
    assert client.post(path).status_code == 302
    assert not stranger.memberships.exists()  # the link is over with what came after it


def test_the_page_tells_nobody_who_has_an_account(client, owner, stranger):
    client.force_login(owner)
    answers = []
    for email in (stranger.email, "khong-co@example.vn"):
        page = client.post(PAGE, {"email": email, "role": "seller"}, follow=True).content.decode()
        page = page[: page.index("What changed")].replace(email, "")
        answers.append(re.sub(r'value="[^"]{20,}"', "", page))
    assert answers[0] == answers[1]


def test_an_invitation_is_for_one_person_and_a_week(
    client, producer, owner, stranger, buyer, monkeypatch
):
    change = invite(producer=producer, email=stranger.email, role="seller", by=owner, language="en")
    token = signing.dumps(change.pk, salt=members.SALT)
    for user, given in ((buyer, token), (stranger, token[:-1]), (stranger, signing.dumps(1))):
        with pytest.raises(MemberRefused, match="Lời mời này đã hết hạn"), override("vi"):
            join(token=given, user=user)
        client.force_login(user)
        assert client.get(f"/en/sell/join/{given}/").status_code == 404
    monkeypatch.setattr(members, "VALID", -members.VALID)
    with pytest.raises(MemberRefused):
        join(token=token, user=stranger)
    assert not Membership.objects.exclude(user=owner).exists()


def test_an_invitation_ends_with_its_owner(producer, owner, stranger):
    change = invite(producer=producer, email=stranger.email, role="owner", by=owner, language="en")
    producer.memberships.filter(user=owner).update(role="seller")
    with pytest.raises(MemberRefused):
        join(token=signing.dumps(change.pk, salt=members.SALT), user=stranger)


def test_the_last_owner_stays(producer, owner):
    member = producer.memberships.get(user=owner)
    for step in (
        lambda: remove(member=member, by=owner),
        lambda: change_role(member=member, role="packer", by=owner),
    ):
        with pytest.raises(MemberRefused, match="Cơ sở phải còn ít nhất một chủ"):
            step()
    factories.make_member(producer, role="owner")
    change_role(member=member, role="packer", by=owner)
    assert producer.memberships.get(user=owner).role == "packer"


def test_members_of_another_producer_are_not_found(client, owner):
    other = factories.make_member(factories.make_producer(), "khac@example.vn")
    client.force_login(owner)
    path = f"{PAGE}{other.memberships.get().pk}/"
    assert client.post(path, {"remove": "1"}).status_code == 404
    client.force_login(factories.make_member(owner.producers.get(), role="seller"))
    assert [client.get(PAGE).status_code, client.post(path).status_code] == [403, 403]
    assert other.memberships.exists()


def test_who_works_elsewhere_may_work_here_too(producer, owner):
    other = factories.make_member(factories.make_producer(), "khac@example.vn")
    invited = {"producer": producer, "role": "seller", "by": owner, "language": "vi"}
    change = invite(email=other.email, **invited)
    assert join(token=signing.dumps(change.pk, salt=members.SALT), user=other) == producer
    assert other.memberships.count() == 2
    with pytest.raises(MemberRefused, match="Người này đã làm việc ở đây"):
        invite(email=owner.email, **invited)


def test_who_works_here_does_not_join_twice(producer, owner):
    other = factories.make_user("khac@example.vn")
    change = invite(producer=producer, email=other.email, role="seller", by=owner, language="vi")
    Membership.objects.create(producer=producer, user=other)
    with pytest.raises(MemberRefused, match="Bạn đã làm việc ở đây"):
        join(token=signing.dumps(change.pk, salt=members.SALT), user=other)


def test_twenty_invitations_a_week(producer, owner, monkeypatch):
    monkeypatch.setattr(members, "MOST_INVITED", 2)
    for number in range(2):
        email = f"{number}@example.vn"
        invite(producer=producer, email=email, role="seller", by=owner, language="vi")
    for most in (2, 1):
        monkeypatch.setattr(members, "MOST_INVITED", most)
        with pytest.raises(MemberRefused, match="Tuần này đã mời quá nhiều người"):
            invite(producer=producer, email="x@example.vn", role="seller", by=owner, language="vi")
    MemberChange.objects.update(at=timezone.now() - members.VALID)
    invite(producer=producer, email="x@example.vn", role="seller", by=owner, language="vi")


def test_an_invitation_by_staff_ends_with_their_account(producer, owner, stranger):
    moderator = make_moderator()
    invite(producer=producer, email=stranger.email, role="owner", by=moderator, language="en")
    token = link_of_last_mail().rstrip("/").rsplit("/", 1)[-1]
    assert members.invitation_of(token, stranger)
    moderator.is_active = False
    moderator.save(update_fields=["is_active"])
    assert members.invitation_of(token, stranger) is None
