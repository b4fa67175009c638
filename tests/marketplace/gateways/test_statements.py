"""Bank statements: how files, amounts and days are read, and which rows are new."""

import io
from collections import Counter
from datetime import datetime

import pytest
from django.utils import timezone
from openpyxl import Workbook

from marketplace.gateways import statements
from marketplace.gateways.models import BankTransfer, StatementFormat, StatementImport
from marketplace.gateways.statements import (
    Unreadable,
    amount_of,
    date_of,
    format_for,
    guess_columns,
    import_statement,
    looks_like_header,
    map_statement,
    preview_statement,
    read_csv,
    read_rows,
    read_table,
    text_of,
    upload_statement,
)
from marketplace.gateways.transfers import transfer_reference
from marketplace.purchases.models import Purchase
from tests.flows.sale import place

pytestmark = pytest.mark.django_db

HEADER = "Ngày GD;Số tham chiếu;Ghi có;Diễn giải"
COLUMNS = {"booked_at": 0, "reference": 1, "amount": 2, "purpose": 3}


def csv_of(*rows: str, header: str = HEADER) -> bytes:
    return "\n".join([header, *rows]).encode()


def table_of(*rows: list[str]) -> list[list[str]]:
    return [HEADER.split(";"), *rows]


def refusal(call, *given) -> tuple[str, int]:
    with pytest.raises(Unreadable) as caught:
        call(*given)
    return caught.value.code, caught.value.row


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
    assert date_of(text, first) == timezone.make_aware(told)


def test_what_is_no_day_is_refused():
    with pytest.raises(ValueError, match="hôm qua"):
        date_of("hôm qua", "%d/%m/%Y")


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        (datetime(2026, 11, 5, 8, 3, 9), "05/11/2026 08:03:09"),
        (544_000.0, "544000"),
        (544_000.5, "544000.5"),
        (544_000, "544000"),
        ("  tiền \n hàng ", "tiền hàng"),
    ],
)
def test_cells_are_written_as_people_read_them(cell, text):
    assert text_of(cell) == text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1258"])
@pytest.mark.parametrize("end", ["", "."])
def test_files_of_each_encoding_are_read(encoding, end):
    rows = read_csv(f"Ngày;Ghi có;Đơn giá{end}\n1;2;3".encode(encoding))
    assert rows == [["Ngày", "Ghi có", f"Đơn giá{end}"], ["1", "2", "3"]]


def test_file_of_no_known_encoding_is_refused():
    assert refusal(read_csv, b"\x8a\x8d\xff") == ("encoding", 0)


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_columns_are_parted_by_the_sign_that_is_there_most(sign):
    assert read_csv(sign.join(["a b", "c", "d"]).encode()) == [["a b", "c", "d"]]


def test_table_that_csv_cannot_read_is_refused():
    assert refusal(read_csv, b'a,b,"' + b"x" * 200_000) == ("no_table", 0)


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


def test_table_begins_with_its_header_and_all_rows_are_as_wide():
    content = "Ngân hàng\n\nSố dư;1.000.000\na;b;c\n1;2\n;;\n1;2;3;4".encode()
    assert read_table("x.csv", content) == [["a", "b", "c"], ["1", "2", ""], ["1", "2", "3"]]


@pytest.mark.parametrize(("above", "is_found"), [(39, True), (40, False)])
def test_header_stands_among_the_first_forty_rows(above, is_found):
    content = ("x\n" * above + "a;b;c\n1;2;3").encode()
    if is_found:
        assert len(read_table("x.csv", content)) == 2
    else:
        assert refusal(read_table, "x.csv", content) == ("no_header", 0)


def test_files_that_cannot_be_read_say_why(monkeypatch):
    assert refusal(read_table, "x.csv", b"a;b;c") == ("empty", 0)
    assert refusal(read_table, "x.csv", b"") == ("no_header", 0)
    assert refusal(read_table, "x.xlsx", b"PK\x03\x04 no zip") == ("no_workbook", 0)
    assert statements.MAX_BYTES == 5 * 1024 * 1024
    monkeypatch.setattr(statements, "MAX_BYTES", 11)
    assert read_table("x.csv", b"a;b;c\n1;2;3")[1] == ["1", "2", "3"]
    assert refusal(read_table, "x.csv", b"a;b;c\n1;2;34") == ("too_large", 0)


def test_rows_beyond_the_limit_are_left_out(monkeypatch):
    monkeypatch.setattr(statements, "MAX_ROWS", 2)
    assert len(read_table("x.csv", b"a;b;c\n1;2;3\n1;2;4\n1;2;5")) == 3


def test_workbook_is_read_from_its_first_sheet():
    book, file = Workbook(), io.BytesIO()
    book.active.append(["Ngày", "Ghi có", "Diễn giải"])
    book.active.append([datetime(2026, 11, 25), 544_000.0, None])
    book.create_sheet().append(["x", "y", "z"])
    book.save(file)
    assert read_table("x.xlsx", file.getvalue()) == [
        ["Ngày", "Ghi có", "Diễn giải"],
        ["25/11/2026 00:00:00", "544000", ""],
    ]


def test_columns_are_proposed_by_the_names_banks_use():
    assert guess_columns(HEADER.split(";")) == COLUMNS
    assert guess_columns(["Transaction date", "Credit", "Description"]) == {
        "booked_at": 0,
        "amount": 1,
        "purpose": 2,
    }
    assert guess_columns(["x", "y"]) == {}


