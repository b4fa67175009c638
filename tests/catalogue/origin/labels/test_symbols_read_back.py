"""QR symbols laid out fast are the symbols that qrcode lays out, and phones read them."""

import random
from io import BytesIO

import pytest
import qrcode
import resvg_py
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFilter
from qrcode.constants import ERROR_CORRECT_Q

from catalogue.origin.labels.symbols import MASK, QUIET_ZONE, symbol

SERIAL = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def reference(text: str, mask: int | None = MASK) -> list[bytes]:
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_Q, border=0, mask_pattern=mask)
    code.add_data(text, optimize=10)
    code.make(fit=True)
    return ["".join("1" if dark else "0" for dark in row).encode() for row in code.get_matrix()]


def picture(rows: list[bytes], scale: float, blur: float = 0) -> Image.Image:
    size = len(rows) + 2 * QUIET_ZONE
    image = Image.new("L", (size, size), 255)
    for y, row in enumerate(rows):
        for x, module in enumerate(row):
            if module == ord("1"):
                image.putpixel((x + QUIET_ZONE, y + QUIET_ZONE), 0)
    side = round(size * scale)
    image = image.resize((size * 8, size * 8), Image.Resampling.NEAREST)
    image = image.resize((side, side), Image.Resampling.BOX)
    return image.filter(ImageFilter.GaussianBlur(blur)) if blur else image


def read(image: Image.Image) -> str | None:
    found = zxingcpp.read_barcodes(image)
    return found[0].text if found else None


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=120))
def test_symbol_is_the_one_that_qrcode_lays_out(text):
    assert symbol(text).rows == reference(text)


@pytest.mark.parametrize("length", [1, 20, 60, 200, 500, 900, 1600])
def test_symbol_agrees_in_every_size(length):
    text = "https://chocop.vn/P/" + "x7" * (length // 2)
    assert symbol(text).rows == reference(text)


def test_text_too_long_for_any_symbol_is_refused():
    with pytest.raises(ValueError, match="too long"):
        symbol("x" * 1700)


def test_runs_as_svg_draw_the_same_modules():
    code = symbol("https://chocop.vn/P/D00001/L/261101-1")
    drawn = [bytearray(b"0" * code.size) for _ in range(code.size)]
    for run in code.svg_path().removesuffix("z").split("z"):
        place, length = run[1:].split("v")[0].split("h")
        x, y = map(int, place.split())
        drawn[y][x : x + int(length)] = b"1" * int(length)
    assert [bytes(row) for row in drawn] == code.rows


def test_png_and_svg_are_read_back():
    text = "https://chocop.vn/P/D00001/L/261101-1/S/0123456789ABCDEF"
    svg = bytes(resvg_py.svg_to_bytes(svg_string=symbol(text).svg().decode(), width=300))
    assert read(Image.open(BytesIO(symbol(text).png(4)))) == text
    assert read(Image.open(BytesIO(svg))) == text


def test_fixed_mask_reads_as_well_as_the_chosen_one():
    """Blur and 2.5 pixels a module: as many of 120 are read as with ISO's choice of mask."""
    rng = random.Random(18004)
    texts = [
        f"https://chocop.vn/01/08935001212340/10/261101-1/21/{''.join(rng.choices(SERIAL, k=16))}"
        for _ in range(120)
    ]
    for scale, blur in ((2.5, 0.0), (4.0, 1.6)):
        fixed = sum(read(picture(symbol(text).rows, scale, blur)) == text for text in texts)
        chosen = sum(read(picture(reference(text, None), scale, blur)) == text for text in texts)
        assert fixed >= chosen - 2, (scale, blur)
        assert fixed >= 114, (scale, blur)
