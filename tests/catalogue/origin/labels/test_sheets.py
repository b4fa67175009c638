"""Label sheets: what is drawn where, to the point; test_sheets_read_back.py reads the pages themselves."""

import io
import re

import pypdfium2
import pytest
from django.conf import settings

from catalogue.origin.labels import sheets
from catalogue.origin.labels.sheets import BOLD, MM, REGULAR, SHEETS, Sheet, SymbolTooLarge
from catalogue.origin.labels.symbols import symbol
from catalogue.origin.models import LabelBatch

SMALL = symbol("HELLO")  # 21 modules, 29 with the quiet zone
PLAIN = Sheet("plain", (320, 400), 2, 3, (140, 101), (10, 20), (150, 110), 0.5, 10.0)


class Pen:
    """A canvas that notes what is drawn on it."""

    def __init__(self) -> None:
        self.drawn: list[tuple] = []

    def __getattr__(self, name: str):
        def note(*values, **named):
            self.drawn.append((name, *values))
            return self

        return note

    def of(self, name: str) -> list[tuple]:
        return [values for kind, *values in self.drawn if kind == name]


@pytest.fixture(autouse=True)
def _fonts():
    sheets.register_fonts()


def width(text: str, font: str, size: float) -> float:
    return sheets.pdf().pdfmetrics.stringWidth(text, font, size)


def near(*values: float):
    return pytest.approx(list(values), abs=1e-6)


def svg_strokes(path: str) -> list[tuple]:
    """Read M, h, c and s of an SVG path as strokes with absolute points."""
    found: list[tuple] = []
    x = y = 0.0
    handle = (0.0, 0.0)
    for letter, text in re.findall(r"([Mhcs])([^Mhcs]*)", path):
        numbers = [float(n) for n in re.findall(r"-?[\d.]+", text)]
        if letter == "M":
            x, y = numbers
            found.append(("moveTo", x, y))
        elif letter == "h":
            x += numbers[0]
            found.append(("lineTo", x, y))
        else:
            step = 6 if letter == "c" else 4
            for at in range(0, len(numbers), step):
                part = numbers[at : at + step]
                if letter == "s":
                    part = [x - handle[0], y - handle[1], *part]
                points = [v + (x, y)[i % 2] for i, v in enumerate(part)]
                found.append(("curveTo", *points))
                handle, (x, y) = (points[2], points[3]), points[4:]
    return found


def test_draw_mark_is_the_mark_of_the_site():
    svg = (settings.BASE_DIR / "static/img/mark.svg").read_text()
    pen = Pen()
    sheets.draw_mark(pen, 100, 200, 20, in_colour=True)
    strokes = [one for one in pen.drawn if one[0] in ("moveTo", "lineTo", "curveTo")]
    assert strokes == [
        one for path in re.findall(r' d="([^"]+)"', svg) for one in svg_strokes(path)
    ]
    widths = [float(text) for text in re.findall(r'stroke-width="([\d.]+)"', svg)]
    assert [line for (line,) in pen.of("setLineWidth")] == widths
    edge, corner = (int(re.search(rf'{name}="(\d+)"', svg)[1]) for name in ("width", "rx"))
    assert pen.of("roundRect") == [[0, 0, edge, edge, corner]]
    assert pen.of("translate") == [[100, 220]]  # y grows downwards from the upper edge
    assert pen.of("scale") == [[0.5, -0.5]]
    assert pen.of("setLineCap") == [[1]]
    fill, waves = re.search(r'fill="(#\w+)"', svg)[1], re.findall(r'stroke="(#\w+)"', svg)[1]
    assert pen.of("setFillColor")[0][0].hexval() == fill.replace("#", "0x")
    assert pen.of("setStrokeColor")[1][0].hexval() == waves.replace("#", "0x")


def test_draw_mark_is_black_and_white_for_a_label_printer():
    pen = Pen()
    sheets.draw_mark(pen, 0, 0, 40, in_colour=False)
    assert [c.hexval() for (c,) in pen.of("setFillColor")] == ["0x000000"]
    assert [c.hexval() for (c,) in pen.of("setStrokeColor")] == ["0xffffff"]


@pytest.mark.parametrize(
    ("key", "grid", "label", "origin", "pitch", "share", "type_size"),
    [
        ("L7160", (3, 7), (181.4, 108.0), (21.2, 43.9), (187.2, 108.0), 0.48, 7.5),
        ("L7651", (5, 13), (108.0, 60.09), (13.32, 30.9), (115.09, 60.09), 0.56, 5.5),
        ("roll", (1, 1), (50 * MM, 30 * MM), (0, 0), (50 * MM, 30 * MM), 0.56, 6.5),
    ],
)
def test_sheets_are_cut_as_their_maker_says(key, grid, label, origin, pitch, share, type_size):
    sheet = SHEETS[key]
    assert (sheet.columns, sheet.rows) == grid
    assert sheet.cells == grid[0] * grid[1]
    assert sheet.label == pytest.approx(label)
    assert sheet.origin == origin
    assert sheet.pitch == pytest.approx(pitch)
    assert (sheet.code_share, sheet.type_size) == (share, type_size)
    assert sheet.is_roll is (key == "roll")
    assert sheet.page == (pytest.approx(label) if sheet.is_roll else (595.28, 841.89))
    assert pytest.approx(2.834645669) == MM


