"""Sheets of labels as PDF: A4 grids and a thermal roll; drawing only, no database.

Lengths are PDF points (1/72 inch), y downwards from the upper edge of the page in `Sheet`, as
label makers give them (jimevins/glabels-qt, templates/avery-iso-templates.xml).

A module of the code is a whole number of the printer's dots, so that none is printed wider than
its neighbour, and every code starts on a dot:

    L7651 at 300 dpi: a dot is 0.24; 45 modules in 56.1 give 5 dots, 54.0 points or 19.05 mm
    the same at 203 dpi: a dot is 0.355; 3 dots, 47.9 points or 16.9 mm

What all labels of a sheet share (the market's mark beside the code, never in it, the domain, the
product and the lot in words) is one form of the PDF, drawn again on each label.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from catalogue.origin.labels.lettering import draw_text, pieces, width_of
from catalogue.origin.labels.symbols import QUIET_ZONE, Symbol, symbol
from marketplace.frame.glyphs import cleaned

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

MM = 72 / 25.4
A4 = (595.28, 841.89)
MARGIN = 2.0  # inside a label's edge: what a printer's feed may be off
GAP = 3.0  # between the code's quiet zone and the words
SMALLEST_MODULE = 0.33 * MM  # below this, cheap phones fail on a curved jar
TEST_SQUARE_MM = 50
REGULAR, BOLD = "BeVietnamPro", "BeVietnamPro-SemiBold"
SMALLEST_TYPE = 4.0


@dataclass(frozen=True)
class Sheet:
    """A label format: a grid on a page. A roll is a page with one label."""

    key: str
    page: tuple[float, float]
    columns: int
    rows: int
    label: tuple[float, float]
    origin: tuple[float, float]
    pitch: tuple[float, float]
    code_share: float  # of the label's width that the code may take
    type_size: float
    is_roll: bool = False

    @property
    def cells(self) -> int:
        return self.columns * self.rows

    def corner(self, cell: int) -> tuple[float, float]:
        """Give the lower left corner of a cell, y upwards as PDF has it."""
        row, column = divmod(cell, self.columns)
        x = self.origin[0] + column * self.pitch[0]
        return x, self.page[1] - self.origin[1] - row * self.pitch[1] - self.label[1]


@cache
def pdf() -> SimpleNamespace:
    """ReportLab, read with the first sheet: megabytes that the web processes never need."""
    from reportlab.lib.colors import HexColor, black, white
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas
    from reportlab.pdfgen.pathobject import PDFPathObject

    return SimpleNamespace(
        HexColor=HexColor,
        black=black,
        white=white,
        pdfmetrics=pdfmetrics,
        TTFont=TTFont,
        Canvas=Canvas,
        PDFPathObject=PDFPathObject,
    )


def roll(key: str, width_mm: float, height_mm: float, type_size: float) -> Sheet:
    size = (width_mm * MM, height_mm * MM)
    return Sheet(key, size, 1, 1, size, (0, 0), size, 0.56, type_size, is_roll=True)


SHEETS = {
    sheet.key: sheet
    for sheet in (
        Sheet("L7160", A4, 3, 7, (181.4, 108.0), (21.2, 43.9), (187.2, 108.0), 0.48, 7.5),
        Sheet("L7651", A4, 5, 13, (108.0, 60.09), (13.32, 30.9), (115.09, 60.09), 0.56, 5.5),
        roll("roll", 50, 30, 6.5),
    )
}


@dataclass(frozen=True)
class Words:
    """What every label of a batch says beside its code."""

    domain: str
    product: str
    lines: tuple[str, ...] = ()  # the lot, its dates
    has_hidden: bool = False  # room is kept for the code under the film


@dataclass(frozen=True)
class Unit:
    """One label: the address in the code, the serial in words, what goes under the film."""

    address: str
    serial: str
    hidden: str = ""


class SymbolTooLarge(ValueError):
    """The address is too long for a code that phones can read on this label."""


@cache
def register_fonts() -> None:
    folder = settings.BASE_DIR / "static" / "vendor" / "fonts" / "be-vietnam-pro"
    pdf().pdfmetrics.registerFont(pdf().TTFont(REGULAR, folder / "BeVietnamPro-Regular.ttf"))
    pdf().pdfmetrics.registerFont(pdf().TTFont(BOLD, folder / "BeVietnamPro-SemiBold.ttf"))


def module_size(sheet: Sheet, code: Symbol, dpi: int) -> float:
    """Choose a module of whole dots, as large as the label allows; points.

    Raises SymbolTooLarge when that is smaller than phones read.
    """
    room = min(sheet.label[1] - 2 * MARGIN, sheet.label[0] * sheet.code_share)
    dot = 72 / dpi
    module = dot * int(room / (code.size + 2 * QUIET_ZONE) / dot)
    if module < SMALLEST_MODULE:
        raise SymbolTooLarge
    return module


def wrap(text: str, font: str, size: float, width: float, most: int) -> list[str]:
    """Break a text into at most `most` lines; the last ends in … when more was to come."""
    lines: list[str] = []
    for joint, piece in pieces(text):
        longer = f"{lines[-1]}{joint}{piece}" if lines else piece
        if lines and width_of(longer, font, size) <= width:
            lines[-1] = longer
        else:
            lines.append(piece)
    kept = lines[:most]
    if len(lines) > most:
        kept[-1] += "…"
    for number, line in enumerate(kept):
        while len(line) > 1 and width_of(line, font, size) > width:
            line = f"{line.rstrip('…')[:-1]}…"
        kept[number] = line
    return kept


def fitting_size(text: str, font: str, size: float, width: float) -> float:
    """Make the type smaller until a text fits on one line."""
    while size > SMALLEST_TYPE and width_of(text, font, size) > width:
        size -= 0.25
    return size


def draw_mark(canvas: "Canvas", x: float, y: float, size: float, *, in_colour: bool) -> None:
    """Draw the market's mark (static/img/mark.svg) with its lower left corner at x, y."""
    canvas.saveState()
    canvas.translate(x, y + size)
    canvas.scale(size / 40, -size / 40)
    canvas.setFillColor(pdf().HexColor(0x9E2B25) if in_colour else pdf().black)
    canvas.roundRect(0, 0, 40, 40, 8, stroke=0, fill=1)
    canvas.setStrokeColor(pdf().white)
    canvas.setLineCap(1)
    canvas.setLineWidth(2.4)
    jar = canvas.beginPath()
    jar.moveTo(13, 9)
    jar.lineTo(27, 9)
    jar.moveTo(15, 9)
    jar.curveTo(16, 13, 9, 17, 9, 24)
    jar.curveTo(9, 29, 13, 32, 20, 32)
    jar.curveTo(27, 32, 31, 29, 31, 24)
    jar.curveTo(31, 17, 24, 13, 25, 9)
    canvas.drawPath(jar, stroke=1, fill=0)
    if in_colour:
        canvas.setStrokeColor(pdf().HexColor(0xE9CFA0))
    canvas.setLineWidth(1.8)
    waves = canvas.beginPath()
    waves.moveTo(11, 20)
    waves.curveTo(15, 23, 17, 17, 20, 20)
    waves.curveTo(23, 23, 25, 17, 29, 20)
    waves.moveTo(10, 26)
    waves.curveTo(14, 29, 17, 23, 20, 26)
    waves.curveTo(23, 29, 26, 23, 30, 26)
    canvas.drawPath(waves, stroke=1, fill=0)
    canvas.restoreState()


