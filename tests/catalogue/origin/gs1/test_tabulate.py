"""The table of identifiers: how the dictionary is read, and that the table reads whole."""

import pytest

from catalogue.origin.gs1 import identifier_table
from catalogue.origin.gs1.application_identifiers import PART, identifiers
from catalogue.origin.gs1.linters import LINTERS
from catalogue.origin.gs1.tabulate import rows_of, written

DICTIONARY = """
# A remark, and below a key, a range, a part that may be missing

01         *?  N14,csum,gcppos2                  ex=255,37 dlpkey=22,10,21|235     # GTIN
21             X..20                             req=01,03,8006 ex=235             # SERIAL
401         ?  X..30,gcppos1                     dlpkey                            # GINC
3910-3919   ?  N3,iso4217 N..15                  req=8020 req=99 ex=391n           # AMOUNT
7007        ?  N6,yymmdd [N6],yymmdd             req=01,02                         # HARVEST DATE
8112        ?  X..70,couponposoffer
"""
ROWS = [
    ("01", "01", True, "N14,csum,gcppos2", ("255,37",), (), "22,10,21|235"),
    ("21", "21", False, "X..20", ("235",), ("01,03,8006",), None),
    ("401", "401", True, "X..30,gcppos1", (), (), ""),
    ("3910", "3919", True, "N3,iso4217 N..15", ("391n",), ("8020", "99"), None),
    ("7007", "7007", True, "N6,yymmdd [N6],yymmdd", (), ("01,02",), None),
    ("8112", "8112", True, "X..70,couponposoffer", (), (), None),
]


def test_a_line_of_the_dictionary_is_a_row():
    assert rows_of(DICTIONARY) == ROWS


def test_what_is_written_is_the_table_with_its_source_and_day():
    text = written(ROWS, "abc1234", "2026-11-28")
    found: dict = {}
    exec(text, found)  # our own text, as it is committed
    assert found["ROWS"] == tuple(ROWS)
    assert "gs1-syntax-dictionary.txt abc1234" in found["__doc__"]
    assert "2026-11-28" in found["__doc__"]


@pytest.mark.parametrize(
    "line", ["AB ? N2", "20 ?", "20 ? N2 dlkey=21", "20 ? W2", "20 ? N2 needs=01"]
)
def test_a_line_that_cannot_be_read_stops_the_making(line):
    with pytest.raises(ValueError, match=line.split()[0]):
        rows_of(line)


def test_every_part_and_every_check_of_the_table_is_understood():
    checks = set()
    for first, last, _in_query, parts, *_rest in identifier_table.ROWS:
        assert first <= last
        assert PART.sub("", parts).strip() == "", parts
        checks |= {
            name for _b, _k, _u, _l, names in PART.findall(parts) for name in names.split(",")
        }
    assert checks - {""} <= set(LINTERS)


def test_table_holds_every_identifier_once():
    numbers = [
        number
        for first, last, *_rest in identifier_table.ROWS
        for number in range(int(first), int(last) + 1)
    ]
    assert len(numbers) == len(identifiers()) == len({str(ai) for ai in identifiers()})
    assert identifiers()["00"].may_be_in_query
