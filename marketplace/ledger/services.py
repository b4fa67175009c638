"""Post what happened into the ledger. Callers own the transaction and its locks.

Every function is safe to repeat: the same kind of posting for the same source gives the
first one back, and PostingConflict when the figure differs. Nothing here knows of orders
or payments; callers name them by their numbers.
How a sale is taken back in part, with numbers: refunds.py.
"""

import datetime

from django.utils import timezone

from marketplace.accounts.models import User
from marketplace.ledger.models import Entry, Fulfilment, Transaction
from marketplace.ledger.posting import (
    DELIVERY,
    FEES,
    LOSSES,
    WITHHELD_INCOME,
    WITHHELD_VAT,
    AboveCeiling,
    Code,
    Draft,
    Kind,
    NotPosted,
    PostingConflict,
    PostingRefused,
    accounts_for,
    buyer_key,
    gateway_key,
    post,
    producer_key,
    transit_key,
)
from marketplace.ledger.refunds import RefundPart, post_refund, preview_refund, refundable
from marketplace.ledger.sales import Reversal, SaleLine, post_sales, sale_draft
from marketplace.producers.models import Producer

__all__ = [
    "DELIVERY",
    "FEES",
    "LOSSES",
    "WITHHELD_INCOME",
    "WITHHELD_VAT",
    "AboveCeiling",
    "Code",
    "Draft",
    "Kind",
    "NotPosted",
    "PostingConflict",
    "PostingRefused",
    "RefundPart",
    "Reversal",
    "SaleLine",
    "accounts_for",
    "buyer_key",
    "gateway_key",
    "is_fee_in_chargeback",
    "post",
    "post_cash_collected",
    "post_cash_remitted",
    "post_chargeback",
    "post_chargeback_won",
    "post_goodwill",
    "post_matched",
    "post_payment",
    "post_payment_fee",
    "post_producer_paid",
    "post_refund",
    "post_refund_paid",
    "post_sales",
    "post_tax_paid",
    "post_unmatched",
    "preview_refund",
    "producer_key",
    "record_fulfilment",
    "refundable",
    "sale_draft",
    "transit_key",
]


def post_payment(
    *,
    purchase_number: str,
    gateway: str,
    reference: str,
    amount: int,
    by: User | None = None,
    at: datetime.datetime | None = None,
) -> Transaction:
    """Post money that arrived for a purchase; whatever it owes no longer, we owe it back.

    `gateway`: "stripe", "vietqr" (the market's bank account). Without a purchase use
    post_unmatched.
    """
    draft = Draft(
        kind=Kind.PAYMENT,
        source_kind=f"payment:{gateway}",
        source_reference=reference,
        amount=amount,
        entries=[
            (gateway_key(gateway), Code.MONEY, -amount),
            (buyer_key(purchase_number), Code.OWED, amount),
        ],
        purchase_number=purchase_number,
        by=by,
    )
    return post([draft], at=at)[0]


def post_unmatched(*, reference: str, amount: int, gateway: str = "vietqr") -> Transaction:
    """Post money that no purchase is known for: it is owed to whoever sent it."""
    return post_payment(
        purchase_number="unmatched", gateway=gateway, reference=reference, amount=amount
    )


def post_matched(*, reference: str, amount: int, purchase_number: str, by: User) -> Transaction:
    """Give money of post_unmatched to the purchase that a person found for it."""
    draft = Draft(
        kind=Kind.SETTLEMENT,
        source_kind="match",
        source_reference=reference,
        amount=amount,
        entries=[
            (buyer_key("unmatched"), Code.OWED, -amount),
            (buyer_key(purchase_number), Code.OWED, amount),
        ],
        purchase_number=purchase_number,
        by=by,
    )
    return post([draft])[0]


def post_refund_paid(
    *,
    purchase_number: str,
    gateway: str,
    reference: str,
    amount: int,
    order_number: str = "",
    by: User | None = None,
) -> Transaction:
    """Post money that went back to a buyer (purchase_number "unmatched": to a sender)."""
    draft = Draft(
        kind=Kind.REFUND_PAID,
        source_kind=f"refund:{gateway}",
        source_reference=reference,
        amount=amount,
        entries=[
            (buyer_key(purchase_number), Code.OWED, -amount),
            (gateway_key(gateway), Code.MONEY, amount),
        ],
        purchase_number=purchase_number,
        order_number=order_number,
        by=by,
    )
    return post([draft])[0]


def post_cash_collected(
    *,
    producer: Producer,
    order_number: str,
    purchase_number: str,
    reference: str,
    amount: int,
    carrier: str = "",
    at: datetime.datetime | None = None,
) -> Transaction:
    """Post cash taken at the door: by the producer itself, or by a carrier that owes it."""
    holder = f"carrier:{carrier[:60]}" if carrier else producer_key(producer)
    draft = Draft(
        kind=Kind.CASH,
        source_kind="cash",
        source_reference=reference,
        amount=amount,
        entries=[
            (holder, Code.MONEY, -amount),
            (buyer_key(purchase_number), Code.OWED, amount),
        ],
        producer=producer,
        order_number=order_number,
        purchase_number=purchase_number,
    )
    return post([draft], at=at)[0]


