"""Read what banks write into a cell: sums with their sign, days with what stands beside them.

544.000   544,000.00   +544 000 VND   544.000 CR          ->  544 000
(150,000)   -150.000   150,000-   −150.000   150.000 DR   -> -150 000
25/11/2026   1250.000   5.44E+05   USD 12                 -> no sum that can be told

25/11/2026 10:15:22 PM                                    -> 22:15:22 of that day
46351   46351.42749                                       -> the same day, as Excel counts
25/11/2026 5243.65937                                     -> that day, document 5243.65937
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils import timezone

from marketplace.frame.folding import fold

MOST_DIGITS = 13
MINUS = dict.fromkeys(map(ord, "−–—‒﹣－‐‑"), "-")
# Three digits behind the only mark of a long number may be thousands or parts: no sum.
DIGITS = re.compile(
    r"(?P<groups>\d{1,3}(?:(?P<mark>[.,' ])\d{3})(?:(?P=mark)\d{3})*)(?:(?!(?P=mark))[.,]\d+)?"
    r"|(?P<whole>\d+)(?:[.,](?:\d{1,2}|\d{4,}))?"
)
CURRENCY = r"(?:vnd|vnđ|VND|VNĐ|VNÐ|Vnd|đồng|₫|đ|d)\.?"
OUT_MARK = r"(?:DR|Dr|dr|DB|Db|D|DEBIT|Debit|debit|Ghi nợ|ghi nợ|GHI NỢ|Nợ|nợ|NỢ)\.?"
IN_MARK = r"(?:CR|Cr|cr|C|CREDIT|Credit|credit|Ghi có|ghi có|GHI CÓ|Có|có|CÓ)\.?"
OUT = rf"(?:{OUT_MARK}|\({OUT_MARK}\))"
IN = rf"(?:{IN_MARK}|\({IN_MARK}\))"
AROUND = {  # what may stand before or behind the digits, and whether it says that money left
    re.compile(rf"(?:{CURRENCY}|\+|{IN})\s*(?P<rest>.*\d.*)"): False,
    re.compile(rf"(?P<rest>.*\d.*?)\s*(?:{CURRENCY}|\+|{IN})"): False,
    re.compile(rf"(?:-|{OUT})\s*(?P<rest>.*\d.*)"): True,
    re.compile(rf"(?P<rest>.*\d.*?)\s*(?:-|{OUT})"): True,
    re.compile(r"\(\s*(?P<rest>.*\d.*?)\s*\)"): True,
}
OUT_WORDS = {"-", "d", "dr", "db", "debit", "no", "ghi no", "tien ra", "out", "chi", "rut tien"}
IN_WORDS = {"+", "c", "cr", "credit", "co", "ghi co", "tien vao", "in", "thu", "nop tien"}

DAY = re.compile(r"(?<![\d.,])(\d{1,2})\s?([/.-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?!\d)")
ISO_DAY = re.compile(r"(?<![\d.,])(\d{4})([/.-])(\d{1,2})\2(\d{1,2})(?!\d)")
NAMED_DAY = re.compile(r"(?<!\d)(\d{1,2})[\s/.-]+([A-Za-z]{3})[a-z]*[\s/.,-]+(\d{4}|\d{2})(?!\d)")
WRITTEN_DAY = re.compile(r"(?<!\d)(\d{1,2})\s+(?:tháng|thg)\s+(\d{1,2}),?\s+(?:năm\s+)?(\d{4})")
TIME = re.compile(
    r"(?<![\d.,:])T?(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(?:(AM|PM|SA|CH)\b)?"
    r"(?:Z|\+07:?00)?(?![\d:])",
    re.IGNORECASE,
)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
TOGETHER = re.compile(r"(20\d\d)(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?")  # 20261125, 20261125221522
SERIAL = re.compile(r"(\d{5})(?:[.,](\d+))?")
SERIALS = range(36_526, 73_051)  # 2000 to 2099, as Excel counts days
FIRST_OF_EXCEL = datetime(1899, 12, 30)


class NotASum(ValueError):
    """A cell has digits that are no sum, or one that can be read in two ways."""


def plain_of(text: str) -> str:
    """Bring dashes, full-width digits and blanks of every kind to those of a keyboard."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(MINUS)
    return " ".join(text.split())


