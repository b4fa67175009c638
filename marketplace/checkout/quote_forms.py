"""What is asked for, for whom and where to; and how an offer is accepted."""

import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.products.variants import named, picture_name
from marketplace.checkout.forms import ReviewForm
from marketplace.frame.fields import DayField, WholeField, offer
from marketplace.purchases.models import LONGEST_MESSAGE, LONGEST_SENDER
from marketplace.purchases.tax_codes import read_tax_code
from marketplace.quotes.asking import LEAST, MOST_PIECES, Asker, Wish, Wishes
from marketplace.quotes.models import Quote
from marketplace.shipping.address_form import callable_number
from marketplace.shipping.places import Place, offered_places, place_named
from marketplace.talks.models import LONGEST

PIECES = re.compile(r"n_(\d{1,18})")


@dataclass(frozen=True)
class Row:
    """A product that may be asked for, by its stock record, and how many at first."""

    record: Any
    quantity: int = 0

    @property
    def name(self) -> str:
        return f"n_{self.record.pk}"

    @property
    def title(self) -> str:
        return named(self.record.product.title, self.record)

    @property
    def cover(self) -> str:
        return picture_name(self.record.product, self.record)


class QuoteForm(forms.Form):
    """An enquiry for many pieces; people leave the field of the trap empty."""

    kind = forms.ChoiceField(label=_("Who asks?"), choices=Quote.Kind)
    company = forms.CharField(
        label=_("Firm, school or office"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    name = forms.CharField(
        label=_("Your name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("Your e-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_(
            "Only the market has it: the quote comes there, and the maker does not read it."
        ),
    )
    phone = forms.CharField(
        label=_("Phone"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
        help_text=_("The maker reads it once you have ordered, not before."),
    )
    going_to = forms.ChoiceField(label=_("Deliver to"))
    wanted_on = DayField(
        label=_("By when"), required=False, help_text=_("Empty: as soon as it can be.")
    )
    text = forms.CharField(
        label=_("Your wishes"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Colours, your logo, packing: what decides the price."),
    )
    tax_code = forms.CharField(
        label=_("Tax code"),
        max_length=20,
        required=False,
        help_text=_("10 digits, 10 and 3 for a branch, or the 12 digits of a personal number."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    company_address = forms.CharField(label=_("Company's address"), max_length=200, required=False)
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
    website = forms.CharField(required=False, max_length=100, label=_("Leave this empty"))

    def __init__(self, *args: Any, rows: list[Row], is_known: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        offer(self, "going_to", offered_places())
        for row in rows:
            self.fields[row.name] = WholeField(
                label=row.title,
                min_value=0,
                max_value=MOST_PIECES,
                required=False,
                initial=row.quantity or None,
            )
        self.fields["wanted_on"].widget.attrs["min"] = f"{timezone.localdate()}"
        if is_known:
            del self.fields["email"]

    @property
    def goods(self) -> list[tuple[Row, Any]]:
        """The products with their fields."""
        return [(row, self[row.name]) for row in self.rows]

    def clean_wanted_on(self):
        day = self.cleaned_data["wanted_on"]
        if day and day < timezone.localdate():
            raise forms.ValidationError(_("This day has passed."))
        return day

    def clean_tax_code(self) -> str:
        text = self.cleaned_data["tax_code"].strip()
        try:
            return read_tax_code(text) if text else ""
        except ValueError:
            raise forms.ValidationError(_("This is no tax code; please look for a wrong digit."))

    def clean(self) -> dict:
        data = super().clean() or {}
        place = place_named(data.get("going_to", "")) or Place()
        if phone := data.get("phone"):
            number = callable_number(phone, place.country)
            if number is None:
                self.add_error("phone", _("This is not a phone number that can be called."))
            else:
                data["phone"] = number
        needs_name = data.get("tax_code") or data.get("kind") not in (None, Quote.Kind.OTHER)
        if needs_name and not data.get("company") and "company" not in self.errors:
            self.add_error("company", _("Please name it."))
        if self.is_missing_goods():
            text = _(
                "Something of it is not sold here any more and was left out. Is the rest right?"
            )
            self.add_error(None, text)
        elif not any(row.name in self.errors for row in self.rows) and not self.lines:
            text = _("Please say how many of what: %(least)s pieces or more.")
            self.add_error(None, forms.ValidationError(text, params={"least": LEAST}))
        return data

    def is_missing_goods(self) -> bool:
        """Tell whether more was asked for than the form has: goods that were sold a while ago."""
        asked = (name for name in self.data if PIECES.fullmatch(name) and self.data[name].strip())
        return any(name not in self.fields for name in asked)

    @property
    def lines(self) -> list[Wish]:
        """What is asked for, by stock record."""
        counts = [(row.record, self.cleaned_data.get(row.name) or 0) for row in self.rows]
        return [(record, count) for record, count in counts if count]

    @property
    def asker(self) -> Asker:
        data = self.cleaned_data
        return Asker(
            kind=data["kind"],
            name=data["name"],
            email=data.get("email", ""),
            phone=data["phone"],
            company=data["company"],
            tax_code=data["tax_code"],
            company_address=data["company_address"],
        )

    @property
    def wishes(self) -> Wishes:
        data = self.cleaned_data
        return Wishes(
            place=place_named(data["going_to"]) or Place(),
            wanted_on=data["wanted_on"],
            text=data["text"],
            gift_sender=data["gift_sender"],
            gift_message=data["gift_message"],
        )

    def is_from_a_machine(self) -> bool:
        return bool(self.data.get("website"))


class AcceptForm(ReviewForm):
    """The last look at an offer: how to pay, the invoice, the card; of that offer and no other."""

    revision = WholeField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        day = timezone.localdate()
        super().__init__(*args, gift_days=(day, day), **kwargs)
        for name in ("token", "gift_day"):  # the offer has its own
            del self.fields[name]
        self.fields["note"].label = _("Note to the maker")
