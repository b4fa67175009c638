"""Returns from the first word to the end: asked, answered, sent back, refunded or decided.

A producer answers within days; silence leads to the market's staff. What the law gives
("not as described") is taken without asking, and can only be disputed once the goods are back.
Every step runs under the purchase's lock and leaves a message in its side's words.
"""

import uuid
from collections import Counter
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import Max, Q, Sum
from django.utils import timezone

from catalogue.origin.models import Lot
from marketplace.accounts.models import User
from marketplace.aftersale.mail import mail_both
from marketplace.aftersale.models import (
    Return,
    ReturnLine,
    ReturnMessage,
    ReturnPicture,
    ReturnRule,
)
from marketplace.aftersale.takeback import cost_of, give_back
from marketplace.frame.money import allocate
from marketplace.frame.states import may_move, move
from marketplace.ledger.services import DELIVERY, RefundPart
from marketplace.ledger.services import Reversal as Cost
from marketplace.purchases.cancellation import (
    delivery_back,
    return_to_stock,
    write_reversal,
)
from marketplace.purchases.models import Parcel, ParcelLine, PurchaseEvent, Reversal, ReversalLine
from marketplace.purchases.parcel_lots import is_recalled, recalled_lines, tell_sent_back
from marketplace.purchases.services import MoveRefused, lock_order
from marketplace.purchases.shares import share_of_delivery
from marketplace.purchases.worth import worth_if_returned

State, Side, Cause = Return.State, ReturnMessage.Side, Reversal.Cause


class ReturnRefused(Exception):
    """A return cannot be asked for as it stands; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def rule_for(reason: str, on: date) -> ReturnRule | None:
    """The terms of a reason that were in force on a day."""
    return (
        ReturnRule.objects.filter(reason=reason, valid_from__lte=on)
        .filter(Q(valid_until=None) | Q(valid_until__gte=on))
        .first()
    )


def returnable(order) -> dict[int, int]:
    """Give line id -> how many arrived and are neither returned nor in an open return."""
    free: Counter[int] = Counter()
    for rows, sign in (
        (ParcelLine.objects.filter(line__order=order, parcel__state=Parcel.State.DELIVERED), 1),
        (
            ReversalLine.objects.filter(line__order=order, reversal__cause=Cause.RETURNED),
            -1,
        ),
        (ReturnLine.objects.filter(line__order=order, claim__state__in=[*Return.OPEN]), -1),
    ):
        for line_id, quantity in rows.values_list("line_id").annotate(sum=Sum("quantity")):
            free[line_id] += sign * quantity
    return {line_id: units for line_id, units in free.items() if units > 0}


def delivered_at(order, line_ids: list[int]) -> datetime | None:
    """When the last of these lines arrived."""
    return ParcelLine.objects.filter(
        line_id__in=line_ids, parcel__order=order, parcel__state=Parcel.State.DELIVERED
    ).aggregate(last=Max("parcel__delivered_at"))["last"]


def check_rule(rule: ReturnRule | None, lines, arrived: datetime | None) -> ReturnRule:
    """Hold a wish to return against its terms. Raises ReturnRefused."""
    if rule is None or arrived is None:
        raise ReturnRefused("no_rule")
    if timezone.now() > arrived + timedelta(days=rule.days):
        raise ReturnRefused("too_late")
    for line in lines:
        product = line.product
        if product is None:
            continue
        if not rule.takes_made_to_order and product.made_to_order:
            raise ReturnRefused("made_to_order")
        if not rule.takes_food and product.ocop_group and product.ocop_group.number <= 3:
            raise ReturnRefused("food")
    return rule


@transaction.atomic
def ask_return(
    *,
    order,
    token: uuid.UUID,
    reason: str,
    wish: str,
    text: str,
    quantities: dict[int, int],
    pictures: list[bytes],
    by: User | None,
) -> Return:
    """A buyer asks to return units of an order's lines; the same token asks once.

    Raises ReturnRefused with the code of what stands against it.
    """
    order = lock_order(order.pk)
    known = Return.objects.filter(token=token).first()
    if known:
        return known
    free = returnable(order)
    wanted = {pk: units for pk, units in quantities.items() if units}
    if not wanted or any(units < 0 or units > free.get(pk, 0) for pk, units in wanted.items()):
        raise ReturnRefused("nothing")
    lines = list(order.lines.filter(pk__in=wanted).select_related("product__ocop_group"))
    arrived = delivered_at(order, list(wanted))
    day = timezone.localtime(arrived).date() if arrived else timezone.localdate()
    rule = check_rule(rule_for(reason, day), lines, arrived)
    now = timezone.now()
    claim = Return.objects.create(
        token=token,
        number=f"{order.number}-R{order.returns.count() + 1}",
        order=order,
        rule=rule,
        reason=reason,
        wish=wish,
        answer_by=now + timedelta(days=rule.answer_days),
        refund_by=now + timedelta(days=rule.refund_days),
    )
    ReturnLine.objects.bulk_create(
        ReturnLine(claim=claim, line_id=pk, quantity=units) for pk, units in sorted(wanted.items())
    )
    ReturnPicture.objects.bulk_create(
        ReturnPicture(claim=claim, content=content) for content in pictures
    )
    say(claim, Side.BUYER, "asked", text, by)
    mail_both(claim, "asked")
    if rule.is_always_accepted:
        move_claim(claim, State.APPROVED, send_back_by=now + timedelta(days=rule.send_back_days))
        say(claim, Side.CLOCK, "approved", "", None)
        mail_both(claim, "approved")
    return claim


def say(claim: Return, side: str, step: str, text: str, by: User | None) -> None:
    """Keep what a side says; also write the step into the purchase's history."""
    ReturnMessage.objects.create(claim=claim, side=side, step=step, text=text, by=by)
    PurchaseEvent.objects.create(
        purchase_id=claim.order.purchase_id,
        order_id=claim.order_id,
        code=f"return_{step}",
        detail={"return": claim.number},
        by=by,
    )


