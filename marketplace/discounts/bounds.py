"""How much a producer may give away by vouchers of its own, which its owner makes alone.

Half of the price is the law's (decree 81/2018/NĐ-CP, art. 6 and 7); the sums are the market's,
so that a stolen session or a slip costs a household no more than it can bear.

One of 30 %, at most 200 000 ₫ each, 5 000 000 ₫ in all: taken. One of 100 %, one without a
ceiling, one of 60 000 ₫ from goods for 100 000 ₫: refused, each with its sentence.
"""

from typing import Any

from django.db.models import F, Sum
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.discounts.models import Voucher
from marketplace.frame.jinja import money
from marketplace.producers.models import Producer

MOST_PERCENT = 50
MOST_EACH = 2_000_000  # dong that one use takes off
MOST_BUDGET = 50_000_000  # dong that all uses of one voucher take off
MOST_AT_ONCE = 100_000_000  # dong that all vouchers in use may still take off


def bounded(off: int, cost: int) -> int:
    """Give what a producer's own voucher takes off at most; also one made before the bounds.

    100 % of goods for 90 000 ₫ -> 45 000 ₫; 30 % of goods for 10 000 000 ₫ -> 2 000 000 ₫
    """
    return min(off, cost * MOST_PERCENT // 100, MOST_EACH)


def beyond(answers: dict[str, Any]) -> dict[str, str]:
    """Name the fields of a producer's own voucher that are beyond a bound, each with why."""
    found: dict[str, str] = {}
    if answers.get("kind") == Voucher.Kind.PERCENT:
        if (answers.get("percent") or 0) > MOST_PERCENT:
            found["percent"] = _("At most %(most)s percent of the price, the law says.") % {
                "most": MOST_PERCENT
            }
        if not answers.get("most"):
            found["most"] = _("Say what one use takes off at most.")
    for name in ("amount", "most"):
        if (answers.get(name) or 0) > MOST_EACH:
            found[name] = _("At most %(sum)s for one use.") % {"sum": money(MOST_EACH)}
    amount, goods = answers.get("amount") or 0, answers.get("minimum_goods") or 0
    if amount * 100 > goods * MOST_PERCENT and "amount" not in found:
        found["minimum_goods"] = _("At least %(sum)s, so that no more than half is taken off.") % {
            "sum": money(amount * 100 // MOST_PERCENT)
        }
    budget = answers.get("budget")
    if not budget:
        found["budget"] = _("Say what all uses together take off at most.")
    elif budget > MOST_BUDGET:
        found["budget"] = _("At most %(sum)s for one voucher.") % {"sum": money(MOST_BUDGET)}
    return found


def room_of(producer: Producer, *, without: int | None = None) -> int:
    """Give what is left of MOST_AT_ONCE beside the producer's other vouchers in use, dong."""
    others = Voucher.objects.filter(
        producer=producer, platform_share=0, is_active=True, ends_at__gt=timezone.now()
    )
    if without is not None:
        others = others.exclude(pk=without)
    left = Greatest(Coalesce(F("budget"), MOST_BUDGET) - F("spent"), 0)
    to_come = others.aggregate(sum=Sum(left))["sum"] or 0
    return max(0, MOST_AT_ONCE - to_come)
