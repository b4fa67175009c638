"""What the style sheets keep to: one file of tokens, five sizes of type, short motion."""

import re
from pathlib import Path

import pytest

from tests.source.templates import listed

# Pages of others, and drawings, whose letters are sized in the drawing's own units.
APART = {"stripe-test.css", "fonts.css"}
DRAWINGS = {"bars.css", "chart.css", "map.css", "tiles.css"}
TOKENS = "tokens.css"
SMALLEST, LARGEST, REM = 13, 54, 16
MOST_SECONDS = 0.2
SHEETS = {
    Path(name).name: re.sub(r"/\*.*?\*/", "", Path(name).read_text(), flags=re.DOTALL)
    for name in listed("static/css")
    if Path(name).name not in APART
}
SIZE = re.compile(r"font(?:-size)?:\s*([^;]+);")


def test_sizes_are_five_between_13_and_54_pixels():
    sizes = re.findall(r"--t\d: ([^;]+);", SHEETS[TOKENS])
    assert len(sizes) == 5
    rems = [float(number) for size in sizes for number in re.findall(r"([\d.]+)rem", size)]
    assert min(rems) * REM == SMALLEST
    assert max(rems) * REM == LARGEST


@pytest.mark.parametrize("name", sorted(SHEETS.keys() - DRAWINGS - {TOKENS}))
def test_a_sheet_takes_sizes_and_colours_from_the_tokens(name):
    sizes = [size for size in SIZE.findall(SHEETS[name]) if not re.search(r"var\(--t\d\)", size)]
    assert [size for size in sizes if size not in {"inherit", "0"}] == []
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[\s;,)])", SHEETS[name]) == []


@pytest.mark.parametrize("name", sorted(SHEETS))
def test_motion_ends_within_a_fifth_of_a_second(name):
    for seconds in re.findall(r"(?<![\w.-])(\d*\.?\d+)s\b", SHEETS[name]):
        assert float(seconds) < MOST_SECONDS
    for thousandths in re.findall(r"(?<![\w.-])(\d+)ms\b", SHEETS[name]):
        assert int(thousandths) < MOST_SECONDS * 1000


def test_motion_stops_for_who_wants_none():
    assert re.search(r"prefers-reduced-motion[^}]+transition: none", SHEETS["base.css"])


def test_figures_of_one_width_are_for_money():
    rules = {name: text.count("tabular-nums") for name, text in SHEETS.items()}
    assert {name: count for name, count in rules.items() if count} == {"text.css": 1}
