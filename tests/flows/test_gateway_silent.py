"""A gateway that is silent for hours, and messages that cannot be handled: nothing is given up."""

import json

import pytest
from django.core.management import call_command
from django.test import Client

from marketplace.demo.management.commands import keep_time
from marketplace.finance.services import stuck_messages
from marketplace.gateways import refunds, services
from marketplace.gateways.models import BankTransfer, Payment, Refund, WebhookEvent
from marketplace.gateways.services import (
    MOST_ATTEMPTS,
    SILENCES,
    handle_waiting_events,
    release_unpaid,
    store_event,
)
from marketplace.gateways.stripe.client import GatewayRefused, GatewayUnavailable
from marketplace.gateways.transfers import transfer_reference
from marketplace.gateways.views import vietqr_signature
from marketplace.ledger.models import Entry, Transaction
from marketplace.purchases.mail import queue_mail, send_waiting
from marketplace.purchases.models import MailMessage, Purchase
from tests import factories
from tests.flows.sale import place, stock, transfer

pytestmark = pytest.mark.django_db


class Silent:
    """A gateway that counts the calls and answers none."""

    def __init__(self, error: Exception) -> None:
        self.error, self.calls = error, 0

    def __getattr__(self, name: str):
        def call(*args, **kwargs):
            self.calls += 1
            raise self.error

        return call


@pytest.fixture
def vase():
    return factories.make_product(price=250_000, stock=9, weight_g=100)


@pytest.fixture
def silent(monkeypatch):
    gateway = Silent(GatewayUnavailable("no answer"))
    for module in (services, refunds):
        monkeypatch.setattr(module, "stripe_gateway", lambda: gateway)
    return gateway


def card_purchase(vase, number: int) -> Purchase:
    purchase = place([(vase, 1)], "stripe")
    Payment.objects.create(
        purchase=purchase, gateway="stripe", reference=f"pi_{number}", amount=purchase.total
    )
    return purchase


def notice(message: object) -> int:
    body = json.dumps(message).encode()
    headers = {"X-Signature": vietqr_signature(body)}
    answer = Client().post(
        "/webhooks/vietqr/", body, content_type="application/json", headers=headers
    )
    return answer.status_code


def test_hours_of_silence_use_up_no_tries_of_a_message(vase, silent, monkeypatch):
    card_purchase(vase, 1)
    event = store_event(
        gateway="stripe",
        event_id="evt_1",
        kind="refund.updated",
        payload={"data": {"object": {"id": "re_1"}}},
    )
    for _round in range(MOST_ATTEMPTS + 5):
        assert handle_waiting_events() == 0
    monkeypatch.setattr(services, "handle_stripe", lambda kind, thing: "done")
    assert handle_waiting_events() == 1
    event.refresh_from_db()
    assert event.outcome == "done"


def test_a_message_that_cannot_be_handled_holds_up_no_other_and_is_told(vase):
    purchase = place([(vase, 1)])
    bad = store_event(gateway="stripe", event_id="evt_bad", kind="refund.updated", payload={})
    good = {"reference": "FT1", "amount": purchase.total, "purpose": transfer_reference(purchase)}
    store_event(gateway="vietqr", event_id="FT1", kind="transfer", payload=good)
    assert handle_waiting_events() == 1
    purchase.refresh_from_db()
    assert purchase.state == "paid"
    assert stuck_messages() == []
    for _round in range(MOST_ATTEMPTS):
        handle_waiting_events()
    bad.refresh_from_db()
    assert bad.attempts == MOST_ATTEMPTS
    assert [str(fault) for fault in stuck_messages()] == [
        "Không xử lý được thông báo evt_bad của stripe."
    ]


def test_a_refund_is_sent_however_long_the_gateway_was_silent(vase, silent):
    purchase = card_purchase(vase, 1)
    payment = Payment.objects.get()
    for number in range(SILENCES + 2):
        Refund.objects.create(
            key=f"r{number}", payment=payment, amount=1000, way="card", state="ready"
        )
    assert refunds.send_waiting_refunds() == 0
    assert silent.calls == SILENCES  # a round asks a few times, not for every refund
    Refund.objects.update(attempts=500)
    silent.calls = 0
    assert refunds.send_waiting_refunds() == 0
    assert silent.calls == SILENCES
    assert purchase.number


