"""Forms after a sale: what to cancel or return, where to pay back, what staff decide."""

import uuid
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marketplace.aftersale.models import Return
from marketplace.aftersale.returns import recalled_of
from marketplace.aftersale.rules import ReturnReason
from marketplace.files.fields import PicturesField, TableField
from marketplace.frame.fields import DayField, DongField, bound, offer
from marketplace.gateways.models import ExchangeRate
from marketplace.gateways.vietqr.banks import BANKS
from marketplace.gateways.vietqr.payload import fold_purpose
from marketplace.purchases.models import Reversal
from marketplace.purchases.parcel_lots import is_recalled

MOST_PICTURES = 4


class QuantitiesForm(forms.Form):
    """A number per order line, from none to what there is; `lines`: (line, how many there are)."""

    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, lines, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        self.fields["token"].initial = self.fields["token"].initial or uuid.uuid4()
        for line, units in lines:
            self.fields[f"line_{line.pk}"] = forms.TypedChoiceField(
                label=line.title,
                choices=[(n, str(n)) for n in range(units + 1)],
                coerce=int,
                initial=units if len(lines) == 1 else 0,
                required=False,
                empty_value=0,  # type: ignore[arg-type]  # given as it is, not coerced
            )

    @property
    def line_fields(self) -> list[tuple[object, forms.BoundField, int]]:
        return [(line, self[f"line_{line.pk}"], units) for line, units in self.lines]

    @property
    def quantities(self) -> dict[int, int]:
        chosen = {line.pk: self.cleaned_data.get(f"line_{line.pk}") or 0 for line, _ in self.lines}
        return {pk: units for pk, units in chosen.items() if units}

    def clean(self) -> dict:
        data = super().clean() or {}
        if not self.errors and not self.quantities:
            raise ValidationError(_("Please say how many of what."))
        return data


