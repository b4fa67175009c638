"""Hand-overs of a dossier: filed, asked back, answered, handed on, ended; nothing else moves one.

Each step locks the dossier, refuses in words what makes no sense now, keeps what was handed over
(snapshots.py) and leaves a row of history. A step that was taken before changes nothing.
"""

import datetime
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalogue.certificates.models import Certificate
from marketplace.accounts.models import User
from marketplace.frame.states import move
from marketplace.programme.dossiers.completeness import completeness_of
from marketplace.programme.dossiers.drafting import DossierRefused, check_sheet, lock
from marketplace.programme.dossiers.mail import tell_maker, tell_office
from marketplace.programme.dossiers.models import Dossier, DossierEvent, Opinion, RequestItem
from marketplace.programme.dossiers.records import Act, Snapshot
from marketplace.programme.dossiers.snapshots import take_snapshot
from marketplace.programme.dossiers.terms import (
    after_working_days,
    law_on,
    rounds_from,
    working_days_between,
)
from marketplace.programme.offices.queries import offices_of
from marketplace.programme.offices.services import office_of_commune, office_of_province

State = Dossier.State
MOST_ITEMS = 10  # of one request


class Ask(NamedTuple):
    """One thing that an office asks: about which line, what, until when."""

    code: str
    words: str
    due_on: datetime.date


def note(
    dossier: Dossier,
    act: str,
    by: User | None,
    words: str = "",
    snapshot: Snapshot | None = None,
    *,
    of_office: bool = False,
) -> DossierEvent:
    return DossierEvent.objects.create(
        dossier=dossier,
        act=act,
        by=by,
        words=words,
        snapshot=snapshot,
        office=dossier.office if of_office else None,
    )


def refuse_outsider(dossier: Dossier, by: User) -> None:
    """Let nobody act for an office where they have no post, or on what they make themselves.

    Raises DossierRefused.
    """
    if dossier.producer.memberships.filter(user=by).exists():
        raise DossierRefused(_("You work for this maker: a colleague has to act on its dossier."))
    if dossier.office is None or not offices_of(by).filter(pk=dossier.office.pk).exists():
        raise DossierRefused(_("The dossier is not with your office."))


@transaction.atomic
def file_dossier(*, dossier: Dossier, by: User) -> Dossier:
    """File a complete dossier to the commune where its maker is; it gets its day. Mails both.

    A round whose day has passed gives way to the next. Raises DossierRefused.
    """
    found = lock(dossier)
    if found.is_at_office:
        return found
    if not found.is_draft:
        raise DossierRefused(_("It was filed before: answer what the office asks."))
    check_sheet(found)
    missing = completeness_of(found).missing
    if missing:
        words = "; ".join(each.words for each in missing)
        raise DossierRefused(_("Still missing: %(what)s") % {"what": words})
    today = timezone.localdate()
    office = office_of_commune(found.producer.commune)
    found.round_on = max(found.round_on, rounds_from(today)[0].files_by)
    move(
        found,
        State.AT_COMMUNE,
        office=office,
        commune_office=office,
        filed_at=timezone.now(),
        due_on=after_working_days(today, law_on(today)["opinion_days"]),
        round_on=found.round_on,
    )
    event = note(found, Act.FILED, by, snapshot=take_snapshot(found, Act.FILED))
    tell_maker(event)
    tell_office(event)
    return found


@transaction.atomic
def ask_back(*, dossier: Dossier, asks: Iterable[Ask], by: User) -> Dossier:
    """Ask the maker for something more, each thing by its day; the office's clock stands still.

    Raises DossierRefused.
    """
    found = lock(dossier)
    asks = list(asks)
    if not found.is_at_office or found.office is None:
        raise DossierRefused(_("The dossier is not with an office now: nothing was changed."))
    refuse_outsider(found, by)
    if not asks:
        raise DossierRefused(_("Say what you ask for."))
    if len(asks) > MOST_ITEMS:
        raise DossierRefused(_("Ask for at most ten things at once."))
    today = timezone.localdate()
    if any(each.due_on <= today for each in asks):
        raise DossierRefused(_("Give the maker time: a day after today."))
    request = found.requests.create(office=found.office, by=by)
    for each in asks:
        request.items.create(code=each.code, words=each.words, due_on=each.due_on)
    left = working_days_between(today, found.due_on) if found.due_on else None
    move(found, State.WITH_HOLDER, days_left=left, due_on=None)
    words = "\n".join(each.words for each in asks)[:1000]
    tell_maker(note(found, Act.ASKED, by, words, of_office=True))
    return found


def open_items(dossier: Dossier) -> Any:
    """What is asked of a maker now."""
    rows = RequestItem.objects.filter(request__dossier=dossier, request__answered_at=None)
    return rows.order_by("pk")


