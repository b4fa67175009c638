"""What the desk fills in: adjustments, commission rules, tax rates."""

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.ledger.models import Account, CommissionRule, TaxRate


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
    amount = forms.IntegerField(
        label=_("Amount, dong"),
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
    amount = forms.IntegerField(label=_("Amount, dong"), min_value=1)


class Day(forms.DateInput):
    input_type = "date"

    def __init__(self, **kwargs) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class CommissionRuleForm(forms.ModelForm):
    class Meta:
        model = CommissionRule
        fields = ["producer", "group", "turnover_from", "rate", "valid_from", "valid_to", "note"]
        widgets = {"valid_from": Day(), "valid_to": Day()}
        help_texts = {"rate": _("500 is 5 %.")}


class TaxRateForm(forms.ModelForm):
    class Meta:
        model = TaxRate
        fields = ["tax", "activity", "rate", "producer_kinds", "valid_from", "valid_to", "source"]
        widgets = {"valid_from": Day(), "valid_to": Day()}
        help_texts = {"rate": _("500 is 5 %.")}

    producer_kinds = forms.MultipleChoiceField(
        label=_("Kinds of producer"),
        required=False,
        help_text=_("None chosen: no matter who."),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        kinds = CommissionRule._meta.get_field("producer").related_model.Kind
        self.fields["producer_kinds"].choices = kinds.choices
