"""An application from its first step to its verification; nothing else moves one.

Each change locks the application, refuses in words what makes no sense now, and leaves a row of
history. A step that was taken before changes nothing.
"""

import json
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from oscar.core.loading import get_model
from oscar.core.utils import slugify

from marketplace.accounts.models import User
from marketplace.frame.folding import fold
from marketplace.frame.states import move
from marketplace.joining.checklist import checklist_of
from marketplace.joining.mail import tell
from marketplace.joining.models import Application, Change, Requirement
from marketplace.joining.sealed import BANK, CITIZEN, account_in, close
from marketplace.listings.bank_accounts import name_bank_account
from marketplace.listings.members import note
from marketplace.producers.models import MemberChange, Membership, Producer

State, Kind = Application.State, Change.Kind
MOST_OPEN = 3  # applications of one person that are not decided
SHARED = ("name", "kind", "phone", "email", "commune", "village", "address", "tax_code")
TEXTS = ("name", "representative", "phone", "email", "tax_code", "address")


class JoiningRefused(Exception):
    """A step was refused; the text says why, in the reader's language."""


def note_change(
    application: Application,
    kind: str,
    *,
    by: User | None,
    words: str = "",
    requirement: Requirement | None = None,
    of_staff: bool = False,
) -> Change:
    return Change.objects.create(
        application=application,
        kind=kind,
        by=by,
        words=words,
        requirement=requirement,
        is_staff_s=of_staff,
    )


def lock(application: Application) -> Application:
    """Lock an application and read it anew, its producer with it."""
    rows = Application.objects.select_for_update(of=("self",)).select_related(
        "producer", "applicant", "commune", "village"
    )
    return rows.get(pk=application.pk)


def refuse_own(application: Application, by: User) -> None:
    """Let nobody decide for a producer they began or work for. Raises JoiningRefused."""
    producer = application.producer
    works_there = producer is not None and producer.memberships.filter(user=by).exists()
    if works_there or application.applicant_id == by.pk:
        raise JoiningRefused(_("Somebody else of the staff has to decide on your own application."))


@transaction.atomic
def start(*, by: User, of_staff: bool = False) -> Application:
    """Begin an application; one that the person began and left empty is given again.

    Staff begin one for somebody else: it has no applicant. Raises JoiningRefused.
    """
    list(User.objects.select_for_update().filter(pk=by.pk))
    if of_staff:
        application = Application.objects.create()
    else:
        own = Application.objects.filter(applicant=by).exclude(
            state__in=[State.VERIFIED, State.REFUSED]
        )
        if empty := own.filter(name="", state=State.DRAFT).first():
            return empty
        if own.count() >= MOST_OPEN:
            raise JoiningRefused(_("Please finish one of your applications first."))
        application = Application.objects.create(
            applicant=by, email=by.email, phone=by.phone, representative=by.get_full_name()
        )
    note_change(application, Kind.STARTED, by=by, of_staff=of_staff)
    return application


@transaction.atomic
def save_part(
    *, application: Application, by: User, facts: dict[str, Any], of_staff: bool = False
) -> Application:
    """Keep one part of an application: plain columns, `citizen_number`, or an `account`.

    Its applicant writes while it is open; staff mend it at any time, and then the producer, too.
    Raises JoiningRefused.
    """
    found = lock(application)
    if not of_staff and not found.is_open:
        raise JoiningRefused(_("Staff are looking at it now: nothing was changed."))
    facts = dict(facts)
    if number := facts.pop("citizen_number", ""):
        found.citizen_sealed = close(number, found, CITIZEN)
    account = facts.pop("account", None)
    if account and found.is_verified:
        raise JoiningRefused(_("From now on its owner or finance names the account."))
    if account:
        found.bank_sealed = close(json.dumps(account), found, BANK)
        found.bank_ending = account["number"][-4:]
    for name, value in facts.items():
        setattr(found, name, value)
    found.search_text = fold(" ".join(getattr(found, name) for name in TEXTS))
    found.save()
    if of_staff and found.producer:
        mend_producer(found, facts)
    if of_staff and not found.is_draft:
        note_change(found, Kind.MENDED, by=by, of_staff=True)
    return found


def mend_producer(application: Application, facts: Iterable[str]) -> None:
    """Bring what staff mended to the producer that was founded from it."""
    producer = application.producer
    names = [name for name in SHARED if name in facts]
    if producer is None or not names:
        return
    for name in names:
        setattr(producer, name, getattr(application, name))
    producer.save(update_fields=names)


