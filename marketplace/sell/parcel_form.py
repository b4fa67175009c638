"""What is in a parcel, who carries it, under which code, and the cash that is written on it."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from marketplace.aftersale.ship_form import ShipForm
from marketplace.frame.fields import DongField, WholeField
from marketplace.frame.folding import cleaned
from marketplace.frame.money import format_dong
from marketplace.purchases.consignment_models import Consignment
from marketplace.purchases.packing import cash_for
from marketplace.purchases.parcel_units import free_labels, labelled_products, read_serials
from marketplace.shipping.carriers.named import carrier_name, carrier_named


class CodeForm(forms.Form):
    """Who carries a parcel, under which code; a code of an unlikely form is asked about once."""

    carrier = forms.CharField(
        label=_("Carrier"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"list": "carriers", "autocomplete": "off"}),
    )
    tracking_code = forms.CharField(
        label=_("Tracking code"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    code_is_right = forms.BooleanField(
        label=_("The code is right as I typed it"), required=False, widget=forms.HiddenInput
    )

    def clean_carrier(self) -> str:
        """Keep a known carrier under its one name, so that its parcels stand together."""
        typed = cleaned(self.cleaned_data["carrier"])
        found = carrier_named(typed)
        return found.key if found else typed

    def clean_tracking_code(self) -> str:
        return cleaned(self.cleaned_data["tracking_code"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        code, carrier = data.get("tracking_code", ""), carrier_named(data.get("carrier", ""))
        if carrier and code and not carrier.fits(code):
            self.fields["code_is_right"].widget = forms.CheckboxInput()
            if not data.get("code_is_right"):
                self.add_error(
                    "tracking_code",
                    ValidationError(
                        _(
                            "Codes of %(carrier)s mostly look like %(example)s. Please look again;"
                            " if it is right, tick below."
                        ),
                        params={"carrier": carrier.name, "example": carrier.example},
                    ),
                )
        return data


class CodeCorrectionForm(CodeForm):
    """Another carrier or code for a parcel that is on its way."""

    def __init__(self, *args: Any, parcel: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "carrier": carrier_name(parcel.carrier),
            "tracking_code": parcel.tracking_code,
        }
        super().__init__(*args, **kwargs)


class ParcelForm(CodeForm, ShipForm):
    """An order's next parcel: how many of each line, all that is left unless it says otherwise.

    `left`: how many are left by line id. `cash_shown` is the sum that stood on the page: where
    another one is due, because other quantities go, the form comes back with that.
    """

    cash_shown = DongField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        order: Any,
        left: Mapping[int, int],
        lines: Any = (),
        booked: Consignment | None = None,
        **kwargs: Any,
    ) -> None:
        """`booked` is what a carrier was booked for; it is offered, and held to where it goes."""
        super().__init__(*args, lines=lines, **kwargs)
        self.booked = booked if booked and booked.is_booked else None
        units = self.booked.units_by_line if self.booked else left
        self.serials: dict[int, list[str]] = {}  # of packs, by line id
        self.order, self.left, self.lines_left = order, left, list(lines)
        self.labelled = labelled_products(line.product_id for line in self.lines_left)
        for line in self.lines_left:
            self.fields[f"line_{line.pk}"] = WholeField(
                label=line.title,
                min_value=0,
                max_value=left[line.pk],
                initial=units.get(line.pk, 0),
                required=False,
            )
            if line.product_id in self.labelled:
                self.fields[f"units_{line.pk}"] = forms.CharField(
                    label=_("Codes on the packs of “%(title)s”") % {"title": line.title},
                    help_text=_("As printed or scanned, one a line; may stay empty."),
                    required=False,
                    max_length=8000,
                    widget=forms.Textarea(attrs={"rows": 2, "autocapitalize": "characters"}),
                )
        if self.booked:
            self.fields["carrier"].initial = carrier_name(self.booked.carrier)
            self.fields["tracking_code"].initial = self.booked.tracking_code
        self.fields["cash_shown"].initial = self.cash

    @property
    def line_fields(self) -> list[tuple[Any, forms.BoundField, int]]:
        """The quantities, as components/quantities.html shows them."""
        return [(line, self[f"line_{line.pk}"], self.left[line.pk]) for line in self.lines_left]

    @property
    def carrier_fields(self) -> list[forms.BoundField]:
        return [each for each in self.visible_fields() if each.name in CodeForm.base_fields]

    @property
    def pack_fields(self) -> list[forms.BoundField]:
        """Of which lot each line is, which labelled packs go: what may stay as it is."""
        names = ("lot_", "units_")
        return [each for each in self.visible_fields() if each.name.startswith(names)]

    @property
    def units(self) -> dict[int, int]:
        """How many go, by line id; what was not asked for goes whole."""
        asked = [line.pk for line in self.lines_left if f"line_{line.pk}" in (self.data or {})]
        if not asked or not hasattr(self, "cleaned_data"):
            return self.booked.units_by_line if self.booked else dict(self.left)
        wanted = {pk: self.cleaned_data.get(f"line_{pk}") or 0 for pk in asked}
        return {pk: units for pk, units in wanted.items() if units}

    @property
    def cash(self) -> int:
        """Dong to be taken at the door for this parcel; 0 where nothing goes or it is paid."""
        return cash_for(self.order, self.units) if self.units else 0

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for line in self.lines_left:
            if text := data.get(f"units_{line.pk}"):
                self.clean_serials(line, read_serials(text))
        if self.errors:
            return data
        if self.left and not self.units:
            raise ValidationError(_("Nothing is in this parcel: please say how many of what."))
        self.clean_booked(data)
        shown = data.get("cash_shown")
        if shown is not None and shown != self.cash:
            raise ValidationError(
                _("With these quantities the cash to collect is %(cash)s. Check it, then send."),
                params={"cash": format_dong(self.cash, get_language() or "vi")},
            )
        return data

    def clean_booked(self, data: dict[str, Any]) -> None:
        """Hold what goes under a booked code to what the carrier was told of it."""
        row = self.booked
        if row is None or data.get("tracking_code") != row.tracking_code:
            return
        if self.units != row.units_by_line or self.cash != row.to_collect:
            self.add_error(
                "tracking_code",
                _("The carrier was booked for other goods: send those, or withdraw the booking."),
            )

    def clean_serials(self, line: Any, serials: list[str]) -> None:
        """Hold the codes of packs against what goes; the service does so again."""
        found = {
            serial: label
            for serial, label in free_labels(serials).items()
            if label.lot.product_id == line.product_id
        }
        if gone := [serial for serial in serials if serial not in found]:
            words = _("%(serial)s is no code of these goods that is in use and not sold.")
            refusal = ValidationError(words, params={"serial": gone[0][:40]})
        elif len(serials) > self.units.get(line.pk, 0):
            refusal = ValidationError(_("These are more codes than pieces in the parcel."))
        elif len({label.lot_id for label in found.values()}) > 1:
            refusal = ValidationError(
                _("These packs are of different lots: send one lot a parcel.")
            )
        else:
            self.serials[line.pk] = serials
            return
        self.add_error(f"units_{line.pk}", refusal)

    def showing_cash(self) -> "ParcelForm":
        """Give the same answer of the person with the sum that is due for it."""
        self.data = {**dict(self.data.items()), "cash_shown": str(self.cash)}
        return self

    @property
    def query(self) -> str:
        """Name what goes in an address: quantities and chosen lots, for the papers of it."""
        data = getattr(self, "cleaned_data", {})
        named = {f"line_{pk}": self.units.get(pk, 0) for pk in self.left}
        named |= {name: data[name] for name in self.lots_of_lines if data.get(name)}
        return urlencode(named)

    def facts(self) -> dict[str, Any]:
        """What `ship_order` wants to know."""
        by_id = {line.pk: line for line in self.lines_left}
        return {
            **super().facts(),
            "serials": {pk: named for pk, named in self.serials.items() if named},
            "quantities": [(by_id[pk], units) for pk, units in self.units.items()],
        }
