"""Recall a lot: take it off sale and tell its buyers; tell who was reached."""

import datetime
import enum
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from oscar.core.loading import get_model

from catalogue.origin.codes.addresses import origin_path
from catalogue.origin.lots.services import recall_lot
from catalogue.origin.models import Lot
from catalogue.search.services import touch
from marketplace.accounts.models import User
from marketplace.aftersale.models import Return, ReturnLine
from marketplace.lots.stock import withdraw
from marketplace.purchases.mail import MAX_ATTEMPTS, queue_mail
from marketplace.purchases.models import MailMessage, ParcelLine

KEY = "recall"


class Reached(enum.Enum):
    """How far the word of a recall has come to one buyer."""

    SENT = "sent"
    WAITING = "waiting"
    FAILED = "failed"  # the mail server refused it too often: telephone
    NOT_TOLD = "not_told"  # no mail was written: the lot of the parcel is not known


@dataclass(frozen=True)
class Buyer:
    """One order that got goods of a recalled lot, and whether its buyer was told."""

    order_number: str
    name: str
    phone: str
    quantity: int
    lot_is_known: bool
    reached: Reached
    sent_at: datetime.datetime | None = None

    @property
    def is_told(self) -> bool:
        return self.reached is Reached.SENT

    @property
    def is_being_told(self) -> bool:
        return self.reached is Reached.WAITING

    @property
    def mail_was_refused(self) -> bool:
        return self.reached is Reached.FAILED


@dataclass(frozen=True)
class RecallReport:
    buyers: list[Buyer]

    def count(self, *states: Reached) -> int:
        return sum(buyer.reached in states for buyer in self.buyers)

    @property
    def total(self) -> int:
        return len(self.buyers)

    @property
    def sent(self) -> int:
        return self.count(Reached.SENT)

    @property
    def waiting(self) -> int:
        return self.count(Reached.WAITING)

    @property
    def not_reached(self) -> int:
        return self.count(Reached.FAILED, Reached.NOT_TOLD)


def parcel_lines_of(lot: Lot) -> QuerySet[ParcelLine]:
    """What was sent of a lot."""
    return ParcelLine.objects.filter(lot=lot)


def parcel_lines_unknown(lot: Lot) -> QuerySet[ParcelLine]:
    """What was sent of a lot's product after it was made, with no lot noted."""
    return ParcelLine.objects.filter(
        lot=None, line__product=lot.product_id, parcel__shipped_at__date__gte=lot.made_on
    )


def exchanges_of(lot: Lot) -> QuerySet[ReturnLine]:
    """What was sent of a lot in exchange for returned goods."""
    return ReturnLine.objects.filter(exchange_lot=lot)


def exchanges_unknown(lot: Lot) -> QuerySet[ReturnLine]:
    """What was sent of a lot's product in exchange after it was made, with no lot noted."""
    return ReturnLine.objects.filter(
        exchange_lot=None,
        line__product=lot.product_id,
        claim__state=Return.State.EXCHANGED,
        claim__closed_at__date__gte=lot.made_on,
    )


def orders_of(parcel_lines: QuerySet[ParcelLine], exchanges: QuerySet[ReturnLine]) -> QuerySet:
    """The orders whose buyers got these goods, in parcels or in exchange."""
    return (
        get_model("order", "Order")
        .objects.filter(
            Q(pk__in=parcel_lines.values("parcel__order"))
            | Q(pk__in=exchanges.values("claim__order"))
        )
        .select_related("purchase", "shipping_address")
        .order_by("number")
    )


def orders_known(lot: Lot) -> QuerySet:
    """The orders that got goods of a lot."""
    return orders_of(parcel_lines_of(lot), exchanges_of(lot))


def orders_unknown(lot: Lot) -> QuerySet:
    """The orders that got a lot's product in something whose lot nobody noted."""
    return orders_of(parcel_lines_unknown(lot), exchanges_unknown(lot))


