"""Placing a purchase: what is refused, what is kept, and that twice is once."""

import datetime
import uuid
from types import SimpleNamespace

import pytest
from django.utils import timezone
from oscar.core.loading import get_model

from catalogue.models import Availability, OcopGroup, Publication
from catalogue.products.variants import named
from catalogue.search.models import Waiting
from marketplace.discounts.models import VoucherUse
from marketplace.discounts.services import VoucherRefused
from marketplace.purchases import placement
from marketplace.purchases.models import MailMessage, Purchase, PurchaseEvent
from marketplace.purchases.packages import Destination, split_basket
from marketplace.purchases.placement import (
    Buyer,
    Delivery,
    EmptyBasket,
    Invoice,
    NotDeliverable,
    OutOfStock,
    PaymentChoice,
    PriceChanged,
    TokenUsed,
    hold_stock,
    new_number,
    place_purchase,
    state_at_first,
)
from marketplace.shipping.models import DeliveryRate
from tests import factories
from tests.flows.sale import ADDRESS, stock

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["plain", "variants"])
def vase(request, producer):
    """A vase, or its first size: the rules are the same."""
    made = factories.make_product(producer, price=250_000, stock=3)
    return factories.make_variants(made) if request.param == "variants" else made


def records():
    return get_model("partner", "StockRecord").objects


def record_of(product):
    """What a product stands on; of one with variants, its first."""
    return records().filter(product=product).order_by("pk")[0]


def address() -> dict:
    return ADDRESS | {"country": get_model("address", "Country").objects.get(pk="VN")}


def place(*products, quantity=1, basket=None, **facts) -> Purchase:
    basket = basket or factories.make_basket(*products, quantity=quantity)
    codes = facts.get("voucher_codes", ())
    given = {
        "basket": basket,
        "token": uuid.uuid4(),
        "buyer": Buyer(email="lan@example.vn"),
        "delivery": Delivery(address=address(), destination=Destination()),
        "payment": PaymentChoice(method="vietqr", within=datetime.timedelta(hours=2)),
    } | facts
    if "confirmed_total" not in given:
        given["confirmed_total"] = split_basket(basket, given["delivery"].destination, codes).total
    return place_purchase(**given)


def nothing_is_kept() -> bool:
    kept = [Purchase, PurchaseEvent, MailMessage, VoucherUse]
    kept += [get_model("order", name) for name in ("Order", "Line", "ShippingAddress")]
    return not any(model.objects.exists() for model in kept)


def test_number_is_the_day_and_six_letters_that_nobody_confuses():
    day = timezone.make_aware(datetime.datetime(2026, 3, 9))
    numbers = {new_number(day) for _ in range(50)}
    assert len(numbers) == 50
    for number in numbers:
        assert number[:7] == "260309-"
        assert len(number) == 13
        assert not set(number[7:]) & set("ILOU")
        assert number[7:].isalnum() and number[7:].upper() == number[7:]


@pytest.mark.parametrize(
    ("waits", "is_free", "state"),
    [(True, False, "pending"), (False, False, "placed"), (False, True, "paid")],
)
def test_purchase_starts_as_it_is_paid(waits, is_free, state):
    assert state_at_first(waits=waits, is_free=is_free) == state


def test_purchase_keeps_what_was_said_at_the_checkout(vase, buyer):
    token, before = uuid.uuid4(), timezone.now()
    basket = factories.make_basket(vase, quantity=2)
    purchase = place(
        basket=basket,
        token=token,
        buyer=Buyer(email="lan@example.vn", phone="0912", user=buyer, language="en"),
        note="Gọi trước",
        invoice=Invoice("Hoa Sen", "1 Lê Lợi", "0300588569"),
    )
    purchase.refresh_from_db()
    assert (purchase.token, purchase.user, purchase.basket_id) == (token, buyer, basket.pk)
    assert (purchase.email, purchase.phone, purchase.language) == ("lan@example.vn", "0912", "en")
    assert (purchase.note, purchase.company) == ("Gọi trước", "Hoa Sen")
    assert (purchase.company_address, purchase.tax_code) == ("1 Lê Lợi", "0300588569")
    assert (purchase.goods_total, purchase.delivery_total) == (500_000, 22_000)
    assert (purchase.discount_total, purchase.total) == (0, 522_000)
    assert (purchase.state, purchase.payment_method, purchase.paid_at) == (
        "pending",
        "vietqr",
        None,
    )
    waits = purchase.expires_at - before
    assert datetime.timedelta(hours=2) <= waits < datetime.timedelta(hours=2, minutes=1)
    assert purchase.number[:6] == f"{timezone.localtime(before):%y%m%d}"


