"""Stripe: refunds to their end, disputes, kept cards, trouble of every kind, published examples."""

import json
import time
import uuid
from pathlib import Path

import pytest
import stripe
from django.test import Client

from marketplace.aftersale.takeback import cancel_order
from marketplace.gateways.disputes import record_dispute
from marketplace.gateways.models import CardDispute, Payment, Refund, StripeCustomer, WebhookEvent
from marketplace.gateways.refunds import (
    OverRefund,
    confirm_paid,
    name_account,
    promise_refund,
    retry_refund,
    send_refund,
    send_waiting_refunds,
)
from marketplace.gateways.services import handle_event, look_up_card_payment, start_card_payment
from marketplace.gateways.stripe.client import GatewayUnavailable, stripe_gateway
from marketplace.ledger.models import Entry
from marketplace.ledger.services import Code, Draft, Kind, post
from marketplace.purchases.models import MailMessage
from tests import factories
from tests.flows.sale import place, transfer
from tests.flows.test_payments import GOOD, call, pay, webhook

PUBLISHED = Path(__file__).parent.parent / "data" / "stripe" / "fixtures.json"
REFUND_FAILS, REFUND_PENDS, DISPUTED = (
    "4000000000005126",
    "4000000000007726",
    "4000000000000259",
)


pytestmark = pytest.mark.usefixtures("stripe_standin")


@pytest.fixture
def product(db):
    return factories.make_product(price=250_000, stock=9, weight_g=100)


def play(address: str, what: str, **fields) -> dict:
    query = "&".join(f"{name}={value}" for name, value in fields.items())
    return call(address, f"/_play/{what}?{query}", key="sk_test_x")


def bought(address, product, card: str = GOOD, user=None):
    purchase = place([(product, 1)], "stripe", user=user)
    start_card_payment(purchase)
    pay(address, purchase, card)
    look_up_card_payment(purchase.payments.get())
    purchase.refresh_from_db()
    assert purchase.state == "paid"
    return purchase


def promise(purchase, amount: int = 100_000) -> Refund:
    return promise_refund(
        purchase=purchase, amount=amount, key=uuid.uuid4().hex, reason="returned"
    )[0]


def event(kind: str, thing: dict) -> str:
    """Let a signed event come and give what was done about it."""
    body = {"id": f"evt_{uuid.uuid4().hex}", "object": "event", "type": kind}
    assert webhook(Client(), body | {"data": {"object": thing}}).status_code == 200
    return handle_event(WebhookEvent.objects.latest("pk").pk)


def money(key: str) -> int:
    return sum(Entry.objects.filter(account__key=key).values_list("amount", flat=True))


def test_payment_posts_its_fee_and_money_once(address, product):
    purchase = bought(address, product)
    for _ in range(3):
        look_up_card_payment(purchase.payments.get())
    payment = Payment.objects.get()
    assert payment.fee == purchase.total * 34 // 1000 + 5000
    assert money("gateway:stripe") == -(purchase.total - payment.fee)
    assert money(f"buyer:{purchase.number}") == 0


def test_refund_that_fails_later_is_paid_to_the_bank_and_never_twice(address, product, staff):
    purchase = bought(address, product, REFUND_FAILS)
    refund = promise(purchase)
    assert send_refund(refund.pk) == "paid"
    refund.refresh_from_db()
    assert event("refund.failed", {"id": refund.reference, "object": "refund"}) == "failed"
    assert event("charge.refund.updated", {"id": refund.reference}) == "failed"
    with pytest.raises(OverRefund):
        promise(purchase, purchase.total - 99_999)
    retry_refund(refund=refund, to_bank=True)
    name_account(refund=refund, bank_bin="970436", account="123456", account_name="LAN")
    assert event("refund.updated", {"id": "re_x"} | {"id": first_refund(purchase)}) in (
        "moved to a bank account",
        "failed",
        "ready",
    )
    confirm_paid(refund=refund, by=staff, reference="FT1")
    assert Payment.objects.get().refunded == 100_000
    assert money(f"buyer:{purchase.number}") == -100_000
    assert money("gateway:vietqr") == 100_000


def first_refund(purchase) -> str:
    return stripe_gateway().list_refunds(purchase.payments.get().reference)[-1].id


def test_pending_refund_is_followed_to_its_end_by_webhooks(address, product):
    purchase = bought(address, product, REFUND_PENDS)
    refund = promise(purchase)
    assert send_refund(refund.pk) == "sent"
    refund.refresh_from_db()
    play(address, f"refund/{refund.reference}/succeeded")
    for _ in range(3):
        assert event("refund.updated", {"id": refund.reference}) == "paid"
    assert MailMessage.objects.filter(template="refund_paid").count() == 1


