"""What codes of refunds, disputes and bank files read as on the desk."""

from types import SimpleNamespace

import pytest
from django.utils import translation

from marketplace.desk.words import (
    chargeback_reason,
    chargeback_status,
    refund_reason,
    result_text,
    result_why,
    statement_text,
)
from marketplace.gateways.payout_results import Outcome, Prospect


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def why(code: str, value: str = "", outcome: Outcome = Outcome.UNMATCHED, reason: str = "") -> str:
    row = SimpleNamespace(reason=reason)
    return result_why(Prospect(row, outcome, code, value))


@pytest.mark.parametrize(
    ("code", "value", "sentence"),
    [
        ("", "", ""),
        ("no_reference", "", "The text names no payout."),
        ("unknown", "", "There is no payout of this reference."),
        ("other_batch", "B-2", "This payout belongs to batch B-2."),
        ("several", "", "The text names several payouts."),
        ("amount", "115000", "The sum differs: the payout is ₫115,000."),
        ("account", "0011", "The account differs: the payout goes to 0011."),
        ("status", "xong", "The bank's word “xong” is kept neither for paid nor for failed."),
        ("status", "", "The bank does not say whether it was paid."),
        ("contrary", "paid", "The file says otherwise than what stands here: paid."),
        (
            "contradiction",
            "",
            "Rows of this file disagree about this payout; note it by hand.",
        ),
        ("repeated", "", "The file says so twice; it is noted once."),
    ],
)
def test_a_row_that_changes_nothing_says_why(code, value, sentence):
    assert why(code, value) == sentence


def test_a_row_of_a_failed_payout_says_what_the_bank_said():
    assert why("", outcome=Outcome.FAILED, reason="Sai tên") == "Sai tên"


def test_what_would_come_of_a_row_is_told_for_each_outcome():
    assert {outcome.value: result_text(outcome) for outcome in Outcome} == {
        "paid": "Will be noted as paid",
        "failed": "Will be noted as failed",
        "unmatched": "Not matched",
        "settled": "Noted before",
    }


@pytest.mark.parametrize(
    ("word", "codes", "texts"),
    [
        (
            refund_reason,
            ["cancelled", "returned", "refused", "late", "over", "no_reference", "at_gateway", "x"],
            [
                "Cancelled before sending",
                "Returned",
                "Came back undelivered",
                "Paid too late or twice",
                "More than the purchase costs",
                "No purchase is named",
                "Made in Stripe's own pages",
                "Sent back",
            ],
        ),
        (
            statement_text,
            ["known", "paid", "short", "over", "late", "unnamed", "new"],
            [
                "booked before",
                "pays the purchase",
                "less than the purchase costs",
                "more than the purchase costs",
                "purchase is paid or closed: work list",
                "names no purchase: work list",
                "new",
            ],
        ),
        (
            chargeback_status,
            ["needs_response", "under_review", "won", "lost", "prevented", "new_one"],
            [
                "To be answered",
                "Answered, the bank decides",
                "Won",
                "Lost",
                "Settled before it began",
                "new_one",
            ],
        ),
        (
            chargeback_reason,
            ["fraudulent", "duplicate", "product_not_received", "bank_cannot_process"],
            [
                "The holder did not pay this",
                "Charged twice",
                "The goods did not arrive",
                "bank_cannot_process",
            ],
        ),
    ],
    ids=["refund", "statement", "status", "reason"],
)
def test_codes_read_as_words_and_rare_ones_as_they_are(word, codes, texts):
    assert [str(word(code)) for code in codes] == texts
