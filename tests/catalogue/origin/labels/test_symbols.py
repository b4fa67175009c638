"""Symbols: how much each version holds, and the pictures drawn of them."""

import io
import re

import pytest
from PIL import Image
from qrcode import util

from catalogue.origin.labels.symbols import (
    LAST_VERSION,
    MASK,
    QUIET_ZONE,
    Rectangles,
    data_bits,
    fitting_version,
    layout,
    symbol,
)


def test_symbols_are_of_mask_3_with_four_modules_of_white_up_to_version_40():
    assert (MASK, QUIET_ZONE, LAST_VERSION) == (3, 4, 40)


@pytest.mark.parametrize(
    ("version", "size", "bits"),
    [(1, 21, 208), (2, 25, 352), (5, 37, 1072), (10, 57, 2768)],
)
def test_layout_has_the_measures_of_the_standard(version, size, bits):
    """ISO/IEC 18004, table 9."""
    made = layout(version)
    assert (made.size, made.bit_count) == (size, bits)


@pytest.mark.parametrize(
    ("length", "version"), [(1, 1), (11, 1), (12, 2), (20, 2), (21, 3), (32, 3), (33, 4)]
)
def test_bytes_are_put_into_the_smallest_version(length, version):
    """ISO/IEC 18004, table 7: 11, 20 and 32 bytes at level Q."""
    assert symbol("x" * length).version == version
    assert fitting_version([util.QRData(b"x" * length)]) == version


@pytest.mark.parametrize(
    ("text", "mode", "bits"),
    [
        (b"123", util.MODE_NUMBER, 10),
        (b"1234", util.MODE_NUMBER, 14),
        (b"12345", util.MODE_NUMBER, 17),
        (b"AB", util.MODE_ALPHA_NUM, 11),
        (b"ABC", util.MODE_ALPHA_NUM, 17),
        (b"abc", util.MODE_8BIT_BYTE, 24),
    ],
)
def test_bits_of_a_segment_are_those_of_the_standard(text, mode, bits):
    assert data_bits(util.QRData(text, mode=mode)) == bits


def test_longest_text_is_1663_bytes():
    assert fitting_version([util.QRData(b"x" * 1663)]) == 40
    with pytest.raises(ValueError, match="too long"):
        fitting_version([util.QRData(b"x" * 1664)])


def test_run_is_written_from_the_lower_left():
    made = Rectangles(21)
    assert made[0, 7] == "0 20 7 1 re\n"
    assert made[22 + 3, 22 + 5] == "3 19 2 1 re\n"
    assert made[20 * 22, 20 * 22 + 1] == "0 0 1 1 re\n"


def darks(path: str, shift: int, size: int) -> list[bytes]:
    """Paint the runs of an SVG path back into rows."""
    rows = [bytearray(b"0" * size) for _ in range(size)]
    for x, y, length, back in re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", path):
        assert length == back
        assert min(int(x), int(y)) >= shift  # the quiet zone stays white
        for at in range(int(length)):
            rows[int(y) - shift][int(x) - shift + at] = ord("1")
    return [bytes(row) for row in rows]


def test_svg_paints_the_symbol_within_its_quiet_zone():
    made = symbol("https://chocop.vn/P/R000012")
    text = made.svg().decode()
    assert f'viewBox="0 0 {made.size + 8} {made.size + 8}"' in text
    assert darks(made.svg_path(4), 4, made.size) == made.rows
    assert darks(made.svg_path(), 0, made.size) == made.rows
    assert made.svg_path(4) in text


@pytest.mark.parametrize("module", [1, 8])
def test_png_paints_the_symbol_within_its_quiet_zone(module):
    made = symbol("https://chocop.vn/P/R000012")
    image = Image.open(io.BytesIO(made.png() if module == 8 else made.png(module)))
    assert image.size == ((made.size + 8) * module,) * 2
    middle = module // 2
    rows = [
        bytes(
            ord("0")
            if image.getpixel(((x + 4) * module + middle, (y + 4) * module + middle))
            else ord("1")
            for x in range(made.size)
        )
        for y in range(made.size)
    ]
    assert rows == made.rows
    assert image.getpixel((3 * module, 3 * module))
