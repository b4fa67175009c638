"""Find in a text what may not be sent, however it is spelled; pure.

The text is read as people hide things in it:

    0912 345 678    0912.345.678    không chín một hai ba bốn …     a telephone number
    lan (at) gmail . com            lan a còng gmail chấm com       an address for mail
    z a l o         Z-a-l-o         zal0                            the word "zalo"
    chuyen khoan    CHUYỂN  KHOẢN   chuyển.khoản                    the words "chuyển khoản"

What is no such thing though it has digits: sums (1.250.000), days (25/11/2026), what the writer
may name (an order's number, its own address), links to the market itself.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import urlsplit

from marketplace.frame.folding import cleaned, fold

# How digits are spelled out in our languages, folded. "năm" is also a year, "không" also no:
# only a row of them as long as a number counts.
SPELLED = {
    "khong": "0", "mot": "1", "hai": "2", "ba": "3", "bon": "4", "tu": "4", "nam": "5", "lam": "5",
    "sau": "6", "bay": "7", "tam": "8", "chin": "9",
    "zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6",
    "seven": "7", "eight": "8", "nine": "9",
    "nol": "0", "kosong": "0", "satu": "1", "dua": "2", "tiga": "3", "empat": "4", "lima": "5",
    "enam": "6", "tujuh": "7", "delapan": "8", "sembilan": "9",
}  # fmt: skip
LETTERS_FOR = str.maketrans("0134", "oiea")  # zal0, m0m0
FEWEST_OF_PHONE, MOST_OF_PHONE, FEWEST_OF_ACCOUNT = 9, 12, 9
DAY = re.compile(r"(?<!\d)\d{1,2}[/.-]\d{1,2}[/.-](?:20)?\d{2}(?!\d)")
SUM = re.compile(r"(?<![\d.,])[1-9]\d{0,2}(?:[.,]\d{3}){1,2}(?![.,]?\d)")
ALIKE = {"o": "0", "l": "1"}  # between digits: 09l2, 0o9
DIGIT = rf"(?:\d|(?<=\d)[ol](?=\d)|(?<![a-z])(?:{'|'.join(SPELLED)})(?![a-z]))"
ROW = re.compile(rf"\+?{DIGIT}(?:[\s.,()/*_–-]{{0,3}}{DIGIT}){{7,}}")
PHONE = re.compile(r"(?:0|84|0084)[1-9]\d{7,9}\Z|1[89]00\d{4,6}\Z")
AT = r"\s?(?:@|[(\[]\s?(?:at|a cong)\s?[)\]]|\sa cong\s|\sat\s)\s?"
DOT = r"\s?(?:\.|[(\[]\s?(?:dot|cham)\s?[)\]]|\scham\s|\sdot\s)\s?"
EMAIL = re.compile(rf"[a-z0-9][a-z0-9._+-]*{AT}[a-z0-9-]+(?:{DOT}[a-z]{{2,}})+")
TOPS = "com|vn|net|org|info|biz|xyz|asia"
LINK = re.compile(
    rf"(?:https?:|www\.)\S+|(?<![a-z0-9.-])(?:[a-z0-9-]+\.)+(?:(?:{TOPS})(?![a-z0-9-])(?:/\S*)?"
    rf"|[a-z]{{2,8}}/[^\s\d]\S*)|(?<![a-z0-9-])[a-z0-9-]+(?:\s\.\s?|\scham\s|\sdot\s)(?:com|vn|net)"
    rf"(?![a-z0-9])"
)
SPACED = re.compile(r"(?<![a-z0-9])[a-z0-9](?:[\s._*-][a-z0-9]){2,}(?![a-z0-9])")


class Pattern(NamedTuple):
    """A shape by its kind, or words."""

    kind: str
    text: str
    why: str


class Hit(NamedTuple):
    """What was found, as it was written, and why it may not be sent."""

    found: str
    why: str


def find_blocked(
    text: str, patterns: Iterable[Pattern], *, allowed: Iterable[str] = (), site: str = ""
) -> Hit | None:
    """Give the first thing in a text that one of the patterns blocks.

    `allowed` are texts that may be named: numbers of the own order, lines of its address.
    `site` is the market's own address; links to it are fine.
    """
    read, places = read_as(text)
    for each in sorted({read_as(a)[0].strip() for a in allowed} - {""}, key=len, reverse=True):
        read = blank(read, re.compile(rf"(?<![a-z0-9]){re.escape(each)}(?![a-z0-9])"))
    if host := urlsplit(site).hostname:
        port = r"(?::\d+)?(?:/\S*)?(?![\w.-])"
        read = blank(read, re.compile(rf"(?:https?://)?(?:www\.)?{re.escape(host)}{port}"))
    for pattern in patterns:
        found = FINDERS[pattern.kind](read, pattern.text)
        if found:
            start, end = places[found[0]], places[found[1] - 1] + 1
            return Hit(cleaned(text)[start:end].strip()[:60], pattern.why)
    return None


def read_as(text: str) -> tuple[str, list[int]]:
    """Fold a text, sign by sign; give for each sign where it stood in the cleaned text."""
    out, places = [], []
    for place, sign in enumerate(cleaned(text)):
        for plain in fold(sign):
            out.append(plain)
            places.append(place)
    return "".join(out), places


def blank(read: str, what: re.Pattern) -> str:
    """Take parts out of a text and leave its length: a wall stands there."""
    return what.sub(lambda found: "|" * len(found.group()), read)


def rows_of_digits(read: str) -> Iterable[tuple[tuple[int, int], str, bool]]:
    """Find rows of digits in a text: where, which digits, whether a plus stands before."""
    for found in ROW.finditer(blank(blank(read, DAY), SUM)):
        parts = re.findall(DIGIT, found.group())
        digits = "".join((SPELLED | ALIKE).get(part, part) for part in parts)
        yield found.span(), digits, found.group().startswith("+")


def phone_in(read: str, _text: str) -> tuple[int, int] | None:
    for span, digits, has_plus in rows_of_digits(read):
        is_abroad = has_plus and FEWEST_OF_PHONE <= len(digits) <= MOST_OF_PHONE + 3
        if is_abroad or (len(digits) <= MOST_OF_PHONE and PHONE.match(digits)):
            return span
    return None


def account_in(read: str, _text: str) -> tuple[int, int] | None:
    for span, digits, _plus in rows_of_digits(read):
        if len(digits) >= FEWEST_OF_ACCOUNT:
            return span
    return None


def email_in(read: str, _text: str) -> tuple[int, int] | None:
    found = EMAIL.search(read)
    return found.span() if found else None


def link_in(read: str, _text: str) -> tuple[int, int] | None:
    found = LINK.search(read)
    return found.span() if found else None


def words_in(read: str, text: str) -> tuple[int, int] | None:
    """Find words, whole, whatever stands between them; letters set apart and digits for letters."""
    parts = re.findall(r"[a-z0-9]+", fold(text))
    if not parts:
        return None
    wanted = re.compile(rf"(?<![a-z0-9]){'[^a-z0-9]{0,3}'.join(parts)}(?![a-z0-9])")
    for each in (read, read.translate(LETTERS_FOR)):
        if found := wanted.search(each):
            return found.span()
    joined = "".join(parts)
    for found in SPACED.finditer(read):
        letters = re.sub(r"[^a-z0-9]", "", found.group())
        if joined in (letters, letters.translate(LETTERS_FOR)):
            return found.span()
    return None


FINDERS = {
    "phone": phone_in,
    "account": account_in,
    "email": email_in,
    "link": link_in,
    "words": words_in,
}
