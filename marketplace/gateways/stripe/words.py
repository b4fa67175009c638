"""Stripe's own words for how its things stand; Stripe moves them, we read them.

https://docs.stripe.com/api (PaymentIntent, Refund, Dispute: `status`). Only the words that
something here depends on.
"""

from enum import StrEnum


class IntentStatus(StrEnum):
    SUCCEEDED = "succeeded"
    CANCELED = "canceled"


class RefundStatus(StrEnum):
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELED = "canceled"


class DisputeStatus(StrEnum):
    WON = "won"
    LOST = "lost"
    PREVENTED = "prevented"
    WARNING_NEEDS_RESPONSE = "warning_needs_response"
    WARNING_UNDER_REVIEW = "warning_under_review"
    WARNING_CLOSED = "warning_closed"


NOT_GIVEN = frozenset({RefundStatus.FAILED, RefundStatus.CANCELED})
# In an inquiry nothing is taken, and what was taken comes back when a dispute is won.
TAKES_NOTHING = frozenset(
    {
        DisputeStatus.WON,
        DisputeStatus.PREVENTED,
        DisputeStatus.WARNING_NEEDS_RESPONSE,
        DisputeStatus.WARNING_UNDER_REVIEW,
        DisputeStatus.WARNING_CLOSED,
    }
)
ENDED = frozenset(
    {
        DisputeStatus.WON,
        DisputeStatus.LOST,
        DisputeStatus.WARNING_CLOSED,
        DisputeStatus.PREVENTED,
    }
)
