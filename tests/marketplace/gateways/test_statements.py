"""Bank statements: how files, amounts and days are read, and which rows are new."""

from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest
from django.utils import timezone

from marketplace.files import tables
from marketplace.files.tables import Unreadable
from marketplace.gateways.models import BankTransfer, StatementFormat, StatementImport
from marketplace.gateways.statement_columns import guess_columns
from marketplace.gateways.statements import (
    NotBalanced,
    balance_of,
    format_for,
    import_statement,
    map_statement,
    pick_header,
    preview_statement,
    read_rows,
    read_table,
    upload_statement,
)
from marketplace.gateways.transfers import transfer_reference
from marketplace.purchases.models import Purchase
from tests.flows.sale import place

pytestmark = pytest.mark.django_db

STATEMENTS = Path(__file__).parents[2] / "data" / "statements"
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
    assert tables.MAX_BYTES == 5 * 1024 * 1024
    monkeypatch.setattr(tables, "MAX_BYTES", 11)
    assert read_table("x.csv", b"a;b;c\n1;2;3")[1] == ["1", "2", "3"]
    assert refusal(read_table, "x.csv", b"a;b;c\n1;2;34") == ("too_large", 0)


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


def read_as_guessed(staff, content: bytes, bank: str = "VCB") -> StatementImport:
    statement, _is_new = upload_statement(name="x", content=content, by=staff)
    columns = guess_columns(statement.table[0])
    map_statement(statement=statement, bank=bank, columns=columns, date_format="%d/%m/%Y", by=staff)
    return statement


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("s-acb.csv", [("1234", 544_000, "2026-11-25T00:00:00+07:00")]),
        ("s-ampm.csv", [("AP001", 544_000, "2026-11-25T22:15:22+07:00")]),
        (
            "s-biff.xls",
            [
                ("FTXL001", 544_000, "2026-11-25T00:00:00+07:00"),
                ("FTXL003", 1_250_000, "2026-11-26T00:00:00+07:00"),
            ],
        ),
        (
            "s-html.xls",
            [
                ("FTHT001", 544_000, "2026-11-25T00:00:00+07:00"),
                ("FTHT003", 1_250_000, "2026-11-26T00:00:00+07:00"),
            ],
        ),
        (
            "s-metadata.xlsx",
            [
                ("FTMD001", 544_000, "2026-11-25T00:00:00+07:00"),
                ("FTMD003", 1_250_000, "2026-11-26T00:00:00+07:00"),
            ],
        ),
        ("s-parentheses.csv", [("SG002", 544_000, "2026-11-25T00:00:00+07:00")]),
        (
            "s-semicolon.csv",
            [
                ("FTSC001", 544_000, "2026-11-25T00:00:00+07:00"),
                ("FTSC003", 1_250_000, "2026-11-26T00:00:00+07:00"),
            ],
        ),
        ("s-serial.xlsx", [("SE001", 544_000, "2026-11-25T00:00:00+07:00")]),
        ("s-vcb.xlsx", [("5243.65937", 544_000, "2026-11-25T00:00:00+07:00")]),
    ],
)
def test_files_of_banks_give_their_credits_and_nothing_else(staff, name, told):
    statement = read_as_guessed(staff, (STATEMENTS / name).read_bytes())
    assert [(row["reference"], row["amount"], row["booked_at"]) for row in statement.rows] == told


def test_a_person_picks_the_row_that_names_the_columns(staff):
    rows = "Ngày;Số tiền;Nội dung\nD;S;N\n25/11/2026;5.000;x"
    statement, _ = upload_statement(name="x.csv", content=rows.encode(), by=staff)
    pick_header(statement=statement, row=1)
    statement.refresh_from_db()
    assert (statement.above, statement.table[0]) == ([["Ngày", "Số tiền", "Nội dung"]], list("DSN"))
    for wrong in (-1, 2, 9):
        assert (
            refusal(lambda row: pick_header(statement=statement, row=row), wrong)[0] == "no_header"
        )
    columns = {"booked_at": 0, "amount": 1, "purpose": 2}
    map_statement(statement=statement, bank="X", columns=columns, date_format="%d/%m/%Y", by=staff)
    assert [row["amount"] for row in statement.rows] == [5_000]
    pick_header(statement=statement, row=0)
    assert (statement.format, statement.rows) == (None, [])
    pick_header(statement=statement, row=1)
    assert [row["amount"] for row in statement.rows] == [5_000]  # as it was mapped before


def test_columns_mapped_twice_or_not_at_all_are_refused(staff):
    statement, _ = upload_statement(name="x", content=csv_of("25/11/2026;1;5;x"), by=staff)
    for columns in (COLUMNS | {"reference": 0}, {"booked_at": 0, "amount": 1}):
        with pytest.raises(Unreadable, match="columns"):
            map_statement(
                statement=statement, bank="X", columns=columns, date_format="%d/%m/%Y", by=staff
            )
    assert not StatementFormat.objects.exists()


