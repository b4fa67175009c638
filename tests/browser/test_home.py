"""The home page in a browser: its first screen, and an editor who adds, orders and schedules."""

import datetime
import re
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.browser.market import SITE, fits, sign_in

pytestmark = pytest.mark.browser
PHONE = {"width": 375, "height": 812}
TITLE = "Fresh from the kiln"
HERE = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.mark.parametrize("language", ["vi", "en", "id"])
def test_the_whole_row_of_categories_stands_in_the_first_screen(chromium, language):
    context = chromium.new_context(viewport=PHONE)
    phone = context.new_page()
    phone.goto(f"{SITE}/{language}/")
    row = phone.locator(".cats").bounding_box()
    assert row["y"] + row["height"] < phone.locator(".dock").bounding_box()["y"]
    assert phone.locator(".cat").count() >= 4
    fits(phone)
    context.close()


@pytest.fixture
def editor(chromium):
    """The English home, opened by somebody who may publish it."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    sign_in(page, "staff")
    page.goto(f"{SITE}/cms/pages/")
    page.locator("a[href$='/edit/']", has_text="From Hanoi").first.click()
    expect(slots(page).first).to_be_visible()
    yield page
    context.close()


def slots(page):
    """The slots in their order; what stands in lists within them has no days."""
    days = page.locator("[name^='slots-'][name$='-value-from_day']")
    return page.locator("[data-streamfield-child]").filter(has=days)


def schedule(slot, day: datetime.date) -> None:
    slot.locator("[name$='-value-from_day']").fill(str(day))
    slot.locator("[name$='-value-title']").click()  # which closes the calendar


def publish(page) -> None:
    page.locator("footer .w-dropdown__toggle").click()
    page.locator("button[name='action-publish']").click()
    page.wait_for_url(re.compile("/cms/pages/"))
    page.wait_for_load_state()


def headings(page) -> list[str]:
    page.goto(f"{SITE}/en/")
    return page.locator("main h1, main h2").all_inner_texts()


def test_an_editor_adds_orders_and_schedules_a_slot(editor):
    today = datetime.datetime.now(HERE).date()
    address = editor.url
    editor.locator("button.c-sf-add-button").first.click()
    editor.locator("[role=option]").nth(6).click()  # the newest
    first = slots(editor).first
    first.locator("[name$='-value-title']").fill(TITLE)
    schedule(first, today + datetime.timedelta(days=1))
    publish(editor)
    assert TITLE not in headings(editor)  # tomorrow

    editor.goto(address)
    first = slots(editor).first
    expect(first.locator("[name$='-value-title']")).to_have_value(TITLE)
    schedule(first, today)
    publish(editor)
    shown = headings(editor)
    place = shown.index(TITLE)

    editor.goto(address)
    slots(editor).first.locator("[data-streamfield-action='MOVE_DOWN']").first.click()
    slots(editor).nth(1).locator("[data-streamfield-action='MOVE_DOWN']").first.click()
    publish(editor)
    assert headings(editor).index(TITLE) > place

    editor.goto(address)
    slots(editor).nth(2).locator("[data-streamfield-action='DELETE']").first.click()
    publish(editor)
    assert TITLE not in headings(editor)
