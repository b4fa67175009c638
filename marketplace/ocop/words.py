"""What changed in a certificate, as people read it."""

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.certificates.models import Certificate, Decision, RatedProduct
from catalogue.certificates.rated_models import HolderKind
from catalogue.models import OcopSet
from catalogue.places.models import Commune

NAMED = {"product": gettext_lazy("Product code"), "year": gettext_lazy("Year")}


class Change(NamedTuple):
    """One field of a certificate that said something else before."""

    label: str
    old: str
    new: str


class Names(NamedTuple):
    """What communes and sets are called that changes name, by code and by number."""

    communes: dict[str, str]
    sets: dict[str, str]


def names_in(facts: Iterable[tuple[str, Any]]) -> Names:
    """Read the names of communes and sets among (field, kept value); two queries at most."""
    kept: dict[str, set[str]] = {"commune": set(), "ocop_set": set()}
    for name, value in facts:
        if name in kept and value is not None:
            kept[name].add(str(value))
    communes = Commune.objects.of_today().filter(code__in=kept["commune"])
    sets = OcopSet.objects.filter(number__in=kept["ocop_set"])
    return Names(
        {each.code: each.name for each in communes},
        {str(each.number): each.name for each in sets},
    )


def in_words(changes: dict[str, Any]) -> list[Change]:
    """Read the changes of an event or a correction; an extension names the day of its file."""
    return all_in_words([changes])[0]


def all_in_words(rows: Iterable[dict[str, Any]]) -> list[list[Change]]:
    """Read the changes of many events; what they name is read once for all of them."""
    rows = list(rows)
    pairs = ((name, each) for row in rows if "filed_on" not in row for name, each in row.items())
    names = names_in((name, value) for name, pair in pairs for value in pair)
    return [told(changes, names) for changes in rows]


def told(changes: dict[str, Any], names: Names) -> list[Change]:
    if filed := changes.get("filed_on"):
        return [Change(_("The late re-rating was filed on"), "", day_of(filed))]
    return [
        Change(label_of(name), value_of(name, old, names), value_of(name, new, names))
        for name, (old, new) in changes.items()
    ]


def label_of(name: str) -> str:
    """Name a fact of a certificate, a rated product or a decision."""
    if name in NAMED:
        return str(NAMED[name])
    field: Any = next(
        model._meta.get_field(name)
        for model in (Certificate, RatedProduct, Decision)
        if name in {each.name for each in model._meta.fields}
    )
    return str(field.verbose_name)


def value_of(name: str, kept: str | None, names: Names) -> str:
    """Say a kept value as the pages say it."""
    if kept is None:
        return "—"
    if name == "commune":
        return f"{names.communes[kept]} ({kept})" if kept in names.communes else kept
    if name == "ocop_set":
        return f"{kept}. {names.sets[kept]}" if kept in names.sets else kept
    if name == "holder_kind":
        return str(HolderKind(kept).label)
    if name == "level":
        return str(Certificate.Level(kept).label)
    if name == "score":
        return number_format(Decimal(kept))
    return day_of(kept) if name.endswith(("_on", "_date", "_until")) else kept


def facts_in_words(facts: dict[str, Any]) -> list[tuple[str, str]]:
    """Read the facts of an entry that waits, without those that it leaves open."""
    names = names_in(facts.items())
    return [
        (label_of(name), value_of(name, str(kept), names))
        for name, kept in facts.items()
        if kept not in (None, "", 0)
    ]


def day_of(kept: str) -> str:
    return date_format(datetime.date.fromisoformat(kept))
