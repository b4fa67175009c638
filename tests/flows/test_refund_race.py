"""Two refunds at once, a refund while a webhook arrives, a return approved twice: real threads."""

import threading
import uuid

import pytest
from django.db import connection, connections
from django.db.models import Sum

from marketplace.aftersale.documents import issue
from marketplace.aftersale.models import Document
from marketplace.aftersale.returns import ask_return, refund_return
from marketplace.aftersale.takeback import cancel_order
from marketplace.gateways.models import BankTransfer, Payment, Refund, WebhookEvent
from marketplace.gateways.refunds import OverRefund, confirm_paid, name_account, promise_refund
from marketplace.gateways.services import handle_event, record_success, store_event
from marketplace.gateways.transfers import transfer_reference
from marketplace.ledger.models import Entry
from marketplace.purchases.cancellation import NothingToCancel
from marketplace.purchases.models import Purchase
from marketplace.purchases.services import MoveRefused, lock_purchase
from tests import factories
from tests.flows.sale import arrived, paid, place, stock

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="one writer at a time on SQLite anyway"
    ),
]


def race(*steps) -> list:
    """Run steps at the same moment, each with a connection of its own; give results or errors."""
    barrier, results = threading.Barrier(len(steps)), [None] * len(steps)

    def run(position: int, step) -> None:
        try:
            barrier.wait(10)
            results[position] = step()
        except Exception as error:
            results[position] = error
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=run, args=(position, step)) for position, step in enumerate(steps)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def even() -> bool:
    return (Entry.objects.aggregate(sum=Sum("amount"))["sum"] or 0) == 0


@pytest.fixture
def vase(db):
    return factories.make_product(price=100_000, stock=10, weight_g=100)


@pytest.fixture
def maker(vase):
    return factories.make_member(vase.producer)


def test_two_refunds_at_once_never_pass_the_payment(vase):
    purchase = paid([(vase, 2)])

    def ask(key):
        def step():
            from django.db import transaction

            with transaction.atomic():
                lock_purchase(purchase.pk)
                return promise_refund(purchase=purchase, amount=150_000, key=key, reason="x")

        return step

    results = race(*(ask(f"k{n}") for n in range(6)))
    assert sum(isinstance(result, OverRefund) for result in results) == 5
    assert Payment.objects.get().refunded == 150_000
    assert Refund.objects.count() == 1


def test_cancel_twice_at_once_refunds_once(vase):
    purchase = paid([(vase, 2)])
    order = purchase.orders.get()

    def cancel(key):
        return lambda: cancel_order(
            order=order, key=key, side="buyer", reason="other", by=None, quantities=None
        )

    results = race(cancel("same"), cancel("same"), cancel("other"), cancel("more"))
    refused = [r for r in results if isinstance(r, MoveRefused | NothingToCancel)]
    assert len(refused) in (2, 3)
    assert sum(Refund.objects.values_list("amount", flat=True)) == purchase.total
    assert stock(vase) == (10, 0)
    assert even()


def test_return_refunded_twice_at_once_pays_once(vase, maker):
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
    results = race(*[lambda: refund_return(claim=claim, by=maker, side="producer")] * 6)
    assert not [r for r in results if isinstance(r, Exception)]
    assert Refund.objects.get().amount == purchase.total
    assert even()


def test_return_and_webhook_twenty_times_while_it_is_refunded(vase):
    """The bank's notice comes again and again, out of order, while the purchase is cancelled."""
    purchase = place([(vase, 1)])
    notice = {
        "reference": "FT1",
        "amount": purchase.total,
        "purpose": transfer_reference(purchase),
        "booked_at": "2026-11-24T08:00:00+07:00",
    }
    event = store_event(gateway="vietqr", event_id="FT1", kind="transfer", payload=notice)
    handle_event(event.pk)
    order = purchase.orders.get()
    WebhookEvent.objects.update(handled_at=None)
    notices = [lambda: handle_event(event.pk)] * 7
    cancels = [
        lambda: cancel_order(
            order=order, key="c", side="buyer", reason="other", by=None, quantities=None
        )
    ]
    for _ in range(3):
        WebhookEvent.objects.update(handled_at=None)
        results = race(*notices, *cancels)
        assert not [r for r in results if isinstance(r, Exception)]
    assert BankTransfer.objects.get().credited == purchase.total
    assert Refund.objects.get().amount == purchase.total
    assert Purchase.objects.get().state == "cancelled"
    assert even()


def test_success_told_many_times_while_refunded_settles_once(vase):
    purchase = place([(vase, 1)], "stripe")
    payment = Payment.objects.create(
        purchase=purchase, gateway="stripe", reference="pi_1", amount=purchase.total
    )
    race(*[lambda: record_success(payment, fee=1000)] * 8)
    order = purchase.orders.get()
    race(
        *[lambda: record_success(payment, fee=1000)] * 4,
        *[
            lambda: cancel_order(
                order=order, key="c", side="buyer", reason="other", by=None, quantities=None
            )
        ]
        * 3,
    )
    assert Refund.objects.get().amount == purchase.total
    assert purchase.events.filter(code="paid").count() == 1
    assert even()


def test_bank_refund_confirmed_by_two_people_is_paid_once(vase, staff):
    purchase = paid([(vase, 1)])
    refund = promise_refund(purchase=purchase, amount=100_000, key="k", reason="x")[0]
    name_account(refund=refund, bank_bin="970436", account="12345", account_name="LAN")
    results = race(
        *[lambda n=n: confirm_paid(refund=refund, by=staff, reference=f"FT{n}") for n in range(5)]
    )
    assert sorted(results) == [False, False, False, False, True]
    assert Entry.objects.filter(transaction__kind="refund_paid").count() == 2


def test_numbers_have_no_gap_under_load(vase):
    order = paid([(vase, 1)]).orders.get()
    race(
        *[
            lambda n=n: issue(key=f"d{n % 9}", kind="receipt", order=order, values={})
            for n in range(12)
        ]
    )
    numbers = sorted(Document.objects.values_list("number", flat=True))
    assert numbers == list(range(1, 10))
