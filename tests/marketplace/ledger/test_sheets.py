"""Tables to keep: numbers stay numbers, words stay words, the header stays in sight."""

import datetime
import io

import openpyxl
import pytest

from marketplace.ledger.sheets import csv_bytes, sheet_response, xlsx_bytes


def sheet(*args, **options):
    return openpyxl.load_workbook(io.BytesIO(xlsx_bytes(*args, **options))).active


@pytest.mark.parametrize(
    ("above", "frozen"), [([], "A2"), ([("Tháng 6",)], "A3"), ([("a",)] * 3, "A5")]
)
def test_the_header_stays_in_sight_below_what_stands_above(above, frozen):
    made = sheet("Bảng kê", ["Mã", "Số tiền"], [("A-1", 5)], above)
    assert made.freeze_panes == frozen
    header = made[len(above) + 1]
    assert [cell.value for cell in header] == ["Mã", "Số tiền"]
    assert all(cell.font.bold for cell in header)
    assert not made[len(above) + 2][0].font.bold


def test_numbers_and_days_are_themselves_and_words_never_formulas():
    day = datetime.date(2026, 6, 10)
    made = sheet("t", ["a", "b", "c", "d", "e"], [(1_250_000, day, "=1+1", None, True)])
    number, date, words, nothing, truth = made[2]
    assert (number.value, number.number_format) == (1_250_000, "#,##0")
    assert date.value.date() == day
    assert (words.value, words.data_type) == ("=1+1", "s")
    assert not nothing.value
    assert truth.value == "True"


def test_a_title_of_any_length_and_sign_is_a_sheets_name():
    assert sheet("a[b]:c*d?e/f\\g", ["x"], []).title == "abcdefg"
    assert sheet("x" * 40, ["x"], []).title == "x" * 31


def test_columns_are_wide_enough_to_read():
    made = sheet("t", ["a", "b"], [])
    assert [made.column_dimensions[letter].width for letter in "AB"] == [18, 18]


def test_csv_opens_in_a_spreadsheet_with_its_marks():
    body = csv_bytes(["Mã", "Số tiền"], [("gốm", 5)])
    assert body.decode() == "\ufeffMã,Số tiền\r\ngốm,5\r\n"


@pytest.mark.parametrize(("kind", "ending"), [("xlsx", "xlsx"), ("csv", "csv"), ("pdf", "csv")])
def test_a_table_is_sent_under_its_name(kind, ending):
    answer = sheet_response(kind, "so-cai", ["a"], [(1,)])
    assert answer.headers["Content-Disposition"] == f'attachment; filename="so-cai.{ending}"'
