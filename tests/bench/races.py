"""Many at once, with real threads: python -m tests.bench.races, on the database of DATABASE_URL.

Every scenario makes its own rows, lets threads meet at a barrier, and counts what became of
them. Prints one JSON object: scenario -> figures. tests/flows/test_money_race.py runs it on a
copy of the test database and compares; tests/bench/faults.py puts the figures into faults.md.
"""

import collections
import datetime
import itertools
import json
import os
import sys
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from unittest import mock

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")
django.setup()

from django.db import close_old_connections, connection  # noqa: E402
from django.db.models import Sum  # noqa: E402
from oscar.core.loading import get_model  # noqa: E402

from marketplace.aftersale.takeback import cancel_order  # noqa: E402
from marketplace.discounts.models import Voucher  # noqa: E402
from marketplace.discounts.services import VoucherRefused  # noqa: E402
from marketplace.gateways import services as gateways  # noqa: E402
from marketplace.gateways.models import Payment, Refund  # noqa: E402
from marketplace.gateways.transfers import record_transfer, transfer_reference  # noqa: E402
from marketplace.ledger import payouts  # noqa: E402
from marketplace.ledger.checks import find_faults  # noqa: E402
from marketplace.ledger.models import Entry, PayoutBatch, PayoutLine, Transaction  # noqa: E402
from marketplace.ledger.queries import balances  # noqa: E402
from marketplace.ledger.services import AboveCeiling, RefundPart, post_refund  # noqa: E402
from marketplace.purchases.models import MailMessage, Purchase  # noqa: E402
from marketplace.purchases.packages import Destination, split_basket  # noqa: E402
from marketplace.purchases.placement import (  # noqa: E402
    Buyer,
    Delivery,
    EmptyBasket,
    OutOfStock,
    PaymentChoice,
    place_purchase,
)
from marketplace.purchases.services import expire_purchase, settle_purchase  # noqa: E402
from tests import factories  # noqa: E402