def draw_words(canvas: "Canvas", sheet: Sheet, words: Words, left: float) -> None:
    """Draw what all labels share, from `left` of a label's lower left corner."""
    size, (width, height) = sheet.type_size, sheet.label
    room = width - left - MARGIN
    mark = size * 1.9
    y = height - MARGIN - mark
    draw_mark(canvas, left, y, mark, in_colour=not sheet.is_roll)
    domain_room = room - mark - 2
    small = fitting_size(words.domain, BOLD, size, domain_room)
    canvas.setFillColor(pdf().black)
    canvas.setFont(BOLD, small)
    canvas.drawString(left + mark + 2, y + (mark - small * 0.7) / 2, words.domain)
    leading = size * 1.22
    # The serial, the box for the film, and the lines.
    below = MARGIN + (2.4 + (1.9 if words.has_hidden else 0) + len(words.lines)) * leading
    most = max(1, int((y - below) / leading))
    y -= leading * 1.05
    for line in wrap(words.product, BOLD, size, room, most):
        draw_text(canvas, left, y, line, BOLD, size)
        y -= leading
    for line in words.lines:
        small = fitting_size(line, REGULAR, size, room)
        draw_text(canvas, left, y, line, REGULAR, small)
        y -= leading


def serial_lines(serial: str) -> list[str]:
    """Part a serial into groups of four, two groups a line, as people read it out."""
    groups = [serial[i : i + 4] for i in range(0, len(serial), 4)]
    return [" ".join(groups[i : i + 2]) for i in range(0, len(groups), 2)]