def test_charge_refunded_event_finds_our_refunds_and_adopts_others(address, product):
    purchase = bought(address, product)
    refund = promise(purchase)
    send_refund(refund.pk)
    reference = purchase.payments.get().reference
    charge = {"id": "ch_x", "object": "charge", "payment_intent": reference}
    assert event("charge.refunded", charge) == "paid"
    stripe_gateway().refund(intent_id=reference, amount=50_000, idempotency_key="by-hand")
    assert event("charge.refunded", charge) == "adopted, paid"
    assert event("charge.refunded", charge) == "paid, paid"
    assert Payment.objects.get().refunded == 150_000
    assert event("charge.refunded", charge | {"payment_intent": "pi_none"}) == "unknown payment"


@pytest.mark.parametrize("trouble", [{"status": 500}, {"status": 429}, {"delay": 1.5}])
@pytest.mark.parametrize("after", [0, 1])
def test_refund_under_trouble_is_sent_once(address, product, trouble, after):
    purchase = bought(address, product)
    refund = promise(purchase)
    play(address, "trouble", path="/v1/refunds", method="POST", after=after, **trouble)
    assert send_refund(refund.pk) == "ready"
    assert send_waiting_refunds() == 1
    refund.refresh_from_db()
    assert refund.state == "paid"
    found = stripe_gateway().list_refunds(purchase.payments.get().reference)
    assert [r.amount for r in found] == [100_000]


@pytest.mark.parametrize("trouble", [{"status": 500}, {"status": 429}, {"delay": 1.5}])
@pytest.mark.parametrize("after", [0, 1])
def test_payment_page_under_trouble_shows_a_way_on_and_charges_once(
    client, address, product, trouble, after
):
    purchase = place([(product, 1)], "stripe")
    play(address, "trouble", path="/v1/payment_intents", method="POST", after=after, **trouble)
    page = client.get(f"{purchase.get_absolute_url()}pay/")
    assert page.status_code == 503
    assert purchase.number in page.content.decode()
    assert client.get(f"{purchase.get_absolute_url()}pay/").status_code == 200
    pay(address, purchase, GOOD)
    play(address, "trouble", path="/v1/payment_intents", method="GET", **trouble)
    assert client.get(f"{purchase.get_absolute_url()}return/").status_code == 302
    purchase.refresh_from_db()
    assert purchase.state == "pending"
    client.get(f"{purchase.get_absolute_url()}return/")
    purchase.refresh_from_db()
    assert purchase.state == "paid"
    intents = call(address, "/v1/payment_intents", key="sk_test_x")["data"]
    mine = [i for i in intents if i["metadata"]["purchase"] == purchase.number]
    assert [i["amount_received"] for i in mine] == [purchase.total]


def test_card_and_transfer_for_one_purchase_gives_the_second_back(address, product):
    purchase = place([(product, 1)], "stripe")
    start_card_payment(purchase)
    transfer(purchase)
    pay(address, purchase, GOOD)
    look_up_card_payment(purchase.payments.get(gateway="stripe"))
    refund = Refund.objects.get()
    assert (refund.amount, refund.way, refund.reason) == (purchase.total, "card", "late")


def test_refund_refused_to_one_caller_and_given_to_another_is_not_given_again(address, product):
    purchase = bought(address, product)
    refund = promise(purchase)
    # What a second worker is told while the first one's call is still being answered.
    play(address, "trouble", path="/v1/refunds", method="POST", after=0, status=409)
    assert send_refund(refund.pk) == "ready"
    assert send_refund(refund.pk) == "paid"
    for to_bank in (True, False):
        other = promise(purchase, 50_000)
        stripe_gateway().refund(
            intent_id=purchase.payments.get().reference,
            amount=50_000,
            idempotency_key=f"given-{to_bank}",
            mark=f"{other.key}#1",
        )
        Refund.objects.filter(pk=other.pk).update(state="failed", failure="refused")
        assert retry_refund(refund=other, to_bank=to_bank) == "paid"
        other.refresh_from_db()
        assert (other.state, other.way, other.round) == ("paid", "card", 1)
    found = stripe_gateway().list_refunds(purchase.payments.get().reference)
    assert sorted(r.amount for r in found) == [50_000, 50_000, 100_000]
    assert money(f"buyer:{purchase.number}") == -200_000


def test_dispute_fee_in_another_currency_is_not_taken_for_dong(address, product):
    purchase = bought(address, product)
    charge = {"payment_intent": purchase.payments.get().reference}
    opened = stripe_gateway().retrieve_dispute(play(address, "dispute", **charge)["id"])
    opened.balance_transactions[0].currency = "usd"
    record_dispute(opened)
    assert CardDispute.objects.get().fee == 0
    assert money(f"buyer:{purchase.number}") == -purchase.total


