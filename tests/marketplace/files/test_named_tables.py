"""A table is found below its header, whatever stands above, and its rows keep their numbers."""

import pytest

from marketplace.files.named_tables import Column, Columns, TwiceNamed, cells_by_key, read_named
from marketplace.files.tables import Unreadable
from marketplace.frame.tables_out import csv_bytes, xlsx_bytes

COLUMNS = Columns(
    [
        Column("code", "Code", also=("ma",)),
        Column("price", "Price"),
        Column("seen", "Seen", is_read=False),
    ],
    needed=("code",),
    labels={"price": "Cost"},
)


@pytest.mark.parametrize("write", [csv_bytes, lambda *rows: xlsx_bytes("1", *rows)])
def test_rows_below_the_header_are_read(write):
    rows = [["x", "", ""], ["Mã *", "cost (dong)", "Seen"], ["P1", "=9", "1"], ["", "", "2"]]
    read = read_named(write(["List", "", ""], rows), COLUMNS, 5)
    assert (read.places, [tuple(each) for each in read.rows]) == (
        {"code": 0, "price": 1},
        [(4, ["P1", "=9", "1"])],
    )
    assert cells_by_key(["P1 "], read.places) == {"code": "P1", "price": ""}
    assert COLUMNS.unread_in(read.header) == ["Seen"]


@pytest.mark.parametrize(
    ("header", "why"),
    [
        (["Price", "Seen"], "no_header"),
        (["Code", "Ma"], "no_header"),
        (["Code", "Price", "Cost"], "twice"),
    ],
)
def test_a_header_that_is_none_is_refused(header, why):
    with pytest.raises(Unreadable, match=why):
        read_named(csv_bytes(header, [["1"] * len(header)]), COLUMNS, 5)


def test_too_few_and_too_many_rows_are_refused():
    for count, why in ((0, "empty"), (3, "too_many")):
        with pytest.raises(Unreadable, match=why):
            read_named(csv_bytes(["Code", "Price"], [["P", "1"]] * count), COLUMNS, 2)


def test_two_columns_of_one_name_are_named():
    with pytest.raises(TwiceNamed) as refusal:
        COLUMNS.places_in(["Price", "Cost"])
    assert refusal.value.key == "price"
