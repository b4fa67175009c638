"""The nightly look at documents: every gap of every series, and counters beside them."""

from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.aftersale import guards
from marketplace.aftersale.checks import (
    find_document_faults,
    gap_in,
    gaps_in,
    miscounted,
    name_of,
)
from marketplace.aftersale.models import Document, DocumentSeries
from marketplace.order.models import Order
from tests import factories
from tests.flows.sale import paid


@pytest.mark.parametrize(
    ("numbers", "gaps"),
    [
        ([], []),
        ([1, 2, 3], []),
        ([2, 3], [(1, 1)]),
        ([1, 4], [(2, 3)]),
        ([3, 4, 7, 9], [(1, 2), (5, 6), (8, 8)]),
        ([1, 300], [(2, 299)]),
        ([*range(1, 400)], []),  # equal, not the same object
    ],
)
def test_gaps_are_the_stretches_before_the_last(numbers, gaps):
    assert list(gaps_in(numbers)) == gaps


@given(st.sets(st.integers(1, 60)))
def test_gaps_and_numbers_are_all_up_to_the_last(numbers):
    missing = {n for first, last in gaps_in(sorted(numbers)) for n in range(first, last + 1)}
    assert missing | numbers == set(range(1, max(numbers, default=0) + 1))
    assert not missing & numbers


def test_series_is_named_as_its_documents_begin():
    assert (name_of("BN", 2026), name_of("GC", 2105)) == ("BN26", "GC05")


def test_faults_say_which_numbers():
    one, many = gap_in("BN26", 4, 4), gap_in("BN26", 4, 6)
    assert (one.code, one.values) == ("document", {"number": "BN26-000004"})
    assert (many.code, many.values) == (
        "documents",
        {"first": "BN26-000004", "last": "BN26-000006"},
    )
    counted = miscounted("BN26", 6, 5)
    assert (counted.code, counted.values) == ("series", {"series": "BN26", "counted": 6, "last": 5})


@pytest.fixture(scope="module")
def made(rows_of_module) -> Order:
    return paid([(factories.make_product(), 1)]).orders.get()


@pytest.fixture
def order(made, db):
    guards.remove()
    yield deepcopy(made)
    guards.install()


def write(order, kind="receipt", year=2026, *numbers) -> None:
    for number in numbers:
        Document.objects.create(
            key=f"{kind}{year}{number}",
            kind=kind,
            year=year,
            number=number,
            order=order,
            values={},
        )


def count(code="BN", year=2026, last=0) -> None:
    DocumentSeries.objects.create(code=code, year=year, last_number=last)


def found(**limit) -> list[tuple]:
    faults = find_document_faults(**limit)
    return [(f.code, *f.values.values()) for f in faults if f.code != "trigger"]


def test_numbers_of_a_series_without_a_gap_are_not_read(order, django_assert_num_queries):
    write(order, "receipt", 2026, 1, 2, 3)
    count(last=3)
    with django_assert_num_queries(3):  # series, counters of none, triggers
        assert found() == []


def test_series_without_a_gap_whose_counter_stands_at_the_last_is_right(order):
    write(order, "receipt", 2026, 1, 2, 3)
    write(order, "credit_note", 2025, 1)
    count(last=3)
    count("GC", 2025, 1)
    count("XN", 2026, 0)  # nothing was issued yet
    assert found() == []


@pytest.mark.parametrize(
    ("numbers", "gaps"),
    [
        ([2, 3], [("document", "BN26-000001")]),  # the first is missing
        ([1, 3], [("document", "BN26-000002")]),  # one between
        ([3], [("documents", "BN26-000001", "BN26-000002")]),
        ([1, 5], [("documents", "BN26-000002", "BN26-000004")]),
    ],
)
def test_gap_is_found_with_the_counter_right(order, numbers, gaps):
    write(order, "receipt", 2026, *numbers)
    count(last=numbers[-1])
    assert found() == gaps


@pytest.mark.parametrize(("counted", "is_wrong"), [(1, True), (2, False), (3, True)])
def test_counter_that_is_ahead_or_behind_is_found(order, counted, is_wrong):
    write(order, "receipt", 2026, 1, 2)
    count(last=counted)
    assert found() == ([("series", "BN26", counted, 2)] if is_wrong else [])


def test_documents_without_a_counter_are_found(order):
    write(order, "receipt", 2026, 1)
    assert found() == [("series", "BN26", 0, 1)]


@pytest.mark.parametrize(("counted", "is_wrong"), [(0, False), (1, True)])
def test_counter_without_a_document_is_found_once_it_has_counted(order, counted, is_wrong):
    count(last=counted)
    assert found() == ([("series", "BN26", counted, 0)] if is_wrong else [])


def test_counter_of_another_year_or_kind_is_not_taken_for_it(order):
    write(order, "receipt", 2026, 1)
    count("BN", 2025, 1)
    count("XN", 2026, 1)
    assert found() == [
        ("series", "BN26", 0, 1),
        ("series", "BN25", 1, 0),
        ("series", "XN26", 1, 0),
    ]


def test_so_many_gaps_of_each_series_are_named(order):
    write(order, "receipt", 2026, 2, 4, 6)
    write(order, "credit_note", 2026, 2, 4)
    count(last=6)
    count("GC", last=4)
    assert len(found()) == 5
    assert found(limit=2) == [
        ("document", "BN26-000001"),
        ("document", "BN26-000003"),
        ("document", "GC26-000001"),
        ("document", "GC26-000003"),
    ]


def test_twenty_gaps_are_named_unless_more_are_asked_for(order):
    write(order, "receipt", 2026, *range(2, 46, 2))
    count(last=44)
    assert (len(found()), len(found(limit=30))) == (20, 22)


def test_series_are_named_in_the_order_of_code_and_year(order):
    for kind, year in (("confirmation", 2025), ("receipt", 2026), ("receipt", 2025)):
        write(order, kind, year, 2)
    codes = [fault[1] for fault in found() if fault[0] == "document"]
    assert codes == ["BN25-000001", "BN26-000001", "XN25-000001"]


def test_missing_guards_are_named_last(order):
    write(order, "receipt", 2026, 1)
    faults = find_document_faults()
    assert [f.code for f in faults] == ["series", *["trigger"] * len(guards.missing())]
    assert [f.values for f in faults[1:]] == [{"name": name} for name in guards.missing()]
