"""Where the market of the browser tests runs, and what every flow does there."""

import os
import shutil

from marketplace.demo.people import PASSWORD, PEOPLE

PORT = int(os.environ.get("TEST_PORT", "8345"))
SITE = f"http://127.0.0.1:{PORT}"
# The same browser without its windows costs half as much where both are installed.
CHROMIUM = shutil.which("chromium-headless-shell") or "/usr/bin/chromium"


def fits(page) -> None:
    page.wait_for_load_state()
    width = page.locator("html").evaluate("html => html.scrollWidth")
    assert width <= page.viewport_size["width"], page.url


def sign_in(page, who: str) -> None:
    page.goto(f"{SITE}/en/account/login/")
    page.fill("[name=login]", PEOPLE[who])
    page.fill("[name=password]", PASSWORD)
    page.locator("main button[type=submit]").first.click()
    page.wait_for_url(lambda url: "/account/login/" not in url)  # what asks next ends a sign-in
