"""Columns are known by their names in any language, however a spreadsheet spells them."""

import pytest
from django.conf import settings
from django.utils import translation

from marketplace.listings.imports.columns import (
    COLUMNS,
    READ,
    Column,
    TwiceNamed,
    find_header,
    key_of,
    places_in,
    unread_in,
    worth,
)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Mã", "code"),
        ("SKU", "code"),
        ("GIÁ (đồng)", "price"),
        ("Price in dong", "price"),
        ("harga *", "price"),
        ("Tồn kho", "stock"),
        ("title_vi", "title_vi"),
        ("Ghi chú", None),
        ("", None),
    ],
)
def test_a_column_is_known_by_what_people_call_it(name, key):
    assert key_of(name) == key


def test_every_column_is_known_by_its_name_in_every_language_and_by_no_other_s():
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            assert [key_of(str(column.says)) for column in COLUMNS] == [c.key for c in COLUMNS]


def test_header_stands_anywhere_near_the_top_and_names_code_or_name():
    above = [["HTX Bát Tràng"], [], ["Bảng giá tháng 11"]]
    assert find_header([*above, ["Mã", "Giá"], ["P1", "9"]]) == 3
    assert find_header([["Giá", "Tồn kho"], ["9", "1"]]) is None
    assert find_header([["Mã", "Ghi chú"]]) is None and find_header([]) is None
    assert worth([["Mã", "Giá", "GTIN"]]) == 2 > worth([["Cột", "Ví dụ"]])


def test_what_is_only_told_is_not_read():
    header = ["Mã", "GTIN", "Giá", "Ghi chú", "Trạng thái"]
    assert places_in(header) == {"code": 0, "price": 2}
    assert unread_in(header) == ["GTIN", "Ghi chú", "Trạng thái"]
    assert {"gtin", "state", "stars"}.isdisjoint(column.key for column in READ)
    with pytest.raises(TwiceNamed) as refusal:
        places_in(["Giá", "Price"])
    assert refusal.value.key == "price"


def test_names_are_looked_for_in_the_first_forty_rows():
    names, above = ["Mã", "Giá"], [["Bảng giá"]]
    assert worth([*above * 39, names]) == 2 and find_header([*above * 39, names]) == 39
    assert (
        worth([]) == 0 == worth([*above * 40, names]) and find_header([*above * 40, names]) is None
    )


def test_columns_are_as_wide_as_what_stands_in_them():
    widths = {column.key: column.width for column in COLUMNS}
    assert {key: widths[key] for key in ("code", "stars", "valid_until")} == {
        "code": 12,
        "stars": 8,
        "valid_until": 12,
    }
    assert widths["story_en"] == 60 and widths["delivery_reach"] == 26
    assert widths["made_to_order"] == widths["seen_price"] == widths["seen_stock"] == 14
    assert Column("key", "Name").width == 18


def test_stars_and_their_end_are_told_and_never_read():
    assert places_in(["Mã", "Sao", "Còn hiệu lực đến"]) == {"code": 0}
    told = [column.key for column in COLUMNS if not column.is_read]
    assert {"stars", "valid_until"} <= set(told)
    assert Column("key", "Name").is_read
