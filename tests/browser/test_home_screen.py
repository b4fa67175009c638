"""Without a network: an origin that was looked at, an installed shop's last purchase, words."""

import time

import pytest
from playwright.sync_api import expect

from tests.browser.market import SITE, fits
from tests.browser.test_flows import fill_basket, serious_faults, to_payment

pytestmark = pytest.mark.browser
# This browser has no home screen: the page is told that it was opened from there.
INSTALLED = """
const asked = window.matchMedia;
window.matchMedia = (query) =>
  query === "(display-mode: standalone)" ? { matches: true } : asked.call(window, query);
"""
KEPT = "async (kind) => (await (await caches.open(kind)).keys()).length"


def wait_until(page, told: str, wanted: object, arg: object = None) -> None:
    """Ask a page until it answers so; Playwright's own waiting asks for `eval`."""
    end = time.monotonic() + 30
    while (answer := page.evaluate(told, arg)) != wanted:
        assert time.monotonic() < end, f"{told} is {answer!r}"
        page.wait_for_timeout(100)


def wait_until_kept(page, kind: str) -> None:
    """The worker keeps a page behind the reader's back, and the words before any page."""
    wait_until(page, KEPT, 3, "words")
    wait_until(page, KEPT, 1, kind)


def test_an_origin_is_read_without_a_network(page):
    page.goto(f"{SITE}/en/products/")
    page.locator(".card__title a").first.click()
    code = page.locator("#origin a[href^='/01/'], #origin a[href^='/P/']").first.get_attribute(
        "href"
    )
    page.goto(f"{SITE}/en/origin{code}")
    title = page.locator("main h1").inner_text()
    note = page.locator("[data-kept-as]")
    expect(note).to_be_hidden()
    wait_until_kept(page, "origin")
    address = page.url
    page.context.set_offline(True)
    page.goto(f"{SITE}/en/basket/")
    expect(page.locator("main h1")).to_have_text("No connection")
    fits(page)
    kept = page.locator("[data-kept-pages] a")
    expect(kept).to_have_count(1)
    kept.click()
    page.wait_for_url(address)
    expect(page.locator("main h1")).to_have_text(title)
    expect(note).to_be_visible()
    expect(note.locator("time")).not_to_be_empty()
    fits(page)
    assert serious_faults(page) == []
    page.goto(f"{SITE}{code}")  # as a camera opens it
    expect(page.locator("main h1")).to_have_text(title)
    page.context.set_offline(False)
    page.goto(address)
    expect(note).to_be_hidden()


def test_a_purchase_is_kept_by_a_shop_on_the_home_screen_alone(page):
    fill_basket(page, "chuong")
    to_payment(page, "cash", f"kept-{page.viewport_size['width']}@example.vn")
    page.reload()
    wait_until(page, KEPT, 3, "words")
    page.wait_for_timeout(1000)
    assert page.evaluate(KEPT, "purchase") == 0
    page.add_init_script(INSTALLED)
    page.reload()
    wait_until_kept(page, "purchase")
    page.context.set_offline(True)
    page.reload()
    expect(page.locator("[data-kept-as]")).to_be_visible()
    page.context.set_offline(False)
