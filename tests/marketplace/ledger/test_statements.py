"""A producer's month, from what was owed to what is owed."""

import datetime

import pytest
from django.utils import timezone

from marketplace.ledger import services
from marketplace.ledger.queries import balance_of, statement
from marketplace.ledger.services import RefundPart
from tests import factories

pytestmark = pytest.mark.django_db
sold = factories.make_sale


def test_statement_runs_from_opening_to_closing(producer):
    today = timezone.localdate()
    last_month = (today.replace(day=1) - datetime.timedelta(days=1)).replace(day=1)
    days = (today - last_month).days
    sold(producer, "A", days_ago=days)
    sold(producer, "B", price=200_000, days_ago=None)
    services.post_refund(order_number="A-1", reference="R", parts=[RefundPart("1", 40_000)])
    before = statement(producer, last_month)
    assert (before.opening, before.closing) == (0, 115_000)
    now = statement(producer, today if today.day > 1 else last_month)
    assert now.closing == balance_of(producer)
    assert [m.owed for m in now.movements][-1] == now.closing
    assert sum(now.totals.values()) == now.closing - now.opening
    assert statement(factories.make_producer(), today).movements == []
