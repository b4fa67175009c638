"""Hanoi's register besides what is sold here: as many rated products as there were in mid-2025.

The counts per star are those that were published (6, 1,571 and 22 that may become five stars,
1,718); names, holders, days and scores are invented, and each name and holder says so: "(mẫu)".
"""

import datetime
from collections.abc import Iterator
from decimal import Decimal
from itertools import chain, repeat

from django.utils import timezone

from catalogue.certificates.granting import give_codes, grant_all
from catalogue.certificates.models import Certificate, RatedProduct, RatingLaw
from catalogue.models import OcopSet
from catalogue.places.models import Commune
from marketplace.demo import goods
from marketplace.demo.certificates import facts_of_grant
from marketplace.demo.facts import all_facts

INVENTED = "(mẫu)"
# Stars and score of how many: mid-2025, 3,317 in all.
COUNTS = ((5, "93.5", 6), (4, "91", 22), (4, "78.5", 1571), (3, "62", 1718))
DECISIONS = 40  # over three years, one after the other
DAYS_BETWEEN = 20


def grants() -> Iterator[tuple[int, str]]:
    """Give stars and score of each product."""
    return chain.from_iterable(repeat((stars, score), count) for stars, score, count in COUNTS)


def build() -> int:
    """Enter them in one go, once; return how many. The texts follow from the number of each."""
    if RatedProduct.objects.filter(product=None, name__endswith=INVENTED).count() > DECISIONS:
        return 0
    today, laws = timezone.localdate(), list(RatingLaw.objects.all())
    sets = {each.number: each for each in OcopSet.objects.all()}
    kinds = [(each.base("vi"), sets[each.set_number]) for each in all_facts()]
    hanoi = Commune.objects.of_today().filter(province__code="01").select_related("province")
    communes, holders = list(hanoi.order_by("code")), list(goods.KIND_WORDS)
    certificates = []
    for n, (stars, score) in enumerate(grants()):
        name, ocop_set = kinds[n % len(kinds)]
        commune, kind = communes[n % len(communes)], holders[n // 7 % len(holders)]
        family = goods.FAMILY[n // len(kinds) % len(goods.FAMILY)]
        which = n % DECISIONS
        ends = today + datetime.timedelta(days=60 + DAYS_BETWEEN * which)
        rated = RatedProduct(
            name=f"{name} {family} {commune.name} {INVENTED}",
            holder_name=f"{goods.KIND_WORDS[kind][0]} {family} {commune.name} {INVENTED}",
            holder_kind=kind,
            commune=commune,
            ocop_set=ocop_set,
        )
        certificates.append(
            Certificate(
                rated=rated,
                decision_number=f"{700 + which}/QĐ-UBND",
                stars=stars,
                score=Decimal(score),
                **facts_of_grant(stars=stars, expires_on=ends, laws=laws),
            )
        )
    give_codes([(each.rated, each.decision_date.year) for each in certificates])
    notes = ["Chợ thử nghiệm"] * len(certificates)
    grant_all(certificates=certificates, notes=notes, by=None)
    return len(certificates)
