"""A parcel on its way: who carries it and under which code, put right when it was mistyped."""

from django.db import transaction

from marketplace.accounts.models import User
from marketplace.purchases.models import Parcel, PurchaseEvent
from marketplace.purchases.services import MoveRefused, lock_order, mail_buyer


@transaction.atomic
def correct_parcel(*, parcel: Parcel, by: User, carrier: str, tracking_code: str) -> bool:
    """Put a parcel's carrier and code right and tell the buyer; False when they are so already.

    What was written before stays in the history. Raises MoveRefused once it has arrived or
    come back.
    """
    order = lock_order(parcel.order_id)
    parcel.refresh_from_db()
    if not parcel.is_shipped:
        raise MoveRefused(parcel.state)
    before = {"carrier": parcel.carrier, "tracking_code": parcel.tracking_code}
    now = {"carrier": carrier, "tracking_code": tracking_code}
    if before == now:
        return False
    parcel.carrier, parcel.tracking_code = carrier, tracking_code
    parcel.save(update_fields=["carrier", "tracking_code"])
    event = PurchaseEvent.objects.create(
        purchase=order.purchase,
        order_id=order.pk,
        code="parcel_corrected",
        detail={"parcel": parcel.pk, "before": before, **now},
        by=by,
    )
    mail_buyer(order.purchase, "parcel_corrected", order, suffix=f"{parcel.pk}-{event.pk}")
    return True
