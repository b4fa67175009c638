"""A maker's day with a phone in one hand: lot, steps, labels, a scan, a recall."""

import io
import re
import time

import pypdfium2
import pytest
import zxingcpp
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import expect

from tests.browser.market import SITE, fits, sign_in

pytestmark = pytest.mark.browser


def photo(colour: tuple[int, int, int]) -> dict:
    buffer = io.BytesIO()
    Image.new("RGB", (3000, 2000), colour).save(buffer, "JPEG")
    return {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": buffer.getvalue()}


def press(page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).click()
    page.wait_for_load_state()


def test_open_a_lot_record_three_steps_print_scan_and_recall(page):
    sign_in(page, "seller-1")
    page.goto(f"{SITE}/en/sell/lots/")
    fits(page)
    page.get_by_role("link", name="Open a lot").click()
    start = time.monotonic()
    page.fill("[name=quantity]", "24")
    page.set_input_files("[name=picture]", photo((150, 90, 50)))
    expect(page.locator(".photo-preview")).to_be_visible()
    fits(page)
    press(page, "Open the lot")
    assert time.monotonic() - start < 60
    expect(page.locator(".messages")).to_contain_text("is open")
    lot = page.url
    page.get_by_role("link", name="Record a step").click()
    for number, colour in enumerate([(90, 60, 40), (170, 120, 80), (60, 80, 120)]):
        expect(page.locator(".pick:has(:checked)")).to_have_count(1)  # the next one is chosen
        page.set_input_files("[name=picture]", photo(colour))
        page.fill("[name=note]", f"Mẻ {number + 1}")
        expect(page.locator(".photo-preview")).to_be_visible()
        fits(page)
        press(page, "Note it and record the next" if number < 2 else "Note this step")
    expect(page.locator(".chain li")).to_have_count(3)
    expect(page.locator(".chain img")).to_have_count(3)
    fits(page)
    press(page, "Release: it may be sold")
    page.get_by_role("link", name="Labels: print, put into use, void").click()
    page.fill("[name=count]", "24")
    page.select_option("[name=sheet]", "L7160")
    fits(page)
    press(page, "Make the labels")
    link = page.get_by_role("link", name="Fetch the PDF file")
    expect(link).to_be_visible(timeout=30_000)  # the page looks by itself until it is drawn
    with page.expect_download() as waiting:
        link.click()
    document = pypdfium2.PdfDocument(waiting.value.path())
    codes = [
        code.text
        for sheet in document
        for code in zxingcpp.read_barcodes(sheet.render(scale=150 / 72).to_pil())
    ]
    assert len(set(codes)) == 24
    press(page, "Put into use")
    expect(page.locator(".messages")).to_contain_text("24 labels are in use now.")
    fits(page)
    address = SITE + re.sub(r"^https?://[^/]+", "", codes[0])
    stranger = page.context.browser.new_context(
        viewport=page.viewport_size, locale="en-GB", java_script_enabled=False
    ).new_page()
    assert stranger.goto(address).status == 200
    expect(stranger.locator("h1").first).not_to_contain_text("recalled")
    fits(stranger)
    page.goto(f"{lot}recall/")
    page.fill("[name=reason]", "Men thôi chì. Xin đừng dùng.")
    page.check("[name=is_sure]")
    fits(page)
    press(page, "Recall the lot")
    expect(page.locator("h1")).to_contain_text("is recalled")
    fits(page)
    stranger.goto(address)
    expect(stranger.locator("main")).to_contain_text("Men thôi chì.")
    expect(stranger.locator("h1").first).to_contain_text("recalled")
    stranger.context.close()


def test_scans_evidence_and_the_recalled_lot_of_the_demo_market(page):
    sign_in(page, "seller-1")
    page.goto(f"{SITE}/en/sell/lots/scans/")
    expect(page.locator(".bars rect").first).to_be_attached()
    expect(page.locator("#alarms")).to_be_visible()
    expect(page.locator("main")).to_contain_text("A buyer reports:")
    fits(page)
    page.goto(f"{SITE}/en/sell/lots/evidence/")
    fits(page)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="PDF").first.click()
    assert len(pypdfium2.PdfDocument(waiting.value.path())) >= 1
    page.goto(f"{SITE}/en/sell/lots/?state=recalled")
    page.locator(".lot-list h2 a").last.click()
    page.get_by_role("link", name="Who has been told").click()
    expect(page.locator("tbody tr, table tr").nth(1)).to_be_visible()
    fits(page)


def test_no_serious_accessibility_violation_in_lots(page):
    sign_in(page, "seller-1")
    page.goto(f"{SITE}/en/sell/lots/?state=released")
    lot = page.locator(".lot-list h2 a").first.get_attribute("href")
    for path in (
        "/en/sell/lots/", "/en/sell/lots/new/", lot, f"{lot}step/", f"{lot}labels/",
        f"{lot}recall/", f"{lot}materials/", "/en/sell/lots/scans/", "/en/sell/lots/evidence/",
    ):  # fmt: skip
        page.goto(SITE + path)
        fits(page)
        serious = [
            (path, one["id"], one["nodes"][0]["html"][:160])
            for one in Axe().run(page).response["violations"]
            if one["impact"] in ("serious", "critical")
        ]
        assert serious == []
