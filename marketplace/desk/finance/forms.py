"""What the desk fills in: adjustments, rules and rates, payout terms, a bank's results."""

import datetime
import re

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.files.fields import TableField
from marketplace.frame.fields import MOST_DONG, DayField, DongField, WholeField, bound, offer
from marketplace.frame.folding import fold
from marketplace.gateways.payout_results import FAILED, FIELDS, NEEDED, PAID, WORDS
from marketplace.ledger.models import Account, BankAccount, CommissionRule, TaxRate
from marketplace.ledger.models.rules import BASIS_POINTS
from marketplace.ledger.payout_terms import TermTaken, add_payout_term
from marketplace.producers.models import Producer

LONGEST_HOLDING = 90  # days


class AdjustmentForm(forms.Form):
    """An account, the one against it, a sum and a reason."""

    account = forms.CharField(
        label=_("Account"),
        max_length=100,
        widget=forms.TextInput(attrs={"list": "accounts"}),
        help_text=_("Its key, for instance producer:12 or buyer:261125-ABC123."),
    )
    against = forms.CharField(
        label=_("Against"), max_length=100, widget=forms.TextInput(attrs={"list": "accounts"})
    )
    amount = DongField(
        label=_("Amount, dong"),
        min_value=-MOST_DONG,
        help_text=_("What the first account is owed more; below zero: less."),
    )
    order_number = forms.CharField(label=_("Order"), max_length=24, required=False)
    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean_account(self) -> Account:
        return self.find(self.cleaned_data["account"])

    def clean_against(self) -> Account:
        return self.find(self.cleaned_data["against"])

    def clean_amount(self) -> int:
        if not self.cleaned_data["amount"]:
            raise forms.ValidationError(_("An adjustment of nothing changes nothing."))
        return self.cleaned_data["amount"]

    def find(self, key: str) -> Account:
        account = Account.objects.filter(key=key.strip()).first()
        if account is None:
            raise forms.ValidationError(_("There is no such account."))
        return account

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        if cleaned.get("account") and cleaned.get("account") == cleaned.get("against"):
            self.add_error("against", _("Choose two different accounts."))
        return cleaned


class MoneyInForm(forms.Form):
    """What a producer paid to the market."""

    reference = forms.CharField(label=_("Bank's reference"), max_length=80)
    amount = DongField(label=_("Amount, dong"), min_value=1)


class CommissionRuleForm(forms.ModelForm):
    class Meta:
        model = CommissionRule
        fields = ["producer", "group", "turnover_from", "rate", "valid_from", "valid_to", "note"]
        field_classes = {
            "turnover_from": DongField,
            "valid_from": DayField,
            "valid_to": DayField,
        }
        help_texts = {"rate": _("500 is 5 %.")}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        bound(self, "turnover_from", least=0)
        bound(self, "rate", most=BASIS_POINTS)


class TaxRateForm(forms.ModelForm):
    class Meta:
        model = TaxRate
        fields = ["tax", "activity", "rate", "producer_kinds", "valid_from", "valid_to", "source"]
        field_classes = {"valid_from": DayField, "valid_to": DayField}
        help_texts = {"rate": _("500 is 5 %.")}

    producer_kinds = forms.MultipleChoiceField(
        label=_("Kinds of producer"),
        required=False,
        help_text=_("None chosen: no matter who."),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "producer_kinds", Producer.Kind.choices)
        bound(self, "rate", most=BASIS_POINTS)


class PayoutTermForm(forms.Form):
    """Payout terms from a day on, of one producer or, without one, of the market."""

    valid_from = DayField(label=_("Valid from"))
    holding_days = WholeField(
        label=_("Days after delivery"),
        min_value=0,
        max_value=LONGEST_HOLDING,
        help_text=_("How long money rests after an order arrived, 0 to 90 days."),
    )
    minimum = DongField(
        label=_("Least sum, dong"),
        min_value=0,
        max_value=10**12,
        initial=0,
        help_text=_("Less than this is not paid out but waits for the next batch."),
    )

    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def __init__(self, producer: Producer | None, *args, **kwargs) -> None:
        self.producer = producer
        super().__init__(*args, **kwargs)

    def clean_valid_from(self) -> datetime.date:
        day = self.cleaned_data["valid_from"]
        if day < timezone.localdate():
            raise forms.ValidationError(
                _("Terms do not change the past: choose today or a later day.")
            )
        return day

    def keep(self, by: User) -> bool:
        """Add the terms; with an error by the day and False when others begin on it."""
        try:
            add_payout_term(producer=self.producer, by=by, **self.cleaned_data)
        except TermTaken:
            self.add_error(
                "valid_from",
                _("Other terms begin on this day already. Terms are never edited: choose another."),
            )
            return False
        return True

    def in_short(self) -> str:
        """What the audit log keeps."""
        said = self.cleaned_data
        return f"{said['valid_from']}: {said['holding_days']} d, {said['minimum']} VND"


