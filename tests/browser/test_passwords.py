"""A new password is shown on wish, and how hard it is to guess."""

import pytest
from playwright.sync_api import expect

from tests.browser.market import SITE, fits

pytestmark = pytest.mark.browser


def test_a_password_is_seen_on_wish_and_its_strength_always(page):
    page.goto(f"{SITE}/en/account/signup/")
    fits(page)
    field, meter = page.locator("#id_password1"), page.locator("[data-strength=id_password1]")
    for typed, strength in (
        ("aaaaaaaaaaaaaaaa", "0"),
        ("rượu nếp cái", "2"),
        ("rượu nếp cái hoa vàng", "4"),
    ):
        field.fill(typed)
        assert meter.evaluate("meter => String(meter.value)") == strength
    expect(field).to_have_attribute("type", "password")
    button = page.locator("[data-shows=id_password1]")
    button.click()
    expect(field).to_have_attribute("type", "text")
    expect(button).to_have_text("Hide the password")
    button.click()
    expect(field).to_have_attribute("type", "password")
    page.goto(f"{SITE}/en/account/login/")
    assert page.locator("[data-shows=id_password]").is_visible()
    assert page.locator("[data-strength]").count() == 0
