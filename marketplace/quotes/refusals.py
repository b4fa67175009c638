"""Why a quote is not asked for, offered or accepted; each says so in a sentence."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from marketplace.purchases.packages import PackageLine
from marketplace.talks.refusals import TalkRefused


class QuoteRefused(TalkRefused):
    """A base; `field` is where a form says it."""

    field: str | None = None


class NobodySells(QuoteRefused):
    text = _("This producer sells nothing here now, so nobody would answer.")


class OwnShop(QuoteRefused):
    text = _("You work for this producer: it quotes to others.")


class TooFew(QuoteRefused):
    text = _("A quote is for %(least)s pieces or more; fewer go straight into the basket.")


class TooManyLines(QuoteRefused):
    text = _("At most %(most)s products in one enquiry.")


class NotSold(QuoteRefused):
    text = _("“%(title)s” is not sold here now. Please leave it out.")


class TooFar(QuoteRefused):
    text = _("“%(title)s” does not travel that far. Please leave it out or name another place.")


class TooManyAsked(QuoteRefused):
    text = _("%(count)s of your enquiries wait for an answer. Please wait for those first.")


class IsOver(QuoteRefused):
    text = _("This enquiry is not open any more; nothing was changed.")


class NotProven(QuoteRefused):
    text = _("Please follow the link in the mail first.")


class Unpriced(QuoteRefused):
    text = _("Please name a price for each product.")


class TooDear(QuoteRefused):
    text = _("A quote is at most %(most)s in all, and at most %(one)s for one piece.")


class BadReady(QuoteRefused):
    field = "ready_on"
    text = _("It can be ready from today to %(last)s.")


class BadValid(QuoteRefused):
    field = "valid_until"
    text = _("It is valid at least until today and at most until %(last)s.")


class NoReason(QuoteRefused):
    text = _("Please say why.")


class NotQuoted(QuoteRefused):
    text = _("There is no quote to accept; nothing was ordered.")


class HasLapsed(QuoteRefused):
    text = _("The quote was valid until %(day)s; nothing was ordered. Please ask again.")


class HasChanged(QuoteRefused):
    text = _("The quote was changed meanwhile; nothing was ordered. Please look again.")


class NotInCash(QuoteRefused):
    field = "payment_method"
    text = _("What is quoted is paid beforehand, not in cash.")


class OtherPlace(QuoteRefused):
    field = "province"
    text = _("The quote is for delivery to %(place)s. For another place, please ask again.")


class NotThere(QuoteRefused):
    """Something of it cannot be had now; `lines` says what, and the quote stands."""

    text = _("Not all of it can be had now; nothing was ordered, and the quote stands.")

    def __init__(self, lines: list[PackageLine], **values: Any) -> None:
        super().__init__(**values)
        self.lines = lines
