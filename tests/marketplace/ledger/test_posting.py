"""Each draft is posted once, whole, and only if it sums to zero."""

import dataclasses

import pytest
from django.utils import timezone

from marketplace.ledger.models import Account, Entry, Transaction
from marketplace.ledger.posting import Draft, PostingConflict, post
from marketplace.ledger.sales import SaleLine
from marketplace.ledger.services import Code, Kind, RefundPart, producer_key
from tests import factories

pytestmark = pytest.mark.django_db


def draft(producer, reference="FEE-1", amount=1_000, against=None, **more) -> Draft:
    against = amount if against is None else against
    return Draft(
        kind=Kind.FEE,
        source_kind="fee",
        source_reference=reference,
        amount=amount,
        entries=[
            (producer_key(producer), Code.FEE, amount),
            ("platform:losses", Code.FEE, -against),
        ],
        producer=producer,
        **more,
    )


@pytest.mark.parametrize("against", [999, 1_001, 0])
def test_what_does_not_sum_to_zero_is_refused_and_nothing_of_it_is_kept(producer, against):
    good = draft(producer, "FEE-0")
    with pytest.raises(ValueError, match="FEE-1 does not sum to zero"):
        post([good, draft(producer, against=against)])
    assert Transaction.objects.count() == Entry.objects.count() == 0


def test_the_same_source_is_posted_once_and_given_back(producer):
    (first,) = post([draft(producer)])
    (again, other) = post([draft(producer), draft(producer, "FEE-2")])
    assert again == first
    assert other.source_reference == "FEE-2"
    assert Entry.objects.count() == 4


def test_the_same_source_with_another_figure_is_a_conflict(producer):
    post([draft(producer)])
    with pytest.raises(PostingConflict, match="FEE-1"):
        post([draft(producer, amount=1_001)])
    assert Transaction.objects.get().amount == 1_000


def test_a_transaction_keeps_who_when_and_why(producer):
    asked, agreed = factories.make_user(), factories.make_user()
    at = timezone.now() - timezone.timedelta(days=3)
    (row,) = post(
        [draft(producer, note="x" * 400, order_number="A-1", by=asked, second_by=agreed)], at=at
    )
    row.refresh_from_db()
    assert (row.by, row.second_by, row.booked_at, row.order_number) == (asked, agreed, at, "A-1")
    assert row.note == "x" * 300
    assert set(row.entries.values_list("booked_at", flat=True)) == {at}


def test_an_entry_of_nothing_is_not_written(producer):
    nothing = draft(producer, amount=0)
    post([nothing])
    assert Entry.objects.count() == 0
    assert not Account.objects.filter(key="platform:losses").exists()


@pytest.mark.parametrize("fact", [SaleLine("1", 1_000), RefundPart("1", 1_000)])
def test_facts_of_a_posting_cannot_be_changed_on_their_way(fact):
    with pytest.raises(dataclasses.FrozenInstanceError):
        fact.amount = 2  # type: ignore[misc]
