"""Post what happened into the ledger. Callers own the transaction and its locks.

Every function is safe to repeat: the same kind of posting for the same source gives the
first one back, and PostingConflict when the figure differs. Nothing here knows of orders
or payments; callers name them by their numbers.

Taking back a part of a line, a worked example. A bowl for 100 000 ₫, 10 000 ₫ off by a
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
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils import timezone

from marketplace.accounts.models import User
from marketplace.ledger.models import (
    Account,
    Entry,
    Fulfilment,
    RefundedLine,
    SoldLine,
    Transaction,
)
from marketplace.producers.models import Producer

Kind, Code = Transaction.Kind, Entry.Code
DELIVERY = "delivery"  # the line reference of an order's delivery

COMMISSION = "platform:commission"
DISCOUNTS = "platform:discounts"
FEES = "platform:fees"
LOSSES = "platform:losses"
COMMISSION_VAT = "tax:commission_vat"
WITHHELD_VAT = "tax:withheld_vat"
WITHHELD_INCOME = "tax:withheld_income"


class PostingRefused(Exception):
    """The ledger does not take a posting."""


class PostingConflict(PostingRefused):
    """The source is posted already, with another figure."""


class NotPosted(PostingRefused):
    """There is no sale of that order in the books."""


class AboveCeiling(PostingRefused):
    """More would go back than was paid."""


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


@dataclass(frozen=True)
class RefundPart:
    """What goes back to the buyer for one line; `line` is its reference or DELIVERY.

    `quantity` decides only for a line that cost the buyer nothing.
    """

    line: str
    amount: int
    quantity: int = 0


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


@dataclass
class Draft:
    """A transaction to be posted: (account key, code, amount) entries that sum to zero."""

    kind: str
    source_kind: str
    source_reference: str
    amount: int
    entries: list[tuple[str, str, int]]
    producer: Producer | None = None
    order_number: str = ""
    purchase_number: str = ""
    note: str = ""
    by: User | None = None
    second_by: User | None = None
    sold: list[SoldLine] = field(default_factory=list)


def producer_key(producer: Producer) -> str:
    return f"producer:{producer.pk}"


def buyer_key(purchase_number: str) -> str:
    return f"buyer:{purchase_number}"


def gateway_key(gateway: str) -> str:
    return f"gateway:{gateway}"


def transit_key(producer: Producer) -> str:
    return f"transit:{producer.pk}"


def accounts_for(keys: Iterable[str]) -> dict[str, Account]:
    """Give the accounts of these keys, opening those that are new; two or three queries."""
    wanted = set(keys)
    found = {account.key: account for account in Account.objects.filter(key__in=wanted)}
    new = sorted(wanted - set(found))
    if new:
        made = []
        for key in new:
            kind, _, reference = key.partition(":")
            owner = int(reference) if kind in ("producer", "transit") else None
            made.append(Account(key=key, kind=kind, reference=reference, producer_id=owner))
        Account.objects.bulk_create(made, ignore_conflicts=True)
        found |= {account.key: account for account in Account.objects.filter(key__in=new)}
    return found


def already_posted(drafts: Sequence[Draft]) -> dict[tuple[str, str, str], Transaction]:
    rows = Transaction.objects.filter(
        source_reference__in=[draft.source_reference for draft in drafts]
    )
    return {(row.kind, row.source_kind, row.source_reference): row for row in rows}


def post(drafts: Sequence[Draft], *, at: datetime.datetime | None = None) -> list[Transaction]:
    """Post each draft once; give the transactions in the drafts' order.

    Raises ValueError for entries that do not sum to zero, PostingConflict when a source
    was posted with another figure.
    """
    for draft in drafts:
        if sum(amount for _, _, amount in draft.entries):
            raise ValueError(f"{draft.kind} {draft.source_reference} does not sum to zero")
    posted = already_posted(drafts)
    fresh = [draft for draft in drafts if key_of(draft) not in posted]
    if fresh:
        try:
            with transaction.atomic():
                posted |= write(fresh, at or timezone.now())
        except IntegrityError:  # somebody posted it meanwhile
            posted |= already_posted(drafts)
            if any(key_of(draft) not in posted for draft in drafts):
                raise
    for draft in drafts:
        if posted[key_of(draft)].amount != draft.amount:
            raise PostingConflict(f"{draft.kind} {draft.source_reference}")
    return [posted[key_of(draft)] for draft in drafts]


def key_of(draft: Draft) -> tuple[str, str, str]:
    return str(draft.kind), draft.source_kind, draft.source_reference


def write(drafts: list[Draft], at: datetime.datetime) -> dict[tuple[str, str, str], Transaction]:
    accounts = accounts_for(key for draft in drafts for key, _, amount in draft.entries if amount)
    rows = Transaction.objects.bulk_create(
        Transaction(
            kind=draft.kind,
            source_kind=draft.source_kind,
            source_reference=draft.source_reference,
            amount=draft.amount,
            producer=draft.producer,
            order_number=draft.order_number,
            purchase_number=draft.purchase_number,
            note=draft.note[:300],
            by=draft.by,
            second_by=draft.second_by,
            booked_at=at,
        )
        for draft in drafts
    )
    Entry.objects.bulk_create(
        Entry(transaction=row, account=accounts[key], code=code, amount=amount, booked_at=at)
        for row, draft in zip(rows, drafts, strict=True)
        for key, code, amount in draft.entries
        if amount
    )
    sold = []
    for row, draft in zip(rows, drafts, strict=True):
        for line in draft.sold:
            line.transaction = row
            sold.append(line)
    if sold:
        SoldLine.objects.bulk_create(sold)
    return {key_of(draft): row for row, draft in zip(rows, drafts, strict=True)}


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


def post_payment(
    *,
    purchase_number: str,
    gateway: str,
    reference: str,
    amount: int,
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


def post_payment_fee(
    *, purchase_number: str, gateway: str, reference: str, amount: int
) -> Transaction:
    """Post what a gateway kept for itself; the market bears it."""
    draft = Draft(
        kind=Kind.FEE,
        source_kind=f"fee:{gateway}",
        source_reference=reference,
        amount=amount,
        entries=[(gateway_key(gateway), Code.MONEY, amount), (FEES, Code.FEE, -amount)],
        purchase_number=purchase_number,
    )
    return post([draft])[0]


def post_chargeback(
    *, purchase_number: str, gateway: str, reference: str, amount: int, fee: int = 0
) -> Transaction:
    """Post money that a card's bank took back; the buyer owes it again until decided."""
    draft = Draft(
        kind=Kind.CHARGEBACK,
        source_kind=f"dispute:{gateway}",
        source_reference=reference,
        amount=amount,
        entries=[
            (gateway_key(gateway), Code.MONEY, amount + fee),
            (buyer_key(purchase_number), Code.OWED, -amount),
            (FEES, Code.FEE, -fee),
        ],
        purchase_number=purchase_number,
    )
    return post([draft])[0]