def mail_key(lot: Lot, order_number: str) -> str:
    return f"{KEY}-{lot.pk}-{order_number}"


@transaction.atomic
def recall_and_tell(*, lot: Lot, reason: str, by: User, tell_unknown: bool = False) -> int:
    """Recall a lot and queue a mail to each buyer of it, once; how many orders are concerned.

    What is left of it leaves the stock, once (marketplace.lots.stock).
    `tell_unknown` also mails who got the product in a parcel whose lot nobody noted. Safe to
    repeat: a second recall changes nothing and mails nobody twice. Raises MoveRefused.
    """
    lot = recall_lot(lot=lot, reason=reason, by=by)
    withdraw(lot=lot, by=by)
    touch("product", [lot.product_id])
    orders = {order.pk: order for order in orders_known(lot)}
    if tell_unknown:
        orders |= {order.pk: order for order in orders_unknown(lot)}
    producer = lot.product.producer
    for order in orders.values():
        purchase = order.purchase
        if purchase is None or producer is None:  # columns that old rows may lack
            continue
        queue_mail(
            key=mail_key(lot, order.number),
            to=purchase.email,
            template="lot_recalled",
            context={
                "order_number": order.number,
                "lot_number": lot.number,
                "title": title_in(lot, purchase.language),
                "producer": producer.name,
                "phone": producer.phone,
                "reason": lot.state_note,
                "path": origin_path(lot.product, lot.number),
            },
            language=purchase.language,
        )
    return len(orders)


def title_in(lot: Lot, language: str) -> str:
    """Name a lot's product in a buyer's language."""
    suffix = {"id": "ind"}.get(language, language)
    return getattr(lot.product, f"title_{suffix}", "") or lot.product.title_vi


def sent_rows(lot: Lot) -> Iterator[tuple[Any, int, bool]]:
    """Give (order, quantity, whether the lot is known) of all that went out; two queries."""
    parcels = ParcelLine.objects.filter(
        Q(pk__in=parcel_lines_of(lot).values("pk"))
        | Q(pk__in=parcel_lines_unknown(lot).values("pk"))
    )
    exchanges = ReturnLine.objects.filter(
        Q(pk__in=exchanges_of(lot).values("pk")) | Q(pk__in=exchanges_unknown(lot).values("pk"))
    )
    for row in parcels.select_related(*of_order("parcel")):
        yield row.parcel.order, row.quantity, row.lot_id is not None
    for sent in exchanges.select_related(*of_order("claim")):
        yield sent.claim.order, sent.quantity, sent.exchange_lot_id is not None


def of_order(relation: str) -> list[str]:
    return [f"{relation}__order__{name}" for name in ("purchase", "shipping_address")]


def recall_report(lot: Lot) -> RecallReport:
    """List each order that got goods of a lot and whether its buyer was told; three queries."""
    mails = {
        mail.key: mail for mail in MailMessage.objects.filter(key__startswith=f"{KEY}-{lot.pk}-")
    }
    rows: dict[str, dict] = {}
    for order, quantity, is_known in sent_rows(lot):
        address, purchase = order.shipping_address, order.purchase
        phone = purchase.phone if purchase else ""
        row = rows.setdefault(
            order.number,
            {
                "order_number": order.number,
                "name": address.first_name if address else "",
                "phone": str(phone or (address.phone_number if address else "")),
                "quantity": 0,
                "lot_is_known": False,
            },
        )
        row["quantity"] += quantity
        row["lot_is_known"] |= is_known
    buyers = []
    for number, row in sorted(rows.items()):
        mail = mails.get(mail_key(lot, number))
        buyers.append(Buyer(**row, reached=reached(mail), sent_at=mail.sent_at if mail else None))
    return RecallReport(buyers)


def reached(mail: MailMessage | None) -> Reached:
    if mail is None:
        return Reached.NOT_TOLD
    if mail.sent_at:
        return Reached.SENT
    return Reached.FAILED if mail.attempts >= MAX_ATTEMPTS else Reached.WAITING
