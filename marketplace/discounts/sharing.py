"""How much a voucher takes off, and how that is shared over lines and payers.

1. A voucher takes its percent, or its sum, of the lines it covers (a producer's, a
   group's, or all), as they cost after vouchers before it; at most its own ceiling and at
   most what the lines cost; of a producer's own at most what marketplace/discounts/bounds.py
   lets it. Percent are rounded down to the dong. Delivery is never discounted, and
   whether it is free is told by the goods before discounts.
2. What it takes off is shared over the lines by what they cost (money.allocate).
3. The market's percent of it, rounded to the nearest dong, is shared over the lines by
   their part of the discount; the rest of each line's part is the producer's.
4. Vouchers that name a producer come first, then the market's; one of each a purchase.

15 % off, at most 60 000 ₫, half paid by the market, on a vase for 333 333 ₫, a bowl for
99 999 ₫ and a cup for 33 333 ₫ (466 665 ₫ in all; 15 % are 69 999, so 60 000 ₫):

                vase      bowl      cup       sum
    cost        333 333   99 999    33 333    466 665
    taken off    42 857   12 857     4 286     60 000   exact 42 857.19 12 857.08 4 285.73
    market       21 429    6 428     2 143     30 000   exact 21 428.50  6 428.50 2 143.00
    producer     21 428    6 429     2 143     30 000
    buyer pays  290 476   87 142    29 047    406 665

The parts of every line sum to its price, those of the lines to the order, those of the
orders to the purchase.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marketplace.discounts.bounds import bounded
from marketplace.discounts.models import Voucher, normal_code
from marketplace.frame.money import allocate

REFUSALS = {
    "unknown": _("There is no voucher with this code."),
    "over": _("This voucher is over or not in use yet."),
    "used_up": _("This voucher is used up."),
    "sign_in": _("This voucher counts its uses for each buyer: please sign in to use it."),
    "used_before": _("You have used this voucher already."),
    "other_goods": _("Nothing in the basket is covered by this voucher."),
    "minimum": _("The goods it covers cost less than this voucher asks for."),
    "second": _("Only one voucher of the market and one of each producer go together."),
}


@dataclass(frozen=True)
class Refusal:
    """Why a code takes nothing off; `reason` is a key of REFUSALS."""

    code: str
    reason: str

    @property
    def text(self) -> object:
        return REFUSALS[self.reason]


@dataclass(frozen=True)
class Applied:
    """What a voucher takes off a basket, dong."""

    voucher: Voucher
    amount: int


@dataclass
class DiscountLine:
    """A line as a voucher sees it; `platform` and `producer` fill up as vouchers apply."""

    producer_id: int
    group_id: int | None
    cost: int
    platform: int = 0
    producer: int = 0

    @property
    def left(self) -> int:
        return self.cost - self.platform - self.producer


def taken_off(voucher: Voucher, cost: int) -> int:
    """Give what a voucher takes off lines that cost so much together."""
    if voucher.kind == Voucher.Kind.PERCENT:
        off = cost * (voucher.percent or 0) // 100
    else:
        off = voucher.amount or 0
    if voucher.most is not None:
        off = min(off, voucher.most)
    if voucher.is_paid_by_producer:
        off = bounded(off, cost)
    return min(off, cost)


def covered(voucher: Voucher, lines: Iterable[DiscountLine]) -> list[DiscountLine]:
    return [
        line
        for line in lines
        if voucher.producer_id in (None, line.producer_id)
        and voucher.group_id in (None, line.group_id)
    ]


def apply_one(voucher: Voucher, lines: Sequence[DiscountLine]) -> int | str:
    """Take a voucher off the lines it covers; the sum, or the key of a refusal."""
    mine = covered(voucher, lines)
    if not mine:
        return "other_goods"
    cost = sum(line.left for line in mine)
    if sum(line.cost for line in mine) < voucher.minimum_goods:
        return "minimum"
    off = taken_off(voucher, cost)
    if not off:
        return "other_goods"
    parts = allocate(off, [line.left for line in mine])
    of_market = (off * voucher.platform_share + 50) // 100
    market_parts = allocate(of_market, parts)
    for line, part, market_part in zip(mine, parts, market_parts, strict=True):
        line.platform += market_part
        line.producer += part - market_part
    return off


def apply_codes(
    codes: Iterable[str], lines: Sequence[DiscountLine], *, is_guest: bool = False
) -> tuple[list[Applied], list[Refusal]]:
    """Apply codes to lines, in the order of rule 4; one query. Caps are held at placement.

    What counts its uses for each buyer is for who is signed in: a guest types any address, so the
    count would bind nobody, and whoever typed another's would read off the answer that it bought.
    """
    wanted = list(dict.fromkeys(normal_code(code) for code in codes if code))
    if not wanted:
        return [], []
    found = {voucher.code: voucher for voucher in Voucher.objects.filter(code__in=wanted)}
    applied: list[Applied] = []
    refused = [Refusal(code, "unknown") for code in wanted if code not in found]
    known = [found[code] for code in wanted if code in found]
    taken: set[int | None] = set()
    for voucher in sorted(known, key=lambda voucher: voucher.producer_id is None):
        if voucher.producer_id in taken:
            refused.append(Refusal(voucher.code, "second"))
            continue
        refusal = closed(voucher) or ("sign_in" if is_guest and voucher.is_counted else "")
        result = refusal or apply_one(voucher, lines)
        if isinstance(result, str):
            refused.append(Refusal(voucher.code, result))
        else:
            taken.add(voucher.producer_id)
            applied.append(Applied(voucher, result))
    return applied, refused


def closed(voucher: Voucher) -> str:
    """Tell why a voucher takes nothing off now, whoever asks; "" when it may."""
    now = timezone.now()
    if not voucher.is_active or voucher.needs_agreement:
        return "over"
    if not voucher.starts_at <= now < voucher.ends_at:
        return "over"
    if voucher.max_uses is not None and voucher.uses >= voucher.max_uses:
        return "used_up"
    if voucher.budget is not None and voucher.spent >= voucher.budget:
        return "used_up"
    return ""