def lock_claim(claim: Return) -> Return:
    """Lock a return through its purchase and read it afresh."""
    order = lock_order(claim.order_id)
    locked = Return.objects.select_related("rule").get(pk=claim.pk)
    locked.order = order
    return locked


def move_claim(claim: Return, state: str, **fields) -> None:
    """Move a locked return along its table of moves; an end closes it. Raises MoveRefused."""
    if not may_move(claim, state):
        raise MoveRefused(claim.state)
    move(claim, state, closed_at=None if state in Return.OPEN else timezone.now(), **fields)


@transaction.atomic
def accept_return(*, claim: Return, by: User, text: str = "") -> None:
    """The producer takes the goods back; the buyer sends them. Raises MoveRefused."""
    claim = lock_claim(claim)
    if claim.is_approved:
        return
    if not claim.is_asked:  # once the market decides, only the market sends goods back
        raise MoveRefused(claim.state)
    until = timezone.now() + timedelta(days=claim.rule.send_back_days)
    move_claim(claim, State.APPROVED, send_back_by=until, decided_by=by)
    say(claim, Side.PRODUCER, "approved", text, by)
    mail_both(claim, "approved")


@transaction.atomic
def refuse_return(*, claim: Return, by: User, text: str) -> None:
    """The producer says no, with a reason; the buyer may call the market. Raises MoveRefused."""
    claim = lock_claim(claim)
    if claim.is_refused:
        return
    if claim.is_disputed:  # no longer for one side to end
        raise MoveRefused(claim.state)
    if claim.rule.is_always_accepted:
        raise MoveRefused("always accepted")
    move_claim(claim, State.REFUSED, decided_by=by)
    say(claim, Side.PRODUCER, "refused", text, by)
    mail_both(claim, "refused")


