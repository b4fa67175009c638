"""QR symbols by the thousand: laid out at C speed, drawn as one path of horizontal runs.

A symbol is a text at level Q in the smallest version that holds it, with mask pattern 3 always.
That departs from ISO/IEC 18004:2015 section 7.8.3, by which the mask is the one of eight with
the fewest penalty points: weighing them takes four fifths of the time of a symbol. A reader
takes the mask from the format bits, so any is valid; masks 0 to 3 and 7 read as well as the
chosen one, mask 4 does not: test_symbols_read_back.py proves it by decoding blurred pictures.

How: data and error correction come from `qrcode`. Where each of their bits lies in a symbol is
learnt once per version, from symbols that `qrcode` itself lays out: with the bits of every
number k written at position k, eleven of them name the position of each module. Then a symbol
is one pick out of "01", the bits, and the bits turned over (for the modules that the mask turns).

    version 1, level Q:  21 x 21 modules, 208 bits
    symbol              = pick(b"01\n" + bits + turned bits)    441 modules and 21 line ends
    runs of a row       b"1111111001..." -> (0, 7), (9, ...)    "0 20 7 1 re" in PDF
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from operator import itemgetter

from PIL import Image, ImageOps
from qrcode import QRCode, util
from qrcode.base import rs_blocks
from qrcode.constants import ERROR_CORRECT_Q

MASK = 3
QUIET_ZONE = 4  # modules of white around the symbol (ISO/IEC 18004)
RUN = re.compile(rb"1+")
TURN = bytes.maketrans(b"01", b"10")
PIXELS = bytes.maketrans(b"01", b"\xff\x00")
LAST_VERSION = 40


class Rectangles(dict):
    """PDF operators of a run by its span in a symbol's modules; written when first asked for.

    The span counts a line end per row: (start, end) of row y is y * (size + 1) + x. PDF's y
    grows upwards from the symbol's lower edge.
    """

    def __init__(self, size: int) -> None:
        super().__init__()
        self.size = size

    def __missing__(self, span: tuple[int, int]) -> str:
        y, x = divmod(span[0], self.size + 1)
        self[span] = text = f"{x} {self.size - 1 - y} {span[1] - span[0]} 1 re\n"
        return text


@dataclass(frozen=True)
class Layout:
    """Where the bits of one version lie."""

    size: int  # modules along an edge, without the quiet zone
    bit_count: int  # of data and error correction
    pick: itemgetter
    rectangles: Rectangles


def blank(version: int, codewords: list[int]) -> list[list[bool]]:
    """Let `qrcode` lay out these codewords as they are."""
    code = QRCode(version=version, error_correction=ERROR_CORRECT_Q, border=0, mask_pattern=MASK)
    code.data_cache = codewords
    code.makeImpl(False, MASK)
    return code.modules


@lru_cache(maxsize=LAST_VERSION)
def layout(version: int) -> Layout:
    """Learn where each bit lies in a symbol of this version."""
    blocks = rs_blocks(version, ERROR_CORRECT_Q)
    bit_count = 8 * sum(block.total_count for block in blocks)
    empty = blank(version, [0] * (bit_count // 8))
    size = len(empty)
    positions = [[0] * size for _ in range(size)]  # one more than the bit's place; 0: no bit
    for k in range(bit_count.bit_length()):
        marked = int("".join(str(i >> k & 1) for i in range(1, bit_count + 1)), 2)
        shown = blank(version, list(marked.to_bytes(bit_count // 8, "big")))
        for y in range(size):
            for x in range(size):
                positions[y][x] |= (shown[y][x] != empty[y][x]) << k
    source = []
    for y in range(size):
        for x in range(size):
            place = positions[y][x]
            dark = bool(empty[y][x])
            source.append(2 + place + (bit_count if dark else 0) if place else int(dark))
        source.append(2)  # the line end
    return Layout(
        size=size,
        bit_count=bit_count,
        pick=itemgetter(*source),
        rectangles=Rectangles(size),
    )


def fitting_version(segments: list[util.QRData]) -> int:
    """Find the smallest version that holds these segments; ValueError when none does."""
    for version in range(1, LAST_VERSION + 1):
        used = sum(
            4 + util.length_in_bits(part.mode, version) + data_bits(part) for part in segments
        )
        if used <= 8 * sum(block.data_count for block in rs_blocks(version, ERROR_CORRECT_Q)):
            return version
    raise ValueError("The text is too long for a QR symbol at level Q.")


def data_bits(part: util.QRData) -> int:
    """Count the bits of a segment's data (ISO/IEC 18004 table 2)."""
    length = len(part.data)
    if part.mode == util.MODE_NUMBER:
        return 10 * (length // 3) + (0, 4, 7)[length % 3]
    if part.mode == util.MODE_ALPHA_NUM:
        return 11 * (length // 2) + 6 * (length % 2)
    return 8 * length


@dataclass(frozen=True)
class Symbol:
    """A laid-out symbol: rows of b"0" and b"1" for light and dark, a line end after each."""

    version: int
    modules: bytes

    @property
    def size(self) -> int:
        return layout(self.version).size

    @property
    def rows(self) -> list[bytes]:
        return self.modules.split()

    def pdf_path(self) -> str:
        """Write the runs as rectangles of PDF, one unit a module, lower left corner at 0, 0."""
        rectangles = layout(self.version).rectangles
        return "".join([rectangles[run.span()] for run in RUN.finditer(self.modules)])

    def svg_path(self, shift: int = 0) -> str:
        """Write the runs as a path of SVG, one unit a module, upper left corner at `shift`."""
        parts = []
        for run in RUN.finditer(self.modules):
            y, x = divmod(run.start(), self.size + 1)
            length = run.end() - run.start()
            parts.append(f"M{x + shift} {y + shift}h{length}v1h-{length}z")
        return "".join(parts)

    def svg(self) -> bytes:
        """Draw the symbol with its quiet zone as SVG that scales to any size."""
        edge = self.size + 2 * QUIET_ZONE
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {edge} {edge}" '
            f'shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{edge}v{edge}H0z"/>'
            f'<path fill="#000" d="{self.svg_path(QUIET_ZONE)}"/></svg>'
        ).encode()

    def png(self, module: int = 8) -> bytes:
        """Draw the symbol with its quiet zone as PNG, one bit a pixel, `module` pixels each."""
        light_and_dark = b"".join(self.rows).translate(PIXELS)
        modules = Image.frombytes("L", (self.size, self.size), light_and_dark)
        image = ImageOps.expand(modules, QUIET_ZONE, fill=255)
        edge = image.width * module
        buffer = BytesIO()
        image.resize((edge, edge), Image.Resampling.NEAREST).convert("1").save(buffer, "PNG")
        return buffer.getvalue()


def symbol(text: str) -> Symbol:
    """Lay out `text` at level Q.

    Runs of ten and more digits or capitals are put in their own, denser modes.
    Raises ValueError when the text is too long for any version.
    """
    segments = list(util.optimal_data_chunks(text.encode(), minimum=10))
    version = fitting_version(segments)
    codewords = util.create_data(version, ERROR_CORRECT_Q, segments)
    place = layout(version)
    bits = f"{int.from_bytes(bytes(codewords), 'big'):0{place.bit_count}b}".encode()
    return Symbol(version, bytes(place.pick(b"01\n" + bits + bits.translate(TURN))))
