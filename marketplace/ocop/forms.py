"""What officers fill in: a certificate, what happens to it, what of it was entered wrong."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.certificates.corrections import FIELDS, LATER
from catalogue.certificates.models import (
    Certificate,
    CertificateEvent,
    RatedProduct,
    RatingLaw,
)
from catalogue.certificates.rated import find_rated
from catalogue.certificates.rules import end_of_term, law_in_force
from catalogue.models import Product
from marketplace.frame.fields import DayField, ShareField, WholeField
from marketplace.frame.folding import as_code

REASONS = {
    "stars": gettext_lazy(
        "The score does not earn so many stars (3 from 50, 4 from 70, 5 from 90)."
    ),
    "ministry": gettext_lazy("Five stars are granted by the ministry only."),
    "district": gettext_lazy("Districts decided until June 2025 only."),
    "future": gettext_lazy("The decision is of a day that has not come."),
    "law": gettext_lazy("This law was not in force on the day of the decision."),
    "dates": gettext_lazy("The dates do not follow each other: decision, issue, expiry."),
    "long": gettext_lazy("It ends later than the law's term allows."),
    "short": gettext_lazy("It ends before the law's term is over: say why in the note."),
    "known": gettext_lazy("This decision is on file for this product already."),
    "code": gettext_lazy("A code has letters, digits and dashes, 40 at most."),
    "code_taken": gettext_lazy("There is a product with this code already."),
    "alike": gettext_lazy(
        "A product of this name and holder is on file in this commune. If this is another one, "
        "write its code."
    ),
    "decision_known": gettext_lazy("This decision is on file already."),
    "no_law": gettext_lazy("No law on OCOP was in force on this day."),
    "waits": gettext_lazy("Another entry of this waits for a second person: decide on that first."),
    "not_yours": gettext_lazy("Who sent the table hands it over."),
    "rows_refused": gettext_lazy("Some rows are refused: mend them and send the file again."),
    "rows_moved": gettext_lazy(
        "The register has changed since: some rows do not fit any more. Nothing was entered; send "
        "the table back."
    ),
    "answer": gettext_lazy("Say why it goes back, so that it can be mended."),
    "taken": gettext_lazy("One of both is tied to another already: untie that first."),
    "other_day": gettext_lazy(
        "This number of this authority is on file with another day or level of that year."
    ),
    "revoked": gettext_lazy("This certificate has been revoked already."),
    "before_issue": gettext_lazy("It cannot be revoked before it was issued."),
    "after_end": gettext_lazy("It cannot be revoked for a day after its end."),
    "not_revoked": gettext_lazy("There is no revocation to cancel."),
    "in_force": gettext_lazy(
        "The revocation is in force: ask for a correction, on which a second person decides."
    ),
    "outside_extension": gettext_lazy("The law does not allow this date."),
    "shortens": gettext_lazy("It holds so long already: an extension never shortens."),
    "not_late": gettext_lazy(
        "Only a re-rating filed after its window and before the end extends a certificate."
    ),
    "filed_ahead": gettext_lazy("The re-rating cannot have been filed on a day to come."),
    "no_such_event": gettext_lazy("It was neither extended nor revoked: there is no such day."),
    "same": gettext_lazy("Nothing differs from what is on file."),
    "open": gettext_lazy("A correction of this certificate waits for a second person already."),
    "moved": gettext_lazy("The certificate has changed meanwhile. Please look at it again."),
    "own": gettext_lazy("A second person has to confirm what you asked for."),
    "works_there": gettext_lazy(
        "You work for the maker of this: another officer has to confirm it."
    ),
    "decided": gettext_lazy("Somebody has decided on this already."),
}
# Beside which field a reason is said; the others stand above the form.
FIELD_OF = {
    "stars": "stars",
    "ministry": "level",
    "district": "level",
    "future": "decision_date",
    "law": "law",
    "dates": "expires_on",
    "long": "expires_on",
    "short": "expires_on",
    "known": "decision_number",
    "code": "code",
    "code_taken": "code",
    "alike": "code",
    "decision_known": "decision_number",
    "no_law": "decision_date",
    "answer": "answer",
    "other_day": "decision_date",
    "outside_extension": "until",
    "shortens": "until",
    "not_late": "filed_on",
    "filed_ahead": "filed_on",
    "before_issue": "on",
    "after_end": "on",
}


def say_refusal(form: forms.BaseForm, reason: str) -> None:
    """Put the sentence of a refusal beside its field."""
    name = FIELD_OF.get(reason)
    form.add_error(name if name in form.fields else None, REASONS[reason])


class CertificateForm(forms.ModelForm):
    product = forms.CharField(label=gettext_lazy("Product code"), max_length=40)
    decision_date = DayField(label=gettext_lazy("Decision date"))
    law = forms.ModelChoiceField(
        RatingLaw.objects.all(),
        label=gettext_lazy("Scored under"),
        required=False,
        empty_label=gettext_lazy("The law of the day of the decision"),
        help_text=gettext_lazy(
            "Decisions 781 and 1489 amend 1048 and 148: choose what they amend."
        ),
    )
    issued_on = DayField(label=gettext_lazy("Issued on"))
    expires_on = DayField(
        label=gettext_lazy("Expires on"),
        required=False,
        help_text=gettext_lazy("Left empty: the months of the law, from the day of issue."),
    )
    stars = WholeField(label=gettext_lazy("Stars"), min_value=3, max_value=5)
    score = ShareField(
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

    def clean_product(self) -> RatedProduct | Product:
        """Find what is rated by its code, else a product of the shop that is rated now."""
        code = self.cleaned_data["product"]
        found = find_rated(code) or Product.objects.filter(code=as_code(code)).first()
        if found is None:
            raise forms.ValidationError(_("There is no product with this code."))
        return found

    def name_on(self, certificate: Certificate) -> None:
        """Write on a new certificate what it is of."""
        found = self.cleaned_data["product"]
        if isinstance(found, RatedProduct):
            certificate.rated = found
        else:
            certificate.product = found

    def clean(self) -> dict[str, Any]:
        """Fill in what follows: the law from the decision's day, the end from law and issue."""
        data = super().clean() or {}
        decided, begins = data.get("decision_date"), data.get("issued_on")
        if decided and not data.get("law") and "law" not in self.errors:
            data["law"] = law_in_force(decided)
            if data["law"] is None:
                self.add_error("decision_date", _("No law on OCOP was in force on this day."))
        if begins and data.get("law") and "expires_on" not in self.errors:
            data["expires_on"] = data.get("expires_on") or end_of_term(begins, data["law"])
        ends = data.get("expires_on")
        if begins and ends and ends <= begins:  # the table would say so in its own words
            self.add_error("expires_on", REASONS["dates"])
        return data


