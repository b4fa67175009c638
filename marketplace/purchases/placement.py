"""Turn a basket into a purchase: one transaction, exact sums, safe to repeat."""

import secrets
import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone
from oscar.core.loading import get_model

from catalogue.products.services import sync_stock
from catalogue.search.services import touch
from marketplace.accounts.models import User
from marketplace.discounts.services import VoucherRefused, hold
from marketplace.frame.money import CURRENCY
from marketplace.frame.states import move_rows
from marketplace.ledger.models import TaxRate
from marketplace.ledger.terms import TermBook
from marketplace.order.models import Order
from marketplace.order.states import Status
from marketplace.purchases.accounting import post_sales_of
from marketplace.purchases.agreed import Agreed, price_as_agreed
from marketplace.purchases.cash_limit import may_pay_in_cash
from marketplace.purchases.confirming import promise_confirmation
from marketplace.purchases.gifts import Gift, gift_days, may_be_wished
from marketplace.purchases.mail import queue_mail
from marketplace.purchases.models import Purchase, PurchaseEvent
from marketplace.purchases.packages import (
    Destination,
    Package,
    PackageLine,
    Split,
    discount_split,
    is_visit,
    price_seats,
    split_basket,
)
from marketplace.purchases.told import tell_producers
from marketplace.purchases.visit_orders import VISIT, begin_visits, hold_seats, pay_until
from marketplace.purchases.worth import IN_CASH
from marketplace.visits.seats import lock_sessions

NUMBER_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: no I, L, O, U


class PlacementRefused(Exception):
    """A purchase cannot be placed as it stands."""


class EmptyBasket(PlacementRefused):
    """There is nothing to buy, or the basket was bought already."""


class TokenUsed(PlacementRefused):
    """The token bought another basket; that purchase stands, and this one is not placed."""

    def __init__(self, purchase: Purchase) -> None:
        super().__init__(purchase.number)
        self.purchase = purchase


class OutOfStock(PlacementRefused):
    """Some lines ask for more than there is."""

    def __init__(self, lines: list[PackageLine]) -> None:
        super().__init__(", ".join(str(line.product.pk) for line in lines))
        self.lines = lines


class PriceChanged(PlacementRefused):
    """The total is not what the buyer confirmed."""

    def __init__(self, total: int) -> None:
        super().__init__(str(total))
        self.total = total


class NotDeliverable(PlacementRefused):
    """A producer does not deliver there."""


class PayBefore(PlacementRefused):
    """Visits are paid before they take place, not in cash."""


class GiftPaidBefore(PlacementRefused):
    """A gift is paid by who gives it, before it is sent."""


class GiftDayRefused(PlacementRefused):
    """Nothing can be there on the day that a gift is wished for."""


class CashClosed(PlacementRefused):
    """Parcels in cash to this buyer came back untaken: the next is paid beforehand."""


@dataclass(frozen=True)
class Buyer:
    """Who buys; `user` is None for a guest."""

    email: str
    phone: str = ""
    name: str = ""  # who comes, where it is a visit
    user: User | None = None
    language: str = "vi"


@dataclass(frozen=True)
class Delivery:
    """Where to: the fields of Oscar's ShippingAddress, None when nothing is delivered."""

    address: dict[str, object] | None
    destination: Destination


@dataclass(frozen=True)
class PaymentChoice:
    """How it is paid. Waited for `within` that time, the stock held so long; None: in cash."""

    method: str
    within: timedelta | None = None


@dataclass(frozen=True)
class Invoice:
    """The company that invoices are for, if not the buyer."""

    company: str = ""
    address: str = ""
    tax_code: str = ""


NO_INVOICE = Invoice()


def new_number(now: datetime) -> str:
    """Make a purchase number: the day and six random characters, so nobody counts sales."""
    tail = "".join(secrets.choice(NUMBER_ALPHABET) for _ in range(6))
    return f"{now:%y%m%d}-{tail}"


