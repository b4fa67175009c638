"""A packing bench at work, for the demo market: orders to pack, parcels that went today."""

from datetime import timedelta

from django.utils import timezone

from marketplace.accounts.models import User
from marketplace.demo.aftersale import Say, Shopper, transfer
from marketplace.producers.holidays import set_holiday
from marketplace.producers.models import Producer
from marketplace.purchases.models import PurchaseEvent
from marketplace.purchases.parcels import correct_parcel
from marketplace.purchases.services import confirm_order, ship_order

WAITING = (("cash", 1), ("vietqr", 2), ("cash", 3), ("cash", 2))  # how paid, how many of each
IN_TWO = (("GHN", "FFFNL9HH", "LBWX7K2Q"), ("GHTK", "S1.A1.2001297581", "S1.A1.2001297590"))


def build(buyer: User, say: Say) -> None:
    """Let the first seller pack and send, once."""
    if PurchaseEvent.objects.filter(code="parcel_corrected").exists():
        return
    say("Parcels")
    shopper, maker = Shopper(buyer), Producer.objects.get(slug="bat-trang-1")
    packer = maker.members.first() or buyer
    for method, units in WAITING:
        confirmed(shopper, packer, method, units)
    for carrier, first_code, second_code in IN_TWO:
        order = confirmed(shopper, packer, "cash", 3)
        if order is None:
            continue
        lines = list(order.lines.order_by("pk"))
        ship_order(
            order=order,
            by=packer,
            carrier=carrier,
            tracking_code=first_code,
            quantities=[(line, 2) for line in lines],
        )
        if carrier == "GHN":  # the rest of the other one still waits
            ship_order(order=order, by=packer, carrier=carrier, tracking_code=second_code)
    correct_one(shopper, packer)
    rest_soon(Producer.objects.get(slug="van-phuc-1"))


def rest_soon(maker: Producer) -> None:
    """The second seller is away next week, and buyers read so."""
    first = timezone.localdate() + timedelta(days=6)
    set_holiday(
        producer=maker,
        first=first,
        last=first + timedelta(days=4),
        note="Xưởng dệt nghỉ giỗ tổ nghề.",
        by=maker.members.first() or User.objects.order_by("pk")[0],
    )


def confirmed(shopper: Shopper, packer: User, method: str, units: int):
    """An order of the first seller that waits to be packed."""
    purchase = shopper.place(method, units=units)
    if purchase is None:
        return None
    if method != "cash":
        transfer(purchase, purchase.total)
    order = purchase.orders.get()
    confirm_order(order=order, by=packer)
    return order


def correct_one(shopper: Shopper, packer: User) -> None:
    """A parcel whose code was mistyped and put right."""
    order = confirmed(shopper, packer, "cash", 1)
    if order:
        parcel = ship_order(order=order, by=packer, carrier="VNPost", tracking_code="EE473124892VN")
        correct_parcel(parcel=parcel, by=packer, carrier="VNPost", tracking_code="EE473124829VN")
