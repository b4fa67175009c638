"""What a person bought, how it was paid and what went back, for that person. Sums are dong."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from oscar.core.loading import get_model

from catalogue.products.variants import named
from marketplace.account.own_rows import Part, Row, lines_of_address
from marketplace.accounts.models import User
from marketplace.aftersale.models import Return, ReturnMessage
from marketplace.discounts.models import VoucherUse
from marketplace.gateways.models import Payment, Refund
from marketplace.order.models import Order


def bought(user: User) -> list[Part]:
    """What was bought, the orders it was made of and how it was paid."""
    purchases = list(user.purchases.order_by("placed_at"))
    orders = (
        Order.objects.filter(purchase__in=purchases)
        .select_related("producer", "purchase", "shipping_address")
        .prefetch_related("lines", "parcels", "bookings")
        .order_by("pk")
    )
    payments = Payment.objects.filter(purchase__in=purchases).select_related("purchase")
    return [
        Part(
            "purchases",
            _("Purchases"),
            [
                {
                    "number": each.number,
                    "placed_at": each.placed_at,
                    "state": each.get_state_display(),
                    "email": each.email,
                    "phone": each.phone,
                    "goods_dong": each.goods_total,
                    "delivery_dong": each.delivery_total,
                    "discount_dong": each.discount_total,
                    "total_dong": each.total,
                    "note": each.note,
                    "is_gift": each.is_gift,
                    "gift_sender": each.gift_sender,
                    "gift_message": each.gift_message,
                    "gift_day": each.gift_day,
                    "company": each.company,
                    "company_address": each.company_address,
                    "tax_code": each.tax_code,
                }
                for each in purchases
            ],
        ),
        Part(
            "orders",
            _("Orders"),
            [
                {
                    "number": each.number,
                    "purchase": each.purchase.number,
                    "producer": each.producer.name,
                    "state": each.status_text,
                    "goods": [goods(line, line.line_price_incl_tax) for line in each.lines.all()],
                    "total_dong": int(each.total_incl_tax),
                    "to": [each.shipping_address.name, *lines_of_address(each.shipping_address)]
                    if each.shipping_address
                    else [],
                    "guests": [
                        f"{booking.name}, {booking.phone}".strip(", ")
                        for booking in each.bookings.all()
                    ],
                    "tracking_codes": [
                        f"{parcel.carrier_text} {parcel.tracking_code}".strip()
                        for parcel in each.parcels.all()
                    ],
                }
                for each in orders
            ],
        ),
        Part(
            "payments",
            _("Payments"),
            [
                {
                    "purchase": each.purchase.number,
                    "way": each.gateway,
                    "reference": each.reference,
                    "amount_dong": each.amount,
                    "state": each.get_state_display(),
                    "at": each.created_at,
                }
                for each in payments.order_by("pk")
            ],
        ),
    ]


def goods(line: Any, sum_dong: Any = None, quantity: int | None = None) -> Row:
    row = {"title": line.title, "quantity": quantity or line.quantity}
    return row if sum_dong is None else row | {"sum_dong": int(sum_dong)}


def after_sales(user: User) -> list[Part]:
    """Returns with the person's own words, and money that goes back."""
    claims = (
        Return.objects.filter(order__purchase__user=user)
        .select_related("order")
        .prefetch_related("lines__line", "messages", "pictures")
        .order_by("pk")
    )
    refunds = Refund.objects.filter(
        Q(order__purchase__user=user)
        | Q(payment__purchase__user=user)
        | Q(transfer__purchase__user=user)
    )
    return [
        Part(
            "returns",
            _("Returns"),
            [
                {
                    "number": each.number,
                    "order": each.order.number,
                    "asked_at": each.asked_at,
                    "reason": each.get_reason_display(),
                    "wish": each.get_wish_display(),
                    "state": each.get_state_display(),
                    "goods": [goods(row.line, quantity=row.quantity) for row in each.lines.all()],
                    "your_words": [
                        message.text
                        for message in each.messages.all()
                        if message.side == ReturnMessage.Side.BUYER and message.text
                    ],
                    "pictures": len(each.pictures.all()),
                    "tracking_codes": [each.tracking_code] if each.tracking_code else [],
                }
                for each in claims
            ],
        ),
        Part(
            "refunds",
            _("Refunds"),
            [
                {
                    "order": each.order.number if each.order else "",
                    "amount_dong": each.amount,
                    "way": each.get_way_display(),
                    "state": each.get_state_display(),
                    "bank": each.bank_bin,
                    "account": each.account,
                    "account_name": each.account_name,
                    "at": each.created_at,
                }
                for each in refunds.select_related("order").order_by("pk")
            ],
        ),
    ]


def basket(user: User) -> Part:
    model = get_model("basket", "Basket")
    lines = get_model("basket", "Line").objects.filter(
        basket__owner=user, basket__status=model.OPEN
    )
    return Part(
        "basket",
        _("Basket"),
        [
            {
                "product": named(each.product.title, each.stockrecord),
                "quantity": each.quantity,
                "at": each.date_created,
            }
            for each in lines.select_related("product", "stockrecord__variant").order_by("pk")
        ],
    )


def vouchers(user: User) -> Part:
    numbers = user.purchases.values("number")
    uses = VoucherUse.objects.filter(purchase_number__in=numbers).select_related("voucher")
    return Part(
        "vouchers",
        _("Vouchers used"),
        [
            {
                "code": each.voucher.code,
                "purchase": each.purchase_number,
                "amount_dong": each.amount,
                "at": each.held_at,
            }
            for each in uses.order_by("pk")
        ],
    )
