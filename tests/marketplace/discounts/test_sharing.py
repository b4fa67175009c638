"""How much a voucher takes off, of which lines, and who pays how much of it, to the dong."""

import datetime
from dataclasses import FrozenInstanceError, asdict

import pytest
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from marketplace.discounts import sharing
from marketplace.discounts.models import Voucher
from marketplace.discounts.sharing import (
    REFUSALS,
    Applied,
    DiscountLine,
    Refusal,
    apply_codes,
    apply_one,
    closed,
    covered,
    taken_off,
)
from tests import factories
from tests.clock import read

VASE, BOWL, CUP = 333_333, 99_999, 33_333


def percent(value: int, **fields) -> Voucher:
    return Voucher(kind="percent", percent=value, **fields)


def amount(value: int, **fields) -> Voucher:
    return Voucher(kind="amount", amount=value, **fields)


# How much ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("voucher", "cost", "off"),
    [
        (percent(10), 0, 0),
        (percent(10), 9, 0),
        (percent(10), 10, 1),
        (percent(10), 19, 1),
        (percent(15), VASE + BOWL + CUP, 69_999),
        (percent(100), 333, 333),
        (percent(15, most=60_000), VASE + BOWL + CUP, 60_000),
        (percent(10, most=10), 100, 10),
        (percent(10, most=11), 100, 10),
        (percent(10, most=9), 100, 9),
        (percent(10, most=0), 100, 0),
        (amount(50), 49, 49),
        (amount(50), 50, 50),
        (amount(50), 51, 50),
        (amount(50, most=49), 100, 49),
        (amount(50, most=51), 100, 50),
        (amount(50, most=40), 30, 30),
        (Voucher(kind="percent"), 100, 0),
        (Voucher(kind="amount"), 100, 0),
    ],
)
def test_voucher_takes_its_percent_or_sum_up_to_its_ceiling(voucher, cost, off):
    assert taken_off(voucher, cost) == off


@given(
    cost=st.integers(0, 10**9),
    value=st.integers(1, 100),
    most=st.none() | st.integers(0, 10**6),
)
def test_more_goods_never_take_less_off(cost, value, most):
    voucher = percent(value, most=most)
    off = taken_off(voucher, cost)
    assert 0 <= off <= cost
    assert off <= taken_off(voucher, cost + 1) <= off + 1


# Of which lines ----------------------------------------------------------------------------

LINES = [(1, 10), (1, 20), (2, 10), (2, None)]


@pytest.mark.parametrize(
    ("producer", "group", "mine"),
    [
        (None, None, [0, 1, 2, 3]),
        (1, None, [0, 1]),
        (2, None, [2, 3]),
        (None, 10, [0, 2]),
        (1, 10, [0]),
        (2, 20, []),
        (3, None, []),
    ],
)
def test_voucher_covers_its_producer_s_and_its_group_s_lines(producer, group, mine):
    lines = [DiscountLine(*each, 100) for each in LINES]
    found = covered(Voucher(producer_id=producer, group_id=group), lines)
    assert found == [lines[n] for n in mine]


def test_only_covered_lines_are_discounted():
    lines = [DiscountLine(*each, 100) for each in LINES]
    assert apply_one(percent(10, producer_id=2), lines) == 20
    assert [line.left for line in lines] == [100, 100, 90, 90]


@pytest.mark.parametrize(("minimum", "result"), [(0, 20), (199, 20), (200, 20), (201, "minimum")])
def test_goods_it_covers_have_to_cost_its_minimum_before_discounts(minimum, result):
    lines = [DiscountLine(1, None, 100, platform=50), DiscountLine(1, None, 100)]
    lines.append(DiscountLine(2, None, 999))  # not covered, so not counted
    voucher = amount(20, producer_id=1, minimum_goods=minimum)
    assert apply_one(voucher, lines) == result
    assert sum(line.left for line in lines) == 1149 - (20 if result == 20 else 0)