def test_roll_is_a_page_with_one_label_of_that_size():
    size = (pytest.approx(40 * 72 / 25.4), pytest.approx(20 * 72 / 25.4))
    made = sheets.roll("narrow", 40, 20, 6.0)
    assert made == Sheet("narrow", size, 1, 1, size, (0, 0), size, 0.56, 6.0, is_roll=True)
    assert made.corner(0) == near(0, 0)


@pytest.mark.parametrize(
    ("cell", "corner"),
    [(0, (10, 279)), (1, (160, 279)), (2, (10, 169)), (3, (160, 169)), (5, (160, 59))],
)
def test_corner_counts_columns_first_and_rows_down(cell, corner):
    assert PLAIN.corner(cell) == corner


@pytest.mark.parametrize(
    ("key", "dpi", "dots"), [("L7651", 300, 5), ("L7651", 203, 3), ("L7160", 300, 8)]
)
def test_module_size_is_as_many_dots_as_the_label_allows(key, dpi, dots):
    code = symbol("https://chocop.vn/P/D00012/L/261101-1/S/0123456789ABCDEF")
    assert code.size == 37
    assert sheets.module_size(SHEETS[key], code, dpi) == pytest.approx(dots * 72 / dpi)


def sheet_of(label: tuple[float, float], share: float = 1.0) -> Sheet:
    return Sheet("one", label, 1, 1, label, (0, 0), label, share, 10.0)


@pytest.mark.parametrize(
    ("label", "share"), [((99, 31.85), 1.0), ((27.85, 99), 1.0), ((55.7, 99), 0.5)]
)
def test_module_size_stops_where_phones_stop_reading(label, share):
    """Of 29 modules: four dots of 0.24 each are 0.34 mm, three are 0.25 mm."""
    assert sheets.module_size(sheet_of(label, share), SMALL, 300) == pytest.approx(0.96)
    with pytest.raises(SymbolTooLarge):
        sheets.module_size(sheet_of((label[0] - 0.05, label[1] - 0.05), share), SMALL, 300)


def test_wrap_breaks_where_the_next_word_no_longer_fits():
    exact = width("aaa bbb", REGULAR, 10)
    assert sheets.wrap("aaa bbb mmmm", REGULAR, 10, exact + 1e-9, 9) == ["aaa bbb", "mmmm"]
    assert sheets.wrap("aaa bbb mmmm", REGULAR, 10, exact - 0.01, 9) == ["aaa", "bbb", "mmmm"]
    assert sheets.wrap("", REGULAR, 10, 50, 2) == []


def test_wrap_ends_in_an_ellipsis_only_when_more_was_to_come():
    room = width("aaaa", REGULAR, 10)
    assert sheets.wrap("aaa bbb", REGULAR, 10, room + 10, 2) == ["aaa", "bbb"]
    assert sheets.wrap("aaa bbb ccc", REGULAR, 10, room + 10, 2) == ["aaa", "bbb…"]


def test_wrap_cuts_a_word_that_is_wider_than_the_line():
    room = width("abc…", REGULAR, 10)
    assert sheets.wrap("abcdefgh", REGULAR, 10, room + 1e-9, 1) == ["abc…"]
    assert sheets.wrap("abcdefgh", REGULAR, 10, 0, 1) == ["…"]
    assert sheets.wrap("a", REGULAR, 10, 0, 1) == ["a"]


def test_fitting_size_shrinks_by_quarters_down_to_the_smallest_type():
    full = width("chocop.vn", BOLD, 10)
    assert sheets.fitting_size("chocop.vn", BOLD, 10, full + 1e-9) == 10
    assert sheets.fitting_size("chocop.vn", BOLD, 10, full - 0.01) == 9.75
    assert sheets.fitting_size("chocop.vn" * 20, BOLD, 10, full) == 4.0


@pytest.mark.parametrize(
    ("serial", "lines"),
    [
        ("0123456789ABCDEF", ["0123 4567", "89AB CDEF"]),
        ("0123456789", ["0123 4567", "89"]),
        ("", []),
    ],
)
def test_serial_lines_are_two_groups_of_four(serial, lines):
    assert sheets.serial_lines(serial) == lines


