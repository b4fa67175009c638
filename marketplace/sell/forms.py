"""What a producer fills in."""

from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.frame.fields import DongField, WholeField
from marketplace.listings.content import LABELS
from marketplace.listings.product_form import MOST_DONG, MOST_PIECES

MOST_LEAD_DAYS = 180


class PriceForm(forms.Form):
    """A price; `confirmed` is the one that the producer said yes to when it seemed far off."""

    price = DongField(label=LABELS["price"], min_value=1000, max_value=MOST_DONG)
    confirmed = DongField(required=False, widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput)


class StockForm(forms.Form):
    """How many came, went, or were counted by who saw `seen`."""

    MORE, LESS, COUNTED = "more", "less", "counted"

    count = WholeField(label=_("How many"), min_value=0, max_value=MOST_PIECES)
    seen = WholeField(required=False, min_value=0, max_value=MOST_PIECES, widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput)
    way = forms.ChoiceField(
        choices=[(MORE, _("Add")), (LESS, _("Take off")), (COUNTED, _("Set"))],
        widget=forms.HiddenInput,
    )

    def clean(self) -> dict:
        data = super().clean() or {}
        if data.get("way") == self.COUNTED and data.get("seen") is None and not self.errors:
            self.add_error("count", _("Open the page again, so that you see what is there now."))
        return data

    def seeing(self, in_stock: int) -> "StockForm":
        """Give the same answer of the person with what is there now and a key of its own."""
        self.data = {**dict(self.data.items()), "seen": str(in_stock), "key": str(uuid4())}
        return self


class LeadForm(forms.Form):
    """How many days a product takes that is made to order; nothing: its maker does not say."""

    days = WholeField(
        label=_("Days to make"),
        help_text=_("Buyers read it, and it is added to the days of delivery."),
        min_value=1,
        max_value=MOST_LEAD_DAYS,
        required=False,
    )


class WatchForm(forms.Form):
    """At how many left the producer wants to be told; nothing: never."""

    fewest = WholeField(
        label=_("Tell me when so many are left"),
        help_text=_("Leave it empty to hear nothing."),
        min_value=0,
        max_value=MOST_PIECES,
        required=False,
    )
