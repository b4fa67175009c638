"""Who makes what: the names of the demo market's producers, as its pages and labels say them.

Producers are numbered: two of every village in the order of `villages.csv`, from 1, then the
farms from 33. Number 5 is the first of Đường Lâm, "Hợp tác xã Thanh Bình Đường Lâm".
"""

import csv
from functools import cache
from pathlib import Path

from marketplace.demo import goods

VILLAGES = Path(__file__).parents[3] / "catalogue" / "places" / "data" / "villages.csv"
FIRST_FARM = 33
OF_VILLAGES = ("household", "cooperative", "enterprise", "cooperative_group")
OF_COMMUNES = ("farm", "cooperative")


@cache
def villages() -> dict[str, str]:
    """Names of the villages by slug, in their order."""
    with VILLAGES.open(encoding="utf-8", newline="") as file:
        return {row["slug"]: row["name"] for row in csv.DictReader(file)}


def kind_and_family(number: int, in_village: bool) -> tuple[str, str]:
    """What kind of producer a number is, and the name in it."""
    kinds = OF_VILLAGES if in_village else OF_COMMUNES
    return kinds[number % len(kinds)], goods.FAMILY[(number * 5 + 1) % len(goods.FAMILY)]


def called(number: int, in_village: bool, place: str) -> str:
    """A producer's whole name: "Trang trại Ánh Hồng Ba Vì"."""
    kind, family = kind_and_family(number, in_village)
    return f"{goods.KIND_WORDS[kind][0]} {family} {place}"


def number_of(village: str, which: int) -> int:
    """A maker's number: `which` counts from 0 within a village, among the farms without one."""
    if not village:
        return FIRST_FARM + which
    return list(villages()).index(village) * 2 + which + 1


def place_of(village: str, which: int) -> str:
    """The village or commune that a maker works in, by name."""
    return villages()[village] if village else goods.FARM_COMMUNES[which]


def maker_of(village: str, which: int) -> str:
    """A maker's name, as the market says it."""
    return called(number_of(village, which), bool(village), place_of(village, which))
