"""Names and addresses of facet values, producers and places, held with the shelf."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from sys import intern
from typing import Any, NamedTuple

from django.apps import apps
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from catalogue.facts.kinds import WORDED
from catalogue.facts.models import FactWord
from catalogue.listing.absences import Absence
from catalogue.listing.shelf import Shelf
from catalogue.listing.state import point_of
from catalogue.models import OcopGroup, OcopSet, Product
from catalogue.places.models import Commune, Province, Village
from marketplace.frame.folding import fold


class NamedVillage(NamedTuple):
    slug: str
    name: str
    latitude: float | None
    longitude: float | None


class NamedProducer(NamedTuple):
    slug: str
    name: str
    kind: str
    may_sell: bool
    absences: tuple[Absence, ...] = ()


@dataclass(frozen=True)
class Names:
    """What the keys and values of a shelf are called, in one language.

    `names` is {facet: {value: name}}; villages and producers go by key in tables of their
    own; `places` is {village key, or minus a commune's key: (latitude, longitude)}; `makers`
    counts each village's verified producers.
    """

    names: dict[str, dict[str, str]]
    villages: dict[int, NamedVillage]
    producers: dict[int, NamedProducer]
    communes: dict[int, tuple[str, str]]
    by_slug: dict[str, dict[str, int]]
    places: dict[int, tuple[float, float]]
    makers: Counter
    folded: dict[str, dict[str, str]] = field(default_factory=dict)  # names by slug

    def keys(self, facet: str, values: Iterable[str]) -> list:
        """Turn an address's values into the shelf's; unknown slugs match nothing."""
        if facet not in self.by_slug:
            return list(values)
        known = self.by_slug[facet]
        return [known[value] for value in values if value in known]

    def name(self, facet: str, value: str) -> str:
        """The name of an address's value; the value itself when nothing is known of it."""
        if facet == "village":
            key = self.by_slug["village"].get(value)
            return self.villages[key].name if key else value
        if facet == "producer":
            key = self.by_slug["producer"].get(value)
            return self.producers[key].name if key else value
        return self.names[facet].get(value, value)

    def holding(self, facet: str, text: str) -> set[str]:
        """The addresses' values of a facet whose names hold a folded text."""
        tables: dict[str, dict] = {"village": self.villages, "producer": self.producers}
        if facet not in tables:
            return {value for value, name in self.names[facet].items() if text in fold(name)}
        if facet not in self.folded:
            self.folded[facet] = {one.slug: fold(one.name) for one in tables[facet].values()}
        return {slug for slug, name in self.folded[facet].items() if text in name}

    def slug(self, facet: str, key: int) -> str:
        known = self.villages if facet == "village" else self.producers
        return known[key].slug if key in known else ""

    def points(self) -> list[tuple[str, str]]:
        """Villages that "nearest" can start from, as (slug, name)."""
        found = [(v.slug, v.name) for v in self.villages.values() if v.latitude is not None]
        return sorted(found, key=lambda pair: pair[1])

    def point(self, near: str) -> tuple[float, float] | None:
        """The point that `near` names: degrees, or a village's slug."""
        return point_of(near) or self.places.get(self.by_slug["village"].get(near, 0))


def names_of(shelf: Shelf) -> Names:
    """The names that go with a shelf, in the reader's language; read when one changes."""
    language = get_language() or "vi"
    if language not in shelf.named:
        if "tables" not in shelf.named:
            shelf.named["tables"] = read_tables()
        shelf.named[language] = replace(
            shelf.named["tables"],  # type: ignore[type-var]
            names=translated(shelf.named["tables"].names["province"]),  # type: ignore[attr-defined]
        )
    return shelf.named[language]  # type: ignore[return-value]


def translated(provinces: dict[str, str]) -> dict[str, dict[str, str]]:
    """The names that differ from language to language."""
    return {
        "group": {str(g.number): g.name for g in OcopGroup.objects.all()},
        "set": {str(s.number): s.name for s in OcopSet.objects.all()},
        **named_words(),
        "province": provinces,
        "to": {"vn": _("Anywhere in Vietnam"), "abroad": _("Abroad"), **provinces},
    }


def named_words() -> dict[str, dict[str, str]]:
    """The words of facts by fact and code."""
    words: dict[str, dict[str, str]] = {fact: {} for fact in WORDED}
    for word in FactWord.objects.all():
        words.setdefault(word.fact, {})[word.code] = word.name
    return words


def told_communes() -> QuerySet[Commune]:
    """The units of today, and those of before that products still name."""
    named = Product.objects.exclude(commune=None).values("commune")
    return Commune.objects.filter(Q(valid_to__isnull=True) | Q(pk__in=named)).order_by()


def absences_of_makers() -> dict[int, tuple[Absence, ...]]:
    """When makers are away, by key; those that are over left out."""
    days: Any = apps.get_model("producers", "Holiday")
    found: dict[int, tuple[Absence, ...]] = {}
    for pk, *facts in days.objects.filter(last__gte=timezone.localdate()).values_list(
        "producer", "first", "last", "note"
    ):
        found[pk] = (*found.get(pk, ()), Absence(*facts))
    return found


def read_tables() -> Names:
    """What is called the same in every language: makers and places."""
    villages = {
        pk: NamedVillage(
            slug,
            name,
            float(latitude) if latitude is not None else None,
            float(longitude) if longitude is not None else None,
        )
        for pk, slug, name, latitude, longitude in Village.objects.values_list(
            "pk", "slug", "name", "latitude", "longitude"
        )
    }
    maker: Any = apps.get_model("producers", "Producer")  # it stands above the catalogue
    rows = maker.objects.order_by().values_list("pk", "slug", "name", "kind", "state", "village")
    away = absences_of_makers()
    producers: dict[int, NamedProducer] = {}
    makers: Counter[int] = Counter()
    for pk, slug, name, kind, state, village in rows:
        may_sell = state in maker.may_sell.states
        producers[pk] = NamedProducer(slug, name, kind, may_sell, away.get(pk, ()))
        if village and may_sell:
            makers[village] += 1
    places = {
        pk: (v.latitude, v.longitude)
        for pk, v in villages.items()
        if v.latitude is not None and v.longitude is not None
    }
    communes = {}
    for pk, name, province, latitude, longitude in told_communes().values_list(
        "pk", "name", "province__name", "latitude", "longitude"
    ):
        communes[pk] = (name, intern(province))  # 34 of them, 3,321 times
        if latitude is not None and longitude is not None:
            places[-pk] = (float(latitude), float(longitude))
    provinces = dict(Province.objects.filter(valid_to__isnull=True).values_list("code", "name"))
    return Names(
        names={"province": provinces},
        villages=villages,
        producers=producers,
        communes=communes,
        by_slug={
            "village": {v.slug: pk for pk, v in villages.items()},
            "producer": {p.slug: pk for pk, p in producers.items()},
        },
        places=places,
        makers=makers,
    )
