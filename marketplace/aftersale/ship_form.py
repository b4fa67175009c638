"""What a producer says when goods go out: by whom, and of which lot each line is."""

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from catalogue.origin.lots.queries import lots_to_send_of
from catalogue.origin.models import Lot


def lots_to_choose(lines) -> dict[int, list[Lot]]:
    """Released lots that are not outdated, by product, for order lines; one query."""
    found: dict[int, list[Lot]] = {}
    products = [line.product_id for line in lines if line.product_id]
    for lot in lots_to_send_of(products, timezone.localdate()):
        found.setdefault(lot.product_id, []).append(lot)
    return found


class ShipForm(forms.Form):
    """How goods go out, and of which lot each line is; without a choice the market's."""

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
                    error_messages={
                        "invalid_choice": _("That lot cannot be sent any more. Choose another.")
                    },
                    choices=[
                        ("", _("The one that ends soonest")),
                        *((lot.pk, lot_choice(lot)) for lot in choices),
                    ],
                )

    def facts(self) -> dict:
        """What `ship_order` and `send_exchange` want to know."""
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