@transaction.atomic
def withdraw_return(*, claim: Return, by: User | None) -> None:
    claim = lock_claim(claim)
    if claim.is_withdrawn:
        return
    move_claim(claim, State.WITHDRAWN)
    say(claim, Side.BUYER, "withdrawn", "", by)
    mail_both(claim, "withdrawn")


@transaction.atomic
def note_sent_back(*, claim: Return, tracking_code: str, by: User | None) -> None:
    """The buyer says that the goods are on their way back."""
    claim = lock_claim(claim)
    if not claim.is_approved:
        raise MoveRefused(claim.state)
    claim.tracking_code = tracking_code
    claim.save(update_fields=["tracking_code"])
    say(claim, Side.BUYER, "sent", tracking_code, by)


@transaction.atomic
def receive_return(*, claim: Return, by: User, fit: dict[int, int]) -> None:
    """The goods are back; `fit`: line id -> how many may be sold again, into the stock.

    The chain of their lot is told, too. What was fit before a dispute is not counted twice;
    of a recalled lot nothing is sold again.
    """
    claim = lock_claim(claim)
    if claim.is_received:
        return
    now = timezone.now()
    move_claim(claim, State.RECEIVED, received_at=now)
    back = []
    recalled = recalled_of(claim)
    for row in claim.lines.select_related("line__product").order_by("line_id"):
        before = row.fit_to_sell or 0
        units = 0 if row.line_id in recalled else fit.get(row.line_id, 0)
        row.fit_to_sell = min(max(units, before), row.quantity)
        row.save(update_fields=["fit_to_sell"])
        back.append((row.line, row.fit_to_sell - before))
    counts = {line.pk: count for line, count in back}
    tell_sent_back(counts, reference=f"return-{claim.pk}", at=now, exchanged=exchanged_of(claim))
    return_to_stock(back)
    say(claim, Side.PRODUCER, "received", "", by)
    mail_both(claim, "received")


def recalled_of(claim: Return) -> set[int]:
    """Lines (ids) of a return whose goods are of a recalled lot, or may be."""
    lines = claim.lines.values_list("line_id", flat=True)
    exchanged = {line_id for line_id, lot in exchanged_of(claim) if is_recalled(lot)}
    return recalled_lines(lines) | exchanged


def exchanged_of(claim: Return) -> list[tuple[int, Lot | None]]:
    """Name the lots that went out in earlier exchanges of a return's lines, by line id."""
    rows = ReturnLine.objects.filter(
        claim__state=State.EXCHANGED, line__in=claim.lines.values("line")
    ).select_related("exchange_lot__product__producer")
    return [(row.line_id, row.exchange_lot) for row in rows]


@transaction.atomic
def refund_return(*, claim: Return, by: User | None, side: str, text: str = "") -> Return:
    """Refund a return, with or without its goods; saying it twice refunds once.

    Raises MoveRefused, OverRefund.
    """
    claim = lock_claim(claim)
    if claim.is_refunded:
        return claim
    quantities, amounts, delivery = amounts_of(claim)
    move_claim(claim, State.REFUNDED)
    claim.reversal = write_reversal(
        order=claim.order,
        quantities=quantities,
        amounts=amounts,
        key=f"return-{claim.number}",
        cause=Cause.RETURNED,
        side=Reversal.Side.STAFF if side == Side.CLOCK else side,
        reason=claim.reason,
        note=text[:500],
        by=by,
        delivery=delivery,
    )
    claim.save(update_fields=["reversal"])
    give_back(claim.reversal)
    say(claim, side, "refunded", text, by)
    mail_both(claim, "refunded", amount=claim.reversal.total)
    return claim