def test_dispute_is_recorded_posted_once_and_stops_refunds(address, product):
    purchase = bought(address, product, DISPUTED)
    reference = purchase.payments.get().reference
    disputes = [
        e["data"]["object"]["id"]
        for e in call(address, "/v1/events", key="sk_test_x")["data"]
        if e["type"] == "charge.dispute.created"
        and e["data"]["object"]["payment_intent"] == reference
    ]
    thing = {"id": disputes[0], "object": "dispute"}
    assert event("charge.dispute.created", thing) == "needs_response"
    assert event("charge.dispute.funds_withdrawn", thing) == "known"
    dispute = CardDispute.objects.get()
    assert (dispute.amount, dispute.fee) == (purchase.total, 350_000)
    assert money(f"buyer:{purchase.number}") == -purchase.total
    with pytest.raises(OverRefund):
        promise(purchase, 1)
    play(address, f"dispute/{dispute.dispute_id}/won")
    assert event("charge.dispute.closed", thing) == "won"
    assert money(f"buyer:{purchase.number}") == 0
    assert Payment.objects.get().refundable == purchase.total


@pytest.mark.parametrize(("fee", "borne"), [("kept", 350_000), ("back", 0)])
def test_dispute_that_is_won_gives_its_fee_back_only_if_stripe_does(address, product, fee, borne):
    purchase = bought(address, product)
    charge = {"payment_intent": purchase.payments.get().reference}
    before = money("platform:fees"), money("gateway:stripe")
    thing = {"id": play(address, "dispute", **charge)["id"], "object": "dispute"}
    event("charge.dispute.created", thing)
    assert money("platform:fees") == before[0] - 350_000
    play(address, f"dispute/{thing['id']}/won", fee=fee)
    for kind in ("closed", "funds_reinstated", "closed"):
        event(f"charge.dispute.{kind}", thing)
    after = money("platform:fees"), money("gateway:stripe")
    assert after == (before[0] - borne, before[1] + borne)
    assert (CardDispute.objects.get().fee, money(f"buyer:{purchase.number}")) == (borne, 0)


def test_fee_that_stripe_tells_of_after_the_dispute_is_posted_once(address, product):
    purchase = bought(address, product)
    charge = {"payment_intent": purchase.payments.get().reference}
    before = money("platform:fees")
    opened = stripe_gateway().retrieve_dispute(play(address, "dispute", **charge)["id"])
    rows, opened.balance_transactions = opened.balance_transactions, []
    record_dispute(opened)
    assert (CardDispute.objects.get().fee, money("platform:fees")) == (0, before)
    opened.balance_transactions = rows
    for _twice in range(2):
        assert record_dispute(opened) == "known"
    assert (CardDispute.objects.get().fee, money("platform:fees")) == (350_000, before - 350_000)


def test_fee_that_was_posted_with_its_chargeback_is_not_posted_again(address, product):
    purchase = bought(address, product)
    charge = {"payment_intent": purchase.payments.get().reference}
    dispute = play(address, "dispute", **charge)
    draft = Draft(
        kind=Kind.CHARGEBACK,
        source_kind="dispute:stripe",
        source_reference=dispute["id"],
        amount=purchase.total,
        entries=[
            ("gateway:stripe", Code.MONEY, purchase.total + 350_000),
            (f"buyer:{purchase.number}", Code.OWED, -purchase.total),
            ("platform:fees", Code.FEE, -350_000),
        ],
        purchase_number=purchase.number,
    )
    post([draft])
    fees = money("platform:fees")
    event("charge.dispute.created", {"id": dispute["id"]})
    assert money("platform:fees") == fees


def test_order_whose_money_the_bank_took_back_can_still_be_cancelled(address, product):
    purchase = bought(address, product)
    charge = {"payment_intent": purchase.payments.get().reference}
    dispute = play(address, "dispute", **charge)
    event("charge.dispute.created", {"id": dispute["id"]})
    order = purchase.orders.get()
    cancel_order(order=order, key="c", side="producer", reason="other", by=None)
    order.refresh_from_db()
    assert order.status == "cancelled"
    assert not Refund.objects.exists()
    assert money(f"buyer:{purchase.number}") == 0


def test_kept_card_pays_and_is_forgotten(client, address, product, buyer):
    client.force_login(buyer)
    purchase = place([(product, 1)], "stripe", user=buyer)
    assert client.get(f"{purchase.get_absolute_url()}pay/").status_code == 200
    assert client.post(f"{purchase.get_absolute_url()}pay/keep/", {"keep": "1"}).status_code == 204
    pay(address, purchase, GOOD)
    client.get(f"{purchase.get_absolute_url()}return/")
    page = client.get("/en/account/cards/")
    (card,) = page.context["cards"]
    assert (card.brand, card.last4) == ("Visa", "4242")
    again = place([(product, 1)], "stripe", user=buyer)
    assert "4242" in client.get(f"{again.get_absolute_url()}pay/").content.decode()
    answer = client.post(f"{again.get_absolute_url()}pay/kept/", {"card": card.id}, follow=True)
    assert answer.status_code == 200
    again.refresh_from_db()
    assert again.state == "paid"
    stored = json.dumps(list(StripeCustomer.objects.values("customer_id")))
    assert "4242" not in stored
    client.post("/en/account/cards/remove/", {"card": card.id})
    assert client.get("/en/account/cards/").context["cards"] == []


