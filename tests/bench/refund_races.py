"""Refunds with real threads: python -m tests.bench.refund_races, on the database of DATABASE_URL.

Prints one JSON object: scenario -> figures; tests/flows/test_refund_race.py compares them.
"""

import json
import sys
import uuid

from tests.bench.races import at_once  # sets Django up

# isort: split
from django.db import transaction
from django.db.models import Sum

from marketplace.aftersale.documents import issue
from marketplace.aftersale.models import Document
from marketplace.aftersale.returns import ask_return, refund_return
from marketplace.aftersale.takeback import cancel_order
from marketplace.gateways.models import BankTransfer, Payment, Refund, WebhookEvent
from marketplace.gateways.refunds import confirm_paid, name_account, promise_refund
from marketplace.gateways.services import handle_event, record_success, store_event
from marketplace.gateways.transfers import transfer_reference
from marketplace.ledger.checks import find_faults
from marketplace.ledger.models import Entry, Transaction
from marketplace.purchases.services import lock_purchase
from tests import factories
from tests.flows.sale import arrived, paid, place, stock


def new_vase():
    return factories.make_product(price=100_000, stock=10, weight_g=100)


def cancel(order, key: str):
    return lambda: bool(cancel_order(order=order, key=key, side="buyer", reason="other", by=None))


def refunds_of(purchase) -> list[int]:
    return list(Refund.objects.filter(payment__purchase=purchase).values_list("amount", flat=True))


def two_refunds_at_once() -> dict:
    """Six staff each promise 150 000 of a payment of 222 000."""
    purchase = paid([(new_vase(), 2)])

    def ask(number: int):
        def job():
            with transaction.atomic():
                lock_purchase(purchase.pk)
                promise_refund(purchase=purchase, amount=150_000, key=f"a{number}", reason="x")
            return "promised"

        return job

    counts = at_once([ask(number) for number in range(6)])
    return {"results": counts, "refunded": purchase.payments.get().refunded}


def cancelled_by_both_sides_at_once() -> dict:
    vase = new_vase()
    purchase = paid([(vase, 2)])
    order = purchase.orders.get()
    at_once([cancel(order, key) for key in ("same", "same", "other", "more", "same")])
    return {"left": purchase.total - sum(refunds_of(purchase)), "stock": stock(vase)}


def return_approved_twice() -> dict:
    vase = new_vase()
    maker = factories.make_member(vase.producer)
    purchase = arrived([(vase, 2)], maker)
    order = purchase.orders.get()
    claim = ask_return(
        order=order,
        token=uuid.uuid4(),
        reason="not_as_described",
        wish="refund",
        text="…",
        quantities={order.lines.get().pk: 2},
        pictures=[],
        by=None,
    )
    counts = at_once(
        [lambda: refund_return(claim=claim, by=maker, side="producer").state for _ in range(6)]
    )
    return {
        "results": counts,
        "left": purchase.total - sum(refunds_of(purchase)),
        "credit notes": Document.objects.filter(order=order, kind="credit_note").count(),
    }


def notice_comes_twenty_times_while_cancelled() -> dict:
    purchase = place([(new_vase(), 1)])
    reference = f"FT-{uuid.uuid4().hex[:8]}"
    notice = {
        "reference": reference,
        "amount": purchase.total,
        "purpose": transfer_reference(purchase),
        "booked_at": "2026-11-24T08:00:00+07:00",
    }
    with transaction.atomic():
        event = store_event(gateway="vietqr", event_id=reference, kind="transfer", payload=notice)
    handle_event(event.pk)
    order = purchase.orders.get()
    WebhookEvent.objects.filter(pk=event.pk).update(handled_at=None)
    at_once([lambda: handle_event(event.pk)] * 20 + [cancel(order, "c"), cancel(order, "c")])
    purchase.refresh_from_db()
    return {
        "state": purchase.state,
        "left": purchase.total - sum(refunds_of(purchase)),
        "credited": BankTransfer.objects.get(bank_reference=reference).credited == purchase.total,
    }


def success_told_while_cancelled() -> dict:
    purchase = place([(new_vase(), 1)], "stripe")
    payment = Payment.objects.create(
        purchase=purchase,
        gateway="stripe",
        reference=f"pi_{uuid.uuid4().hex}",
        amount=purchase.total,
    )
    told = [lambda: record_success(payment, fee=1000).value] * 8
    first = at_once(told)
    order = purchase.orders.get()
    at_once([*told, cancel(order, "d"), cancel(order, "d"), cancel(order, "d")])
    return {
        "results": first,
        "left": purchase.total - sum(refunds_of(purchase)),
        "paid": purchase.events.filter(code="paid").count(),
    }


def bank_refund_confirmed_by_five() -> dict:
    staff = factories.make_accountant()
    purchase = paid([(new_vase(), 1)])
    refund = promise_refund(purchase=purchase, amount=50_000, key="five", reason="x")[0]
    name_account(refund=refund, bank_bin="970436", account="12345", account_name="LAN")
    counts = at_once(
        [lambda n=n: confirm_paid(refund=refund, by=staff, reference=f"R{n}") for n in range(5)]
    )
    posted = Transaction.objects.filter(kind="refund_paid", purchase_number=purchase.number)
    return {"results": counts, "postings": posted.count()}


def numbers_without_gaps() -> dict:
    order = paid([(new_vase(), 1)]).orders.get()
    at_once(
        [
            lambda n=n: issue(key=f"d{n % 9}", kind="delivery_note", order=order, values={}).number
            for n in range(14)
        ]
    )
    numbers = Document.objects.filter(kind="delivery_note").order_by("number")
    return {"numbers": list(numbers.values_list("number", flat=True))}


SCENARIOS = (
    two_refunds_at_once,
    cancelled_by_both_sides_at_once,
    return_approved_twice,
    notice_comes_twenty_times_while_cancelled,
    success_told_while_cancelled,
    bank_refund_confirmed_by_five,
    numbers_without_gaps,
)

if __name__ == "__main__":
    figures: dict = {scenario.__name__: scenario() for scenario in SCENARIOS}
    figures["books"] = {
        "sum": Entry.objects.aggregate(sum=Sum("amount"))["sum"],
        "faults": [fault.in_english() for fault in find_faults()],
    }
    json.dump(figures, sys.stdout)
