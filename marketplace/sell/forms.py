"""What a producer fills in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from catalogue.models import DeliveryReach, OcopSet
from catalogue.products.pictures import check_upload


class PriceStockForm(forms.Form):
    price = forms.IntegerField(label=_("Price in dong"), min_value=1000, max_value=10**10)
    in_stock = forms.IntegerField(label=_("In stock"), min_value=0, max_value=10**6)


class TextsForm(forms.Form):
    """The words of a product; Vietnamese is needed, the others help to sell abroad."""

    title_vi = forms.CharField(label=_("Name, in Vietnamese"), max_length=255)
    summary_vi = forms.CharField(label=_("In one sentence, in Vietnamese"), max_length=255)
    story_vi = forms.CharField(
        label=_("Story, in Vietnamese"), widget=forms.Textarea, max_length=6000, required=False
    )
    unit_vi = forms.CharField(label=_("Sales unit, in Vietnamese"), max_length=40, required=False)
    title_en = forms.CharField(label=_("Name, in English"), max_length=255, required=False)
    summary_en = forms.CharField(
        label=_("In one sentence, in English"), max_length=255, required=False
    )
    story_en = forms.CharField(
        label=_("Story, in English"), widget=forms.Textarea, max_length=6000, required=False
    )
    title_ind = forms.CharField(label=_("Name, in Indonesian"), max_length=255, required=False)
    summary_ind = forms.CharField(
        label=_("In one sentence, in Indonesian"), max_length=255, required=False
    )
    picture = forms.FileField(label=_("A new picture"), required=False)

    def clean_picture(self):
        file = self.cleaned_data["picture"]
        if file:
            check_upload(file)
        return file

    def content(self) -> dict:
        return {name: value for name, value in self.cleaned_data.items() if name != "picture"}


class NewProductForm(TextsForm):
    ocop_set = forms.ModelChoiceField(
        label=_("Set"), queryset=OcopSet.objects.all(), to_field_name="number"
    )
    price = forms.IntegerField(label=_("Price in dong"), min_value=1000, max_value=10**10)
    stock = forms.IntegerField(label=_("In stock"), min_value=0, max_value=10**6, initial=0)
    weight_g = forms.IntegerField(
        label=_("Weight with packing, grams"), min_value=0, max_value=10**6, initial=0
    )
    made_to_order = forms.BooleanField(label=_("Made to order"), required=False)
    delivery_reach = forms.TypedChoiceField(
        label=_("Delivers to"),
        choices=DeliveryReach.choices,
        coerce=int,
        initial=DeliveryReach.ABROAD,
        required=False,
        empty_value=int(DeliveryReach.ABROAD),
    )

    def content(self) -> dict:
        content = super().content()
        return content | {"ocop_set": content["ocop_set"].number}
