"""The price and stock of a product in Oscar's dashboard: read as people write, changed once.

Oscar writes the number that its page showed: who opens a page, and saves a title when three were
sold meanwhile, puts the three back. Here what was seen goes along with the number:

    seen 10, sent 10, now 7    the stock stays 7
    seen 10, sent 12, now 10   two more
    seen 10, sent 12, now 7    refused, both are shown
"""

import re
from typing import Any
from uuid import uuid4

from django import forms
from django.db import transaction
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from oscar.apps.dashboard.catalogue.forms import *  # noqa: F403 - a fork has all of its forms
from oscar.apps.dashboard.catalogue.forms import StockRecordForm as OscarStockRecordForm

from catalogue.products.services import StockIsHeld, StockMoved
from marketplace.frame.fields import DongField, WholeField
from marketplace.listings import offers


class BesideInput(forms.TextInput):
    """A text field that sends one more value along, unseen."""

    beside: Any = ""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        hidden = '<input type="hidden" name="{}-beside" value="{}">'
        shown = super().render(name, value, attrs, renderer)
        return format_html("{}" + hidden, shown, name, self.beside)


class StockRecordForm(OscarStockRecordForm):
    price = DongField(widget=BesideInput)
    num_in_stock = WholeField(min_value=0, max_value=2**31 - 1, widget=BesideInput)

    difference = 0  # how many more are wanted than there are

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.before = self.instance.price, self.instance.num_in_stock or 0
        if self.before[0] is not None:
            self.initial["price"] = int(self.before[0])
        if "num_in_stock" in self.fields:
            self.tell("num_in_stock", self.before[1] if self.instance.pk else "")
        for name in ("price", "num_in_stock"):
            if name in self.fields:
                self.fields[name].label = OscarStockRecordForm.base_fields[name].label

    def tell(self, name: str, beside: Any) -> None:
        self.fields[name].widget.beside = beside  # type: ignore[attr-defined]

    def sent_beside(self, name: str) -> str:
        return self.data.get(f"{self.add_prefix(name)}-beside", "")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.instance.pk:
            self.check_price(data)
            self.check_stock(data)
        return data

    def check_price(self, data: dict[str, Any]) -> None:
        """Ask about a price far from the last one; the same price sent again is meant."""
        price, before = data.get("price"), self.before[0]
        if price is None or not offers.is_far_off(price, None if before is None else int(before)):
            return
        if self.sent_beside("price") != str(price):
            self.tell("price", price)
            words = _("It is less than half or more than double of what it was. Is it right?")
            self.add_error("price", words)

    def check_stock(self, data: dict[str, Any]) -> None:
        wanted, now = data.get("num_in_stock"), self.before[1]
        if wanted is None:
            return
        sent = self.sent_beside("num_in_stock")
        seen = int(sent) if re.fullmatch(r"[0-9]{1,9}", sent) else 0
        self.difference = 0 if wanted == seen else wanted - now
        held = self.instance.num_allocated or 0
        if self.difference and seen != now:
            self.add_error("num_in_stock", str(StockMoved(seen=seen, now=now)))
        elif self.difference and wanted < held:
            self.add_error("num_in_stock", str(StockIsHeld(held)))

    @transaction.atomic
    def save(self, commit: bool = True) -> Any:
        """Write what was changed, and nothing that sales write meanwhile."""
        record = self.instance
        if not record.pk or not commit:
            return super().save(commit)
        plain = [name for name in self.changed_data if name in self.Meta.fields]
        plain = [name for name in plain if name not in ("price", "num_in_stock")]
        if plain:
            record.save(update_fields=plain)
        price = self.cleaned_data.get("price")
        if price is not None and price != self.before[0]:
            offers.change_price(product=record.product, price=price, by=self.user, key=uuid4())
        if self.difference:
            self.change_stock(record)
        return record

    def change_stock(self, record: Any) -> None:
        try:
            offers.change_stock(
                product=record.product, by_how_many=self.difference, by=self.user, key=uuid4()
            )
        except StockIsHeld:  # taken by an order since the form was read
            return
