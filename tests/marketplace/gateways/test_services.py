"""Card payments from start to end, and messages that are handled once."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone
from oscar.apps.partner.strategy import Selector
from oscar.core.loading import get_model

from marketplace.gateways import services
from marketplace.gateways.models import Payment, Refund, StripeCustomer, WebhookEvent
from marketplace.gateways.services import (
    NotPayable,
    cancel_card_payments,
    fee_of,
    handle_event,
    handle_stripe,
    handle_waiting_events,
    look_up_card_payment,
    pay_by_transfer,
    record_success,
    release_unpaid,
    start_card_payment,
    store_event,
    transfer_method,
)
from marketplace.gateways.stripe.client import GatewayRefused, GatewayUnavailable
from marketplace.ledger.models import Transaction
from marketplace.purchases.models import MailMessage, Purchase, PurchaseEvent
from marketplace.purchases.services import Settlement
from marketplace.visits.models import Session
from tests import visits
from tests.flows.sale import place
from tests.flows.sale import transfer as transfer_for
from tests.marketplace.gateways.conftest import answer

pytestmark = pytest.mark.django_db


@pytest.fixture
def purchase(vase) -> Purchase:
    return place([(vase, 1)], "stripe")


@pytest.fixture
def payment(purchase) -> Payment:
    return Payment.objects.create(
        purchase=purchase, gateway="stripe", reference="pi_1", amount=purchase.total
    )


def intent(status: str, amount: int = 0, *, error=None, entry=None) -> SimpleNamespace:
    return SimpleNamespace(
        id="pi_1",
        status=status,
        amount_received=amount,
        last_payment_error=error,
        latest_charge=SimpleNamespace(balance_transaction=entry),
        client_secret="pi_1_secret",
    )


def run_out(*purchases) -> None:
    past = timezone.now() - timedelta(seconds=1)
    Purchase.objects.filter(pk__in=[p.pk for p in purchases]).update(expires_at=past)


# Started.


def test_card_payment_is_started_once(purchase, gateway):
    gateway.answers |= {
        "create_intent": intent("requires_payment_method"),
        "retrieve_intent": intent("requires_payment_method"),
    }
    assert start_card_payment(purchase) == "pi_1_secret"
    made = Payment.objects.get()
    assert (made.gateway, made.reference, made.amount) == ("stripe", "pi_1", purchase.total)
    assert made.is_started
    (_name, asked) = gateway.asked[0]
    assert asked["amount"] == purchase.total
    assert asked["idempotency_key"] == f"purchase-{purchase.token}"
    assert (asked["reference"], asked["email"]) == (purchase.number, purchase.email)
    assert (asked["customer"], asked["since"]) == ("", purchase.placed_at)
    start_card_payment(purchase)
    assert gateway.names() == ["create_intent", "retrieve_intent"]
    made.delete()
    Payment.objects.create(
        purchase=purchase, gateway="stripe", reference="pi_0", amount=5, state="cancelled"
    )
    start_card_payment(purchase)
    assert gateway.names()[2:] == ["create_intent"]


def test_buyer_who_signed_in_pays_as_stripes_customer(vase, gateway, buyer):
    StripeCustomer.objects.create(user=buyer, customer_id="cus_1")
    gateway.answers["create_intent"] = intent("requires_payment_method")
    start_card_payment(place([(vase, 1)], "stripe", user=buyer))
    assert gateway.asked[0][1]["customer"] == "cus_1"


@pytest.mark.parametrize("state", ["paid", "expired", "cancelled"])
def test_purchase_that_is_not_open_starts_no_payment(purchase, gateway, state):
    Purchase.objects.filter(pk=purchase.pk).update(state=state)
    purchase.refresh_from_db()
    with pytest.raises(NotPayable):
        start_card_payment(purchase)
    assert gateway.asked == []


# Looked up.


def test_payment_that_arrived_whole_pays(payment, purchase, gateway):
    gateway.answers["retrieve_intent"] = intent("succeeded", payment.amount - 1)
    assert look_up_card_payment(payment) is None
    gateway.answers["retrieve_intent"] = intent(
        "succeeded", payment.amount, entry=SimpleNamespace(fee=9_000, currency="vnd")
    )
    assert look_up_card_payment(payment) is Settlement.PAID
    assert look_up_card_payment(payment) is Settlement.ALREADY
    payment.refresh_from_db()
    assert (payment.state, payment.fee) == ("succeeded", 9_000)
    assert payment.settled_at is not None
    told = Transaction.objects.filter(source_reference="pi_1").order_by("pk")
    assert [row.amount for row in told] == [payment.amount, 9_000]


def test_payment_without_a_fee_posts_none(payment):
    assert record_success(payment) is Settlement.PAID
    assert [t.amount for t in Transaction.objects.filter(source_reference="pi_1")] == [
        payment.amount
    ]


@pytest.mark.parametrize(
    ("entry", "fee"),
    [
        (None, 0),
        (SimpleNamespace(fee=900, currency="vnd"), 900),
        (SimpleNamespace(fee=900, currency="usd"), 0),
        (SimpleNamespace(fee=900), 0),
    ],
)
def test_fee_counts_in_dong_alone(entry, fee):
    assert fee_of(intent("succeeded", entry=entry)) == fee


def test_fee_of_an_intent_without_a_charge_is_none():
    assert fee_of(SimpleNamespace(latest_charge=None)) == 0


def test_refused_card_is_noted_and_may_be_tried_again(payment, gateway):
    gateway.answers["retrieve_intent"] = intent(
        "requires_payment_method", error=SimpleNamespace(code="card_declined" + "x" * 300)
    )
    assert look_up_card_payment(payment) is None
    payment.refresh_from_db()
    assert payment.is_started
    assert payment.failure == ("card_declined" + "x" * 300)[:200]
    gateway.answers["retrieve_intent"] = intent("canceled")
    assert look_up_card_payment(payment) is None
    payment.refresh_from_db()
    assert payment.is_cancelled


@pytest.mark.parametrize("state", ["cancelled", "paid"])
def test_money_that_comes_too_late_goes_back(payment, purchase, state):
    Purchase.objects.filter(pk=purchase.pk).update(state=state)
    outcome = record_success(payment)
    assert outcome in (Settlement.TOO_LATE, Settlement.ALREADY)
    refund = Refund.objects.get()
    assert (refund.amount, refund.reason) == (payment.amount, "late")
    assert refund.key == f"late-pi_1/{payment.pk}"
    assert PurchaseEvent.objects.filter(code="late_money_goes_back").count() == 1
    assert MailMessage.objects.filter(template="refund_promised").count() == 1
    assert record_success(payment) is Settlement.ALREADY
    assert Refund.objects.count() == 1


# A transfer instead.


def test_buyer_may_pay_by_transfer_instead_and_has_more_time(purchase, payment, gateway, buyer):
    gateway.answers["cancel_intent"] = intent("canceled")
    assert pay_by_transfer(purchase, by=buyer) is True
    purchase.refresh_from_db()
    assert purchase.payment_method == "vietqr"
    hours = timedelta(hours=24)
    assert abs(purchase.expires_at - timezone.now() - hours) < timedelta(minutes=1)
    assert PurchaseEvent.objects.get(code="pays_by_transfer").by == buyer
    payment.refresh_from_db()
    assert payment.is_cancelled
    before = purchase.expires_at
    assert pay_by_transfer(purchase, by=buyer) is True
    purchase.refresh_from_db()
    assert purchase.expires_at == before
    assert PurchaseEvent.objects.filter(code="pays_by_transfer").count() == 1


@pytest.mark.parametrize(
    "error", [GatewayUnavailable("silent"), GatewayRefused("resource_missing", "gone")]
)
def test_silence_of_the_gateway_does_not_stop_a_transfer(purchase, payment, gateway, error):
    gateway.answers["cancel_intent"] = error
    assert pay_by_transfer(purchase, by=None) is True


def test_card_that_paid_in_the_meantime_leaves_no_transfer(purchase, payment, gateway):
    gateway.answers["cancel_intent"] = GatewayRefused("payment_intent_unexpected_state", "paid")
    gateway.answers["retrieve_intent"] = intent("succeeded", payment.amount)
    assert pay_by_transfer(purchase, by=None) is False
    purchase.refresh_from_db()
    assert (purchase.payment_method, purchase.state) == ("stripe", "paid")


def test_transfer_is_for_open_purchases_by_card_sent_within_the_country(vase, purchase, settings):
    assert transfer_method(purchase).code == "vietqr"
    assert transfer_method(place([(vase, 1)])) is None
    order = purchase.orders.get()
    order.shipping_address.country_id = "ID"
    order.shipping_address.country.__class__.objects.get_or_create(
        iso_3166_1_a2="ID", defaults={"printable_name": "Indonesia"}
    )
    order.shipping_address.save()
    assert transfer_method(purchase) is None
    assert pay_by_transfer(purchase, by=None) is False
    order.shipping_address.country_id = "VN"
    order.shipping_address.save()
    Purchase.objects.filter(pk=purchase.pk).update(state="paid")
    purchase.refresh_from_db()
    assert transfer_method(purchase) is None


# Cancelled.


@pytest.mark.parametrize(
    ("code", "now", "is_free"),
    [
        ("resource_missing", "succeeded", True),
        ("unexpected_state", "succeeded", False),
        ("unexpected_state", "requires_action", True),
    ],
)
def test_payment_that_cannot_be_cancelled_is_looked_up(
    payment, purchase, gateway, code, now, is_free
):
    gateway.answers["cancel_intent"] = GatewayRefused(code, "no")
    gateway.answers["retrieve_intent"] = intent(now, payment.amount)
    assert cancel_card_payments(purchase) is is_free
    payment.refresh_from_db()
    assert payment.state == ("cancelled" if is_free else "succeeded")


def test_only_what_is_open_at_the_gateway_is_cancelled(payment, purchase, gateway):
    Payment.objects.update(state="succeeded")
    assert cancel_card_payments(purchase) is True
    assert gateway.asked == []


def test_purchases_are_released_when_their_time_ran_out(vase, gateway):
    one, two, three = (place([(vase, 1)]) for _ in range(3))
    run_out(one)
    short = transfer_for(one, 5_000)
    transfer_for(two)
    run_out(two)
    assert release_unpaid() == 1
    states = [Purchase.objects.get(pk=p.pk).state for p in (one, two, three)]
    assert states == ["expired", "paid", "pending"]
    short.refresh_from_db()
    assert short.reason == "too_late"


def test_round_of_releases_asks_a_silent_gateway_three_times(vase, gateway):
    gateway.answers["cancel_intent"] = GatewayUnavailable("silent")
    cards = [place([(vase, 1)], "stripe") for _ in range(4)]
    for n, purchase in enumerate(cards):
        Payment.objects.create(
            purchase=purchase, gateway="stripe", reference=f"pi_{n}", amount=purchase.total
        )
    by_transfer = place([(vase, 1)])
    run_out(*cards, by_transfer)
    assert release_unpaid() == 1
    assert len(gateway.asked) == 3
    by_transfer.refresh_from_db()
    assert by_transfer.is_expired


def test_silence_about_a_card_left_open_for_a_transfer_counts_too(vase, gateway):
    gateway.answers["cancel_intent"] = GatewayUnavailable("silent")
    bought = [place([(vase, 1)], "stripe") for _ in range(5)]
    for n, purchase in enumerate(bought):
        Payment.objects.create(
            purchase=purchase, gateway="stripe", reference=f"pi_{n}", amount=purchase.total
        )
    Purchase.objects.filter(pk=bought[3].pk).update(payment_method="vietqr")
    run_out(*bought)
    assert release_unpaid() == 0
    assert [about["given"][0] for _name, about in gateway.asked] == ["pi_0", "pi_1", "pi_2", "pi_3"]


def test_one_refusal_keeps_no_other_purchase(vase, gateway):
    cards = [place([(vase, 1)], "stripe") for _ in range(2)]
    for n, purchase in enumerate(cards):
        Payment.objects.create(
            purchase=purchase, gateway="stripe", reference=f"pi_{n}", amount=purchase.total
        )
    run_out(*cards)

    def cancel(reference):
        if reference == "pi_0":
            raise GatewayRefused("odd", "no")

    def look(reference):
        raise GatewayRefused("odd", "no")

    gateway.answers |= {"cancel_intent": cancel, "retrieve_intent": look}
    assert release_unpaid() == 1
    assert [Purchase.objects.get(pk=p.pk).state for p in cards] == ["pending", "expired"]


# Messages.


def event(kind: str, *, gateway: str = "stripe", number: int = 1, **thing) -> WebhookEvent:
    return store_event(
        gateway=gateway,
        event_id=f"evt_{number}",
        kind=kind,
        payload={"data": {"object": thing}} if gateway == "stripe" else thing,
    )


def test_message_is_stored_once_and_handled_once(gateway, payment):
    gateway.answers["retrieve_intent"] = intent("succeeded", payment.amount)
    first = event("payment_intent.succeeded", id="pi_1")
    assert event("payment_intent.canceled", id="pi_1") == first
    assert (first.kind, first.attempts, first.handled_at) == ("payment_intent.succeeded", 0, None)
    assert handle_event(first.pk) == "paid"
    first.refresh_from_db()
    assert (first.outcome, first.attempts) == ("paid", 1)
    assert first.handled_at is not None
    assert handle_event(first.pk) == "paid"
    assert gateway.names() == ["retrieve_intent"]


def test_long_kind_is_cut_to_its_column():
    assert event("k" * 100).kind == "k" * 80


@pytest.mark.parametrize(
    ("source", "kind", "outcome"),
    [
        ("vietqr", "transfer", "open"),
        ("vietqr", "debit", "ignored"),
        ("momo", "transfer", "ignored"),
        ("stripe", "transfer", "ignored"),
    ],
)
def test_banks_notice_of_a_transfer_is_booked_and_no_other(source, kind, outcome):
    made = event(kind, gateway=source, reference="FT1", amount=5_000, purpose="")
    stored = WebhookEvent.objects.get(pk=made.pk)  # as a worker reads it
    assert handle_event(stored.pk) == outcome


@pytest.mark.parametrize(
    ("kind", "thing", "outcome"),
    [
        ("payment_intent.succeeded", {"id": "pi_1"}, "open"),
        ("payment_intent.succeeded", {"id": "pi_9"}, "unknown payment"),
        ("payment_intent.succeeded", {}, "unknown payment"),
        ("refund.updated", {"id": "re_1"}, "unknown payment"),
        ("charge.refund.updated", {"id": "re_1"}, "unknown payment"),
        ("charge.refunded", {"payment_intent": "pi_9"}, "unknown payment"),
        ("charge.refunded", {"payment_intent": None}, "unknown payment"),
        ("charge.refunded", {"payment_intent": "pi_1"}, "unknown payment, unknown payment"),
        ("charge.dispute.created", {"id": "dp_1"}, "unknown payment"),
        ("charge.succeeded", {"id": "ch_1"}, "ignored"),
        ("customer.created", {"id": "cus_1"}, "ignored"),
    ],
)
def test_event_of_stripe_is_looked_up_by_its_kind(payment, gateway, kind, thing, outcome):
    foreign = answer("re_1", "succeeded", payment_intent="pi_9", amount=5)
    gateway.answers |= {
        "retrieve_intent": intent("processing"),
        "retrieve_refund": foreign,
        "list_refunds": [foreign, foreign],
        "retrieve_dispute": SimpleNamespace(id="dp_1", payment_intent="pi_9"),
    }
    assert handle_stripe(kind, thing) == outcome


def test_charge_without_refunds_says_none(payment, gateway):
    gateway.answers["list_refunds"] = []
    assert handle_stripe("charge.refunded", {"payment_intent": "pi_1"}) == "none"


def test_waiting_messages_are_handled_and_silence_costs_none_of_their_tries(payment, gateway):
    gateway.answers["retrieve_intent"] = GatewayUnavailable("silent")
    made = [event("payment_intent.succeeded", id="pi_1", number=n) for n in range(5)]
    event("debit", gateway="vietqr", number=9, reference="FT1", amount=-1)
    assert handle_waiting_events() == 1
    assert len(gateway.asked) == services.SILENCES == 3
    assert [WebhookEvent.objects.get(pk=e.pk).attempts for e in made] == [0] * 5
    gateway.answers["retrieve_intent"] = RuntimeError("odd")
    assert handle_waiting_events() == 0
    assert [WebhookEvent.objects.get(pk=e.pk).attempts for e in made] == [1] * 5
    gateway.answers["retrieve_intent"] = intent("processing")
    WebhookEvent.objects.filter(pk=made[0].pk).update(attempts=20)
    WebhookEvent.objects.filter(pk=made[1].pk).update(attempts=19)
    assert handle_waiting_events() == 4
    assert WebhookEvent.objects.filter(handled_at=None).get() == made[0]


@pytest.fixture
def with_seats(vase) -> Purchase:
    """A vase and two seats, to be paid by card."""
    basket = get_model("basket", "Basket").objects.create(owner=None)
    basket.strategy = Selector().strategy()
    basket.add_product(vase, 1)
    session = visits.make_session()
    purchase = visits.place(session, basket=visits.basket_of(session, basket, adult=2))
    Purchase.objects.filter(pk=purchase.pk).update(payment_method="stripe")
    purchase.refresh_from_db()
    return purchase


def test_seats_wait_for_a_transfer_no_longer_than_their_session_takes_bookings(with_seats):
    session = Session.objects.get()
    visits.move_session(session, starts_in=timedelta(hours=session.visit.cutoff_hours + 3))
    assert pay_by_transfer(with_seats, by=None) is True
    with_seats.refresh_from_db()
    assert with_seats.expires_at == session.closes_at


def test_seats_of_a_session_that_is_closed_wait_for_no_transfer(with_seats):
    session = Session.objects.get()
    visits.move_session(session, starts_in=timedelta(hours=session.visit.cutoff_hours))
    before = with_seats.expires_at
    assert pay_by_transfer(with_seats, by=None) is False
    with_seats.refresh_from_db()
    assert (with_seats.payment_method, with_seats.expires_at) == ("stripe", before)