def test_purchase_closes_its_basket_and_tells_history_and_buyer(vase, buyer):
    basket = factories.make_basket(vase)
    purchase = place(basket=basket, buyer=Buyer(email="a@b.vn", user=buyer, language="en"))
    basket.refresh_from_db()
    assert basket.status == "Submitted"
    assert abs(basket.date_submitted - timezone.now()) < datetime.timedelta(minutes=1)
    event = PurchaseEvent.objects.get()
    assert (event.purchase, event.code, event.by, event.order) == (purchase, "placed", buyer, None)
    mail = MailMessage.objects.get()
    assert mail.key == f"purchase-placed-{purchase.number}"
    assert (mail.to, mail.template, mail.language) == ("a@b.vn", "purchase_placed", "en")
    assert mail.context == {"purchase": purchase.number}


def test_guest_of_few_words_is_vietnamese_and_has_no_account(vase):
    purchase = place(vase)
    assert (purchase.language, purchase.phone, purchase.user, purchase.note) == ("vi", "", None, "")
    assert (purchase.company, purchase.company_address, purchase.tax_code) == ("", "", "")
    assert PurchaseEvent.objects.get().by is None
    order = purchase.orders.get()
    assert (order.user, order.guest_email) == (None, "lan@example.vn")


def test_cash_waits_for_no_money(vase):
    purchase = place(vase, payment=PaymentChoice(method="cash"))
    assert (purchase.state, purchase.expires_at, purchase.paid_at) == ("placed", None, None)
    order = purchase.orders.get()
    assert (order.status, order.lines.get().status) == ("placed", "placed")


def test_free_purchase_is_paid_and_booked_at_once(producer):
    ticket = factories.make_product(producer, price=50_000, needs_delivery=False)
    factories.make_voucher("TANG", percent=100)
    purchase = place(ticket, voucher_codes=["TANG"])
    assert (purchase.state, purchase.expires_at) == ("paid", None)
    assert abs(purchase.paid_at - timezone.now()) < datetime.timedelta(minutes=1)
    assert purchase.orders.get().status == "placed"
    assert VoucherUse.objects.get().amount == 50_000


def test_order_of_each_producer_adds_up_and_is_numbered(vase, buyer):
    silk = factories.make_product(factories.make_producer("Lụa"), price=480_000)
    purchase = place(vase, silk, buyer=Buyer(email="x@y.vn", user=buyer))
    first, second = purchase.orders.order_by("number")
    assert [o.number for o in (first, second)] == [f"{purchase.number}-{n}" for n in (1, 2)]
    assert [o.producer for o in (first, second)] == [vase.producer, silk.producer]
    assert [int(o.total_incl_tax) for o in (first, second)] == [272_000, 502_000]
    for order in (first, second):
        assert order.total_excl_tax == order.total_incl_tax
        assert (order.shipping_incl_tax, order.shipping_excl_tax) == (22_000, 22_000)
        assert (order.shipping_method, order.shipping_code) == ("parcel", "parcel")
        assert (order.status, order.currency, order.guest_email) == ("pending", "VND", "")
        assert (order.user, order.basket_id) == (buyer, purchase.basket_id)
        assert order.shipping_address.line1 == "12 Hàng Bông"
        assert abs(order.date_placed - timezone.now()) < datetime.timedelta(minutes=1)


def test_line_keeps_price_product_and_hold(vase):
    line = place(vase, quantity=2).orders.get().lines.get()
    record = record_of(vase)
    assert (line.product, line.stockrecord, line.title) == (
        vase,
        record,
        named(vase.get_title(), record),
    )
    assert (line.partner, line.partner_name) == (vase.producer.partner, vase.producer.name)
    assert (line.partner_sku, line.quantity, line.num_allocated) == (record.partner_sku, 2, 2)
    assert (line.line_price_incl_tax, line.line_price_excl_tax) == (500_000, 500_000)
    assert line.line_price_before_discounts_incl_tax == 500_000
    assert line.line_price_before_discounts_excl_tax == 500_000
    assert (line.unit_price_incl_tax, line.unit_price_excl_tax) == (250_000, 250_000)
    assert (line.status, line.activity, line.allocation_cancelled) == ("pending", "goods", False)
    assert stock(vase) == (3, 2)


