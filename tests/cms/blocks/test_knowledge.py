"""Facts, years, steps and tables, with where they are from."""

import re

import pytest

from cms.blocks import BodyBlock

pytestmark = pytest.mark.django_db


def test_what_is_known_is_shown_with_where_it_is_from(shown):
    text = shown(
        (
            "timeline",
            {"heading": "Since when", "rows": [moment("1684", "A gate.", "https://a.example/")]},
        ),
        ("timeline", {"heading": "", "rows": [moment("2025", "A title.", "")]}),
        ("steps", {"heading": "How", "rows": [{"name": "Clay", "text": "It is <washed>."}]}),
        (
            "sources",
            {
                "rows": [
                    {"title": "A book", "publisher": "A press", "year": "2024", "url": ""},
                    {"title": "A page", "publisher": "", "year": "", "url": "https://b.example/"},
                ]
            },
        ),
    )
    assert "<h2>Since when</h2>" in text and '<b class="years__when">1684</b>' in text
    assert text.count(">source</a>") == 1 and "2025" in text
    assert "<h3>Clay</h3> <p>It is &lt;washed&gt;.</p>" in text.replace("><p", "> <p")
    assert re.search(r'<li id="source-1">\s*A book, A press, 2024\s*</li>', text)
    assert re.search(
        r'<li id="source-2">\s*<a href="https://b.example/" rel="noopener">A page</a>\s*</li>', text
    )


def moment(when: str, what: str, source: str) -> dict:
    return {"when": when, "what": what, "source": source}


def test_a_table_stacks_its_rows_on_a_phone_with_the_names_of_its_columns(shown):
    table = {
        "caption": "As counted in 2024",
        "columns": [{"type": "text", "heading": "Year"}, {"type": "text", "heading": "Kilns"}],
        "rows": [{"values": ["1990", "1,200 & more"]}, {"values": ["2024", ""]}],
    }
    text = shown(("table", BodyBlock().child_blocks["table"].to_python(table)))
    assert "table--stack" in text and "As counted in 2024" in text
    assert 'data-label="Year">1990<' in text and 'data-label="Kilns">1,200 &amp; more<' in text


def test_table_names_its_columns_in_every_cell(shown):
    raw = {
        "caption": "Of bamboo",
        "columns": [{"type": "text", "heading": "Step"}, {"type": "text", "heading": "Days"}],
        "rows": [{"values": ["Splitting", "2"]}],
    }
    text = shown({"type": "table", "value": raw})
    assert "<caption>Of bamboo</caption>" in text
    assert '<td data-label="Days">2</td>' in text