class StripeAccountForm(forms.Form):
    """The id of a producer's connected account at Stripe."""

    account = forms.CharField(
        label=_("Stripe account"),
        max_length=40,
        help_text=_("The connected account's id as Stripe shows it, for instance acct_1Nv0FGQ9RK."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, producer: Producer, *args, **kwargs) -> None:
        self.producer = producer
        super().__init__(*args, **kwargs)

    def clean_account(self) -> str:
        account = self.cleaned_data["account"].strip()
        if not re.fullmatch(r"acct_[0-9A-Za-z]{8,32}", account):
            raise forms.ValidationError(
                _("A Stripe account's id begins with acct_, then letters and digits follow.")
            )
        other = (
            BankAccount.objects.filter(number=account, replaced_at=None)
            .exclude(producer=self.producer)
            .select_related("producer")
            .first()
        )
        if other:
            raise forms.ValidationError(
                _("%(producer)s is paid to this account; every producer needs its own."),
                params={"producer": other.producer.name},
            )
        return account


class ResultFileForm(forms.Form):
    file = TableField(
        allow_empty_file=True,  # whoever reads it says what is wrong with it
        label=_("The bank's result file"),
        help_text=_("XLSX, XLS or CSV, as the bank gives it."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.xls,.txt"}),
    )


class ResultMappingForm(forms.Form):
    """Which column of a bank's result file is which, and its words; asked once per bank."""

    bank = forms.CharField(label=_("Bank"), max_length=80)
    text = forms.TypedChoiceField(
        label=_("Text with the payout's reference"), coerce=int, empty_value=None
    )
    account = forms.TypedChoiceField(label=_("Account number"), coerce=int, empty_value=None)
    amount = forms.TypedChoiceField(label=_("Amount"), coerce=int, empty_value=None)
    status = forms.TypedChoiceField(label=_("Whether it was paid"), coerce=int, empty_value=None)
    reason = forms.TypedChoiceField(
        label=_("Why it failed"), coerce=int, required=False, empty_value=None
    )
    bank_reference = forms.TypedChoiceField(
        label=_("Bank's reference"), coerce=int, required=False, empty_value=None
    )
    paid_words = forms.CharField(
        label=_("The bank's words for paid"),
        max_length=300,
        help_text=_("Several with commas between them. Other words change nothing."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    failed_words = forms.CharField(
        label=_("The bank's words for failed"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args, headers: list[str], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        columns = [(at, name or f"#{at + 1}") for at, name in enumerate(headers)]
        for name in FIELDS:
            none = _("Please choose") if name in NEEDED else _("There is none")
            offer(self, name, [("", none), *columns])
        self.initial.setdefault("paid_words", ", ".join(WORDS[PAID]))
        self.initial.setdefault("failed_words", ", ".join(WORDS[FAILED]))

    def clean_paid_words(self) -> list[str]:
        return words_of(self.cleaned_data["paid_words"])

    def clean_failed_words(self) -> list[str]:
        words = words_of(self.cleaned_data["failed_words"])
        paid = {fold(word) for word in self.cleaned_data.get("paid_words") or []}
        both = [word for word in words if fold(word) in paid]
        if both:
            raise forms.ValidationError(
                _("“%(word)s” cannot mean both paid and failed."), params={"word": both[0]}
            )
        return words

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        chosen: dict[int, str] = {}
        for name in FIELDS:
            at = cleaned.get(name)
            if at is not None and chosen.setdefault(at, name) != name:
                self.add_error(name, _("This column is chosen twice."))
        return cleaned

    @property
    def columns(self) -> dict[str, int]:
        return {
            name: self.cleaned_data[name]
            for name in FIELDS
            if self.cleaned_data.get(name) is not None
        }

    @property
    def words(self) -> dict[str, list[str]]:
        return {
            PAID: self.cleaned_data["paid_words"],
            FAILED: self.cleaned_data["failed_words"],
        }


def words_of(text: str) -> list[str]:
    words = [" ".join(word.split()) for word in text.split(",")]
    words = [word for word in words if word]
    if not words:
        raise forms.ValidationError(_("Please name one word at least."))
    return words
