"""A purchase that is a gift: from whom, with which words, for which day.

The recipient is the name and telephone of the address; the buyer is told by mail as always. No
paper in the parcel has a price, and nothing is paid at the door: a gift is paid beforehand.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from marketplace.purchases.packages import Split

DAYS_AHEAD = 60  # how far behind the first possible day a gift may be wished for


@dataclass(frozen=True)
class Gift:
    """What the buyer asks for; `day` None: as soon as it can be there."""

    sender: str = ""
    message: str = ""
    day: date | None = None


def gift_days(split: Split, today: date) -> tuple[date, date] | None:
    """Give the first and the last day for which goods can be wished; None where none are sent.

    The first is that on which the slowest of the packages is there at the latest.
    """
    slowest = [each.days[1] for each in split.packages if each.quote and not each.is_visit]
    if not slowest:
        return None
    first = today + timedelta(days=max(slowest))
    return first, first + timedelta(days=DAYS_AHEAD)


def may_be_wished(day: date | None, days: tuple[date, date] | None) -> bool:
    """Tell whether a gift can be there on a day."""
    if day is None:
        return True
    return days is not None and days[0] <= day <= days[1]
