"""After the sale in a real browser: 3-D Secure, a statement, a refused parcel, a return."""

import re
import time
from email import message_from_bytes
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.market import SITE, fits, sign_in
from tests.browser.test_flows import fill_basket, to_payment

pytestmark = pytest.mark.browser
SELLER = "bat-trang-1"


def fill_from_seller(page, count: int) -> None:
    """Put different goods of the first seller into the basket."""
    page.goto(f"{SITE}/en/products/?stock=1&producer={SELLER}&sort=price")
    addresses = [a.get_attribute("href") for a in page.locator(".card__title a").all()]
    for address in addresses:
        page.goto(f"{SITE}{address}")
        buy = page.locator("form.buy button")
        if buy.count():  # another test may have bought the last one since the list was written
            buy.click()
            count -= 1
        if not count:
            break
    assert not count


def as_another(page, who: str) -> None:
    page.context.clear_cookies()
    sign_in(page, who)


def pay_card(page, number: str) -> None:
    fields = page.locator("#payment-element input")
    for position, value in enumerate((number, "12/40", "123")):
        fields.nth(position).fill(value)
    page.locator("#payment-form > button").click()


def test_card_with_3d_secure_refused_then_approved(page):
    fill_basket(page, "chuong")
    to_payment(page, "stripe")
    pay_card(page, "4000002500003155")
    page.wait_for_url("**/_stripe-test/3ds/**")
    page.locator("button[value=refuse]").click()
    expect(page.locator(".messages")).to_contain_text("nothing was charged")
    pay_card(page, "4000002500003155")
    page.wait_for_url("**/_stripe-test/3ds/**")
    page.locator("button[value=approve]").click()
    expect(page.locator("h1")).to_contain_text("Thank you", timeout=20_000)


def test_kept_card_pays_the_next_time_and_is_removed(page):
    sign_in(page, "buyer")
    page.goto(f"{SITE}/en/account/cards/add/")
    pay_card(page, "4242424242424242")
    page.wait_for_url(re.compile(r"/account/cards/(\?|$)"), timeout=20_000)
    expect(page.locator("main")).to_contain_text("4242")
    fits(page)
    fill_basket(page, "ha-thai")
    to_payment(page, "stripe")
    page.locator("form[action$='/pay/kept/'] button").first.click()
    expect(page.locator("h1")).to_contain_text("Thank you", timeout=20_000)
    page.goto(f"{SITE}/en/account/cards/")
    page.on("dialog", lambda dialog: dialog.accept())
    while page.locator("form[action$='/cards/remove/'] button").count():
        page.locator("form[action$='/cards/remove/'] button").first.click()
        expect(page.locator(".messages")).to_contain_text("forgotten")
    expect(page.locator("main")).to_contain_text("No card kept")


def test_transfer_is_reconciled_from_an_imported_statement(page):
    fill_basket(page, "chuong")
    to_payment(page, "vietqr")
    pay_page = page.url
    facts = page.locator("dl.facts dd")
    amount = re.sub(r"\D", "", facts.nth(3).inner_text())
    reference = facts.nth(4).locator("b").inner_text()
    rows = [
        "STT,Ngày giao dịch,Số tham chiếu,Số tiền ghi nợ,Số tiền ghi có,Mô tả",
        f'1,25/11/2026,FT{reference[-6:]},,"{amount}",MBVCB {reference} CK',
        f'2,25/11/2026,FX{reference[-6:]},,"{amount}",tien hang',
    ]
    as_another(page, "finance-1")
    page.goto(f"{SITE}/en/finance/transfers/")
    fits(page)
    page.locator("input[type=file]").set_input_files(
        {
            "name": "sao-ke.csv",
            "mimeType": "text/csv",
            "buffer": "\n".join(rows).encode("utf-8-sig"),
        }
    )
    page.locator("form[action$='/upload/'] button").click()
    expect(page.locator("tbody, table").first).to_contain_text("pays the purchase")
    fits(page)
    page.locator("form[action$='/import/'] button").click()
    expect(page.locator(".messages")).to_contain_text("2 rows are booked, 1 paid a purchase")
    page.context.clear_cookies()
    page.goto(pay_page)
    expect(page.locator("h1")).to_contain_text("Thank you")


