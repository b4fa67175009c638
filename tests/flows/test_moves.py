"""Steps that no other flow takes: together they walk every line of the tables (tests/moves.py)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalogue.origin.codes import serials
from catalogue.origin.labels.services import (
    Opening,
    activate_labels,
    mark_sold,
    mint_labels,
    open_label,
    void_labels,
)
from catalogue.origin.lots.services import close_lot, open_lot, recall_lot, release_lot
from catalogue.origin.models import LabelBatch
from catalogue.origin.refusals import MoveRefused as LotMoveRefused
from marketplace.aftersale.cash import deliver
from marketplace.aftersale.models import Return
from marketplace.aftersale.returns import (
    accept_return,
    decide_return,
    dispute_return,
    receive_return,
    refund_return,
    refuse_return,
    withdraw_return,
)
from marketplace.gateways.models import Payment, Refund
from marketplace.gateways.refunds import (
    RefundMoved,
    confirm_paid,
    fail_bank_refund,
    move_refund,
    promise_refund,
    try_again,
)
from marketplace.gateways.services import record_success
from marketplace.ledger.adjustments import AdjustmentRefused, ask_adjustment, decide_adjustment
from marketplace.ledger.models import PayoutLine, Transaction
from marketplace.ledger.payouts import PayoutRefused, approve_batch, propose_batch, reject_batch
from marketplace.ledger.services import accounts_for, gateway_key, producer_key
from marketplace.lots.printing import draw_batch
from marketplace.purchases.services import MoveRefused, confirm_order, ship_order
from tests import factories
from tests.flows.sale import arrived, paid, place
from tests.flows.test_aftersale import ask, cancel

pytestmark = pytest.mark.django_db


@pytest.fixture
def vase(product):
    return product


@pytest.fixture
def claim(vase, owner) -> Return:
    order = arrived([(vase, 1)], owner).orders.get()
    return ask(order, {order.lines.get().pk: 1})


# --- Orders


def test_confirmed_order_is_cancelled_with_its_lines(vase, owner):
    order = paid([(vase, 2)]).orders.get()
    confirm_order(order=order, by=owner)
    cancel(order)
    order.refresh_from_db()
    assert order.is_cancelled
    assert order.purchase.is_cancelled
    assert set(order.lines.values_list("status", flat=True)) == {"cancelled"}


def test_order_whose_rest_is_cancelled_after_the_first_parcel_arrived_is_delivered(vase, owner):
    order = paid([(vase, 3)]).orders.get()
    line = order.lines.get()
    confirm_order(order=order, by=owner)
    deliver(parcel=ship_order(order=order, by=owner, quantities=[(line, 2)]), by=owner)
    order.refresh_from_db()
    assert order.is_confirmed  # one is left to send
    cancel(order, [(line.pk, 1)])
    order.refresh_from_db()
    line.refresh_from_db()
    assert (order.status, line.status) == ("delivered", "delivered")
    assert order.purchase.is_paid


# --- Returns


def test_buyer_takes_the_wish_back_before_the_answer(claim):
    for _twice in range(2):
        withdraw_return(claim=claim, by=None)
    claim.refresh_from_db()
    assert claim.is_withdrawn
    assert claim.closed_at is not None
    with pytest.raises(MoveRefused, match="withdrawn"):
        dispute_return(claim=claim, side="buyer", text="…", by=None)


def test_producer_pays_at_once_and_the_buyer_keeps_it(claim, owner):
    refund_return(claim=claim, by=owner, side="producer")
    claim.refresh_from_db()
    assert (claim.state, claim.reversal.goods) == (
        "refunded",
        claim.order.lines.get().line_price_incl_tax,
    )
    assert Refund.objects.count() == 1


@pytest.fixture
def disputed(claim, owner) -> Return:
    refuse_return(claim=claim, by=owner, text="Không.")
    dispute_return(claim=claim, side="buyer", text="Có.", by=None)
    return claim


def test_market_lets_the_goods_go_back(disputed, owner, staff):
    decide_return(claim=disputed, by=staff, outcome="send_back", text="Gửi lại.")
    disputed.refresh_from_db()
    assert disputed.is_approved
    assert disputed.send_back_by > timezone.now() + timedelta(days=5)
    accept_return(claim=disputed, by=owner)  # it is: nothing is said again
    assert disputed.messages.filter(step="approved").count() == 0
    receive_return(claim=disputed, by=owner, fit={})
    with pytest.raises(MoveRefused, match="decided"):
        dispute_return(claim=disputed, side="producer", text="…", by=owner)


def test_buyer_takes_the_wish_back_while_the_market_decides(disputed, staff):
    withdraw_return(claim=disputed, by=None)
    with pytest.raises(MoveRefused, match="withdrawn"):
        decide_return(claim=disputed, by=staff, outcome="refund", text="…")
    assert not Refund.objects.exists()


# --- Money


@pytest.mark.parametrize("noted", [Payment.State.CANCELLED, Payment.State.FAILED])
def test_money_counts_whatever_was_noted_of_its_payment(vase, noted):
    purchase = place([(vase, 1)], "stripe")
    payment = Payment.objects.create(
        purchase=purchase, gateway="stripe", reference="pi_1", amount=purchase.total, state=noted
    )
    record_success(payment)
    payment.refresh_from_db()
    purchase.refresh_from_db()
    assert (payment.state, purchase.state) == ("succeeded", "paid")


@pytest.fixture
def card_refund(vase) -> Refund:
    purchase = place([(vase, 1)], "stripe")
    record_success(
        Payment.objects.create(
            purchase=purchase, gateway="stripe", reference="pi_1", amount=purchase.total
        )
    )
    purchase.refresh_from_db()
    (refund,) = promise_refund(purchase=purchase, amount=10_000, key="k", reason="other")
    return refund


def state_of(refund: Refund) -> str:
    refund.refresh_from_db()
    return refund.state


def test_refund_that_fails_on_its_way_is_tried_again(card_refund):
    move_refund(card_refund.pk, Refund.State.SENT, reference="re_1")
    move_refund(card_refund.pk, Refund.State.FAILED, reference="re_1", failure="expired_card")
    assert state_of(card_refund) == "failed"
    move_refund(card_refund.pk, Refund.State.PAID, reference="re_0")  # news of another round
    assert state_of(card_refund) == "failed"
    try_again(card_refund, to_bank=False)
    assert (state_of(card_refund), card_refund.round, card_refund.reference) == ("ready", 2, "")


def test_refund_refused_to_one_and_given_to_another_did_not_fail(card_refund):
    move_refund(card_refund.pk, Refund.State.FAILED, failure="…")
    move_refund(card_refund.pk, Refund.State.SENT)  # no refund is named: nothing was given
    assert state_of(card_refund) == "failed"
    move_refund(card_refund.pk, Refund.State.SENT, reference="re_1")
    assert state_of(card_refund) == "sent"


def test_refund_that_a_late_answer_marked_as_sent_may_bounce(card_refund):
    """It was on its way to a card, and staff chose a bank account before the answer came."""
    Refund.objects.filter(pk=card_refund.pk).update(way=Refund.Way.BANK)
    move_refund(card_refund.pk, Refund.State.SENT, reference="re_1")
    fail_bank_refund(refund=card_refund, failure="…")
    assert (state_of(card_refund), card_refund.round) == ("needs_account", 2)
    with pytest.raises(RefundMoved, match="needs_account"):
        confirm_paid(refund=card_refund, by=factories.make_user(), reference="FT1")


def test_refused_batch_leaves_its_producers_to_the_next(producer, staff):
    factories.make_sale(producer, "A", days_ago=30)
    factories.make_bank_account(producer)
    batch = propose_batch(by=staff)
    reject_batch(batch=batch, by=staff)
    assert (batch.lines.get().state, Transaction.objects.filter(kind="payout").count()) == (
        "dropped",
        0,
    )
    for step in (reject_batch, approve_batch):
        with pytest.raises(PayoutRefused, match="rejected"):
            step(batch=batch, by=factories.make_user())
    assert propose_batch(by=staff).lines.get().state == PayoutLine.State.PROPOSED


def test_refused_adjustment_posts_nothing(producer, staff):
    accounts = accounts_for([producer_key(producer), gateway_key("vietqr")])
    asked = ask_adjustment(
        account=accounts[producer_key(producer)],
        against=accounts[gateway_key("vietqr")],
        amount=5_000,
        reason="…",
        by=staff,
    )
    for _twice in range(2):
        decide_adjustment(adjustment=asked, agrees=False, by=staff)
    with pytest.raises(AdjustmentRefused, match="decided"):
        decide_adjustment(adjustment=asked, agrees=True, by=factories.make_user())
    asked.refresh_from_db()
    assert asked.is_refused
    assert not Transaction.objects.filter(kind="adjustment").exists()


# --- Lots and labels


def test_lot_is_closed_unreleased_and_a_closed_one_recalled(product, owner):
    lot = close_lot(lot=open_lot(product=product, quantity=5, by=owner), by=owner, note="…")
    assert lot.is_closed
    with pytest.raises(LotMoveRefused):
        release_lot(lot=lot, by=owner)
    lot = recall_lot(lot=lot, reason="Mốc.", by=owner)
    assert (lot.state, lot.state_note) == ("recalled", "Mốc.")
    for step in (release_lot, close_lot):
        with pytest.raises(LotMoveRefused):
            step(lot=lot, by=owner)


def test_label_that_was_sold_is_opened_or_revoked_and_an_opened_one_revoked(product, owner):
    lot = release_lot(lot=open_lot(product=product, quantity=3, by=owner), by=owner)
    mint_labels(lot=lot, count=3, by=owner, hidden=True)
    activate_labels(lot=lot)
    opened, sold, _kept = lot.labels.order_by("pk")
    assert mark_sold(lot=lot, only=[opened.serial, sold.serial]) == 2
    code = serials.hidden_code(opened.serial)
    assert open_label(label=opened, code=code) is Opening.OPENED
    assert open_label(label=opened, code=code) is Opening.OPENED_BEFORE
    assert mark_sold(lot=lot, only=[opened.serial]) == 0
    assert void_labels(lot=lot, reason="Mất.", only=[opened.serial, sold.serial]) == 2
    assert void_labels(lot=lot, reason="Mất.", only=[opened.serial]) == 0
    states = lot.labels.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["revoked", "revoked", "activated"]


def test_run_that_failed_is_drawn_by_the_next_worker(product, owner):
    lot = release_lot(lot=open_lot(product=product, quantity=3, by=owner), by=owner)
    batch = mint_labels(lot=lot, count=3, by=owner)
    LabelBatch.objects.filter(pk=batch.pk).update(job_state=LabelBatch.JobState.FAILED)
    assert draw_batch.func(batch.pk)
    batch.refresh_from_db()
    assert (batch.job_state, batch.progress) == ("done", 3)
    assert not draw_batch.func(batch.pk)
