"""Words for codes that the desk's pages show: filters of templates, and texts that views give."""

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from marketplace.files.tables import Unreadable
from marketplace.frame.money import format_dong
from marketplace.gateways.payout_results import Outcome, Prospect
from marketplace.gateways.statement_rows import Balance

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


def file_refusal(form: forms.Form) -> str:
    """Say what a form has against the file that was chosen, if one was."""
    said = [str(text) for text in form.errors.get("file", [])]
    return " ".join(said) if form.files.get("file") else _("Please choose a file.")


def unreadable_text(error: Unreadable) -> str:
    """Say why a bank's file cannot be read, and what helps."""
    row = {"row": error.row}
    texts = {
        "too_large": _("The file is larger than 5 MB."),
        "too_long": _("The file has more than 20,000 rows. Please take a shorter period."),
        "no_header": _("No row of column names was found in this file."),
        "empty": _("The file has column names but no rows."),
        "encoding": _("The file's letters cannot be read; save it as UTF-8."),
        "date": _("Row %(row)s: the day cannot be read. Choose how dates are written.") % row,
        "amount": _("Row %(row)s: the sum cannot be read. Choose another column.") % row,
        "direction": _("Row %(row)s does not say whether money came in or left.") % row,
        "commas": _(
            "Row %(row)s has too many columns: commas of thousands part it. Please take the bank's "
            "XLSX file."
        )
        % row,
        "locked": _("This file is locked by a password. Open it and save it without one."),
        "pdf": _("This is a PDF. Please take the bank's XLSX, XLS or CSV file."),
        "web_archive": _("This is a web page. Open it in Excel and save it as XLSX."),
        "columns": _("This column is chosen twice."),
        "other_columns": _("The bank's layout has changed. Say again which column is which."),
    }
    return texts.get(error.code, _("This is no CSV or XLSX file that we can read."))


def balance_text(balance: Balance) -> str:
    """Say what is between a statement's rows and the balance that it ends with."""
    language = get_language() or "vi"
    return _(
        "The file begins with %(opening)s and ends with %(closing)s, but its rows move %(moved)s: "
        "%(missing)s are missing. Nothing is booked: look whether the columns are right, or take "
        "the whole file from the bank."
    ) % {
        "opening": format_dong(balance.opening, language),
        "closing": format_dong(balance.closing, language),
        "moved": format_dong(balance.moved, language),
        "missing": format_dong(balance.missing, language),
    }


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