def test_cash_refused_at_the_door_puts_the_goods_back(page):
    fill_from_seller(page, 1)
    width = page.viewport_size["width"]  # a buyer of its own: who refuses twice pays beforehand
    to_payment(page, "cash", email=f"r{width}@example.vn", phone=f"091234{width:04}")
    purchase = page.url
    number = page.locator("section.panel p.small").first.inner_text().split()[-1]
    as_another(page, "seller-1")
    page.goto(f"{SITE}/en/sell/orders/{number}/")
    page.locator("form[action$='/confirm/'] button").click()
    page.fill("[name=tracking_code]", "VN1")
    page.locator("form[action$='/ship/'] .btn--main").click()
    page.locator("details summary", has_text="It came back").click()
    fits(page)
    refused = page.locator("form[action$='/refused/'] button")
    page.once("dialog", lambda dialog: dialog.dismiss())
    refused.click()
    expect(refused).to_be_enabled()
    page.once("dialog", lambda dialog: dialog.accept())
    refused.click()
    expect(page.locator(".messages")).to_contain_text("in stock again")
    page.context.clear_cookies()
    page.goto(purchase)
    expect(page.locator("main")).to_contain_text("Came back undelivered")
    expect(page.locator("h1")).to_contain_text("Cancelled")
    fits(page)


def code_of_mail(folder: Path) -> str:
    """Wait for the letter with a guest's code, and read the code off it."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        for file in (folder / "mail").glob("*"):
            for part in message_from_bytes(file.read_bytes()).walk():
                text = part.get_payload(decode=True) or b""
                if found := re.search(r"(\d{6}) is the code for", text.decode(errors="replace")):
                    return found[1]
        time.sleep(0.5)
    pytest.fail("no letter with a code came")


def show_code(page, folder: Path) -> None:
    """Give the code that a guest's mailbox gets."""
    for letter in (folder / "mail").glob("*"):
        letter.unlink()
    page.locator("button[name=send]").click()
    page.fill("[name=code]", code_of_mail(folder))
    page.locator("main form.panel button").last.click()


def test_one_line_of_three_is_returned_and_refunded(page, folder):
    fill_from_seller(page, 3)
    to_payment(page, "vietqr")
    page.locator("form[action$='test-transfer/'] button").click()
    expect(page.locator("h1")).to_contain_text("Thank you", timeout=20_000)
    purchase = page.url
    number = page.locator("section.panel p.small").first.inner_text().split()[-1]
    as_another(page, "seller-1")
    page.goto(f"{SITE}/en/sell/orders/{number}/")
    page.locator("form[action$='/confirm/'] button").click()
    page.fill("[name=tracking_code]", "VN2")
    page.locator("form[action$='/ship/'] .btn--main").click()
    page.locator("form[action$='/delivered/'] button").click()
    page.context.clear_cookies()
    page.goto(purchase)
    page.get_by_role("link", name="Return something").click()
    fits(page)
    show_code(page, folder)
    fits(page)
    page.locator(".units select").first.select_option("1")
    page.select_option("[name=reason]", "damaged")
    page.fill("[name=text]", "Chipped at the rim.")
    page.locator("main form.panel button").click()
    expect(page.locator("main")).to_contain_text("Chipped at the rim.")
    claim = page.locator("h1 .num").inner_text()
    as_another(page, "seller-1")
    page.goto(f"{SITE}/en/sell/returns/{claim}/")
    expect(page.locator("main")).to_contain_text("Cost to the producer")
    fits(page)
    page.locator("form[action$='/accept/'] button").click()
    page.locator("form[action$='/receive/'] select").select_option("1")
    page.locator("form[action$='/receive/'] button").click()
    page.locator("form[action$='/refund/'] button").click()
    expect(page.locator("main")).to_contain_text("Taken back, refunded")
    page.context.clear_cookies()
    page.goto(purchase)
    page.get_by_role("link", name="Say where the money is to go").click()
    fits(page)
    show_code(page, folder)
    page.select_option("[name=bank_bin]", "970436")
    page.fill("[name=account]", "0123456789")
    page.fill("[name=account_name]", "Nguyễn Lan")
    page.locator("main form.panel button").click()
    expect(page.locator("main")).to_contain_text("To be paid")
    as_another(page, "finance-1")
    page.goto(f"{SITE}/en/finance/refunds/")
    fits(page)
    row = page.locator("section.panel", has_text=number)
    row.locator("[name=reference]").fill("FT26112500099")
    row.locator("form[action$='/paid/'] button").click()
    expect(page.locator(".messages")).to_contain_text("The buyer has been told")
    page.context.clear_cookies()
    page.goto(purchase)
    expect(page.locator("main")).to_contain_text("Paid back")
    fits(page)
