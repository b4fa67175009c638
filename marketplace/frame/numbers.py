"""Read whole numbers as people write them: sums in dong, counts, weights.

    1.250.000   1 250 000   1,250,000   1.250.000,00 ₫   1250000 đ   -> 1 250 000
    150k   150 nghìn   150rb   0,15tr                                -> 150 000
    1,5 triệu   1tr5   1tr500   1 triệu 500 nghìn   1 triệu rưỡi     -> 1 500 000
    150.000đ/hộp   150k/kg                                           -> 150 000
    1.000 (of stock)                                                 -> 1 000, never 1
    1,5 kg   1kg500   1500 g                                         -> 1 500 (of grams)

A point or a comma parts groups of three when every group has three; which of the two does not
matter. What can be read in two ways is not guessed but asked about:

    1250.000     1 250 000 or 1 250?
    2.00         2 or 200?
    1.250 triệu  1 250 000 000 or 1 250 000?

The fields of forms are in `marketplace.frame.fields`, the same rules for the browser in
`static/js/numbers.js`; one table of examples tests both.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.utils.formats import number_format

THOUSANDS = ("k", "nghìn", "nghin", "ngàn", "ngan", "ng", "rb", "ribu")
MILLIONS = ("triệu", "trieu", "tr", "m", "jt", "juta")
BILLIONS = ("tỷ", "tỉ", "ty", "ti", "miliar")
MULTIPLES = (
    dict.fromkeys(THOUSANDS, 10**3)
    | dict.fromkeys(MILLIONS, 10**6)
    | dict.fromkeys(BILLIONS, 10**9)
)
DONG = ("₫", "đồng", "dong", "vnđ", "vnd", "đ", "d")
PIECES = (
    *("cái", "chiếc", "bộ", "hộp", "gói", "túi", "chai", "lọ", "hũ", "bình", "lon", "thùng"),
    *("bó", "cây", "con", "quả", "tấm", "đôi", "cặp", "sản phẩm", "sp", "pcs", "pc", "buah"),
)
GRAMS = (
    dict.fromkeys(("g", "gr", "gam", "gram"), 1)
    | dict.fromkeys(("lạng", "ons"), 100)
    | dict.fromkeys(("kg", "kí", "ký", "kilo"), 1000)
    | {"yến": 10**4, "tạ": 10**5, "tấn": 10**6, "ton": 10**6}
)
LONGEST = 60  # signs; what is longer is no number
SAME = dict.fromkeys("−–‒", "-") | dict.fromkeys("’`", "'")

DIGITS = re.compile(r"\d+(?:[.,' ]\d+)*")
FOR_EACH = re.compile(r"\s*/\s*[^\W\d_]+\Z")  # "150k/kg": what is priced is said elsewhere
AND_A_HALF = re.compile(r"(?<=[^\W\d_])\s*(?:rưỡi|ruoi)\Z")
PART = re.compile(rf"(?P<digits>{DIGITS.pattern})\s*(?P<unit>[^\W\d_]+|₫)?\.?\s*")


class NotANumber(ValueError):
    """The text is no number at all."""


class Unclear(NotANumber):
    """The text can be read in more than one way; `readings` are the numbers it may mean."""

    def __init__(self, readings: tuple[int, ...]) -> None:
        super().__init__(readings)
        self.readings = readings


def grouped(number: int) -> str:
    """Write a whole number with its thousands apart: 12.345, or 12,345 in English."""
    return number_format(number, force_grouping=True) if abs(number) >= 1000 else str(number)


def read_dong(text: str) -> int:
    """Read a sum in dong. Raises NotANumber, Unclear."""
    return read_whole(text, MULTIPLES, DONG)


def read_count(text: str) -> int:
    """Read how many there are. Raises NotANumber, Unclear."""
    return read_whole(text, MULTIPLES, PIECES)


def read_grams(text: str) -> int:
    """Read a weight in grams; a bare number is grams. Raises NotANumber, Unclear."""
    return read_whole(text, GRAMS)


def read_share(text: str) -> Decimal:
    """Read marks or a percentage, with a point or a comma before decimals. Raises NotANumber."""
    plain = simplified(text).removesuffix("%").rstrip()
    if not re.fullmatch(r"-?\d{1,9}(?:[.,]\d{1,9})?", plain):
        raise NotANumber(text)
    return Decimal(plain.replace(",", "."))


def read_whole(text: str, multiples: Mapping[str, int], names: Sequence[str] = ()) -> int:
    """Read a whole number with units that multiply and names of what is counted.

    Raises Unclear when there are two readings, NotANumber when there is none.
    """
    plain, negative = unsigned(without_name(simplified(text), names))
    total, above, is_open = 0, 0, True  # the unit before; whether more may follow
    for digits, unit in parts_of(plain):
        if not is_open or (unit and (unit not in multiples or 0 < above <= multiples[unit])):
            raise NotANumber(text)
        if unit:
            total, above = total + in_whole(digits, multiples[unit]), multiples[unit]
        else:
            total, is_open = total + (tail(digits, above) if above else in_whole(digits, 1)), False
    return -total if negative else total


def simplified(text: str) -> str:
    """Give a text in plain signs: one kind of blank, digits and minus, nothing invisible."""
    if len(text) > LONGEST:
        raise NotANumber(text[:LONGEST])
    signs = []
    for sign in unicodedata.normalize("NFKC", text):
        if sign.isdecimal():
            signs.append(str(unicodedata.decimal(sign)))
        elif unicodedata.category(sign) != "Cf":
            signs.append(SAME.get(sign, sign))
    plain = " ".join("".join(signs).lower().split()).rstrip(" .")
    return AND_A_HALF.sub("5", FOR_EACH.sub("", plain))


def without_name(text: str, names: Sequence[str]) -> str:
    """Take off what is counted: "120.000 đ", "VND 120.000", "25 hộp" are numbers."""
    for name in names:
        if text.endswith(name) and not text[: -len(name)][-1:].isalpha():
            return text.removesuffix(name).rstrip()
        if text.startswith(name) and not text[len(name) :][:1].isalpha():
            return text.removeprefix(name).lstrip()
    return text


def unsigned(text: str) -> tuple[str, bool]:
    """Take the sign off: -5, 5-, (5) are negative."""
    if text.startswith("(") and text.endswith(")"):
        return text[1:-1].strip(), True
    if text.startswith("-") or text.endswith("-"):
        return text.strip("- "), True
    return text.removeprefix("+").strip(), False


def parts_of(text: str) -> list[tuple[str, str]]:
    """Cut a text into numbers and their units: "1tr 500k" -> [("1", "tr"), ("500", "k")]."""
    parts, at = [], 0
    while match := PART.match(text, at):
        parts.append((match["digits"], match["unit"] or ""))
        at = match.end()
    if not parts or at < len(text):
        raise NotANumber(text)
    return parts


def tail(digits: str, above: int) -> int:
    """Read what follows a unit without one of its own: the 5 of "1tr5" is half a million."""
    if above == 1 or not re.fullmatch(r"\d{1,3}", digits):
        raise NotANumber(digits)
    return int(Decimal(f"0.{digits}") * above)


def in_whole(digits: str, factor: int) -> int:
    """Read digits with their separators, times a factor. Raises NotANumber, Unclear."""
    products = (each * factor for each in readings_of(digits, has_unit=factor > 1))
    whole = {int(each) for each in products if each == int(each)}
    if not whole:
        raise NotANumber(digits)
    if len(whole) > 1:
        raise Unclear(tuple(sorted(whole, reverse=True)))
    return whole.pop()


def readings_of(digits: str, *, has_unit: bool) -> list[Decimal]:
    """Give the numbers that digits with separators may mean.

    "1.250.000" -> [1250000]; "1.250,50" -> [1250.50]; "1250.000" -> [1250000, 1250.000];
    with a unit "1,5" -> [1.5], "1.250" -> [1250, 1.250].
    """
    marks, groups = re.findall(r"\D", digits), re.split(r"\D", digits)
    together = Decimal("".join(groups))
    if not marks:
        return [together]
    if len(set(marks)) == 1 and are_thousands(groups):
        either = has_unit and len(marks) == 1 and marks[0] in ".,"
        return [together, Decimal(".".join(groups))] if either else [together]
    *whole, decimals = groups
    value = Decimal(f"{''.join(whole)}.{decimals}")
    if marks[-1] not in ".," or marks[-1] in marks[:-1]:
        raise NotANumber(digits)
    if len(whole) > 1:  # 1.250.000,00: the last mark can only be that of decimals
        if len(set(marks[:-1])) > 1 or not are_thousands(whole):
            raise NotANumber(digits)
        return [value]
    may_be_thousands = len(decimals) == 3 or not decimals.strip("0")
    is_doubtful = may_be_thousands and not has_unit and not groups[0].startswith("0")
    return [together, value] if is_doubtful else [value]


def are_thousands(groups: Sequence[str]) -> bool:
    """Tell whether groups are a number parted in threes: ["1", "250", "000"]."""
    first, *others = groups
    return len(first) <= 3 and not first.startswith("0") and all(len(g) == 3 for g in others)