def words_on(height: float, **fields) -> Pen:
    pen, sheet = Pen(), sheet_of((140, height))
    fields = {"domain": "ab.vn", "product": "aa bb cc dd ee", "lines": ("Lo 1",)} | fields
    sheets.draw_words(pen, sheet, sheets.Words(**fields), 112.0)
    return pen


def test_draw_words_puts_mark_domain_product_and_lines_below_each_other():
    pen, sheet = Pen(), sheet_of((140, 100))
    words = sheets.Words("ab.vn", "Lo hoa men ran", ("Lo 1", "HSD 2"))
    sheets.draw_words(pen, sheet, words, 60)
    assert pen.of("translate") == [[60, 98]]  # the mark: 19 points, 2 below the edge
    assert pen.of("scale") == [[0.475, -0.475]]
    placed = {text: (x, y) for x, y, text in pen.of("drawString")}
    assert placed["ab.vn"] == near(81, 85)
    first = width("Lo hoa men ran", BOLD, 10)
    assert first <= 78  # on one line
    assert placed["Lo hoa men ran"] == near(60, 79 - 12.81)
    assert placed["Lo 1"] == near(60, 79 - 12.81 - 12.2)
    assert placed["HSD 2"] == near(60, 79 - 12.81 - 24.4)
    assert pen.of("setFont") == [[BOLD, 10], [BOLD, 10], [REGULAR, 10], [REGULAR, 10]]


def test_draw_words_shrinks_what_is_too_long_for_its_line():
    pen = words_on(100, domain="a-long-domain.example.vn")
    room = 140 - 112 - 2
    sizes = [size for _font, size in pen.of("setFont")]
    assert sizes[0] == sheets.fitting_size("a-long-domain.example.vn", BOLD, 10, room - 21)
    assert sizes[2] == sheets.fitting_size("Lo 1", REGULAR, 10, room)


@pytest.mark.parametrize(
    ("height", "has_hidden", "lines"),
    [
        (88.8, False, 1),
        (88.9, False, 2),
        (101.0, False, 2),
        (101.1, False, 3),
        (112.0, True, 1),
        (112.1, True, 2),
        (30, True, 1),
    ],
)
def test_draw_words_leaves_room_for_serial_film_and_lines(height, has_hidden, lines):
    """A line is 12.2: below the mark stay 2.4 lines for the serial, 1.9 for the film, one a line."""
    drawn = [text for *_place, text in words_on(height, has_hidden=has_hidden).of("drawString")]
    assert len(drawn) - 2 == lines


def test_draw_label_puts_code_words_and_serial_into_its_cell():
    pen = Pen()
    unit = sheets.Unit("HELLO", "0123456789ABCDEF")
    sheets.draw_label(pen, PLAIN, 3, unit, SMALL, module=2.0, left=63.0, dot=0.4)
    # The cell's corner is 160, 169; the code 42 wide in 58; 170 and 198.5 on dots of 0.4.
    assert pen.of("translate") == [near(170.0, 198.4), near(160, 169)]
    assert pen.of("scale") == [[2.0, 2.0]]
    assert pen.of("doForm") == [["words-21"]]
    assert pen.of("setFont") == [[REGULAR, 9.0]]
    assert pen.of("drawString") == [
        [223.0, pytest.approx(171.8), "89AB CDEF"],
        [223.0, pytest.approx(182.42), "0123 4567"],
    ]
    assert not pen.of("rect")


def test_draw_label_frames_the_hidden_code_above_the_serial():
    pen = Pen()
    unit = sheets.Unit("HELLO", "0123456789ABCDEF", "H1DD3NC0")
    sheets.draw_label(pen, PLAIN, 0, unit, SMALL, module=2.0, left=63.0, dot=0.5)
    bottom = 279 + 2.8 + 2 * 10.62 + 1
    assert pen.of("rect") == [near(73, bottom, width("H1DD3NC0", BOLD, 9.0) + 8, 13.5)]
    assert pen.of("drawString")[-1] == [77.0, pytest.approx(bottom + 3.78), "H1DD3NC0"]
    assert pen.of("setFont")[-1] == [BOLD, 9.0]
    assert pen.of("setLineWidth") == [[0.4]]


def test_draw_label_writes_no_smaller_than_the_smallest_type():
    pen, tiny = Pen(), Sheet("tiny", (90, 90), 1, 1, (90, 90), (0, 0), (90, 90), 1.0, 4.2)
    sheets.draw_label(pen, tiny, 0, sheets.Unit("HELLO", "0"), SMALL, module=2, left=60, dot=0.5)
    assert pen.of("setFont") == [[REGULAR, 4.0]]


@pytest.mark.parametrize(
    ("length", "snapped"), [(0.0, 0.0), (0.9, 1.0), (1.2, 1.0), (1.3, 1.5), (10.1, 10.0)]
)
def test_snap_moves_to_the_nearest_dot(length, snapped):
    assert sheets.snap(length, 0.5) == pytest.approx(snapped)


