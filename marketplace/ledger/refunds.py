"""Take a part of a sale back, exactly.

A worked example: a bowl for 100 000 ₫, 10 000 ₫ off by a
voucher of the market and 5 001 ₫ off by the producer: the buyer paid 84 999 ₫. Commission
4 750 ₫. 30 000 ₫ go back, later the other 54 999 ₫. Each part of the sale is taken back
up to its share of all that has gone back so far, rounded down, less what was taken back
before:

    back so far        30 000             84 999
    market's voucher    3 529 (3 529.45)  10 000 - 3 529 = 6 471
    producer's          1 765 (1 765.08)   5 001 - 1 765 = 3 236
    goods              35 294 (the sum)   64 706          -> 100 000 in all
    commission          1 676 (1 676.49)   4 750 - 1 676 = 3 074

However a line is cut, what is taken back never passes what was sold and ends exactly at it.
"""

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Sum

from marketplace.accounts.models import User
from marketplace.ledger.models import RefundedLine, SoldLine, Transaction
from marketplace.ledger.posting import (
    AboveCeiling,
    Code,
    Draft,
    Kind,
    NotPosted,
    PostingConflict,
    buyer_key,
    post,
)
from marketplace.ledger.sales import Reversal, add_to, earned_entries


@dataclass(frozen=True)
class RefundPart:
    """What goes back to the buyer for one line; `line` is its reference or DELIVERY.

    `quantity` decides only for a line that cost the buyer nothing.
    """

    line: str
    amount: int
    quantity: int = 0


def share(part: int, done: int, whole: int) -> int:
    """Give how much of a part is taken back when `done` of `whole` is; all at the end."""
    return part * done // whole if whole else part


def find_sale(order_number: str, *, lock: bool = False) -> Transaction:
    """Find the sale of an order; `lock` makes others that take it back wait."""
    sales = Transaction.objects.filter(
        kind=Kind.SALE, source_kind="order", source_reference=order_number
    )
    sale = (sales.select_for_update() if lock else sales).first()
    if sale is None or sale.producer is None:
        raise NotPosted(order_number)
    return sale


def reversal_of(
    sale: Transaction, parts: Sequence[RefundPart]
) -> tuple[Reversal, list[RefundedLine]]:
    """Work out taking `parts` of a sale back, and the rows that keep count of it."""
    sold = {line.line_reference: line for line in sale.sold_lines.all()}
    before = {
        row["sold__line_reference"]: (row["amounts"], row["quantities"])
        for row in RefundedLine.objects.filter(sold__transaction=sale)
        .values("sold__line_reference")
        .annotate(amounts=Sum("amount"), quantities=Sum("quantity"))
    }
    amounts: Counter[str] = Counter()
    quantities: Counter[str] = Counter()
    for part in parts:
        if part.amount < 0 or part.line not in sold:
            raise AboveCeiling(part.line)
        amounts[part.line] += part.amount
        quantities[part.line] += part.quantity
    result, rows = Reversal(), []
    for reference in sorted(amounts):
        line = sold[reference]
        amount_before, quantity_before = before.get(reference, (0, 0))
        if line.paid:
            old, new, whole = amount_before, amount_before + amounts[reference], line.paid
        else:
            old, new = quantity_before, quantity_before + quantities[reference]
            whole = line.quantity
        if new > whole or (not line.paid and amounts[reference]):
            raise AboveCeiling(reference)
        if new == old:
            continue
        took = Reversal()
        for name in (
            "discount_platform",
            "discount_producer",
            "commission",
            "commission_vat",
            "withheld_vat",
            "withheld_income",
        ):
            part_of = getattr(line, name)
            setattr(took, name, share(part_of, new, whole) - share(part_of, old, whole))
        price = amounts[reference] + took.discount_platform + took.discount_producer
        add_to(result, line, price, took)
        result.to_buyer += amounts[reference]
        rows.append(
            RefundedLine(sold=line, amount=amounts[reference], quantity=quantities[reference])
        )
    return result, rows


def preview_refund(*, order_number: str, parts: Sequence[RefundPart]) -> Reversal:
    """Tell what post_refund would take from each side. Raises NotPosted, AboveCeiling."""
    return reversal_of(find_sale(order_number), parts)[0]


@transaction.atomic
def post_refund(
    *,
    order_number: str,
    reference: str,
    parts: Sequence[RefundPart],
    kind: str = Kind.REFUND,
    note: str = "",
    by: User | None = None,
    at: datetime.datetime | None = None,
) -> Transaction:
    """Take a part of a sale back: the buyer is owed `parts`, commission and taxes shrink.

    `kind`: CANCELLATION, RETURN or REFUND (the price was reduced). That the money left is
    another posting, post_refund_paid. Raises NotPosted, AboveCeiling, PostingConflict.
    """
    sale = find_sale(order_number, lock=True)
    wanted = sum(part.amount for part in parts)
    done = Transaction.objects.filter(source_kind="refund", source_reference=reference).first()
    if done:
        if done.amount != wanted:
            raise PostingConflict(f"refund {reference}")
        return done
    result, rows = reversal_of(sale, parts)
    producer = sale.producer
    assert producer is not None  # noqa: S101 - a sale has one, find_sale looked
    draft = Draft(
        kind=kind,
        source_kind="refund",
        source_reference=reference,
        amount=wanted,
        entries=[
            (buyer_key(sale.purchase_number), Code.OWED, result.to_buyer),
            *earned_entries(producer, result, -1),
        ],
        producer=producer,
        order_number=order_number,
        purchase_number=sale.purchase_number,
        note=note,
        by=by,
    )
    posted = post([draft], at=at)[0]
    for row in rows:
        row.transaction = posted
    RefundedLine.objects.bulk_create(rows)
    return posted


def refundable(order_number: str) -> dict[str, int]:
    """Give what may still go back for each line of a posted order, dong."""
    lines = SoldLine.objects.filter(
        transaction__kind=Kind.SALE, transaction__source_reference=order_number
    ).annotate(back=Sum("refunds__amount"))
    lines = lines.order_by("pk")
    return {line.line_reference: line.paid - (line.back or 0) for line in lines}
