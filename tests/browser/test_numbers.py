"""The browser reads numbers as the server does, and says what it understood."""

import pytest
from playwright.sync_api import expect

from tests.browser.market import SITE, fits, sign_in
from tests.marketplace.frame.test_numbers import EXAMPLES

pytestmark = pytest.mark.browser
READ = """async ([examples, path]) => {
  const { readings } = await import(path);
  const read = ([kind, rows]) => [kind, rows.map(([text]) => [text, readings(text, kind)])];
  return Object.fromEntries(Object.entries(examples).map(read));
}"""


def as_readings(number: int | list[int] | None) -> list[int]:
    return [] if number is None else number if isinstance(number, list) else [number]


def test_the_browser_reads_numbers_as_the_server_does(page):
    sign_in(page, "seller-1")
    page.goto(f"{SITE}/vi/sell/products/")
    path = page.locator("script[src*='js/numbers']").get_attribute("src")
    found = page.evaluate(READ, [EXAMPLES, path])
    assert found == {
        kind: [[text, as_readings(number)] for text, number in rows]
        for kind, rows in EXAMPLES.items()
    }


def test_what_was_understood_stands_beside_the_field(page):
    sign_in(page, "seller-1")
    page.goto(f"{SITE}/vi/sell/products/")
    row = page.locator("li.work__row").first
    row.locator("summary").click()
    price = row.locator("[name=price]")
    for typed, told in [
        ("1,5 triệu", "= 1.500.000 ₫"),
        ("1250.000", "1.250.000 ₫ / 1.250 ₫?"),
        ("x", ""),
    ]:
        price.fill(typed)
        expect(row.locator("output").first).to_have_text(told)
    fits(page)
