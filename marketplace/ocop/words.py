"""What changed in a certificate, as people read it."""

import datetime
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


def in_words(changes: dict[str, Any]) -> list[Change]:
    """Read the changes of an event or a correction; an extension names the day of its file."""
    if filed := changes.get("filed_on"):
        return [Change(_("The late re-rating was filed on"), "", day_of(filed))]
    return [
        Change(label_of(name), value_of(name, old), value_of(name, new))
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


def value_of(name: str, kept: str | None) -> str:
    """Say a kept value as the pages say it."""
    if kept is None:
        return "—"
    if name == "commune":
        found = Commune.objects.of_today().filter(code=kept).first()
        return f"{found.name} ({kept})" if found else kept
    if name == "ocop_set":
        ocop_set = OcopSet.objects.filter(number=kept).first()
        return f"{kept}. {ocop_set.name}" if ocop_set else kept
    if name == "holder_kind":
        return str(HolderKind(kept).label)
    if name == "level":
        return str(Certificate.Level(kept).label)
    if name == "score":
        return number_format(Decimal(kept))
    return day_of(kept) if name.endswith(("_on", "_date", "_until")) else kept


def facts_in_words(facts: dict[str, Any]) -> list[tuple[str, str]]:
    """Read the facts of an entry that waits, without those that it leaves open."""
    return [
        (label_of(name), value_of(name, str(kept)))
        for name, kept in facts.items()
        if kept not in (None, "", 0)
    ]


def day_of(kept: str) -> str:
    return date_format(datetime.date.fromisoformat(kept))
