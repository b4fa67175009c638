"""What a proposal holds, in the words of the forms that fill it and of the screen that judges."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from catalogue.facts.kinds import BY_CODE, LANGUAGES, WORDED, Type
from catalogue.facts.models import FactWord
from catalogue.facts.queries import Values
from catalogue.facts.words import LANGUAGE_WORDS, say
from catalogue.models import DeliveryReach, OcopSet
from marketplace.frame.money import format_dong

FACTS = "facts"  # the key of a proposal that holds what the product is to tell
PREFIX = "fact_"  # of the names of their fields
PICTURE = "picture-"  # and its key: under which a word on a proposed picture is kept
VARIANTS = "variants"  # and what there is to choose of it, see variants.py
LABELS = {
    "title_vi": _("Name, in Vietnamese"),
    "summary_vi": _("In one sentence, in Vietnamese"),
    "story_vi": _("Story, in Vietnamese"),
    "unit_vi": _("Sales unit, in Vietnamese"),
    "title_en": _("Name, in English"),
    "summary_en": _("In one sentence, in English"),
    "story_en": _("Story, in English"),
    "title_ind": _("Name, in Indonesian"),
    "summary_ind": _("In one sentence, in Indonesian"),
    "picture": _("A new picture"),
    "ocop_set": _("Set"),
    "price": _("Price in dong"),
    "stock": _("In stock"),
    "weight_g": _("Weight with packing, grams"),
    "made_to_order": _("Made to order"),
    "delivery_reach": _("Delivers to"),
}


def as_read(name: str, value: Any) -> str:
    """Say a value of a proposal as its form shows it: a set by its name, an amount in dong."""
    match name:
        case "ocop_set":
            found = OcopSet.objects.filter(number=value).first()
            return str(found) if found else str(value)
        case "price":
            return format_dong(value, get_language() or "vi")
        case "made_to_order":
            return gettext("Yes") if value else gettext("No")
        case "delivery_reach" if value in DeliveryReach.values:
            return str(DeliveryReach(value).label)
    return str(value)


def label_of(field: str) -> str:
    """Name a field that editors wrote about in the words of the producer's form."""
    if field.startswith(PICTURE):
        return gettext("Picture")
    if field == VARIANTS:
        return gettext("Variants")
    if field in LABELS:
        return str(LABELS[field])
    code = field.removeprefix(PREFIX)
    for language, suffix in LANGUAGES:
        fact = BY_CODE.get(code.removesuffix(f"_{suffix}"))
        if fact and fact.type is Type.TEXT and code.endswith(f"_{suffix}"):
            return f"{fact.says}, {LANGUAGE_WORDS[language]}"
    fact = BY_CODE.get(code)
    return str(fact.says) if fact else field


def named_words() -> dict[str, dict[str, str]]:
    """The words of facts by fact and code. One query."""
    words: dict[str, dict[str, str]] = {fact: {} for fact in WORDED}
    for word in FactWord.objects.all():
        words.setdefault(word.fact, {})[word.code] = word.name
    return words


def facts_by_field(
    values: Values, words: Mapping[str, Mapping[str, str]]
) -> dict[str, tuple[str, str]]:
    """Say facts as {field of the form: (label, text)}, a text in each of its languages."""
    found = {}
    for code, value in values.items():
        fact = BY_CODE.get(code)
        if fact is None:
            continue
        field = f"{PREFIX}{code}"
        if fact.type is Type.TEXT:
            for language, suffix in LANGUAGES:
                if text := value.get(language):
                    label = f"{fact.says}, {LANGUAGE_WORDS[language]}"
                    found[f"{field}_{suffix}"] = (label, text)
        else:
            found[field] = (str(fact.says), say(fact, value, words.get(code, {})).text)
    return found


def facts_as_read(values: Values, words: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Say facts as (label: text), a text in each of its languages."""
    return dict(facts_by_field(values, words).values())


class Change(NamedTuple):
    """What a proposal changes: the form's field, its label, the value now and as proposed.

    `was` is the value that the producer saw, where somebody changed it meanwhile.
    """

    field: str
    label: Any
    now: Any
    proposed: Any
    was: Any = ""


def changed_facts(
    now: Values, proposed: Values, words: Mapping[str, Mapping[str, str]], was: Values | None = None
) -> list[Change]:
    """Say which facts a proposal changes; `was` are those that the producer saw."""
    before, after = facts_by_field(now, words), facts_by_field(proposed, words)
    seen = before if was is None else facts_by_field(was, words)
    nothing = ("", "")
    found = []
    for field in dict.fromkeys((*after, *before)):
        (label, text), (_label, to) = before.get(field, nothing), after.get(field, nothing)
        told = seen.get(field, nothing)[1]
        if text != to:
            label = label or after[field][0]
            found.append(Change(field, label, text, to, told if told != text else ""))
    return found