def test_columns_of_one_name_are_kept_by_their_place(staff):
    header = "Ngày;Số tiền;Số tiền;Nội dung"
    content = csv_of("25/11/2026;1.000;2.000;x", header=header)
    statement, _ = upload_statement(name="x.csv", content=content, by=staff)
    columns = {"booked_at": 0, "amount": 2, "purpose": 3}
    map_statement(statement=statement, bank="X", columns=columns, date_format="%d/%m/%Y", by=staff)
    assert [row["amount"] for row in statement.rows] == [2_000]


def test_a_banks_second_layout_leaves_the_first_as_it_is(staff):
    read_as_guessed(staff, csv_of("25/11/2026;1;5.000;x"))
    read_as_guessed(staff, csv_of("25/11/2026;5.000;x", header="Ngày;Số tiền;Nội dung"))
    assert list(StatementFormat.objects.values_list("bank", flat=True)) == ["VCB", "VCB 2"]
    third, _ = upload_statement(name="3", content=csv_of("26/11/2026;2;6.000;x"), by=staff)
    assert [row["amount"] for row in third.rows] == [6_000]


def test_what_a_kept_layout_cannot_read_waits_for_a_person(staff):
    read_as_guessed(staff, csv_of("25/11/2026;1;5.000;x"))
    statement, _ = upload_statement(name="2", content=csv_of("mai;1;5.000;x"), by=staff)
    statement.refresh_from_db()
    assert (statement.format, statement.rows) == (None, [])


@pytest.mark.parametrize(("closing", "missing"), [("9.533.000", 0), ("9.999.000", 466_000)])
def test_rows_that_do_not_lead_to_the_closing_balance_are_not_booked(staff, closing, missing):
    text = f"""Số dư đầu kỳ: 9.000.000;Số dư cuối kỳ: {closing}
Ngày;Số CT;Ghi nợ;Ghi có;Diễn giải
25/11/2026;FT1;;544.000;hang
25/11/2026;FT2;11.000;;phi"""
    statement = read_as_guessed(staff, text.encode())
    balance = balance_of(statement)
    assert (balance.opening, balance.moved, balance.missing) == (9_000_000, 533_000, missing)
    if missing:
        with pytest.raises(NotBalanced):
            import_statement(statement=statement)
        assert not BankTransfer.objects.exists()
    else:
        assert import_statement(statement=statement) == {"no_reference": 1}


def test_debits_that_nobody_mapped_are_weighed(staff):
    text = "Số dư đầu kỳ: 9;Số dư cuối kỳ: 8\nNgày;Số CT;Ghi nợ;Ghi có;Nội dung\n25/11/2026;1;1;;x"
    statement, _ = upload_statement(name="x.csv", content=text.encode(), by=staff)
    columns = {"booked_at": 0, "amount": 3, "purpose": 4}
    map_statement(statement=statement, bank="X", columns=columns, date_format="%d/%m/%Y", by=staff)
    assert balance_of(statement).missing == 0


def test_a_draft_that_was_read_by_older_rules_is_read_anew_before_it_is_booked(staff):
    statement = read_as_guessed(staff, csv_of("25/11/2026;1;(5.000);x", "25/11/2026;2;6.000;y"))
    row = {"reference": "1", "amount": 5_000, "purpose": "x", "booked_at": "2026-11-25T00:00+07:00"}
    statement.rows = [row, *statement.rows]
    statement.save()
    assert import_statement(statement=statement) == {"no_reference": 1}
    assert BankTransfer.objects.get().amount == 6_000


def test_one_reference_of_two_sums_or_days_is_two_transfers_once(mapped):
    rows = [
        "25/11/2026;5243.65937;5.000;a",
        "25/11/2026;5243.65937;7.000;b",
        "25/10/2026;5243.65937;5.000;c",
        "25/11/2026;FT1;9.000;d",
        "25/10/2026;FT1;9.000;d",
    ]
    statement = mapped(*rows)
    assert import_statement(statement=statement) == {"no_reference": 4, "known": 1}
    assert import_statement(statement=statement) == {"known": 5}
    assert set(BankTransfer.objects.values_list("bank_reference", "amount")) == {
        ("5243.65937", 5_000),
        ("5243.65937 2026-11-25 7000", 7_000),
        ("5243.65937 2026-10-25 5000", 5_000),
        ("FT1", 9_000),
    }
    other = mapped(rows[1], "26/11/2026;1;1.000;z")
    assert [p.outcome for p in preview_statement(other)] == ["known", "unnamed"]


def test_header_in_two_rows_is_read_as_one():
    content = "Ngày;Chứng từ;Phát sinh;;Nội dung\n;;Nợ;Có;\n25/11/2026;1;;5.000;x".encode()
    header, *rows = read_table("x.csv", content)
    assert header == ["Ngày", "Chứng từ", "Phát sinh Nợ", "Phát sinh Có", "Nội dung"]
    assert rows == [["25/11/2026", "1", "", "5.000", "x"]]
    alone = "Ngày;Chứng từ;Phát sinh;;Nội dung\n;;Nợ;Có;".encode()
    assert refusal(read_table, "x.csv", alone) == ("empty", 0)
