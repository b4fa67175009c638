"""Batches: who is in one, who may decide, and what becomes of its lines."""

import datetime

import pytest
from django.utils import timezone

from marketplace.ledger.models import PayoutBatch, PayoutLine
from marketplace.ledger.payout_terms import TermTaken, add_payout_term, terms_of
from marketplace.ledger.payouts import (
    PayoutRefused,
    approve_batch,
    propose_batch,
    reject_batch,
)
from marketplace.ledger.services import Code, Draft, Kind, post, producer_key
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def one():
    return factories.make_user("one@example.vn")


@pytest.fixture
def two():
    return factories.make_user("two@example.vn")


def owe(producer, amount: int, reference: str = "X") -> None:
    """Owe a producer a sum that belongs to no order, so that nothing of it is held back."""
    post(
        [
            Draft(
                kind=Kind.FEE,
                source_kind="fee",
                source_reference=f"{reference}-{producer.pk}",
                amount=amount,
                entries=[
                    (producer_key(producer), Code.FEE, amount),
                    ("platform:losses", Code.FEE, -amount),
                ],
                producer=producer,
            )
        ]
    )


def set_minimum(minimum: int, one) -> None:
    add_payout_term(
        producer=None,
        valid_from=timezone.localdate(),
        holding_days=7,
        minimum=minimum,
        note="",
        by=one,
    )


@pytest.mark.parametrize(("owed", "is_due"), [(-1, False), (1, True)])
def test_the_smallest_sum_that_is_owed_is_due(producer, one, owed, is_due):
    factories.make_bank_account(producer)
    set_minimum(0, one)
    owe(producer, owed)
    batch = propose_batch(by=one)
    assert (batch is not None) == is_due
    if batch:
        assert batch.lines.get().amount == 1


@pytest.mark.parametrize(("owed", "is_due"), [(49_999, False), (50_000, True), (50_001, True)])
def test_a_sum_below_the_producers_minimum_waits(producer, one, owed, is_due):
    factories.make_bank_account(producer)
    add_payout_term(
        producer=producer,
        valid_from=timezone.localdate(),
        holding_days=7,
        minimum=50_000,
        note="",
        by=one,
    )
    owe(producer, owed)
    assert (propose_batch(by=one) is not None) == is_due


def test_only_verified_accounts_that_stand_are_paid_to(producer, one):
    owe(producer, 500_000)
    account = factories.make_bank_account(producer, verified=False)
    assert propose_batch(by=one) is None
    account.verified_at = account.replaced_at = timezone.now()
    account.save()
    assert propose_batch(by=one) is None
    account.replaced_at = None
    account.save()
    batch = propose_batch(by=one)
    line = batch.lines.get()
    assert (line.producer, line.account, line.amount) == (producer, account, 500_000)
    assert (batch.proposed_by, batch.state) == (one, PayoutBatch.State.PROPOSED)
    assert propose_batch(by=one) is None  # it waits in the first


def test_a_proposal_is_approved_by_another_person_once(producer, one, two):
    factories.make_bank_account(producer)
    owe(producer, 500_000)
    batch = propose_batch(by=one)
    with pytest.raises(PayoutRefused, match="own"):
        approve_batch(batch=batch, by=one)
    batch = approve_batch(batch=batch, by=two)
    assert (batch.state, batch.decided_by) == (PayoutBatch.State.APPROVED, two)
    assert batch.lines.get().state == PayoutLine.State.APPROVED
    decided = batch.decided_at
    again = approve_batch(batch=batch, by=one)
    assert (again.state, again.decided_by, again.decided_at) == (batch.state, two, decided)


def test_a_rejected_proposal_stays_rejected(producer, one, two):
    factories.make_bank_account(producer)
    owe(producer, 500_000)
    batch = propose_batch(by=one)
    reject_batch(batch=batch, by=two)
    with pytest.raises(PayoutRefused, match="rejected"):
        approve_batch(batch=batch, by=two)
    assert propose_batch(by=one).lines.get().amount == 500_000


def test_a_line_is_dropped_when_less_is_owed_by_now(producer, one, two):
    factories.make_bank_account(producer)
    owe(producer, 500_000)
    other = factories.make_producer()
    factories.make_bank_account(other)
    owe(other, 300_000)
    batch = propose_batch(by=one)
    owe(producer, -1, "less")
    approve_batch(batch=batch, by=two)
    states = dict(batch.lines.values_list("producer", "state"))
    assert states == {
        producer.pk: PayoutLine.State.DROPPED,
        other.pk: PayoutLine.State.APPROVED,
    }


def test_a_line_is_dropped_when_the_account_was_replaced(producer, one, two):
    account = factories.make_bank_account(producer)
    owe(producer, 500_000)
    batch = propose_batch(by=one)
    account.replaced_at = timezone.now()
    account.save()
    approve_batch(batch=batch, by=two)
    line = batch.lines.get()
    assert line.state == PayoutLine.State.DROPPED
    assert line.reason


def test_terms_hold_from_their_day_and_a_producers_own_come_first(producer, one):
    day = datetime.date(2026, 6, 10)
    said = {"note": "", "by": one}
    add_payout_term(producer=None, valid_from=day, holding_days=5, minimum=10, **said)
    add_payout_term(producer=producer, valid_from=day, holding_days=3, minimum=20, **said)
    before = terms_of(day - datetime.timedelta(days=1), producer)
    assert before.holding_days == terms_of(day - datetime.timedelta(days=1)).holding_days
    assert terms_of(day).holding_days == 5
    assert terms_of(day, producer).holding_days == 3
    assert terms_of(day, factories.make_producer()).minimum == 10


def test_the_same_terms_twice_change_nothing_and_others_are_refused(producer, one):
    said = {
        "producer": producer,
        "valid_from": datetime.date(2026, 6, 10),
        "holding_days": 3,
        "minimum": 20,
        "note": "theo hợp đồng",
        "by": one,
    }
    assert add_payout_term(**said) is True
    assert add_payout_term(**said) is False
    for name, value in (("holding_days", 4), ("minimum", 21), ("note", "khác")):
        with pytest.raises(TermTaken):
            add_payout_term(**said | {name: value})


def test_before_the_first_terms_money_rests_a_week(producer):
    term = terms_of(datetime.date(2000, 1, 1), producer)
    assert (term.holding_days, term.minimum) == (7, 0)
