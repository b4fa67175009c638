"""What pages after a sale show, in a constant number of queries."""

from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from oscar.core.loading import get_model

from catalogue.models import Product
from marketplace.aftersale.models import Document, Return
from marketplace.aftersale.progress import Step, ended_at, steps_of
from marketplace.aftersale.returns import returnable
from marketplace.gateways.models import Refund
from marketplace.order.models import Line, Order
from marketplace.purchases.models import Purchase, Reversal
from marketplace.purchases.packages import is_on_sale
from marketplace.purchases.packing import cash_of, left_of, lines_of
from marketplace.purchases.services import left_to_send
from marketplace.visits.models import Booking


@dataclass
class OrderAfter:
    """One order of a purchase with what may still happen to it."""

    order: Order
    may_cancel: bool = False
    may_return: bool = False
    reversals: list[Reversal] = field(default_factory=list)
    refunds: list[Refund] = field(default_factory=list)
    returns: list[Return] = field(default_factory=list)
    credit_notes: list[Document] = field(default_factory=list)
    has_receipt: bool = False
    bookings: list[Booking] = field(default_factory=list)  # of visits
    still_to_come: list[tuple[int, str]] = field(default_factory=list)  # of what went in part
    buy_again: list[Product] = field(default_factory=list)
    to_review: list[Product] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    cash: dict[int, int] = field(default_factory=dict)  # dong at the door, by parcel on its way


def taken_back(orders: Iterable[Order]) -> int:
    """Sum what the buyer is not to pay, or gets back, of orders with their reversals, in dong.

    A purchase of 544.000 ₫, of which a vase of 518.000 ₫ was cancelled: 518000. Two queries at
    most, none where the reversals and their lines are there already.
    """
    return sum(each.total for order in orders for each in order.reversals.all())


def address_of(orders: Iterable[Order]) -> Any:
    """Where the goods of a purchase go; its orders share one address, visits have none."""
    return next((order.shipping_address for order in orders if order.shipping_address), None)


def goods_for_sale(order: Order) -> list[Product]:
    """Give what of an order the shop still sells, each once; a visit is booked on its page."""
    if order.is_visit:
        return []
    sold = {line.product_id: line.product for line in order.lines.all() if line.product}
    return [each for each in sold.values() if is_on_sale(each)]


def goods_to_review(order: Order, reviewed: Container[int]) -> list[Product]:
    """Give what of an order was delivered, has a page and is not among the reviewed, each once."""
    there = [parcel for parcel in order.parcels.all() if parcel.is_delivered]
    lines = {row.line_id for parcel in there for row in parcel.lines.all()}
    came = {
        line.product_id: line.product
        for line in order.lines.all()
        if line.pk in lines and line.product and may_be_reviewed(line.product, reviewed)
    }
    return list(came.values())


def may_be_reviewed(product: Product, reviewed: Container[int]) -> bool:
    return product.is_public and product.pk not in reviewed


def reviewed_by(user_id: int | None) -> set[int] | None:
    """Give the products that a buyer has reviewed; nothing of a guest, whom a mail leads there."""
    if user_id is None:
        return None
    reviews = get_model("product_reviews", "Review").objects.filter(user=user_id)
    return set(reviews.values_list("product_id", flat=True))


def orders_after(purchase: Purchase) -> list[OrderAfter]:
    """Give a purchase's orders with their steps so far and those that are open."""
    orders = (
        purchase.orders.select_related("producer", "deadline", "shipping_address__country")
        .prefetch_related(
            "lines__product",
            "parcels__lines__line",
            Prefetch("reversals", Reversal.objects.prefetch_related("lines__line")),
            "refunds",
            "returns",
            "documents",
        )
        .order_by("number")
    )
    visits = [order for order in orders if order.is_visit]
    prefetch_related_objects(visits, "bookings__session__visit__product", "bookings__guest_rows")
    found, reviewed, ended = [], reviewed_by(purchase.user_id), ended_at(purchase)
    for order in orders:
        parcels = order.parcels.all()
        cash = purchase.payment_method == "cash"
        found.append(
            OrderAfter(
                order=order,
                buy_again=goods_for_sale(order),
                to_review=[] if reviewed is None else goods_to_review(order, reviewed),
                may_cancel=order.is_cancellable and not order.is_visit,
                bookings=bookings_in(order) if order.is_visit else [],
                may_return=any(parcel.is_delivered for parcel in parcels),
                reversals=list(order.reversals.all()),
                refunds=list(order.refunds.all()),
                returns=list(order.returns.all()),
                credit_notes=[d for d in order.documents.all() if d.kind == "credit_note"],
                has_receipt=(order.is_delivered if cash else purchase.paid_at is not None),
                still_to_come=still_to_come(order) if parcels else [],
                steps=steps_of(order, purchase, ended),
                cash=cash_at_door(order),
            )
        )
    return found


def cash_at_door(order: Order) -> dict[int, int]:
    """Give, by parcel on its way, the dong that its buyer is asked for; nothing of what is paid."""
    due = {each.pk: cash_of(order, each) for each in order.parcels.all() if each.is_shipped}
    return {pk: dong for pk, dong in due.items() if dong}


def bookings_in(order: Order) -> list[Booking]:
    return sorted(order.bookings.all(), key=lambda booking: booking.pk)


def still_to_come(order: Order) -> list[tuple[int, str]]:
    """Give (quantity, title) of what the next parcels of an order will bring."""
    left = left_of(order)
    return [(left[line.pk], line.title) for line in lines_of(order) if line.pk in left]


def loose_refunds(purchase: Purchase) -> list[Refund]:
    """Refunds that belong to no order: money that came twice, late, or was too much."""
    of_transfers = Refund.objects.filter(transfer__purchase=purchase)
    of_payments = Refund.objects.filter(payment__purchase=purchase, order=None)
    return [*of_transfers, *of_payments]


def cancellable_lines(order: Order) -> list[tuple[Line, int]]:
    """Give (line, how many may fall away) of an order."""
    if not order.is_cancellable:
        return []
    return [(line, rest) for line, rest in left_to_send(order).values() if rest]


def returnable_lines(order: Order) -> list[tuple[Line, int]]:
    """Give (line, how many may come back) of an order."""
    free = returnable(order)
    lines = order.lines.filter(pk__in=free).order_by("pk")
    return [(line, free[line.pk]) for line in lines]


def claims_with_order():
    """Returns with all that a page about them shows."""
    return Return.objects.select_related(
        "order__purchase", "order__producer", "rule", "reversal"
    ).prefetch_related(
        "lines__line__product",
        "lines__exchange_lot",
        "messages__by",
        "pictures",
        "reversal__lines",
        "reversal__refunds",
    )
