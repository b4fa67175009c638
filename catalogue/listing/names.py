"""Names and addresses of facet values, held with the shelf they belong to."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.apps import apps
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from catalogue.listing.shelf import Shelf
from catalogue.listing.state import point_of
from catalogue.models import OcopGroup, OcopSet
from catalogue.places.models import Commune, Province, Village


@dataclass(frozen=True)
class Names:
    """Names by value in one language, slugs by key and back, and points of places.

    `slugs` is {facet: {key: slug}} of villages and producers; `places` is {village key, or
    minus a commune's key: (latitude, longitude)}.
    """

    names: dict[str, dict[str, str]]
    slugs: dict[str, dict[int, str]]
    numbers: dict[str, dict[str, int]]
    places: dict[int, tuple[float, float]]

    def keys(self, facet: str, values: Iterable[str]) -> list:
        """Turn an address's values into the shelf's; unknown slugs match nothing."""
        if facet not in self.numbers:
            return list(values)
        known = self.numbers[facet]
        return [known[value] for value in values if value in known]

    def points(self) -> list[tuple[str, str]]:
        """Villages that "nearest" can start from, as (slug, name)."""
        slugs = self.slugs["village"]
        found = [slugs[pk] for pk in self.places if pk in slugs]
        return sorted(((s, self.names["village"][s]) for s in found), key=lambda pair: pair[1])

    def point(self, near: str) -> tuple[float, float] | None:
        """The point that `near` names: degrees, or a village's slug."""
        return point_of(near) or self.places.get(self.numbers["village"].get(near, 0))


def names_of(shelf: Shelf) -> Names:
    """The names of a shelf's values in the reader's language: read once per shelf."""
    language = get_language() or "vi"
    return shelf.remember(("names", language), lambda: read_names(shelf))  # type: ignore[return-value]


def read_names(shelf: Shelf) -> Names:
    villages = list(Village.objects.values_list("pk", "slug", "name", "latitude", "longitude"))
    producer_model = apps.get_model("producers", "Producer")
    producers = list(producer_model.objects.values_list("pk", "slug", "name").order_by())
    communes = Commune.objects.filter(latitude__isnull=False).values_list(
        "pk", "latitude", "longitude"
    )
    places = {
        pk: (float(latitude), float(longitude))
        for pk, _slug, _name, latitude, longitude in villages
        if latitude is not None
    }
    places |= {-pk: (float(lat), float(lng)) for pk, lat, lng in communes}
    slugs = {
        "village": {pk: slug for pk, slug, *_rest in villages},
        "producer": {pk: slug for pk, slug, _name in producers},
    }
    provinces = dict(Province.objects.filter(valid_to__isnull=True).values_list("code", "name"))
    return Names(
        names={
            "group": {str(g.number): g.name for g in OcopGroup.objects.all()},
            "set": {str(s.number): s.name for s in OcopSet.objects.all()},
            "province": provinces,
            "village": {slug: name for _pk, slug, name, *_rest in villages},
            "producer": {slug: name for _pk, slug, name in producers},
            "to": {"vn": _("Anywhere in Vietnam"), "abroad": _("Abroad"), **provinces},
        },
        slugs=slugs,
        numbers={
            facet: {slug: pk for pk, slug in by_key.items()} for facet, by_key in slugs.items()
        },
        places=places,
    )
