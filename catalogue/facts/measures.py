"""Read and say measures: sizes in cm, weights in g, volumes in ml, shares, days.

    12,5    12.5 cm    125 mm    -> 12.5 (of cm)
    1,5 kg  1500 g     1.500     -> 1500 (of g)
    0,75 l  750 ml               -> 750 (of ml)
    2 năm   24 tháng             -> 730, 720 (of days)

What can be read in two ways is asked about, as in `marketplace.frame.numbers`.
"""

from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from marketplace.frame.numbers import GRAMS, NotANumber, parts_of, readings_of, simplified

UNITS: dict[str, dict[str, Decimal]] = {
    "cm": {"mm": Decimal("0.1"), "cm": Decimal(1), "dm": Decimal(10), "m": Decimal(100)},
    "g": {name: Decimal(factor) for name, factor in GRAMS.items()},
    "ml": dict.fromkeys(("ml", "cc"), Decimal(1))
    | {"cl": Decimal(10), "dl": Decimal(100)}
    | dict.fromkeys(("l", "lít", "lit", "litre", "liter"), Decimal(1000)),
    "%": dict.fromkeys(("độ", "vol"), Decimal(1)),
    "days": dict.fromkeys(("ngày", "ngay", "day", "days", "hari"), Decimal(1))
    | dict.fromkeys(("tuần", "tuan", "week", "weeks", "minggu"), Decimal(7))
    | dict.fromkeys(("tháng", "thang", "month", "months", "bulan"), Decimal(30))
    | dict.fromkeys(("năm", "nam", "year", "years", "tahun"), Decimal(365)),
}
FINEST = Decimal("0.01")
NAMES = {"days": _("days")}


class Unclear(NotANumber):
    """A measure can be read in two ways; `readings` are they."""

    def __init__(self, readings: tuple[Decimal, ...]) -> None:
        super().__init__(readings)
        self.readings = readings


def read_measure(text: str, unit: str) -> Decimal:
    """Read a measure in a unit; a bare number is in that unit. Raises NotANumber, Unclear."""
    plain = simplified(text).removesuffix("%").rstrip()
    parts = parts_of(plain)
    if len(parts) != 1:
        raise NotANumber(text)
    digits, written = parts[0]
    if written and written not in UNITS[unit]:
        raise NotANumber(text)
    factor = UNITS[unit][written] if written else Decimal(1)
    found = {each * factor for each in readings_of(digits, has_unit=factor > 1)}
    found = {each for each in found if is_fine(each)}
    if not found:
        raise NotANumber(text)
    if len(found) > 1:
        raise Unclear(tuple(sorted(found, reverse=True)))
    return found.pop()


def is_fine(number: Decimal) -> bool:
    """Tell whether a number has two decimals at most, however large it is."""
    hundredths = number / FINEST
    return hundredths == hundredths.to_integral_value()


def as_short(number: Decimal) -> str:
    """Write a number as short as it can be: 12.50 is "12.5", 300 is "300"."""
    return f"{number.normalize():f}"


def say_number(number: str | Decimal) -> str:
    """Say a number in the reader's form: 12,5 or 12.5."""
    return number_format(as_short(Decimal(number)), force_grouping=Decimal(number) >= 10000)


def say_measure(number: str | Decimal, unit: str) -> str:
    """Say a measure with its unit, in the one that people use for such a size: 1.5 kg, 0.75 l."""
    value = Decimal(number)
    if unit == "days":
        days = int(value)
        return ngettext("%(days)s day", "%(days)s days", days) % {"days": say_number(value)}
    if unit == "g" and value >= 1000:
        return f"{say_number(value / 1000)} kg"
    if unit == "ml" and value >= 1000:
        return f"{say_number(value / 1000)} l"
    return f"{say_number(value)} {unit}" if unit != "%" else f"{say_number(value)}%"


def name_of(unit: str) -> str:
    return str(NAMES.get(unit, unit))
