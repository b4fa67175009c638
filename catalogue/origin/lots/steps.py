"""The usual steps of each craft, from data/steps.json, in three languages.

A step that was taken from here is kept in `TraceEvent.step` as its code, "ceramics.glaze", so
that everybody reads it in their own language; a step in the maker's own words is kept as typed.
"""

import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

from catalogue.models import Product

SOURCE = Path(__file__).parent / "data" / "steps.json"
OTHER = "craft"  # the template of crafts that have none


@dataclass(frozen=True)
class Step:
    """One step of a craft; `kind` is one of catalogue.origin.lots.services.StepKind."""

    code: str
    kind: str
    names: dict[str, str] = field(hash=False)

    @property
    def name(self) -> str:
        return in_language(self.names)


@dataclass(frozen=True)
class Craft:
    """A craft with its steps in their order, and what it is usually made from."""

    key: str
    names: dict[str, str] = field(hash=False)
    villages: frozenset[str]
    sets: frozenset[int]
    steps: tuple[Step, ...]
    materials: tuple[tuple[str, str], ...]  # name, where it usually comes from

    @property
    def name(self) -> str:
        return in_language(self.names)


def in_language(names: dict[str, str]) -> str:
    return names.get(get_language() or "vi") or names["vi"]


@cache
def crafts() -> dict[str, Craft]:
    """All crafts by key."""
    found = {}
    for row in json.loads(SOURCE.read_text(encoding="utf-8"))["crafts"]:
        steps = tuple(
            Step(f"{row['key']}.{step['key']}", step["kind"], {c: step[c] for c in row["name"]})
            for step in row["steps"]
        )
        found[row["key"]] = Craft(
            key=row["key"],
            names=row["name"],
            villages=frozenset(row["villages"]),
            sets=frozenset(row["sets"]),
            steps=steps,
            materials=tuple((one["name"], one["where_from"]) for one in row["materials"]),
        )
    return found


@cache
def steps_by_code() -> dict[str, Step]:
    return {step.code: step for craft in crafts().values() for step in craft.steps}


def craft_of(product: Product) -> Craft:
    """Choose the template of a product: by its set for food and drink, else by its village."""
    number = product.ocop_set.number if product.ocop_set else 0
    slug = product.village.slug if product.village else ""
    for craft in crafts().values():
        if number in craft.sets:
            return craft
    for craft in crafts().values():
        if slug in craft.villages:
            return craft
    return crafts()[OTHER]


def step_name(text: str) -> str:
    """Name a step in the reader's language; what is no code stays as it was typed."""
    step = steps_by_code().get(text)
    return step.name if step else text
