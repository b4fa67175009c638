"""Payouts: what is due, two people, each line once, failed goes back; adjustments; checks."""

import datetime
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from marketplace.gateways.stripe.client import GatewayRefused, GatewayUnavailable
from marketplace.ledger import payouts, services
from marketplace.ledger.models import (
    PayoutBatch,
    PayoutLine,
)
from marketplace.ledger.payout_terms import Cutoffs, cutoffs_at
from marketplace.ledger.queries import balance_of, balances, payable
from marketplace.ledger.services import RefundPart, SaleLine
from marketplace.purchases.models import MailMessage
from tests import factories

pytestmark = pytest.mark.django_db
LONG_AGO = datetime.timedelta(days=30)


@pytest.fixture
def desk(db):
    return factories.make_user("one@example.vn"), factories.make_user("two@example.vn")


sold = factories.make_sale


def verified_account(producer, desk):
    account = payouts.change_bank_account(
        producer=producer,
        by=desk[0],
        bank_bin="970436",
        bank_name="VCB",
        number="0011002233",
        holder="ANH HONG",
    )
    payouts.verify_bank_account(account=account, by=desk[1])
    account.refresh_from_db()
    return account


def test_only_what_arrived_before_the_holding_time_is_due(producer):
    sold(producer, "A", days_ago=20)
    sold(producer, "B", days_ago=3)
    sold(producer, "C", days_ago=None)
    cutoff = cutoffs_at(timezone.now())
    assert balance_of(producer) == 3 * 115_000
    assert payable(cutoff) == {producer.pk: 115_000}
    services.post_refund(order_number="C-1", reference="R", parts=[RefundPart("1", 100_000)])
    assert payable(cutoff) == {producer.pk: 115_000}
    services.post_refund(order_number="A-1", reference="R2", parts=[RefundPart("1", 50_000)])
    assert payable(cutoff) == {producer.pk: 115_000 - 47_500}


def test_cash_that_a_carrier_still_has_is_not_paid_out(producer):
    draft = services.sale_draft(
        producer=producer,
        order_number="K-1",
        purchase_number="K",
        lines=[SaleLine("1", 100_000, commission=5_000)],
    )
    services.post_sales([draft])
    services.post_cash_collected(
        producer=producer,
        order_number="K-1",
        purchase_number="K",
        reference="K-1/1",
        amount=100_000,
        carrier="Bưu điện",
    )
    long_ago = timezone.now() - LONG_AGO
    services.record_fulfilment(order_number="K-1", producer=producer, at=long_ago)
    now = timezone.now()
    assert payable(Cutoffs(now)) == {producer.pk: 0}
    services.post_cash_remitted(
        carrier="Bưu điện", reference="N/1", amount=100_000, order_number="K-1"
    )
    assert payable(Cutoffs(now)) == {producer.pk: 95_000}
    assert balances("carrier") == {}


def test_batch_goes_from_proposal_by_a_second_person_to_paid(producer, desk):
    sold(producer, "A")
    assert payouts.propose_batch(by=desk[0]) is None  # no account yet
    verified_account(producer, desk)
    batch = payouts.propose_batch(by=desk[0])
    assert payouts.propose_batch(by=desk[1]) is None  # its line is open
    with pytest.raises(payouts.PayoutRefused, match="own"):
        payouts.approve_batch(batch=batch, by=desk[0])
    for _ in range(2):
        payouts.approve_batch(batch=batch, by=desk[1])
    assert balance_of(producer) == 0
    assert balances("transit") == {f"transit:{producer.pk}": 115_000}
    line = batch.lines.get()
    for _ in range(2):
        payouts.confirm_line(line=line, by=desk[0], outside_reference="FT26")
    with pytest.raises(payouts.PayoutRefused):
        payouts.fail_line(line=line, by=desk[0], reason="late")
    assert balances("transit") == {}
    assert balances("gateway") == {"gateway:vietqr": -120_000 + 115_000}
    batch.refresh_from_db()
    assert batch.state == "done"
    assert payouts.propose_batch(by=desk[0]) is None


def test_failed_line_is_owed_again_and_proposed_anew(producer, desk):
    sold(producer, "A")
    verified_account(producer, desk)
    batch = payouts.propose_batch(by=desk[0])
    payouts.approve_batch(batch=batch, by=desk[1])
    payouts.fail_line(line=batch.lines.get(), by=desk[0], reason="Sai tên người nhận")
    assert balance_of(producer) == 115_000
    again = payouts.propose_batch(by=desk[0])
    assert again.lines.get().amount == 115_000
    assert again.lines.get().reference != batch.lines.get().reference


def test_a_line_is_left_out_when_less_is_due_or_the_account_changed(producer, desk):
    other = factories.make_producer("Lụa")
    sold(producer, "A")
    sold(other, "B")
    verified_account(producer, desk)
    verified_account(other, desk)
    batch = payouts.propose_batch(by=desk[0])
    services.post_refund(order_number="A-1", reference="R", parts=[RefundPart("1", 1)])
    payouts.change_bank_account(producer=other, by=desk[0], number="999999", holder="X")
    payouts.approve_batch(batch=batch, by=desk[1])
    states = {line.producer_id: (line.state, line.reason) for line in batch.lines.all()}
    assert states == {producer.pk: ("dropped", "less"), other.pk: ("dropped", "account")}
    assert balances("transit") == {}
    batch.refresh_from_db()
    assert batch.state == "done"


