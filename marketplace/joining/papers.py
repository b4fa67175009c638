"""Papers of an application: handed in by its people, decided on by staff, watched to their end."""

from datetime import date, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.frame.states import may_move, move
from marketplace.joining.mail import remind
from marketplace.joining.models import Application, Change, Paper, Requirement
from marketplace.joining.services import JoiningRefused, lock, note_change, refuse_own
from marketplace.producers.models import Producer

BEFORE_END = timedelta(days=30)
DRAFTS_KEPT = timedelta(days=180)
REFUSED_KEPT = timedelta(days=365)  # what was handed in; that and why it was refused stays
MOST_REMINDED, MOST_FORGOTTEN = 200, 100  # a round of the clock
State, Kind = Paper.State, Change.Kind


@transaction.atomic
def hand_in(
    *,
    application: Application,
    requirement: Requirement,
    by: User,
    file: Any,
    number: str = "",
    issuer: str = "",
    expires_on: date | None = None,
    of_staff: bool = False,
) -> Paper:
    """Hand in a paper; what was decided on before is replaced and kept, what was not is mended.

    Without a new file the file of before stays. While staff look at the application only what
    they asked back is taken; once it is verified a newer paper may come at any time.
    Raises JoiningRefused.
    """
    found = lock(application)
    before = current(found, requirement)
    if not of_staff and not takes_papers(found):
        raise JoiningRefused(_("Staff are looking at it now: nothing was changed."))
    facts = {"number": number, "issuer": issuer, "expires_on": expires_on}
    if not file and (before is None or not before.file):
        raise JoiningRefused(_("Please choose the file."))
    if before is not None and before.is_waiting:
        made = mended(before, file, facts)
    else:
        made = replaced(before, file, {"application": found, "requirement": requirement} | facts)
    note_change(found, Kind.HANDED_IN, by=by, requirement=requirement, of_staff=of_staff)
    return made


def mended(paper: Paper, file: Any, facts: dict[str, Any]) -> Paper:
    """Give a paper that nobody decided on other words, and another file where one came.

    A file that a decision was made on stays with that row.
    """
    others = Paper.objects.exclude(pk=paper.pk)
    if file and paper.file and not others.filter(file=paper.file.name).exists():
        storage, name = paper.file.storage, str(paper.file.name)
        transaction.on_commit(partial(storage.delete, name), robust=True)
    if file:
        paper.file = file
    paper.handed_in_at = timezone.now()
    for name, value in facts.items():
        setattr(paper, name, value)
    paper.save(update_fields=["file", "handed_in_at", *facts])
    return paper


def replaced(before: Paper | None, file: Any, facts: dict[str, Any]) -> Paper:
    """Make a new row; the one before stays with its decision."""
    kept = file
    if before is not None:
        kept = file or before.file.name
        before.replaced_at = timezone.now()
        before.save(update_fields=["replaced_at"])
    return Paper.objects.create(file=kept, **facts)


def takes_papers(application: Application) -> bool:
    """Tell whether its people may hand in papers now."""
    if application.is_verified:
        return application.producer is not None and not application.producer.is_closed
    return application.is_open


def current(application: Application, requirement: Requirement) -> Paper | None:
    rows = application.papers.select_for_update().filter(replaced_at=None)
    return rows.filter(requirement=requirement).first()


@transaction.atomic
def decide(
    *, application: Application, requirement: Requirement, to: str, by: User, words: str = ""
) -> Paper:
    """Accept a paper, ask it back with words, or do without it for a reason.

    To where it stands changes nothing. Raises JoiningRefused.
    """
    found = lock(application)
    refuse_own(found, by)
    paper = current(found, requirement)
    if to != State.ACCEPTED and not words:
        raise JoiningRefused(_("Please say why; the applicant reads it."))
    if paper is None or (to == State.ACCEPTED and not paper.file):
        if to == State.ACCEPTED:
            raise JoiningRefused(_("There is no file to accept."))
        paper = Paper.objects.create(application=found, requirement=requirement)
    if paper.state == to:
        return paper
    if to == State.ACCEPTED and paper.expires_on and paper.expires_on < timezone.localdate():
        raise JoiningRefused(_("This paper has ended: ask for a newer one."))
    if not may_move(paper, to):
        raise JoiningRefused(_("Ask it back first."))
    move(paper, to, words=words, decided_by=by, decided_at=timezone.now())
    kinds = {
        State.ACCEPTED: Kind.ACCEPTED,
        State.ASKED: Kind.PAPER_ASKED,
        State.WAIVED: Kind.WAIVED,
    }
    note_change(found, kinds[State(to)], by=by, words=words, requirement=requirement, of_staff=True)
    return paper


def papers_that_end(today: date) -> QuerySet[Paper]:
    """Papers of producers at work that end within 30 days or have ended, the first on top."""
    at_work = [Producer.State.VERIFIED, Producer.State.SUSPENDED]
    return Paper.objects.filter(
        replaced_at=None,
        state=State.ACCEPTED,
        expires_on__lte=today + BEFORE_END,
        application__producer__state__in=at_work,
    ).order_by("expires_on", "pk")


@transaction.atomic
def forget_drafts() -> int:
    """Clock job: delete applications that were never sent and rest for half a year; how many.

    Law on personal data 91/2025/QH15: what serves nothing any more is not kept.
    """
    long_ago = timezone.now() - DRAFTS_KEPT
    at_work = Paper.objects.filter(application=OuterRef("pk"), handed_in_at__gte=long_ago)
    old = Application.objects.select_for_update().filter(
        ~Exists(at_work),
        state=Application.State.DRAFT,
        producer=None,
        changed_at__lt=long_ago,
    )
    rows = list(old.order_by("pk")[:MOST_FORGOTTEN])
    drop_papers(rows)
    for row in rows:
        row.delete()
    return len(rows)


@transaction.atomic
def forget_refused() -> int:
    """Clock job: delete papers and numbers of applications refused a year ago; of how many."""
    papers = Paper.objects.filter(application=OuterRef("pk"))
    old = Application.objects.select_for_update().filter(
        Exists(papers) | ~Q(citizen_sealed="") | ~Q(bank_sealed=""),
        state=Application.State.REFUSED,
        changed_at__lt=timezone.now() - REFUSED_KEPT,
    )
    rows = list(old.order_by("pk")[:MOST_FORGOTTEN])
    drop_papers(rows)
    of_them = Application.objects.filter(pk__in=[row.pk for row in rows])
    of_them.update(citizen_sealed="", bank_sealed="", bank_ending="")
    return len(rows)


def drop_papers(applications: list[Application]) -> None:
    """Delete all papers of applications, and their files once that is committed."""
    papers = Paper.objects.filter(application__in=applications)
    for paper in papers.exclude(file=""):
        transaction.on_commit(partial(paper.file.storage.delete, str(paper.file.name)), robust=True)
    papers.delete()


def remind_of_papers() -> int:
    """Clock job: write once, 30 days before, that a paper ends; return how many were written."""
    today = timezone.localdate()
    due = papers_that_end(today).filter(reminded_at=None, expires_on__gte=today)
    pks = list(due.values_list("pk", flat=True)[:MOST_REMINDED])
    count = 0
    for pk in pks:
        with transaction.atomic():
            rows = Paper.objects.select_for_update(of=("self",)).filter(pk=pk, reminded_at=None)
            paper = rows.select_related("application__producer", "application__applicant").first()
            if paper is None:
                continue
            remind(paper)
            paper.reminded_at = timezone.now()
            paper.save(update_fields=["reminded_at"])
            count += 1
    return count
