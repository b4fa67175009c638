"""Producers at the desk: who waits, one application with its papers, and what becomes of it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from marketplace.accounts.fresh import fresh_to_change
from marketplace.accounts.models import User
from marketplace.accounts.requests import PersonRequest
from marketplace.desk.access import moderators_only
from marketplace.files.downloads import hand_out, note_access
from marketplace.frame.screens import asked_text, form_page, page_of, posted_text, private
from marketplace.frame.steps import NotTaken, take_step
from marketplace.joining import papers, services
from marketplace.joining.checklist import PARTS, checklist_of
from marketplace.joining.forms import FORMS, PaperForm
from marketplace.joining.models import Application, Paper, Requirement
from marketplace.joining.queries import (
    WAITING,
    citizen_name,
    listed,
    namesakes_of,
    views_of,
    views_of_files,
)
from marketplace.joining.sealed import CITIZEN, open_closed
from marketplace.joining.services import JoiningRefused
from marketplace.joining.standing import close_producer, consequences_of, lift, suspend
from marketplace.producers.models import Producer

PER_PAGE, CHANGES_SHOWN, VIEWS_SHOWN = 30, 30, 20
NAMESAKES_SHOWN = 5
LONGEST = 2000


@moderators_only
@require_safe
def index(request: PersonRequest) -> HttpResponse:
    """List applications and producers by where they stand; a search looks in all."""
    text = asked_text(request, 60)
    views = views_of()
    asked = request.GET.get("show", "")
    shown = asked if asked in {view.name for view in views} else WAITING
    context = {
        "q": text,
        "views": views,
        "show": "" if text else shown,
        "page": page_of(request, listed(shown, text), PER_PAGE),
        "ending": papers.papers_that_end(timezone.localdate()).count(),
    }
    return render(request, "moderation/producers.html", context)


@moderators_only
@require_safe
def ending(request: PersonRequest) -> HttpResponse:
    """List papers that end within 30 days or have ended."""
    today = timezone.localdate()
    rows = papers.papers_that_end(today).select_related("requirement", "application__producer")
    context = {"page": page_of(request, rows, PER_PAGE), "today": today}
    return render(request, "moderation/papers_ending.html", context)


@moderators_only
@require_POST
def begin(request: PersonRequest) -> HttpResponse:
    """Begin an application for somebody, for instance for a household without a phone."""
    made = services.start(by=request.user, of_staff=True)
    return redirect("verification:part", made.pk, "who")


@moderators_only
@require_safe
def of_producer(request: PersonRequest, producer_pk: int) -> HttpResponse:
    """Lead to a producer's application."""
    found = get_object_or_404(Application, producer__pk=producer_pk)
    return redirect("verification:application", found.pk)


def found_application(pk: int) -> Application:
    rows = Application.objects.select_related(
        "producer", "applicant", "commune__province", "village"
    )
    return get_object_or_404(rows, pk=pk)


@moderators_only
@require_safe
def application(request: PersonRequest, pk: int) -> HttpResponse:
    """Show one application: facts, papers, members, history, who looked at what."""
    return private(shown(request, found_application(pk)))


def shown(request: PersonRequest, found: Application, citizen: str = "") -> HttpResponse:
    changes = found.changes.select_related("requirement", "by")
    context = {
        "application": found,
        "checklist": checklist_of(found),
        "citizen": citizen,
        "parts": PARTS,
        "page": page_of(request, changes, CHANGES_SHOWN),
        "namesakes": namesakes_of(found)[:NAMESAKES_SHOWN],
        "looks": page_of(request, views_of_files(found), VIEWS_SHOWN),
        "groups": FORMS["who"](application=found).fields["groups"].choices,
    }
    return render(request, "moderation/producer.html", context)


@moderators_only
@require_POST
def citizen(request: PersonRequest, pk: int) -> HttpResponse:
    """Show the citizen number once, to be held against the card; the look is written down."""
    found = found_application(pk)
    note_access(request, citizen_name(found))
    return private(shown(request, found, citizen=open_closed(found, CITIZEN)))


