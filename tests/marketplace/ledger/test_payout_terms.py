"""Payout terms: added by date, of all or of one producer, followed until a batch is approved."""

import pytest
from django.utils import timezone

from marketplace.ledger import payouts
from marketplace.ledger.models import PayoutLine, PayoutTerm
from marketplace.ledger.payout_terms import cutoffs_at
from marketplace.ledger.queries import payable
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(db):
    return factories.make_accountant("one@example.vn"), factories.make_accountant("two@example.vn")


def own_terms(producer, days: int, minimum: int = 0) -> None:
    PayoutTerm.objects.create(
        producer=producer, valid_from=timezone.localdate(), holding_days=days, minimum=minimum
    )


def test_a_producers_own_terms_decide_what_is_due_and_from_which_sum(desk):
    for days in (3, 10):
        makers = [factories.make_producer() for _two in range(2)]
        for maker in makers:
            factories.make_sale(maker, days_ago=days)
        own_terms(makers[0], 5)
        now = timezone.now()
        due = payable(cutoffs_at(now))
        # the market's 7 days hold for the other
        assert due[makers[0].pk] == (115_000 if days > 5 else 0)
        assert due[makers[1].pk] == (115_000 if days > 7 else 0)
        assert payable(cutoffs_at(now, [makers[0].pk]), [makers[0].pk]) == {
            makers[0].pk: due[makers[0].pk]
        }


def test_a_batch_follows_the_terms_of_each_producer_until_it_is_approved(desk):
    quick, slow, small, plain = (factories.make_producer() for _four in range(4))
    for maker, days in ((quick, 3), (slow, 20), (small, 20), (plain, 20)):
        factories.make_sale(maker, days_ago=days)
        factories.make_bank_account(maker)
    own_terms(quick, 1)
    own_terms(slow, 30)
    own_terms(small, 7, minimum=1_000_000)
    batch = payouts.propose_batch(by=desk[0])
    assert set(batch.lines.values_list("producer", flat=True)) == {quick.pk, plain.pk}
    payouts.approve_batch(batch=batch, by=desk[1])
    states = set(batch.lines.values_list("state", flat=True))
    assert states == {PayoutLine.State.APPROVED}  # not left out by the market's cutoff
