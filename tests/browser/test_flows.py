"""Four flows in a real browser, at the width of a phone and of a desk."""

import re
from collections import Counter
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.market import SITE, fits, sign_in

pytestmark = pytest.mark.browser


def fill_basket(page, *villages: str) -> None:
    for village in villages:
        page.goto(f"{SITE}/en/products/?stock=1&village={village}&sort=price")
        page.locator(".card__title a").first.click()
        page.locator("form.buy button").click()


def to_payment(page, method: str, email: str = "a@example.vn", phone: str = "0912345678") -> None:
    page.goto(f"{SITE}/en/checkout/")
    for name, value in {
        "email": email,
        "name": "Lan",
        "phone": phone,
        "commune": "Hoàn Kiếm",
        "street": "12 Hàng Bông",
    }.items():
        page.fill(f"[name={name}]", value)
    page.locator("main form button").click()
    page.check(f"[name=payment_method][value={method}]")
    fits(page)
    page.locator("main aside button[form=review]").click()


def test_filter_by_stars_and_read_an_origin(page):
    page.goto(f"{SITE}/en/products/?stars=4")
    fits(page)
    assert page.locator(".seal").count() == page.locator(".card").count() > 3
    page.locator(".card__title a").first.click()
    fits(page)
    page.locator("a[href^='/P/']").click()
    fits(page)
    assert "belongs to this product" in page.locator("h1").inner_text()


@pytest.mark.parametrize("method", ["cash", "vietqr", "card"])
def test_buy_from_two_producers(page, method):
    fill_basket(page, "chuong", "quang-phu-cau")
    to_payment(page, {"card": "stripe"}.get(method, method))
    if method == "vietqr":
        page.locator("form[action$='test-transfer/'] button").click()
    if method == "card":
        fields = page.locator("#payment-element input")
        for position, value in enumerate(("4000000000000002", "12/40", "123")):
            fields.nth(position).fill(value)
        page.locator("#payment-form > button").click()
        expect(page.locator("[data-message]")).to_have_text(re.compile(".{6,}"))
        fields.nth(0).fill("4242424242424242")
        page.locator("#payment-form > button").click()
    expect(page.locator("h1")).to_contain_text("Thank you", timeout=20_000)
    assert page.locator("section.panel h2").count() >= 2


def test_back_button_after_an_order_names_it_and_what_is_new_is_ordered_by_itself(page):
    fill_basket(page, "chuong")
    to_payment(page, "cash")
    first = page.url
    page.evaluate("history.back()")  # Playwright's own loses a page that Chromium had kept
    expect(page.locator(".messages")).to_contain_text("what was in it is ordered")
    assert page.locator(".messages a").get_attribute("href") in first
    fill_basket(page, "quang-phu-cau")
    page.goto(f"{SITE}/en/checkout/review/")
    page.check("[name=payment_method][value=cash]")
    page.locator("main aside button[form=review]").click()
    expect(page.locator("h1")).to_contain_text("Thank you")
    assert page.url != first


def test_read_a_village_and_buy_from_it(page):
    page.goto(f"{SITE}/en/villages/")
    fits(page)
    page.goto(f"{SITE}/en/villages/ha-thai/")
    fits(page)
    page.locator(".card__title a").first.click()
    assert page.locator("a[href$='/villages/ha-thai/']").count() >= 1


def test_producer_confirms_and_ships(page):
    sign_in(page, "seller-1")
    page.goto(f"{SITE}/en/products/?producer=bat-trang-1&stock=1")
    page.locator(".card__title a").first.click()
    page.locator("form.buy button").click()
    to_payment(page, "cash")
    page.goto(f"{SITE}/en/sell/")
    fits(page)
    row = page.locator(".work__row").last  # the longest waiting stands first
    number = row.locator("a").first.inner_text()
    row.locator("form[action$='confirm/'] button").click()  # in the row, and the list is back
    page.goto(f"{SITE}/en/sell/?show=pack")
    fits(page)
    page.locator(f"a:has-text('{number}')").first.click()
    page.fill("[name=tracking_code]", "VN123")
    page.locator("form[action$='ship/'] .btn--main").click()
    assert "VN123" in page.locator("main").inner_text()


PAGES = [
    "/vi/",
    "/en/products/",
    "/en/products/x_1/",
    "/vi/products/x_5/reviews/",
    "/P/D00001",
    "/id/villages/",
    "/vi/villages/bat-trang/",
    "/vi/enquiries/villages/bat-trang/",
    "/en/stories/van-phuc-story/",
    "/en/producers/",
    "/vi/ocop/",
    "/en/ocop/check/?q=D00001",
    "/id/ocop/D00001/",
    "/vi/ocop/D00000/",
    "/en/basket/",
    "/en/account/login/",
]


