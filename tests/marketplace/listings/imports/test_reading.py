"""A file's rows with their numbers as a spreadsheet shows them, guards of formulas taken off."""

import pytest

from marketplace.files.tables import Unreadable
from marketplace.frame.tables_out import csv_bytes, xlsx_bytes
from marketplace.listings.imports import reading
from marketplace.listings.imports.reading import cells_by_key, read_table


def test_rows_keep_their_numbers_and_lines_and_blank_ones_are_left_out():
    rows = [["", "", ""], ["P1", "=1+1", "a\n\nb  c"], ["", "", "chỉ ghi chú"]]
    for write in (csv_bytes, lambda *table: xlsx_bytes("1", *table)):
        table = read_table(write(["Mã", "Tên", "Câu chuyện"], rows))
        assert table.places == {"code": 0, "title_vi": 1, "story_vi": 2}
        assert [(row.number, row.cells) for row in table.rows] == [
            (3, ["P1", "=1+1", "a\n\nb c"]),
            (4, ["", "", "chỉ ghi chú"]),
        ]
    assert cells_by_key(["P1"], table.places) == {"code": "P1", "title_vi": "", "story_vi": ""}


def test_two_columns_are_a_table(monkeypatch):
    assert len(read_table("Mã;Giá\nP1;9\nP2;8".encode()).rows) == 2


def test_more_rows_than_a_table_may_have_are_refused(monkeypatch):
    monkeypatch.setattr(reading, "MOST_ROWS", 2)
    content = "Mã;Giá\n" + "P1;9\n" * 3
    with pytest.raises(Unreadable, match="too_many"):
        read_table(content.encode())
    assert len(read_table(content.encode()[:-5]).rows) == 2