@transaction.atomic
def send(*, application: Application, by: User, of_staff: bool = False) -> Application:
    """Send an application to staff; from now on the applicant may prepare drafts of listings.

    Raises JoiningRefused where something is missing. One that was sent stays sent.
    """
    found = lock(application)
    if found.is_sent or found.is_verified:
        return found
    if not found.is_open:
        raise JoiningRefused(_("This application was decided on already."))
    missing = [] if of_staff else checklist_of(found).missing
    if missing:
        raise JoiningRefused(_("Still missing: %(what)s") % {"what": ", ".join(missing)})
    if not (found.name and found.kind and found.commune_id):
        raise JoiningRefused(_("At least name, kind and commune are needed."))
    move(found, State.SENT, sent_at=timezone.now())
    change = note_change(found, Kind.SENT, by=by, of_staff=of_staff)
    founded(found)
    tell(change)
    return found


def founded(application: Application) -> Producer:
    """Give the producer of an application; found it with its partner and owner, if it is none yet.

    The applicant becomes its owner. Called with the application locked.
    """
    if application.producer is None:
        slug = free_slug(application.name)
        partner = get_model("partner", "Partner").objects.create(
            name=application.name[:128], code=slug
        )
        facts = {name: getattr(application, name) for name in SHARED}
        application.producer = Producer.objects.create(partner=partner, slug=slug, **facts)
        application.save(update_fields=["producer"])
    else:
        mend_producer(application, SHARED)
    producer = application.producer
    applicant = application.applicant
    if applicant and not producer.memberships.exists():
        Membership.objects.create(producer=producer, user=applicant, role=Membership.Role.OWNER)
        note(
            producer,
            MemberChange.Kind.JOINED,
            applicant.email,
            after=Membership.Role.OWNER,
            by=applicant,
        )
    return producer


def free_slug(name: str) -> str:
    """Write a name for addresses that no producer has: "gom-co-lan", "gom-co-lan-2"."""
    base = slugify(fold(name))[:70].strip("-") or "producer"
    taken = set(Producer.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    partners = get_model("partner", "Partner").objects.filter(code__startswith=base)
    taken |= set(partners.values_list("code", flat=True))
    numbers = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in [base, *numbers] if slug not in taken)


@transaction.atomic
def verify(*, application: Application, by: User) -> Producer:
    """Make an application a producer that sells: partner, producer and owner in one transaction.

    The account that was named is entered by its own door, where finance checks it. Law on
    e-commerce 122/2025/QH15: a platform verifies a seller before it sells. A second time changes
    nothing. Raises JoiningRefused.
    """
    found = lock(application)
    if found.is_verified and found.producer:
        return found.producer
    if not found.is_sent:
        raise JoiningRefused(_("Only what was sent to staff can be decided on."))
    refuse_own(found, by)
    open_items = [item.requirement.name for item in checklist_of(found).open_items]
    if open_items:
        raise JoiningRefused(
            _("Decide on these papers first: %(what)s") % {"what": ", ".join(open_items)}
        )
    now = timezone.now()
    move(found, State.VERIFIED)
    producer = founded(found)
    move(producer, Producer.State.VERIFIED, verified_at=now, verified_by=by)
    if account := account_in(found):
        name_bank_account(producer=producer, by=found.applicant or by, **account)
        found.bank_sealed = ""  # it stands where money is paid from now on
        found.save(update_fields=["bank_sealed"])
    tell(note_change(found, Kind.VERIFIED, by=by, of_staff=True))
    return producer


@transaction.atomic
def ask_back(*, application: Application, by: User, words: str) -> Application:
    """Give an application back with words and the papers that are asked again.

    Raises JoiningRefused.
    """
    found = lock(application)
    if found.is_asked:
        return found
    if not found.is_sent:
        raise JoiningRefused(_("Only what was sent to staff can be decided on."))
    asked = [item for item in checklist_of(found).items if item.paper and item.paper.is_asked]
    if not words and not asked:
        raise JoiningRefused(_("Please say what has to change."))
    move(found, State.ASKED)
    tell(note_change(found, Kind.ASKED, by=by, words=words, of_staff=True))
    return found


@transaction.atomic
def refuse(*, application: Application, by: User, words: str) -> Application:
    """Refuse an application with a reason. Raises JoiningRefused."""
    found = lock(application)
    if found.is_refused:
        return found
    if not words:
        raise JoiningRefused(_("Please give a reason; the applicant reads it."))
    if not (found.is_sent or found.is_asked):
        raise JoiningRefused(_("Only what was sent to staff can be decided on."))
    move(found, State.REFUSED)
    tell(note_change(found, Kind.REFUSED, by=by, words=words, of_staff=True))
    return found


@transaction.atomic
def reopen(*, application: Application, by: User) -> Application:
    """Let its applicant take up a refused application again. Raises JoiningRefused."""
    found = lock(application)
    if found.is_open:
        return found
    if not found.is_refused:
        raise JoiningRefused(_("Only a refused application can be taken up again."))
    move(found, State.DRAFT)
    note_change(found, Kind.REOPENED, by=by)
    return found
