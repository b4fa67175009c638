"""Corrections by hand: one asks, another decides, it is posted once."""

import pytest

from marketplace.ledger import services
from marketplace.ledger.adjustments import AdjustmentRefused, ask_adjustment, decide_adjustment
from marketplace.ledger.models import (
    Account,
    Transaction,
)
from marketplace.ledger.queries import balance_of
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(db):
    return factories.make_user("one@example.vn"), factories.make_user("two@example.vn")


sold = factories.make_sale


def test_adjustment_needs_a_second_person_and_posts_once(producer, desk):
    sold(producer, "A")
    own, market = (
        Account.objects.get(key=f"producer:{producer.pk}"),
        services.accounts_for([services.LOSSES])[services.LOSSES],
    )
    asked = ask_adjustment(
        account=own, against=market, amount=7_000, reason="Vỡ khi vận chuyển", by=desk[0]
    )
    with pytest.raises(AdjustmentRefused, match="own"):
        decide_adjustment(adjustment=asked, agrees=True, by=desk[0])
    for _ in range(2):
        decide_adjustment(adjustment=asked, agrees=True, by=desk[1])
    with pytest.raises(AdjustmentRefused, match="decided"):
        decide_adjustment(adjustment=asked, agrees=False, by=desk[1])
    assert balance_of(producer) == 122_000
    posted = Transaction.objects.get(kind="adjustment")
    assert (posted.by, posted.second_by, posted.note) == (*desk, "Vỡ khi vận chuyển")
