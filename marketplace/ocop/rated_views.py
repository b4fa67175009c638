"""Rated products for officers: a list, the entry of one that is not sold here, ties to the shop."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from catalogue.certificates.linking import ask_link, decide_link, waiting_links
from catalogue.certificates.models import Certificate, Proposal, RatedLink, RatedProduct
from catalogue.certificates.proposals import propose_rated
from catalogue.certificates.rated import rated_holding
from catalogue.certificates.replacements import propose_rated_facts
from catalogue.certificates.rules import CertificateRefused
from catalogue.models import OcopSet, Product
from catalogue.places.models import Commune
from marketplace.accounts.requests import PersonRequest
from marketplace.frame.fields import WholeField
from marketplace.frame.folding import as_code
from marketplace.frame.screens import asked_text, form_page, page_of
from marketplace.ocop.access import officers_only
from marketplace.ocop.entry_views import entry_before
from marketplace.ocop.forms import REASONS, say_refusal
from marketplace.ocop.words import all_in_words


class RatedForm(forms.ModelForm):
    """A product that a decision names and that is not sold here."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("Left empty: the next one of its commune and year."),
    )
    year = WholeField(label=gettext_lazy("Year"), min_value=2018, max_value=2100, required=False)
    commune = forms.CharField(
        label=gettext_lazy("Commune"),
        max_length=5,
        help_text=gettext_lazy("Its code of five digits, as 00577."),
    )
    ocop_set: forms.ModelChoiceField = forms.ModelChoiceField(
        OcopSet.objects.all(), label=gettext_lazy("Product set")
    )

    class Meta:
        model = RatedProduct
        fields = ["name", "holder_name", "holder_kind"]

    field_order = ["name", "holder_name", "holder_kind", "commune", "ocop_set", "code", "year"]

    def clean_commune(self) -> Commune:
        rows = Commune.objects.of_today().select_related("province")
        found = rows.filter(code=as_code(self.cleaned_data["commune"])).first()
        if found is None:
            raise forms.ValidationError(_("There is no commune with this code today."))
        return found

    def clean_year(self) -> int:
        return self.cleaned_data["year"] or 0

    def _post_clean(self) -> None:
        """Leave the row to the service."""


class RatedCorrectionForm(RatedForm):
    """The facts of a rated product as they should be, with what was wrong; its code stays."""

    code = year = None  # type: ignore[assignment]
    reason = forms.CharField(
        label=gettext_lazy("What was entered wrong, and how you know"),
        min_length=10,
        max_length=1000,
    )

    def __init__(self, *args: Any, instance: RatedProduct, **kwargs: Any) -> None:
        initial = {"commune": instance.commune.code, "ocop_set": instance.ocop_set_id}
        super().__init__(*args, **kwargs, instance=instance, initial=initial)  # type: ignore[misc]

    def clean_year(self) -> int:
        return 0


