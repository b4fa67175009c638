"""What a producer says of a product: the same fields for the page and for a row of a table."""

from collections.abc import Mapping

from django import forms

from catalogue.models import DeliveryReach, OcopSet
from marketplace.files.fields import PictureField
from marketplace.frame.fields import DongField, GramField, WholeField
from marketplace.listings.content import LABELS

MOST_DONG = 10**10 - 1  # what a stock record holds
MOST_PIECES = 10**6


class TextsForm(forms.Form):
    """The words of a product; Vietnamese is needed, the others help to sell abroad.

    `reasons`: what the editors ask to change, by the name of a field, shown beside it.
    """

    reasons: Mapping[str, str] = {}

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
