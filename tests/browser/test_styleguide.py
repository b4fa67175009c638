"""Each component alone: it fits, and axe finds nothing serious."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from marketplace.frame.styleguide import names
from tests.browser.market import SITE, fits

pytestmark = pytest.mark.browser


def test_components_fit_and_can_be_used_by_everybody(page):
    serious = []
    for name in names():
        page.goto(f"{SITE}/vi/styleguide/{name}/")
        fits(page)
        serious += [
            (name, violation["id"], violation["nodes"][0]["html"][:160])
            for violation in Axe().run(page).response["violations"]
            if violation["impact"] in ("serious", "critical")
        ]
    assert serious == []
