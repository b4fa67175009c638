"""The same goods again for returned ones: they leave the stock, and the chains are told.

An exchange is a parcel of the market like any other, but no part of what was ordered, paid and
delivered: what is sent stands on the return's lines, with its lot. When the parcel comes back
undelivered, the return is open again: the same goods are sent anew, or what was paid goes back.
`exchanges_sent` numbers the parcels: a form that was posted for an earlier one changes nothing.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone
from oscar.core.loading import get_model

from catalogue.origin.lots import services as origin
from catalogue.origin.models import Lot
from catalogue.products.services import sync_stock
from marketplace.accounts.models import User
from marketplace.aftersale.mail import mail_both
from marketplace.aftersale.models import Return, ReturnLine, ReturnMessage
from marketplace.aftersale.returns import lock_claim, move_claim, returnable, say
from marketplace.purchases.cancellation import return_to_stock
from marketplace.purchases.parcel_lots import LotStays, by_lot, is_recalled, lots_for, tell_left
from marketplace.purchases.services import MoveRefused

State, Side = Return.State, ReturnMessage.Side


@transaction.atomic
def send_exchange(
    *,
    claim: Return,
    by: User,
    tracking_code: str = "",
    carrier: str = "",
    lots: Mapping[int, Lot] | None = None,
    side: str = Side.PRODUCER,
    number: int | None = None,
) -> None:
    """Send the same goods again from the stock; sending twice sends once.

    `lots` says by line id which lot is sent; else the one that ends soonest. `number` says the
    how manieth parcel it is: that one is sent once, even when it has come back since. Raises
    MoveRefused with "out of stock", "recalled", or "too little" when the chosen lot has less left.
    """
    claim = lock_claim(claim)
    if claim.is_exchanged or (number and claim.exchanges_sent >= number):
        return
    rows = list(claim.lines.select_related("line__product").order_by("line__stockrecord_id"))
    note_lots(rows, lots)
    take_from_stock(rows)
    move_claim(claim, State.EXCHANGED, exchanges_sent=claim.exchanges_sent + 1)
    assert claim.closed_at is not None  # noqa: S101 - the move closed it
    try:
        tell_left(quantities_of(claim), reference_of(claim), claim.closed_at)
    except LotStays as refusal:
        raise MoveRefused(refusal.code) from refusal
    say(claim, side, "exchanged", " ".join(filter(None, [carrier, tracking_code])), by)
    mail_both(claim, "exchanged", tracking_code=tracking_code)


def note_lots(rows: Iterable[ReturnLine], chosen: Mapping[int, Lot] | None) -> None:
    """Choose and keep the lot of each line. Raises MoveRefused for recalled goods."""
    rows = list(rows)
    try:
        lots = lots_for([(row.line, row.quantity) for row in rows], chosen)
    except LotStays as refusal:
        raise MoveRefused(refusal.code) from refusal
    for row in rows:
        row.exchange_lot = lots.get(row.line_id)
        row.save(update_fields=["exchange_lot"])


def take_from_stock(rows: Iterable[ReturnLine]) -> None:
    """Take what nobody has ordered; stock rows in id order. Raises MoveRefused."""
    rows = list(rows)
    records = get_model("partner", "StockRecord").objects
    for row in rows:
        product = row.line.product
        if product is None or product.made_to_order:
            continue
        taken = records.filter(
            pk=row.line.stockrecord_id,
            num_in_stock__gte=Coalesce(F("num_allocated"), 0) + row.quantity,
        ).update(num_in_stock=F("num_in_stock") - row.quantity)
        if not taken:
            raise MoveRefused("out of stock")
    sync_stock([row.line.product_id for row in rows if row.line.product_id])


def quantities_of(claim: Return) -> list[tuple[Lot, int]]:
    """Add up what was sent in exchange by lot."""
    rows = claim.lines.select_related("exchange_lot__product__producer")
    return by_lot((row.exchange_lot, row.quantity) for row in rows)


def reference_of(claim: Return) -> str:
    """Name the last parcel sent in exchange."""
    again = f"-{claim.exchanges_sent}" if claim.exchanges_sent > 1 else ""
    return f"exchange-{claim.pk}{again}"


@transaction.atomic
def note_arrived(*, claim: Return, by: User | None, number: int | None = None) -> None:
    """The new goods reached the buyer; the chain of their lot is told, once.

    Raises MoveRefused when nothing was sent in exchange, or another parcel than `number`.
    """
    claim = lock_claim(claim)
    if not claim.is_exchanged or number not in (None, claim.exchanges_sent):
        raise MoveRefused(claim.state)
    if claim.exchange_arrived_at:
        return
    claim.exchange_arrived_at = timezone.now()
    claim.save(update_fields=["exchange_arrived_at"])
    origin.record_delivery(
        quantities=quantities_of(claim),
        reference=reference_of(claim),
        at=claim.exchange_arrived_at,
    )
    say(claim, Side.PRODUCER, "arrived", "", by)


@transaction.atomic
def note_came_back(
    *,
    claim: Return,
    by: User | None,
    fit: Mapping[int, int],
    side: str = Side.PRODUCER,
    text: str = "",
    number: int | None = None,
) -> None:
    """The new goods came back undelivered; `fit`: line id -> how many may be sold again.

    Those go into the stock and into the chain of their lot, unless it was recalled meanwhile.
    The producer has the days of an answer to send them again or to refund. Saying it twice, or
    for an earlier parcel than the last (`number`), changes nothing. Raises MoveRefused when
    nothing is on its way, or "returned again" when the buyer has asked anew for these units.
    """
    claim = lock_claim(claim)
    if claim.has_come_back or (number and claim.exchanges_sent > number):
        return
    if not claim.is_exchanged or claim.exchange_arrived_at:
        raise MoveRefused(claim.state)
    rows = list(
        claim.lines.select_related("line__product", "exchange_lot__product__producer").order_by(
            "line_id"
        )
    )
    free = returnable(claim.order)
    if any(row.quantity > free.get(row.line_id, 0) for row in rows):
        raise MoveRefused("returned again")
    back = [(row, fit_of(row, fit)) for row in rows]
    now = timezone.now()
    origin.record_return(
        quantities=by_lot((row.exchange_lot, units) for row, units in back if units),
        reference=reference_of(claim),
        at=now,
    )
    return_to_stock([(row.line, units) for row, units in back])
    claim.lines.update(exchange_lot=None)  # the buyer has none of it: no recall looks for them
    until = now + timedelta(days=claim.rule.answer_days)
    move_claim(claim, State.CAME_BACK, answer_by=until)
    say(claim, side, "came_back", text, by)
    mail_both(claim, "came_back")


def fit_of(row: ReturnLine, fit: Mapping[int, int]) -> int:
    """How many of a line may be sold again: none of a recalled lot."""
    if is_recalled(row.exchange_lot):
        return 0
    return min(max(fit.get(row.line_id, 0), 0), row.quantity)
