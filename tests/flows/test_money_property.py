"""Random buyers, banks, producers and mishaps: whatever happens in whatever order, it adds up.

Each example is a small market: two makers, three products, two vouchers. Steps are drawn:
place, pay (right, short, over, twice, late, by transfer and by card, for cash too), run out,
cancel in part, ship, deliver, refuse at the door, return (taken back or decided by staff), pay a
refund (or have it fail, early or late), pay producers out. After every step the books are compared with the
tables they were posted from.
"""

import contextlib
import datetime
import uuid
from types import SimpleNamespace

from django.db.models import Sum
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from oscar.core.loading import get_model

from marketplace.aftersale.cash import deliver, refuse
from marketplace.aftersale.returns import (
    amounts_of,
    ask_return,
    decide_return,
    dispute_return,
    refund_return,
    returnable,
)
from marketplace.aftersale.takeback import cancel_order
from marketplace.discounts.models import Voucher, VoucherUse
from marketplace.discounts.services import VoucherRefused
from marketplace.gateways.models import BankTransfer, Payment, Refund
from marketplace.gateways.refunds import (
    apply_answer,
    confirm_paid,
    name_account,
    note_came_back,
    try_again,
)
from marketplace.gateways.services import record_success
from marketplace.gateways.transfers import record_transfer, transfer_reference
from marketplace.ledger import payouts
from marketplace.ledger.checks import find_faults
from marketplace.ledger.models import PayoutLine, Transaction
from marketplace.ledger.queries import balances
from marketplace.purchases.cancellation import NothingToCancel
from marketplace.purchases.models import Parcel, Purchase, Reversal
from marketplace.purchases.packages import Destination, split_basket
from marketplace.purchases.placement import (
    Buyer,
    Delivery,
    OutOfStock,
    PaymentChoice,
    place_purchase,
)
from marketplace.purchases.services import (
    MoveRefused,
    confirm_order,
    expire_purchase,
    left_to_send,
    ship_order,
)
from tests import factories

Line, Order = get_model("order", "Line"), get_model("order", "Order")
ADDRESS = {
    "first_name": "Lan",
    "phone_number": "+84912345678",
    "line1": "12 Hàng Bông",
    "line2": "Hoàn Kiếm",
    "line4": "Hà Nội",
    "state": "01",
}
STEPS = ["place", "place", "pay", "pay", "card", "expire", "cancel", "ship", "deliver", "refuse"]
STEPS += ["send_back", "refund", "refund"]