factories.count = itertools.count(time.time_ns() // 1_000_000)  # beside rows of another run
ADDRESS = {
    "first_name": "Lan",
    "phone_number": "+84912345678",
    "line1": "12 Hàng Bông",
    "line2": "Hoàn Kiếm",
    "line4": "Hà Nội",
    "state": "01",
}


def at_once(jobs: Sequence[Callable[[], object]]) -> collections.Counter[str]:
    """Run the jobs in threads that start together; count their results or refusals by name."""
    barrier = threading.Barrier(len(jobs))
    results: list[str] = []

    def run(job: Callable[[], object]) -> None:
        try:
            barrier.wait()
            result = str(job())
        except Exception as refusal:
            result = type(refusal).__name__
        finally:
            connection.close()
        results.append(result)

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return collections.Counter(results)


def place(basket, *, token=None, codes=(), method="cash", email="") -> Purchase:
    country = get_model("address", "Country").objects.get(pk="VN")
    return place_purchase(
        basket=basket,
        token=token or uuid.uuid4(),
        buyer=Buyer(email=email or f"{uuid.uuid4().hex[:8]}@example.vn"),
        payment=PaymentChoice(
            method=method, within=None if method == "cash" else datetime.timedelta(hours=1)
        ),
        delivery=Delivery(address=ADDRESS | {"country": country}, destination=Destination()),
        confirmed_total=split_basket(basket, codes=codes).total,
        voucher_codes=codes,
    )


def fifty_buyers_of_ten() -> dict:
    """50 buyers want one of a product of which there are 10."""
    product = factories.make_product(stock=10)
    baskets = [factories.make_basket(product) for _ in range(50)]
    counts = at_once([lambda b=b: bool(place(b)) and "placed" for b in baskets])
    record = get_model("partner", "StockRecord").objects.get(product=product)
    return {"results": counts, "allocated": record.num_allocated, "stock": record.num_in_stock}


def double_submit() -> dict:
    """One basket submitted 12 times at once with the token of its form."""
    basket = factories.make_basket(factories.make_product(stock=50))
    token = uuid.uuid4()
    numbers = at_once([lambda: place(basket, token=token).number for _ in range(12)])
    lines = get_model("order", "Line").objects.filter(order__purchase__token=token)
    return {
        "purchases": Purchase.objects.filter(token=token).count(),
        "answers": len(numbers),
        "quantity": lines.aggregate(sum=Sum("quantity"))["sum"],
    }


def two_tabs() -> dict:
    """One basket submitted from 6 tabs, each with a token of its own."""
    basket = factories.make_basket(factories.make_product(stock=50))
    return {"results": at_once([lambda: bool(place(basket)) and "placed" for _ in range(6)])}


class PaidIntent:
    """What Stripe answers about a payment that succeeded."""

    status, last_payment_error, latest_charge, client_secret = "succeeded", None, None, "x"

    def __init__(self, payment: Payment) -> None:
        self.id, self.amount_received = payment.reference, payment.amount


def webhooks_while_buyer_returns() -> dict:
    """20 webhooks in any order, some twice, while the buyer comes back 8 times."""
    purchase = place(factories.make_basket(factories.make_product()), method="stripe")
    payment = Payment.objects.create(
        purchase=purchase,
        gateway="stripe",
        reference=f"pi_{uuid.uuid4().hex}",
        amount=purchase.total,
    )
    kinds = ["succeeded", "created", "processing", "payment_failed", "succeeded"]

    def webhook(number: int) -> str:
        event = gateways.store_event(
            gateway="stripe",
            event_id=f"evt_{payment.pk}_{number // 2}",  # each comes twice
            kind=f"payment_intent.{kinds[number // 2 % len(kinds)]}",
            payload={"data": {"object": {"id": payment.reference, "object": "payment_intent"}}},
        )
        gateways.handle_event(event.pk)
        return "handled"

    jobs = [lambda n=n: webhook(n) for n in reversed(range(20))]
    jobs += [lambda: gateways.look_up_card_payment(payment) and "returned" for _ in range(8)]
    with mock.patch.object(gateways, "stripe_gateway") as gateway:
        gateway.return_value.retrieve_intent.side_effect = lambda _id: PaidIntent(payment)
        counts = at_once(jobs)
    purchase.refresh_from_db()
    return {
        "results": counts,
        "state": purchase.state,
        "payments posted": Transaction.objects.filter(
            kind="payment", purchase_number=purchase.number
        ).count(),
        "sales posted": Transaction.objects.filter(
            kind="sale", purchase_number=purchase.number
        ).count(),
        "mails": MailMessage.objects.filter(key=f"purchase_paid-{purchase.number}").count(),
        "buyer is owed": balances("buyer").get(f"buyer:{purchase.number}", 0),
    }


def one_transfer_told_twenty_times() -> dict:
    """The bank tells of one transfer 20 times at once."""
    purchase = place(factories.make_basket(factories.make_product()), method="vietqr")
    message = {
        "reference": f"FT{uuid.uuid4().hex[:12]}",
        "amount": purchase.total,
        "purpose": transfer_reference(purchase),
    }
    counts = at_once([lambda: record_transfer(message).state for _ in range(20)])
    purchase.refresh_from_db()
    return {
        "results": counts,
        "state": purchase.state,
        "payments": purchase.payments.filter(state="succeeded").count(),
        "buyer is owed": balances("buyer").get(f"buyer:{purchase.number}", 0),
    }


def payment_meets_deadline() -> dict:
    """Money arrives in the moment in which the purchase runs out, 8 times over."""
    results: collections.Counter[str] = collections.Counter()
    for _round in range(8):
        product = factories.make_product(stock=1)
        purchase = place(factories.make_basket(product), method="vietqr")
        at_once(
            [
                lambda p=purchase: settle_purchase(p.pk).value,
                lambda p=purchase: expire_purchase(p.pk),
            ]
        )
        purchase.refresh_from_db()
        record = get_model("partner", "StockRecord").objects.get(product=product)
        results[f"{purchase.state}, {record.num_allocated or 0} held"] += 1
    return {"results": results}


def last_use_of_a_voucher() -> dict:
    """20 buyers use a voucher of which one use is left."""
    voucher = factories.make_voucher(percent=10, max_uses=1)
    product = factories.make_product(stock=100)
    baskets = [factories.make_basket(product) for _ in range(20)]
    counts = at_once(
        [lambda b=b: bool(place(b, codes=[voucher.code])) and "placed" for b in baskets]
    )
    voucher.refresh_from_db()
    return {"results": counts, "uses": voucher.uses, "spent": voucher.spent}


def budget_of_a_voucher() -> dict:
    """20 buyers take 25 000 off each from a budget of 110 000."""
    voucher = factories.make_voucher(percent=10, budget=110_000)
    product = factories.make_product(stock=100)
    baskets = [factories.make_basket(product) for _ in range(20)]
    counts = at_once(
        [lambda b=b: bool(place(b, codes=[voucher.code])) and "placed" for b in baskets]
    )
    voucher.refresh_from_db()
    return {"results": counts, "spent": voucher.spent}


def payout_run_twice() -> dict:
    """A batch proposed 8 times, approved 8 times, then confirmed and failed at once."""
    makers = [factories.make_producer() for _ in range(3)]
    for maker in makers:
        factories.make_sale(maker)
        factories.make_bank_account(maker)
    one, two = factories.make_user(), factories.make_user()
    at_once([lambda: payouts.propose_batch(by=one) and "proposed" for _ in range(8)])
    lines = PayoutLine.objects.filter(producer__in=makers)
    batch = PayoutBatch.objects.get(pk=lines.values("batch").first()["batch"])
    proposed = lines.count()
    at_once([lambda: payouts.approve_batch(batch=batch, by=two).state for _ in range(8)])
    line = lines.first()
    ends = at_once(
        [lambda: payouts.confirm_line(line=line, by=one).state for _ in range(4)]
        + [lambda: payouts.fail_line(line=line, by=one, reason="x").state for _ in range(4)]
    )
    posted = Transaction.objects.filter(source_kind="payout", source_reference=line.reference)
    return {
        "lines for 3 producers": proposed,
        "payouts posted": Transaction.objects.filter(
            kind="payout", producer__in=[maker.pk for maker in makers]
        ).count(),
        "ends": ends,
        "end posted": posted.exclude(kind="payout").count(),
    }


def refunds_at_once() -> dict:
    """8 refunds of 60 % of one line at once, each with a reference of its own."""
    number = factories.make_sale(factories.make_producer(), price=100_000)

    def refund() -> str:
        post_refund(
            order_number=f"{number}-1",
            reference=uuid.uuid4().hex,
            parts=[RefundPart("1", 60_000)],
            kind="return",
        )
        return "refunded"

    counts = at_once([refund for _ in range(8)])
    return {"results": counts, "buyer is owed": balances("buyer")[f"buyer:{number}"]}


def cancelled_twice_at_once() -> dict:
    """A paid order cancelled 6 times at once, by buyer, producer and staff."""
    purchase = place(factories.make_basket(factories.make_product()), method="vietqr")
    record_transfer(
        {
            "reference": f"FT{uuid.uuid4().hex[:12]}",
            "amount": purchase.total,
            "purpose": transfer_reference(purchase),
        }
    )
    order = purchase.orders.get()
    counts = at_once(
        [
            lambda n=n: (
                bool(
                    cancel_order(
                        order=order,
                        key=f"race-{order.pk}-{n}",
                        side=("buyer", "producer", "staff")[n % 3],
                        reason="other",
                        by=None,
                    )
                )
                and "cancelled"
            )
            for n in range(6)
        ]
    )
    refunds = Refund.objects.filter(payment__purchase=purchase)
    return {
        "results": counts,
        "refunded": refunds.aggregate(sum=Sum("amount"))["sum"] == purchase.total,
        "refunds": refunds.count(),
        "buyer is owed": balances("buyer").get(f"buyer:{purchase.number}", 0) == purchase.total,
    }


SCENARIOS = [
    fifty_buyers_of_ten,
    double_submit,
    two_tabs,
    webhooks_while_buyer_returns,
    one_transfer_told_twenty_times,
    payment_meets_deadline,
    last_use_of_a_voucher,
    budget_of_a_voucher,
    payout_run_twice,
    refunds_at_once,
    cancelled_twice_at_once,
]
EXPECTED_REFUSALS = (OutOfStock, EmptyBasket, VoucherRefused, AboveCeiling)


def main(names: Sequence[str] = ()) -> dict:
    """Run the scenarios (all, or those named); give their figures and the state of the books."""
    figures: dict[str, dict] = {}
    for scenario in SCENARIOS:
        if names and scenario.__name__ not in names:
            continue
        close_old_connections()
        start = time.monotonic()
        figures[scenario.__name__] = scenario() | {"seconds": round(time.monotonic() - start, 2)}
    figures["books"] = {
        "sum of all entries": Entry.objects.aggregate(sum=Sum("amount"))["sum"] or 0,
        "faults": [fault.in_english() for fault in find_faults()],
        "vouchers over their caps": sum(
            1 for v in Voucher.objects.all() if v.max_uses is not None and v.uses > v.max_uses
        ),
    }
    return figures


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1:]), indent=1, ensure_ascii=False))
