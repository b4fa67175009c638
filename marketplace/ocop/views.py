"""The officers' screens: the register, a certificate's file, and what changes it."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.certificates.models import Certificate, CertificateEvent
from catalogue.certificates.services import (
    CertificateRefused,
    extend_certificate,
    grant_certificate,
    revoke_certificate,
)
from catalogue.models import Product
from marketplace.accounts.requests import PersonRequest
from marketplace.frame.fields import DayField
from marketplace.frame.folding import fold
from marketplace.frame.screens import asked_text, form_page, page_of
from marketplace.ocop.access import officers_only

REASONS = {
    "stars": gettext_lazy(
        "The score does not earn so many stars (3 from 50, 4 from 70, 5 from 90)."
    ),
    "law": gettext_lazy("The decision is older than the law it names."),
    "dates": gettext_lazy("The dates do not follow each other: decision, issue, expiry."),
    "revoked": gettext_lazy("This certificate has been revoked already."),
    "before_issue": gettext_lazy("It cannot be revoked before it was issued."),
}


class CertificateForm(forms.ModelForm):
    product = forms.CharField(label=gettext_lazy("Product code"), max_length=40)
    decision_date = DayField(label=gettext_lazy("Decision date"))
    issued_on = DayField(label=gettext_lazy("Issued on"))
    expires_on = DayField(label=gettext_lazy("Expires on"))
    stars = forms.IntegerField(label=gettext_lazy("Stars"), min_value=3, max_value=5)
    score = forms.DecimalField(
        label=gettext_lazy("Score"), min_value=0, max_value=100, max_digits=5, decimal_places=2
    )
    note = forms.CharField(label=gettext_lazy("Note"), max_length=1000, required=False)

    class Meta:
        model = Certificate
        fields = [
            "decision_number",
            "decision_date",
            "authority",
            "level",
            "stars",
            "score",
            "law",
            "issued_on",
            "expires_on",
        ]

    field_order = ["product"]

    def clean_product(self) -> Product:
        product = Product.objects.filter(code=self.cleaned_data["product"].strip()).first()
        if product is None:
            raise forms.ValidationError(_("There is no product with this code."))
        return product

    def clean(self):
        data = super().clean() or {}
        if (
            data.get("product")
            and Certificate.objects.filter(
                product=data["product"], decision_number=data.get("decision_number", "")
            ).exists()
        ):
            self.add_error(
                "decision_number", _("This decision is on file for this product already.")
            )
        begins, ends = data.get("issued_on"), data.get("expires_on")
        if begins and ends and ends <= begins:  # the table would say so in its own words
            self.add_error("expires_on", REASONS["dates"])
        return data


class ExtendForm(forms.Form):
    until = DayField(label=gettext_lazy("Extended until"))
    note = forms.CharField(label=gettext_lazy("Why"), max_length=1000)


class RevokeForm(forms.Form):
    on = DayField(label=gettext_lazy("Revoked on"))
    ground = forms.ChoiceField(
        label=gettext_lazy("Ground"), choices=CertificateEvent.Ground.choices
    )
    note = forms.CharField(label=gettext_lazy("Note"), max_length=1000)


@officers_only
def index(request: PersonRequest) -> HttpResponse:
    """The register, searched by product, code or decision."""
    rows = Certificate.objects.select_related("product__producer", "law")
    q = asked_text(request, 100)
    if q:
        rows = rows.filter(product__search_text__contains=fold(q)) | rows.filter(
            decision_number__icontains=q
        )
    page = page_of(request, rows.order_by("expires_on", "pk"))
    today = timezone.localdate()
    stated = [(row, row.state_on(today)) for row in page]
    entries = [(row, state.label, Certificate.TONES[state]) for row, state in stated]
    return render(request, "programme/index.html", {"page": page, "entries": entries, "q": q})


@officers_only
def grant(request: PersonRequest) -> HttpResponse:
    form = CertificateForm(request.POST or None, initial={"issued_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        certificate = form.save(commit=False)
        certificate.product = form.cleaned_data["product"]
        try:
            grant_certificate(
                certificate=certificate, by=request.user, note=form.cleaned_data["note"]
            )
        except CertificateRefused as refusal:
            form.add_error(None, REASONS.get(str(refusal), str(refusal)))
        else:
            messages.success(request, _("Entered. The shop shows it now."))
            return redirect("programme:certificate", pk=certificate.pk)
    return form_page(request, "programme/grant.html", {"form": form}, form=form)


@officers_only
def certificate(request: PersonRequest, pk: int) -> HttpResponse:
    """One certificate with its trail; extend it or revoke it."""
    found = get_object_or_404(Certificate.objects.select_related("product__producer", "law"), pk=pk)
    post = request.POST if request.method == "POST" else None
    extend_form = ExtendForm(post if post and "extend" in post else None)
    revoke_form = RevokeForm(
        post if post and "revoke" in post else None, initial={"on": timezone.localdate()}
    )
    form = extend_form if extend_form.is_bound else revoke_form
    if form.is_bound and form.is_valid():
        act = extend_certificate if form is extend_form else revoke_certificate
        try:
            act(certificate=found, by=request.user, **form.cleaned_data)
        except CertificateRefused as refusal:
            why = REASONS.get(str(refusal), _("The law does not allow this date."))
            if found.state_on().is_revoked:  # then the page has no form to say it in
                messages.error(request, why)
                return redirect("programme:certificate", pk=pk)
            form.add_error(None, why)
        else:
            messages.success(request, _("Noted. The shop follows at once."))
            return redirect("programme:certificate", pk=pk)
    state = found.state_on()
    context = {
        "certificate": found,
        "state_text": state.label,
        "state_tone": Certificate.TONES[state],
        "is_revoked": state.is_revoked,
        "events": found.events.select_related("by"),
        "extend_form": extend_form,
        "revoke_form": revoke_form,
    }
    return form_page(request, "programme/certificate.html", context, form=form)
