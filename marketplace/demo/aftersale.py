"""What follows a sale, for the demo market: every list of the after-sale pages has its rows."""

import datetime
import io
import uuid
from collections.abc import Callable
from decimal import Decimal
from random import Random

from django.utils import timezone
from oscar.apps.partner.strategy import Selector
from oscar.core.loading import get_model
from PIL import Image, ImageDraw

from catalogue.models import Availability, Product
from marketplace.accounts.models import User
from marketplace.aftersale.cash import deliver, outstanding, refuse, remit
from marketplace.aftersale.models import Return
from marketplace.aftersale.returns import (
    accept_return,
    ask_return,
    decide_return,
    dispute_return,
    note_sent_back,
    receive_return,
    refund_return,
    refuse_return,
)
from marketplace.aftersale.takeback import cancel_order
from marketplace.gateways.models import CardDispute, ExchangeRate, Payment, StatementFormat
from marketplace.gateways.refunds import name_account
from marketplace.gateways.services import record_success
from marketplace.gateways.statements import folded, kept_columns
from marketplace.gateways.stripe.words import DisputeStatus
from marketplace.gateways.transfers import record_transfer, transfer_reference
from marketplace.producers.models import Producer
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

Say = Callable[[str], None]
SOURCE = "Chợ OCOP (demo)"
BANKS = {
    "Vietcombank (demo)": (
        ["STT", "Ngày giao dịch", "Số tham chiếu", "Số tiền ghi nợ", "Số tiền ghi có", "Mô tả"],
        {"booked_at": 1, "reference": 2, "amount": 4, "purpose": 5},
    ),
    "Techcombank (demo)": (
        ["Ngày", "Mã giao dịch", "Diễn giải", "Nợ", "Có", "Số dư"],
        {"booked_at": 0, "reference": 1, "purpose": 2, "amount": 4},
    ),
}
STORIES = [
    ("damaged", "refund", "Miệng lọ bị sứt một góc khi mở hộp."),
    ("not_as_described", "refund", "Màu men xanh, trong hình là men nâu."),
    ("changed_mind", "refund", "Mua nhầm cỡ, hàng còn nguyên hộp."),
    ("wrong_item", "exchange", "Giao nhầm bát thay vì đĩa."),
    ("damaged", "refund", "Vết nứt dài ở thân lọ, có ảnh."),
    ("damaged", "refund", "Nắp bình vỡ đôi."),
]


def picture() -> bytes:
    """Draw what stands for a buyer's photograph: a bowl with a crack."""
    image = Image.new("RGB", (480, 480), "#efe6d2")
    draw = ImageDraw.Draw(image)
    draw.pieslice((70, 60, 410, 400), 0, 180, fill="#7f9c8d", outline="#41584c", width=6)
    draw.rectangle((190, 396, 290, 416), fill="#41584c")
    draw.line((250, 232, 236, 280, 262, 318, 244, 372), fill="#2a2520", width=5)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()


class Shopper:
    """Places purchases as the demo's buyer, one producer's goods at a time."""

    def __init__(self, buyer: User) -> None:
        self.buyer, self.rng = buyer, Random("aftersale")  # noqa: S311
        self.country = get_model("address", "Country").objects.get(pk="VN")
        # Full shelves only, so that nothing of the demo market sells out by this.
        shelf = Product.objects.published().filter(
            availability=Availability.IN_STOCK,
            needs_delivery=True,
            made_to_order=False,
            stockrecords__num_in_stock__gte=20,
        )
        self.own = list(shelf.filter(producer__slug="bat-trang-1").order_by("code")[:6])
        self.others = list(shelf.exclude(producer__slug="bat-trang-1").order_by("code")[:60])

    def place(
        self, method: str, *, count: int = 2, own: bool = True, units: int = 1
    ) -> Purchase | None:
        basket = get_model("basket", "Basket").objects.create(owner=None)
        basket.strategy = Selector().strategy()
        shelf = self.own if own else self.others
        for product in self.rng.sample(shelf, min(count, len(shelf))):
            basket.add_product(product, units)
        try:
            return place_purchase(
                basket=basket,
                token=uuid.uuid4(),
                buyer=Buyer(email=self.buyer.email, phone="+84912345678", user=self.buyer),
                payment=PaymentChoice(
                    method=method, within=None if method == "cash" else datetime.timedelta(hours=24)
                ),
                delivery=Delivery(
                    address={
                        "first_name": "Lan",
                        "phone_number": "+84912345678",
                        "country": self.country,
                        "line1": "12 Hàng Bông",
                        "line2": "Hoàn Kiếm",
                        "line4": "Hà Nội",
                        "state": "01",
                    },
                    destination=Destination(),
                ),
                confirmed_total=split_basket(basket).total,
            )
        except OutOfStock:
            return None


def transfer(purchase: Purchase | None, amount: int, purpose: str = "") -> object:
    named = transfer_reference(purchase) if purchase else ""
    return record_transfer(
        {
            "reference": f"FT{uuid.uuid4().hex[:12].upper()}",
            "amount": amount,
            "purpose": purpose or f"MBVCB {named} chuyen khoan",
            "booked_at": timezone.now(),
        }
    )


def send(purchase: Purchase, staff: User, *, arrives: bool = True) -> None:
    for order in purchase.orders.all():
        confirm_order(order=order, by=staff)
        parcel = ship_order(order=order, by=staff, carrier="VNPost", tracking_code="EE473124829VN")
        if arrives:
            deliver(parcel=parcel, by=staff)


