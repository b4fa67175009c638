"""Decisions for officers: a list that is searched, and each with its certificates and its paper."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from catalogue.certificates.corrections import from_kept
from catalogue.certificates.decisions import (
    COPIES,
    certificates_under,
    decisions_holding,
    file_decision,
)
from catalogue.certificates.models import Certificate, Decision, Proposal
from catalogue.certificates.proposals import propose_decision
from catalogue.certificates.replacements import made_corrections, propose_decision_facts
from catalogue.certificates.rules import CertificateRefused
from marketplace.accounts.requests import PersonRequest
from marketplace.files.downloads import hand_out
from marketplace.files.fields import PaperField
from marketplace.frame.fields import DayField
from marketplace.frame.screens import asked_text, form_page, page_of
from marketplace.ocop.access import officers_only
from marketplace.ocop.entry_views import entry_before
from marketplace.ocop.forms import say_refusal
from marketplace.ocop.words import in_words

PER_PAPER = 200  # certificates of a decision at once: most fit on one print


class DecisionPaperForm(forms.Form):
    file = PaperField(label=gettext_lazy("The decision as PDF"))


class DecisionForm(forms.ModelForm):
    """A decision, before any certificate of it; its fields are called as a certificate's."""

    decision_date = DayField(label=gettext_lazy("Decision date"))

    class Meta:
        model = Certificate
        fields = ["decision_number", "decision_date", "authority", "level"]

    def _post_clean(self) -> None:
        """Leave the row to the service."""

    @property
    def answers(self) -> dict[str, Any]:
        return {fact: self.cleaned_data[name] for name, fact in COPIES.items()}


class DecisionCorrectionForm(DecisionForm):
    """The facts of a decision as the paper says them, with what was wrong."""

    reason = forms.CharField(
        label=gettext_lazy("What was entered wrong, and how you know"),
        min_length=10,
        max_length=1000,
    )


@officers_only
@require_safe
def decisions(request: PersonRequest) -> HttpResponse:
    """List decisions with how many certificates each has, searched by number and authority."""
    q = asked_text(request, 100)
    context = {"page": page_of(request, decisions_holding(q)), "q": q}
    return render(request, "programme/decisions.html", context)


@officers_only
def enter(request: PersonRequest) -> HttpResponse:
    """Take the facts of a decision ahead of its certificates; another officer confirms them."""
    before = entry_before(request, Proposal.Kind.DECISION)
    form = DecisionForm(request.POST or None, initial=first_facts(before))
    if request.method == "POST" and form.is_valid():
        try:
            asked = propose_decision(**form.answers, by=request.user)
        except CertificateRefused as refusal:
            say_refusal(form, str(refusal))
        else:
            messages.success(request, _("Written down. A second person has to confirm it."))
            return redirect("programme:entry", pk=asked.pk)
    return form_page(request, "programme/enter_decision.html", {"form": form}, form=form)


def first_facts(before: Proposal | None) -> dict[str, Any]:
    """Begin with an entry that was not taken, where the address names one."""
    facts = before.facts if before else {}
    return {name: from_kept(fact, facts[fact]) for name, fact in COPIES.items() if fact in facts}


@officers_only
def correct(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask that a decision's own facts be others; a second person decides."""
    found = get_object_or_404(Decision, pk=pk)
    initial = {name: getattr(found, fact) for name, fact in COPIES.items()}
    form = DecisionCorrectionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            asked = propose_decision_facts(
                decision=found, **form.answers, reason=reason, by=request.user
            )
        except CertificateRefused as refusal:
            say_refusal(form, str(refusal))
        else:
            messages.success(request, _("Written down. A second person has to confirm it."))
            return redirect("programme:entry", pk=asked.pk)
    back = reverse("programme:decision", args=[pk])
    context = {"form": form, "thing": initial["decision_number"], "back": back}
    return form_page(request, "programme/correct_facts.html", context, form=form)


@officers_only
def decision(request: PersonRequest, pk: int) -> HttpResponse:
    """Show a decision with its certificates; keep its paper."""
    found = get_object_or_404(Decision.objects.select_related("filed_by"), pk=pk)
    form = DecisionPaperForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file_decision(decision=found, file=form.cleaned_data["file"], by=request.user)
        messages.success(request, _("The paper is kept."))
        return redirect("programme:decision", pk=pk)
    today = timezone.localdate()
    page = page_of(request, certificates_under(found), size=PER_PAPER)
    stated = [(row, row.state_on(today)) for row in page]
    context = {
        "decision": found,
        "page": page,
        "entries": [(row, state.label, Certificate.TONES[state]) for row, state in stated],
        "mended": [(each, in_words(each.facts)) for each in made_corrections(found)],
        "form": form,
        "today": today,
    }
    return form_page(request, "programme/decision.html", context, form=form)


@officers_only
@require_safe
def paper(request: PersonRequest, pk: int) -> HttpResponse:
    """Lead to the paper of a decision."""
    found = get_object_or_404(Decision, pk=pk)
    return hand_out(request, found.file, name=f"decision-{found.pk}")
