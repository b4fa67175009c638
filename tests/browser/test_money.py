"""Money in a real browser: a voucher at the checkout, a payout by two people."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.market import SITE, fits, sign_in
from tests.browser.test_flows import fill_basket, to_payment

pytestmark = pytest.mark.browser


def test_voucher_is_taken_off_at_the_checkout(page):
    fill_basket(page, "chuong", "ha-thai")
    page.goto(f"{SITE}/en/basket/")
    page.fill("#voucher-code", "no such")
    page.locator("form.field:has(#voucher-code) button").click()
    expect(page.locator(".messages")).to_contain_text("There is no voucher with this code")
    page.fill("#voucher-code", "chaoban")
    page.locator("form.field:has(#voucher-code) button").click()
    expect(page.locator(".messages")).to_contain_text("CHAOBAN")
    fits(page)
    before = page.locator("aside tr.total td").inner_text()
    to_payment(page, "vietqr", email=f"v{page.viewport_size['width']}@example.vn")
    page.locator("form[action$='test-transfer/'] button").click()
    expect(page.locator("h1")).to_contain_text("Thank you", timeout=20_000)
    expect(page.locator("main")).to_contain_text("A voucher took")
    assert page.locator(".panel tr.total td").last.inner_text() == before
    fits(page)


@pytest.mark.parametrize("page", [1280], indirect=True)
def test_payout_is_proposed_approved_by_another_and_confirmed(page):
    sign_in(page, "finance-1")
    page.goto(f"{SITE}/en/finance/payouts/")
    page.locator("form[action$='propose/'] button").click()
    expect(page.locator("h1")).to_have_text(re.compile("P\\d{6}-"))
    batch = page.url
    expect(page.locator("main")).to_contain_text("somebody else has to approve it")
    assert page.locator("form[action$='approve/']").count() == 0
    page.context.clear_cookies()
    sign_in(page, "finance-2")
    page.goto(batch)
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("form[action$='approve/'] button").click()
    expect(page.locator(".messages")).to_contain_text("Approved")
    line = page.locator("section.payout").first
    line.locator("summary").click()
    expect(line.locator("img.qr")).to_be_visible()
    line.locator("form[action$='paid/'] input[name=text]").fill("FT26112500001")
    line.locator("form[action$='paid/'] button").click()
    expect(page.locator("section.payout").first).to_contain_text("FT26112500001")
    expect(page.locator("section.payout").first.locator(".tag")).to_have_text("Paid")
    page.goto(f"{SITE}/en/finance/audit/")
    expect(page.locator("main")).to_contain_text("finance:decide")


DESK = ["", "payouts/", "accounts/", "producers/", "adjustments/", "vouchers/", "terms/", "books/"]


def test_desk_and_money_pages_fit(page):
    sign_in(page, "finance-2")
    for path in DESK:
        page.goto(f"{SITE}/en/finance/{path}")
        fits(page)
    page.context.clear_cookies()
    sign_in(page, "seller-1")
    for path in ("statements/", "vouchers/", "vouchers/new/", "bank-account/"):
        page.goto(f"{SITE}/en/sell/{path}")
        fits(page)
    page.goto(f"{SITE}/en/sell/statements/")
    page.locator("main .plain-list a").first.click()
    expect(page.locator("h1")).to_contain_text("Statement")
    fits(page)
