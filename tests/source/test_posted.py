"""Texts that are sent beside the fields of a form come through one door."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RAW = re.compile(r'request\.POST(?:\.get\(|\[)"(\w+)"')
# Read as they are: compared, looked up among known ones, or read by a reader of their own.
PLAIN = {
    "back",
    "keep",
    "next",
    "number",
    "provider",
    "quantity",
    "refund",
    "remove",
    "role",
    "token",
}
VIEWS = sorted(
    path
    for room in ("catalogue", "marketplace", "cms")
    for path in (ROOT / room).rglob("*.py")
    if "POST" in path.read_text() and path.name != "screens.py" and "standin" not in path.parts
)


@pytest.mark.parametrize("path", VIEWS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_text_is_read_without_what_no_database_keeps(path):
    assert set(RAW.findall(path.read_text())) - PLAIN == set()
