"""QR codes as pictures: one path of horizontal runs in SVG, one bit a pixel in PNG."""

from functools import lru_cache
from io import BytesIO

import qrcode
from qrcode.constants import ERROR_CORRECT_Q

QUIET_ZONE = 4  # modules of white around the symbol (ISO/IEC 18004)


def matrix(text: str) -> list[list[bool]]:
    """Lay out a symbol at level Q without its quiet zone.

    Runs of ten and more digits and capitals are put in their own, denser modes.
    """
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_Q, border=0)
    code.add_data(text, optimize=10)
    code.make(fit=True)
    return code.get_matrix()


@lru_cache(maxsize=512)
def svg(text: str) -> bytes:
    """Draw `text` as an SVG symbol that scales to any size."""
    rows = matrix(text)
    size = len(rows) + 2 * QUIET_ZONE
    runs = []
    for y, row in enumerate(rows, start=QUIET_ZONE):
        x = 0
        while x < len(row):
            if row[x]:
                start = x
                while x < len(row) and row[x]:
                    x += 1
                runs.append(f"M{start + QUIET_ZONE} {y}h{x - start}v1h-{x - start}z")
            else:
                x += 1
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" '
        f'shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{size}v{size}H0z"/>'
        f'<path fill="#000" d="{"".join(runs)}"/></svg>'
    ).encode()


@lru_cache(maxsize=128)
def png(text: str, module: int = 8) -> bytes:
    """Draw `text` as a PNG with `module` pixels a module."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_Q, border=QUIET_ZONE, box_size=module)
    code.add_data(text, optimize=10)
    code.make(fit=True)
    buffer = BytesIO()
    code.make_image().save(buffer, format="PNG")
    return buffer.getvalue()