class LinkForm(forms.Form):
    """Which product of the shop it is; of one that is tied only how one knows that it is not."""

    product = forms.CharField(label=gettext_lazy("Code of the shop's product"), max_length=40)
    reason = forms.CharField(label=gettext_lazy("How you know"), min_length=10, max_length=1000)

    def __init__(self, *args: Any, is_tied: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_tied:
            del self.fields["product"]

    def clean_product(self) -> Product:
        found = Product.objects.filter(code=as_code(self.cleaned_data["product"])).first()
        if found is None:
            raise forms.ValidationError(_("There is no product with this code."))
        return found

    @property
    def answers(self) -> dict[str, Any]:
        return {"product": None} | self.cleaned_data


@officers_only
@require_safe
def index(request: PersonRequest) -> HttpResponse:
    """List rated products, searched by name, holder and code."""
    q = asked_text(request, 100)
    context = {"page": page_of(request, rated_holding(q)), "q": q}
    return render(request, "programme/rated_products.html", context)


@officers_only
def enter(request: PersonRequest) -> HttpResponse:
    """Take the facts of a product that is not sold here, which another officer confirms."""
    before = entry_before(request, Proposal.Kind.RATED)
    form = RatedForm(request.POST or None, initial=first_facts(before))
    if request.method == "POST" and form.is_valid():
        try:
            asked = propose_rated(**form.cleaned_data, by=request.user)
        except CertificateRefused as refusal:
            say_refusal(form, str(refusal))
        else:
            messages.success(request, _("Written down. A second person has to confirm it."))
            return redirect("programme:entry", pk=asked.pk)
    return form_page(request, "programme/enter_rated.html", {"form": form}, form=form)


def first_facts(before: Proposal | None) -> dict[str, Any]:
    """Begin with an entry that was not taken, where the address names one."""
    if before is None:
        return {}
    ocop_set = OcopSet.objects.filter(number=before.facts["ocop_set"]).first()
    return before.facts | {"ocop_set": ocop_set, "year": before.facts["year"] or None}


@officers_only
def rated(request: PersonRequest, pk: int) -> HttpResponse:
    """Show a rated product with its certificates; ask to tie it to the shop, or to untie it."""
    rows = RatedProduct.objects.select_related("product__producer", "commune", "ocop_set")
    found = get_object_or_404(rows, pk=pk)
    form = LinkForm(request.POST or None, is_tied=found.product is not None)
    if request.method == "POST" and form.is_valid():
        try:
            ask_link(rated=found, by=request.user, **form.answers)
        except CertificateRefused as refusal:
            say_refusal(form, str(refusal))
        else:
            messages.success(request, _("Written down. A second person has to confirm it."))
            return redirect("programme:rated", pk=pk)
    return form_page(request, "programme/rated.html", file_of(request, found, form), form=form)


@officers_only
def correct(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask that a rated product's own facts be others; a second person decides."""
    rows = RatedProduct.objects.select_related("product", "commune", "ocop_set")
    found = get_object_or_404(rows, pk=pk)
    form = RatedCorrectionForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        reason = values.pop("reason")
        try:
            asked = propose_rated_facts(rated=found, values=values, reason=reason, by=request.user)
        except CertificateRefused as refusal:
            say_refusal(form, str(refusal))
        else:
            messages.success(request, _("Written down. A second person has to confirm it."))
            return redirect("programme:entry", pk=asked.pk)
    context = {"form": form, "thing": found.title, "back": reverse("programme:rated", args=[pk])}
    return form_page(request, "programme/correct_facts.html", context, form=form)


def file_of(request: PersonRequest, found: RatedProduct, form: LinkForm) -> dict[str, Any]:
    today = timezone.localdate()
    held = found.certificates.select_related("rated__product", "law").order_by("-issued_on", "-pk")
    stated = [(row, row.state_on(today)) for row in held]
    events = list(found.events.select_related("asked_by", "by"))
    return {
        "rated": found,
        "entries": [(row, state.label, Certificate.TONES[state]) for row, state in stated],
        "waiting": [
            (each, each.asked_by == request.user) for each in waiting_links().filter(rated=found)
        ],
        "events": list(zip(events, all_in_words(each.changes for each in events), strict=True)),
        "past": found.links.exclude(decided_at=None).select_related(
            "product", "asked_by", "decided_by"
        ),
        "form": form,
    }


@officers_only
@require_POST
def decide(request: PersonRequest, pk: int) -> HttpResponse:
    """Tie or untie what another person asked for, or leave it as it is."""
    found = get_object_or_404(RatedLink.objects.select_related("rated"), pk=pk)
    agrees = "make" in request.POST
    try:
        decide_link(link=found, agrees=agrees, by=request.user)
    except CertificateRefused as refusal:
        messages.error(request, REASONS[str(refusal)])
    else:
        said = _("Done. The shop follows at once.") if agrees else _("Left as it was.")
        messages.success(request, said)
    return redirect("programme:rated", pk=found.rated_id)
