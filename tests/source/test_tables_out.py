"""Tables leave through one writer, which has the only guard against formulas."""

import ast

import pytest

from tests.source.templates import ROOT, listed

WRITER = "marketplace/frame/tables_out.py"
WRITING = {"writer", "DictWriter", "Workbook", "WriteOnlyCell", "xlwt", "xlsxwriter"}
MODULES = [
    name
    for folder in ("marketplace", "catalogue", "cms")
    for name in listed(folder)
    if name.endswith(".py") and name != WRITER
]


def writers_in(source: str) -> set[str]:
    """Name what of csv and openpyxl a module writes tables with."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in (
            "csv",
            "openpyxl",
        ):
            found |= {alias.name for alias in node.names} & WRITING
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names} & {"xlwt", "xlsxwriter"}
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            found |= {node.attr} & WRITING if node.value.id in ("csv", "openpyxl") else set()
    return found


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import csv\ncsv.writer(x)", {"writer"}),
        ("from csv import DictWriter", {"DictWriter"}),
        ("def f():\n    from openpyxl import Workbook", {"Workbook"}),
        ("import xlsxwriter", {"xlsxwriter"}),
        ("import csv\ncsv.reader(x)\nfrom openpyxl import load_workbook", set()),
    ],
)
def test_a_writer_is_seen_however_it_is_reached(source, found):
    assert writers_in(source) == found


def test_nothing_else_writes_tables():
    assert len(MODULES) > 500
    writing = {name: writers_in((ROOT / name).read_text()) for name in MODULES}
    assert {name: found for name, found in writing.items() if found} == {}
    assert writers_in((ROOT / WRITER).read_text()) == {"writer", "Workbook", "WriteOnlyCell"}


def test_nothing_puts_a_table_together_by_hand():
    """A "text/csv" or a mark of bytes outside the writer is a table that it did not write."""
    kinds = "marketplace/files/kinds.py"  # what comes in
    marks = ('"text/csv', "utf-8-sig", "\\ufeff")
    found = [
        name
        for name in MODULES
        if name not in (kinds, "marketplace/files/tables.py")
        and "/demo/" not in name
        and "/migrations/" not in name
        and any(mark in (ROOT / name).read_text() for mark in marks)
    ]
    assert found == []
