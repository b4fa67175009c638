"""Sheets of 5,000 unit codes: ours beside plain `qrcode` + PIL on the same pages.

    python -m tests.bench.labels_bench [--labels 5000] [--write]

Both draw the same L7651 sheets with reportlab: the same words in the same form, one code a label
at level Q. The plain way lets `qrcode` choose the mask and draw a picture with PIL, as its README
shows. Each runs in a process of its own, in turn, three times; rates are labels a second of
processor time, the ratio is of the medians, the peak is the process's whole resident memory.
`--write` appends the line to labels.md.
"""

import argparse
import datetime
import io
import json
import random
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings

SERIAL = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RESULTS = Path(__file__).parent / "labels.md"
WAYS = ("plain", "ours")
REPEATS = 3
BAR_RATIO, BAR_MB = 2.5, 150


def draw(way: str, count: int) -> dict[str, float]:
    """Draw a batch one way; labels a second of processor time, peak and size in MB."""
    from catalogue.origin.labels import sheets

    rng = random.Random(5000)
    serials = ["".join(rng.choices(SERIAL, k=16)) for _ in range(count)]
    units = [
        sheets.Unit(f"https://chocop.vn/01/08935001212340/10/261101-1/21/{serial}", serial)
        for serial in serials
    ]
    words = sheets.Words("chocop.vn", "Lọ hoa men rạn vẽ cành trúc", ("Lô 261101-1",))
    if way == "plain":
        layout = sheets.symbol(units[0].address)
        sheets.draw_label, sheets.symbol = plain_label, lambda text: layout  # not drawn twice
    target = io.BytesIO()
    start = time.process_time()
    done = sheets.draw_sheets(target, sheet=sheets.SHEETS["L7651"], units=units, words=words)
    took = time.process_time() - start
    assert done == count
    return {
        "rate": count / took,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "file_mb": len(target.getvalue()) / 1e6,
    }


def plain_label(canvas, sheet, cell, unit, code, *, module, left, dot) -> None:
    """Draw a label with qrcode's own picture."""
    import qrcode
    from qrcode.constants import ERROR_CORRECT_Q
    from reportlab.lib.utils import ImageReader

    from catalogue.origin.labels import sheets

    x, y = sheet.corner(cell)
    picture = qrcode.QRCode(error_correction=ERROR_CORRECT_Q, box_size=5, border=4)
    picture.add_data(unit.address)
    picture.make(fit=True)
    edge = (code.size + 2 * sheets.QUIET_ZONE) * module
    image = ImageReader(picture.make_image().get_image())
    canvas.drawImage(image, x + sheets.MARGIN, y + (sheet.label[1] - edge) / 2, edge, edge)
    canvas.saveState()
    canvas.translate(x, y)
    canvas.doForm(f"words-{code.size}")
    canvas.restoreState()
    canvas.setFont(sheets.REGULAR, sheet.type_size)
    for number, line in enumerate(reversed(sheets.serial_lines(unit.serial))):
        canvas.drawString(x + left, y + sheets.MARGIN + number * sheet.type_size, line)


def measure(count: int) -> dict[str, dict[str, float]]:
    """Run both ways in turn, each in processes of its own; give the medians."""
    found: dict[str, list[dict[str, float]]] = {way: [] for way in WAYS}
    for _ in range(REPEATS):
        for way in WAYS:
            command = [sys.executable, "-m", __spec__.name, "--labels", str(count), "--way", way]
            answer = subprocess.run(command, capture_output=True, check=True, text=True)
            found[way].append(json.loads(answer.stdout))
    return {
        way: {key: statistics.median(run[key] for run in runs) for key in runs[0]}
        for way, runs in found.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--labels", type=int, default=5000)
    parser.add_argument("--way", choices=WAYS)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    if not settings.configured:
        settings.configure(BASE_DIR=Path(__file__).resolve().parents[2], USE_I18N=False)
    if options.way:
        print(json.dumps(draw(options.way, options.labels)))
        return
    result = measure(options.labels)
    ours, plain = result["ours"], result["plain"]
    ratio = ours["rate"] / plain["rate"]
    held = ratio >= BAR_RATIO and ours["peak_mb"] < BAR_MB
    line = (
        f"| {datetime.date.today():%Y-%m-%d} | {options.labels} | {plain['rate']:.0f} | "
        f"{ours['rate']:.0f} | {ratio:.2f} | {plain['peak_mb']:.0f} | {ours['peak_mb']:.0f} | "
        f"{plain['file_mb']:.1f} | {ours['file_mb']:.1f} | {'yes' if held else 'no'} |"
    )
    print(line)
    if options.write:
        with RESULTS.open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")
    sys.exit(0 if held else 1)


if __name__ == "__main__":
    main()
