"""What a row moved, what is no row, and whether rows lead from the opening to the closing."""

import pytest

from marketplace.files.tables import Unreadable, read_csv
from marketplace.gateways.statement_columns import find_header, guess_columns
from marketplace.gateways.statement_rows import Balance, read_balance, read_movements

HEADER = "Ngày;Số CT;Ghi nợ;Ghi có;Diễn giải"


def read(*lines: str, header: str = HEADER):
    table = read_csv("\n".join([header, *lines]).encode())
    return read_movements(table, guess_columns(table[0], rows=table[1:]), "%d/%m/%Y")


def amounts(*lines: str, header: str = HEADER) -> list[int]:
    return [movement.amount for movement in read(*lines, header=header)]


def refusal(*lines: str, header: str = HEADER) -> tuple[str, int]:
    with pytest.raises(Unreadable) as caught:
        read(*lines, header=header)
    return caught.value.code, caught.value.row


def balance(text: str) -> Balance | None:
    rows = read_csv(text.encode())
    at = find_header(rows)
    columns = guess_columns(rows[at])
    return read_balance(rows, at, read_movements(rows[at:], columns, "%d/%m/%Y", at + 1), columns)


def test_credits_come_in_and_debits_leave():
    (credit, debit, both) = read(
        "25/11/2026;1;0;544.000;x", "25/11/2026;2;(11.000);0;phí", "25/11/2026;3;1.000;9.000;x"
    )
    assert (credit.amount, credit.moved) == (544_000, 544_000)
    assert (debit.amount, debit.moved) == (-11_000, -11_000)
    assert (both.amount, both.moved) == (9_000, 8_000)


def test_a_word_says_what_a_sum_without_a_sign_is():
    header = "Ngày;Số CT;Số tiền;D/C;Nội dung"
    rows = ["25/11/2026;1;5.000;C;x", "25/11/2026;2;7.000;D;y"]
    assert amounts(*rows, header=header) == [5_000, -7_000]


def test_a_word_that_says_nothing_stops_the_file():
    table = [["Ngày", "Số tiền", "D/C", "Nội dung"], ["25/11/2026", "5.000", "?", "x"]]
    columns = {"booked_at": 0, "amount": 1, "direction": 2, "purpose": 3}
    with pytest.raises(Unreadable) as caught:
        read_movements(table, columns, "%d/%m/%Y")
    assert (caught.value.code, caught.value.row) == ("direction", 2)


@pytest.mark.parametrize(
    "line",
    [
        "Tổng cộng;;11.000;9.000;",
        ";;11.000;9.000;Cộng phát sinh",
        ";;11.000;9.000;",
        "(1);(2);(3);(4);(5)",
        HEADER,
        "01/11/2026;;;9.000;Số dư đầu kỳ",
        "Số dư cuối kỳ;;;9.000;",
        "In lúc 10:00;;;;",
        ";;;25/11/2026;Tổng",
    ],
)
def test_what_is_no_movement_is_left_out(line):
    assert amounts("25/11/2026;1;;5.000;x", line, "25/11/2026;2;;6.000;y") == [5_000, 6_000]


@pytest.mark.parametrize("purpose", ["CONG TY TNHH ABC", "Tong cong hai don", "TONG CONG TY X"])
def test_a_company_that_pays_is_no_sum(purpose):
    assert amounts(f"25/11/2026;1;;5.000;{purpose}") == [5_000]
    assert refusal(f"hôm qua;1;;5.000;{purpose}") == ("date", 2)


def test_a_row_that_cannot_be_told_stops_the_file_with_its_number():
    assert refusal("25/11/2026;1;;5.000;x", "", "25/11/2026;2;;1250.000;y") == ("amount", 4)
    assert refusal("25/11/2026;1;;25/11/2026;x") == ("amount", 2)
    assert refusal("mai;1;;5.000;x") == ("date", 2)
    assert refusal(";;;5.000;chuyen tien") == ("date", 2)


def test_a_day_that_is_written_once_counts_for_the_rows_below():
    first, second = read("25/11/2026;1;;5.000;x", ";2;;6.000;y")
    assert second.booked_at == first.booked_at


def test_commas_of_thousands_that_part_a_row_are_seen():
    header = HEADER.replace(";", ",")
    assert refusal("25/11/2026,1,,544,000,x", header=header) == ("commas", 2)


def test_the_document_beside_the_day_is_the_reference_where_there_is_none():
    header = "Ngày GD/ Số CT;Ghi có;Diễn giải"
    (row,) = read("25/11/2026 5243.65937;5.000;x", header=header)
    assert row.reference == "5243.65937"


ROWS = "25/11/2026;1;;544.000;x\n25/11/2026;2;11.000;;phí"


@pytest.mark.parametrize(
    "text",
    [
        f"Số dư đầu kỳ:;9.000.000\n{HEADER}\n{ROWS}\nSố dư cuối kỳ;;;9.533.000;",
        f"Số dư đầu kỳ (01/11): 9.000.000 VND;Số dư cuối kỳ: 9.533.000 VND\n{HEADER}\n{ROWS}",
        f"Số dư đầu;Rút;Gửi;Số dư cuối\n9.000.000;11.000;544.000;9.533.000\n{HEADER}\n{ROWS}",
        f"Opening balance;9.000.000;Closing balance;9.533.000\n{HEADER}\n{ROWS}",
        f"{HEADER}\n01/11/2026;;;9.000.000;Số dư đầu kỳ\n{ROWS}\n;;;9.533.000;Số dư cuối kỳ",
    ],
    ids=["around", "in the cell", "below", "beside", "among the rows"],
)
def test_opening_and_closing_are_found_wherever_they_stand(text):
    assert balance(text) == Balance(9_000_000, 9_533_000, 533_000)


def test_the_column_of_balances_tells_them_best():
    header = "Ngày;Số CT;Ghi nợ;Ghi có;Số dư;Diễn giải"
    rows = "Số dư đầu kỳ;;0;0;9.000.000;\n25/11/2026;1;;5.000;9.005.000;x\nSố dư cuối kỳ;;0;5.000;9.005.000;"
    assert balance(f"{header}\n{rows}") == Balance(9_000_000, 9_005_000, 5_000)


def test_what_is_missing_is_told_in_dong():
    assert Balance(9_000, 9_500, 500).missing == 0
    assert Balance(9_000, 9_500, 600).missing == -100


def test_a_file_that_says_one_of_both_is_not_weighed():
    assert balance(f"Số dư đầu kỳ;9.000.000\n{HEADER}\n{ROWS}") is None


def test_numbers_of_columns_end_before_a_hundred():
    assert amounts("(1);(2);(3);(4);(99)", "25/11/2026;1;;5.000;x") == [5_000]
    assert refusal("(1);(2);(3);(4);(100)", "25/11/2026;1;;5.000;x") == ("date", 2)


def test_last_of_several_closings_and_first_of_several_openings_count():
    above = "Số dư đầu kỳ;9.000.000\nSố dư đầu kỳ;1\nSố dư cuối kỳ;2\n"
    assert balance(f"{above}{HEADER}\n{ROWS}\nSố dư cuối kỳ;;;9.533.000;") == Balance(
        9_000_000, 9_533_000, 533_000
    )


@pytest.mark.parametrize("above", [0, 1, 2])
def test_a_sum_below_its_label_is_found_in_any_row(above):
    lines = "Ngân hàng\n" * above + "Số dư đầu;Số dư cuối\n9.000.000;9.533.000"
    assert balance(f"{lines}\n{HEADER}\n{ROWS}") == Balance(9_000_000, 9_533_000, 533_000)