def test_credits_are_read_and_all_else_is_left_out():
    table = table_of(
        ["25/11/2026", "FT1", "544.000", "p" * 300],
        ["25/11/2026", "FT2", "", "phí"],
        ["25/11/2026", "FT3", "-5.000", "trả"],
        ["", "", "9.000", "Cộng"],
        ["26/11/2026", "F" * 100, "7.000", "x"],
    )
    rows = read_rows(table, COLUMNS, "%d/%m/%Y")
    assert [(row.reference, row.amount, row.purpose) for row in rows] == [
        ("FT1", 544_000, "p" * 200),
        ("F" * 80, 7_000, "x"),
    ]
    assert rows[0].booked_at == "2026-11-25T00:00:00+07:00"


def test_row_whose_day_cannot_be_read_is_named():
    table = table_of(["25/11/2026", "", "5.000", ""], ["mai", "", "5.000", ""])
    assert refusal(read_rows, table, COLUMNS, "%d/%m/%Y") == ("date", 3)


def test_rows_without_a_reference_are_told_apart_by_what_they_say_and_their_place():
    same = ["25/11/2026", "", "5.000", "tiền"]
    table = table_of(same, same, ["25/11/2026", "", "5.000", "tiền nhà"])
    first = [row.reference for row in read_rows(table, COLUMNS, "%d/%m/%Y")]
    assert len(set(first)) == 3
    assert all(text.startswith("row:") and len(text) == 28 for text in first)
    columns = {name: at for name, at in COLUMNS.items() if name != "reference"}
    assert [row.reference for row in read_rows(table, columns, "%d/%m/%Y")] == first


# Kept and booked.


@pytest.fixture
def mapped(staff):
    """Upload a file of rows and map its columns."""

    def upload(*rows: str) -> StatementImport:
        statement, _is_new = upload_statement(name="sao-ke.csv", content=csv_of(*rows), by=staff)
        map_statement(
            statement=statement, bank="VCB", columns=COLUMNS, date_format="%d/%m/%Y", by=staff
        )
        return statement

    return upload


def test_file_is_kept_once_with_who_sent_it(staff):
    content = csv_of("25/11/2026;FT1;5.000;x")
    first, is_new = upload_statement(name="n" * 200, content=content, by=staff)
    assert (is_new, first.file_name, first.by) == (True, "n" * 160, staff)
    assert (first.is_draft, first.format, first.rows) == (True, None, [])
    again, is_new = upload_statement(name="other.csv", content=content, by=staff)
    assert (again, is_new) == (first, False)


def test_second_file_with_the_same_columns_is_read_at_once(mapped, staff):
    first = mapped("25/11/2026;FT1;5.000;x")
    kept = StatementFormat.objects.get()
    assert (kept.bank, kept.kind, kept.updated_by) == ("VCB", "statement", staff)
    assert kept.columns["amount"] == "ghi co"
    assert kept.date_format == "%d/%m/%Y"
    assert len(first.rows) == 1
    second, _ = upload_statement(name="2.csv", content=csv_of("26/11/2026;FT2;6.000;x"), by=staff)
    second.refresh_from_db()
    assert (second.format, second.rows[0]["amount"]) == (kept, 6_000)
    assert format_for(second.table, StatementFormat.Kind.PAYOUTS) is None
    assert format_for([["a", "b"]]) is None


def test_preview_tells_what_each_row_would_do(vase, mapped):
    exact, less, more, late = (place([(vase, 1)]) for _ in range(4))
    Purchase.objects.filter(pk=late.pk).update(state="expired")
    total = exact.total
    rows = [
        f"25/11/2026;FT1;{total};{transfer_reference(exact)}",
        f"25/11/2026;FT2;{total - 1};{transfer_reference(less)}",
        f"25/11/2026;FT3;{total + 1};{transfer_reference(more)}",
        f"25/11/2026;FT4;{total};{transfer_reference(late)}",
        f"25/11/2026;FT5;{total};tien hang",
    ]
    statement = mapped(*rows)
    assert [(p.outcome, p.number) for p in preview_statement(statement)] == [
        ("paid", exact.number),
        ("short", less.number),
        ("over", more.number),
        ("late", late.number),
        ("unnamed", ""),
    ]
    assert not BankTransfer.objects.exists()
    Purchase.objects.filter(pk=late.pk).update(state="cancelled")
    assert import_statement(statement=statement) == Counter(
        {"matched": 1, "short": 1, "over": 1, "too_late": 1, "no_reference": 1}
    )
    statement.refresh_from_db()
    assert statement.is_imported
    assert statement.imported_at is not None
    row = BankTransfer.objects.get(bank_reference="FT5")
    assert (row.source, row.statement) == ("statement", statement)
    assert {p.outcome for p in preview_statement(statement)} == {"known"}
    assert import_statement(statement=statement) == Counter({"known": 5})
    assert BankTransfer.objects.count() == 5


def test_row_without_a_reference_is_known_by_day_sum_and_purpose(mapped):
    def told(day: int, amount: int, reference: str, purpose: str = "TIEN HANG") -> None:
        BankTransfer.objects.create(
            bank_reference=reference,
            amount=amount,
            purpose=purpose,
            booked_at=timezone.make_aware(datetime(2026, 11, day, 23, 59)),
        )

    told(25, 5_000, "FT1")
    told(24, 6_000, "FT2")
    told(26, 7_000, "FT3")
    told(25, 8_000, "FT4", "khác")
    statement = mapped(
        "25/11/2026;;5.000;tiền hàng",
        "25/11/2026;;5.000;tiền hàng",
        "25/11/2026;;6.000;tiền hàng",
        "26/11/2026;;7.000;tiền hàng",
        "25/11/2026;;8.000;tiền hàng",
        "25/11/2026;FT4;8.000;khác",
    )
    assert [p.outcome == "known" for p in preview_statement(statement)] == [
        True,
        False,
        False,
        True,
        False,
        True,
    ]
