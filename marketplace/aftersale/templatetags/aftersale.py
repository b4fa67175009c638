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