@moderators_only
def part(request: PersonRequest, pk: int, part: str) -> HttpResponse:
    """Fill in or mend one part; a producer that is founded already follows."""
    found = found_application(pk)
    form = FORMS[part](request.POST or None, application=found)
    if request.method == "POST" and form.is_valid():
        try:
            services.save_part(
                application=found, by=request.user, facts=form.facts(), of_staff=True
            )
        except JoiningRefused as why:
            messages.error(request, str(why))
        else:
            messages.success(request, _("Saved."))
        return redirect("verification:application", pk)
    context = {"application": found, "form": form, "part": part, "title": PARTS[part]}
    return private(form_page(request, "moderation/producer_part.html", context, form=form))


@moderators_only
def paper(request: PersonRequest, pk: int, requirement_pk: int) -> HttpResponse:
    """Hand in a paper for somebody."""
    found = found_application(pk)
    requirement = get_object_or_404(Requirement, pk=requirement_pk)
    known = found.papers.filter(requirement=requirement, replaced_at=None).first()
    form = PaperForm(
        request.POST or None, request.FILES or None, requirement=requirement, paper=known
    )
    if request.method == "POST" and form.is_valid():
        papers.hand_in(
            application=found,
            requirement=requirement,
            by=request.user,
            of_staff=True,
            **form.facts(),
        )
        messages.success(request, _("Saved."))
        return redirect("verification:application", pk)
    context = {"application": found, "form": form, "title": requirement.name}
    return private(form_page(request, "moderation/producer_part.html", context, form=form))


@moderators_only
@require_safe
def file(request: PersonRequest, pk: int, paper_pk: int) -> HttpResponse:
    """Show a paper to who decides on it; the look is written down."""
    found = get_object_or_404(Paper, pk=paper_pk, application__pk=pk)
    return hand_out(request, found.file, name=f"{pk}-{found.requirement_id}-{found.pk}")


PAPER_STEPS: dict[str, str] = {
    "accept": Paper.State.ACCEPTED,
    "ask": Paper.State.ASKED,
    "waive": Paper.State.WAIVED,
}


def decided(request: PersonRequest, found: Application, requirement: Requirement, to: str) -> str:
    try:
        paper = papers.decide(
            application=found,
            requirement=requirement,
            to=to,
            by=request.user,
            words=posted_text(request, "words", LONGEST),
        )
    except JoiningRefused as why:
        raise NotTaken(str(why)) from why
    return f"{requirement.name}: {paper.get_state_display()}"


@moderators_only
@require_POST
def paper_step(request: PersonRequest, pk: int, requirement_pk: int, step: str) -> HttpResponse:
    """Accept a paper, ask it back with words, or do without it for a reason."""
    requirement = get_object_or_404(Requirement, pk=requirement_pk)
    take_step(request, decided, found_application(pk), requirement, PAPER_STEPS[step])
    return redirect("verification:application", pk)


Service = Callable[[Application, User, str], Any]
SERVICES: dict[str, Service] = {
    "send": lambda found, by, words: services.send(application=found, by=by, of_staff=True),
    "verify": lambda found, by, words: services.verify(application=found, by=by),
    "ask": lambda found, by, words: services.ask_back(application=found, by=by, words=words),
    "refuse": lambda found, by, words: services.refuse(application=found, by=by, words=words),
    "suspend": lambda found, by, words: suspend(application=found, by=by, words=words),
    "lift": lambda found, by, words: lift(application=found, by=by, words=words),
    "close": lambda found, by, words: close_producer(application=found, by=by, words=words),
}


def done(request: PersonRequest, found: Application, service: Service) -> str:
    try:
        service(found, request.user, posted_text(request, "words", LONGEST))
    except JoiningRefused as why:
        raise NotTaken(str(why)) from why
    found.refresh_from_db()
    return _("%(name)s: %(state)s.") % {"name": found, "state": found.standing}


@moderators_only
@fresh_to_change
@require_POST
def step(request: PersonRequest, pk: int, step: str) -> HttpResponse:
    """Send for somebody, verify, ask back or refuse."""
    take_step(request, done, found_application(pk), SERVICES[step])
    return redirect("verification:application", pk)


@moderators_only
@fresh_to_change
def standing(request: PersonRequest, pk: int, step: str) -> HttpResponse:
    """Suspend a producer, lift that or close it, after a page that says what becomes of what."""
    found = found_application(pk)
    producer = get_object_or_404(Producer, application=found)
    if request.method == "POST":
        take_step(request, done, found, SERVICES[step])
        return redirect("verification:application", pk)
    context = {
        "application": found,
        "producer": producer,
        "step": step,
        "now": consequences_of(producer),
    }
    return private(render(request, "moderation/producer_standing.html", context))