def amounts_of(claim: Return) -> tuple[dict[int, int], dict[int, int], int]:
    """Work out what a return is worth now: units and dong by line id, and delivery."""
    order = claim.order
    quantities = dict(claim.lines.values_list("line_id", "quantity"))
    amounts = worth_if_returned(order, quantities)
    full = sum(amounts.values())
    if claim.awarded is not None and claim.awarded < full:
        shared = allocate(claim.awarded, list(amounts.values()))
        return quantities, dict(zip(amounts, shared, strict=True)), 0
    if not claim.rule.is_producers_fault:
        return quantities, amounts, 0
    return quantities, amounts, delivery_share(order, full)


def delivery_share(order, goods: int) -> int:
    """What of the delivery goes back when `goods` dong come back by the producer's fault."""
    rows = ReversalLine.objects.filter(reversal__order=order)
    unkept = rows.exclude(reversal__cause=Cause.RETURNED).aggregate(sum=Sum("amount"))["sum"] or 0
    faults = rows.filter(
        reversal__cause=Cause.RETURNED, reversal__claim__rule__is_producers_fault=True
    ).aggregate(sum=Sum("amount"))["sum"]
    before = faults or 0
    return share_of_delivery(
        charge=int(order.shipping_incl_tax),
        base=int(order.total_incl_tax) - int(order.shipping_incl_tax) - unkept,
        before=before,
        now=before + goods,
        given=delivery_back(order),
    )


class Preview(NamedTuple):
    """What a yes to a return gives the buyer, and what it costs the producer in the ledger."""

    goods: int
    delivery: int
    cost: Cost | None

    @property
    def refund(self) -> int:
        return self.goods + self.delivery


def preview(claim: Return) -> Preview:
    """Tell what a yes would give the buyer and cost the producer."""
    quantities, amounts, delivery = amounts_of(claim)
    parts = [RefundPart(str(pk), amounts[pk], quantities[pk]) for pk in quantities]
    if delivery:
        parts.append(RefundPart(DELIVERY, delivery))
    return Preview(sum(amounts.values()), delivery, cost_of(claim.order, parts))


@transaction.atomic
def dispute_return(*, claim: Return, side: str, text: str, by: User | None) -> None:
    """One side calls the market to decide, and says why."""
    claim = lock_claim(claim)
    if claim.is_disputed:
        say(claim, side, "said", text, by)
        return
    if claim.messages.filter(step="decided").exists():
        raise MoveRefused("decided")
    if side == Side.PRODUCER and not claim.is_received:
        raise MoveRefused(claim.state)  # it may simply say no, or look at the goods first
    move_claim(claim, State.DISPUTED)
    say(claim, side, "disputed", text, by)
    mail_both(claim, "disputed")


@transaction.atomic
def decide_return(
    *, claim: Return, by: User, outcome: str, text: str, awarded: int | None = None
) -> Return:
    """Staff decide: "refund" (all, or `awarded` dong of the goods), "send_back", "refuse".

    Raises MoveRefused when it is decided already, ReturnRefused for an award that cannot be.
    """
    claim = lock_claim(claim)
    if not claim.is_disputed:
        raise MoveRefused(claim.state)
    if claim.has_nothing and outcome != "refund":
        raise ReturnRefused("buyer_has_nothing")
    say(claim, Side.STAFF, "decided", text, by)
    claim.decided_by = by
    if outcome == "refuse":
        move_claim(claim, State.REFUSED, decided_by=by)
        mail_both(claim, "decided", outcome=outcome)
    elif outcome == "send_back":
        until = timezone.now() + timedelta(days=claim.rule.send_back_days)
        move_claim(claim, State.APPROVED, decided_by=by, send_back_by=until)
        mail_both(claim, "decided", outcome=outcome)
    else:
        if awarded is not None:
            _, amounts, _ = amounts_of(claim)
            if not 0 < awarded <= sum(amounts.values()):
                raise ReturnRefused("award")
        claim.awarded = awarded
        claim.save(update_fields=["awarded", "decided_by"])
        mail_both(claim, "decided", outcome=outcome)
        return refund_return(claim=claim, by=by, side=Side.STAFF, text=text)
    return claim