def post_cash_remitted(
    *,
    carrier: str,
    reference: str,
    amount: int,
    producer: Producer | None = None,
    order_number: str = "",
    gateway: str = "vietqr",
    by: User | None = None,
) -> Transaction:
    """Post cash that a carrier handed over: to `producer`, or onto the market's account."""
    receiver = producer_key(producer) if producer else gateway_key(gateway)
    draft = Draft(
        kind=Kind.REMITTANCE,
        source_kind="remittance",
        source_reference=reference,
        amount=amount,
        entries=[
            (f"carrier:{carrier[:60]}", Code.MONEY, amount),
            (receiver, Code.MONEY, -amount),
        ],
        producer=producer,
        order_number=order_number,
        by=by,
    )
    return post([draft])[0]


def post_producer_paid(
    *, producer: Producer, reference: str, amount: int, gateway: str = "vietqr", by: User
) -> Transaction:
    """Post what a producer paid to the market, for instance commission on cash sales."""
    draft = Draft(
        kind=Kind.SETTLEMENT,
        source_kind="settlement",
        source_reference=reference,
        amount=amount,
        entries=[
            (gateway_key(gateway), Code.MONEY, -amount),
            (producer_key(producer), Code.MONEY, amount),
        ],
        producer=producer,
        by=by,
    )
    return post([draft])[0]


def post_tax_paid(*, month: str, vat: int, income: int, by: User) -> Transaction:
    """Post that what was withheld in a month ("2026-11") was paid to the tax office, once."""
    draft = Draft(
        kind=Kind.TAX_PAID,
        source_kind="tax",
        source_reference=month,
        amount=vat + income,
        entries=[
            (WITHHELD_VAT, Code.MONEY, -vat),
            (WITHHELD_INCOME, Code.MONEY, -income),
            (gateway_key("vietqr"), Code.MONEY, vat + income),
        ],
        by=by,
    )
    return post([draft])[0]


def post_payment_fee(
    *, purchase_number: str, gateway: str, reference: str, amount: int
) -> Transaction:
    """Post what a gateway kept for itself; the market bears it. Below zero: it came back."""
    draft = Draft(
        kind=Kind.FEE,
        source_kind=f"fee:{gateway}",
        source_reference=reference,
        amount=amount,
        entries=[(gateway_key(gateway), Code.MONEY, amount), (FEES, Code.FEE, -amount)],
        purchase_number=purchase_number,
    )
    return post([draft])[0]


def is_fee_in_chargeback(*, gateway: str, reference: str, back: bool) -> bool:
    """Tell whether a chargeback, or its coming back, was posted together with its fee.

    So it was before fees became postings of their own.
    """
    return Entry.objects.filter(
        account__key=FEES,
        transaction__kind=Kind.CHARGEBACK_WON if back else Kind.CHARGEBACK,
        transaction__source_kind=f"dispute:{gateway}",
        transaction__source_reference=reference,
    ).exists()


def post_chargeback(
    *, purchase_number: str, gateway: str, reference: str, amount: int
) -> Transaction:
    """Post money that a card's bank took back; the buyer owes it again until decided."""
    draft = Draft(
        kind=Kind.CHARGEBACK,
        source_kind=f"dispute:{gateway}",
        source_reference=reference,
        amount=amount,
        entries=[
            (gateway_key(gateway), Code.MONEY, amount),
            (buyer_key(purchase_number), Code.OWED, -amount),
        ],
        purchase_number=purchase_number,
    )
    return post([draft])[0]


def post_chargeback_won(
    *, purchase_number: str, gateway: str, reference: str, amount: int
) -> Transaction:
    """Post that the money of a chargeback came back."""
    draft = Draft(
        kind=Kind.CHARGEBACK_WON,
        source_kind=f"dispute:{gateway}",
        source_reference=reference,
        amount=amount,
        entries=[
            (gateway_key(gateway), Code.MONEY, -amount),
            (buyer_key(purchase_number), Code.OWED, amount),
        ],
        purchase_number=purchase_number,
    )
    return post([draft])[0]


def post_goodwill(
    *, purchase_number: str, reference: str, amount: int, note: str = "", loss: bool = False
) -> Transaction:
    """Give a buyer what the market bears itself; `loss` for a chargeback that was lost."""
    draft = Draft(
        kind=Kind.LOSS if loss else Kind.GOODWILL,
        source_kind="goodwill",
        source_reference=reference,
        amount=amount,
        entries=[
            (LOSSES, Code.LOSS, -amount),
            (buyer_key(purchase_number), Code.OWED, amount),
        ],
        purchase_number=purchase_number,
        note=note,
    )
    return post([draft])[0]


def record_fulfilment(
    *, order_number: str, producer: Producer, at: datetime.datetime | None = None
) -> None:
    """Note that an order arrived whole: its money may be paid out after the holding time."""
    Fulfilment.objects.get_or_create(
        order_number=order_number,
        defaults={"producer": producer, "delivered_at": at or timezone.now()},
    )
