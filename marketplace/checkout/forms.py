"""Forms of the checkout: the last look before a purchase, a code, looking a purchase up."""

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.frame.fields import DongField, offer
from marketplace.purchases.tax_codes import read_tax_code


class ReviewForm(forms.Form):
    """The last look: how to pay, a note, and that total to which the buyer says yes."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    confirmed_total = DongField(widget=forms.HiddenInput)
    payment_method = forms.ChoiceField(label=_("How to pay"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Note to the producers"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    company = forms.CharField(label=_("Company"), max_length=200, required=False)
    tax_code = forms.CharField(
        label=_("Tax code"),
        max_length=20,
        required=False,
        help_text=_("10 digits, 10 and 3 for a branch, or the 12 digits of a personal number."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    company_address = forms.CharField(
        label=_("Company's address"),
        max_length=200,
        required=False,
        help_text=_("If it is another than that of the delivery."),
    )

    def __init__(self, *args, methods, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "payment_method", [(m.code, m.name) for m in methods])

    def clean_tax_code(self) -> str:
        text = self.cleaned_data["tax_code"].strip()
        try:
            return read_tax_code(text) if text else ""
        except ValueError:
            raise forms.ValidationError(_("This is no tax code; please look for a wrong digit."))

    def clean(self) -> dict:
        """Whoever wants an invoice to a company names it and its tax code, not one of them."""
        data = super().clean() or {}
        needed = ("company", "tax_code")
        if any(data.get(name) for name in (*needed, "company_address")):
            for name in needed:
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("An invoice to a company needs this."))
        return data

    @property
    def invoice_fields(self) -> list:
        return [self[name] for name in ("company", "tax_code", "company_address")]

    @property
    def wants_invoice(self) -> bool:
        """Tell whether something was written there, right or wrong."""
        return any(field.value() or field.errors for field in self.invoice_fields)


class CodeForm(forms.Form):
    """Six digits of a mail."""

    code = forms.CharField(
        label=_("Code"),
        max_length=10,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class LookupForm(forms.Form):
    """Which order, and the address or telephone that it was made with."""

    number = forms.CharField(
        label=_("Order number"),
        max_length=20,
        help_text=_("For example 261129-1CQCME."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    contact = forms.CharField(
        label=_("E-mail or telephone"),
        max_length=254,
        help_text=_("Those that you gave when you ordered."),
        widget=forms.TextInput(attrs={"autocomplete": "email"}),
    )
