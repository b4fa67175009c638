"""A lost second factor: one of the staff asks, another confirms, a day passes, then it is off.

Who took a phone, or only says so, finds two people and a mail in the way; who really lost it
signs in with the password after the wait and sets up another one.
"""

from datetime import timedelta

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from marketplace.accounts.factors import has_factor
from marketplace.accounts.models import FactorReset, User
from marketplace.purchases.mail import queue_mail

WAIT = timedelta(hours=24)
SALT = "stop a factor reset"


class ResetRefused(Exception):
    """A step was refused; the text says why, in the reader's language."""


@transaction.atomic
def ask_for_reset(*, user: User, by: User, reason: str) -> FactorReset:
    """Write down that somebody lost their second factor, and tell them."""
    if user.pk == by.pk:
        raise ResetRefused(_("Somebody else has to ask for you."))
    if not has_factor(user):
        raise ResetRefused(_("This account has no second factor."))
    try:
        with transaction.atomic():
            found = FactorReset.objects.create(user=user, asked_by=by, reason=reason)
    except IntegrityError:
        raise ResetRefused(_("This has been asked for already.")) from None
    tell(found, "asked")
    return found


@transaction.atomic
def confirm_reset(*, pk: int, by: User) -> FactorReset:
    """Let a second person confirm; the wait begins. Doing it again changes nothing."""
    found = FactorReset.objects.select_for_update().get(pk=pk)
    if by.pk in (found.asked_by_id, found.user_id):
        raise ResetRefused(_("A second person has to confirm this."))
    if not found.is_open:
        raise ResetRefused(_("This is over already."))
    if found.waits_for_second:
        found.confirmed_by, found.due_at = by, timezone.now() + WAIT
        found.save(update_fields=["confirmed_by", "due_at"])
        tell(found, "confirmed")
    return found


@transaction.atomic
def stop_reset(*, pk: int, by: User) -> FactorReset:
    """Stop it, by staff or by the person whose factor it is; what is over stays so."""
    found = FactorReset.objects.select_for_update().get(pk=pk)
    if found.is_open:
        found.stopped_by, found.stopped_at = by, timezone.now()
        found.save(update_fields=["stopped_by", "stopped_at"])
        tell(found, "stopped")
    return found


def take_off_lost_factors() -> int:
    """Take off what has waited long enough; a job that comes round. Gives how many."""
    due = FactorReset.objects.filter(due_at__lte=timezone.now(), done_at=None, stopped_at=None)
    return sum(take_off(pk) for pk in list(due.values_list("pk", flat=True)))


@transaction.atomic
def take_off(pk: int) -> bool:
    """Take every factor off and end every session, so that nobody else stays signed in."""
    found = FactorReset.objects.select_for_update().get(pk=pk)
    if not found.is_open:
        return False
    Authenticator.objects.filter(user=found.user_id).delete()
    for session in UserSession.objects.filter(user=found.user_id):
        session.end()
    found.done_at = timezone.now()
    found.save(update_fields=["done_at"])
    tell(found, "done")
    return True


def token_of(reset: FactorReset) -> str:
    """Write the proof that the link of a mail carries."""
    return signing.dumps(reset.pk, salt=SALT)


def reset_of(token: str) -> FactorReset | None:
    """Find what a mail's link is about; None where the link is not ours or too old."""
    try:
        pk = signing.loads(token, salt=SALT, max_age=timedelta(days=90))
    except signing.BadSignature:
        return None
    return FactorReset.objects.select_related("user").filter(pk=pk).first()


def tell(reset: FactorReset, step: str) -> None:
    language = reset.user.language
    with override(language):
        link = reverse("customer:stop-lost-factor", args=[token_of(reset)])
    queue_mail(
        key=f"lost-factor-{reset.pk}-{step}",
        to=reset.user.email,
        template="lost_factor",
        context={
            "step": step,
            "hours": WAIT // timedelta(hours=1),
            "link": f"{settings.SITE_URL}{link}",
        },
        language=language,
    )