def serious_faults(page) -> list[tuple[str, str]]:
    """What axe finds serious or worse on a page: which rule, and where first."""
    return [
        (found["id"], found["nodes"][0]["html"][:160])
        for found in Axe().run(page).response["violations"]
        if found["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("path", PAGES)
def test_no_serious_accessibility_violation(page, path):
    page.goto(SITE + path)
    fits(page)
    assert serious_faults(page) == []


@pytest.mark.parametrize("path", ["/en/", "/en/products/", "/en/products/x_1/"])
def test_first_load_is_light(page, path):
    """Bytes as they come over the line; six faces of two fonts are most of what is no picture."""
    asked = []
    page.on("requestfinished", lambda request: asked.append(request))
    page.goto(SITE + path, wait_until="load")
    weight = Counter()
    for request in asked:
        weight[request.resource_type] += request.sizes()["responseBodySize"]
    assert 0 < weight["script"] < 20_000
    assert 0 < weight["stylesheet"] < 20_000
    assert 20_000 < weight.total() - weight["image"] < 160_000
    assert weight.total() < (400_000 if page.viewport_size["width"] < 400 else 450_000)


def children(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        found += [int(child) for child in (task / "children").read_text().split()]
    return found


def test_worker_memory_stays_under_the_bar(market):
    """After all the flows above: what each process that serves holds itself, under 200 MB.

    Mapped files of libraries are not counted: all processes share them.
    """
    sizes = []
    for master in children(market):
        if "gunicorn" in Path(f"/proc/{master}/cmdline").read_text():
            for worker in children(master):
                status = Path(f"/proc/{worker}/status").read_text()
                sizes.append(int(re.search(r"RssAnon:\s+(\d+)", status)[1]) // 1024)
    assert sizes
    assert max(sizes) < 200, sizes


def test_suggestions_by_keyboard_and_what_was_looked_for(page):
    page.goto(f"{SITE}/en/")
    box = page.locator("#q")
    box.fill("bat tra")
    options = page.locator("[role=option]")
    expect(options.first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    box.press("Escape")
    expect(page.locator("#suggestions")).to_be_hidden()
    box.fill("nuoc mamm")
    expect(options.first).to_be_visible()
    fits(page)
    box.press("Escape")
    box.press("Enter")
    expect(page.locator(".note").first).to_contain_text("nuoc mam")
    assert page.locator(".card").count() >= 1
    page.goto(f"{SITE}/en/")
    box.focus()
    expect(options.first).to_contain_text("nuoc mamm")
    box.press("ArrowUp")
    box.press("Enter")
    page.wait_for_url("**/products/?q=nuoc*")


def test_facets_chips_back_button_and_price_by_keyboard(page):
    page.goto(f"{SITE}/en/products/")
    page.evaluate("window.mark = 1")
    button = page.locator("button.sheet-toggle").first
    if button.is_visible():
        button.click()
    page.locator(".facets a:has-text('4 stars')").first.click()
    page.wait_for_url("**stars=4**")
    expect(page.locator(".chips--chosen a").first).to_contain_text("4 stars")
    handle = page.locator(".handles input").nth(1)
    handle.focus()
    handle.press("Home")  # one step above the other handle
    page.wait_for_url("**price_max=50000**")
    page.go_back()
    expect(page.locator(".chips--chosen a").first).to_contain_text("4 stars")
    page.go_back()
    page.wait_for_url("**/products/**")
    assert page.evaluate("window.mark") == 1, "the list was to update in place"
    fits(page)


def test_compare_two_products_ticked_on_their_cards(page):
    page.goto(f"{SITE}/en/products/?sort=newest")
    boxes = page.locator("[data-compare]")
    for position in range(2):
        page.locator("[data-compare-menu] summary").nth(position).click()
        boxes.nth(position).check()
    bar = page.locator("[data-compare-bar]")
    expect(bar).to_contain_text("2")
    fits(page)
    bar.locator("a").click()
    page.wait_for_url("**/products/compare/?p=*&p=*")
    expect(page.locator(".compare thead th")).to_have_count(3)
    fits(page)
    page.locator("[data-compare-drop]").first.click()
    expect(page.locator(".compare thead th")).to_have_count(2)
    page.goto(f"{SITE}/en/products/?sort=newest")
    expect(bar).to_contain_text("1")
    bar.locator("button").click()
    expect(bar).to_be_hidden()


def test_sort_by_the_nearest_village(page):
    page.goto(f"{SITE}/en/products/")
    page.locator("select[name=sort]").select_option("near")
    page.wait_for_url("**sort=near**")
    near = page.locator("select[name=near]")
    expect(near).to_be_visible()
    near.select_option("van-phuc")
    page.wait_for_url("**near=van-phuc**")
    expect(page.locator(".card__by").first).to_contain_text("Vạn Phúc")
    fits(page)
