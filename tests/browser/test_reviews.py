"""A review in a real browser: from the mail of an arrival to its picture on the product's page."""

import io
import re
import time
from email import message_from_bytes
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.market import SITE, fits
from tests.browser.test_aftersale import as_another, fill_from_seller
from tests.browser.test_flows import serious_faults, to_payment

pytestmark = pytest.mark.browser
SAID = "The glaze is even nicer than in the pictures."


def link_of_mail(folder: Path, to: str, stars: int) -> str:
    """Wait for the mail of the arrival, and read the link behind so many stars off it."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        for file in (folder / "mail").glob("*"):
            content = file.read_bytes()
            if f"To: {to}".encode() not in content:
                continue
            for part in message_from_bytes(content).walk():
                text = (part.get_payload(decode=True) or b"").decode(errors="replace")
                if found := re.search(rf"http\S+/reviews/\S+\?stars={stars}", text):
                    return found[0]
        time.sleep(0.5)
    pytest.fail("no letter of the arrival came")


def photo() -> dict[str, object]:
    """A picture as a phone takes it, larger than what is kept, with where it was taken."""
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x8825] = {2: (21.0, 1.0, 0.0)}
    Image.new("RGB", (2400, 1800), "teal").save(out, "JPEG", exif=exif)
    return {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def test_review_with_a_picture_from_the_mail(page, folder):
    email = f"from-mail-{page.viewport_size['width']}@example.vn"
    fill_from_seller(page, 1)
    to_payment(page, "cash", email)
    number = page.locator("section.panel p.small").first.inner_text().split()[-1]
    as_another(page, "seller-1")
    page.goto(f"{SITE}/en/sell/orders/{number}/")
    page.locator("form[action$='/confirm/'] button").click()
    page.fill("[name=tracking_code]", "VN3")
    page.locator("form[action$='/ship/'] .btn--main").click()
    page.locator("form[action$='/delivered/'] button").click()
    page.context.clear_cookies()
    page.goto(link_of_mail(folder, email, stars=4))
    fits(page)
    assert serious_faults(page) == []
    expect(page.locator("[name=score][value='4']")).to_be_checked()
    page.locator("[name=score][value='4']").press("ArrowRight")
    expect(page.locator("[name=score][value='5']")).to_be_checked()
    page.locator("label:has([name=aspect_packing][value='3'])").click()
    page.fill("[name=text]", SAID)
    page.locator("input[type=file]").set_input_files([photo()])
    expect(page.locator(".photo-preview")).to_be_visible()
    page.fill("[name=name]", "Emma")
    page.locator("main form.panel .btn--main").click()
    expect(page.locator(".messages")).to_contain_text("Everybody reads your review now.")
    page.context.clear_cookies()
    shown = page.locator("#reviews .review__pictures a").first
    end = time.monotonic() + 60
    while time.monotonic() < end and not shown.count():  # the queue draws its sizes
        time.sleep(1)
        page.reload()
    fits(page)
    shown.click()
    large = page.locator("dialog[open] img")
    expect(large).to_be_visible()
    page.wait_for_function("document.querySelector('dialog[open] img').naturalWidth > 600")
    page.keyboard.press("Escape")
    page.goto(f"{page.url.split('#')[0]}reviews/?pictures=on&language=en&sort=newest")
    fits(page)
    first = page.locator("article.review").first
    expect(first).to_contain_text(SAID)
    expect(first).to_contain_text("Verified purchase")
    expect(first).to_contain_text("Emma")
