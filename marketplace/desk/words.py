"""Words for codes that the desk's pages show: filters of templates, and texts that views give."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from marketplace.frame.money import format_dong
from marketplace.gateways.payout_results import Outcome, Prospect

# In which tone a row of a bank's file is shown, by what comes of it.
RESULT_TONES: dict[str, str] = {
    Outcome.PAID: "ok",
    Outcome.FAILED: "bad",
    Outcome.UNMATCHED: "wait",
}
STATEMENT_TONES = {"paid": "ok", "short": "wait", "over": "wait", "late": "wait", "unnamed": "wait"}


def result_text(outcome: str) -> str:
    """Say what applying a row of a bank's results would do."""
    texts: dict[str, str] = {
        Outcome.PAID: _("Will be noted as paid"),
        Outcome.FAILED: _("Will be noted as failed"),
        Outcome.UNMATCHED: _("Not matched"),
        Outcome.SETTLED: _("Noted before"),
    }
    return texts[outcome]


def result_why(prospect: Prospect) -> str:
    """Say in plain words why a row changes nothing, or how the bank says that it failed."""
    if prospect.outcome == Outcome.FAILED:
        return prospect.reason
    value = prospect.value
    if prospect.why == "amount":
        value = format_dong(int(value), get_language() or "vi")
    words = {
        "no_reference": _("The text names no payout."),
        "unknown": _("There is no payout of this reference."),
        "other_batch": _("This payout belongs to batch %(value)s."),
        "several": _("The text names several payouts."),
        "amount": _("The sum differs: the payout is %(value)s."),
        "account": _("The account differs: the payout goes to %(value)s."),
        "status": _("The bank's word “%(value)s” is kept neither for paid nor for failed.")
        if value
        else _("The bank does not say whether it was paid."),
        "contrary": _("The file says otherwise than what stands here: %(value)s."),
        "contradiction": _("Rows of this file disagree about this payout; note it by hand."),
        "repeated": _("The file says so twice; it is noted once."),
    }
    return words[prospect.why] % {"value": value} if prospect.why else ""


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


def statement_text(code: str) -> str:
    """Say what importing a row of a statement would do."""
    return {
        "known": _("booked before"),
        "paid": _("pays the purchase"),
        "short": _("less than the purchase costs"),
        "over": _("more than the purchase costs"),
        "late": _("purchase is paid or closed: work list"),
        "unnamed": _("names no purchase: work list"),
    }.get(code, code)


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
