"""Which row names the columns, which column is which, and whose layout it is."""

from pathlib import Path

import pytest

from marketplace.files.tables import read_sheets
from marketplace.gateways.payout_results import HINTS as PAYOUT_HINTS
from marketplace.gateways.statement_columns import (
    bank_named,
    find_header,
    guess_columns,
    header_worth,
    join,
    joined_header,
    looks_like_header,
    profile_of,
    profiles,
    proposed_columns,
)
from marketplace.gateways.vietqr.banks import NAMES

STATEMENTS = Path(__file__).parents[2] / "data" / "statements"
HEADER = "Ngày GD;Số tham chiếu;Ghi có;Diễn giải"
COLUMNS = {"booked_at": 0, "reference": 1, "amount": 2, "purpose": 3}


@pytest.mark.parametrize(
    ("row", "is_header"),
    [
        (["a", "b", "c"], True),
        (["a", "b", ""], False),
        (["a", "", "b", "c"], True),
        (["a", "b", "544.000"], False),
        (["a", "b", "123"], True),
        (["a", "b", "1234"], False),
    ],
)
def test_header_has_three_names_and_no_amount(row, is_header):
    assert looks_like_header(row) is is_header


def test_columns_are_proposed_by_the_names_banks_use():
    assert guess_columns(HEADER.split(";")) == COLUMNS
    assert guess_columns(["Transaction date", "Credit", "Description"]) == {
        "booked_at": 0,
        "amount": 1,
        "purpose": 2,
    }
    assert guess_columns(["x", "y"]) == {}


@pytest.mark.parametrize(
    ("name", "at"),
    [("s-metadata.xlsx", 4), ("s-vcb.xlsx", 3), ("s-semicolon.csv", 1), ("s-acb.csv", 0)],
)
def test_header_is_the_row_whose_cells_say_so_and_not_the_first_with_names(name, at):
    (rows,) = read_sheets((STATEMENTS / name).read_bytes())
    assert find_header(rows) == at


def test_rows_of_account_and_time_are_no_header():
    rows = [
        ["Tên tài khoản", "CONG TY CHO LANG", "Loại tiền", "VND"],
        ["Số tài khoản", "19020352517013", "Kỳ sao kê", "01/11/2026 - 30/11/2026"],
    ]
    assert find_header([*rows, ["Ngày", "Số tiền", "Nội dung"]]) == 2


def test_header_of_results_is_found_by_their_own_words():
    rows = [["Lô", "P1", "Ngày"], ["Nội dung", "Số tài khoản", "Số tiền", "Trạng thái"]]
    assert find_header(rows, PAYOUT_HINTS) == 1


def test_header_in_two_rows_is_put_together():
    rows = [
        ["Ngày", "Chứng từ", "Phát sinh", "", "Nội dung"],
        ["", "", "Nợ", "Có", ""],
        ["25/11/2026", "1", "", "5.000", "x"],
    ]
    assert joined_header(rows, 0)
    names = join(*rows[:2])
    assert names == ["Ngày", "Chứng từ", "Phát sinh Nợ", "Phát sinh Có", "Nội dung"]
    assert guess_columns(names)["amount"] == 3
    assert not joined_header([rows[0], rows[2]], 0)


@pytest.mark.parametrize(
    ("headers", "columns"),
    [
        ("STT;Ngày;Nợ;Có;Nội dung", {"booked_at": 1, "debit": 2, "amount": 3, "purpose": 4}),
        ("No.;Date;Amount;Description", {"booked_at": 1, "amount": 2, "purpose": 3}),
        (
            "Ngày hiệu lực;Ngày giao dịch;Số GD;Nội dung giao dịch;Tiền rút ra;Tiền gửi vào;Số dư",
            {"booked_at": 1, "reference": 2, "purpose": 3, "debit": 4, "amount": 5, "balance": 6},
        ),
        (
            "Ngày GD/ TNX Date Số CT;Ghi có;Transactions in detail",
            {"booked_at": 0, "amount": 1, "purpose": 2},
        ),
        ("Ngày;Số tiền (Nợ/Có);Nội dung (nếu có)", {"booked_at": 0, "amount": 1, "purpose": 2}),
    ],
)
def test_no_column_is_two_things(headers, columns):
    assert guess_columns(headers.split(";")) == columns


def test_a_column_for_in_and_out_is_known_by_its_words():
    headers = ["Ngày", "Loại giao dịch", "Số tiền", "Nội dung"]
    told = [["25/11/2026", "Ghi nợ", "5.000", "phí"], ["25/11/2026", "Ghi có", "7.000", "x"]]
    assert guess_columns(headers, rows=told)["direction"] == 1
    assert "direction" not in guess_columns(headers, rows=[["", "Chuyển khoản", "", ""]])
    assert "direction" not in guess_columns(headers)


def test_layouts_are_of_the_eight_banks_and_say_how_they_are_known():
    found = {profile.bank for profile in profiles()}
    assert found == {
        *("Vietcombank", "BIDV", "VietinBank", "Techcombank"),
        *("MB Bank", "ACB", "VPBank", "Agribank"),
    }
    assert found <= set(NAMES.values())
    assert {profile.known_from for profile in profiles()} == {"sample", "described", "assumed"}
    assert all({"booked_at", "amount", "purpose"} <= set(each.columns) for each in profiles())


@pytest.mark.parametrize("profile", profiles(), ids=lambda profile: profile.bank)
def test_a_file_in_a_banks_layout_is_read_by_it(profile):
    headers = ["STT", *profile.others, *profile.columns.values()]
    places = {field: headers.index(name) for field, name in profile.columns.items()}
    bank, columns = proposed_columns(headers, bank=profile.bank)
    assert (bank, columns) == (profile.bank, columns | places)
    assert len(set(columns.values())) == len(columns)


def test_a_layout_of_two_banks_is_told_by_the_name_above_it():
    above = [["NGÂN HÀNG TMCP KỸ THƯƠNG VIỆT NAM"], ["Số tài khoản", "1"]]
    assert bank_named(above) == "Techcombank"
    assert bank_named([["Vietcombank"], ["BIDV"]]) == bank_named([["?"]]) == ""
    assert profile_of(["Ngày", "Số tiền", "Nội dung"]) is None
    headers = ["Ngày giao dịch", "Ghi có", "Diễn giải"]
    assert proposed_columns(headers, bank="BIDV") == (
        "BIDV",
        {"booked_at": 0, "amount": 1, "purpose": 2},
    )


def test_header_without_a_day_or_without_a_sum_is_worth_nothing():
    whole = ["Ngày", "Ghi có", "Nội dung", "Số CT"]
    assert header_worth(whole) >= 3
    assert header_worth([name for name in whole if name != "Ngày"]) == 0
    assert header_worth([name for name in whole if name != "Ghi có"]) == 0
