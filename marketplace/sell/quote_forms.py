"""What a maker offers, and why it offers nothing."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marketplace.frame.fields import DayField, DongField
from marketplace.quotes.models import LONGEST_REASON, Quote
from marketplace.quotes.offering import MOST_FOR_ONE
from marketplace.talks.models import LONGEST

USUALLY_VALID = timedelta(days=14)
USUALLY_READY = timedelta(days=14)


class OfferForm(forms.Form):
    """A price for each product, delivery, and two days."""

    delivery = DongField(
        label=_("Delivery of it all, in dong"), help_text=_("0: it is in the prices.")
    )
    ready_on = DayField(label=_("Ready on"), help_text=_("The day on which you hand it over."))
    valid_until = DayField(
        label=_("Valid until"), help_text=_("That day included. Then the quote lapses by itself.")
    )
    words = forms.CharField(
        label=_("Your words"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What is in it: logo, boxes, samples. No telephone, no e-mail."),
    )

    def __init__(self, *args: Any, quote: Quote, **kwargs: Any) -> None:
        self.quote = quote
        self.lines = list(quote.lines.all())
        today = timezone.localdate()
        known: dict[str, Any] = {
            "delivery": quote.delivery,
            "ready_on": quote.ready_on or quote.wanted_on or today + USUALLY_READY,
            "valid_until": quote.valid_until or today + USUALLY_VALID,
            "words": quote.words,
        }
        super().__init__(*args, **{"initial": known} | kwargs)
        for line in self.lines:
            self.fields[f"price_{line.pk}"] = DongField(
                label=_("Price for one, in dong"),
                min_value=1,
                max_value=MOST_FOR_ONE,
                initial=line.price or line.list_price,
            )
        for name in ("ready_on", "valid_until"):
            self.fields[name].widget.attrs["min"] = f"{today}"

    @property
    def goods(self) -> list[tuple[Any, Any]]:
        """The lines with their fields."""
        return [(line, self[f"price_{line.pk}"]) for line in self.lines]

    @property
    def terms(self) -> list[Any]:
        return [self[name] for name in ("delivery", "ready_on", "valid_until", "words")]

    @property
    def offer(self) -> dict[str, Any]:
        """What the service takes."""
        data = self.cleaned_data
        names = ("delivery", "ready_on", "valid_until", "words")
        prices = {line.pk: data[f"price_{line.pk}"] for line in self.lines}
        return {name: data[name] for name in names} | {"prices": prices}


class ReasonForm(forms.Form):
    """Why nothing is offered, or not any more."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Who asked reads it by mail."),
    )
