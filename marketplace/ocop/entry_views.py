"""Entries that take two: the queue of what waits, and one with what a second officer answers."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from catalogue.certificates.confirming import decide_proposal
from catalogue.certificates.models import Certificate, Proposal
from catalogue.certificates.proposals import proposals_holding
from catalogue.certificates.rules import CertificateRefused
from marketplace.accounts.requests import PersonRequest
from marketplace.frame.addresses import NUMBER
from marketplace.frame.numbers import grouped
from marketplace.frame.screens import Part, form_page, page_of_part
from marketplace.ocop.access import officers_only
from marketplace.ocop.forms import REASONS, say_refusal
from marketplace.ocop.table_rows import rows_of
from marketplace.ocop.words import facts_in_words, in_words

Kind, State = Proposal.Kind, Proposal.State
PARTS = {
    "queue": Part(gettext_lazy("To be confirmed"), Q(state=State.ASKED), ("pk",)),
    "unsent": Part(gettext_lazy("Not handed over"), Q(state=State.DRAFT), ("-pk",)),
    "back": Part(
        gettext_lazy("Sent back"), Q(state__in=[State.REFUSED, State.WITHDRAWN]), ("-pk",)
    ),
    "in": Part(gettext_lazy("In the register"), Q(state=State.MADE), ("-pk",)),
}
MENDS = (Kind.RATED_FACTS, Kind.DECISION_FACTS)
# Where an entry is typed once more, with what was typed before.
AGAIN: dict[str, str] = {
    Kind.GRANT: "programme:grant",
    Kind.RATED: "programme:enter-rated",
    Kind.DECISION: "programme:enter-decision",
}


class AnswerForm(forms.Form):
    """Why an entry goes back."""

    answer = forms.CharField(
        label=gettext_lazy("What is to be mended"), max_length=1000, required=False
    )


@officers_only
@require_safe
def entries(request: PersonRequest) -> HttpResponse:
    """List entries in parts, the oldest that waits first, searched by title, number and officer."""
    rows = Proposal.objects.select_related("asked_by", "decided_by")
    context = page_of_part(request, rows, PARTS, matching=proposals_holding)
    return render(request, "programme/entries.html", context)


@officers_only
def entry(request: PersonRequest, pk: int) -> HttpResponse:
    """Show an entry; enter it, send it back, or take one's own back."""
    rows = Proposal.objects.select_related(
        "asked_by", "decided_by", "certificate", "rated", "decision"
    )
    found = get_object_or_404(rows, pk=pk)
    agrees = "make" in request.POST
    form = AnswerForm(request.POST if agrees or "refuse" in request.POST else None)
    if form.is_bound and form.is_valid():
        answer = form.cleaned_data["answer"]
        try:
            done = decide_proposal(proposal=found, agrees=agrees, by=request.user, answer=answer)
        except CertificateRefused as refusal:
            if str(refusal) not in ("answer",):
                messages.error(request, REASONS[str(refusal)])
                return redirect("programme:entry", pk=pk)
            say_refusal(form, str(refusal))
        else:
            messages.success(request, said_of(done))
            return redirect("programme:entry", pk=pk)
    return form_page(request, "programme/entry.html", file_of(request, found, form), form=form)


def file_of(request: PersonRequest, found: Proposal, form: forms.Form) -> dict[str, Any]:
    is_back = not found.is_open and not found.is_made
    again = AGAIN.get(found.kind, "") if is_back else ""
    is_table = found.kind == Kind.TABLE
    shown: dict[str, Any] = {}
    if is_table:
        shown = rows_of(request, found)
    elif found.kind in MENDS:
        shown = {"changes": in_words(found.facts)}
    else:
        shown = {"facts": facts_in_words(found.facts)}
    return shown | {
        "entry": found,
        "is_table": is_table,
        "is_own": found.asked_by_id == request.user.pk,
        "again": again,
        "form": form,
    }


def said_of(done: Proposal) -> str:
    """Say what became of an entry."""
    if not done.is_made:
        return _("Sent back.") if done.is_sent_back else _("You took it back.")
    if done.kind == Kind.TABLE:
        words = {"count": grouped(done.facts["created"])}
        return _("Entered: %(count)s certificates.") % words
    if done.kind in MENDS:
        return _("Corrected. The shop follows at once.")
    if done.certificate:
        return entered(done.certificate)
    return _("Entered as %(name)s.") % {"name": done.rated.code if done.rated else done.title}


def entered(certificate: Certificate) -> str:
    """Say since when the shop shows a certificate."""
    if certificate.issued_on > timezone.localdate():
        words = {"day": date_format(certificate.issued_on)}
        return _("Entered. The shop shows it from %(day)s.") % words
    if certificate.is_valid_on():
        return _("Entered. The shop shows it now.")
    return _("Entered. It has run out, so the shop shows no stars by it.")


def entry_before(request: PersonRequest, kind: Proposal.Kind) -> Proposal | None:
    """Find the entry that `?again=` names, to be typed once more."""
    pk = request.GET.get("again", "")
    rows = Proposal.objects.filter(kind=kind)
    return rows.filter(pk=pk).first() if NUMBER.fullmatch(pk) else None
