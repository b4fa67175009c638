"""What a producer fills in."""

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from catalogue.models import DeliveryReach, OcopSet
from catalogue.origin.models import Lot
from catalogue.pictures import check_upload


class PriceStockForm(forms.Form):
    price = forms.IntegerField(label=_("Price in dong"), min_value=1000, max_value=10**10)
    in_stock = forms.IntegerField(label=_("In stock"), min_value=0, max_value=10**6)


class ShipForm(forms.Form):
    """How an order goes out, and of which lot each line is; without a choice the market's."""

    carrier = forms.CharField(label=_("Carrier"), max_length=80, required=False)
    tracking_code = forms.CharField(label=_("Tracking code"), max_length=80, required=False)

    def __init__(self, *args, lines=(), lots: dict[int, list[Lot]] | None = None, **kwargs) -> None:
        """`lots` are those that may be sent, by product."""
        super().__init__(*args, **kwargs)
        self.lots_of_lines: dict[str, tuple[int, dict[int, Lot]]] = {}
        for line in lines:
            choices = (lots or {}).get(line.product_id) or []
            if choices:
                name = f"lot_{line.pk}"
                self.lots_of_lines[name] = (line.pk, {lot.pk: lot for lot in choices})
                self.fields[name] = forms.TypedChoiceField(
                    label=_("Lot of “%(title)s”") % {"title": line.title},
                    coerce=int,
                    empty_value=None,
                    required=False,
                    choices=[
                        ("", _("The one that ends soonest")),
                        *((lot.pk, lot_choice(lot)) for lot in choices),
                    ],
                )

    def facts(self) -> dict:
        """What `ship_order` wants to know."""
        chosen = {}
        for name, (line_pk, lots) in self.lots_of_lines.items():
            if self.cleaned_data[name]:
                chosen[line_pk] = lots[self.cleaned_data[name]]
        return {
            "carrier": self.cleaned_data["carrier"],
            "tracking_code": self.cleaned_data["tracking_code"],
            "lots": chosen,
        }


def lot_choice(lot: Lot) -> str:
    """Name a lot so that a packer finds it on the shelf."""
    made = date_format(lot.made_on, "SHORT_DATE_FORMAT")
    return _("%(number)s, made %(day)s") % {"number": lot.number, "day": made}


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
