"""Purchases brought to a state by the shop's own services, for tests of what comes after."""

import uuid
from datetime import timedelta
from unittest.mock import ANY

from oscar.apps.partner.strategy import Selector
from oscar.core.loading import get_model

from marketplace.aftersale.cash import deliver
from marketplace.gateways.transfers import record_transfer, transfer_reference
from marketplace.purchases.models import Purchase
from marketplace.purchases.packages import Destination
from marketplace.purchases.placement import Buyer, Delivery, PaymentChoice, place_purchase
from marketplace.purchases.services import confirm_order, ship_order
from tests import factories

ADDRESS = {
    "first_name": "Nguyễn Lan",
    "phone_number": "+84912345678",
    "line1": "12 Hàng Bông",
    "line2": "Hoàn Kiếm",
    "line4": "Hà Nội",
    "state": "01",
}


def place(wanted, method: str = "vietqr", user=None, codes=(), gift=None) -> Purchase:
    """Place a purchase of (product, quantity) pairs, with the codes of vouchers, as a gift."""
    basket = get_model("basket", "Basket").objects.create(owner=None)
    basket.owner = user  # known here, and not kept: a person has one open basket
    basket.strategy = Selector().strategy()
    for product, quantity in wanted:
        factories.put_in(basket, product, quantity)
    country = factories.migrated(get_model("address", "Country"), pk="VN")
    return place_purchase(
        basket=basket,
        token=uuid.uuid4(),
        buyer=Buyer(email="khach@example.vn", user=user),
        payment=PaymentChoice(
            method=method, within=None if method == "cash" else timedelta(hours=24)
        ),
        delivery=Delivery(address=ADDRESS | {"country": country}, destination=Destination()),
        confirmed_total=ANY,  # what it costs, which the buyer saw
        voucher_codes=codes,
        gift=gift,
    )


def transfer(purchase: Purchase, amount: int | None = None, reference: str = ""):
    """Let a bank transfer arrive for a purchase."""
    return record_transfer(
        {
            "reference": reference or f"FT-{uuid.uuid4().hex[:10]}",
            "amount": amount or purchase.total,
            "purpose": transfer_reference(purchase),
            "booked_at": "2026-11-24T08:00:00+07:00",
        }
    )


def paid(wanted, user=None, codes=(), gift=None) -> Purchase:
    purchase = place(wanted, user=user, codes=codes, gift=gift)
    transfer(purchase)
    purchase.refresh_from_db()
    return purchase


def ship(order, by, quantities=None, carrier: str = "Bưu điện"):
    """Confirm an order if need be and send (line, quantity) pairs, or all of it."""
    order.refresh_from_db()
    if order.status == "placed":
        confirm_order(order=order, by=by)
    return ship_order(
        order=order, by=by, carrier=carrier, tracking_code="VN1", quantities=quantities
    )


def arrived(wanted, by, method: str = "vietqr", user=None) -> Purchase:
    """A purchase whose every parcel has arrived; paid before or at the door."""
    purchase = paid(wanted, user=user) if method != "cash" else place(wanted, "cash", user=user)
    for order in purchase.orders.all():
        deliver(parcel=ship(order, by), by=by)
    purchase.refresh_from_db()
    return purchase


def stock(product) -> tuple[int, int]:
    """How many are on the shelf and how many of them are held; of variants, of the first."""
    record = get_model("partner", "StockRecord").objects.filter(product=product).order_by("pk")[0]
    return record.num_in_stock, record.num_allocated or 0
