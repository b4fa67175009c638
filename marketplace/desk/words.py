"""Words for codes that the desk's pages show: filters of templates, and texts that views give."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from marketplace.frame.money import format_dong
from marketplace.gateways.payout_results import Outcome, Prospect

# In which tone a row of a bank's file is shown, by what comes of it.
RESULT_TONES = {Outcome.PAID: "ok", Outcome.FAILED: "bad", Outcome.UNMATCHED: "wait"}


def result_text(outcome: str) -> str:
    """Say what applying a row of a bank's results would do."""
    return {
        Outcome.PAID: _("Will be noted as paid"),
        Outcome.FAILED: _("Will be noted as failed"),
        Outcome.UNMATCHED: _("Not matched"),
        Outcome.SETTLED: _("Noted before"),
    }[outcome]


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
