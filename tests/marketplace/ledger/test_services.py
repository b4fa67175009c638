"""The ledger: it only grows, sums to zero, takes a posting once and gives back exactly."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Sum
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as PropertyCase

from marketplace.ledger import guards, services
from marketplace.ledger.models import Entry, Transaction
from marketplace.ledger.services import RefundPart, SaleLine
from tests import factories
from tests.marketplace.ledger.sold import owed, sell

pytestmark = pytest.mark.django_db


def test_posting_twice_counts_once_and_another_figure_is_refused(producer):
    sell(producer)
    sell(producer)
    assert Transaction.objects.count() == 1
    with pytest.raises(services.PostingConflict):
        sell(producer, delivery=None)
    for _ in range(2):
        services.post_payment(
            purchase_number="261125-AAAAAA", gateway="vietqr", reference="FT1", amount=472_000
        )
    assert owed()["gateway:vietqr"] == -472_000
    assert "buyer:261125-AAAAAA" not in owed()


@pytest.mark.parametrize(
    "table", ["ledger_transaction", "ledger_entry", "ledger_account", "ledger_soldline"]
)
def test_the_database_refuses_to_change_or_delete_rows(producer, table):
    sell(producer)
    column = {"ledger_entry": "amount", "ledger_account": "reference"}.get(table, "id")
    for statement in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"):
        with (
            pytest.raises(DatabaseError, match="only grows"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    assert guards.missing() == []


class RandomSales(PropertyCase):
    """Whatever is sold, taken back and paid: sums are exact and never pass what was paid."""

    @settings(max_examples=60, deadline=None)
    @given(data=st.data())
    def test_any_cut_of_any_sale_ends_exactly(self, data):
        producer = factories.make_producer()
        lines = []
        for number in range(data.draw(st.integers(1, 4))):
            price = data.draw(st.integers(1, 5_000_000))
            ours = data.draw(st.integers(0, price))
            theirs = data.draw(st.integers(0, price - ours))
            parts = [data.draw(st.integers(0, price // 4)) for _ in range(4)]
            quantity = data.draw(st.integers(1, 5))
            lines.append(SaleLine(str(number), price, quantity, "goods", ours, theirs, *parts))
        sell(producer, *lines)
        everyone = Entry.objects.aggregate(sum=Sum("amount"))["sum"]
        assert not everyone
        for step in range(data.draw(st.integers(0, 6))):
            left = services.refundable("261125-AAAAAA-1")
            parts = [
                RefundPart(line, data.draw(st.integers(0, rest))) for line, rest in left.items()
            ]
            services.post_refund(order_number="261125-AAAAAA-1", reference=f"R{step}", parts=parts)
            assert all(rest >= 0 for rest in services.refundable("261125-AAAAAA-1").values())
            assert owed().get("platform:commission", 0) >= 0
            assert owed().get("platform:discounts", 0) <= 0
        left = services.refundable("261125-AAAAAA-1")
        free = {line.reference: line.quantity for line in lines}
        services.post_refund(
            order_number="261125-AAAAAA-1",
            reference="rest",
            parts=[RefundPart(line, rest, free.get(line, 1)) for line, rest in left.items()],
        )
        assert owed() == {}


def test_tax_that_was_paid_is_the_sum_of_both(staff):
    paid = services.post_tax_paid(month="2026-11", vat=30_000, income=20_000, by=staff)
    assert paid.amount == 50_000
    moved = dict(paid.entries.values_list("account__key", "amount"))
    assert sorted(moved.values()) == [-30_000, -20_000, 50_000]


def test_cash_is_owed_by_a_carrier_of_sixty_letters_at_most(producer):
    services.post_cash_collected(
        producer=producer,
        order_number="1-1",
        purchase_number="1",
        reference="C1",
        amount=10_000,
        carrier="x" * 61,
    )
    assert owed()[f"carrier:{'x' * 60}"] == -10_000