def post_chargeback_won(
    *, purchase_number: str, gateway: str, reference: str, amount: int, fee: int = 0
) -> Transaction:
    """Post that the money of a chargeback came back."""
    draft = Draft(
        kind=Kind.CHARGEBACK_WON,
        source_kind=f"dispute:{gateway}",
        source_reference=reference,
        amount=amount,
        entries=[
            (gateway_key(gateway), Code.MONEY, -amount - fee),
            (buyer_key(purchase_number), Code.OWED, amount),
            (FEES, Code.FEE, fee),
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


def share(part: int, done: int, whole: int) -> int:
    """Give how much of a part is taken back when `done` of `whole` is; all at the end."""
    return part * done // whole if whole else part


def find_sale(order_number: str, *, lock: bool = False) -> Transaction:
    """Find the sale of an order; `lock` makes others that take it back wait."""
    sales = Transaction.objects.filter(
        kind=Kind.SALE, source_kind="order", source_reference=order_number
    )
    sale = (sales.select_for_update() if lock else sales).first()
    if sale is None:
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
    draft = Draft(
        kind=kind,
        source_kind="refund",
        source_reference=reference,
        amount=wanted,
        entries=[
            (buyer_key(sale.purchase_number), Code.OWED, result.to_buyer),
            *earned_entries(sale.producer, result, -1),
        ],
        producer=sale.producer,
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


def record_fulfilment(
    *, order_number: str, producer: Producer, at: datetime.datetime | None = None
) -> None:
    """Note that an order arrived whole: its money may be paid out after the holding time."""
    Fulfilment.objects.get_or_create(
        order_number=order_number,
        defaults={"producer": producer, "delivered_at": at or timezone.now()},
    )
