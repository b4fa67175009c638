"""Places that events may name, by their addresses here, by GLN or as a point.

<site>/place/V/<village>   <site>/place/C/<commune>   <site>/place/M/<producer>
<site>/place/P/<place of work>   https://…/414/<GLN>[/254/<extension>]   geo:<lat>,<lon>
"""

import re
from collections.abc import Iterable

from django.apps import apps
from django.conf import settings
from django.db.models import Q

from catalogue.origin.gs1 import event_hash
from catalogue.origin.gs1.check_digits import is_checked
from catalogue.origin.gs1.digital_link import unescaped
from catalogue.origin.models import Lot, TracePlace
from catalogue.places.models import Commune, Village

OWN = re.compile(r"/place/(?P<kind>[VCMP])/(?P<code>[\w-]{1,80})")
GEO = re.compile(r"geo:(-?\d{1,2}(?:\.\d{1,15})?),(-?\d{1,3}(?:\.\d{1,15})?)(?:;.{0,60})?")
GLN = re.compile(rf"{event_hash.DIGITAL_LINK}/414/(\d{{13}})(?:/254/([^/]{{1,20}}))?")


def village_uri(village: Village) -> str:
    return f"{settings.SITE_URL}/place/V/{village.slug}"


def commune_uri(commune: Commune) -> str:
    return f"{settings.SITE_URL}/place/C/{commune.code}"


def producer_uri(producer) -> str:
    return f"{settings.SITE_URL}/place/M/{producer.slug}"


def place_of_lot(lot: Lot) -> str:
    """Where a lot is made: its village, else its commune, else its maker's seat."""
    if lot.village:
        return village_uri(lot.village)
    if lot.commune:
        return commune_uri(lot.commune)
    return producer_uri(lot.product.producer)


def names_of(uris: Iterable[str]) -> dict[str, str]:
    """Give the names of those places that are known; one query for each kind named."""
    codes: dict[str, dict[str, str]] = {"V": {}, "C": {}, "M": {}, "P": {}}
    glns: dict[tuple[str, str], str] = {}
    found: dict[str, str] = {}
    for uri in set(uris):
        own = OWN.fullmatch(uri.removeprefix(settings.SITE_URL))
        gln = GLN.fullmatch(event_hash.uri(uri))
        point = GEO.fullmatch(uri)
        if own and uri.startswith(settings.SITE_URL):
            codes[own["kind"]][own["code"]] = uri
        elif gln and is_checked(gln[1]):
            glns[gln[1], unescaped(gln[2] or "")] = uri
        elif point and abs(float(point[1])) <= 90 and abs(float(point[2])) <= 180:
            found[uri] = f"{point[1]}, {point[2]}"
    producers = apps.get_model("producers", "Producer").objects
    for kind, objects, key in (
        ("V", Village.objects, "slug"),
        ("C", Commune.objects.of_today(), "code"),
        ("M", producers, "slug"),
        ("P", TracePlace.objects, "code"),
    ):
        if codes[kind]:
            rows = objects.filter(**{f"{key}__in": codes[kind]}).values_list(key, "name")
            found |= {codes[kind][code]: name for code, name in rows}
    if glns:
        wanted = Q(pk__in=[])
        for gln_number, extension in glns:
            wanted |= Q(gln=gln_number, gln_extension=extension)
        for place in TracePlace.objects.filter(wanted):
            found[glns[place.gln, place.gln_extension]] = place.name
    return found
