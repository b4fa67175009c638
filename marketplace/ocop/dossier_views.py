"""Dossiers at an office: the queue, one as it was handed over, and what the office does with it."""

import json
from typing import Any, NamedTuple

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from marketplace.accounts.requests import PersonRequest
from marketplace.files.downloads import hand_out, hand_over, note_access
from marketplace.frame.screens import form_page, page_of, page_of_part, private
from marketplace.ocop.access import (
    dossier_to_act_on,
    may_act,
    posts_only,
    seen_dossier,
    seen_dossiers,
)
from marketplace.ocop.dossier_forms import AdditionsForm, OpinionForm, ResultForm
from marketplace.programme.dossiers.differences import cited, differences
from marketplace.programme.dossiers.drafting import DossierRefused
from marketplace.programme.dossiers.form01 import FORM, PARTS
from marketplace.programme.dossiers.handing import ask_back, hand_on, note_result, write_opinion
from marketplace.programme.dossiers.models import (
    Document,
    DocumentVersion,
    Dossier,
    Opinion,
    RequestItem,
)
from marketplace.programme.dossiers.paper import answers_of, day, registration_pdf
from marketplace.programme.dossiers.queries import (
    is_late,
    looks_at,
    matching,
    opened_name,
    parts_for,
)
from marketplace.programme.dossiers.records import Snapshot
from marketplace.programme.dossiers.snapshots import faults_of
from marketplace.programme.offices.queries import offices_of
from marketplace.programme.sheets.reading import sheet_of
from marketplace.programme.stars import star_of
from marketplace.programme.wording import said

PER_PAGE, EVENTS_SHOWN, LOOKS_SHOWN = 30, 30, 20
Body = dict[str, Any]


class Line(NamedTuple):
    """A line of form 02 as it was handed over."""

    code: str
    title: str
    points: int | None
    most: int
    note: str
    papers: list[Body]


@posts_only
@require_safe
def queue(request: PersonRequest) -> HttpResponse:
    """List what waits for one's office, what was asked, what has gone on and what has ended."""
    context = page_of_part(
        request,
        seen_dossiers(request),
        parts_for(request.user),
        matching=matching,
        size=PER_PAGE,
    )
    today = timezone.localdate()
    context["rows"] = [(each, is_late(each, today)) for each in context["page"]]
    context["offices"] = offices_of(request.user).select_related("commune", "province")
    return private(render(request, "programme/dossiers.html", context))


def last_of(dossier: Dossier) -> tuple[Snapshot, Body]:
    """Give what was handed over last. Raises Http404 where nothing was."""
    found = dossier.snapshots.order_by("-n").first()
    if found is None:
        raise Http404
    return found, json.loads(found.body)


@posts_only
@require_safe
def dossier(request: PersonRequest, pk: int) -> HttpResponse:
    """Show a dossier as it was handed over; that it was opened is written down."""
    found = seen_dossier(request, pk)
    snapshot, body = last_of(found)
    note_access(request, opened_name(found))
    acts = may_act(request, found)
    context = handed_over(found, snapshot, body) | {
        "dossier": found,
        "acts": acts,
        "opens": acts,
        "is_late": is_late(found, timezone.localdate()),
        "faults": faults_of(found),
        "events": page_of(
            request,
            found.events.select_related("by", "office__commune", "office__province"),
            EVENTS_SHOWN,
        ),
        "looks": looks_at(found)[:LOOKS_SHOWN],
        "opinion": Opinion.objects.filter(dossier=found).first(),
        "items": items_of(found),
    }
    return private(render(request, "programme/dossier.html", context))


def items_of(found: Dossier) -> QuerySet[RequestItem]:
    """List what was asked of a maker, the last on top; an answer counts once it was sent."""
    rows = RequestItem.objects.filter(request__dossier=found).select_related("request")
    return rows.order_by("-pk")