class Market:
    """The small market of one example, and the steps that can happen in it."""

    def __init__(self, data) -> None:
        self.data = data
        self.makers = [
            factories.make_producer(kind="household"),
            factories.make_producer(kind="enterprise"),
        ]
        self.products = [
            factories.make_product(self.makers[n % 2], price=price, stock=6)
            for n, price in enumerate((250_001, 99_999, 33_333))
        ]
        self.codes = [
            factories.make_voucher(percent=7, max_uses=2, budget=90_000).code,
            factories.make_voucher(
                amount=50_000, producer=self.makers[0], platform_share=33, max_uses=3
            ).code,
        ]
        self.staff, self.second = factories.make_user(), factories.make_user()
        for maker in self.makers:
            factories.make_bank_account(maker)
        self.bank_references = 0

    def draw(self, strategy):
        return self.data.draw(strategy)

    def pick(self, rows):
        rows = list(rows.order_by("pk"))
        return self.draw(st.sampled_from(rows)) if rows else None

    def place(self) -> None:
        chosen = self.draw(st.lists(st.sampled_from(self.products), min_size=1, unique=True))
        quantity = self.draw(st.integers(1, 3))
        codes = self.draw(st.lists(st.sampled_from(self.codes), unique=True))
        prepaid = self.draw(st.booleans())
        basket = factories.make_basket(*chosen, quantity=quantity)
        with contextlib.suppress(OutOfStock, VoucherRefused):
            place_purchase(
                basket=basket,
                token=uuid.uuid4(),
                buyer=Buyer(email=f"{uuid.uuid4().hex[:6]}@example.vn"),
                payment=PaymentChoice(
                    method="vietqr" if prepaid else "cash",
                    within=datetime.timedelta(hours=1) if prepaid else None,
                ),
                delivery=Delivery(
                    address=ADDRESS
                    | {"country": get_model("address", "Country").objects.get(pk="VN")},
                    destination=Destination(),
                ),
                confirmed_total=split_basket(basket, codes=codes).total,
                voucher_codes=codes,
            )

    def pay(self) -> None:
        purchase = self.pick(Purchase.objects.all())
        if purchase is None:
            return
        amount = purchase.total + self.draw(st.sampled_from([0, 0, 0, -1, 1_000, -50_000]))
        self.bank_references += 1
        message = {
            "reference": f"FT{self.bank_references}",
            "amount": max(1, amount),
            "purpose": self.draw(st.sampled_from([transfer_reference(purchase)] * 4 + ["?"])),
        }
        for _told in range(self.draw(st.integers(1, 2))):
            record_transfer(message)

    def card(self) -> None:
        """A card pays, perhaps late or beside a transfer; the news may come twice."""
        purchase = self.pick(Purchase.objects.filter(payment_method="vietqr"))
        if purchase is None or not purchase.total:
            return
        payment, _new = Payment.objects.get_or_create(
            gateway="stripe",
            reference=f"pi_{purchase.pk}",
            defaults={"purchase": purchase, "amount": purchase.total},
        )
        for _told in range(self.draw(st.integers(1, 2))):
            record_success(payment, fee=self.draw(st.sampled_from([0, 5_000])))

    def send_back(self) -> None:
        """A return of some of what arrived; the producer takes it back, or staff decide."""
        order = self.pick(Order.objects.filter(parcels__state=Parcel.State.DELIVERED).distinct())
        free = returnable(order) if order else {}
        if not free:
            return
        claim = ask_return(
            order=order,
            token=uuid.uuid4(),
            reason=self.draw(st.sampled_from(["damaged", "not_as_described"])),
            wish="refund",
            text="x",
            quantities={
                pk: self.draw(st.integers(0, units)) or units for pk, units in free.items()
            },
            pictures=[],
            by=None,
        )
        if self.draw(st.booleans()):
            refund_return(claim=claim, by=self.staff, side="producer")
            refund_return(claim=claim, by=self.staff, side="producer")
            return
        dispute_return(claim=claim, side="buyer", text="x", by=None)
        worth = sum(amounts_of(claim)[1].values())
        awarded = self.draw(st.one_of(st.none(), st.integers(1, worth))) if worth else None
        decide_return(claim=claim, by=self.staff, outcome="refund", text="x", awarded=awarded)

    def expire(self) -> None:
        purchase = self.pick(Purchase.objects.filter(state="pending"))
        if purchase:
            expire_purchase(purchase.pk)

    def cancel(self) -> None:
        order = self.pick(Order.objects.filter(status__in=["placed", "confirmed"]))
        if order is None:
            return
        left = [(pk, rest) for pk, (_line, rest) in left_to_send(order).items() if rest]
        part = [(pk, self.draw(st.integers(1, rest))) for pk, rest in left]
        quantities = self.draw(st.sampled_from([None, part[:1], part]))
        key = f"cancel-{self.draw(st.integers(1, 5))}-{order.pk}"
        with contextlib.suppress(MoveRefused, NothingToCancel):
            cancel_order(
                order=order, key=key, side="buyer", reason="other", by=None, quantities=quantities
            )

    def ship(self) -> None:
        order = self.pick(Order.objects.filter(status__in=["placed", "confirmed"]))
        if order is None:
            return
        confirm_order(order=order, by=self.staff)
        left = [(line, rest) for line, rest in left_to_send(order).values() if rest]
        if left:
            chosen = self.draw(st.sampled_from([None, left[:1]]))
            ship_order(order=order, by=self.staff, quantities=chosen)

    def deliver(self) -> None:
        parcel = self.pick(Parcel.objects.filter(state="shipped"))
        if parcel:
            deliver(parcel=parcel, collector=self.draw(st.sampled_from(["carrier", "producer"])))

    def refuse(self) -> None:
        parcel = self.pick(Parcel.objects.filter(state="shipped"))
        if parcel:
            refuse(parcel=parcel, by=self.staff)

    def refund(self) -> None:
        banks_are_done = Refund.objects.filter(way=Refund.Way.BANK, state=Refund.State.PAID)
        refund = self.pick(Refund.objects.exclude(pk__in=banks_are_done))
        if refund is None:
            return
        if refund.way == Refund.Way.CARD:
            self.refund_card(refund)
            return
        name_account(refund=refund, bank_bin="970436", account="123456", account_name="LAN")
        for _twice in range(2):
            confirm_paid(refund=refund, by=self.staff, reference=f"R{refund.pk}")
        if self.draw(st.booleans()):
            refund.refresh_from_db()
            paid_round = refund.round
            for _twice in range(2):
                note_came_back(refund=refund, paid_round=paid_round, failure="x", by=self.staff)

    def refund_card(self, refund: Refund) -> None:
        """Stripe gives it, lets it wait or fails it; news of an earlier step may come late."""
        if refund.state == Refund.State.FAILED:
            try_again(refund, to_bank=self.draw(st.booleans()))
            return
        status = self.draw(st.sampled_from(["succeeded", "succeeded", "pending", "failed"]))
        answer = SimpleNamespace(id=f"re_{refund.pk}_{refund.round}", status=status)
        for _told in range(self.draw(st.integers(1, 2))):
            apply_answer(refund.pk, answer)

    def pay_out(self) -> None:
        later = timezone.now() + datetime.timedelta(days=30)
        batch = payouts.propose_batch(by=self.staff, now=later)
        if batch is None:
            return
        payouts.approve_batch(batch=batch, by=self.second)
        for line in batch.lines.filter(state=PayoutLine.State.APPROVED):
            if self.draw(st.booleans()):
                payouts.confirm_line(line=line, by=self.staff)
            else:
                payouts.fail_line(line=line, by=self.staff, reason="x")

    def compare(self) -> None:
        """The books against the tables, both ways."""
        owed = balances()
        assert sum(owed.values()) == 0
        assert find_faults() == []
        self.compare_buyers(owed)
        for voucher in Voucher.objects.all():
            held = VoucherUse.objects.filter(voucher=voucher, released_at=None)
            assert voucher.uses == held.count() <= voucher.max_uses
            assert voucher.spent == (held.aggregate(sum=Sum("amount"))["sum"] or 0)
        for payment in Payment.objects.all():
            assert 0 <= payment.refunded <= payment.amount
        for key in ("platform:commission", "tax:commission_vat", "tax:withheld_vat"):
            assert owed.get(key, 0) >= 0
        assert owed.get("platform:discounts", 0) <= 0
        self.compare_producers(owed)

    def compare_buyers(self, owed: dict[str, int]) -> None:
        paid_back = Refund.objects.filter(state=Refund.State.PAID)
        for purchase in Purchase.objects.all():
            number = purchase.number
            money_in = sum(t.amount for t in BankTransfer.objects.filter(purchase=purchase))
            money_in += sum(p.amount for p in purchase.payments.exclude(gateway="vietqr"))
            money_out = sum(r.amount for r in paid_back if r.purchase == purchase)
            sold = Transaction.objects.filter(kind="sale", purchase_number=number)
            sales = sold.aggregate(sum=Sum("amount"))["sum"] or 0
            orders = sold.values_list("order_number", flat=True)
            taken_back = sum(r.total for r in Reversal.objects.filter(order__number__in=orders))
            expected = money_in - money_out - sales + taken_back
            assert owed.get(f"buyer:{number}", 0) == expected
            assert money_out <= money_in

    def compare_producers(self, owed: dict[str, int]) -> None:
        """A producer owes only with a cause: cash it took itself, or a refund after a payout."""
        for maker in self.makers:
            if owed.get(f"producer:{maker.pk}", 0) < 0:
                causes = Transaction.objects.filter(
                    producer=maker, kind__in=["cash", "payout"]
                ).count()
                assert causes


class MoneyAddsUp(TestCase):
    @settings(
        max_examples=25,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(data=st.data())
    def test_books_and_tables_agree_after_every_step(self, data):
        market = Market(data)
        market.place()
        beginning = data.draw(st.sampled_from([[], ["card", "ship", "deliver", "send_back"]]))
        later = st.lists(st.sampled_from([*STEPS, "pay_out"]), min_size=3, max_size=10)
        for step in [*beginning, *data.draw(later)]:
            getattr(market, step)()
            market.compare()