class CorrectionForm(CertificateForm):
    """The same facts as they should be, with what was wrong; days of events where there are any."""

    note = None  # type: ignore[assignment]  # no such field here
    extended_until = DayField(label=gettext_lazy("Extended until"), required=False)
    revoked_on = DayField(
        label=gettext_lazy("Revoked on"),
        required=False,
        help_text=gettext_lazy("Left empty: it is not revoked."),
    )
    reason = forms.CharField(
        label=gettext_lazy("What was entered wrong, and how you know"),
        min_length=10,
        max_length=1000,
    )

    def __init__(self, *args: Any, instance: Certificate, **kwargs: Any) -> None:
        initial = {"product": instance.rated.code}
        initial |= {name: getattr(instance, name) for name in LATER}
        super().__init__(*args, **kwargs, instance=instance, initial=initial)  # type: ignore[misc]
        for name in LATER:
            if getattr(instance, name) is None:
                del self.fields[name]

    def _post_clean(self) -> None:
        """Leave the row as it is: it changes when a second person agrees."""

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in FIELDS if name in self.cleaned_data}


class ExtendForm(forms.Form):
    filed_on = DayField(label=gettext_lazy("The late re-rating was filed on"))
    until = DayField(label=gettext_lazy("Extended until"))
    note = forms.CharField(label=gettext_lazy("Why"), max_length=1000)


class RevokeForm(forms.Form):
    on = DayField(label=gettext_lazy("Revoked on"))
    ground = forms.ChoiceField(
        label=gettext_lazy("Ground"), choices=CertificateEvent.Ground.choices
    )
    note = forms.CharField(label=gettext_lazy("Note"), max_length=1000)


class CancelForm(forms.Form):
    note = forms.CharField(label=gettext_lazy("Why"), max_length=1000)
