"""What a voucher is, when it runs, and what the database holds whoever writes."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from marketplace.discounts.models import Voucher, VoucherUse, normal_code
from tests import factories
from tests.clock import read


def hours(count: float) -> datetime.timedelta:
    return datetime.timedelta(hours=count)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("tet10", "TET10"),
        ("  tết\t10\n", "TẾT10"),
        ("te\u0302\u0301t", "TẾT"),  # typed letter by letter, and with its marks in one
        ("", ""),
        (" ", ""),
        ("a" * 30, "A" * 30),
        ("a" * 31, "A" * 30),
        ("a " * 31, "A" * 30),
    ],
)
def test_code_is_kept_in_capitals_without_spaces(typed, kept):
    assert normal_code(typed) == kept


def test_voucher_begins_as_the_market_s_once_a_buyer():
    voucher = Voucher(code="TET")
    assert (voucher.platform_share, voucher.max_uses_per_buyer) == (100, 1)
    assert (voucher.minimum_goods, voucher.uses, voucher.spent) == (0, 0, 0)
    assert voucher.is_active is True
    assert timezone.now() - hours(1) < voucher.starts_at <= timezone.now()
    assert (voucher.max_uses, voucher.budget, voucher.most) == (None, None, None)
    assert str(voucher) == "TET"


@pytest.mark.parametrize(
    ("share", "by_market", "by_producer"),
    [
        (0, False, True),
        (1, False, False),
        (50, False, False),
        (99, False, False),
        (100, True, False),
    ],
)
@pytest.mark.parametrize("is_agreed", [True, False])
def test_whoever_pays_a_part_has_to_agree(share, by_market, by_producer, is_agreed):
    voucher = Voucher(platform_share=share, agreed_at=timezone.now() if is_agreed else None)
    assert (voucher.is_paid_by_market, voucher.is_paid_by_producer) == (by_market, by_producer)
    assert voucher.needs_agreement is not (by_market or is_agreed)


@pytest.mark.parametrize(
    ("starts", "ends", "runs"),
    [(-1, 1, True), (0, 1, True), (0.001, 1, False), (-1, 0, False), (-1, 0.001, True)],
)
def test_voucher_runs_from_its_first_moment_to_before_its_last(starts, ends, runs, monkeypatch):
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)
    voucher = Voucher(starts_at=now + hours(starts), ends_at=now + hours(ends))
    assert voucher.is_running is runs


@pytest.mark.parametrize(
    ("fields", "runs"),
    [
        ({}, True),
        ({"is_active": False}, False),
        ({"platform_share": 50}, False),
        ({"platform_share": 50, "agreed_at": timezone.now}, True),
    ],
)
def test_voucher_runs_while_in_use_and_agreed_on(fields, runs):
    now = timezone.now()
    voucher = Voucher(starts_at=now - hours(1), ends_at=now + hours(1), **read(fields))
    assert voucher.is_running is runs


# What the database holds -------------------------------------------------------------------


def make(**fields) -> Voucher:
    return factories.make_voucher(**{"kind": "percent", "percent": 10} | read(fields))


REFUSED = [
    {"percent": 0},
    {"percent": 101},
    {"percent": None},
    {"amount": 1},
    {"kind": "amount", "percent": None},
    {"kind": "amount", "percent": None, "amount": 0},
    {"kind": "amount", "percent": 10, "amount": 1},
    {"platform_share": 101},
    {"platform_share": 99},
    {"platform_share": 0},
    {"max_uses": 1, "uses": 2},
    {"budget": 100, "spent": 101},
    {"spent": -1},
    {"starts_at": timezone.now, "ends_at": lambda: timezone.now() - hours(1)},
]
TAKEN = [
    {"percent": 1},
    {"percent": 100},
    {"kind": "amount", "percent": None, "amount": 1},
    {"max_uses": 1, "uses": 1},
    {"uses": 9},
    {"budget": 100, "spent": 100},
    {"spent": 9},
]


@pytest.mark.django_db
@pytest.mark.parametrize("fields", REFUSED, ids=str)
def test_database_refuses_what_no_voucher_can_be(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        make(**fields)
    assert not Voucher.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("fields", TAKEN, ids=str)
def test_database_takes_the_edges(fields):
    assert make(**fields).pk


@pytest.mark.django_db
def test_voucher_does_not_end_as_it_starts_and_a_code_stands_once():
    now = timezone.now()
    for fields in ({"starts_at": now, "ends_at": now}, {"code": "TET"}):
        make(code="TET") if "code" in fields else None
        with pytest.raises(IntegrityError), transaction.atomic():
            make(**fields)


@pytest.mark.parametrize("share", [0, 99])
def test_producer_that_pays_is_named(producer, share):
    assert make(platform_share=share, producer=producer).pk


@pytest.mark.django_db
def test_use_takes_something_off_and_once_a_purchase():
    voucher = make()
    use = {"voucher": voucher, "buyer": "lan@example.vn", "purchase_number": "A1"}
    held = VoucherUse.objects.create(amount=1, **use)
    assert timezone.now() - hours(1) < held.held_at <= timezone.now()
    assert held.released_at is None
    for fields in (use | {"amount": 2}, use | {"amount": 0, "purchase_number": "A2"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            VoucherUse.objects.create(**fields)
    assert VoucherUse.objects.create(**use | {"amount": 1, "voucher": make()}).pk


@pytest.mark.django_db
def test_vouchers_come_newest_first():
    made = [make() for _each in range(3)]
    Voucher.objects.filter(pk=made[0].pk).update(created_at=timezone.now() + hours(1))
    Voucher.objects.exclude(pk=made[0].pk).update(created_at=timezone.now())
    assert list(Voucher.objects.all()) == [made[0], made[2], made[1]]