def test_line_bears_its_discounts_and_its_terms_are_of_what_is_left(vase):
    factories.make_voucher("CHO", amount=20_000)
    factories.make_voucher("NHA", amount=50_000, producer=vase.producer, platform_share=0)
    purchase = place(vase, voucher_codes=["NHA", "CHO"])
    line = purchase.orders.get().lines.get()
    assert (line.discount_platform, line.discount_producer) == (20_000, 50_000)
    assert (line.line_price_incl_tax, line.line_price_excl_tax) == (180_000, 180_000)
    assert line.line_price_before_discounts_incl_tax == 250_000
    assert (line.commission_rate, line.commission) == (500, 10_000)  # of 250 000 - 50 000
    assert purchase.discount_total == 70_000
    assert {use.buyer for use in VoucherUse.objects.all()} == {"lan@example.vn"}


@pytest.mark.parametrize("group", [5, None])
def test_what_is_no_visit_is_goods(vase, group):
    """Visits are services: test_visit_orders.py."""
    vase.ocop_group = OcopGroup.objects.get(number=group) if group else None
    vase.save()
    assert place(vase).orders.get().lines.get().activity == "goods"


def test_visit_without_a_session_is_refused(vase):
    vase.ocop_group = OcopGroup.objects.get(number=6)
    vase.save()
    with pytest.raises(OutOfStock):
        place(vase)


def test_what_is_made_to_order_holds_no_stock(vase):
    vase.made_to_order = True
    vase.save()
    line = place(vase, quantity=9).orders.get().lines.get()
    assert (line.num_allocated, stock(vase)) == (0, (3, 0))


def test_ticket_takes_no_address_and_no_parcel(producer, vase):
    guide = factories.make_producer("Nhà vườn")
    ticket = factories.make_product(guide, price=90_000, needs_delivery=False)
    purchase = place(vase, ticket)
    by_parcel, by_nothing = purchase.orders.order_by("-shipping_incl_tax")
    assert by_parcel.shipping_address is not None
    assert by_nothing.shipping_address is None
    assert (by_nothing.shipping_method, by_nothing.shipping_code) == ("none", "none")
    assert by_nothing.total_incl_tax == 90_000
    place(ticket)
    assert get_model("order", "ShippingAddress").objects.count() == 1


def test_same_token_gives_the_same_purchase(vase):
    token, basket = uuid.uuid4(), factories.make_basket(vase)
    first = place(basket=basket, token=token)
    again = place(basket=basket, token=token, confirmed_total=1)
    assert again == first
    assert (Purchase.objects.count(), stock(vase)) == (1, (3, 1))


def test_token_of_one_basket_buys_no_other(vase):
    token = uuid.uuid4()
    first = place(vase, token=token)
    with pytest.raises(TokenUsed, match=first.number) as refusal:
        place(vase, token=token)
    assert refusal.value.purchase == first
    assert (Purchase.objects.count(), stock(vase)) == (1, (3, 1))


def test_basket_that_was_bought_is_not_bought_by_another_token(vase):
    basket = factories.make_basket(vase)
    place(basket=basket)
    with pytest.raises(EmptyBasket):
        place(basket=basket, confirmed_total=272_000)
    assert Purchase.objects.count() == 1


@pytest.mark.parametrize("how", ["empty", "gone"])
def test_empty_basket_is_refused(how):
    basket = factories.make_basket()
    if how == "gone":
        basket = SimpleNamespace(pk=0)
    with pytest.raises(EmptyBasket):
        place(basket=basket, confirmed_total=0)
    assert nothing_is_kept()


@pytest.mark.parametrize(("wanted", "held", "fits"), [(1, 2, True), (2, 2, False), (3, 0, True)])
def test_more_than_is_free_is_refused(vase, wanted, held, fits):
    basket = factories.make_basket(vase, quantity=wanted)
    records().update(num_allocated=held)
    if fits:
        place(basket=basket)
        assert stock(vase) == (3, held + wanted)
        return
    with pytest.raises(OutOfStock, match=str(vase.pk)) as refusal:
        place(basket=basket)
    assert [line.product for line in refusal.value.lines] == [vase]
    assert (stock(vase), nothing_is_kept()) == ((3, held), True)


def test_stock_that_was_never_allocated_counts_as_free(vase):
    records().update(num_allocated=None)
    place(vase, quantity=3)
    assert stock(vase) == (3, 3)


def test_what_left_the_shop_meanwhile_is_refused(vase):
    basket = factories.make_basket(vase)
    type(vase).objects.update(publication=Publication.WITHDRAWN)
    with pytest.raises(OutOfStock):
        place(basket=basket)
    assert nothing_is_kept()


def test_line_whose_price_is_gone_is_refused(vase):
    basket = factories.make_basket(vase)
    records().update(price=None)
    with pytest.raises(OutOfStock):
        place(basket=basket)
    assert nothing_is_kept()