def test_stranger_neither_pays_with_nor_removes_anothers_card(
    client, address, product, buyer, stranger
):
    client.force_login(buyer)
    client.get("/en/account/cards/add/")
    setup = call(address, "/v1/events", key="sk_test_x")  # the list must not be empty of customers
    assert setup["object"] == "list"
    own = place([(product, 1)], "stripe", user=buyer)
    client.get(f"{own.get_absolute_url()}pay/")
    client.post(f"{own.get_absolute_url()}pay/keep/", {"keep": "1"})
    pay(address, own, GOOD)
    client.get(f"{own.get_absolute_url()}return/")
    (card,) = client.get("/en/account/cards/").context["cards"]
    other = Client()
    other.force_login(stranger)
    theirs = place([(product, 1)], "stripe", user=stranger)
    other.get(f"{theirs.get_absolute_url()}pay/")
    other.post(f"{theirs.get_absolute_url()}pay/kept/", {"card": card.id})
    theirs.refresh_from_db()
    assert theirs.state == "pending"
    other.post("/en/account/cards/remove/", {"card": card.id})
    assert len(client.get("/en/account/cards/").context["cards"]) == 1
    open_one = place([(product, 1)], "stripe", user=buyer)
    client.get(f"{open_one.get_absolute_url()}pay/")
    assert other.post(f"{open_one.get_absolute_url()}pay/kept/").status_code == 404
    assert Client().post(f"{open_one.get_absolute_url()}pay/keep/").status_code == 404


def test_connect_transfer_sends_once_and_never_more_than_there_is(address, product):
    bought(address, product)
    send = stripe_gateway().transfer
    first = send(account="acct_1", amount=100_000, reference="P1", idempotency_key="p1")
    assert send(account="acct_1", amount=100_000, reference="P1", idempotency_key="p1").id == (
        first.id
    )
    with pytest.raises(Exception, match="insufficient"):
        send(account="acct_1", amount=10**12, reference="P2", idempotency_key="p2")
    assert stripe_gateway().find_transfer("P1").id == first.id
    assert stripe_gateway().find_transfer("P2") is None


def test_events_foreign_replayed_late_or_unknown(client, product):
    body = {"id": "evt_r", "object": "event", "type": "plan.created", "data": {"object": {}}}
    assert webhook(client, body, secret="whsec_foreign").status_code == 400
    assert webhook(client, body, at=time.time() - 301).status_code == 400
    for _ in range(20):
        assert webhook(client, body).status_code == 200
    assert WebhookEvent.objects.count() == 1
    assert handle_event(WebhookEvent.objects.get().pk) == "ignored"


@pytest.fixture(scope="module")
def published() -> dict:
    return json.loads(PUBLISHED.read_text())["resources"]


KINDS = {
    "payment_intent": ("payment_intent.succeeded", "unknown payment"),
    "charge": ("charge.refunded", "unknown payment"),
    "transfer": ("transfer.created", "ignored"),
    "payout": ("payout.paid", "ignored"),
    "customer": ("customer.created", "ignored"),
    "balance_transaction": ("balance.available", "ignored"),
}


@pytest.mark.parametrize("name", sorted(KINDS))
def test_published_objects_come_as_events(published, db, name):
    kind, outcome = KINDS[name]
    assert event(kind, published[name]) == outcome


def test_published_refund_and_dispute_are_read(published, address, product):
    purchase = bought(address, product)
    payment = purchase.payments.get()
    raw = published["dispute"] | {"payment_intent": payment.reference, "amount": 1000}
    dispute = stripe.Dispute.construct_from(raw, "sk_test_x")
    assert record_dispute(dispute) == raw["status"]
    assert CardDispute.objects.get().reason == (raw["reason"] or "")
    from marketplace.gateways.refunds import adopt_refund

    refund = stripe.Refund.construct_from(
        published["refund"] | {"payment_intent": payment.reference}, "sk_test_x"
    )
    assert adopt_refund(refund) == "adopted"
    assert Refund.objects.get().state == "paid"


def test_unreachable_gateway_is_told_apart_from_a_refusal(settings):
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    with pytest.raises(GatewayUnavailable):
        stripe_gateway().retrieve_intent("pi_x")