@transaction.atomic
def place_purchase(
    *,
    basket,
    token: uuid.UUID,
    buyer: Buyer,
    delivery: Delivery,
    payment: PaymentChoice,
    confirmed_total: int,
    note: str = "",
    invoice: Invoice = NO_INVOICE,
    gift: Gift | None = None,
    voucher_codes: Iterable[str] = (),
    agreed: Agreed | None = None,
) -> Purchase:
    """Place one order per producer for a purchase; the same token gives the same purchase.

    A token belongs to one basket. `confirmed_total` is what the buyer saw, in dong. Vouchers
    are held as the stock is; commission and tax of each line are fixed now. `agreed` are a
    maker's own prices for this purchase.
    Raises EmptyBasket, TokenUsed, OutOfStock, PriceChanged, NotDeliverable, PayBefore,
    CashClosed, GiftPaidBefore, GiftDayRefused, VoucherRefused; nothing is kept then.
    """
    basket_model = get_model("basket", "Basket")
    locked = basket_model.objects.select_for_update().filter(pk=basket.pk).first()
    if locked is None or locked.status != basket_model.OPEN:
        if placed := Purchase.objects.filter(token=token).first():
            return placed
        raise EmptyBasket
    split = split_basket(locked, delivery.destination)
    if not split.packages:
        raise EmptyBasket
    lock_stock(split)
    lock_seats(split)
    if agreed:
        price_as_agreed(split, agreed)
    discount_split(split, voucher_codes, is_guest=buyer.user is None)
    check_split(split, confirmed_total)
    now = timezone.now()
    is_free = split.total == 0
    waits = payment.within is not None and not is_free
    if split.has_visits and not (waits or is_free):
        raise PayBefore
    if payment.method == IN_CASH and not may_pay_in_cash(buyer.email, buyer.phone):
        raise CashClosed
    if gift:
        check_gift(gift, split, timezone.localdate(now), is_paid_before=waits or is_free)
    purchase = Purchase(
        token=token,
        number=new_number(timezone.localtime(now)),
        user=buyer.user,
        email=buyer.email,
        phone=buyer.phone,
        language=buyer.language,
        basket=locked,
        state=state_at_first(waits=waits, is_free=is_free),
        paid_at=now if is_free else None,
        payment_method=payment.method,
        goods_total=split.goods,
        delivery_total=split.delivery,
        discount_total=split.discount,
        total=split.total,
        note=note,
        company=invoice.company,
        company_address=invoice.address,
        tax_code=invoice.tax_code,
        is_gift=gift is not None,
        gift_sender=gift.sender if gift else "",
        gift_message=gift.message if gift else "",
        gift_day=gift.day if gift else None,
        expires_at=pay_until(split, now + payment.within) if payment.within and waits else None,
    )
    try:
        with transaction.atomic():
            purchase.save(force_insert=True)
    except IntegrityError:
        if placed := Purchase.objects.filter(token=token).first():
            raise TokenUsed(placed)
        raise
    shipping_address = None
    if delivery.address is not None and split.needs_delivery:
        shipping_address = get_model("order", "ShippingAddress").objects.create(**delivery.address)
    status = Status.PENDING if waits else Status.PLACED
    orders = save_orders(purchase, split, shipping_address, status, now)
    if not hold_seats(split, orders, name=buyer.name, phone=buyer.phone):
        raise OutOfStock([line for package in split.packages for line in package.lines])
    if is_free:  # vouchers took everything off: there is nothing to pay
        post_sales_of(purchase, purchase.orders.all())
    hold(
        applied=split.vouchers,
        purchase_number=purchase.number,
        user=buyer.user,
        email=buyer.email,
    )
    bought = basket_model.objects.filter(pk=locked.pk)
    move_rows(bought, basket_model.OPEN, basket_model.SUBMITTED, date_submitted=now)
    PurchaseEvent.objects.create(purchase=purchase, code="placed", by=buyer.user)
    queue_mail(
        key=f"purchase-placed-{purchase.number}",
        to=buyer.email,
        template="purchase_placed",
        context={"purchase": purchase.number},
        language=buyer.language,
    )
    if not waits:
        if split.has_visits:
            begin_visits(purchase)
        goods = [order for order in orders if not order.is_visit]
        promise_confirmation(goods, now)
        tell_producers(goods)
        tell_producers([order for order in orders if order.is_visit], "visit_new")
    return purchase


def state_at_first(*, waits: bool, is_free: bool) -> str:
    if is_free:
        return Purchase.State.PAID
    return Purchase.State.PENDING if waits else Purchase.State.PLACED


def lock_stock(split: Split) -> None:
    """Lock the stock rows in id order, read them afresh and price the lines by them."""
    lines = [line for package in split.packages for line in package.lines]
    ids = sorted({line.stockrecord.pk for line in lines})
    records = (
        get_model("partner", "StockRecord").objects.select_for_update().order_by("pk").in_bulk(ids)
    )
    for line in lines:
        record = records.get(line.stockrecord.pk)
        if record is None or record.price is None:
            line.is_buyable = False
            continue
        line.unit_price = int(record.price)
        line.total = line.unit_price * line.quantity
        if not line.product.made_to_order:
            line.available = record.net_stock_level


def lock_seats(split: Split) -> None:
    """Lock the sessions of visits in id order, after the stock, and look at them afresh."""
    packages = [package for package in split.packages if package.is_visit]
    lock_sessions(
        line.seats for package in packages for line in package.lines if line.seats is not None
    )
    price_seats(packages)


def check_split(split: Split, confirmed_total: int) -> None:
    """Refuse what cannot be sold, delivered, or costs other than confirmed."""
    if split.short_lines:
        raise OutOfStock(split.short_lines)
    if not split.is_deliverable:
        raise NotDeliverable
    for refusal in split.refused:
        raise VoucherRefused(refusal.code, refusal.reason)
    if split.total != confirmed_total:
        raise PriceChanged(split.total)


def check_gift(gift: Gift, split: Split, today: date, *, is_paid_before: bool) -> None:
    """Refuse a gift for which its recipient would pay, or that cannot be there on its day."""
    if not is_paid_before:
        raise GiftPaidBefore
    if not may_be_wished(gift.day, gift_days(split, today)):
        raise GiftDayRefused


