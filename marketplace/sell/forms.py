"""What a producer fills in."""

from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from catalogue.models import DeliveryReach, OcopSet
from marketplace.files.fields import PictureField
from marketplace.frame.fields import DongField, GramField, WholeField
from marketplace.listings.content import LABELS

MOST_DONG = 10**10 - 1  # what a stock record holds
MOST_PIECES = 10**6


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


class WatchForm(forms.Form):
    """At how many left the producer wants to be told; nothing: never."""

    fewest = WholeField(
        label=_("Tell me when so many are left"),
        help_text=_("Leave it empty to hear nothing."),
        min_value=0,
        max_value=MOST_PIECES,
        required=False,
    )


class TextsForm(forms.Form):
    """The words of a product; Vietnamese is needed, the others help to sell abroad."""

    title_vi = forms.CharField(label=LABELS["title_vi"], max_length=255)
    summary_vi = forms.CharField(label=LABELS["summary_vi"], max_length=255)
    story_vi = forms.CharField(
        label=LABELS["story_vi"], widget=forms.Textarea, max_length=6000, required=False
    )
    unit_vi = forms.CharField(label=LABELS["unit_vi"], max_length=40, required=False)
    title_en = forms.CharField(label=LABELS["title_en"], max_length=255, required=False)
    summary_en = forms.CharField(label=LABELS["summary_en"], max_length=255, required=False)
    story_en = forms.CharField(
        label=LABELS["story_en"], widget=forms.Textarea, max_length=6000, required=False
    )
    title_ind = forms.CharField(label=LABELS["title_ind"], max_length=255, required=False)
    summary_ind = forms.CharField(label=LABELS["summary_ind"], max_length=255, required=False)
    picture = PictureField(label=LABELS["picture"], required=False)

    def content(self) -> dict:
        return {name: value for name, value in self.cleaned_data.items() if name != "picture"}


class NewProductForm(TextsForm):
    ocop_set: forms.ModelChoiceField = forms.ModelChoiceField(
        label=LABELS["ocop_set"], queryset=OcopSet.objects.all(), to_field_name="number"
    )
    price = DongField(label=LABELS["price"], min_value=1000, max_value=MOST_DONG)
    stock = WholeField(label=LABELS["stock"], min_value=0, max_value=MOST_PIECES, initial=0)
    weight_g = GramField(label=LABELS["weight_g"], min_value=0, max_value=10**6, initial=0)
    made_to_order = forms.BooleanField(label=LABELS["made_to_order"], required=False)
    delivery_reach = forms.TypedChoiceField(
        label=LABELS["delivery_reach"],
        choices=DeliveryReach.choices,
        coerce=int,
        initial=DeliveryReach.ABROAD,
        required=False,
        empty_value=int(DeliveryReach.ABROAD),  # type: ignore[arg-type]  # not coerced
    )

    def content(self) -> dict:
        content = super().content()
        return content | {"ocop_set": content["ocop_set"].number}
