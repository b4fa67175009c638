"""Words for codes that staff's pages show."""

from django import template
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def lookup(table: dict, key: str) -> str:
    """A bank's name by its code."""
    return table.get(key, key)


@register.filter
def refund_reason(code: str) -> str:
    """Say why money goes back."""
    return {
        "cancelled": _("Cancelled before sending"),
        "returned": _("Returned"),
        "refused": _("Came back undelivered"),
        "late": _("Paid too late or twice"),
        "over": _("More than the purchase costs"),
        "already": _("Paid too late or twice"),
        "too_late": _("Paid too late or twice"),
        "no_reference": _("No purchase is named"),
        "at_gateway": _("Made in Stripe's own pages"),
    }.get(code, _("Sent back"))


@register.filter
def prospect(code: str) -> str:
    """Say what importing a row of a statement would do."""
    return {
        "known": _("booked before"),
        "paid": _("pays the purchase"),
        "short": _("less than the purchase costs"),
        "over": _("more than the purchase costs"),
        "late": _("purchase is paid or closed: work list"),
        "unnamed": _("names no purchase: work list"),
    }.get(code, code)


@register.filter
def chargeback_status(code: str) -> str:
    """Say how a card dispute stands; the codes are Stripe's."""
    return {
        "warning_needs_response": _("Inquiry, to be answered"),
        "warning_under_review": _("Inquiry, answered"),
        "warning_closed": _("Inquiry, closed"),
        "needs_response": _("To be answered"),
        "under_review": _("Answered, the bank decides"),
        "won": _("Won"),
        "lost": _("Lost"),
        "prevented": _("Settled before it began"),
    }.get(code, code)


@register.filter
def chargeback_reason(code: str) -> str:
    """Say why the card holder objects; the codes are Stripe's, rare ones are left as they are."""
    return {
        "credit_not_processed": _("A refund did not arrive"),
        "duplicate": _("Charged twice"),
        "fraudulent": _("The holder did not pay this"),
        "general": _("No reason given"),
        "product_not_received": _("The goods did not arrive"),
        "product_unacceptable": _("The goods are not as described"),
        "subscription_canceled": _("The subscription was cancelled"),
        "unrecognized": _("The holder does not know this payment"),
    }.get(code, code)
