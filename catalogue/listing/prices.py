"""A price that a typed text names: "quà dưới 200k", "từ 100 đến 300 nghìn", "tea under 300000".

    dưới, không quá, under, up to, di bawah ... A; A trở xuống       up to A
    trên, từ, at least, more than, di atas ... A; A trở lên          from A
    từ A đến B, A-B, between A and B, antara A dan B                 from A up to B
    khoảng A, tầm A, around A, sekitar A; 500k, 1 triệu alone        about A: a fifth less or more

A number is a price when it has a unit of money or has thousands: "dưới 500 g" is a weight, "2-3
người" are guests. Alone in Vietnamese "dưới 200" is 200 thousand, as shops say it.
"""

import re
import unicodedata

from catalogue.listing.stars import one_of
from marketplace.frame.numbers import MULTIPLES, NotANumber, read_dong

HIGHEST = 10**12  # dong; what is more is no price
SAID = {"thousand": "k", "million": "tr", "mil": "tr"}  # units that forms do not know
UNIT = "|".join(sorted((*MULTIPLES, *SAID), key=len, reverse=True))
DONG = r"₫|đồng|dong|vnđ|vnd|đ|d"
DIGITS = r"\d{1,12}(?:[.,]\d{1,3})*"
AMOUNT = rf"{DIGITS}(?:\s?(?:{UNIT})(?:\d{{1,3}}|\srưỡi|\sruoi)?)?(?:\s?(?:{DONG}))?"
END = r"(?=$|[\s),;!?]|\.(?:\s|$))"

UNDER_VI = one_of(
    *("dưới", "duoi", "không quá", "khong qua", "tối đa", "toi da", "rẻ hơn", "re hon"),
    *("nhỏ hơn", "nho hon", "ít hơn", "it hon", "đến", "tới"),
)
UNDER = one_of(
    *("under", "below", "less than", "cheaper than", "up to", "at most", "max", "maximum"),
    *("di bawah", "kurang dari", "maksimal", "maks", "paling mahal", "sampai", "<", "<="),
)
OVER_VI = one_of("trên", "tren", "từ", "tu", "hơn", "hon", "tối thiểu", "toi thieu", "ít nhất")
OVER = one_of(
    *("over", "above", "more than", "at least", "from", "min", "minimum"),
    *("di atas", "lebih dari", "mulai dari", "mulai", "minimal", ">", ">="),
)
ABOUT = one_of(
    *("khoảng", "khoang", "tầm", "tam", "cỡ", "co", "giá", "gia", "around", "about"),
    *("sekitar", "kisaran", "price", "harga"),
)
TO = one_of("đến", "den", "tới", "toi", "to", "and", "hingga", "sampai", "dan", "sd", "s/d")
DOWN = one_of("trở xuống", "tro xuong", "or less", "and under", "and below", "ke bawah")
UP = one_of("trở lên", "tro len", "or more", "and up", "and above", "and over", "ke atas")
PRICED = one_of("giá", "gia", "có giá", "co gia", "price", "priced", "costs", "harga", "seharga")
BEGINS = rf"(?<![^\s(,])(?<!\d,)(?:(?:{PRICED})\s)?"

FROM = one_of("từ", "tu", "from", "between", "antara", "dari", "khoảng", "tầm")

