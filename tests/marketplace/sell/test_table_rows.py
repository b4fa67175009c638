"""A row of a table in words: what it changes, why not, what the editors said."""

import pytest
from django.utils import translation

from marketplace.listings.imports.models import ImportRow, ProductImport
from marketplace.listings.models import Revision
from marketplace.sell.table_rows import LONGEST, counts_of, cut, lines_of, shown

WANTS = {"price": 300_000, "seen_price": None, "stock": 1200, "seen_stock": 10}


def test_lines_say_figures_from_and_to_and_texts_as_they_are_to_be():
    with translation.override("en"):
        lines = lines_of(WANTS | {"content": {"title_vi": "Ấm", "ocop_set": 21, "story_vi": ""}})
    assert [(line.label, line.before, line.after) for line in lines[1:]] == [
        ("In stock", "10", "1,200"),
        ("Name, in Vietnamese", "", "Ấm"),
        ("Set", "", "21"),
    ]
    assert (lines[0].before, "300,000" in lines[0].after) == ("", True)
    assert cut("a" * (LONGEST + 1)) == "a" * LONGEST + "…" and cut("a") == "a"


@pytest.mark.parametrize(("state", "note"), [("returned", "Rõ hơn."), ("submitted", "")])
def test_row_shows_the_editors_words_while_it_is_sent_back(state, note):
    row = ImportRow(outcome="created", title="Ấm", revision=Revision(state=state, note="Rõ hơn."))
    assert (shown(row).note, shown(row).tone, shown(row).title) == (note, "ok", "Ấm")


def test_parts_without_rows_are_left_out():
    table = ProductImport(counts={"refused": 2, "created": 0, "changed": 1, "far": 0})
    assert counts_of(table, returned=0) == {"refused": 2, "changed": 1}
    assert list(counts_of(table, returned=3)) == ["refused", "returned", "changed"]
