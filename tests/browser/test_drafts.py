"""A new product on a phone: what is typed and chosen stays on the device until the server has it."""

import io

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.market import SITE, fits, sign_in

pytestmark = pytest.mark.browser
BEGIN = f"{SITE}/en/sell/products/begin/"


def photo(name: str, colour: tuple[int, int, int]) -> dict:
    buffer = io.BytesIO()
    Image.new("RGB", (3000, 2000), colour).save(buffer, "JPEG")
    return {"name": name, "mimeType": "image/jpeg", "buffer": buffer.getvalue()}


def press(page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).click()
    page.wait_for_load_state()


def kept_of(page) -> list[str]:
    return page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('step'))")


def test_what_is_not_sent_yet_comes_back_and_goes_once_it_is_sent(page):
    sign_in(page, "seller-1")
    page.goto(BEGIN)
    fits(page)
    chosen = page.locator("[name=pictures]")
    chosen.set_input_files([photo("a.jpg", (150, 90, 50)), photo("b.jpg", (50, 90, 150))])
    expect(page.locator(".photo-preview")).to_have_count(2)
    page.goto(f"{SITE}/en/sell/")  # a call comes in
    page.goto(BEGIN)
    expect(page.locator(".photo-preview")).to_have_count(2)
    expect(page.locator("[data-kept]")).to_be_visible()
    press(page, "Save and go on")
    expect(page.locator("h1")).to_have_text("Name")
    page.fill("[name=title_vi]", "Ấm men rạn của máy")
    page.fill("[name=summary_vi]", "Nung ở 1.280 độ.")
    fits(page)
    step = page.url
    page.wait_for_timeout(600)
    page.context.clear_cookies()  # the session ends
    page.goto(step)
    sign_in(page, "seller-1")
    page.goto(step)
    expect(page.locator("[name=title_vi]")).to_have_value("Ấm men rạn của máy")
    press(page, "Save and go on")
    expect(page.locator("h1")).to_have_text("Kind and facts")
    assert kept_of(page) == []
    page.goto(step)
    expect(page.locator("[data-kept]")).to_be_hidden()
    expect(page.locator("[name=title_vi]")).to_have_value("Ấm men rạn của máy")


def test_what_came_back_can_be_left_out(page):
    sign_in(page, "seller-1")
    page.goto(BEGIN)
    press(page, "Save and go on")
    page.fill("[name=title_vi]", "Bỏ đi")
    page.wait_for_timeout(600)
    page.reload()
    expect(page.locator("[name=title_vi]")).to_have_value("Bỏ đi")
    page.get_by_role("button", name="Leave it out").click()
    expect(page.locator("[name=title_vi]")).to_have_value("")
    page.reload()
    expect(page.locator("[data-kept]")).to_be_hidden()
    expect(page.locator("[name=title_vi]")).to_have_value("")


def test_steps_are_no_wider_than_a_phone_and_show_their_fields_at_once(page):
    page.set_viewport_size({"width": 375, "height": 812})
    sign_in(page, "seller-1")
    page.goto(BEGIN)
    press(page, "Save and go on")
    for step in ("name", "kind", "price", "story", "pictures"):
        page.goto(page.url.rsplit("/", 2)[0] + f"/{step}/")
        fits(page)
        fields = page.locator("form[data-draft] :is(input, select, textarea):visible")
        assert fields.first.bounding_box()["y"] < 300, step