def draw_test_page(canvas: "Canvas", sheet: Sheet) -> None:
    """Draw a page for plain paper: a square to measure, and where the labels lie."""
    side = TEST_SQUARE_MM * MM
    canvas.setStrokeColor(pdf().black)
    canvas.setLineWidth(0.3)
    for cell in range(sheet.cells):
        x, y = sheet.corner(cell)
        canvas.setDash(1, 2)
        canvas.rect(x, y, *sheet.label)
        canvas.setDash()
        canvas.setFont(REGULAR, 6)
        canvas.drawString(x + 4, y + sheet.label[1] - 9, str(cell + 1))
    left, bottom = (sheet.page[0] - side) / 2, (sheet.page[1] - side) / 2
    canvas.setFillColor(pdf().white)
    canvas.rect(left - 130, bottom - 54, side + 260, side + 74, stroke=0, fill=1)
    canvas.setFillColor(pdf().black)
    canvas.setLineWidth(0.8)
    canvas.rect(left, bottom, side, side)
    middle = sheet.page[0] / 2
    canvas.setFont(BOLD, 11)
    canvas.drawCentredString(middle, bottom + side / 2, f"{TEST_SQUARE_MM} × {TEST_SQUARE_MM} mm")
    canvas.setFont(REGULAR, 9)
    for number, line in enumerate(
        (
            _("Print this page on plain paper, at 100 %, and measure the square."),
            _("If it is not 50 mm, turn off “fit to page” in the printer's window."),
            _("Hold it behind a label sheet against the light: the dashes must lie on the labels."),
        )
    ):
        canvas.drawCentredString(middle, bottom - 16 - 13 * number, line)
    canvas.showPage()


def draw_sheets(
    target: BinaryIO,
    *,
    sheet: Sheet,
    units: Iterable[Unit],
    words: Words,
    dpi: int = 300,
    first_cell: int = 0,
    with_test_page: bool = False,
    tell: Callable[[int], None] = lambda done: None,
) -> int:
    """Write a PDF of these labels into `target`; return how many there are.

    `first_cell` (from 0) skips the cells of a sheet that were used before. `tell` hears after
    every page how many labels are done. A roll has one label a page and no test page.
    Raises SymbolTooLarge when an address needs a code too fine for this label and printer.
    """
    register_fonts()
    words = replace(words, product=cleaned(words.product), lines=tuple(map(cleaned, words.lines)))
    canvas = pdf().Canvas(target, pagesize=sheet.page, pageCompression=1, initialFontName=REGULAR)
    canvas.setTitle(" ".join([words.product, *words.lines]))
    canvas.setAuthor(words.domain)
    if with_test_page and not sheet.is_roll:
        draw_test_page(canvas, sheet)
    dot = 72 / dpi
    done, cell = 0, first_cell % sheet.cells
    shared: dict[int, tuple[float, float]] = {}  # by size of symbol: module, left of the words
    for unit in units:
        code = symbol(unit.address)
        if code.size not in shared:  # a run can go from one size to another and back
            shared[code.size] = share_words(canvas, sheet, words, code, dpi)
        if cell == sheet.cells:
            canvas.showPage()
            tell(done)
            cell = 0
        module, left = shared[code.size]
        draw_label(canvas, sheet, cell, unit, code, module=module, left=left, dot=dot)
        cell += 1
        done += 1
    canvas.save()
    tell(done)
    return done


def share_words(
    canvas: "Canvas", sheet: Sheet, words: Words, code: Symbol, dpi: int
) -> tuple[float, float]:
    """Make the form of what labels with this size of code share; give its module and start."""
    module = module_size(sheet, code, dpi)
    left = MARGIN + (code.size + 2 * QUIET_ZONE) * module + GAP
    canvas.beginForm(f"words-{code.size}", 0, 0, *sheet.label)
    draw_words(canvas, sheet, words, left)
    canvas.endForm()
    return module, left


def draw_label(
    canvas: "Canvas",
    sheet: Sheet,
    cell: int,
    unit: Unit,
    code: Symbol,
    *,
    module: float,
    left: float,
    dot: float,
) -> None:
    """Draw one label into its cell: the code on the printer's dots, words, serial."""
    x, y = sheet.corner(cell)
    edge = (code.size + 2 * QUIET_ZONE) * module
    code_x = snap(x + MARGIN + QUIET_ZONE * module, dot)
    code_y = snap(y + (sheet.label[1] - edge) / 2 + QUIET_ZONE * module, dot)
    canvas.saveState()
    canvas.translate(code_x, code_y)
    canvas.scale(module, module)
    canvas.drawPath(pdf().PDFPathObject([code.pdf_path()]), stroke=0, fill=1)
    canvas.restoreState()
    canvas.saveState()
    canvas.translate(x, y)
    canvas.doForm(f"words-{code.size}")
    canvas.restoreState()
    size = max(sheet.type_size * 0.9, SMALLEST_TYPE)
    canvas.setFont(REGULAR, size)
    lines = serial_lines(unit.serial)
    for number, line in enumerate(reversed(lines)):
        canvas.drawString(x + left, y + MARGIN + 0.8 + number * size * 1.18, line)
    if unit.hidden:
        bottom = y + MARGIN + 0.8 + len(lines) * size * 1.18 + 1
        width = pdf().pdfmetrics.stringWidth(unit.hidden, BOLD, size) + 8
        canvas.setLineWidth(0.4)
        canvas.rect(x + left, bottom, width, size * 1.5)
        canvas.setFont(BOLD, size)
        canvas.drawString(x + left + 4, bottom + size * 0.42, unit.hidden)


def snap(length: float, dot: float) -> float:
    """Move a length to the nearest of the printer's dots."""
    return round(length / dot) * dot
