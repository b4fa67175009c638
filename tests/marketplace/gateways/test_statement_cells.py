"""Sums with their sign and days with what stands beside them, as banks write them."""

from datetime import datetime

import pytest
from django.utils import timezone

from marketplace.gateways.statement_cells import (
    NotASum,
    amount_of,
    day_and_document,
    direction_of,
    is_month_first,
    signed_of,
)


@pytest.mark.parametrize(
    ("text", "dong"),
    [
        ("544.000", 544_000),
        ("544,000.00", 544_000),
        ("544.000,5", 544_000),
        ("544.000,50", 544_000),
        ("+544 000", 544_000),
        ("544000 VND", 544_000),
        ("-544.000", 0),
        ("", 0),
        ("VND", 0),
        (".,", 0),
        ("0", 0),
        ("7", 7),
        ("9" * 13, int("9" * 13)),
        ("9" * 14, 0),
    ],
)
def test_amounts_are_read_in_dong(text, dong):
    assert amount_of(text) == dong


@pytest.mark.parametrize(
    ("text", "first", "told"),
    [
        ("25/11/2026", "%d/%m/%Y", datetime(2026, 11, 25)),
        ("25/11/2026 13:45:10", "%Y", datetime(2026, 11, 25, 13, 45, 10)),
        ("25/11/2026 13:45", "%Y", datetime(2026, 11, 25, 13, 45)),
        ("25-11-2026", "%d/%m/%Y", datetime(2026, 11, 25)),
        ("2026-11-25 13:45:10", "%d/%m/%Y", datetime(2026, 11, 25, 13, 45, 10)),
        ("2026-11-25", "%d/%m/%Y", datetime(2026, 11, 25)),
        ("11/25/2026", "%m/%d/%Y", datetime(2026, 11, 25)),
        ("04/05/2026", "%m/%d/%Y", datetime(2026, 4, 5)),
    ],
)
def test_days_are_read_as_the_format_says_or_as_banks_write_them(text, first, told):
    assert day_and_document(text, first)[0] == timezone.make_aware(told)


def test_what_is_no_day_is_refused():
    with pytest.raises(ValueError, match="hôm qua"):
        day_and_document("hôm qua", "%d/%m/%Y")


@pytest.mark.parametrize(
    "text",
    [
        "(150.000)",
        "-150.000",
        "150,000-",
        "− 150 000",
        "–150.000",
        "150.000 —",
        "150,000 DR",
        "150,000DR",
        "150.000 (Dr)",
        "150.000 D",
        "DR 150.000",
        "150.000 Nợ",
        "(150,000.00) VND",
        "VND (150,000)",
        "-150000,00 ₫",
    ],
)
def test_what_left_is_never_income(text):
    assert (signed_of(text), amount_of(text)) == (-150_000, 0)


@pytest.mark.parametrize(
    "text",
    ["150.000 CR", "150,000C", "+150.000", "150.000 đ", "150000d", "VNĐ 150.000", "１５０.０００"],
)
def test_what_came_in_keeps_its_sign(text):
    assert signed_of(text) == 150_000


@pytest.mark.parametrize(
    "text",
    ["25/11/2026", "1250.000", "5.44E+05", "USD 12", "1,25,000", "544.000 hàng", "1.2.3", "9" * 14],
)
def test_what_is_no_sum_or_two_is_refused(text):
    with pytest.raises(NotASum):
        signed_of(text)
    assert amount_of(text) == 0


@pytest.mark.parametrize(
    ("text", "told", "document"),
    [
        ("25/11/2026 10:15:22 PM", datetime(2026, 11, 25, 22, 15, 22), ""),
        ("12:05 AM 25/11/2026", datetime(2026, 11, 25, 0, 5), ""),
        ("25/11/2026 12:05 PM", datetime(2026, 11, 25, 12, 5), ""),
        ("25/11/2026 10:15:22 CH", datetime(2026, 11, 25, 22, 15, 22), ""),
        ("25/11/2026 13:15 PM", datetime(2026, 11, 25, 13, 15), ""),
        ("25/11/26", datetime(2026, 11, 25), ""),
        ("25.11.2026", datetime(2026, 11, 25), ""),
        ("46351", datetime(2026, 11, 25), ""),
        ("46351.42749", datetime(2026, 11, 25, 10, 15, 35), ""),
        ("20261125221522", datetime(2026, 11, 25, 22, 15, 22), ""),
        ("25-Nov-2026", datetime(2026, 11, 25), ""),
        ("ngày 25 tháng 11 năm 2026", datetime(2026, 11, 25), ""),
        ("2026-11-25T10:15:22.000+07:00", datetime(2026, 11, 25, 10, 15, 22), ""),
        ("25/11/2026 5243.65937", datetime(2026, 11, 25), "5243.65937"),
        ("5243.65937 25/11/2026", datetime(2026, 11, 25), "5243.65937"),
        ("03/08/2026 / 5254 - 05356", datetime(2026, 8, 3), "5254 - 05356"),
        ("25/11/2026 26/11/2026", datetime(2026, 11, 25), ""),
        ("25/11/2026 10:15 FT26330001", datetime(2026, 11, 25, 10, 15), "FT26330001"),
    ],
)
def test_a_day_is_read_with_its_time_and_the_document_beside_it(text, told, document):
    assert day_and_document(text, "%d/%m/%Y") == (timezone.make_aware(told), document)


@pytest.mark.parametrize("text", ["1", "12345", "31/02/2026", "25/11/2026 24:61", "11/25/2026", ""])
def test_what_is_no_day_in_this_order_is_refused(text):
    with pytest.raises(ValueError, match=r"^"):
        day_and_document(text, "%d/%m/%Y")


@pytest.mark.parametrize(
    ("days", "is_so"),
    [
        (["11/25/2026", "11/02/2026"], True),
        (["11/10/2026"], False),
        (["11/25/2026", "25/11/2026"], False),
        ([], False),
    ],
)
def test_months_stand_first_where_nothing_else_can_be(days, is_so):
    assert is_month_first(days) is is_so


@pytest.mark.parametrize(
    ("text", "sign"),
    [("D", -1), ("Ghi nợ", -1), ("DR.", -1), ("–", -1), ("Có", 1), ("+", 1), ("C", 1), ("x", 0)],
)
def test_words_of_a_column_for_in_and_out(text, sign):
    assert direction_of(text) == sign
