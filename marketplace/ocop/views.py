"""The officers' screens: the register, a certificate's file, and what changes it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from catalogue.certificates.corrections import ask_correction, decide_correction, from_kept
from catalogue.certificates.decisions import COPIES
from catalogue.certificates.linking import waiting_links
from catalogue.certificates.models import Certificate, Correction, Decision, Proposal
from catalogue.certificates.proposals import GRANTED, propose_grant, waiting_for_a_second
from catalogue.certificates.register import holding
from catalogue.certificates.rules import CertificateRefused, reason_of, wrong_on_file
from catalogue.certificates.services import (
    cancel_revocation,
    extend_certificate,
    revoke_certificate,
)
from catalogue.listing.names import names_of
from catalogue.listing.shelf import current
from marketplace.accounts.requests import PersonRequest
from marketplace.frame.addresses import NUMBER
from marketplace.frame.folding import as_code, fold
from marketplace.frame.screens import asked_text, form_page, page_of
from marketplace.ocop.access import officers_only
from marketplace.ocop.entry_views import entry_before
from marketplace.ocop.forms import (
    REASONS,
    CancelForm,
    CertificateForm,
    CorrectionForm,
    ExtendForm,
    RevokeForm,
    say_refusal,
)
from marketplace.ocop.words import in_words

MOST_WRONG = 20  # of them are named at once
PLAIN = tuple(name for name in GRANTED if name != "product")  # the product stands by its code
# What may happen to a certificate: by the name of its button, its form and its service.
Deed = Callable[..., None]
DEEDS: dict[str, tuple[type[forms.Form], Deed]] = {
    "extend": (ExtendForm, extend_certificate),
    "revoke": (RevokeForm, revoke_certificate),
    "cancel": (CancelForm, cancel_revocation),
}


def waiting_corrections() -> QuerySet[Correction]:
    rows = Correction.objects.filter(state=Correction.State.ASKED).order_by("pk")
    return rows.select_related("certificate__rated__product", "asked_by")


def wrong_certificates() -> list[tuple[Certificate, str]]:
    """Certificates of before the rules that contradict the law, each with what it contradicts."""
    rows = Certificate.objects.filter(wrong_on_file(), revoked_on=None)
    rows = rows.select_related("rated__product", "law").order_by("expires_on", "pk")
    return [(row, str(REASONS[reason_of(row)])) for row in rows[:MOST_WRONG]]


@officers_only
def index(request: PersonRequest) -> HttpResponse:
    """The register, searched by product, holder, code or decision."""
    rows = Certificate.objects.select_related("rated__product__producer", "law")
    q = asked_text(request, 100)
    if fold(q).strip():
        rows = rows.filter(holding(q, names_of(current()).holding("producer", fold(q))))
    page = page_of(request, rows.order_by("expires_on", "pk"))
    today = timezone.localdate()
    stated = [(row, row.state_on(today)) for row in page]
    entries = [(row, state.label, Certificate.TONES[state]) for row, state in stated]
    context = {
        "page": page,
        "entries": entries,
        "q": q,
        "entries_waiting": waiting_for_a_second().count(),
        "waiting": waiting_corrections(),
        "links": waiting_links(),
        "wrong": wrong_certificates(),
    }
    return render(request, "programme/index.html", context)


@officers_only
def grant(request: PersonRequest) -> HttpResponse:
    """Take the facts of a certificate, which another officer confirms."""
    form = CertificateForm(request.POST or None, initial=first_answers(request))
    if request.method == "POST" and form.is_valid():
        certificate = form.save(commit=False)
        form.name_on(certificate)
        try:
            asked = propose_grant(
                certificate=certificate, by=request.user, note=form.cleaned_data["note"]
            )
        except CertificateRefused as refusal:
            say_refusal(form, str(refusal))
        else:
            messages.success(request, _("Written down. A second person has to confirm it."))
            return redirect("programme:entry", pk=asked.pk)
    return form_page(request, "programme/grant.html", {"form": form}, form=form)


def first_answers(request: PersonRequest) -> dict[str, Any]:
    """Begin with today, or with what the address names.

    That is a decision's facts, a product's code, or an entry that was not taken.
    """
    if before := entry_before(request, Proposal.Kind.GRANT):
        kept = {name: from_kept(name, text) for name, text in before.facts.items() if name in PLAIN}
        return kept | {"product": before.facts["product"], "note": before.note}
    pk = request.GET.get("decision", "")
    found = Decision.objects.filter(pk=pk).first() if NUMBER.fullmatch(pk) else None
    facts = {name: getattr(found, fact) for name, fact in COPIES.items()} if found else {}
    if code := as_code(request.GET.get("product", "")[:80]):
        facts["product"] = code
    return {"issued_on": found.decided_on if found else timezone.localdate()} | facts


@officers_only
def certificate(request: PersonRequest, pk: int) -> HttpResponse:
    """One certificate with its trail; extend it, revoke it, cancel a revocation to come."""
    found = get_object_or_404(
        Certificate.objects.select_related("rated__product__producer", "law"), pk=pk
    )
    deed = next((name for name in DEEDS if name in request.POST), "")
    given = {deed: request.POST} if request.method == "POST" else {}
    made = {name: form(given.get(name)) for name, (form, _deed) in DEEDS.items()}
    made["revoke"].initial = {"on": timezone.localdate()}
    form = made[deed or "revoke"]
    if form.is_bound and form.is_valid():
        try:
            DEEDS[deed][1](certificate=found, by=request.user, **form.cleaned_data)
        except CertificateRefused as refusal:
            if deed not in deeds_open(found):  # then the page has no form to say it in
                messages.error(request, REASONS[str(refusal)])
                return redirect("programme:certificate", pk=pk)
            say_refusal(form, str(refusal))
        else:
            messages.success(request, _("Noted. The shop follows at once."))
            return redirect("programme:certificate", pk=pk)
    return form_page(
        request, "programme/certificate.html", file_of(request, found, made), form=form
    )


def deeds_open(found: Certificate) -> set[str]:
    """Name the deeds that the page of a certificate offers."""
    if found.is_revoked_ahead:
        return {"cancel"}
    return set() if found.revoked_on else {"extend", "revoke"}


def file_of(
    request: PersonRequest, found: Certificate, made: dict[str, forms.Form]
) -> dict[str, Any]:
    state = found.state_on()
    events = found.events.select_related("by", "asked_by")
    waiting = waiting_corrections().filter(certificate=found)
    return {
        "certificate": found,
        "state_text": state.label,
        "state_tone": Certificate.TONES[state],
        "deeds": deeds_open(found),
        "trail": [(event, in_words(event.changes)) for event in events],
        "corrections": [
            (each, in_words(each.changes), each.asked_by == request.user) for each in waiting
        ],
        "made": made,
    }


@officers_only
def correct(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask that a certificate say something else; a second person decides."""
    found = get_object_or_404(Certificate.objects.select_related("rated__product", "law"), pk=pk)
    form = CorrectionForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            ask_correction(
                certificate=found,
                values=form.values,
                reason=form.cleaned_data["reason"],
                by=request.user,
            )
        except CertificateRefused as refusal:
            say_refusal(form, str(refusal))
        else:
            messages.success(request, _("Written down. A second person has to confirm it."))
            return redirect("programme:certificate", pk=pk)
    context = {"form": form, "certificate": found}
    return form_page(request, "programme/correct.html", context, form=form)


@officers_only
@require_POST
def decide(request: PersonRequest, pk: int) -> HttpResponse:
    """Make a correction that another person asked for, or refuse it."""
    found = get_object_or_404(Correction.objects.select_related("certificate"), pk=pk)
    agrees = "make" in request.POST
    try:
        decide_correction(correction=found, agrees=agrees, by=request.user)
    except CertificateRefused as refusal:
        messages.error(request, REASONS[str(refusal)])
    else:
        said = _("Corrected. The shop follows at once.") if agrees else _("Left as it was.")
        messages.success(request, said)
    return redirect("programme:certificate", pk=found.certificate_id)