def test_draw_test_page_numbers_the_cells_and_measures_50_mm():
    pen = Pen()
    sheets.draw_test_page(pen, PLAIN)
    side = 50 / 25.4 * 72
    left, bottom = (320 - side) / 2, (400 - side) / 2
    *cells, cleared, square = pen.of("rect")
    assert cells == [[*PLAIN.corner(cell), 140, 101] for cell in range(6)]
    assert cleared == near(left - 130, bottom - 54, side + 260, side + 74)
    assert square == near(left, bottom, side, side)
    assert pen.of("drawString") == [
        [PLAIN.corner(n)[0] + 4, PLAIN.corner(n)[1] + 92, str(n + 1)] for n in range(6)
    ]
    assert pen.of("setDash") == [[1, 2], []] * 6
    size, *sentences = pen.of("drawCentredString")
    assert size == [160, pytest.approx(bottom + side / 2), "50 × 50 mm"]
    assert [(x, y) for x, y, _text in sentences] == [
        (160, pytest.approx(bottom - 16 - 13 * n)) for n in range(3)
    ]
    assert pen.of("setFont")[-2:] == [[BOLD, 11], [REGULAR, 9]]
    assert pen.of("setFont")[0] == [REGULAR, 6]
    assert pen.of("setLineWidth") == [[0.3], [0.8]]
    assert pen.drawn[-1] == ("showPage",)


def drawn(monkeypatch, count: int, **fields) -> tuple[list[tuple], list[int], int]:
    """Draw so many labels; give the cell and the measures of each, what was told, how many."""
    placed: list[tuple] = []
    told: list[int] = []

    def note(canvas, sheet, cell, unit, code, *, module, left, dot):
        placed.append((cell, module, left, dot))

    monkeypatch.setattr(sheets, "draw_label", note)
    units = [sheets.Unit("HELLO", str(number)) for number in range(count)]
    words = sheets.Words("ab.vn", "Lọ hoa", ("Lô 1", "HSD 2"))
    fields = {"target": io.BytesIO(), "sheet": PLAIN, "tell": told.append} | fields
    done = sheets.draw_sheets(fields.pop("target"), units=units, words=words, **fields)
    return placed, told, done


def test_draw_sheets_begins_at_the_first_free_cell_and_turns_the_page(monkeypatch):
    placed, told, done = drawn(monkeypatch, 9, first_cell=4)
    assert [cell for cell, *_rest in placed] == [4, 5, 0, 1, 2, 3, 4, 5, 0]
    assert (told, done) == ([2, 8, 9], 9)


def test_draw_sheets_begins_anew_after_a_full_sheet(monkeypatch):
    assert drawn(monkeypatch, 1, first_cell=6)[0][0][0] == 0
    assert drawn(monkeypatch, 1)[0][0][0] == 0


@pytest.mark.parametrize("dpi", [203, 300])
def test_draw_sheets_measures_in_the_printers_dots(monkeypatch, dpi):
    ((_cell, module, left, dot),) = drawn(monkeypatch, 1, dpi=dpi)[0]
    assert dot == 72 / dpi
    assert module == pytest.approx(int(70 / 29 / dot) * dot)
    assert left == pytest.approx(2 + 29 * module + 3)
    assert drawn(monkeypatch, 1)[0][0][3] == 72 / 300


@pytest.mark.parametrize(
    ("with_test_page", "is_roll", "pages"), [(True, False, 2), (True, True, 1), (False, False, 1)]
)
def test_draw_sheets_adds_a_test_page_to_sheets_only(with_test_page, is_roll, pages):
    target = io.BytesIO()
    sheets.draw_sheets(
        target,
        sheet=SHEETS["roll" if is_roll else "L7160"],
        units=[sheets.Unit("HELLO", "0123")],
        words=sheets.Words("ab.vn", "Lọ hoa", ("Lô 1", "HSD 2")),
        with_test_page=with_test_page,
    )
    document = pypdfium2.PdfDocument(target.getvalue())
    assert len(document) == pages
    told = document.get_metadata_dict()
    assert (told["Title"], told["Author"]) == ("Lọ hoa Lô 1 HSD 2", "ab.vn")


@pytest.mark.parametrize("sheet", LabelBatch.Sheet)
def test_a_run_is_on_sheets_on_a_roll_or_in_single_files(sheet):
    run, kind = LabelBatch(sheet=sheet), LabelBatch.Sheet
    assert run.is_on_a_roll is (sheet == kind.ROLL)
    assert run.is_single_files is (sheet == kind.SINGLE)
    assert run.is_on_sheets is (sheet in (kind.L7160, kind.L7651))
