"""An accepted offer is a purchase of exactly its sums, once; refused, nothing of it is kept."""

from datetime import timedelta

import pytest
from django.db import transaction
from oscar.core.loading import get_model

from marketplace.ledger.models import Entry
from marketplace.order.models import Order
from marketplace.purchases.gifts import Gift
from marketplace.purchases.models import MailMessage, Purchase
from marketplace.purchases.packages import Destination
from marketplace.purchases.placement import Buyer, Delivery, Invoice, PaymentChoice
from marketplace.purchases.services import expire_purchase
from marketplace.quotes.asking import Wishes, withdraw
from marketplace.quotes.models import Quote
from marketplace.quotes.offering import decline, lapse_quotes, take_back
from marketplace.quotes.refusals import (
    HasChanged,
    HasLapsed,
    NotInCash,
    NotQuoted,
    NotThere,
    OtherPlace,
)
from marketplace.shipping.models import DeliveryRate
from marketplace.shipping.places import Place
from tests import factories
from tests.flows.sale import stock, transfer
from tests.marketplace.quotes.quoted import accepted, asked, lapsed_days, offered

pytestmark = pytest.mark.django_db


@pytest.fixture
def vase(producer):
    return factories.make_product(producer, price=250_000, stock=40)


@pytest.fixture
def bowl(producer):
    return factories.make_product(producer, price=90_000, made_to_order=True, stock=0)


@pytest.fixture
def quote(producer, owner, buyer, vase, bowl):
    made = asked(producer, (vase, 30), (bowl, 15), user=buyer)
    first, second = made.lines.all()
    return offered(made, owner, prices={first.pk: 200_001, second.pk: 70_003})


GOODS, DELIVERY = 30 * 200_001 + 15 * 70_003, 60_000


def nothing_is_placed() -> bool:
    kept = [Purchase, Order, Entry, get_model("basket", "Basket")]
    return not any(model.objects.exists() for model in kept)


def test_it_becomes_a_purchase_of_exactly_what_was_offered(quote, vase, buyer):
    purchase = accepted(
        quote,
        invoice=Invoice("Công ty Ánh Dương", "5 Tràng Thi", "0300588569"),
        gift=Gift("Ánh Dương", "Cảm ơn."),
        note="Gọi trước.",
    )
    assert (purchase.goods_total, purchase.delivery_total, purchase.discount_total) == (
        GOODS,
        DELIVERY,
        0,
    )
    assert (purchase.total, purchase.state, purchase.user) == (GOODS + DELIVERY, "pending", buyer)
    assert (purchase.company, purchase.tax_code) == ("Công ty Ánh Dương", "0300588569")
    assert (purchase.is_gift, purchase.gift_message) == (True, "Cảm ơn.")
    order = purchase.orders.get()
    assert (order.total_incl_tax, order.shipping_incl_tax) == (GOODS + DELIVERY, DELIVERY)
    lines = order.lines.order_by("pk").values_list(
        "quantity", "unit_price_incl_tax", "line_price_incl_tax"
    )
    assert list(lines) == [(30, 200_001, 6_000_030), (15, 70_003, 1_050_045)]
    assert stock(vase) == (40, 30)  # held while it is paid
    quote.refresh_from_db()
    assert (quote.is_accepted, quote.purchase, purchase.token) == (True, purchase, quote.token)


def test_commission_and_tax_are_of_the_price_that_was_offered(quote):
    """5 % of 6 000 030 and of 1 050 045, which is paid, not of what the shop asks."""
    lines = accepted(quote).orders.get().lines.order_by("pk")
    assert list(lines.values_list("commission_rate", "commission")) == [
        (500, 300_002),
        (500, 52_502),
    ]


def test_paid_it_is_posted_to_the_dong_and_the_maker_has_an_order(quote, owner):
    purchase = accepted(quote)
    transfer(purchase)
    purchase.refresh_from_db()
    assert (purchase.is_paid, purchase.orders.get().is_placed) == (True, True)
    assert sum(Entry.objects.values_list("amount", flat=True)) == 0
    told = MailMessage.objects.filter(to=owner.email).order_by("pk")
    assert [(each.template, each.context.get("step")) for each in told] == [
        ("producer_quote", "new"),
        ("producer_quote", "accepted"),
        ("order_new", None),
    ]


def test_accepted_twice_is_one_purchase(quote):
    first, again = accepted(quote), accepted(quote)
    assert (first, Purchase.objects.count(), get_model("basket", "Basket").objects.count()) == (
        again,
        1,
        1,
    )


def test_the_purchase_s_end_does_not_make_it_open_again(quote, vase):
    purchase = accepted(quote)
    expire_purchase(purchase.pk)
    assert (stock(vase), accepted(quote)) == ((40, 0), purchase)


def test_stock_that_is_gone_is_said_and_nothing_is_lost(quote, vase, owner):
    vase.stockrecords.update(num_in_stock=29)
    for _twice in range(2):
        with pytest.raises(
            NotThere, match=r"Hiện không đủ hàng; chưa có gì được đặt, báo giá vẫn còn hiệu lực"
        ) as refusal:
            accepted(quote)
    (short,) = [line for line in refusal.value.lines if line.is_short]
    assert (short.product, short.available, short.quantity) == (vase, 29, 30)
    assert nothing_is_placed()
    quote.refresh_from_db()
    assert quote.is_quoted
    told = MailMessage.objects.filter(to=owner.email, context__step="short")
    assert [each.context["goods"] for each in told] == [[[29, 30, vase.title]]]  # once a day
    vase.stockrecords.update(num_in_stock=30)
    assert accepted(quote).total == GOODS + DELIVERY


