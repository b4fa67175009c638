"""Forms of the checkout: the last look before a purchase, a code, looking a purchase up."""

from datetime import date

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from marketplace.frame.fields import DayField, DongField, offer
from marketplace.purchases.gifts import Gift, may_be_wished
from marketplace.purchases.models import LONGEST_MESSAGE, LONGEST_SENDER
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

    is_gift = forms.BooleanField(
        label=_("This is a gift"),
        required=False,
        help_text=_("No price lies in the parcels; your words come on a card."),
    )
    gift_sender = forms.CharField(
        label=_("From"),
        max_length=LONGEST_SENDER,
        required=False,
        help_text=_("As it is to stand on the card."),
    )
    gift_message = forms.CharField(
        label=_("Words on the card"),
        max_length=LONGEST_MESSAGE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    gift_day = DayField(label=_("To arrive about"), required=False)

    GIFT = ("is_gift", "gift_sender", "gift_message", "gift_day")

    def __init__(self, *args, methods, gift_days: tuple[date, date] | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.methods = methods
        self.gift_days = gift_days
        offer(self, "payment_method", [(m.code, m.name) for m in methods])
        chosen = _("Please choose how to pay.")
        self.fields["payment_method"].error_messages |= {
            "required": chosen,
            "invalid_choice": chosen,
        }
        if gift_days is None:  # nothing is sent
            for name in self.GIFT:
                del self.fields[name]
            return
        first, last = gift_days
        self.fields["gift_day"].widget.attrs |= {"min": f"{first}", "max": f"{last}"}
        self.fields["gift_day"].help_text = _(
            "From %(first)s on; empty: as soon as it can be there."
        ) % {"first": date_format(first, "SHORT_DATE_FORMAT")}

    def clean_tax_code(self) -> str:
        text = self.cleaned_data["tax_code"].strip()
        try:
            return read_tax_code(text) if text else ""
        except ValueError:
            raise forms.ValidationError(_("This is no tax code; please look for a wrong digit."))

    def clean_gift_day(self) -> date | None:
        day = self.cleaned_data["gift_day"]
        if self.gift_days and not may_be_wished(day, self.gift_days):
            first, last = (date_format(each, "SHORT_DATE_FORMAT") for each in self.gift_days)
            raise forms.ValidationError(
                _("It can be there from %(first)s to %(last)s."),
                params={"first": first, "last": last},
            )
        return day

    def clean(self) -> dict:
        """Whoever wants an invoice to a company names it and its tax code, not one of them.

        Whoever writes a card gives, ticked or not; a gift is not paid by who gets it.
        """
        data = super().clean() or {}
        if self.gift and data.get("payment_method") in self.paid_at_door:
            self.add_error(
                "payment_method",
                _("A gift is paid beforehand: nobody asks its recipient for money."),
            )
        needed = ("company", "tax_code")
        if any(data.get(name) for name in (*needed, "company_address")):
            for name in needed:
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("An invoice to a company needs this."))
        return data

    @property
    def paid_at_door(self) -> set[str]:
        return {each.code for each in self.methods if each.pay_within is None}

    @property
    def gift(self) -> Gift | None:
        """The gift that is asked for, if it is one."""
        given = {name: self.cleaned_data.get(name) for name in self.GIFT}
        if not any(given.values()):
            return None
        return Gift(given["gift_sender"] or "", given["gift_message"] or "", given["gift_day"])

    @property
    def gift_fields(self) -> list:
        return [self[name] for name in self.GIFT if name in self.fields]

    @property
    def wants_gift(self) -> bool:
        """Tell whether something was written there, right or wrong."""
        return any(field.value() or field.errors for field in self.gift_fields)

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
