"""Joining as the applicant sees it: parts, papers, what is missing, what staff said."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from marketplace.accounts.fresh import fresh_to_change
from marketplace.accounts.requests import PersonRequest
from marketplace.files.downloads import hand_out
from marketplace.frame.access import for_audience
from marketplace.frame.screens import form_page, page_of, private
from marketplace.frame.steps import NotTaken, take_step
from marketplace.joining.checklist import PARTS, checklist_of, parts_of
from marketplace.joining.forms import FORMS, PaperForm
from marketplace.joining.models import Application, Paper, Requirement
from marketplace.joining.papers import hand_in, takes_papers
from marketplace.joining.services import JoiningRefused, reopen, save_part, send, start
from marketplace.sell.access import find_producer, own_application, own_applications

CHANGES_SHOWN = 30


@for_audience("signed in")
@login_required
@require_safe
def index(request: PersonRequest) -> HttpResponse:
    """Lead to the application of the producer that one works for; else list one's own."""
    rows = own_applications(request)
    producer = find_producer(request)
    of_producer = rows.filter(producer=producer).first() if producer else None
    if of_producer:
        return redirect("joining:application", of_producer.pk)
    return render(request, "joining/index.html", {"page": page_of(request, rows, 20)})


@for_audience("signed in")
@login_required
@require_POST
def begin(request: PersonRequest) -> HttpResponse:
    """Begin an application, or go on with the one that is empty still."""
    try:
        made = start(by=request.user)
    except JoiningRefused as why:
        messages.error(request, str(why))
        return redirect("joining:index")
    return redirect("joining:part", made.pk, "who")


@for_audience("signed in")
@login_required
@require_safe
def application(request: PersonRequest, pk: int) -> HttpResponse:
    """Show what is there, what is missing, what staff said and what happened."""
    found = own_application(request, pk)
    changes = found.changes.select_related("requirement", "by")
    context = {
        "application": found,
        "checklist": checklist_of(found),
        "parts": PARTS,
        "takes_papers": takes_papers(found),
        "page": page_of(request, changes, CHANGES_SHOWN),
        "said": changes.filter(is_staff_s=True).exclude(words="").first(),
    }
    return private(render(request, "joining/application.html", context))


def next_part(application: Application, after: str) -> str:
    """Name the next part that is not filled in; "" when all are."""
    names, filled = list(PARTS), parts_of(application)
    rest = names[names.index(after) + 1 :]
    return next((name for name in rest if not filled.get(name, True)), "")


@for_audience("signed in")
@login_required
def part(request: PersonRequest, pk: int, part: str) -> HttpResponse:
    """Fill in one part; what was saved is shown again, the next open part follows."""
    found = own_application(request, pk)
    form = FORMS[part](request.POST or None, application=found)
    if request.method == "POST" and form.is_valid():
        try:
            saved = save_part(application=found, by=request.user, facts=form.facts())
        except JoiningRefused as why:
            messages.error(request, str(why))
            return redirect("joining:application", pk)
        messages.success(request, _("Saved."))
        if following := next_part(saved, part):
            return redirect("joining:part", pk, following)
        return redirect("joining:application", pk)
    names = list(PARTS)
    context = {
        "application": found,
        "form": form,
        "part": part,
        "parts": PARTS,
        "number": names.index(part) + 1,
    }
    return private(form_page(request, "joining/part.html", context, form=form))


@for_audience("signed in")
@login_required
def paper(request: PersonRequest, pk: int, requirement_pk: int) -> HttpResponse:
    """Hand in one paper that is asked for."""
    found = own_application(request, pk)
    requirement = get_object_or_404(Requirement, pk=requirement_pk)
    if not requirement.concerns(found):
        raise Http404
    known = found.papers.filter(requirement=requirement, replaced_at=None).first()
    form = PaperForm(
        request.POST or None, request.FILES or None, requirement=requirement, paper=known
    )
    if request.method == "POST" and form.is_valid():
        try:
            hand_in(application=found, requirement=requirement, by=request.user, **form.facts())
        except JoiningRefused as why:
            messages.error(request, str(why))
        else:
            messages.success(request, _("Saved."))
        return redirect("joining:application", pk)
    context = {"application": found, "requirement": requirement, "paper": known, "form": form}
    return private(form_page(request, "joining/paper.html", context, form=form))


@for_audience("signed in")
@login_required
@require_safe
def file(request: PersonRequest, pk: int, paper_pk: int) -> HttpResponse:
    """Give a paper to who handed it in."""
    found = get_object_or_404(Paper, pk=paper_pk, application=own_application(request, pk))
    return hand_out(request, found.file, name=f"{found.requirement_id}-{found.pk}")


def sent(request: PersonRequest, application: Application) -> str:
    try:
        send(application=application, by=request.user)
    except JoiningRefused as why:
        raise NotTaken(str(why)) from why
    return _("Sent. Staff look at it and write to you by mail.")


def taken_up(request: PersonRequest, application: Application) -> str:
    try:
        reopen(application=application, by=request.user)
    except JoiningRefused as why:
        raise NotTaken(str(why)) from why
    return _("Taken up again: change what has to change, then send it.")


@for_audience("signed in")
@login_required
@fresh_to_change
@require_POST
def send_view(request: PersonRequest, pk: int) -> HttpResponse:
    """Send the application to staff; its applicant becomes the owner of a producer that drafts."""
    take_step(request, sent, own_application(request, pk))
    return redirect("joining:application", pk)


@for_audience("signed in")
@login_required
@require_POST
def again(request: PersonRequest, pk: int) -> HttpResponse:
    """Take up a refused application again."""
    take_step(request, taken_up, own_application(request, pk))
    return redirect("joining:application", pk)