def hold_stock(lines: Iterable[tuple[int, int]]) -> bool:
    """Hold (stock record id, quantity) pairs; False when one no longer suffices.

    A conditional update, one for each quantity that is asked for: the database itself
    refuses to promise more than there is. Who calls has locked the rows in id order.
    """
    wanted: Counter[int] = Counter()
    for record_id, quantity in lines:
        wanted[record_id] += quantity
    records = get_model("partner", "StockRecord").objects
    for quantity in sorted(set(wanted.values())):
        ids = [record_id for record_id, asked in wanted.items() if asked == quantity]
        held = records.filter(
            pk__in=ids, num_in_stock__gte=Coalesce(F("num_allocated"), 0) + quantity
        ).update(num_allocated=Coalesce(F("num_allocated"), 0) + quantity)
        if held != len(ids):
            return False
    return True


def save_orders(
    purchase: Purchase, split: Split, address, status: str, now: datetime
) -> list[Order]:
    """Write an order per package and its lines; hold the stock they need."""
    order_model, line_model = get_model("order", "Order"), get_model("order", "Line")
    to_hold = [
        (line.stockrecord.pk, line.quantity)
        for package in split.packages
        for line in package.lines
        if not line.product.made_to_order and line.seats is None
    ]
    if not hold_stock(to_hold):
        raise OutOfStock([line for package in split.packages for line in package.lines])
    book = TermBook(package.producer for package in split.packages)
    orders = order_model.objects.bulk_create(
        order_of(purchase, package, position, address, status, now, book)
        for position, package in enumerate(split.packages, start=1)
    )
    line_model.objects.bulk_create(
        line_of(order, line, status, book)
        for order, package in zip(orders, split.packages, strict=True)
        for line in package.lines
    )
    tell_shelf(
        [line for package in split.packages if not package.is_visit for line in package.lines]
    )
    return orders


def tell_shelf(lines: list[PackageLine]) -> None:
    """Say on the products that fewer are left; who is sold out is worked out anew."""
    left = {line.stockrecord.pk: line.available for line in lines}
    for line in lines:
        if (available := left[line.stockrecord.pk]) is not None:
            left[line.stockrecord.pk] = available - line.quantity
    sold_out = {line.product.pk for line in lines if left[line.stockrecord.pk] == 0}
    if sold_out:
        sync_stock(sold_out)
    touch("product", sorted({line.product.pk for line in lines} - sold_out))


def order_of(
    purchase: Purchase,
    package: Package,
    position: int,
    address,
    status: str,
    now: datetime,
    book: TermBook,
):
    """Build the order of one package. No tax is split out: sellers state full prices."""
    terms = book.terms(
        producer=package.producer, activity=TaxRate.Activity.DELIVERY, base=package.delivery
    )
    return get_model("order", "Order")(
        number=f"{purchase.number}-{position}",
        purchase=purchase,
        producer=package.producer,
        basket_id=purchase.basket_id,
        user=purchase.user,
        guest_email="" if purchase.user else purchase.email,
        currency=CURRENCY,
        total_incl_tax=package.total,
        total_excl_tax=package.total,
        shipping_incl_tax=package.delivery,
        shipping_excl_tax=package.delivery,
        shipping_address=address if package.needs_delivery else None,
        shipping_method=way_of(package),
        shipping_code=way_of(package),
        status=status,
        date_placed=now,
        delivery_withheld_vat=terms.withheld_vat,
        delivery_withheld_income=terms.withheld_income,
    )


def way_of(package: Package) -> str:
    """Name how a buyer comes by a package: it is sent, or the buyer comes to a visit."""
    if package.is_visit:
        return VISIT
    return "parcel" if package.needs_delivery else "none"


def line_of(order, line: PackageLine, status: str, book: TermBook):
    """Build an order line from a priced basket line, with the terms of its sale."""
    held = 0 if line.product.made_to_order or line.seats else line.quantity
    is_service = is_visit(line.product)
    activity = TaxRate.Activity.SERVICE if is_service else TaxRate.Activity.GOODS
    terms = book.terms(
        producer=order.producer,
        activity=activity,
        base=line.total - line.discount_producer,
        group_id=line.product.ocop_group_id,
    )
    return get_model("order", "Line")(
        order=order,
        partner=order.producer.partner,
        partner_name=order.producer.name,
        partner_sku=line.stockrecord.partner_sku,
        stockrecord=line.stockrecord,
        product=line.product,
        title=line.title[:255],
        upc=line.product.upc,
        quantity=line.quantity,
        num_allocated=held,
        allocation_cancelled=False,
        line_price_incl_tax=line.to_pay,
        line_price_excl_tax=line.to_pay,
        line_price_before_discounts_incl_tax=line.total,
        line_price_before_discounts_excl_tax=line.total,
        unit_price_incl_tax=line.unit_price,
        unit_price_excl_tax=line.unit_price,
        status=status,
        activity=activity,
        discount_platform=line.discount_platform,
        discount_producer=line.discount_producer,
        commission_rate=terms.commission_rate,
        commission=terms.commission,
        commission_vat=terms.commission_vat,
        withheld_vat=terms.withheld_vat,
        withheld_income=terms.withheld_income,
    )
