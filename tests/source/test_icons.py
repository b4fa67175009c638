"""The kept set of signs holds what pages show, and nothing that no page shows."""

import re

from tests.source.templates import ROOT, templates

SIGNS = ROOT / "static" / "vendor" / "lucide" / "icons.svg"
# icon("menu"), and rows of links that name theirs: ("house", _("Home")).
NAMED = re.compile(r'icon\("([\w-]+)"\)')
IN_ROWS = re.compile(r'"([a-z-]+)", _\("')


def test_every_sign_that_a_page_shows_is_kept_and_every_kept_one_is_shown():
    kept = set(re.findall(r'<symbol id="([\w-]+)"', SIGNS.read_text()))
    sources = [path.read_text() for path in templates()]
    shown = {name for text in sources for name in NAMED.findall(text)}
    in_rows = {name for text in sources if "icon(" in text for name in IN_ROWS.findall(text)}
    assert shown - kept == set()
    assert kept - shown - in_rows == set()


def test_a_sign_can_be_filled_by_the_styles_around_it():
    """A `fill` on a symbol wins over what its user inherits: five stars looked like none."""
    assert 'fill="none"' not in SIGNS.read_text()
    assert "fill: none;" in (ROOT / "static" / "css" / "icon.css").read_text()
