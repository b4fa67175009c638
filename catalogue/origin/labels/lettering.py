"""Letters on labels: a text in its font, and in other fonts what that one does not have.

ReportLab sets one font at a time, so a text is parted into runs: "Gốm 王 Lan" is three. The
other fonts (marketplace/frame/glyphs.py) are read with the first label that needs them. It reads
no outlines of PostScript, which the font of rare Han has: those are drawn as a picture.
"""

from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, cast
from unicodedata import east_asian_width

from PIL import Image, ImageDraw, ImageFont

from marketplace.frame.glyphs import JOINERS, font_of, writable

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas


DRAWN = "NotoSansCJK-VF.otf"  # its signs are as wide as they are high
DOTS = 96  # of a drawn sign; 850 an inch at the largest size of a label's letters
ABOVE = 0.88  # of a drawn sign's height, what stands above the line


def runs(text: str, font: str) -> list[tuple[str, str]]:
    """Part a text into (font, letters); a sign that no font has becomes □.

    It is one line: its breaks are blanks. What only joins letters has no shape, and is left out.
    """
    from reportlab.pdfbase import pdfmetrics

    own = pdfmetrics.getFont(font).face.charToGlyph
    shown = [sign for sign in writable(text.replace("\n", " "), own) if sign not in JOINERS]
    lettered = [(font if ord(sign) in own else other_font(sign), sign) for sign in shown]
    return [
        (name, "".join(sign for _, sign in signs))
        for name, signs in groupby(lettered, key=lambda each: each[0])
    ]


def other_font(sign: str) -> str:
    return registered(cast("Path", font_of(sign)))  # writable() left none without


@cache
def registered(path: Path) -> str:
    """Read a font to fall back on; give its name."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    if path.stem != DRAWN:
        pdfmetrics.registerFont(TTFont(path.stem, str(path)))
    return path.stem


def width_of(text: str, font: str, size: float) -> float:
    """Measure a text in points."""
    return sum(run_width(run, name, size) for name, run in runs(text, font))


def run_width(run: str, name: str, size: float) -> float:
    from reportlab.pdfbase import pdfmetrics

    return len(run) * size if name == DRAWN else pdfmetrics.stringWidth(run, name, size)


def draw_text(canvas: "Canvas", x: float, y: float, text: str, font: str, size: float) -> None:
    """Draw a text with its lower left corner at x, y."""
    from reportlab.lib.utils import ImageReader

    for name, run in runs(text, font):
        width = run_width(run, name, size)
        if name == DRAWN:
            picture = ImageReader(drawn(run))
            canvas.drawImage(picture, x, y - (1 - ABOVE) * size, width=width, height=size)
        else:
            canvas.setFont(name, size)
            canvas.drawString(x, y, run)
        x += width


@cache
def drawn(run: str) -> Image.Image:
    """Draw signs as a picture, each in a square of its own."""
    path = font_of(run[0])
    font = ImageFont.truetype(str(path), DOTS)
    font.set_variation_by_axes([400])
    image = Image.new("L", (DOTS * len(run), DOTS), 255)
    pen = ImageDraw.Draw(image)
    for number, sign in enumerate(run):
        pen.text(((number + 0.5) * DOTS, ABOVE * DOTS), sign, font=font, fill=0, anchor="ms")
    return image


def pieces(text: str) -> Iterator[tuple[str, str]]:
    """Part a text where a line may end: (what joins it to the piece before, the piece).

    "Gốm 王小" gives ("", "Gốm"), (" ", "王"), ("", "小"): Han and kana break anywhere.
    """
    for number, word in enumerate(text.split()):
        joint = " " if number else ""
        for is_wide, signs in groupby(word, key=lambda sign: east_asian_width(sign) in "WF"):
            for piece in signs if is_wide else ["".join(signs)]:
                yield joint, piece
                joint = ""
