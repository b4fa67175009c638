"""Letters on labels: a text in its font, and in other fonts what that one does not have.

ReportLab sets one font at a time, so a text is parted into runs: "Gốm 王 Lan" is three. The
other fonts (marketplace/frame/glyphs.py) are read with the first label that needs them.
"""

from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from marketplace.frame.glyphs import MISSING, font_of

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas


def runs(text: str, font: str) -> list[tuple[str, str]]:
    """Part a text into (font, letters); a sign that no font has becomes □."""
    lettered = [font_and_sign(sign, font) for sign in text]
    return [
        (name, "".join(sign for _, sign in signs))
        for name, signs in groupby(lettered, key=lambda each: each[0])
    ]


def font_and_sign(sign: str, font: str) -> tuple[str, str]:
    from reportlab.pdfbase import pdfmetrics

    if ord(sign) in pdfmetrics.getFont(font).face.charToGlyph:
        return font, sign
    path = font_of(sign)
    if path:
        return registered(path), sign
    other = font_of(MISSING)
    return (registered(other), MISSING) if other else (font, "?")


@cache
def registered(path: Path) -> str:
    """Read a font to fall back on; give its name."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    pdfmetrics.registerFont(TTFont(path.stem, str(path)))
    return path.stem


def width_of(text: str, font: str, size: float) -> float:
    """Measure a text in points."""
    from reportlab.pdfbase import pdfmetrics

    return sum(pdfmetrics.stringWidth(run, name, size) for name, run in runs(text, font))


def draw_text(canvas: "Canvas", x: float, y: float, text: str, font: str, size: float) -> None:
    """Draw a text with its lower left corner at x, y."""
    from reportlab.pdfbase import pdfmetrics

    for name, run in runs(text, font):
        canvas.setFont(name, size)
        canvas.drawString(x, y, run)
        x += pdfmetrics.stringWidth(run, name, size)


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
