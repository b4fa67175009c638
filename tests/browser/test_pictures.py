"""A picture as a phone has it: made smaller before it is sent, refused in words, shown in AVIF."""

import io
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.market import SITE, fits, sign_in

pytestmark = pytest.mark.browser
CASES = Path(__file__).resolve().parents[1] / "data" / "pictures"
BROKEN = "This picture cannot be read to its end."
CHOSEN = """async () => {
  const file = document.querySelector("[name=picture]").files[0];
  const image = await createImageBitmap(file);
  return [file.name, image.width, image.height];
}"""


def phone_picture() -> dict:
    """48 megapixels, as phones have them in their full mode."""
    buffer = io.BytesIO()
    Image.linear_gradient("L").resize((8000, 6000)).save(buffer, "JPEG", quality=60)
    return {"name": "IMG_0001.JPG", "mimeType": "image/jpeg", "buffer": buffer.getvalue()}


def test_picture_is_made_smaller_in_the_browser_within_the_servers_bounds(page):
    sign_in(page, "seller-1")
    page.goto(f"{SITE}/en/sell/products/")
    page.locator("a[href*='/texts/']").first.click()
    for file, size in (
        (phone_picture(), [2828, 2121]),
        (str(CASES / "tall-750x12000.jpg"), [300, 4800]),
    ):
        page.set_input_files("[name=picture]", file)
        expect(page.locator(".photo-preview")).to_have_count(1)
        page.wait_for_function(
            "document.querySelector('[name=picture]').files[0].name == 'photo-1.jpg'"
        )
        assert page.evaluate(CHOSEN) == ["photo-1.jpg", *size]
        fits(page)


def test_half_sent_picture_is_refused_next_to_its_field(page):
    sign_in(page, "seller-1")
    page.goto(f"{SITE}/en/sell/products/")
    page.locator("a[href*='/texts/']").first.click()
    title = page.input_value("[name=title_en]")
    page.set_input_files("[name=picture]", str(CASES / "cut-in-the-middle.jpg"))
    page.get_by_role("button", name="Send to the editors").click()
    error = page.locator(".field--bad", has=page.locator("[name=picture]")).locator(".field__error")
    expect(error).to_contain_text(BROKEN)
    assert page.input_value("[name=title_en]") == title
    fits(page)
