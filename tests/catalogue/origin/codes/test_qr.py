"""Pictures of codes, painted back and compared with the symbol."""

import io

import pytest
from PIL import Image

from catalogue.origin.codes import qr
from tests.catalogue.origin.labels.test_symbols import darks

TEXT = "https://chocop.vn/P/R000012/L/260418-1"


def test_svg_paints_the_symbol_within_its_quiet_zone():
    rows = qr.matrix(TEXT)
    size = len(rows)
    text = qr.svg(TEXT).decode()
    assert f'viewBox="0 0 {size + 8} {size + 8}"' in text
    assert f'd="M0 0h{size + 8}v{size + 8}H0z"' in text
    path = text.rpartition(' d="')[2]
    expected = ["".join("1" if dark else "0" for dark in row).encode() for row in rows]
    assert darks(path, 4, size) == expected


@pytest.mark.parametrize("module", [8, 3])
def test_png_has_so_many_pixels_a_module_and_a_quiet_zone(module):
    rows = qr.matrix(TEXT)
    image = Image.open(io.BytesIO(qr.png(TEXT) if module == 8 else qr.png(TEXT, module)))
    assert image.size == ((len(rows) + 8) * module,) * 2
    assert image.getpixel((4 * module - 1, 4 * module - 1))
    assert not image.getpixel((4 * module, 4 * module))