def test_what_is_not_sold_any_more_is_not_there(quote, vase):
    vase.stockrecords.update(price=None)
    with pytest.raises(NotThere):
        accepted(quote)
    assert nothing_is_placed()


def test_the_shop_s_prices_and_rates_change_nothing(quote, vase, producer):
    vase.stockrecords.update(price=999_000)
    DeliveryRate.objects.update(first_charge=777_000, next_kg_charge=0)
    assert accepted(quote).total == GOODS + DELIVERY
    DeliveryRate.objects.all().delete()


def test_a_place_that_no_rate_covers_is_delivered_as_agreed(quote):
    DeliveryRate.objects.all().delete()
    assert accepted(quote).delivery_total == DELIVERY


def test_only_what_is_offered_is_accepted(producer, owner, buyer, vase):
    for end in (
        lambda each: None,
        lambda each: decline(quote=each, reason="Không kịp."),
        withdraw,
    ):
        made = asked(producer, (vase, 20), user=buyer)
        end(made)
        with pytest.raises(
            NotQuoted, match=r"Không có báo giá nào để chấp nhận; chưa có gì được đặt"
        ):
            accepted(made)
    made = offered(asked(producer, (vase, 21), user=buyer), owner)
    take_back(quote=made, reason="Nhầm.")
    with pytest.raises(NotQuoted):
        accepted(made)
    assert nothing_is_placed()


def test_it_is_accepted_until_its_last_day_is_over(quote):
    lapsed_days(quote, 1)
    with pytest.raises(HasLapsed, match=r"; chưa có gì được đặt. Xin hỏi lại"):
        accepted(quote)
    lapse_quotes()
    with pytest.raises(HasLapsed):
        accepted(quote)
    assert nothing_is_placed()
    Quote.objects.update(state="quoted")
    lapsed_days(quote, 0)
    assert accepted(quote).is_payable


def test_an_offer_that_was_changed_is_looked_at_again(quote, owner):
    seen = {"revision": quote.revision, "total": quote.total}
    offered(quote, owner, price=300_000)
    for wrong in (seen, {"total": seen["total"]}):
        with pytest.raises(
            HasChanged, match=r"Báo giá vừa được sửa; chưa có gì được đặt. Xin xem lại"
        ):
            accepted(quote, **wrong)
    assert nothing_is_placed()


def test_another_day_for_the_same_sum_is_another_offer(quote, owner):
    prices = {line.pk: line.price for line in quote.lines.all()}
    seen = {"revision": quote.revision, "total": quote.total}
    later = offered(quote, owner, prices=prices, ready_on=quote.ready_on + timedelta(days=30))
    assert later.total == seen["total"]
    with pytest.raises(HasChanged):
        accepted(quote, **seen)
    assert nothing_is_placed()


def test_it_is_not_paid_in_cash(quote):
    with pytest.raises(NotInCash, match=r"Hàng báo giá được trả trước, không trả tiền mặt"):
        accepted(quote, payment=PaymentChoice(method="cash"))
    assert nothing_is_placed()


def test_it_goes_to_the_place_that_was_asked_for(quote):
    elsewhere = Delivery(address=None, destination=Destination("VN", "79"))
    with pytest.raises(OtherPlace, match=r"Nếu giao nơi khác, xin hỏi lại"):
        accepted(quote, delivery=elsewhere)
    assert nothing_is_placed()


def test_abroad_it_goes_as_offered(producer, owner, buyer, vase):
    vase.delivery_reach = 3
    vase.save()
    made = asked(producer, (vase, 20), user=buyer, wishes=Wishes(place=Place("AU", "")))
    offered(made, owner, price=100_000, delivery=900_000)
    country = get_model("address", "Country").objects.get(pk="AU")
    address = {"first_name": "Lan", "line1": "1 George St", "line4": "Sydney", "postcode": "2000"}
    purchase = accepted(
        made,
        delivery=Delivery(
            address=address | {"country": country}, destination=Destination("AU", "01")
        ),
    )
    assert (purchase.total, purchase.goes_abroad) == (2_900_000, True)


def test_a_guest_accepts_too(producer, owner, vase):
    made = asked(producer, (vase, 20))
    Quote.objects.update(state="open")
    offered(made, owner)
    purchase = accepted(made, buyer=Buyer(email="ke-toan@example.com", phone="+84912345678"))
    assert (purchase.user, purchase.email) == (None, "ke-toan@example.com")


def test_a_refusal_leaves_the_caller_s_transaction_usable(quote, vase):
    vase.stockrecords.update(num_in_stock=0)
    with transaction.atomic():
        with pytest.raises(NotThere):
            accepted(quote)
        assert Quote.objects.get().is_quoted


def test_it_is_held_as_long_as_its_way_to_pay_allows(quote):
    purchase = accepted(quote, payment=PaymentChoice("stripe", timedelta(minutes=30)))
    assert (purchase.expires_at - purchase.placed_at) < timedelta(minutes=31)


def test_a_delivery_that_was_agreed_is_paid_whatever_the_product_says(producer, owner, buyer, vase):
    vase.needs_delivery = False
    vase.save()
    quote = offered(asked(producer, (vase, 30), user=buyer), owner)
    purchase = accepted(quote)
    assert (purchase.total, purchase.delivery_total) == (30 * 80_000 + 60_000, 60_000)
    assert purchase.orders.get().total_incl_tax == purchase.total


def test_what_the_catalogue_has_no_more_is_refused(producer, owner, buyer, vase):
    quote = offered(asked(producer, (vase, 30), user=buyer), owner)
    vase.delete()
    with pytest.raises(NotQuoted, match=r"Không có báo giá nào để chấp nhận; chưa có gì được đặt"):
        accepted(quote)
    assert nothing_is_placed()