def test_line_whose_stock_record_went_since_it_was_read_is_refused(vase, monkeypatch):
    split = split_basket(factories.make_basket(vase))
    records().all().delete()
    placement.lock_stock(split)
    assert [line.is_buyable for line in split.packages[0].lines] == [False]


def test_price_that_rose_after_the_last_look_is_refused_with_the_new_total(vase):
    basket = factories.make_basket(vase, quantity=2)
    with pytest.raises(PriceChanged) as refusal:
        place(basket=basket, confirmed_total=521_999)
    assert (refusal.value.total, str(refusal.value)) == (522_000, "522000")
    records().update(price=260_000)
    with pytest.raises(PriceChanged, match="542000"):
        place(basket=basket, confirmed_total=522_000)
    assert nothing_is_kept()
    assert place(basket=basket, confirmed_total=542_000).total == 542_000


def test_prices_are_read_afresh_under_the_lock(vase, monkeypatch):
    """Between the split and the lock the price rose and one was sold."""
    split = placement.split_basket

    def split_then_change(*given):
        found = split(*given)
        records().update(price=300_000, num_in_stock=2)
        return found

    monkeypatch.setattr(placement, "split_basket", split_then_change)
    with pytest.raises(OutOfStock):
        place(vase, quantity=3, confirmed_total=772_000)
    records().update(price=250_000, num_in_stock=3)
    with pytest.raises(PriceChanged) as refusal:
        place(vase, quantity=2, confirmed_total=522_000)
    assert refusal.value.total == 622_000


def test_address_that_nobody_delivers_to_is_refused(vase):
    DeliveryRate.objects.all().delete()
    with pytest.raises(NotDeliverable):
        place(vase)
    assert (nothing_is_kept(), stock(vase)) == (True, (3, 0))


def test_voucher_that_does_not_apply_is_refused_before_the_price_is_looked_at(vase):
    factories.make_voucher("CAO", amount=1_000, minimum_goods=250_001)
    with pytest.raises(VoucherRefused, match="CAO: minimum"):
        place(vase, voucher_codes=["CAO"], confirmed_total=1)
    with pytest.raises(VoucherRefused, match="LA: unknown"):
        place(vase, voucher_codes=["LA"])
    assert nothing_is_kept()


def test_hold_adds_up_what_is_named_twice(vase):
    pk = record_of(vase).pk
    assert hold_stock([(pk, 2), (pk, 1)])
    assert stock(vase) == (3, 3)
    assert not hold_stock([(pk, 1)])
    assert stock(vase) == (3, 3)


def test_hold_asks_every_record_for_what_is_wanted_of_it(vase):
    other = factories.make_product(vase.producer, stock=3)
    third = factories.make_product(vase.producer, stock=1)
    wanted = {product: record_of(product).pk for product in (vase, other, third)}
    assert hold_stock([(wanted[vase], 1), (wanted[other], 3), (wanted[third], 1)])
    assert [stock(p)[1] for p in (vase, other, third)] == [1, 3, 1]
    assert not hold_stock([(wanted[vase], 1), (wanted[third], 1)])


@pytest.mark.parametrize("allocated", [None, 0])
def test_hold_of_the_last_one_is_exact(vase, allocated):
    records().update(num_in_stock=1, num_allocated=allocated)
    pk = record_of(vase).pk
    assert not hold_stock([(pk, 2)])
    assert hold_stock([(pk, 1)])
    assert not hold_stock([(pk, 1)])


def test_stock_taken_after_the_check_refuses_the_whole_purchase(vase, monkeypatch):
    monkeypatch.setattr(placement, "hold_stock", lambda lines: False)
    with pytest.raises(OutOfStock) as refusal:
        place(vase)
    assert [line.product for line in refusal.value.lines] == [vase]
    assert nothing_is_kept()


@pytest.mark.parametrize(
    ("quantity", "availability"),
    [(2, Availability.IN_STOCK), (3, Availability.SOLD_OUT)],
)
def test_shelf_says_sold_out_with_the_last_one_only(vase, quantity, availability):
    records().exclude(pk=record_of(vase).pk).update(num_in_stock=0)
    place(vase, quantity=quantity)
    vase.refresh_from_db()
    assert vase.availability == availability


def test_every_product_bought_has_news_for_the_search(vase):
    other = factories.make_product(vase.producer, stock=1)
    Waiting.objects.all().delete()
    place(vase, other)
    waiting = Waiting.objects.filter(kind="product").values_list("object_pk", flat=True)
    assert sorted(waiting) == [vase.pk, other.pk]
