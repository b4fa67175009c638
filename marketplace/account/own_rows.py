"""How rows of a person's data are told: as JSON, and in words of the reader's language."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from marketplace.frame.money import format_dong

Row = dict[str, Any]


# What stands in a row, in words.
LABELS: dict[str, Promise] = {
    "account": _("Account number"),
    "account_name": _("Account holder"),
    "address": _("Address"),
    "amount_dong": _("Amount"),
    "answer": _("Answer"),
    "asked_at": _("Asked"),
    "aspects": _("Aspects"),
    "at": _("When"),
    "bank": _("Bank"),
    "code": _("Voucher code"),
    "company": _("Company"),
    "company_address": _("Company's address"),
    "delivery_dong": _("Delivery"),
    "device": _("Browser"),
    "discount_dong": _("Discount"),
    "email": _("E-mail"),
    "gift_day": _("To arrive about"),
    "gift_message": _("Words on the card"),
    "gift_sender": _("From"),
    "goods": _("Goods"),
    "goods_dong": _("Goods"),
    "guests": _("Guests"),
    "ip": _("Address on the net"),
    "is_confirmed": _("Confirmed"),
    "is_gift": _("A gift"),
    "is_used_first": _("Used first"),
    "joined_at": _("Account since"),
    "kind": _("Kind"),
    "language": _("Language"),
    "last_seen_at": _("Last seen"),
    "last_signed_in_at": _("Last signed in"),
    "last_used_at": _("Last used"),
    "lines": _("Products"),
    "lost_at": _("Reported lost"),
    "name": _("Name"),
    "note": _("Note to the producers"),
    "number": _("Number"),
    "order": _("Order"),
    "papers": _("Papers"),
    "phone": _("Phone"),
    "pictures": _("Pictures"),
    "placed_at": _("Placed"),
    "producer": _("Producer"),
    "product": _("Product"),
    "purchase": _("Purchase"),
    "quantity": _("Quantity"),
    "reason": _("Reason"),
    "recognised_by": _("How the person was recognised"),
    "reference": _("Reference"),
    "role": _("Role"),
    "score": _("Score"),
    "since": _("Since"),
    "state": _("State"),
    "stripe_customer": _("Number at Stripe, which keeps the cards"),
    "taken_off_at": _("Taken off"),
    "tax_code": _("Tax code"),
    "text": _("Text"),
    "title": _("Title"),
    "to": _("To"),
    "total_dong": _("Total"),
    "tracking_codes": _("Tracking code"),
    "way": _("Way"),
    "wish": _("Wish"),
    "words": _("Words"),
    "your_words": _("In your words"),
}


@dataclass(frozen=True)
class Part:
    """Rows of one kind."""

    key: str
    title: str
    rows: list[Row]

    @property
    def shown(self) -> list[list[tuple[str, str]]]:
        """The rows as a page reads them: names beside texts, without what is empty."""
        told = [
            [(str(LABELS[key]), text_of(key, value)) for key, value in row.items()]
            for row in self.rows
        ]
        return [[pair for pair in row if pair[1]] for row in told]


def text_of(key: str, value: Any) -> str:
    """Write a value for people: "dong" in its name tells money."""
    if value is None or value == "" or value == []:
        return ""
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    if key.endswith("_dong"):
        return format_dong(value, get_language() or "vi")
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    if isinstance(value, list):
        return "; ".join(text_of("", each) for each in value)
    if isinstance(value, dict):  # a line of goods
        sum_dong = text_of("_dong", value.get("sum_dong"))
        return f"{value['quantity']} × {value['title']}" + (f" ({sum_dong})" if sum_dong else "")
    return str(value)


def as_json(parts: Iterable[Part]) -> dict[str, list[Row]]:
    return {part.key: part.rows for part in parts}


ADDRESS = ("line1", "line2", "line3", "line4", "state", "postcode")


def lines_of_address(address: Any) -> list[str]:
    """The lines of an Oscar address that are filled, its country's code last."""
    return [*filter(None, (getattr(address, name) for name in ADDRESS)), address.country_id]