def add_rates() -> None:
    day = timezone.localdate()
    for currency, dong in (("USD", "26300"), ("IDR", "1.6")):
        ExchangeRate.objects.get_or_create(
            currency=currency, valid_on=day, defaults={"dong": Decimal(dong), "source": SOURCE}
        )


def add_formats() -> None:
    for bank, (headers, columns) in BANKS.items():
        StatementFormat.objects.get_or_create(
            kind=StatementFormat.Kind.STATEMENT,
            bank=bank,
            defaults={
                "headers": folded(headers),
                "columns": kept_columns(headers, columns),
            },
        )


def add_returns(shopper: Shopper, staff: User) -> None:
    """Returns in each state, of the first seller's goods."""
    maker = Producer.objects.get(slug="bat-trang-1").members.first() or staff
    claims: list[Return] = []
    for reason, wish, text in STORIES:
        purchase = shopper.place("vietqr", count=3)
        if purchase is None:
            continue
        transfer(purchase, purchase.total)
        send(purchase, staff)
        order = purchase.orders.all()[0]
        claims.append(
            ask_return(
                order=order,
                token=uuid.uuid4(),
                reason=reason,
                wish=wish,
                text=text,
                quantities={order.lines.order_by("pk").first().pk: 1},
                pictures=[picture()] if reason == "damaged" else [],
                by=shopper.buyer,
            )
        )
    if len(claims) < len(STORIES):
        return
    note_sent_back(claim=claims[1], tracking_code="VN8801", by=shopper.buyer)
    accept_return(claim=claims[2], by=maker)
    fit = dict(claims[2].lines.values_list("line_id", "quantity"))
    receive_return(claim=claims[2], by=maker, fit=fit)
    refund_return(claim=claims[2], by=maker, side="producer", text="Hàng về đủ, cảm ơn bạn.")
    for claim in claims[4:]:
        refuse_return(claim=claim, by=maker, text="Hàng gửi đi nguyên vẹn, có ảnh lúc đóng gói.")
        dispute_return(claim=claim, side="buyer", text="Hộp bị móp khi tôi nhận.", by=shopper.buyer)
    decide_return(
        claim=claims[5],
        by=staff,
        outcome="refund",
        text="Bao bì không đủ chắc: hoàn một phần, người mua giữ hàng.",
        awarded=50_000,
    )


def add_transfers(shopper: Shopper) -> None:
    """Money that a person has to look at."""
    short = shopper.place("vietqr", own=False)
    if short:
        transfer(short, short.total - 20_000)
    over = shopper.place("vietqr", own=False)
    if over:
        transfer(over, over.total + 15_000)
        transfer(over, over.total)
    transfer(None, 350_000, purpose="NGUYEN VAN A chuyen tien hang")
    transfer(None, 120_000, purpose="tien qua cho chi Lan")


def add_cash(shopper: Shopper, staff: User) -> None:
    """Cash collected, handed on, and a parcel that nobody wanted."""
    for number in range(4):
        purchase = shopper.place("cash", own=number % 2 == 0)
        if purchase:
            send(purchase, staff, arrives=number < 3)
            if number == 3:
                for order in purchase.orders.all():
                    refuse(parcel=order.parcels.first(), by=staff, note="Gọi ba lần không gặp.")
    row = outstanding("VNPost").first()
    if row:
        remit(
            carrier="VNPost",
            reference=f"COD-{timezone.localdate():%Y%m%d}",
            amount=row.amount,
            received_on=timezone.localdate(),
            collection_ids=[row.pk],
            by=staff,
        )


def add_cancelled(shopper: Shopper, staff: User) -> None:
    """An order cancelled in part and one whole; one refund has its account."""
    for number in range(2):
        purchase = shopper.place("vietqr", count=3)
        if purchase is None:
            continue
        transfer(purchase, purchase.total)
        order = purchase.orders.all()[0]
        line = order.lines.order_by("pk").first()
        reversal = cancel_order(
            order=order,
            key=f"demo-{order.number}",
            side="producer" if number else "buyer",
            reason="sold_out" if number else "changed_mind",
            note="Lò nung hỏng, không kịp hàng." if number else "",
            by=staff if number else shopper.buyer,
            quantities=[(line.pk, 1)] if number else None,
        )
        if number == 0:
            for refund in reversal.refunds.all():
                name_account(
                    refund=refund, bank_bin="970436", account="1017595600", account_name="LE LAN"
                )


def add_chargeback(shopper: Shopper) -> None:
    """A card payment whose holder went to the bank, as it stands in our books."""
    purchase = shopper.place("stripe", own=False)
    if purchase is None:
        return
    payment = Payment.objects.create(
        purchase=purchase,
        gateway="stripe",
        reference=f"pi_demo{uuid.uuid4().hex[:17]}",
        amount=purchase.total,
    )
    record_success(payment)
    CardDispute.objects.create(
        dispute_id=f"dp_demo{uuid.uuid4().hex[:17]}",
        payment=payment,
        amount=purchase.total,
        reason="product_not_received",
        status=DisputeStatus.WARNING_NEEDS_RESPONSE,
        answer_by=timezone.now() + datetime.timedelta(days=6),
    )


def build(buyer: User, staff: User, say: Say) -> None:
    """Make what follows a sale, once."""
    add_rates()
    add_formats()
    if Return.objects.exists():
        return
    say("Returns, refunds, transfers and cash")
    shopper = Shopper(buyer)
    add_returns(shopper, staff)
    add_transfers(shopper)
    add_cash(shopper, staff)
    add_cancelled(shopper, staff)
    add_chargeback(shopper)