@transaction.atomic
def answer_item(*, dossier: Dossier, item: RequestItem, answer: str) -> RequestItem:
    """Keep an answer to one thing that is asked; it goes out with the others. DossierRefused."""
    found = lock(dossier)
    asked = open_items(found).filter(pk=item.pk).first() if found.is_asked_back else None
    if asked is None:
        raise DossierRefused(_("This is asked no more."))
    asked.answer, asked.answered_at = answer, timezone.now()
    asked.save(update_fields=["answer", "answered_at"])
    return asked


@transaction.atomic
def send_answer(*, dossier: Dossier, by: User) -> Dossier:
    """Send the answers to the office that asked; its clock goes on. Raises DossierRefused."""
    found = lock(dossier)
    if found.is_at_office:
        return found
    if not found.is_asked_back or found.office is None:
        raise DossierRefused(_("Nothing is asked of you now."))
    if open_items(found).filter(answered_at=None).exists():
        raise DossierRefused(_("Answer each thing that is asked first."))
    missing = completeness_of(found).missing
    if missing:
        words = "; ".join(each.words for each in missing)
        raise DossierRefused(_("Still missing: %(what)s") % {"what": words})
    found.requests.filter(answered_at=None).update(answered_at=timezone.now())
    to = State.AT_COMMUNE if found.office.is_commune_s else State.AT_PROVINCE
    left, today = found.days_left, timezone.localdate()
    due_on = after_working_days(today, left) if left is not None else None
    move(found, to, due_on=due_on, days_left=None, reminded_on=None)
    event = note(found, Act.ANSWERED, by, snapshot=take_snapshot(found, Act.ANSWERED))
    tell_office(event)
    return found


@transaction.atomic
def write_opinion(*, dossier: Dossier, by: User, **findings: str) -> Opinion:
    """Write form 03, or write it anew before it is handed on. Raises DossierRefused."""
    found = lock(dossier)
    if not found.is_at_commune:
        raise DossierRefused(_("Form 03 is written while the dossier is at the commune."))
    refuse_outsider(found, by)
    before = Opinion.objects.filter(dossier=found).first()
    if before and all(getattr(before, name) == value for name, value in findings.items()):
        return before
    opinion, _is_new = Opinion.objects.update_or_create(
        dossier=found, defaults={**findings, "by": by}
    )
    note(found, Act.OPINION, by, of_office=True)
    return opinion


@transaction.atomic
def hand_on(*, dossier: Dossier, by: User) -> Dossier:
    """Hand a dossier with form 03 over to the province. Mails both. Raises DossierRefused."""
    found = lock(dossier)
    if found.is_at_province:
        return found
    if not found.is_at_commune:
        raise DossierRefused(_("The dossier is not with an office now: nothing was changed."))
    refuse_outsider(found, by)
    if not Opinion.objects.filter(dossier=found).exists():
        raise DossierRefused(_("Write form 03 first."))
    event = note(found, Act.FORWARDED, by, of_office=True, snapshot=taken_on(found))
    # The province of the commune that looked at it, wherever the maker has moved since.
    province = office_of_province(found.office.province)  # type: ignore[union-attr]
    move(found, State.AT_PROVINCE, office=province, due_on=None)
    tell_maker(event)
    tell_office(event)
    return found


def taken_on(dossier: Dossier) -> Snapshot:
    return take_snapshot(dossier, Act.FORWARDED)


@transaction.atomic
def note_result(*, dossier: Dossier, is_rated: bool, words: str, by: User) -> Dossier:
    """Note what became of a dossier at the province: rated with a certificate, or not.

    Noted before: nothing changes. Raises DossierRefused.
    """
    found = lock(dossier)
    to = State.RATED if is_rated else State.NOT_RATED
    if found.state == to:
        return found
    if not found.is_at_province or found.filed_at is None:
        raise DossierRefused(_("The result is noted while the dossier is at the province."))
    refuse_outsider(found, by)
    since = timezone.localdate(found.filed_at)
    held = Certificate.objects.filter(product=found.product_id, issued_on__gte=since)
    if is_rated and not held.filter(revoked_on=None).exists():
        raise DossierRefused(_("Enter the product's new certificate in the register first."))
    if not is_rated and not words:
        raise DossierRefused(_("Say why; the maker reads it."))
    event = note(found, Act.RATED if is_rated else Act.NOT_RATED, by, words, of_office=True)
    move(found, to, ended_at=timezone.now())
    tell_maker(event)
    return found


@transaction.atomic
def withdraw(*, dossier: Dossier, words: str, by: User) -> Dossier:
    """Withdraw a dossier; the office that has it is told. Raises DossierRefused."""
    found = lock(dossier)
    if found.is_withdrawn:
        return found
    if found.is_over:
        raise DossierRefused(_("The result is known already."))
    was_at = found.office
    event = note(found, Act.WITHDRAWN, by, words)
    move(found, State.WITHDRAWN, ended_at=timezone.now(), due_on=None)
    if was_at is not None:
        tell_office(event)
    return found
