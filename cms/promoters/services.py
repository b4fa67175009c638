"""Posts at villages: editors invite, hand over and take people out; all of it is noted.

An invitation is a link in a mail, so that no page tells who has an account, and nobody gets a post
without wanting it. Who follows it signs in, or signs up, as everybody does.
"""

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from catalogue.places.models import Village
from cms.promoters.models import VALID, Invitation, Post, PostChange
from cms.promoters.rights import follow, let_go
from marketplace.accounts.models import User
from marketplace.accounts.roles import May, person_may
from marketplace.frame.states import move
from marketplace.purchases.mail import queue_mail

SALT = "a post at a village"
MOST_INVITED = 20  # to a village, in VALID
MOST_SENT = 5  # times one invitation
Kind, State = PostChange.Kind, Invitation.State


class PostRefused(Exception):
    """A change was refused; the text says why, in the reader's language."""


@transaction.atomic
def invite(
    *,
    village: Village,
    email: str,
    role: str,
    language: str,
    by: User,
    instead_of: Post | None = None,
) -> Invitation:
    """Send somebody a link by which they get a post; the answer is the same for everybody.

    With `instead_of` that post ends as the new one is taken. Raises PostRefused.
    """
    email = email.lower()
    _locked_village(village)
    recent = village.invitations.filter(sent_at__gte=timezone.now() - VALID)
    if recent.count() >= MOST_INVITED:
        raise PostRefused(_("Too many invitations to this village within two weeks."))
    if village.posts.filter(user__email__iexact=email).exists():
        raise PostRefused(_("This person has a post at this village already."))
    if village.invitations.filter(email=email, state=State.WAITING).exists():
        raise PostRefused(_("This person is invited already. Send that invitation again."))
    made = Invitation.objects.create(
        village=village, email=email, role=role, language=language, instead_of=instead_of, by=by
    )
    note(village, Kind.INVITED, email, after=role, by=by)
    send(made)
    return made


@transaction.atomic
def invite_again(*, invitation: Invitation, by: User) -> None:
    """Send a new link, good for as long as the first was; the older one is over."""
    found = _waiting(invitation)
    if found.times >= MOST_SENT:
        raise PostRefused(_("It was sent %(count)s times. Withdraw it.") % {"count": found.times})
    found.times += 1
    found.sent_at, found.by = timezone.now(), by
    found.save(update_fields=["times", "sent_at", "by"])
    note(found.village, Kind.AGAIN, found.email, after=found.role, by=by)
    send(found)


@transaction.atomic
def withdraw(*, invitation: Invitation, by: User) -> None:
    """Let a link lead nowhere from now on."""
    found = _waiting(invitation)
    move(found, State.WITHDRAWN)
    note(found.village, Kind.WITHDRAWN, found.email, after=found.role, by=by)


def token_of(invitation: Invitation) -> str:
    return signing.dumps([invitation.pk, invitation.times], salt=SALT)


def send(invitation: Invitation) -> None:
    with override(invitation.language):
        link = reverse("promoters:join", args=[token_of(invitation)])
    queue_mail(
        key=f"promoter-invited-{invitation.pk}-{invitation.times}",
        to=invitation.email,
        template="promoter_invited",
        context={
            "village": invitation.village.name,
            "role": invitation.role,
            "days": VALID.days,
            "link": f"{settings.SITE_URL}{link}",
        },
        language=invitation.language,
    )


def invitation_of(token: str, user: User) -> Invitation | None:
    """Find the invitation of a link; None where it is not ours, too old, over or another's."""
    try:
        pk, times = signing.loads(token, salt=SALT, max_age=VALID)
    except (signing.BadSignature, TypeError, ValueError):
        return None
    found = (
        Invitation.objects.select_related("village", "by", "instead_of__user")
        .filter(pk=pk, times=times, state=State.WAITING, email__iexact=user.email)
        .first()
    )
    if found is None or not (found.by.is_active and person_may(found.by, May.EDIT)):
        return None
    return found


@transaction.atomic
def accept(*, token: str, user: User) -> Post:
    """Give somebody the post that the link of their mail offers. Raises PostRefused."""
    list(User.objects.select_for_update().filter(pk=user.pk))
    found = invitation_of(token, user)
    if found is None:
        raise PostRefused(_("This invitation is over. Ask the editors for a new one."))
    _locked_village(found.village)
    if found.village.posts.filter(user=user).exists():
        raise PostRefused(_("You have a post at this village already."))
    move(_waiting(found), State.TAKEN)
    post = Post.objects.create(village=found.village, user=user, role=found.role)
    note(found.village, Kind.JOINED, user.email, after=found.role, by=user)
    if found.instead_of:
        end(found.instead_of, Kind.HANDED, by=found.by)
    follow(found.village)
    return post


@transaction.atomic
def appoint(*, village: Village, user: User, role: str, by: User | None = None) -> Post:
    """Give somebody a post without asking, as commands do; the same again changes nothing."""
    post, is_new = Post.objects.get_or_create(village=village, user=user, defaults={"role": role})
    if is_new:
        note(village, Kind.APPOINTED, user.email, after=role, by=by)
    follow(village)
    return post


@transaction.atomic
def change_role(*, post: Post, role: str, by: User) -> None:
    """Give somebody another role at the same village; the same one again changes nothing."""
    found = _locked(post)
    if found.role == role:
        return
    note(found.village, Kind.CHANGED, found.user.email, before=found.role, after=role, by=by)
    found.role = role
    found.save(update_fields=["role"])
    follow(found.village)


@transaction.atomic
def remove(*, post: Post, by: User) -> None:
    """Take somebody out; a session that is open loses the village with its next page."""
    found = _locked(post)
    end(found, Kind.REMOVED, by=by)
    follow(found.village)


@transaction.atomic
def hand_over(*, post: Post, email: str, language: str, by: User) -> Invitation:
    """Invite a successor, whose yes ends the post. Raises PostRefused."""
    found = _locked(post)
    return invite(
        village=found.village,
        email=email,
        role=found.role,
        language=language,
        by=by,
        instead_of=found,
    )


def end(post: Post, kind: str, *, by: User) -> None:
    note(post.village, kind, post.user.email, before=post.role, by=by)
    let_go(post.user_id, post.village)
    post.delete()


def note(
    village: Village,
    kind: str,
    email: str,
    *,
    before: str = "",
    after: str = "",
    by: User | None,
) -> PostChange:
    return PostChange.objects.create(
        village=village,
        place=village.name,
        kind=kind,
        email=email,
        before=before,
        after=after,
        by=by,
    )


def _locked_village(village: Village) -> None:
    """Lock what changes of its people hang on: two at once must not both count."""
    list(Village.objects.select_for_update().filter(pk=village.pk))


def _waiting(invitation: Invitation) -> Invitation:
    """Lock an invitation that nobody took and nobody withdrew."""
    found = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("village")
        .get(pk=invitation.pk)
    )
    if not found.is_waiting:
        raise PostRefused(_("This invitation is over already."))
    return found


def _locked(post: Post) -> Post:
    """Lock a post and its village."""
    _locked_village(post.village)
    found = Post.objects.select_related("user", "village").filter(pk=post.pk).first()
    if found is None:
        raise PostRefused(_("This person has no post here any more."))
    return found
