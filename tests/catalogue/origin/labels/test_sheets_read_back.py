"""Label sheets: every code is read back, at the place and in the size that it must have."""

import io
import random

import pypdfium2
import pytest
import zxingcpp

from catalogue.origin.labels import sheets
from catalogue.origin.labels.sheets import MM, SHEETS, SymbolTooLarge, Unit, Words, draw_sheets
from catalogue.origin.labels.symbols import QUIET_ZONE, symbol

WORDS = Words("chocop.vn", "Lọ hoa men rạn vẽ cành trúc, chữ Việt ễ ữ ỡ ẵ", ("Lô 261101-1",))
rng = random.Random(7)


def units(count: int) -> list[Unit]:
    serials = ["".join(rng.choices("0123456789ABCDEFGHJKMNPQRSTVWXYZ", k=16)) for _ in range(count)]
    return [Unit(f"https://chocop.vn/P/D00012/L/261101-1/S/{serial}", serial) for serial in serials]


def draw(count: int = 1, **fields) -> tuple[list[Unit], pypdfium2.PdfDocument]:
    target, made = io.BytesIO(), units(count)
    fields.setdefault("sheet", SHEETS["L7160"])
    draw_sheets(target, units=made, words=fields.pop("words", WORDS), **fields)
    return made, pypdfium2.PdfDocument(target.getvalue())


def read_page(page, dpi: int) -> list[zxingcpp.Barcode]:
    return list(zxingcpp.read_barcodes(page.render(scale=dpi / 72).to_pil()))


@pytest.mark.parametrize("dpi", [150, 300])
@pytest.mark.parametrize("key", ["L7160", "L7651"])
def test_every_label_of_a_sheet_is_read_back(key, dpi):
    sheet = SHEETS[key]
    made, document = draw(sheet.cells + 3, sheet=sheet)
    assert len(document) == 2
    found = [code.text for page in document for code in read_page(page, dpi)]
    assert sorted(found) == sorted(unit.address for unit in made)


def test_a_roll_has_one_label_a_page():
    made, document = draw(3, sheet=SHEETS["roll"], dpi=203)
    assert len(document) == 3
    for unit, page in zip(made, document, strict=True):
        assert page.get_size() == pytest.approx((50 * MM, 30 * MM), abs=0.1)
        assert [code.text for code in read_page(page, 203)] == [unit.address]


@pytest.mark.parametrize(("key", "dpi"), [("L7160", 300), ("L7651", 300), ("roll", 203)])
def test_modules_are_whole_dots_and_codes_start_on_one(key, dpi):
    dot, code = 72 / dpi, symbol(units(1)[0].address)
    dots = sheets.module_size(SHEETS[key], code, dpi) / dot
    assert dots == pytest.approx(round(dots))
    assert sheets.snap(33.333, dot) / dot == pytest.approx(round(33.333 / dot))


def test_labels_lie_where_the_maker_of_the_sheet_cut_them():
    sheet = SHEETS["L7651"]
    made, document = draw(sheet.cells, sheet=sheet)
    scale = 300 / 72
    places = {code.text: code.position for code in read_page(document[0], 300)}
    for cell, unit in enumerate(made):
        x, y = sheet.corner(cell)
        left, top = x * scale, (sheet.page[1] - y - sheet.label[1]) * scale
        corner = places[unit.address].top_left
        assert left < corner.x < left + 15 * scale
        assert top < corner.y < top + 15 * scale


def test_used_cells_are_skipped():
    sheet = SHEETS["L7160"]
    made, document = draw(2, sheet=sheet, first_cell=20)
    assert [[code.text for code in read_page(page, 150)] for page in document] == [
        [made[0].address],
        [made[1].address],
    ]


def test_square_of_the_test_page_measures_50_mm():
    _made, document = draw(1, with_test_page=True)
    picture = document[0].render(scale=300 / 72).to_pil().convert("L")
    row = [x for x in range(picture.width) if picture.getpixel((x, picture.height // 2 + 40)) < 128]
    middle = picture.width / 2
    left = max(x for x in row if x < middle - 200)
    right = min(x for x in row if x > middle + 200)
    assert (right - left) / 300 * 25.4 == pytest.approx(50, abs=0.4)


def test_words_are_in_the_document_with_vietnamese_letters():
    made, document = draw(1)
    words = document[0].get_textpage().get_text_bounded().split()
    serial = " ".join(sheets.serial_lines(made[0].serial)).split()
    assert sorted(words) == sorted(["chocop.vn", *WORDS.product.split(), "Lô", "261101-1", *serial])


def test_long_names_are_cut_with_an_ellipsis_and_stay_on_the_label():
    words = Words("cho-ocop-lang-nghe-ha-noi.example.vn", "Khay sơn mài " * 30, ("Lô 261101-1",))
    _made, document = draw(1, sheet=SHEETS["L7651"], words=words)
    text = document[0].get_textpage().get_text_bounded()
    assert text.count("…") == 1
    assert "Lô 261101-1" in text


@pytest.mark.parametrize("key", ["L7160", "roll"])
def test_hidden_code_is_printed_apart_and_the_code_still_reads(key):
    unit = Unit(units(1)[0].address, "0123456789ABCDEF", "H1DD3NC0")
    words = Words(WORDS.domain, WORDS.product, WORDS.lines, has_hidden=True)
    target = io.BytesIO()
    draw_sheets(target, sheet=SHEETS[key], units=[unit], words=words)
    page = pypdfium2.PdfDocument(target.getvalue())[0]
    assert page.get_textpage().get_text_bounded().count("H1DD3NC0") == 1
    assert [code.text for code in read_page(page, 300)] == [unit.address]


def test_code_too_fine_for_the_label_is_refused():
    long = [Unit("https://" + "x" * 300 + ".vn/P/1", "0" * 16)]
    with pytest.raises(SymbolTooLarge):
        draw_sheets(io.BytesIO(), sheet=SHEETS["L7651"], units=long, words=WORDS)


def test_progress_is_told_after_each_page():
    told: list[int] = []
    draw(45, tell=told.append)
    assert told == [21, 42, 45]


def test_logo_is_beside_the_code_and_never_in_it():
    """Nothing but the code's black and white lies within its quiet zone."""
    _made, document = draw(1)
    page = document[0].render(scale=300 / 72).to_pil().convert("RGB")
    sheet, code = SHEETS["L7160"], symbol(_made[0].address)
    x, y = sheet.corner(0)
    edge = (code.size + 2 * QUIET_ZONE) * sheets.module_size(sheet, code, 300)
    top = sheet.page[1] - y - (sheet.label[1] + edge) / 2
    scale = 300 / 72
    area = page.crop([round(v * scale) for v in (x + 2, top, x + 2 + edge, top + edge)])
    assert all(max(pixel) - min(pixel) < 8 for pixel in area.get_flattened_data())
    assert edge / MM > 14


def test_a_run_may_go_from_one_size_of_code_to_another_and_back():
    """A serial of digits alone needs a smaller code than one of letters."""
    short, long = "https://chocop.vn/P/D1/L/1/S/1", units(1)[0].address
    addresses = [short, long, short, long]
    assert symbol(short).size != symbol(long).size
    target = io.BytesIO()
    made = [Unit(address, address[-16:]) for address in addresses]
    draw_sheets(target, sheet=SHEETS["L7160"], units=made, words=WORDS)
    (page,) = pypdfium2.PdfDocument(target.getvalue())
    assert sorted(code.text for code in read_page(page, 300)) == sorted(addresses)
