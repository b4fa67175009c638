"""Maps drawn from our own points: the Red River as a quiet line, villages as named points."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from catalogue.places.models import Village

# A simple outline of the Red River through Hanoi, read by eye to about 500 m; (lon, lat).
RIVER = (
    (105.36, 21.27),
    (105.42, 21.17),
    (105.50, 21.15),
    (105.60, 21.15),
    (105.68, 21.10),
    (105.76, 21.10),
    (105.82, 21.09),
    (105.85, 21.05),
    (105.88, 21.01),
    (105.90, 20.97),
    (105.93, 20.93),
    (105.90, 20.86),
    (105.93, 20.80),
    (105.98, 20.74),
    (106.02, 20.66),
)
CENTRE = (105.852, 21.029)  # Hoàn Kiếm lake


@dataclass(frozen=True)
class Frame:
    """A window of degrees on a picture of pixels."""

    west: float
    north: float
    scale: float  # pixels per degree of longitude
    width: int
    height: int

    def point(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Give x, y in pixels; 1.07 is 1 / cos(latitude 21°)."""
        return (
            round((longitude - self.west) * self.scale, 1),
            round((self.north - latitude) * self.scale * 1.07, 1),
        )


WHOLE = Frame(105.28, 21.34, 1060, 800, 780)


def river(frame: Frame, width: int) -> SafeString:
    points = " ".join("{},{}".format(*frame.point(*pair)) for pair in RIVER)
    return format_html(
        '<polyline class="map__river" stroke-width="{}" points="{}"/>', width, points
    )


def village_map(villages: Iterable[tuple[Village, str]]) -> SafeString:
    """Draw all villages as links; (village, address) pairs."""
    marks: list[tuple[str, float, float, float, float, str, str]] = []
    taken: list[tuple[float, float]] = []
    for village, url in villages:
        if village.latitude is None or village.longitude is None:
            continue
        x, y = WHOLE.point(float(village.longitude), float(village.latitude))
        label_y = y + 5
        while any(abs(label_y - other) < 17 and abs(x - at) < 110 for at, other in taken):
            label_y += 17
        taken.append((x, label_y))
        anchor, shift = ("end", -11) if x > WHOLE.width - 130 else ("start", 11)
        marks.append((url, x, y, x + shift, label_y, anchor, village.name))
    centre = WHOLE.point(*CENTRE)
    return format_html(
        '<svg class="map" viewBox="0 0 {} {}" role="group" aria-label="{}">{}'
        '<text class="map__quiet" x="{}" y="{}">Hồ Hoàn Kiếm</text>'
        '<text class="map__quiet" x="205" y="172">Sông Hồng</text>{}</svg>',
        WHOLE.width,
        WHOLE.height,
        _("Map of the craft villages"),
        river(WHOLE, 16),
        centre[0] - 100,
        centre[1] - 8,
        format_html_join(
            "",
            '<a href="{}"><circle cx="{}" cy="{}" r="7"/>'
            '<text x="{}" y="{}" text-anchor="{}">{}</text></a>',
            marks,
        ),
    )


def minimap(village: Village | None) -> SafeString:
    """Draw where a village lies, with its coordinates as a link; kept, for it is asked often.

    Nothing for one that was never chosen, is no more, or of which nobody knows where it lies.
    """
    if village is None or village.longitude is None or village.latitude is None:
        return SafeString("")
    return kept_map(village.name, float(village.longitude), float(village.latitude), get_language())


@lru_cache(maxsize=512)
def kept_map(name: str, longitude: float, latitude: float, language: str | None) -> SafeString:
    """Keep a map by all that is drawn on it: a village that moves is another map."""
    return small_map(name, longitude, latitude)


def small_map(name: str, longitude: float, latitude: float) -> SafeString:
    """Draw one village in its surroundings."""
    frame = Frame(longitude - 0.16, latitude + 0.09, 1200, 384, 206)
    x, y = frame.point(longitude, latitude)
    centre = frame.point(*CENTRE)
    return format_html(
        '<svg class="minimap map" viewBox="0 0 384 206" role="img" aria-label="{}">{}'
        '<text class="map__quiet" x="{}" y="{}">Hồ Hoàn Kiếm</text>'
        '<circle cx="{}" cy="{}" r="7"/><text x="{}" y="{}" text-anchor="middle">{}</text></svg>'
        '<p class="small"><a href="geo:{},{}">{}, {}</a></p>',
        _("Where %(village)s lies") % {"village": name},
        river(frame, 14),
        centre[0],
        centre[1],
        x,
        y,
        x,
        y - 14,
        name,
        *(f"{latitude:.5f}", f"{longitude:.5f}") * 2,
    )
