"""What a producer's people are told of: each kind of news, its words, its page, who reads it.

A topic is what one wishes about; a kind is one sentence of it.
"""

from typing import Any, NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.roles import May


class How(TextChoices):
    """How a topic reaches a reader; the portal shows a notice in any case."""

    AT_ONCE = "at_once", _("Mail at once")
    DAILY = "daily", _("In one mail a day")
    PORTAL = "portal", _("Only here")


class Topic(TextChoices):
    """What one wishes about."""

    ORDERS = "orders", _("Orders")
    RETURNS = "returns", _("Returns")
    LISTINGS = "listings", _("Products looked at by the editors")
    STOCK = "stock", _("Stock running low")
    MONEY = "money", _("Payouts")
    MESSAGES = "messages", _("Messages and questions")


# Who may do this reads of it.
READERS: dict[Topic, May] = {
    Topic.ORDERS: May.PACK,
    Topic.RETURNS: May.SELL,
    Topic.LISTINGS: May.SELL,
    Topic.STOCK: May.SELL,
    Topic.MONEY: May.ACCOUNTS,
    Topic.MESSAGES: May.PACK,
}


class Kind(NamedTuple):
    """One sentence of a topic: `says` with %(number)s, and the page it leads to.

    `takes_number`: the page's address ends in that number. `reads`: who reads of it, where that
    is fewer than read of its topic.
    """

    topic: Topic
    says: Any
    page: str
    takes_number: bool = True
    reads: May | None = None

    @property
    def reader(self) -> May:
        return self.reads or READERS[self.topic]


ORDER, RETURN, QUOTE = "sell:order", "aftersale-sell:return", "sell:quote"
QUOTES = Topic.MESSAGES
KINDS: dict[str, Kind] = {
    "order_new": Kind(Topic.ORDERS, _("New order %(number)s: please confirm"), ORDER),
    "visit_new": Kind(Topic.ORDERS, _("Booking %(number)s: guests come"), ORDER),
    "order_reminder": Kind(
        Topic.ORDERS, _("Order %(number)s still waits for your confirmation"), ORDER
    ),
    "order_late": Kind(Topic.ORDERS, _("Order %(number)s is late: confirm it now"), ORDER),
    "order_more_time": Kind(Topic.ORDERS, _("Order %(number)s: you have more time"), ORDER),
    "order_unconfirmed": Kind(
        Topic.ORDERS, _("Order %(number)s was cancelled: not confirmed in time"), ORDER
    ),
    "order_cut": Kind(Topic.ORDERS, _("Order %(number)s: items were cancelled"), ORDER),
    "order_back": Kind(Topic.ORDERS, _("Order %(number)s: a parcel is coming back"), ORDER),
    "return_asked": Kind(Topic.RETURNS, _("Return %(number)s waits for your answer"), RETURN),
    "return_approved": Kind(Topic.RETURNS, _("Return %(number)s: the goods come back"), RETURN),
    "return_refused": Kind(Topic.RETURNS, _("Return %(number)s is refused"), RETURN),
    "return_withdrawn": Kind(Topic.RETURNS, _("Return %(number)s is closed"), RETURN),
    "return_received": Kind(Topic.RETURNS, _("Return %(number)s: you have the goods"), RETURN),
    "return_refunded": Kind(Topic.RETURNS, _("Return %(number)s is refunded"), RETURN),
    "return_exchanged": Kind(Topic.RETURNS, _("Return %(number)s is exchanged"), RETURN),
    "return_came_back": Kind(Topic.RETURNS, _("Return %(number)s: the new one came back"), RETURN),
    "return_disputed": Kind(Topic.RETURNS, _("Return %(number)s: the market decides"), RETURN),
    "return_decided": Kind(Topic.RETURNS, _("Return %(number)s is decided"), RETURN),
    "listing_published": Kind(
        Topic.LISTINGS, _("“%(name)s” is in the shop now"), "sell:products", takes_number=False
    ),
    "listing_returned": Kind(Topic.LISTINGS, _("“%(name)s” came back to you"), "sell:proposal"),
    "table_published": Kind(
        Topic.LISTINGS, _("“%(name)s”: your products are in the shop"), "sell:table"
    ),
    "table_returned": Kind(Topic.LISTINGS, _("“%(name)s”: rows came back to you"), "sell:table"),
    "stock_low": Kind(Topic.STOCK, _("“%(name)s”: few are left"), "sell:offer"),
    "payout_paid": Kind(
        Topic.MONEY, _("A payout is on your account"), "sell:statements", takes_number=False
    ),
    "payout_failed": Kind(
        Topic.MONEY, _("A payout did not arrive"), "sell:statements", takes_number=False
    ),
    "question_new": Kind(
        Topic.MESSAGES, _("A question on “%(name)s”"), "sell:question", reads=May.SELL
    ),
    "enquiry_new": Kind(
        Topic.MESSAGES, _("An enquiry of %(name)s"), "sell:enquiry", reads=May.SELL
    ),
    "quote_new": Kind(QUOTES, _("Quote %(number)s: somebody asks for many"), QUOTE, reads=May.SELL),
    "quote_withdrawn": Kind(QUOTES, _("Quote %(number)s was withdrawn"), QUOTE, reads=May.SELL),
    "quote_accepted": Kind(QUOTES, _("Quote %(number)s is accepted"), QUOTE, reads=May.SELL),
    "quote_lapsed": Kind(QUOTES, _("Quote %(number)s has lapsed"), QUOTE, reads=May.SELL),
    "quote_short": Kind(QUOTES, _("Quote %(number)s: not enough in stock"), QUOTE, reads=May.SELL),
    "message_order": Kind(Topic.MESSAGES, _("A message about order %(name)s"), "sell:message"),
    "message_product": Kind(
        Topic.MESSAGES, _("A message about “%(name)s”"), "sell:message", reads=May.SELL
    ),
}

# What asks for a confirmation: done with it, and nothing more to do once the order is cancelled.
TO_CONFIRM = ("order_new", "order_reminder", "order_late", "order_more_time")


def topics_for(permitted: frozenset[str]) -> list[Topic]:
    """The topics that somebody with these permissions reads of."""
    return [topic for topic in Topic if READERS[topic] in permitted]


def kinds_for(permitted: frozenset[May]) -> list[str]:
    """The kinds of news that somebody with these permissions reads."""
    return [name for name, kind in KINDS.items() if kind.reader in permitted]
