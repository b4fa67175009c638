"""Corrections by hand: one person asks and gives a reason, another one decides."""

from django.db import transaction
from django.utils import timezone

from marketplace.accounts.models import User
from marketplace.frame.states import move
from marketplace.ledger.models import Account, Adjustment
from marketplace.ledger.services import Code, Draft, Kind, post


class AdjustmentRefused(Exception):
    """The step is not allowed; `reason`: "own", "decided"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def ask_adjustment(
    *,
    account: Account,
    against: Account,
    amount: int,
    reason: str,
    by: User,
    order_number: str = "",
) -> Adjustment:
    """Ask that `account` be owed `amount` more (below zero: less), `against` the other way."""
    return Adjustment.objects.create(
        account=account,
        against=against,
        amount=amount,
        reason=reason,
        asked_by=by,
        order_number=order_number,
    )


@transaction.atomic
def decide_adjustment(*, adjustment: Adjustment, agrees: bool, by: User) -> Adjustment:
    """Post an adjustment or refuse it; the same answer again changes nothing.

    Raises AdjustmentRefused when the one who asked wants to post it, or it was decided
    the other way.
    """
    adjustment = (
        Adjustment.objects.select_for_update(of=("self",))
        .select_related("account__producer", "against", "asked_by")
        .get(pk=adjustment.pk)
    )
    wanted = Adjustment.State.POSTED if agrees else Adjustment.State.REFUSED
    if adjustment.state == wanted:
        return adjustment
    if not adjustment.is_asked:
        raise AdjustmentRefused("decided")
    if agrees and adjustment.asked_by_id == by.pk:
        raise AdjustmentRefused("own")
    move(adjustment, wanted, decided_by=by, decided_at=timezone.now())
    if agrees:
        post(
            [
                Draft(
                    kind=Kind.ADJUSTMENT,
                    source_kind="adjustment",
                    source_reference=f"ADJ-{adjustment.pk}",
                    amount=adjustment.amount,
                    entries=[
                        (adjustment.account.key, Code.ADJUSTMENT, adjustment.amount),
                        (adjustment.against.key, Code.ADJUSTMENT, -adjustment.amount),
                    ],
                    producer=adjustment.account.producer or adjustment.against.producer,
                    order_number=adjustment.order_number,
                    note=adjustment.reason,
                    by=adjustment.asked_by,
                    second_by=by,
                )
            ]
        )
    return adjustment
