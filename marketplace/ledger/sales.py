"""Sales: what each side of an order is owed when it is sold, and when that is taken back."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from marketplace.ledger.models import SoldLine
from marketplace.ledger.posting import (
    COMMISSION,
    COMMISSION_VAT,
    DISCOUNTS,
    WITHHELD_INCOME,
    WITHHELD_VAT,
    Code,
    Draft,
    Kind,
    buyer_key,
    post,
    producer_key,
)
from marketplace.producers.models import Producer


@dataclass(frozen=True)
class SaleLine:
    """One order line as it is sold; amounts in dong, frozen when the order was placed."""

    reference: str
    price: int  # before discounts
    quantity: int = 1
    activity: str = SoldLine.Activity.GOODS
    discount_platform: int = 0
    discount_producer: int = 0
    commission: int = 0
    commission_vat: int = 0
    withheld_vat: int = 0
    withheld_income: int = 0


@dataclass
class Reversal:
    """What taking back a part of a sale does to each side, in dong, all not negative."""

    to_buyer: int = 0
    goods: int = 0
    delivery: int = 0
    discount_platform: int = 0
    discount_producer: int = 0
    commission: int = 0
    commission_vat: int = 0
    withheld_vat: int = 0
    withheld_income: int = 0

    @property
    def cost_to_producer(self) -> int:
        """What the producer is owed less: what it gives back less what comes back to it."""
        return (
            self.goods
            + self.delivery
            - self.discount_producer
            - self.commission
            - self.commission_vat
            - self.withheld_vat
            - self.withheld_income
        )


def earned_entries(producer: Producer, parts: Reversal, sign: int) -> list[tuple[str, str, int]]:
    """Write what a sale (sign 1) or taking it back (sign -1) does, all but the buyer's side."""
    own = producer_key(producer)
    entries: list[tuple[str, str, int]] = [
        (own, Code.SALE, parts.goods),
        (own, Code.DELIVERY, parts.delivery),
        (own, Code.DISCOUNT_PRODUCER, -parts.discount_producer),
        (DISCOUNTS, Code.DISCOUNT_PLATFORM, -parts.discount_platform),
    ]
    for code, account, amount in (
        (Code.COMMISSION, COMMISSION, parts.commission),
        (Code.COMMISSION_VAT, COMMISSION_VAT, parts.commission_vat),
        (Code.WITHHELD_VAT, WITHHELD_VAT, parts.withheld_vat),
        (Code.WITHHELD_INCOME, WITHHELD_INCOME, parts.withheld_income),
    ):
        entries += [(own, code, -amount), (account, code, amount)]
    return [(key, code, sign * amount) for key, code, amount in entries]


def sale_draft(
    *,
    producer: Producer,
    order_number: str,
    purchase_number: str,
    lines: Sequence[SaleLine],
    delivery: SaleLine | None = None,
) -> Draft:
    """Write the sale of one order. `delivery` has the reference DELIVERY."""
    everything = [*lines, delivery] if delivery and delivery.price else list(lines)
    sold = [
        SoldLine(
            line_reference=line.reference,
            activity=line.activity,
            quantity=line.quantity,
            price=line.price,
            discount_platform=line.discount_platform,
            discount_producer=line.discount_producer,
            commission=line.commission,
            commission_vat=line.commission_vat,
            withheld_vat=line.withheld_vat,
            withheld_income=line.withheld_income,
        )
        for line in everything
    ]
    parts = Reversal()
    for line in sold:
        add_to(parts, line, line.price, line)
    total = sum(line.paid for line in sold)
    return Draft(
        kind=Kind.SALE,
        source_kind="order",
        source_reference=order_number,
        amount=total,
        entries=[
            (buyer_key(purchase_number), Code.OWED, -total),
            *earned_entries(producer, parts, 1),
        ],
        producer=producer,
        order_number=order_number,
        purchase_number=purchase_number,
        sold=sold,
    )


def add_to(parts: Reversal, line: SoldLine, price: int, amounts: object) -> None:
    if line.activity == SoldLine.Activity.DELIVERY:
        parts.delivery += price
    else:
        parts.goods += price
    for name in (
        "discount_platform",
        "discount_producer",
        "commission",
        "commission_vat",
        "withheld_vat",
        "withheld_income",
    ):
        setattr(parts, name, getattr(parts, name) + getattr(amounts, name))


def post_sales(drafts: Sequence[Draft], *, at: datetime.datetime | None = None) -> None:
    """Post the sales of a purchase's orders at once; the buyer owes their totals."""
    post(drafts, at=at)
