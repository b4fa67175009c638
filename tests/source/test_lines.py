"""Sources that people read: one element a line, no line that runs out of the window."""

import re

import pytest

from tests.source.layout import tokens
from tests.source.templates import ROOT, listed, templates

LONGEST = 120
READ = [name for folder in ("templates", "static/css", "static/js") for name in listed(folder)]


@pytest.mark.parametrize("name", READ)
def test_no_line_is_longer_than_a_window(name):
    lines = (ROOT / name).read_text().splitlines()
    long = [f"{at}: {len(line)}" for at, line in enumerate(lines, 1) if len(line) > LONGEST]
    assert long == []


@pytest.mark.parametrize("path", templates(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_line_opens_one_block_element(path):
    text = path.read_text()
    text = re.sub(r"\{# djangofmt: ignore\[format\] #\}\n.*\n", "\n", text)
    lines, crowded = {}, []
    at = 1
    for token in tokens(text):
        if token.kind in {"open", "void"} and lines.setdefault(at, token) is not token:
            crowded.append(f"{at}: {token.text[:40]}")
        at += token.text.count("\n")
    assert crowded == []
