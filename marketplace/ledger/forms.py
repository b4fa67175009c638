"""What people fill in about money: an account to be paid to, a correction, a rate."""

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.ledger.models import BankAccount

LONGEST_NUMBER = 19  # as VietQR carries it
# NAPAS numbers of banks that makers use; one line each.
BANKS = [
    ("970436", "Vietcombank"),
    ("970415", "VietinBank"),
    ("970418", "BIDV"),
    ("970405", "Agribank"),
    ("970422", "MB Bank"),
    ("970407", "Techcombank"),
    ("970432", "VPBank"),
    ("970416", "ACB"),
    ("970423", "TPBank"),
    ("970403", "Sacombank"),
    ("970437", "HDBank"),
    ("970441", "VIB"),
    ("970443", "SHB"),
    ("970448", "OCB"),
    ("970426", "MSB"),
    ("970431", "Eximbank"),
    ("970440", "SeABank"),
    ("970449", "LPBank"),
    ("546034", "CAKE"),
]


class BankAccountForm(forms.ModelForm):
    bank_bin = forms.ChoiceField(label=_("Bank"), choices=[("", "–"), *BANKS])

    class Meta:
        model = BankAccount
        fields = ["bank_bin", "number", "holder"]
        help_texts = {"holder": _("As the bank writes it, for instance NGUYEN THI HONG.")}

    def clean_number(self) -> str:
        number = "".join(self.cleaned_data["number"].split())
        if not number.isalnum() or len(number) > LONGEST_NUMBER:
            raise forms.ValidationError(_("6 to 19 letters or digits, no spaces."))
        return number

    def clean_holder(self) -> str:
        return " ".join(self.cleaned_data["holder"].upper().split())

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        cleaned["bank_name"] = dict(BANKS).get(cleaned.get("bank_bin", ""), "")
        return cleaned