def signed_of(text: str) -> int:
    """Read a sum in dong with its sign; 0 where there are no digits. Raises NotASum."""
    rest = plain_of(text)
    if not any(c.isdigit() for c in rest):
        return 0
    is_out = False
    while not (found := DIGITS.fullmatch(rest)):
        for around, says_out in AROUND.items():
            if inner := around.fullmatch(rest):
                rest, is_out = inner["rest"].strip(), is_out or says_out
                break
        else:
            raise NotASum(text)
    digits = re.sub(r"\D", "", found["groups"] or found["whole"])
    if len(digits.lstrip("0")) > MOST_DIGITS:
        raise NotASum(text)
    return -int(digits) if is_out else int(digits)


def amount_of(text: str) -> int:
    """Read what came in, in dong; 0 for a debit, an empty cell and what is no sum."""
    try:
        return max(signed_of(text), 0)
    except NotASum:
        return 0


def direction_of(text: str) -> int:
    """Tell what a column for in and out says: 1, -1, or 0 for a word that is not known."""
    said = fold(plain_of(text)).rstrip(".")
    return 1 if said in IN_WORDS else -1 if said in OUT_WORDS else 0


def day_and_document(text: str, first: str) -> tuple[datetime, str]:
    """Read a day or time and what else stands in its cell: a document's number.

    The month comes first when the format `first` begins so. Raises ValueError.
    """
    plain = plain_of(text)
    if found := SERIAL.fullmatch(plain):
        return serial_of(found), ""
    if found := TOGETHER.fullmatch(plain):
        year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
        return timezone.make_aware(datetime(year, month, day, hour, minute, second)), ""
    year, month, day, begin, end = day_in(plain, is_month_first=first.startswith("%m"))
    rest = f"{plain[:begin]} {plain[end:]}"
    hour = minute = second = 0
    if clock := TIME.search(rest):
        hour, minute, second = clock_of(clock)
        rest = f"{rest[: clock.start()]} {rest[clock.end() :]}"
    when = datetime(year, month, day, hour, minute, second)
    document = DAY.sub(" ", rest).strip(" /-|,;")  # a second day is when it counts from
    return timezone.make_aware(when), document if re.search(r"\d", document) else ""


def day_in(text: str, *, is_month_first: bool) -> tuple[int, int, int, int, int]:
    """Find a day: its year, month and day, and where it begins and ends. Raises ValueError."""
    if found := ISO_DAY.search(text):
        year, month, day = int(found[1]), int(found[3]), int(found[4])
    elif found := DAY.search(text):
        one, two = int(found[1]), int(found[3])
        month, day = (one, two) if is_month_first else (two, one)
        year = int(found[4])
    elif (found := NAMED_DAY.search(text)) and found[2].lower() in MONTHS:
        year, month, day = int(found[3]), MONTHS.index(found[2].lower()) + 1, int(found[1])
    elif found := WRITTEN_DAY.search(text):
        year, month, day = int(found[3]), int(found[2]), int(found[1])
    else:
        raise ValueError(text)
    return year + 2000 if year < 100 else year, month, day, found.start(), found.end()


def clock_of(found: re.Match[str]) -> tuple[int, int, int]:
    """Read hours of twelve, too: 12 AM is 0, 12 PM is 12; SA and CH are Vietnamese Windows'."""
    hour, half = int(found[1]), (found[4] or "").upper()
    if half and hour <= 12:
        hour = hour % 12 + (12 if half in ("PM", "CH") else 0)
    return hour, int(found[2]), int(found[3] or 0)


def serial_of(found: re.Match[str]) -> datetime:
    """Read a day as Excel counts it, from 30 December 1899. Raises ValueError."""
    if int(found[1]) not in SERIALS:
        raise ValueError(found[0])
    part = float(f"0.{found[2]}") if found[2] else 0.0
    when = FIRST_OF_EXCEL + timedelta(days=int(found[1]), seconds=round(part * 86_400))
    return timezone.make_aware(when)


def is_month_first(days: Iterable[str]) -> bool:
    """Tell whether a column can only be read with its months first: 11/25/2026."""
    found = [match for text in days if (match := DAY.search(plain_of(text)))]
    return any(int(match[3]) > 12 for match in found) and all(
        int(match[1]) <= 12 for match in found
    )
