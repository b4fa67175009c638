"""The face of the shop, measured: what a first screen holds, what stays, what a page weighs."""

import gzip
import re

import pytest
from playwright.sync_api import expect

from tests.browser.market import SITE, fits

pytestmark = pytest.mark.browser

PHONE = {"width": 375, "height": 812}


@pytest.fixture
def phone(chromium):
    context = chromium.new_context(viewport=PHONE)
    yield context.new_page()
    context.close()


@pytest.fixture
def plain(chromium):
    """A phone whose browser runs no scripts."""
    context = chromium.new_context(viewport=PHONE, java_script_enabled=False)
    yield context.new_page()
    context.close()


def bottom(page, selector: str) -> float:
    box = page.locator(selector).first.bounding_box()
    return box["y"] + box["height"]


@pytest.mark.parametrize("path", ["/vi/", "/en/products/", "/id/products/x_1/", "/vi/basket/"])
def test_the_head_is_one_row_that_stays(phone, path):
    phone.goto(SITE + path)
    head = phone.locator(".head")
    assert head.bounding_box()["height"] <= 64
    phone.mouse.wheel(0, 600)
    phone.wait_for_timeout(300)
    assert head.bounding_box()["y"] <= 0 or phone.evaluate("scrollY") < 40
    expect(head).to_be_in_viewport(ratio=1)


def test_a_whole_card_fits_the_first_screen_of_the_listing(phone):
    phone.goto(f"{SITE}/vi/products/")
    assert bottom(phone, ".card") < phone.locator(".dock").bounding_box()["y"]


@pytest.mark.parametrize("language", ["vi", "en", "id"])
def test_name_price_and_buying_stand_in_the_first_900_pixels(phone, language):
    phone.goto(f"{SITE}/{language}/products/?stock=1")
    phone.locator(".card__title a").first.click()
    for part in ("h1", ".product .price", ".qty", ".buy button"):
        assert bottom(phone, part) <= 900, part
    phone.evaluate("scrollTo(0, document.body.scrollHeight / 2)")
    for part in (".buy button", ".buy__price"):
        expect(phone.locator(part)).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize(
    "path",
    [
        "/vi/",
        "/en/products/",
        "/id/products/x_1/",
        "/vi/basket/",
        "/vi/villages/",
        "/id/producers/",
    ],
)
def test_nothing_runs_out_of_a_narrow_phone(chromium, path):
    context = chromium.new_context(viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.goto(SITE + path)
    fits(page)
    context.close()


def test_the_bar_below_leaves_while_reading_and_comes_back(phone):
    phone.goto(f"{SITE}/vi/products/")
    dock = phone.locator(".dock")
    expect(dock).to_be_in_viewport(ratio=1)
    phone.mouse.wheel(0, 900)
    expect(dock).not_to_be_in_viewport()
    phone.mouse.wheel(0, -300)
    expect(dock).to_be_in_viewport(ratio=1)


def test_the_menu_opens_over_the_page_and_escape_leads_back(phone):
    phone.goto(f"{SITE}/en/")
    button = phone.locator(".head__menu")
    expect(button).to_have_attribute("aria-expanded", "false")
    button.press("Enter")
    ways = phone.locator("#ways")
    expect(ways).to_be_visible()
    expect(button).to_have_attribute("aria-expanded", "true")
    ways.locator("summary").first.click()
    expect(ways.locator(".way__links a").first).to_be_visible()
    phone.keyboard.press("Escape")
    expect(ways).to_be_hidden()
    expect(button).to_be_focused()


def test_without_scripts_menu_search_cards_and_buying_work(plain):
    plain.goto(f"{SITE}/en/products/?stock=1")
    plain.locator(".head__menu").click()
    expect(plain.locator("#ways")).to_be_visible()
    plain.locator("#ways a[href='#main']").click()
    expect(plain.locator("#ways")).to_be_hidden()
    plain.locator(".head__find").click()
    expect(plain.locator("#q")).to_be_focused()
    plain.locator(".card__add").first.click()
    expect(plain.locator(".messages")).to_contain_text("is in your basket")
    assert plain.url.startswith(f"{SITE}/en/products/?stock=1")
    expect(plain.locator(".head__basket .count")).to_have_text("1")
    plain.locator(".more-pages a").click()
    plain.wait_for_url("**page=2**")


def test_a_card_adds_in_place_and_the_basket_counts_on(page):
    page.goto(f"{SITE}/en/products/?stock=1")
    page.locator("button.card__add").nth(1).click()
    expect(page.locator("[data-toast]")).to_contain_text("is in your basket")
    expect(page.locator(".head__basket .count")).to_have_text("1")
    assert page.url == f"{SITE}/en/products/?stock=1"


def test_more_cards_come_below_and_the_address_still_works(page):
    page.goto(f"{SITE}/en/products/")
    expect(page.locator(".listing .card")).to_have_count(24)
    page.locator("[data-more]").click()
    expect(page.locator(".listing .card")).to_have_count(48)
    assert page.url == f"{SITE}/en/products/?page=2"
    expect(page.locator(".card__title a").nth(24)).to_be_focused()
    page.reload()
    expect(page.locator(".listing .card")).to_have_count(24)


def test_panels_of_the_head_close_by_escape_and_beside(chromium):
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(f"{SITE}/vi/")
    way = page.locator(".way").first
    summary = way.locator("summary")
    summary.press("Enter")
    expect(way).to_have_attribute("open", "")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(way).not_to_have_attribute("open", "")
    expect(summary).to_be_focused()
    summary.click()
    page.mouse.click(640, 700)
    expect(way).not_to_have_attribute("open", "")
    context.close()


def test_pictures_are_swiped_counted_and_shown_large(phone):
    phone.goto(f"{SITE}/en/products/x_3/")
    expect(phone.locator("[data-count]")).to_have_text("1 / 3")
    phone.locator(".gallery__strip").evaluate("strip => strip.scrollTo(strip.clientWidth, 0)")
    expect(phone.locator("[data-count]")).to_have_text("2 / 3")
    phone.locator("[data-zoom]").nth(1).click()
    expect(phone.locator("dialog.zoom")).to_be_visible()
    phone.keyboard.press("Escape")
    expect(phone.locator("dialog.zoom")).to_be_hidden()


@pytest.mark.parametrize("path", ["/en/", "/en/products/", "/en/products/x_1/"])
def test_styles_and_scripts_weigh_20_kb_each_at_most(phone, path):
    texts = {"stylesheet": b"", "script": b""}

    def take(response):
        if response.request.resource_type in texts:
            texts[response.request.resource_type] += gzip.compress(response.body())

    phone.on("response", take)
    phone.goto(SITE + path, wait_until="networkidle")
    assert {kind: len(text) <= 20_000 for kind, text in texts.items()} == {
        "stylesheet": True,
        "script": True,
    }
    assert re.search(rb".", texts["script"])
