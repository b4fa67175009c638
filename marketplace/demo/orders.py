"""Past purchases of the demo market, placed, paid, sent and reviewed by the shop's own services."""

import datetime
import uuid
from collections.abc import Iterable
from random import Random

from django.utils import timezone
from oscar.apps.partner.strategy import Selector
from oscar.core.loading import get_model

from catalogue.models import Availability, Product
from marketplace.accounts.models import User
from marketplace.aftersale.cash import deliver
from marketplace.demo import goods
from marketplace.demo.money import pay_by_transfer
from marketplace.ledger.services import record_fulfilment
from marketplace.order.models import Line
from marketplace.producers.models import Producer
from marketplace.purchases.gifts import Gift
from marketplace.purchases.models import Purchase
from marketplace.purchases.packages import Destination, split_basket
from marketplace.purchases.placement import (
    Buyer,
    Delivery,
    OutOfStock,
    PaymentChoice,
    place_purchase,
)
from marketplace.purchases.services import confirm_order, ship_order
from marketplace.reviews.rights import review_of_buyer
from marketplace.reviews.writing import Said, aspects_asked, write_review

ARRIVED = datetime.timedelta(days=12)  # how long ago past orders arrived
A_GIFT = 6  # which purchase is one; it waits to be packed
GIFT = Gift(sender="Minh", message="Chúc mẹ sinh nhật vui vẻ, thật nhiều sức khỏe!")


def make_orders(buyer: User, staff: User) -> None:
    """Place past purchases through the shop's own services, and review what arrived."""
    if buyer.purchases.exists():
        return
    rng = Random("orders")  # noqa: S311
    first_seller = Producer.objects.get(slug="bat-trang-1")
    shelf = list(
        Product.objects.published()
        .filter(availability=Availability.IN_STOCK, needs_delivery=True)
        .order_by("code")
    )
    own = [p for p in shelf if p.producer_id == first_seller.pk]
    by = Buyer(email=buyer.email, phone="+84912345678", user=buyer)
    for number in range(8):
        chosen = rng.sample(shelf, 2) + (
            [own[number % len(own)]] if own and number % 2 == 0 else []
        )
        purchase = place(chosen, by, name="Lan", in_cash=bool(number % 2))
        if purchase is None:
            continue
        if not number % 2:
            pay_by_transfer(purchase)
        if number >= 5:
            continue  # waiting for the producers
        for line in arrive(purchase, staff):
            if review_of_buyer(line) is None:
                say(line, rng)


def place(
    goods: Iterable[Product], buyer: Buyer, *, name: str, in_cash: bool = True
) -> Purchase | None:
    """Place a purchase of one piece each, delivered in Hanoi; None where one is sold out."""
    basket = get_model("basket", "Basket").objects.create(owner=None)
    basket.strategy = Selector().strategy()
    for product in dict.fromkeys(goods):
        basket.add_product(product, 1)
    address = {
        "first_name": name,
        "phone_number": buyer.phone,
        "country": get_model("address", "Country").objects.get(pk="VN"),
        "line1": "12 Hàng Bông",
        "line2": "Hoàn Kiếm",
        "line4": "Hà Nội",
        "state": "01",
    }
    try:
        return place_purchase(
            basket=basket,
            token=uuid.uuid4(),
            buyer=buyer,
            payment=PaymentChoice(
                method="cash" if in_cash else "vietqr",
                within=None if in_cash else datetime.timedelta(hours=24),
            ),
            delivery=Delivery(address=address, destination=Destination()),
            confirmed_total=split_basket(basket).total,
        )
    except OutOfStock:
        return None


def arrive(purchase: Purchase, staff: User) -> list[Line]:
    """Confirm, send and deliver all orders of a purchase; give their lines."""
    for order in purchase.orders.all():
        confirm_order(order=order, by=staff)
        parcel = ship_order(
            order=order, by=staff, carrier="VNPost", tracking_code=f"VN{order.pk:08d}"
        )
        # It came a while ago: what it earned is due for the next payout.
        record_fulfilment(
            order_number=order.number, producer=order.producer, at=timezone.now() - ARRIVED
        )
        deliver(parcel=parcel, by=staff, collector="producer")
    return list(Line.objects.filter(order__purchase=purchase).order_by("pk"))


def say(line: Line, rng: Random) -> None:
    """Review what arrived: words of the demo, its stars for each aspect that is asked."""
    text, score = goods.REVIEWS[rng.randrange(4)]
    aspects = {
        str(aspect): min(5, score + rng.choice([0, 0, 1])) for aspect in aspects_asked(line.product)
    }
    write_review(line=line, said=Said(score, text, aspects), language="vi")
