"""From an invitation by mail to a page that the village's own approver publishes."""

import re
import time
from email import message_from_bytes
from pathlib import Path

import pytest
from playwright.sync_api import expect

from marketplace.demo.people import PEOPLE
from tests.browser.market import SITE, fits, sign_in

pytestmark = pytest.mark.browser
WAIT = 120  # seconds: a market that was just made has many mails to send


def empty_mailboxes(folder: Path) -> None:
    for letter in (folder / "mail").glob("*"):
        letter.unlink()


def link_in_mail(folder: Path, to: str, path: str) -> str:
    """Give the address below `path` that somebody's mailbox gets."""
    until = time.monotonic() + WAIT
    while time.monotonic() < until:
        for file in (folder / "mail").glob("*"):
            letter = message_from_bytes(file.read_bytes())
            if letter["To"] != to:
                continue
            part = next(each for each in letter.walk() if each.get_content_type() == "text/plain")
            text = part.get_payload(decode=True).decode()
            if found := re.search(rf"https?://[^/\s]+({path}\S+)", text):
                return found[1]
        time.sleep(0.5)
    raise AssertionError(f"{to} got no mail with {path}")


def as_new(page, who: str):
    page.context.clear_cookies()
    sign_in(page, who)


def test_invited_writes_submits_and_is_approved(page, folder):
    name = f"Chuyện của lửa {time.time_ns()}"
    as_new(page, "editor")
    page.goto(f"{SITE}/cms/village-people/?q=bat+trang")
    page.locator("table a", has_text="Bát Tràng").click()
    page.wait_for_load_state()
    people = page.url
    empty_mailboxes(folder)
    page.fill("[name=email]", PEOPLE["joiner"])
    page.locator("form:has([name=email]) button").click()
    page.wait_for_load_state()
    fits(page)
    link = link_in_mail(folder, PEOPLE["joiner"], "/vi/promoters/join/")
    as_new(page, "joiner")
    page.goto(f"{SITE}{link}")
    fits(page)
    page.locator("main form button").click()
    page.wait_for_url(f"{SITE}/cms/")
    expect(page.locator(".office-numbers")).to_be_visible()
    page.goto(f"{SITE}/cms/pages/")
    page.locator("main a", has_text="Bát Tràng").first.click()
    page.wait_for_load_state()
    parent = re.search(r"/pages/(\d+)/", page.url)[1]
    page.goto(f"{SITE}/cms/pages/add/cms/storypage/{parent}/")
    page.wait_for_load_state("networkidle")  # the address is written from the title by a script
    page.locator("[name=title]").press_sequentially(name)
    page.keyboard.press("Tab")
    expect(page.locator("[name=slug]")).to_have_value(re.compile(r"^chuyen-cua-lua"))
    empty_mailboxes(folder)
    submit(page)
    edit = link_in_mail(folder, PEOPLE["approver"], "/cms/pages/")
    as_new(page, "approver")
    page.goto(f"{SITE}/cms/")
    expect(page.locator("body")).to_contain_text(name)
    approve(page, edit)
    as_new(page, "editor")
    page.goto(people)
    row = page.locator(".office-row", has_text=PEOPLE["joiner"])
    row.locator("a.no").click()
    page.locator("main form button").click()
    page.wait_for_url(people)
    as_new(page, "joiner")
    assert page.goto(f"{SITE}{edit}").status == 403


def submit(page) -> None:
    page.locator("[data-w-dropdown-target=toggle]").last.click()
    page.locator("button[name=action-submit]").click()
    page.wait_for_url(re.compile(r"/cms/pages/\d+/$"))


def approve(page, edit: str) -> None:
    page.goto(f"{SITE}{edit}")
    page.locator("[data-w-dropdown-target=toggle]").last.click()
    page.locator("[data-workflow-action-name=approve]").first.click()
    page.wait_for_timeout(1000)