def test_who_enters_an_account_does_not_verify_it(producer, desk):
    account = payouts.change_bank_account(producer=producer, by=desk[0], number="1", holder="X")
    with pytest.raises(payouts.PayoutRefused, match="own"):
        payouts.verify_bank_account(account=account, by=desk[0])


def test_the_database_refuses_a_batch_that_one_person_made_alone(producer, desk):
    sold(producer, "A")
    verified_account(producer, desk)
    batch = payouts.propose_batch(by=desk[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        PayoutBatch.objects.filter(pk=batch.pk).update(state="approved", decided_by=desk[0])
    line = batch.lines.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        PayoutLine.objects.create(
            batch=batch, producer=producer, account=line.account, amount=1, reference="X"
        )


class Transfers:
    """Stripe's side of Connect transfers: silent at first, then it answers each key once."""

    def __init__(self) -> None:
        self.asked, self.made, self.sent, self.is_down = 0, {}, {}, False

    def find_transfer(self, reference):
        if self.is_down:
            raise GatewayUnavailable
        return self.sent.get(reference)

    def transfer(self, *, account, amount, reference, idempotency_key):
        self.asked += 1
        if self.asked == 1:
            raise GatewayUnavailable
        if account == "acct_closed":
            raise GatewayRefused("account_invalid", "The account is closed.")
        self.made.setdefault(idempotency_key, (account, amount))
        self.sent[reference] = SimpleNamespace(id=f"tr_{len(self.made)}")
        return self.sent[reference]


@pytest.fixture
def connect(settings, monkeypatch):
    settings.PAYOUT_PROVIDERS = [
        "marketplace.ledger.providers.BankFile",
        "marketplace.gateways.stripe.payouts.ConnectTransfers",
    ]
    stripe = Transfers()
    monkeypatch.setattr("marketplace.gateways.stripe.payouts.stripe_gateway", lambda: stripe)
    return stripe


def approved(one, two, *numbers):
    """Make an approved batch that Stripe pays, a producer for each account."""
    for number in numbers:
        maker = factories.make_producer(number)
        sold(maker)
        account = payouts.change_bank_account(
            producer=maker, by=factories.make_user(), provider="stripe", number=number, holder="X"
        )
        payouts.verify_bank_account(account=account, by=two)
    batch = payouts.propose_batch(by=one, provider="stripe")
    payouts.approve_batch(batch=batch, by=two)
    return batch


def test_connect_pays_by_itself_once_even_when_an_answer_is_lost(client, connect):
    one, two = factories.make_accountant(), factories.make_accountant()
    batch = approved(one, two, "acct_open1", "acct_closed")
    closed = factories.make_member(batch.lines.get(account__number="acct_closed").producer)
    client.force_login(one)
    for _try in range(3):  # no answer and a refusal; then paid; then there is nothing left
        client.post(f"/en/finance/payouts/{batch.number}/send/")
    states = {line.account.number: line.state for line in batch.lines.select_related("account")}
    assert states == {"acct_open1": "paid", "acct_closed": "failed"}
    (mail,) = MailMessage.objects.filter(template="payout_failed")
    assert mail.to == closed.email
    assert list(connect.made.values()) == [("acct_open1", 115_000)]
    assert balances("gateway") == {"gateway:vietqr": -240_000, "gateway:stripe": 115_000}
    assert balances("transit") == {}


def test_connect_does_not_pay_again_once_stripe_has_forgotten_the_key(client, connect):
    one, two = factories.make_accountant(), factories.make_accountant()
    batch = approved(one, two, "acct_open1")
    line = batch.lines.get()
    connect.sent[line.reference] = SimpleNamespace(id="tr_old")  # its answer was lost
    client.force_login(one)
    client.post(f"/en/finance/payouts/{batch.number}/send/")
    line.refresh_from_db()
    assert (line.state, line.outside_reference, connect.asked) == ("paid", "tr_old", 0)


def test_who_calls_a_sent_payout_failed_learns_that_it_was_paid(client, connect):
    one, two = factories.make_accountant(), factories.make_accountant()
    batch = approved(one, two, "acct_open1")
    line = batch.lines.get()
    client.force_login(one)
    connect.is_down = True
    client.post(f"/en/finance/payout/{line.pk}/failed/", {"text": "nobody knows"})
    line.refresh_from_db()
    assert line.state == "approved"  # not owed again before Stripe has said so
    connect.is_down = False
    connect.sent[line.reference] = SimpleNamespace(id="tr_1")
    client.post(f"/en/finance/payout/{line.pk}/failed/", {"text": "nobody knows"})
    line.refresh_from_db()
    assert (line.state, line.outside_reference) == ("paid", "tr_1")
    assert balance_of(line.producer) == 0
