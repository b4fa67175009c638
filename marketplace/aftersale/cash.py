"""Cash at the door: what a parcel costs there, who holds the money, when it is handed on.

Example: 3 vases for 100 000 ₫ and delivery 22 000 ₫, sent 2 and 1.

    first parcel   F(2) = 66 666 and the delivery 22 000    88 666
    second parcel  F(3) - F(2)                              33 334    together 122 000
    (each costs what its label says, whichever arrives first)
    second refused instead: nothing is paid for it, the vase returns to the stock
"""

from datetime import date

from django.db import transaction
from django.utils import timezone

from marketplace.accounts.models import User
from marketplace.aftersale.mail import mail_producer
from marketplace.aftersale.models import CashCollection, CashRemittance
from marketplace.aftersale.takeback import give_back
from marketplace.gateways.models import Payment
from marketplace.ledger.services import post_cash_collected, post_cash_remitted
from marketplace.purchases.cancellation import refuse_parcel
from marketplace.purchases.models import Parcel, Reversal
from marketplace.purchases.packing import cash_of
from marketplace.purchases.services import deliver_parcel, lock_order


class RemittanceRefused(Exception):
    """What was handed on does not fit what was collected."""

    def __init__(self, code: str, difference: int = 0) -> None:
        super().__init__(code)
        self.code, self.difference = code, difference


def likely_collector(parcel: Parcel) -> str:
    """Who takes the cash of a parcel as far as is known: who carries it."""
    collector = CashCollection.Collector
    return collector.PRODUCER if parcel.is_own_delivery else collector.CARRIER


@transaction.atomic
def deliver(
    *,
    parcel: Parcel,
    by: User | None = None,
    collector: str = CashCollection.Collector.CARRIER,
) -> None:
    """Note that a parcel arrived and, for a purchase in cash, that it was paid at the door.

    Saying it again changes nothing. Raises MoveRefused for a parcel that came back.
    """
    order = lock_order(parcel.order_id)
    parcel.refresh_from_db()
    in_cash = order.purchase.is_placed
    is_new = parcel.is_shipped
    due = cash_of(order, parcel) if in_cash and is_new else 0
    deliver_parcel(parcel=parcel, by=by)
    if not due:
        return
    reference = f"{order.number}/{parcel.pk}"
    CashCollection.objects.create(
        parcel=parcel, order=order, amount=due, collector=collector, by=by
    )
    Payment.objects.create(
        purchase=order.purchase,
        order=order,
        gateway="cash",
        reference=reference,
        amount=due,
        state=Payment.State.SUCCEEDED,
        settled_at=timezone.now(),
    )
    post_cash_collected(
        producer=order.producer,
        order_number=order.number,
        purchase_number=order.purchase.number,
        reference=reference,
        amount=due,
        carrier=parcel.carrier or "?" if collector == CashCollection.Collector.CARRIER else "",
    )


@transaction.atomic
def refuse(
    *, parcel: Parcel, by: User | None, note: str = "", unfit: list[int] | None = None
) -> Reversal:
    """Note that a parcel was refused or not reached; what was paid for its goods goes back."""
    reversal, is_new = refuse_parcel(parcel=parcel, by=by, note=note, unfit=unfit or [])
    if is_new:
        give_back(reversal)
        mail_producer(
            order=reversal.order,
            kind="order_back",
            template="producer_refused",
            key=f"refused-{parcel.pk}",
        )
    return reversal


def outstanding(carrier: str = ""):
    """Cash that carriers hold, oldest first."""
    rows = CashCollection.objects.filter(
        collector=CashCollection.Collector.CARRIER, remittance=None
    ).select_related("parcel", "order__producer")
    return rows.filter(parcel__carrier=carrier) if carrier else rows


@transaction.atomic
def remit(
    *,
    carrier: str,
    reference: str,
    amount: int,
    received_on: date,
    collection_ids: list[int],
    by: User,
) -> CashRemittance:
    """Note that a carrier handed on the cash of some parcels; the same reference once.

    Raises RemittanceRefused when a parcel is another carrier's or handed on already, or when
    the amount is not their sum.
    """
    known = CashRemittance.objects.filter(reference=reference).first()
    if known:
        return known
    rows = list(
        CashCollection.objects.select_for_update(of=("self",))
        .filter(pk__in=collection_ids)
        .select_related("parcel", "order")
        .order_by("pk")
    )
    if not rows or any(
        row.remittance_id
        or row.collector != CashCollection.Collector.CARRIER
        or row.parcel.carrier != carrier
        for row in rows
    ):
        raise RemittanceRefused("other_parcels")
    expected = sum(row.amount for row in rows)
    if expected != amount:
        raise RemittanceRefused("other_amount", amount - expected)
    remittance = CashRemittance.objects.create(
        carrier=carrier, reference=reference, amount=amount, received_on=received_on, by=by
    )
    CashCollection.objects.filter(pk__in=[row.pk for row in rows]).update(remittance=remittance)
    for row in rows:  # by order: until then the order's money is not paid out
        post_cash_remitted(
            carrier=carrier or "?",
            reference=f"{reference}/{row.pk}",
            amount=row.amount,
            order_number=row.order.number,
            by=by,
        )
    return remittance
