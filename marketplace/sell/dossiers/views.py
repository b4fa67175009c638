"""Dossiers as their maker sees them: the list, one with what lacks, its parts and lines."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalogue.products.names import by_title
from marketplace.accounts.requests import PersonRequest
from marketplace.accounts.roles import May
from marketplace.frame.screens import asked_text, form_page, page_of, private
from marketplace.producers.models import Producer
from marketplace.programme.dossiers.documents import cite_line, documents_for
from marketplace.programme.dossiers.drafting import (
    DossierRefused,
    claimed_in,
    save_facts,
    say_about,
)
from marketplace.programme.dossiers.form01 import PARTS
from marketplace.programme.dossiers.handing import answer_item, open_items
from marketplace.programme.dossiers.queries import looks_at, matching
from marketplace.programme.dossiers.snapshots import opinion_given
from marketplace.programme.sheets.reading import sheet_of
from marketplace.programme.wording import said
from marketplace.sell.access import (
    may,
    own_dossier,
    own_dossiers,
    own_products,
    producer_of,
    turns_to,
)
from marketplace.sell.assessment_page import answer_words
from marketplace.sell.dossiers.forms import AnswerForm, ProofForm, RegistrationForm
from marketplace.sell.dossiers.page import shown

PER_PAGE, EVENTS_SHOWN, LOOKS_SHOWN = 20, 30, 20
TO_BEGIN = 30  # products that are offered to begin with


def given_in(request: PersonRequest) -> Any:
    """Give what was sent, even if no box of it was ticked; None where a page is only asked."""
    return request.POST if request.method == "POST" else None


@may(May.SELL)
@require_safe
def index(request: PersonRequest) -> HttpResponse:
    """List the producer's dossiers, and its assessed products that have none."""
    asked = asked_text(request, 80)
    rows = matching(own_dossiers(request), asked)
    free = own_products(request).exclude(dossiers__in=own_dossiers(request).filter(ended_at=None))
    free = free.filter(assessments__isnull=False).distinct().order_by(by_title(), "pk")
    context = {
        "producer": producer_of(request),
        "page": page_of(request, rows, PER_PAGE),
        "free": free[:TO_BEGIN],
        "q": asked,
        "today": timezone.localdate(),
    }
    return private(render(request, "dossiers/index.html", context))


@may(May.SELL)
@require_safe
def dossier(request: PersonRequest, pk: int) -> HttpResponse:
    """Show what is there, what lacks, what is asked, what happened and who looked."""
    if turns_to(request, Producer.objects.filter(dossiers__pk=pk)):
        return redirect("dossiers:dossier", pk)
    found = own_dossier(request, pk)
    events = found.events.select_related("by", "office__commune", "office__province")
    last = events.first()
    context = shown(found, timezone.localdate()) | {
        "producer": producer_of(request),
        "events": page_of(request, events, EVENTS_SHOWN),
        "looks": looks_at(found)[:LOOKS_SHOWN],
        "opinion": opinion_given(found),
        "reason": last.words if last and found.is_over else "",
        "today": timezone.localdate(),
    }
    return private(render(request, "dossiers/dossier.html", context))


@may(May.SELL)
def part(request: PersonRequest, pk: int, part: str) -> HttpResponse:
    """Fill in a part of form 01; the next follows."""
    found = own_dossier(request, pk)
    form = RegistrationForm(given_in(request), dossier=found, part=part)
    if request.method == "POST" and form.is_valid():
        try:
            save_facts(dossier=found, part=part, facts=form.cleaned_data, **form.columns)
        except DossierRefused as why:
            messages.error(request, str(why))
            return redirect("dossiers:dossier", pk)
        messages.success(request, _("Saved."))
        names = list(PARTS)
        following = names[names.index(part) + 1 :]
        if following and "on" in request.POST:
            return redirect("dossiers:part", pk, following[0])
        return redirect("dossiers:dossier", pk)
    names = list(PARTS)
    context = {
        "producer": producer_of(request),
        "dossier": found,
        "form": form,
        "parts": PARTS,
        "part": part,
        "place": names.index(part) + 1,
    }
    return private(form_page(request, "dossiers/part.html", context, form=form))


@may(May.SELL)
def line(request: PersonRequest, pk: int, code: str) -> HttpResponse:
    """Say what proves a line."""
    found = own_dossier(request, pk)
    sheet = sheet_of(found.number)
    asked = sheet.find(code)
    if asked is None or not asked.is_chosen:
        raise Http404
    claim = found.claims.filter(code=code).first()
    documents = documents_for(found) | cited_here(found, code)
    cited = found.citations.filter(code=code).values_list("version", flat=True)
    initial = {"note": claim.note if claim else "", "versions": [str(each) for each in cited]}
    form = ProofForm(
        given_in(request),
        documents=documents.distinct(),
        is_claimed=claim is not None,
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        try:
            cite_line(dossier=found, code=code, versions=form.chosen)
            if claim is not None:
                say_about(dossier=found, code=code, note=form.cleaned_data["note"])
        except DossierRefused as why:
            messages.error(request, str(why))
        else:
            messages.success(request, _("Saved."))
        return redirect("dossiers:dossier", pk)
    points = claimed_in(found)
    context: dict[str, Any] = {
        "producer": producer_of(request),
        "dossier": found,
        "line": asked,
        "title": said(asked.words),
        "claim": claim,
        "answer": answer_words(sheet, asked, points, claim.points if claim else None),
        "form": form,
    }
    return private(form_page(request, "dossiers/line.html", context, form=form))


def cited_here(found: Any, code: str) -> Any:
    """The versions that prove a line now, though there may be newer ones."""
    cited = found.citations.filter(code=code).values("version")
    return documents_for(found).model.objects.filter(pk__in=cited).select_related("document")


@may(May.SELL)
def asked(request: PersonRequest, pk: int, item_pk: int) -> HttpResponse:
    """Answer one thing that the office asks."""
    found = own_dossier(request, pk)
    item = get_object_or_404(open_items(found), pk=item_pk)
    form = AnswerForm(given_in(request), initial={"answer": item.answer})
    if request.method == "POST" and form.is_valid():
        try:
            answer_item(dossier=found, item=item, answer=form.cleaned_data["answer"])
        except DossierRefused as why:
            messages.error(request, str(why))
        else:
            messages.success(request, _("Saved. Send the answers once each thing has one."))
        return redirect("dossiers:dossier", pk)
    sheet = sheet_of(found.number)
    about = sheet.find(item.code) if item.code else None
    context = {
        "producer": producer_of(request),
        "dossier": found,
        "item": item,
        "about": f"{item.code} {said(about.words)}" if about else "",
        "form": form,
    }
    return private(form_page(request, "dossiers/asked.html", context, form=form))
