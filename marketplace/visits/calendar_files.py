"""Calendar files: events as RFC 5545 writes them, in UTC, so no time zone has to be described.

    DTSTART:20261205T020000Z      Saturday 5 December 2026, 09:00 in Hanoi

Lines end in CR LF and are folded at 75 octets (3.1), commas, semicolons and line ends of texts
are escaped (3.3.11). A cancelled event keeps its UID and says so (3.8.1.11).
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

MOST_OCTETS = 75


@dataclass(frozen=True)
class Event:
    """One entry; `code` names it for good, times are aware."""

    code: str
    starts_at: datetime.datetime
    ends_at: datetime.datetime
    title: str
    place: str
    text: str
    is_cancelled: bool = False


def calendar_of(events: Iterable[Event], domain: str = "visits.ocop") -> str:
    """Write a calendar of events, ready to be sent as text/calendar."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//OCOP market//Visits//EN"]
    for event in events:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{event.code}@{domain}",
            f"DTSTAMP:{utc(timezone.now())}",
            f"DTSTART:{utc(event.starts_at)}",
            f"DTEND:{utc(event.ends_at)}",
            f"SUMMARY:{escaped(event.title)}",
            f"LOCATION:{escaped(event.place)}",
            f"DESCRIPTION:{escaped(event.text)}",
            f"STATUS:{'CANCELLED' if event.is_cancelled else 'CONFIRMED'}",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines)


def utc(moment: datetime.datetime) -> str:
    return f"{moment.astimezone(datetime.UTC):%Y%m%dT%H%M%SZ}"


def escaped(text: str) -> str:
    r"""Escape a text value: "Nhà 5; ngõ 2, Bát Tràng" is Nhà 5\; ngõ 2\, Bát Tràng."""
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(text.splitlines())


def folded(line: str) -> str:
    """Fold a line so that no part has more than 75 octets and no letter is cut."""
    parts, part, size = [], "", 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > MOST_OCTETS:
            parts.append(part)
            part, size = "", 1  # the blank that the next line begins with
        part, size = part + sign, size + octets
    return "\r\n ".join([*parts, part])
