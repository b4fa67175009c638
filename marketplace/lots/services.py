"""Recall a lot and tell its buyers; tell who was reached."""

import enum
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet

from catalogue.origin.addresses import origin_path
from catalogue.origin.models import Lot
from catalogue.origin.services import recall_lot
from catalogue.search.services import touch
from marketplace.accounts.models import User
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
    sent_at: object = None


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


def mail_key(lot: Lot, order_number: str) -> str:
    return f"{KEY}-{lot.pk}-{order_number}"


@transaction.atomic
def recall_and_tell(*, lot: Lot, reason: str, by: User, tell_unknown: bool = False) -> int:
    """Recall a lot and queue a mail to each buyer of it, once; how many orders are concerned.

    `tell_unknown` also mails who got the product in a parcel whose lot nobody noted. Safe to
    repeat: a second recall changes nothing and mails nobody twice. Raises MoveRefused.
    """
    lot = recall_lot(lot=lot, reason=reason, by=by)
    touch("product", [lot.product_id])
    lines = parcel_lines_of(lot)
    if tell_unknown:
        lines = lines | parcel_lines_unknown(lot)
    orders = {}
    for line in lines.select_related("parcel__order__purchase"):
        orders[line.parcel.order_id] = line.parcel.order
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
                "path": origin_path(lot.product, lot),
            },
            language=purchase.language,
        )
    return len(orders)


def title_in(lot: Lot, language: str) -> str:
    """Name a lot's product in a buyer's language."""
    suffix = {"id": "ind"}.get(language, language)
    return getattr(lot.product, f"title_{suffix}", "") or lot.product.title_vi


def recall_report(lot: Lot) -> RecallReport:
    """List each order that got goods of a lot and whether its buyer was told; two queries."""
    lines = (
        ParcelLine.objects.filter(
            Q(pk__in=parcel_lines_of(lot).values("pk"))
            | Q(pk__in=parcel_lines_unknown(lot).values("pk"))
        )
        .select_related("parcel__order__purchase", "parcel__order__shipping_address")
        .order_by("parcel__order__number", "pk")
    )
    mails = {
        mail.key: mail for mail in MailMessage.objects.filter(key__startswith=f"{KEY}-{lot.pk}-")
    }
    rows: dict[str, dict] = {}
    for line in lines:
        order = line.parcel.order
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
        row["quantity"] += line.quantity
        row["lot_is_known"] |= line.lot_id is not None
    buyers = []
    for number, row in rows.items():
        mail = mails.get(mail_key(lot, number))
        buyers.append(Buyer(**row, reached=reached(mail), sent_at=mail.sent_at if mail else None))
    return RecallReport(buyers)


def reached(mail: MailMessage | None) -> Reached:
    if mail is None:
        return Reached.NOT_TOLD
    if mail.sent_at:
        return Reached.SENT
    return Reached.FAILED if mail.attempts >= MAX_ATTEMPTS else Reached.WAITING
