"""Past purchases of the demo market, placed, paid, sent and reviewed by the shop's own services."""

import datetime
import uuid
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
    basket_model = get_model("basket", "Basket")
    first_seller = Producer.objects.get(slug="bat-trang-1")
    shelf = list(
        Product.objects.published()
        .filter(availability=Availability.IN_STOCK, needs_delivery=True)
        .order_by("code")
    )
    own = [p for p in shelf if p.producer_id == first_seller.pk]
    country = get_model("address", "Country").objects.get(pk="VN")
    for number in range(8):
        basket = basket_model.objects.create(owner=None)
        basket.strategy = Selector().strategy()
        chosen = rng.sample(shelf, 2) + (
            [own[number % len(own)]] if own and number % 2 == 0 else []
        )
        for product in dict.fromkeys(chosen):
            basket.add_product(product, 1)
        try:
            purchase = place_purchase(
                basket=basket,
                token=uuid.uuid4(),
                buyer=Buyer(email=buyer.email, phone="+84912345678", user=buyer),
                payment=PaymentChoice(
                    method="cash" if number % 2 else "vietqr",
                    within=None if number % 2 else datetime.timedelta(hours=24),
                ),
                delivery=Delivery(
                    address={
                        "first_name": "Lan",
                        "phone_number": "+84912345678",
                        "country": country,
                        "line1": "12 Hàng Bông",
                        "line2": "Hoàn Kiếm",
                        "line4": "Hà Nội",
                        "state": "01",
                    },
                    destination=Destination(),
                ),
                confirmed_total=split_basket(basket).total,
                gift=GIFT if number == A_GIFT else None,
            )
        except OutOfStock:
            continue
        if not number % 2:
            pay_by_transfer(purchase)
        if number >= 5:
            continue  # waiting for the producers
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
            for line in order.lines.all():
                if review_of_buyer(line) is None:
                    say(line, rng)


def say(line: Line, rng: Random) -> None:
    """Review what arrived: words of the demo, its stars for each aspect that is asked."""
    text, score = goods.REVIEWS[rng.randrange(4)]
    aspects = {
        str(aspect): min(5, score + rng.choice([0, 0, 1])) for aspect in aspects_asked(line.product)
    }
    write_review(line=line, said=Said(score, text, aspects), language="vi")
