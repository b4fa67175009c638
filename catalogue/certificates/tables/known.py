"""What the rows of a table of decisions are held against, read once for all of them."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.conf import settings
from django.utils.translation import override

from catalogue.certificates.models import Certificate, Decision, RatedProduct, RatingLaw
from catalogue.certificates.rated import likeness_of
from catalogue.certificates.rated_models import HolderKind
from catalogue.certificates.rules import folded_number
from catalogue.models import OcopSet, Product
from catalogue.places.models import Commune
from marketplace.frame.folding import as_code, fold
from marketplace.frame.portions import portions

Cells = dict[str, str]
Like = tuple[int, tuple[str, str]]  # commune, folded name and holder
LEVELS = {
    "tinh": Certificate.Level.PROVINCE,
    "thanh pho": Certificate.Level.PROVINCE,
    "cap tinh": Certificate.Level.PROVINCE,
    "bo": Certificate.Level.MINISTRY,
    "trung uong": Certificate.Level.MINISTRY,
    "huyen": Certificate.Level.DISTRICT,
    "cap huyen": Certificate.Level.DISTRICT,
}


def by_name(choices: type, more: dict[str, Any] | None = None) -> dict[str, Any]:
    """Give the choices by value and by their names in every language, folded."""
    names: dict[str, Any] = dict(more or {})
    for language, _name in settings.LANGUAGES:
        with override(language):
            for each in choices:  # type: ignore[attr-defined]
                names[fold(str(each.label))] = names[fold(each.value)] = each
    return names


class Known:
    """What is on file of all that the rows name; some twenty queries, however many rows."""

    def __init__(self, rows: Iterable[Cells]) -> None:
        self.rows = list(rows)
        self.communes = {each.code: each for each in self.communes_named()}
        self.sets = {str(each.number): each for each in OcopSet.objects.all()}
        self.laws = list(RatingLaw.objects.all())  # the newest first
        self.laws_by_code = {fold(each.code): each for each in self.laws}
        self.levels = by_name(Certificate.Level, LEVELS)
        self.kinds = by_name(HolderKind)
        self.rated = self.rated_by_code()
        self.products = self.products_by_code()
        self.several: set[Like] = set()  # what more than one on file is like
        self.like = self.rated_by_likeness()
        self.certificates = self.certificates_by_number()
        self.decisions = self.decision_days()
        self.new: dict[Any, RatedProduct] = {}  # by code or likeness, as rows make them

    @cached_property
    def codes(self) -> list[str]:
        return sorted({as_code(row.get("code", "")) for row in self.rows} - {""})

    def communes_named(self) -> Iterable[Commune]:
        codes = {as_code(row.get("commune", "")) for row in self.rows}
        for part in portions(sorted(codes)):
            yield from Commune.objects.of_today().filter(code__in=part).select_related("province")

    def rated_by_code(self) -> dict[str, RatedProduct]:
        found: dict[str, RatedProduct] = {}
        rows = RatedProduct.objects.select_related("product", "ocop_set")
        for part in portions(self.codes):
            found |= {each.product.code: each for each in rows.filter(product__code__in=part)}  # type: ignore[union-attr]
            found |= {each.code: each for each in rows.filter(code__in=part)}
        return found

    def products_by_code(self) -> dict[str, Product]:
        found: dict[str, Product] = {}
        for part in portions(self.codes):
            rows = Product.objects.filter(code__in=part).select_related("producer", "ocop_set")
            found |= {each.code: each for each in rows}
        return found

    def rated_by_likeness(self) -> dict[Like, RatedProduct]:
        """Find what rows without a code name by commune, name and holder."""
        wanted = {
            (commune.pk, likeness_of(row.get("name", ""), row.get("holder_name", "")))
            for row in self.rows
            if not row.get("code")
            and (commune := self.communes.get(as_code(row.get("commune", "")))) is not None
        }
        places = {commune for commune, _likeness in wanted}
        rows = RatedProduct.objects.filter(commune__in=places)
        found: dict[Like, int] = {}
        facts = rows.values_list("pk", "commune_id", "name", "holder_name")
        for pk, place, name, holder in facts.iterator():
            like: Like = (place, likeness_of(name, holder))
            if like in found:
                self.several.add(like)
            if like in wanted:
                found[like] = pk
        by_pk: dict[int, RatedProduct] = {}
        for part in portions(found.values()):
            by_pk |= RatedProduct.objects.select_related("product", "ocop_set").in_bulk(part)
        return {like: by_pk[pk] for like, pk in found.items()}

    def certificates_by_number(self) -> dict[tuple[int, str], Certificate]:
        keys = {each.pk for each in [*self.rated.values(), *self.like.values()]}
        found: dict[tuple[int, str], Certificate] = {}
        for part in portions(sorted(keys)):
            for each in Certificate.objects.filter(rated__in=part).select_related("law"):
                found[each.rated_id, folded_number(each.decision_number)] = each
        return found

    def decision_days(self) -> dict[tuple[str, str, int], tuple[Any, str]]:
        """Give day and level of decisions by number, authority and year; rows add theirs."""
        numbers = {folded_number(row.get("decision_number", "")) for row in self.rows}
        found: dict[tuple[str, str, int], tuple[Any, str]] = {}
        for part in portions(sorted(numbers)):
            for each in Decision.objects.filter(number_folded__in=part):
                key = each.number_folded, each.authority_folded, each.decided_on.year
                found[key] = each.decided_on, each.level
        return found
