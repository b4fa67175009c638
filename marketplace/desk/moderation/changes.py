"""What a proposal changes, field by field, as its page shows it beside what is."""

from collections.abc import Mapping
from typing import Any

from marketplace.listings.content import (
    FACTS,
    LABELS,
    VARIANTS,
    Change,
    as_read,
    changed_facts,
    named_words,
)
from marketplace.listings.judging import is_changed
from marketplace.listings.models import Revision
from marketplace.listings.variants import changed_variants


def in_order(content: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Give what a proposal holds in the order of its form: PostgreSQL keeps none of its own."""
    places = {name: place for place, name in enumerate(LABELS)}
    return sorted(content.items(), key=lambda pair: (places.get(pair[0], len(places)), pair[0]))


def changes_of(revision: Revision, current: Mapping[str, Any]) -> list[Change]:
    """Say what a proposal changes of the product as it stands, `current` of `values_of`."""
    found = []
    for name, value in in_order(revision.content):
        now = current.get(name, "")
        if name not in (FACTS, VARIANTS) and now != value and is_changed(revision, name):
            was = revision.base.get(name, "") if name in current else ""
            label = LABELS.get(name, name)
            found.append(Change(name, label, now, as_read(name, value), was if was != now else ""))
    if is_changed(revision, VARIANTS):
        found += changed_variants(current.get(VARIANTS, {}), revision.content[VARIANTS])
    if is_changed(revision, FACTS):
        told = current.get(FACTS, {})
        was = revision.base.get(FACTS)
        found += changed_facts(told, revision.content[FACTS], named_words(), was)
    return found