RANGE = re.compile(
    rf"""{BEGINS}(?:(?:{FROM})\s)?
    (?P<low>{AMOUNT})(?:\s?[-–]\s?|\s(?:{TO})\s)(?P<high>{AMOUNT}){END}""",
    re.IGNORECASE | re.VERBOSE,
)
LIMIT = re.compile(
    rf"""{BEGINS}
    (?:(?P<under_vi>{UNDER_VI})|(?P<under>{UNDER})|(?P<over_vi>{OVER_VI})|(?P<over>{OVER}))\s?
    (?P<amount>{AMOUNT})(?:\s(?:(?P<down>{DOWN})|(?P<up>{UP})))?{END}""",
    re.IGNORECASE | re.VERBOSE,
)
SIDED = re.compile(
    rf"{BEGINS}(?P<amount>{AMOUNT})\s(?:(?P<down>{DOWN})|(?P<up>{UP})){END}",
    re.IGNORECASE,
)
NEAR = re.compile(
    rf"{BEGINS}(?:(?P<about>{ABOUT})\s)?(?P<amount>{AMOUNT}){END}",
    re.IGNORECASE,
)
HAS_UNIT = re.compile(rf"(?:{UNIT})(?:\d{{1,3}}|\srưỡi|\sruoi)?(?:\s?(?:{DONG}))?\Z", re.IGNORECASE)
HAS_DONG = re.compile(rf"(?:{DONG})\Z", re.IGNORECASE)
UNIT_OF = re.compile(UNIT, re.IGNORECASE)
# What follows a number that is no price though nothing else says so.
OF_THINGS = re.compile(
    r"\s?(?:g|gr|gam|gram|kg|lạng|ml|l|lít|cm|mm|m|sao|stars?|bintang|cái|chiếc|món|người|%|ngày|năm|tuổi)\b",
    re.IGNORECASE,
)

Span = tuple[int | None, int | None]


def prices_of(text: str) -> tuple[str, int | None, int | None]:
    """Take a price out of a text: 'quà dưới 200k' -> ('quà', None, 200000).

    Gives the text as it is and None twice when it names none. Dong, whole.
    """
    text = unicodedata.normalize("NFC", text)
    for pattern, span_of in ((RANGE, in_range), (LIMIT, limited), (SIDED, limited), (NEAR, about)):
        for match in pattern.finditer(text):
            if OF_THINGS.match(text, match.end()):
                continue
            low, high = span_of(match)
            if low is not None or high is not None:
                rest = f"{text[: match.start()]} {text[match.end() :]}"
                return " ".join(rest.split()).strip(",;.- "), low, high
    return text, None, None


def read(amount: str) -> int | None:
    """Read an amount in dong; None where it is unclear or no price."""
    for word, unit in SAID.items():
        amount = re.sub(rf"{word}\b", unit, amount, flags=re.IGNORECASE)
    try:
        found = read_dong(amount)
    except NotANumber:
        return None
    return found if 0 < found <= HIGHEST else None


def is_money(amount: str) -> bool:
    """Tell whether an amount says that it is one: by a unit, by dong, or by its thousands."""
    if HAS_UNIT.search(amount) or HAS_DONG.search(amount):
        return True
    found = read(amount)
    return found is not None and found >= 1000


def in_range(match: re.Match[str]) -> Span:
    """From one amount to another; the first takes the unit of the second: 100 đến 300 nghìn."""
    low, high = match["low"], match["high"]
    if not is_money(high):
        return None, None
    top = read(high)
    bottom = read(low)
    if top is None or bottom is None:
        return None, None
    if not is_money(low):
        unit = UNIT_OF.search(high)
        raised = read(f"{low}{unit[0]}" if unit else f"{low}k")
        bottom = raised if raised is not None and raised <= top else bottom
    return min(bottom, top), max(bottom, top)


def limited(match: re.Match[str]) -> Span:
    """Up to an amount, or from it on."""
    said = match.groupdict()
    amount = match["amount"]
    if not is_money(amount):
        is_vietnamese = said.get("under_vi") or said.get("over_vi")
        if not (is_vietnamese and amount.isdecimal() and 10 <= int(amount) < 1000):
            return None, None
        amount = f"{amount}k"
    found = read(amount)
    goes_up = said.get("up") or not (said.get("down") or said.get("under") or said.get("under_vi"))
    return (found, None) if goes_up else (None, found)


def about(match: re.Match[str]) -> Span:
    """Near an amount, which alone needs its unit: 2026 is a year, 500k a price."""
    amount = match["amount"]
    is_said = HAS_UNIT.search(amount) or HAS_DONG.search(amount)
    if not (is_said or (match["about"] and is_money(amount))):
        return None, None
    found = read(amount)
    return (None, None) if found is None else spread(found)


def spread(amount: int) -> Span:
    return amount * 4 // 5, amount * 6 // 5