def test_silence_and_refusals_keep_no_stock_of_others(vase, silent, monkeypatch):
    for number in range(SILENCES + 1):
        card_purchase(vase, number)
    place([(vase, 1)])
    Purchase.objects.update(expires_at="2020-01-01T00:00Z")
    assert release_unpaid() == 1  # the one that waits for a transfer
    assert silent.calls == SILENCES
    assert stock(vase) == (9, SILENCES + 1)
    unknown = Silent(GatewayRefused("resource_missing", "No such payment_intent"))
    monkeypatch.setattr(services, "stripe_gateway", lambda: unknown)
    assert release_unpaid() == SILENCES + 1  # of another account's keys: nobody can pay them
    assert stock(vase) == (9, 0)


def test_a_refusal_of_another_kind_releases_nothing_and_stops_nothing(vase, monkeypatch):
    card_purchase(vase, 1)
    place([(vase, 1)])
    Purchase.objects.update(expires_at="2020-01-01T00:00Z")
    refusing = Silent(GatewayRefused("api_key_expired", "Expired"))
    monkeypatch.setattr(services, "stripe_gateway", lambda: refusing)
    assert release_unpaid() == 1
    assert stock(vase) == (9, 1)


def test_the_clock_outlives_a_job_that_fails(monkeypatch):
    ran = []

    def broken():
        raise KeyError("of a job")

    monkeypatch.setattr(keep_time, "JOBS", (broken, lambda: ran.append(1)))
    call_command("keep_time", "--once")
    assert ran == [1]


def test_a_mail_that_cannot_be_written_holds_up_no_other(mailoutbox):
    queue_mail(key="a", to="a@example.vn", template="no_such", context={}, language="vi")
    MailMessage.objects.update(next_attempt_at="2020-01-01T00:00Z")
    context = {"producer": "X", "ending": "1234"}
    queue_mail(
        key="b", to="b@example.vn", template="bank_account_checked", context=context, language="vi"
    )
    MailMessage.objects.filter(key="b").update(next_attempt_at="2020-01-02T00:00Z")
    assert send_waiting() == 1
    assert send_waiting() == 0
    broken = MailMessage.objects.get(key="a")
    assert broken.attempts == 1
    broken.delete()  # after a test every mail that is left must be readable


@pytest.mark.parametrize(
    "change",
    [
        {"amount": 1000.5},
        {"amount": "1e3"},
        {"amount": float("inf")},
        {"amount": 10**20},
        {"amount": None},
        {"reference": ""},
        {"reference": "X" * 81},
        {"booked_at": "yesterday"},
        {"booked_at": 5},
    ],
)
def test_a_notice_that_cannot_be_booked_is_refused_at_the_door(change):
    assert notice({"reference": "FT1", "amount": 1000, "purpose": "x"} | change) == 400
    assert notice(["FT1", 1000]) == 400
    assert not WebhookEvent.objects.exists()


def test_a_notice_of_money_that_left_is_kept_and_booked_nowhere():
    assert notice({"reference": "FT\0 2", "amount": -5000, "purpose": "a\0b"}) == 200
    assert handle_waiting_events() == 1
    assert WebhookEvent.objects.get().outcome == "ignored"
    assert not BankTransfer.objects.exists()
    assert notice({"reference": "FT3", "amount": "7000", "booked_at": "2026-11-24T08:00:00"}) == 200
    handle_waiting_events()
    assert BankTransfer.objects.get().amount == 7000


@pytest.mark.parametrize("sent", [False, True])
def test_a_transfer_for_a_purchase_in_cash_goes_back_and_the_door_is_still_the_till(vase, sent):
    from tests.flows.sale import confirm_order, deliver, ship_order

    maker = factories.make_member(vase.producer, role="owner")
    purchase = place([(vase, 1)], "cash")
    order = purchase.orders.get()
    if sent:
        confirm_order(order=order, by=maker)
        parcel = ship_order(order=order, by=maker, carrier="GHN")
    row = transfer(purchase)
    assert (row.state, row.reason, row.returned) == ("open", "in_cash", purchase.total)
    purchase.refresh_from_db()
    assert purchase.state == "placed"
    assert MailMessage.objects.filter(template="transfer_in_cash").count() == 1
    if sent:
        deliver(parcel=parcel, by=maker)
        assert Transaction.objects.filter(kind="sale").count() == 1
        owed = Entry.objects.filter(account__key=f"buyer:{purchase.number}")
        assert sum(owed.values_list("amount", flat=True)) == purchase.total  # to be sent back
