"""The listing follows its filters in place: sheet, focus and header keep up."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.market import SITE, fits

pytestmark = pytest.mark.browser

STARS = ".facets [data-facet=stars] li a"


def open_sheet(page):
    """Open the filters where they are a sheet; tell whether they are."""
    button = page.locator("[data-sheet=facets]").first
    if button.is_visible():
        button.click()
        return True
    return False


def test_the_sheet_stays_open_while_filters_are_chosen(page):
    page.goto(f"{SITE}/en/products/")
    if not open_sheet(page):
        return
    sheet, show = page.locator("#facets"), page.locator("#facets > .sheet-toggle")
    expect(show).to_be_in_viewport(ratio=1)  # without scrolling
    sheet.evaluate("sheet => { sheet.scrollTop = 60; }")
    all_of_them = show.inner_text()
    page.locator(STARS, has_text="4 stars").click()
    page.wait_for_url("**stars=4**")
    expect(sheet).to_be_visible()
    expect(page.locator("[data-sheet=facets]").first).to_have_attribute("aria-expanded", "true")
    expect(show).not_to_have_text(all_of_them)
    expect(show).to_be_in_viewport(ratio=1)
    assert sheet.evaluate("sheet => sheet.scrollTop") == 60
    show.click()
    expect(sheet).to_be_hidden()
    expect(page.locator("[data-sheet=facets]").first).to_be_focused()


def test_escape_or_a_tap_beside_it_closes_the_sheet(page):
    page.goto(f"{SITE}/en/products/")
    if not open_sheet(page):
        return
    sheet, button = page.locator("#facets"), page.locator("[data-sheet=facets]").first
    scrolls = "getComputedStyle(document.body).overflowY"
    assert page.evaluate(scrolls) == "hidden"
    for _ in range(3):  # backwards out of the sheet: never into the page behind
        page.keyboard.press("Shift+Tab")
        assert page.evaluate(
            "document.activeElement === document.body || document.activeElement.closest('#facets') !== null"
        )
    page.locator(STARS).first.focus()
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(button).to_be_focused()
    assert page.evaluate(scrolls) == "visible"
    button.click()
    expect(sheet).to_be_visible()
    page.mouse.click(60, 60)  # the way home lies there
    expect(sheet).to_be_hidden()
    expect(page).to_have_url(f"{SITE}/en/products/")
    page.locator(".brand").click()
    page.wait_for_url(f"{SITE}/en/")


def test_focus_stays_where_it_was(page):
    page.goto(f"{SITE}/en/products/")
    is_phone = open_sheet(page)
    link = page.locator(STARS, has_text="4 stars")
    link.focus()
    link.press("Enter")
    page.wait_for_url("**stars=4**")
    expect(link).to_be_focused()
    handle = page.locator(".handles input").nth(1)
    handle.focus()
    handle.press("ArrowLeft")
    page.wait_for_url("**price_max=**")
    expect(handle).to_be_focused()
    if is_phone:
        handle.press("Escape")
    chips = page.locator(".chips--chosen a")
    chips.nth(1).focus()
    chips.nth(1).press("Enter")
    page.wait_for_url(re.compile(r"stars=4(?!.*price_max)"))
    expect(chips.nth(0)).to_be_focused()
    sort = page.locator("select[name=sort]")
    sort.focus()
    sort.select_option("price")
    page.wait_for_url("**sort=price**")
    expect(sort).to_be_focused()
    page.locator(".pages a[rel=next]").press("Enter")
    page.wait_for_url("**page=2**")
    expect(page.locator("h1")).to_be_focused()


def test_the_header_speaks_of_the_list_below_it(page):
    page.goto(f"{SITE}/en/products/?q=lua")
    page.locator(".chips--chosen a").first.click()
    page.wait_for_url(lambda address: "q=lua" not in address)
    expect(page.locator("#q")).to_have_value("")
    open_sheet(page)
    page.locator(STARS, has_text="4 stars").click()
    page.wait_for_url("**stars=4**")
    for link in page.locator(".langs a").all():
        expect(link).to_have_attribute("href", re.compile(r"stars=4"))


def test_a_facet_says_when_nothing_has_that_name(page):
    page.goto(f"{SITE}/en/products/")
    open_sheet(page)
    facet = page.locator(".facets details:has([data-narrow])").first
    facet.evaluate("facet => { facet.open = true; }")
    box, none = facet.locator("[name=facet_q]"), facet.locator("[role=status]")
    box.fill("zqx")
    expect(none).to_have_text("Nothing of this name.")
    box.press("Enter")
    box.fill("")
    expect(none).to_have_text("")
    expect(facet.locator("li").first).to_be_visible()
    expect(page).to_have_url(f"{SITE}/en/products/")


def test_four_products_at_most_are_compared(page):
    page.goto(f"{SITE}/en/products/?sort=newest")
    boxes = page.locator("[data-compare]")
    for position in range(4):
        page.locator("[data-compare-menu] summary").nth(position).click()
        boxes.nth(position).check()
    expect(boxes.nth(4)).to_be_disabled()
    expect(boxes.nth(4)).to_have_attribute("title", "Four products at most")
    expect(page.locator("[data-compare-bar] [role=status]")).to_contain_text("(4 of 4)")
    fits(page)
    page.locator("[data-compare-bar] a").click()
    page.wait_for_url("**/products/compare/**")
    second = page.locator(".compare tbody tr").first.locator("td").nth(1).bounding_box()
    assert second["x"] + second["width"] <= page.viewport_size["width"]
    assert second["width"] >= 130
    fits(page)


def test_a_search_without_a_find_is_not_kept(page):
    page.goto(f"{SITE}/en/")
    for text in ("lua", "zqxwv kkjjh"):
        page.fill("#q", text)
        page.press("#q", "Enter")
        page.wait_for_url(f"**q={text.replace(' ', '+')}*")
    expect(page.locator(".empty")).to_be_visible()
    assert page.evaluate("localStorage['recent-searches']") == '["lua"]'


def test_the_village_is_sent_only_with_the_nearest(page):
    page.goto(f"{SITE}/en/products/")
    page.locator("select[name=sort]").select_option("price")
    page.wait_for_url("**sort=price")
    page.locator("select[name=sort]").select_option("near")
    page.wait_for_url("**sort=near&near=*")
