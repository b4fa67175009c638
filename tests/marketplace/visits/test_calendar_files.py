"""Calendar files as RFC 5545 has them."""

import datetime

from marketplace.visits.calendar_files import Event, calendar_of, escaped, folded


def event(**fields) -> Event:
    start = datetime.datetime(2026, 12, 5, 9, tzinfo=datetime.timezone(datetime.timedelta(hours=7)))
    given = {
        "code": "AB23CD45EF",
        "starts_at": start,
        "ends_at": start + datetime.timedelta(hours=3),
        "title": "Nặn gốm; vẽ, nung",
        "place": "Cổng chợ",
        "text": "2 × Adult\nlink",
    }
    return Event(**given | fields)


def test_event_is_in_utc_and_its_texts_are_escaped():
    lines = calendar_of([event()]).split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert "DTSTART:20261205T020000Z" in lines
    assert "DTEND:20261205T050000Z" in lines
    assert "SUMMARY:Nặn gốm\\; vẽ\\, nung" in lines
    assert "DESCRIPTION:2 × Adult\\nlink" in lines
    assert "STATUS:CONFIRMED" in lines


def test_cancelled_event_keeps_its_name():
    text = calendar_of([event(is_cancelled=True)])
    assert "UID:AB23CD45EF@visits.ocop\r\n" in text
    assert "STATUS:CANCELLED\r\n" in text


def test_long_lines_are_folded_between_letters():
    line = "SUMMARY:" + "gốm " * 40
    parts = folded(line).split("\r\n ")
    assert "".join(parts) == line
    assert max(len(part.encode()) for part in parts[:1]) <= 75
    assert all(len(part.encode()) <= 74 for part in parts[1:])


def test_line_of_75_octets_is_whole():
    assert "\r\n" not in folded("x" * 75)
    assert "\r\n" in folded("x" * 76)


def test_backslash_comes_first():
    assert escaped("a\\;b") == "a\\\\\\;b"
