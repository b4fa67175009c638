"""Places that a name tells: "Chè xanh Ba Vì Đan Phượng" tells Ba Vì and Đan Phượng.

Only names of two syllables or more are looked for, and only where they are written as names are:
"Hoa" is a flower more often than a commune.
"""

import re
from collections.abc import Iterable
from itertools import pairwise

from django.db.models import Q

from catalogue.places.models import Commune, Province, Village

WORD = re.compile(r"[^\W\d_]+")
LONGEST = 4  # syllables of a name: "Bà Rịa - Vũng Tàu" has them
DISTRICTS = ("Huyện ", "Quận ", "Thị xã ", "Thành phố ")


def may_name(text: str) -> set[str]:
    """Give what of a text may be names of places, as they are written in the tables."""
    found = set()
    words = [(match.group(), match.start(), match.end()) for match in WORD.finditer(text)]
    for first in range(len(words)):
        for last in range(first + 1, min(first + LONGEST, len(words))):
            part = words[first : last + 1]
            gaps = (text[one[2] : two[1]] for one, two in pairwise(part))
            if any(gap.strip(" -") for gap in gaps):  # a comma parts names
                break
            if not all(word[0].isupper() for word, _start, _end in part):
                break
            found.add(" ".join(word.capitalize() for word, _start, _end in part))
    return found


def known_places(names: Iterable[str]) -> set[str]:
    """Give those of the names that are a place's: of today or before. Four queries."""
    names = list(names)
    if not names:
        return set()
    found = set(Commune.objects.filter(name__in=names).values_list("name", flat=True))
    found |= set(Village.objects.filter(name__in=names).values_list("name", flat=True))
    found |= set(Province.objects.filter(name__in=names).values_list("name", flat=True))
    with_kind = {f"{kind}{name}": name for name in names for kind in DISTRICTS}
    districts = Commune.objects.filter(district_name__in=[*with_kind, *names])
    return found | {
        with_kind.get(name, name)
        for name in districts.order_by().values_list("district_name", flat=True).distinct()
    }


def own_places(commune: Commune | None, village: Village | None) -> set[str]:
    """Give the names under which a place is known: its commune, what it was, district, province."""
    found = {village.name} if village else set()
    pks = {unit for unit in (commune and commune.pk, village and village.commune_id) if unit}
    if village and village.old_commune_id:
        pks.add(village.old_commune_id)
    rows = Commune.objects.filter(Q(pk__in=pks) | Q(successors__in=pks)).distinct()
    for name, district, province in rows.values_list("name", "district_name", "province__name"):
        found |= {name, province, plain_district(district)}
    found |= set(Village.objects.filter(commune__in=pks).values_list("name", flat=True))
    return found - {""}


def plain_district(name: str) -> str:
    """Give a district's name without its kind: "Huyện Ba Vì" is Ba Vì."""
    for kind in DISTRICTS:
        if name.startswith(kind):
            return name.removeprefix(kind)
    return name