@pytest.mark.parametrize(
    ("voucher", "lines"),
    [
        (percent(10, producer_id=9), [DiscountLine(1, None, 100)]),
        (percent(10), []),
        (percent(10), [DiscountLine(1, None, 9)]),
        (amount(10), [DiscountLine(1, None, 100, platform=60, producer=40)]),
    ],
    ids=["foreign", "empty", "too little", "nothing left"],
)
def test_what_takes_nothing_off_is_of_other_goods(voucher, lines):
    before = [asdict(line) for line in lines]
    assert apply_one(voucher, lines) == "other_goods"
    assert [asdict(line) for line in lines] == before


# Who pays ----------------------------------------------------------------------------------


def parts(lines) -> list[tuple[int, int]]:
    return [(line.platform, line.producer) for line in lines]


def test_worked_example_is_shared_to_the_dong():
    lines = [DiscountLine(1, None, cost) for cost in (VASE, BOWL, CUP)]
    assert apply_one(percent(15, most=60_000, platform_share=50), lines) == 60_000
    assert parts(lines) == [(21_429, 21_428), (6_428, 6_429), (2_143, 2_143)]
    assert [line.left for line in lines] == [290_476, 87_142, 29_047]


@pytest.mark.parametrize(
    ("off", "share", "shared"),
    [
        (100, 100, (100, 0)),
        (100, 0, (0, 100)),
        (100, 33, (33, 67)),
        (1, 49, (0, 1)),
        (1, 50, (1, 0)),  # half a dong is the market's
        (1, 51, (1, 0)),
        (3, 50, (2, 1)),
        (150, 33, (50, 100)),
        (10, 4, (0, 10)),
        (10, 5, (1, 9)),
    ],
)
def test_market_s_part_is_rounded_to_the_nearest_dong(off, share, shared):
    lines = [DiscountLine(1, None, 1000)]
    assert apply_one(amount(off, platform_share=share), lines) == off
    assert parts(lines) == [shared]
    assert lines[0].left == 1000 - off


def test_second_voucher_takes_from_what_the_first_left():
    lines = [DiscountLine(1, None, 1000), DiscountLine(2, None, 1000)]
    assert apply_one(amount(500, producer_id=1, platform_share=0), lines) == 500
    assert apply_one(percent(10), lines) == 150
    assert parts(lines) == [(50, 500), (100, 0)]


def test_line_costs_what_is_left_after_both():
    line = DiscountLine(1, 2, 100, platform=30, producer=20)
    assert line.left == 50
    fresh = DiscountLine(1, 2, 100)
    assert (fresh.platform, fresh.producer, fresh.left) == (0, 0, 100)


# Codes -------------------------------------------------------------------------------------


@pytest.fixture
def moment(monkeypatch):
    now = timezone.now()
    monkeypatch.setattr(sharing.timezone, "now", lambda: now)
    return now


def running(moment, **fields) -> Voucher:
    hour = datetime.timedelta(hours=1)
    facts = {"starts_at": moment - hour, "ends_at": moment + hour, "kind": "percent"}
    return Voucher(**facts | {"percent": 10} | fields)


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({}, ""),
        ({"is_active": False}, "over"),
        ({"platform_share": 99}, "over"),
        ({"platform_share": 99, "agreed_at": timezone.now}, ""),
        ({"starts_at": 0}, ""),
        ({"starts_at": 1}, "over"),
        ({"ends_at": 0}, "over"),
        ({"ends_at": 1}, ""),
        ({"ends_at": -1}, "over"),
        ({"max_uses": 0}, "used_up"),
        ({"max_uses": 2, "uses": 1}, ""),
        ({"max_uses": 2, "uses": 2}, "used_up"),
        ({"max_uses": 2, "uses": 3}, "used_up"),
        ({"uses": 9}, ""),
        ({"budget": 0}, "used_up"),
        ({"budget": 100, "spent": 99}, ""),
        ({"budget": 100, "spent": 100}, "used_up"),
        ({"budget": 100, "spent": 101}, "used_up"),
        ({"spent": 9}, ""),
    ],
    ids=str,
)
def test_voucher_is_closed_when(moment, fields, refusal):
    facts = {
        name: moment + datetime.timedelta(seconds=value)
        if name in ("starts_at", "ends_at")
        else value
        for name, value in read(fields).items()
    }
    assert closed(running(moment, **facts)) == refusal


