"""What a zone costs, as producers and staff fill it in."""

from dataclasses import asdict
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.frame.fields import DayField, DongField, GramField, WholeField
from marketplace.shipping.models import DeliveryRate
from marketplace.shipping.rates import Charges, charges_of

MOST_CHARGE = 10**8  # dong
MOST_DAYS = 90
MOST_FREE_FROM = 2 * 10**9  # dong: what the column holds


class RateForm(forms.Form):
    """Charges of one zone from a day on, today at the earliest."""

    first_charge = DongField(label=gettext_lazy("First parcel step, dong"), max_value=MOST_CHARGE)
    first_grams = GramField(
        label=gettext_lazy("The step goes up to (grams)"),
        help_text=gettext_lazy("For example 1.000: one kilogram at the first charge."),
        min_value=1,
        max_value=10**6,
    )
    next_kg_charge = DongField(
        label=gettext_lazy("Each further started kilogram, dong"), max_value=MOST_CHARGE
    )
    free_from = DongField(
        label=gettext_lazy("Free for goods from, dong"),
        help_text=gettext_lazy("Leave it empty if delivery is never free."),
        required=False,
        max_value=MOST_FREE_FROM,
    )
    days_min = WholeField(label=gettext_lazy("Days, at least"), min_value=0, max_value=MOST_DAYS)
    days_max = WholeField(label=gettext_lazy("Days, at most"), min_value=0, max_value=MOST_DAYS)
    valid_from = DayField(label=gettext_lazy("Counts from"))

    def clean_valid_from(self) -> date:
        day = self.cleaned_data["valid_from"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("Choose today or a day to come."))
        return day

    def clean(self) -> dict:
        data = super().clean() or {}
        least, most = data.get("days_min"), data.get("days_max")
        if least is not None and most is not None and most < least:
            self.add_error("days_max", _("This is fewer than the least."))
        return data

    def charges(self) -> Charges:
        """What was filled in; the form is valid."""
        data = self.cleaned_data
        return Charges(**{name: data[name] for name in Charges.__dataclass_fields__})


def initial_of(rate: DeliveryRate | None) -> dict[str, Any]:
    """Begin with what counts now, from today."""
    known = asdict(charges_of(rate)) if rate else {"first_grams": 1000}
    return {**known, "valid_from": timezone.localdate()}
