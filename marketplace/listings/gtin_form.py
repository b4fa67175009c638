"""A product's GTIN with the licence of its prefix, as producers and moderators enter it."""

from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from catalogue.models import GtinLicence, Product
from catalogue.origin.codes.gtins import Licence
from catalogue.origin.gs1 import gtins
from catalogue.origin.refusals import GtinRefused
from marketplace.accounts.models import User
from marketplace.frame.fields import DayField
from marketplace.listings.offers import change_gtin


class GtinForm(forms.Form):
    """A GTIN and its licence; without a GTIN the product goes back to its code alone."""

    gtin = forms.CharField(
        label="GTIN",
        max_length=40,
        required=False,
        help_text=_(
            "The number under the bars, 8, 12, 13 or 14 digits. Empty: the product has none."
        ),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    company_prefix = forms.CharField(
        label=_("GS1 company prefix"),
        max_length=40,
        required=False,
        help_text=_("As it stands on the certificate, in Vietnam it begins with 893."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    holder = forms.CharField(label=_("Holder of the licence"), max_length=160, required=False)
    starts_on = DayField(label=_("Valid from"), required=False)
    ends_on = DayField(label=_("Valid until"), required=False)
    key = forms.UUIDField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("gtin"):
            for name in ("company_prefix", "holder", "starts_on", "ends_on"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("A GTIN comes with its licence: fill this in."))
        return data

    @property
    def licence(self) -> Licence | None:
        """The licence that was filled in; None where the number is taken off."""
        said = self.cleaned_data
        if not said["gtin"]:
            return None
        return Licence(said["company_prefix"], said["holder"], said["starts_on"], said["ends_on"])

    def save(self, product: Product, by: User) -> bool:
        """Give the product what was filled in; tell whether that went, else say why in a field."""
        try:
            change_gtin(
                product=product,
                gtin=self.cleaned_data["gtin"],
                licence=self.licence,
                by=by,
                key=self.cleaned_data["key"],
            )
        except GtinRefused as refusal:
            self.add_error(refusal.field, str(refusal))
            return False
        return True


def initial_of(product: Product) -> dict[str, str | date]:
    """What the form shows first: the product's number, else its producer's last licence."""
    found = product.gtin_licence or last_licence(product)
    shown: dict[str, str | date] = {"key": str(uuid4()), "gtin": gtins.shown(product.gtin or "")}
    if found is None:
        return shown | {"holder": product.producer.name if product.producer else ""}
    return shown | {
        "company_prefix": found.prefix,
        "holder": found.holder,
        "starts_on": found.starts_on,
        "ends_on": found.ends_on,
    }


def last_licence(product: Product) -> GtinLicence | None:
    return GtinLicence.objects.filter(producer=product.producer).order_by("ends_on").last()