def applied_by(codes, lines):
    applied, refused = apply_codes(codes, lines)
    told = [(use.voucher.code, use.amount) for use in applied]
    return told, [(refusal.code, refusal.reason) for refusal in refused]


@pytest.mark.parametrize("codes", [[], [""], ["", ""], iter([])])
def test_no_codes_ask_nothing(db, codes, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert apply_codes(codes, [DiscountLine(1, None, 100)]) == ([], [])


def test_codes_are_read_as_people_type_them_and_count_once(db, django_assert_num_queries):
    factories.make_voucher("TET10", percent=10)
    lines = [DiscountLine(1, None, 100_000)]
    with django_assert_num_queries(1):
        found = applied_by(["tet10", " TET 10", "nothing", "nothing"], lines)
    assert found == ([("TET10", 10_000)], [("NOTHING", "unknown")])
    assert lines[0].left == 90_000


def test_producer_s_vouchers_come_first_then_one_of_the_market(producer):
    other = factories.make_producer()
    own = {"producer": producer, "platform_share": 0}
    factories.make_voucher("CHO10", percent=10)
    factories.make_voucher("CHO20", percent=20)
    factories.make_voucher("NHA1", amount=10_000, **own)
    factories.make_voucher("NHA2", amount=20_000, **own)
    factories.make_voucher("KIA", amount=5_000, producer=other, platform_share=0)
    lines = [DiscountLine(producer.pk, None, 100_000), DiscountLine(other.pk, None, 50_000)]
    applied, refused = applied_by(["CHO10", "NHA1", "CHO20", "KIA", "NHA2"], lines)
    # 10 % of 90 000 and 45 000, after what the producers take off
    assert applied == [("NHA1", 10_000), ("KIA", 5_000), ("CHO10", 13_500)]
    assert refused == [("NHA2", "second"), ("CHO20", "second")]
    assert parts(lines) == [(9_000, 10_000), (4_500, 5_000)]


def test_refused_voucher_leaves_its_place_to_the_next(producer):
    factories.make_voucher("HET", percent=10, max_uses=0)
    factories.make_voucher("DAT", amount=10, minimum_goods=999_999)
    factories.make_voucher("CHO", amount=10)
    lines = [DiscountLine(producer.pk, None, 100)]
    applied, refused = applied_by(["HET", "DAT", "CHO"], lines)
    assert applied == [("CHO", 10)]
    assert refused == [("HET", "used_up"), ("DAT", "minimum")]
    assert lines[0].left == 90


@pytest.mark.parametrize(
    ("limit", "is_guest", "refused"),
    [(1, True, "sign_in"), (0, True, "sign_in"), (1, False, ""), (None, True, "")],
)
def test_what_is_counted_for_each_buyer_asks_guests_to_sign_in(db, limit, is_guest, refused):
    factories.make_voucher("MOT", amount=10, max_uses_per_buyer=limit)
    lines = [DiscountLine(1, None, 100)]
    _applied, told = apply_codes(["MOT"], lines, is_guest=is_guest)
    assert [refusal.reason for refusal in told] == ([refused] if refused else [])
    assert lines[0].left == (100 if refused else 90)


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        ("unknown", "There is no voucher with this code."),
        ("over", "This voucher is over or not in use yet."),
        ("used_up", "This voucher is used up."),
        ("sign_in", "This voucher counts its uses for each buyer: please sign in to use it."),
        ("used_before", "You have used this voucher already."),
        ("other_goods", "Nothing in the basket is covered by this voucher."),
        ("minimum", "The goods it covers cost less than this voucher asks for."),
        ("second", "Only one voucher of the market and one of each producer go together."),
    ],
)
def test_refusal_is_a_sentence(reason, sentence):
    with translation.override("en"):
        assert str(Refusal("TET", reason).text) == sentence


def test_every_refusal_has_its_sentence_here():
    assert len(REFUSALS) == 8


def test_what_was_found_does_not_change():
    for each in (Refusal("TET", "over"), Applied(Voucher(), 1)):
        with pytest.raises(FrozenInstanceError):
            each.amount = 2
