""".env.example names every setting that settings.py reads from the environment, and no other."""

import re

from django.conf import settings

from tests.marketplace.test_settings import GOOD

READ = re.compile(r'\b(?:env(?:\.\w+)?|needed)\(\s*"([A-Z0-9_]+)"')
LINE = re.compile(r"^#([A-Z0-9_]+)=.*$")
EXAMPLE = (settings.BASE_DIR / ".env.example").read_text(encoding="utf-8")


def names(lines: list[str]) -> list[str]:
    return [found[1] for line in lines if (found := LINE.match(line))]


def test_example_names_each_setting_once():
    source = (settings.BASE_DIR / "marketplace" / "settings.py").read_text(encoding="utf-8")
    assert sorted(names(EXAMPLE.splitlines())) == sorted(set(READ.findall(source)))


def test_example_tells_what_each_is_for():
    lines = EXAMPLE.splitlines()
    for before, line in zip(["", *lines], lines, strict=False):
        if LINE.match(line):
            assert before.startswith("#"), f"{line}: a comment, or the setting it belongs to, above"
        else:
            assert line == "" or line.startswith("# "), line


def test_what_production_needs_stands_first():
    _head, needed, further = EXAMPLE.split("# --- ", 2)
    assert needed.startswith("Needed in production")
    assert set(names(needed.splitlines())) == set(GOOD)
    assert names(further.splitlines())
