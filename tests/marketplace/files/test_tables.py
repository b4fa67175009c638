"""Tables of every kind of file are read by their bytes, or refused with the reason."""

import io
import zipfile
from datetime import date, datetime, time
from pathlib import Path

import pytest
from openpyxl import Workbook

from marketplace.files import tables
from marketplace.files.tables import Unreadable, read_csv, read_sheets, text_of

STATEMENTS = Path(__file__).parents[2] / "data" / "statements"
HEADER = ["Ngày giao dịch", "Số tham chiếu", "Số tiền ghi nợ", "Số tiền ghi có", "Số dư", "Mô tả"]


def refusal(call, *given) -> tuple[str, int]:
    with pytest.raises(Unreadable) as caught:
        call(*given)
    return caught.value.code, caught.value.row


def xlsx(*sheets: list[list]) -> bytes:
    book, file = Workbook(write_only=True), io.BytesIO()
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    book.save(file)
    return file.getvalue()


def repacked(content: bytes, name: str, old: bytes, new: bytes) -> bytes:
    """A workbook in which one part says something else."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as parts, zipfile.ZipFile(file, "w") as others:
        for each in parts.namelist():
            text = parts.read(each)
            others.writestr(each, text.replace(old, new) if each == name else text)
    return file.getvalue()


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        (datetime(2026, 11, 5, 8, 3, 9), "05/11/2026 08:03:09"),
        (544_000.0, "544000"),
        (544_000.5, "544000.5"),
        (float("nan"), ""),
        (date(2026, 11, 5), "05/11/2026"),
        (time(8, 3), "08:03:00"),
        ("a\0b", "ab"),
        ("Nga\u0300y", "Ngày"),
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


def test_columns_are_parted_by_the_sign_that_makes_rows_alike():
    rows = read_csv((STATEMENTS / "s-semicolon.csv").read_bytes())
    assert rows[1] == HEADER
    assert [len(row) for row in rows] == [1, 6, 6, 6, 6]
    assert rows[4][3:] == ["1,250,000", "12,346,778,900", rows[4][5]]


def test_a_quote_that_is_not_closed_takes_no_rows_along():
    text = 'Ngày;Có;Nội dung\n1;2;"tien hang\n3;4;x\n5;6;y\n'
    assert read_csv(text.encode()) == [
        ["Ngày", "Có", "Nội dung"],
        ["1", "2", '"tien hang'],
        ["3", "4", "x"],
        ["5", "6", "y"],
    ]


def test_excels_hint_of_the_sign_is_no_row():
    assert read_csv(b"sep=;\na;b;c\n1;2;3") == [["a", "b", "c"], ["1", "2", "3"]]


def test_lines_that_end_as_on_an_old_mac_are_lines():
    assert read_csv(b"a;b;c\r1;2;3\r") == [["a", "b", "c"], ["1", "2", "3"]]


@pytest.mark.parametrize("name", ["s-biff.xls", "s-html.xls", "s-serial.xlsx"])
def test_a_file_is_what_its_bytes_say(name):
    (rows,) = read_sheets((STATEMENTS / name).read_bytes())
    assert rows[0] == HEADER
    assert rows[1][3] in ("544,000", "544000")


def test_days_and_numbers_of_a_workbook_are_as_people_read_them():
    content = xlsx([["Ngày", "Ghi có", ""], [], [datetime(2026, 11, 25), 544_000.0, None]])
    assert read_sheets(content) == [[["Ngày", "Ghi có"], [], ["25/11/2026 00:00:00", "544000"]]]


def test_a_workbook_that_says_it_has_one_cell_is_read_whole():
    content = (STATEMENTS / "s-metadata.xlsx").read_bytes()
    sheet = "xl/worksheets/sheet1.xml"
    untrue = repacked(content, sheet, b'<dimension ref="A1:F8"', b'<dimension ref="A1"')
    assert untrue != content
    assert read_sheets(untrue) == read_sheets(content)


@pytest.mark.parametrize("share", [0.05, 0.3, 0.6, 0.9, 0.99])
@pytest.mark.parametrize("name", ["s-metadata.xlsx", "s-biff.xls"])
def test_a_cut_workbook_is_refused_or_read_and_never_an_error(name, share):
    content = (STATEMENTS / name).read_bytes()
    try:
        assert read_sheets(content[: int(len(content) * share)])
    except Unreadable as error:
        assert error.code in ("no_workbook", "encoding")


def test_an_old_workbook_that_lost_its_list_of_sheets_is_refused():
    content = bytearray((STATEMENTS / "s-biff.xls").read_bytes())
    content[1419] = 0  # the kind of the record that names a sheet
    assert refusal(read_sheets, bytes(content)) == ("no_workbook", 0)


@pytest.mark.parametrize("part", ["[Content_Types].xml", "xl/workbook.xml", "xl/styles.xml"])
def test_a_workbook_with_a_broken_part_is_refused(part):
    content = (STATEMENTS / "s-vcb.xlsx").read_bytes()
    assert refusal(read_sheets, repacked(content, part, b"<", b"[")) == ("no_workbook", 0)


def test_a_workbook_that_would_swell_is_not_unpacked(monkeypatch):
    content = (STATEMENTS / "s-vcb.xlsx").read_bytes()
    monkeypatch.setattr(tables, "MAX_UNPACKED", 1000)
    assert refusal(read_sheets, content) == ("too_long", 0)
    monkeypatch.undo()
    monkeypatch.setattr(tables, "MAX_WORDS", 10)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as parts:
        parts.writestr("xl/sharedStrings.xml", b"<sst/>" * 2)
    assert refusal(read_sheets, file.getvalue()) == ("too_long", 0)


def test_rows_beyond_the_limit_are_told_and_not_left_out(monkeypatch):
    monkeypatch.setattr(tables, "MAX_ROWS", 2)
    assert len(read_sheets(b"a;b;c\n\n1;2;3")[0]) == 3
    assert refusal(read_sheets, b"a;b;c\n1;2;3\n1;2;4") == ("too_long", 0)
    assert refusal(read_sheets, xlsx([["a"], ["b"], ["c"]])) == ("too_long", 0)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (tables.OLE + "EncryptedPackage".encode("utf-16-le").rjust(600, b"\0"), "locked"),
        (tables.OLE + b"x" * 600, "no_workbook"),
        (b"%PDF-1.7", "pdf"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n<html>", "web_archive"),
        (b"\x09\x08\x10\0 cut", "no_workbook"),
    ],
)
def test_what_is_no_table_is_named(content, code):
    assert refusal(read_sheets, content) == (code, 0)
