"""Who works for a producer: the owner invites, gives roles and takes people out; all is noted.

An invitation is a link in a mail, so that the page tells nobody who has an account, and nobody
becomes a member without wanting to.
"""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from marketplace.accounts.models import User
from marketplace.accounts.roles import May, person_may
from marketplace.producers.models import MemberChange, Membership, Producer
from marketplace.purchases.mail import queue_mail

VALID = timedelta(days=7)
SALT = "join a producer"
MOST_INVITED = 20  # in VALID
Kind, Role = MemberChange.Kind, Membership.Role


class MemberRefused(Exception):
    """A change was refused; the text says why, in the reader's language."""


@transaction.atomic
def invite(*, producer: Producer, email: str, role: str, by: User, language: str) -> MemberChange:
    """Send somebody a link by which they become a member; the answer is the same for everybody."""
    recent = producer.member_changes.filter(kind=Kind.INVITED, at__gte=timezone.now() - VALID)
    if recent.count() >= MOST_INVITED:
        raise MemberRefused(_("Too many invitations for this week."))
    if producer.memberships.filter(user__email__iexact=email).exists():
        raise MemberRefused(_("This person works here already."))
    change = note(producer, Kind.INVITED, email=email, after=role, by=by)
    with override(language):
        link = reverse("sell:join", args=[signing.dumps(change.pk, salt=SALT)])
    queue_mail(
        key=f"member-invited-{change.pk}",
        to=email,
        template="member_invited",
        context={
            "producer": producer.name,
            "days": VALID.days,
            "link": f"{settings.SITE_URL}{link}",
        },
        language=language,
    )
    return change


def invitation_of(token: str, user: User) -> MemberChange | None:
    """Find the invitation of a link; None where it is not ours, too old, over or another's."""
    try:
        pk = signing.loads(token, salt=SALT, max_age=VALID)
    except signing.BadSignature:
        return None
    found = (
        MemberChange.objects.select_related("producer", "by")
        .filter(pk=pk, kind=Kind.INVITED, email__iexact=user.email)
        .first()
    )
    if found is None:
        return None
    later = found.producer.member_changes.filter(pk__gt=found.pk, email__iexact=found.email)
    may_invite = (
        found.producer.memberships.filter(user=found.by, role=Role.OWNER).exists()
        or (
            found.by.is_active and person_may(found.by, May.REVIEW)
        )  # staff invite the owner of a producer they founded
    )
    return found if may_invite and not later.exists() else None


@transaction.atomic
def join(*, token: str, user: User) -> Producer:
    """Make somebody a member by the link of their mail. Raises MemberRefused."""
    list(User.objects.select_for_update().filter(pk=user.pk))
    found = invitation_of(token, user)
    if found is None:
        raise MemberRefused(_("This invitation is over. Ask the owner for a new one."))
    if user.memberships.filter(producer=found.producer).exists():
        raise MemberRefused(_("You work here already."))
    Membership.objects.create(producer=found.producer, user=user, role=found.after)
    note(found.producer, Kind.JOINED, email=user.email, after=found.after, by=user)
    return found.producer


@transaction.atomic
def change_role(*, member: Membership, role: str, by: User) -> None:
    """Give a member another role; the same one again changes nothing."""
    found = _locked(member)
    if found.role == role:
        return
    _keep_an_owner(found)
    note(found.producer, Kind.CHANGED, found.user.email, before=found.role, after=role, by=by)
    found.role = role
    found.save(update_fields=["role"])


@transaction.atomic
def remove(*, member: Membership, by: User) -> None:
    """Take somebody out; a session that is open loses the portal with the next page."""
    found = _locked(member)
    _keep_an_owner(found)
    note(found.producer, Kind.REMOVED, found.user.email, before=found.role, by=by)
    found.delete()


def note(
    producer: Producer, kind: str, email: str, *, before: str = "", after: str = "", by: User
) -> MemberChange:
    return MemberChange.objects.create(
        producer=producer, kind=kind, email=email, before=before, after=after, by=by
    )


def _locked(member: Membership) -> Membership:
    """Lock all members of the producer: two owners at once must not remove each other."""
    rows = list(
        Membership.objects.select_for_update(of=("self",))
        .filter(producer=member.producer_id)
        .select_related("user", "producer")
        .order_by("pk")
    )
    found = next((row for row in rows if row.pk == member.pk), None)
    if found is None:
        raise MemberRefused(_("This person does not work here any more."))
    return found


def _keep_an_owner(member: Membership) -> None:
    """Refuse to let go the last owner: nobody could take anybody in any more."""
    owners = Membership.objects.filter(producer=member.producer_id, role=Role.OWNER)
    if not owners.exclude(pk=member.pk).exists():
        raise MemberRefused(_("A producer keeps at least one owner."))
