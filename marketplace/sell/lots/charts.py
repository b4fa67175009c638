"""Charts and a map of scans as SVG, drawn on the server; each page has the figures as a table.

The map is of tiles, one for each province, about where it lies: no border is drawn, so none can
be drawn wrongly. Hoàng Sa and Trường Sa have tiles of their own in the sea; they count with
Đà Nẵng and Khánh Hòa, whose they are.
"""

from collections.abc import Mapping, Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

# Province code (decision 19/2025/QĐ-TTg) -> column and row of its tile.
TILES = {
    "12": (1, 0), "15": (2, 0), "08": (3, 0), "04": (4, 0),
    "11": (0, 1), "14": (1, 1), "25": (2, 1), "19": (3, 1), "20": (4, 1),
    "01": (2, 2), "24": (3, 2), "22": (4, 2),
    "37": (2, 3), "33": (3, 3), "31": (4, 3),
    "38": (2, 4), "40": (2, 5), "42": (3, 5), "44": (3, 6), "46": (4, 6),
    "48": (4, 7), "51": (4, 8), "52": (3, 9), "66": (4, 9), "68": (3, 10), "56": (4, 10),
    "80": (1, 11), "75": (3, 11), "79": (2, 11), "91": (0, 12), "82": (1, 12), "86": (2, 12),
    "92": (1, 13), "96": (0, 14),
}  # fmt: skip
ISLANDS = (("Hoàng Sa", 5.3, 6), ("Trường Sa", 5.3, 11))
TILE_WIDTH, TILE_HEIGHT, TILE_GAP = 96, 44, 4
COLUMNS, ROWS = 6.3, 15
CHART_WIDTH, CHART_HEIGHT, FOOT, HEAD = 400, 180, 26, 20


def bars(values: Sequence[tuple[str, str, int]], title: str) -> SafeString:
    """Draw bars; a value is (short label, full label, number)."""
    most = max((number for _short, _full, number in values), default=0) or 1
    step = CHART_WIDTH / max(len(values), 1)
    every = max(1, -(-len(values) // 7))  # labels that fit on a phone
    room = CHART_HEIGHT - FOOT - HEAD
    marks = []
    for position, (short, full, number) in enumerate(values):
        height = round(room * number / most, 1)
        x = round(position * step + step * 0.12, 1)
        marks.append(
            (
                x,
                round(CHART_HEIGHT - FOOT - height, 1),
                round(step * 0.76, 1),
                height,
                full,
                number,
                round(position * step + step / 2, 1),
                CHART_HEIGHT - 8,
                short if position % every == 0 else "",
            )
        )
    return format_html(
        '<svg class="bars" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        '<text class="bars__most" x="0" y="13">{}</text>'
        '<path class="bars__ground" d="M0 {}H{}"/>{}</svg>',
        CHART_WIDTH,
        CHART_HEIGHT,
        title,
        most if values else "",
        CHART_HEIGHT - FOOT,
        CHART_WIDTH,
        format_html_join(
            "",
            '<rect x="{}" y="{}" width="{}" height="{}"><title>{}: {}</title></rect>'
            '<text x="{}" y="{}" text-anchor="middle">{}</text>',
            marks,
        ),
    )


def tile_map(counts: Mapping[str, int], names: Mapping[str, str], title: str) -> SafeString:
    """Draw scans by province: the more, the darker the tile, and the number on it."""
    most = max(counts.values(), default=0) or 1
    tiles = []
    for code, (column, row) in TILES.items():
        number = counts.get(code, 0)
        shade = round(0.15 + 0.85 * (number / most) ** 0.5, 2) if number else 0
        x, y = column * TILE_WIDTH, row * TILE_HEIGHT
        tiles.append(
            (
                "tile tile--dark" if shade > 0.55 else "tile",
                x,
                y,
                TILE_WIDTH - TILE_GAP,
                TILE_HEIGHT - TILE_GAP,
                shade,
                names.get(code, code),
                number,
                x + 6,
                y + 16,
                names.get(code, code),
                x + 6,
                y + 33,
                number or "",
            )
        )
    islands = [
        (
            round(column * TILE_WIDTH, 1),
            row * TILE_HEIGHT,
            TILE_WIDTH - TILE_GAP,
            TILE_HEIGHT - TILE_GAP,
            round(column * TILE_WIDTH + 6, 1),
            row * TILE_HEIGHT + 16,
            name,
        )
        for name, column, row in ISLANDS
    ]
    return format_html(
        '<svg class="tiles" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}</svg>',
        round(COLUMNS * TILE_WIDTH),
        ROWS * TILE_HEIGHT,
        title,
        format_html_join(
            "",
            '<g class="{}"><rect class="tile__ground" x="{}" y="{}" width="{}" height="{}" rx="4"/>'
            '<rect class="tile__shade" x="{}" y="{}" width="{}" height="{}" rx="4" '
            'fill-opacity="{}"/>'
            '<title>{}: {}</title><text x="{}" y="{}">{}</text>'
            '<text class="tile__number" x="{}" y="{}">{}</text></g>',
            [(t[0], *t[1:5], *t[1:]) for t in tiles],
        ),
        format_html_join(
            "",
            '<g class="tile"><rect class="tile__ground" x="{}" y="{}" width="{}" height="{}" '
            'rx="4"/><text x="{}" y="{}">{}</text></g>',
            islands,
        ),
    )