class CancelForm(QuantitiesForm):
    """What to cancel of an order and why."""

    BUYERS = ("changed_mind", "wrong_order", "too_slow", "other")
    PRODUCERS = ("sold_out", "no_delivery", "other")

    reason = forms.ChoiceField(label=_("Reason"))
    note = forms.CharField(label=_("In your words"), max_length=500, required=False)

    def __init__(self, *args, is_producer: bool = False, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        names = dict(Reversal.Reason.choices)
        codes = self.PRODUCERS if is_producer else self.BUYERS
        offer(self, "reason", [(code, names[code]) for code in codes])
        self.fields["note"].required = is_producer
        self.order_fields([*[f"line_{line.pk}" for line, _ in self.lines], "reason", "note"])


class ReturnForm(QuantitiesForm):
    """What to give back, why, and what would make it good."""

    reason = forms.ChoiceField(label=_("What is wrong?"), choices=ReturnReason)
    wish = forms.ChoiceField(label=_("What would you like?"), choices=Return.Wish)
    text = forms.CharField(
        label=_("In your words"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    pictures = PicturesField(
        most=MOST_PICTURES,
        label=_("Pictures"),
        required=False,
        help_text=_("Up to four; they help the producer to see what you see."),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(
            [*[f"line_{line.pk}" for line, _ in self.lines], "reason", "wish", "text", "pictures"]
        )


class WordsForm(forms.Form):
    """A side's words."""

    text = forms.CharField(
        label=_("In your words"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class TrackingForm(forms.Form):
    tracking_code = forms.CharField(label=_("Tracking code"), max_length=80)


class FitForm(forms.Form):
    """How many of what came back may be sold again; the rest is written off.

    Of a recalled lot, none.
    """

    def __init__(self, *args, claim: Return, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.rows = list(claim.lines.select_related("line", "exchange_lot").order_by("line_id"))
        recalled = recalled_of(claim) if claim.is_approved else set()
        if claim.is_exchanged:
            recalled = {row.line_id for row in self.rows if is_recalled(row.exchange_lot)}
        for row in self.rows:
            most = 0 if row.line_id in recalled else row.quantity
            self.fields[f"fit_{row.line_id}"] = forms.TypedChoiceField(
                label=_("%(title)s: fit to sell again, of %(count)s")
                % {"title": row.line.title, "count": row.quantity},
                choices=[(n, str(n)) for n in range(most + 1)],
                coerce=int,
                help_text="" if most else _("Its lot is recalled: none of it is sold again."),
            )

    @property
    def fit(self) -> dict[int, int]:
        return {row.line_id: self.cleaned_data[f"fit_{row.line_id}"] for row in self.rows}


class AccountForm(forms.Form):
    """A bank account to be paid back to."""

    bank_bin = forms.ChoiceField(label=_("Bank"), choices=[("", "…"), *BANKS])
    account = forms.RegexField(
        r"\A[A-Za-z0-9]{4,19}\Z",
        label=_("Account number"),
        error_messages={"invalid": _("4 to 19 letters or digits, no spaces.")},
    )
    account_name = forms.CharField(
        label=_("Account holder"),
        max_length=80,
        help_text=_("As the bank writes it; the bank sends back what does not fit."),
    )

    def clean_account_name(self) -> str:
        return fold_purpose(self.cleaned_data["account_name"]).upper()


class DecisionForm(forms.Form):
    """What staff decide in a dispute; both sides read the words."""

    outcome = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            ("refund", _("Refund the buyer")),
            ("send_back", _("The goods go back first")),
            ("refuse", _("The producer is right")),
        ],
    )
    awarded = DongField(
        label=_("Only so much, in dong"),
        required=False,
        min_value=1,
        help_text=_("Empty: all that was paid for these goods, and delivery by the rule."),
    )
    text = forms.CharField(
        label=_("Reasons, for both sides"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args, only_refund: bool = False, **kwargs) -> None:
        """`only_refund`: the buyer has neither the goods nor new ones."""
        super().__init__(*args, **kwargs)
        if only_refund:
            offer(self, "outcome", [("refund", _("Refund the buyer"))])


class PaidForm(forms.Form):
    reference = forms.CharField(label=_("Bank's reference"), max_length=80)


class CameBackForm(forms.Form):
    """That the bank sent a refund back which was paid, and which payment of it."""

    failure = forms.CharField(label=_("What the bank said"), max_length=200)
    paid_round = forms.IntegerField(min_value=1, max_value=32767, widget=forms.HiddenInput)


class AssignForm(forms.Form):
    """Which purchase a transfer is for."""

    number = forms.CharField(label=_("Purchase number"), max_length=20)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)


class RateForm(forms.ModelForm):
    class Meta:
        model = ExchangeRate
        fields = ["currency", "dong", "valid_on", "source"]
        field_classes = {"valid_on": DayField}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        bound(self, "dong", least=Decimal("0.0001"))


class RemitForm(forms.Form):
    """Cash that a carrier handed on for the parcels ticked."""

    reference = forms.CharField(label=_("Bank's reference"), max_length=80)
    amount = DongField(label=_("Amount, dong"), min_value=1)
    received_on = DayField(label=_("Received on"))

    def clean_received_on(self):
        day = self.cleaned_data["received_on"]
        if day > timezone.localdate():
            raise ValidationError(_("This day has not come yet."))
        return day


class StatementForm(forms.Form):
    file = TableField(
        label=_("Bank statement"), help_text=_("XLSX, XLS or CSV, as the bank gives it.")
    )


class HeaderForm(forms.Form):
    """Which row of a statement names its columns."""

    header_row = forms.ChoiceField(label=_("The row that names the columns"))

    def __init__(self, *args, rows: list[tuple[int, str]], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "header_row", rows)


class MappingForm(forms.Form):
    """Which column of a bank's statement is which; asked once per layout."""

    COLUMNS = ("booked_at", "amount", "debit", "direction", "purpose", "reference", "balance")
    NEEDED = ("booked_at", "amount", "purpose")

    bank = forms.CharField(label=_("Bank"), max_length=80)
    booked_at = forms.TypedChoiceField(
        label=_("Day"),
        coerce=int,
        empty_value=None,
        help_text=_("A document's number in the same cell is read, too."),
    )
    amount = forms.TypedChoiceField(
        label=_("Money that came in"),
        coerce=int,
        empty_value=None,
        help_text=_("Or the only column of sums, if what left has a sign or brackets."),
    )
    debit = forms.TypedChoiceField(
        label=_("Money that left"), coerce=int, required=False, empty_value=None
    )
    direction = forms.TypedChoiceField(
        label=_("Whether it came in or left"), coerce=int, required=False, empty_value=None
    )
    purpose = forms.TypedChoiceField(label=_("Purpose"), coerce=int, empty_value=None)
    reference = forms.TypedChoiceField(
        label=_("Bank's reference"), coerce=int, required=False, empty_value=None
    )
    balance = forms.TypedChoiceField(
        label=_("Balance"), coerce=int, required=False, empty_value=None
    )
    date_format = forms.ChoiceField(
        label=_("How dates are written"),
        choices=[
            ("%d/%m/%Y", "31/12/2026"),
            ("%d/%m/%Y %H:%M:%S", "31/12/2026 23:59:59"),
            ("%d-%m-%Y", "31-12-2026"),
            ("%Y-%m-%d", "2026-12-31"),
            ("%m/%d/%Y", "12/31/2026"),
        ],
    )

    def __init__(self, *args, headers: list[str], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        columns = [(at, name or f"#{at + 1}") for at, name in enumerate(headers)]
        for name in self.COLUMNS:
            none = _("Please choose") if name in self.NEEDED else _("There is none")
            offer(self, name, [("", none), *columns])

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        chosen: dict[int, str] = {}
        for name in self.COLUMNS:
            at = cleaned.get(name)
            if at is not None and chosen.setdefault(at, name) != name:
                self.add_error(name, _("This column is chosen twice."))
        return cleaned

    @property
    def columns(self) -> dict[str, int]:
        return {
            name: self.cleaned_data[name]
            for name in self.COLUMNS
            if self.cleaned_data.get(name) is not None
        }
