"""Tables to keep: numbers stay numbers, words stay words, the header stays in sight."""

import csv
import datetime
import io
from decimal import Decimal

import openpyxl
import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.frame.tables_out import csv_bytes, sheet_response, xlsx_bytes


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


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+84", "-1", "@A1", "\t=1", "\r=1", " =1", "\n=1", '"=1', "'=1", "＝1+1", "−1", "＠x"],
)
def test_a_text_that_a_spreadsheet_would_compute_begins_with_an_apostrophe(text):
    rows = list(csv.reader(io.StringIO(csv_bytes([text], [[text]]).decode("utf-8-sig"))))
    assert rows == [[f"'{text}"], [f"'{text}"]]
    assert sheet("t", ["a"], [[text]])["A2"].data_type == "s"


def test_sums_below_zero_stay_numbers():
    assert (
        csv_bytes(["a"], [[-5], [Decimal("-1.5")], [-0.5]])
        == "\ufeffa\r\n-5\r\n-1.5\r\n-0.5\r\n".encode()
    )
    assert [sheet("t", ["a"], [[-5], [Decimal("-1.5")]])[at][0].value for at in (2, 3)] == [
        -5,
        -1.5,
    ]


def test_codes_and_account_numbers_stay_texts():
    code = sheet("t", ["a"], [["0011002233"]])["A2"]
    assert (code.value, code.data_type, code.number_format) == ("0011002233", "s", "@")


def test_times_are_those_of_the_market_without_a_zone():
    noon = datetime.datetime(2026, 11, 25, 5, tzinfo=datetime.UTC)
    assert sheet("t", ["a"], [[noon]])["A2"].value == timezone.make_naive(noon)
    assert b"2026-11-25 12:00:00" in csv_bytes(["a"], [[noon]])


def test_columns_beyond_the_alphabet_have_a_width():
    assert sheet("t", ["a"] * 30, []).column_dimensions["AD"].width == 18


@pytest.mark.parametrize(("title", "name"), [("", "1"), ("[]", "1"), ("'a'", "a")])
def test_a_title_that_no_sheet_may_have_is_given_another(title, name):
    assert sheet(title, ["a"], []).title == name


@given(st.text(st.characters(), max_size=20))
@settings(max_examples=40, deadline=None)
def test_any_text_is_written_and_none_computed(text):
    """Signs that XML cannot hold and halves of pairs go; all else is kept."""
    cell = sheet("t", ["a"], [[text]])["A2"]
    assert cell.data_type != "f"
    for row in csv.reader(io.StringIO(csv_bytes(["a"], [[text]]).decode("utf-8-sig"), newline="")):
        assert not "".join(row).startswith(("=", "+", "-", "@"))