def handed_over(found: Dossier, snapshot: Snapshot, body: Body) -> dict[str, Any]:
    """Give what the page shows of a hand-over, and what changed since the one before it."""
    sheet = sheet_of(body["sheet"]["number"])
    claims = {each["code"]: each for each in body["claims"]}
    papers = [
        each
        | {
            "kind": str(Document.Kind(each["kind"]).label),
            "issued": day(each["issued"]),
            "expires": day(each["expires"]),
            "made": day(each["made"]),
            "proves": cited(each),
        }
        for each in body["documents"]
    ]
    before = found.snapshots.filter(n=snapshot.n - 1).first()
    changed = differences(json.loads(before.body), body) if before else []
    return {
        "snapshot": snapshot,
        "outcome": star_of(sheet, answers_of(body)),
        "form": [
            (
                title,
                [(each.label, body["form01"].get(name, "")) for name, each in FORM[part].items()],
            )
            for part, title in PARTS.items()
        ],
        "lines": [
            Line(
                code=line.code,
                title=said(line.words),
                points=claims[line.code]["points"] if line.code in claims else None,
                most=line.maximum,
                note=claims[line.code]["note"] if line.code in claims else "",
                papers=[each for each in papers if line.code in each["codes"]],
            )
            for line in sheet.choices
        ],
        "papers": papers,
        "changed": changed,
    }


@posts_only
@require_safe
def document(request: PersonRequest, pk: int, version_pk: int) -> HttpResponse:
    """Give a document that was handed over, while one's office has to act; it is written down."""
    found = dossier_to_act_on(request, pk)
    _snapshot, body = last_of(found)
    if version_pk not in {each["version"] for each in body["documents"]}:
        raise Http404
    version = get_object_or_404(DocumentVersion, pk=version_pk)
    return hand_out(request, version.file, name=f"{version.document_id}-{version.n}")


@posts_only
@require_safe
def registration(request: PersonRequest, pk: int) -> HttpResponse:
    """Print what was handed over last; it is written down."""
    found = dossier_to_act_on(request, pk)
    snapshot, body = last_of(found)
    pdf = registration_pdf(found, body, snapshot.sha256)
    return hand_over(request, pdf, kind="application/pdf", name=f"OCOP-{found.pk}-form-01.pdf")


@posts_only
def ask(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask the maker for something more, each thing by its day."""
    found = dossier_to_act_on(request, pk)
    form = AdditionsForm(
        request.POST if request.method == "POST" else None, sheet=sheet_of(found.number)
    )
    if request.method == "POST" and form.is_valid():
        try:
            ask_back(dossier=found, asks=form.asks, by=request.user)
        except DossierRefused as why:
            messages.error(request, str(why))
        else:
            messages.success(request, _("Asked. The maker gets a mail, and your clock stands."))
        return redirect("programme:dossier", pk)
    context = {"dossier": found, "form": form}
    return private(form_page(request, "programme/dossier_ask.html", context, form=form))


@posts_only
def opinion(request: PersonRequest, pk: int) -> HttpResponse:
    """Write form 03."""
    found = dossier_to_act_on(request, pk)
    before = Opinion.objects.filter(dossier=found).first()
    form = OpinionForm(request.POST if request.method == "POST" else None, opinion=before)
    if request.method == "POST" and form.is_valid():
        try:
            write_opinion(dossier=found, by=request.user, **form.cleaned_data)
        except DossierRefused as why:
            messages.error(request, str(why))
        else:
            messages.success(request, _("Saved. Now hand the dossier over to the province."))
        return redirect("programme:dossier", pk)
    context = {"dossier": found, "form": form}
    return private(form_page(request, "programme/dossier_opinion.html", context, form=form))


@posts_only
@require_POST
def hand_on_view(request: PersonRequest, pk: int) -> HttpResponse:
    """Hand a dossier with form 03 over to the province."""
    found = seen_dossier(request, pk)
    try:
        hand_on(dossier=found, by=request.user)
    except DossierRefused as why:
        messages.error(request, str(why))
    else:
        messages.success(request, _("Handed over to the province."))
    return redirect("programme:dossier", pk)


@posts_only
def result(request: PersonRequest, pk: int) -> HttpResponse:
    """Note what became of a dossier at the province."""
    found = dossier_to_act_on(request, pk)
    form = ResultForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            note_result(dossier=found, by=request.user, **form.answers())
        except DossierRefused as why:
            form.add_error("words", str(why))
        else:
            messages.success(request, _("Noted. The maker gets a mail."))
            return redirect("programme:dossier", pk)
    context = {"dossier": found, "form": form}
    return private(form_page(request, "programme/dossier_result.html", context, form=form))
