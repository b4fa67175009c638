"""What a proposal holds, in the words of the forms that fill it and of the screen that judges."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from catalogue.facts.kinds import BY_CODE, WORDED, Type
from catalogue.facts.models import FactWord
from catalogue.facts.queries import Values
from catalogue.facts.words import LANGUAGE_WORDS, say
from catalogue.models import DeliveryReach, OcopSet
from marketplace.frame.money import format_dong

FACTS = "facts"  # the key of a proposal that holds what the product is to tell
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


def named_words() -> dict[str, dict[str, str]]:
    """The words of facts by fact and code. One query."""
    words: dict[str, dict[str, str]] = {fact: {} for fact in WORDED}
    for word in FactWord.objects.all():
        words.setdefault(word.fact, {})[word.code] = word.name
    return words


def facts_as_read(values: Values, words: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Say facts as (label: text), a text in each of its languages."""
    found = {}
    for code, value in values.items():
        fact = BY_CODE.get(code)
        if fact is None:
            continue
        if fact.type is Type.TEXT:
            for language, text in value.items():
                found[f"{fact.says}, {LANGUAGE_WORDS[language]}"] = text
        else:
            found[str(fact.says)] = say(fact, value, words.get(code, {})).text
    return found


def changed_facts(
    now: Values, proposed: Values, words: dict[str, dict[str, str]]
) -> list[tuple[str, str, str]]:
    """Say which facts a proposal changes: (label, now, proposed)."""
    before, after = facts_as_read(now, words), facts_as_read(proposed, words)
    labels = dict.fromkeys((*after, *before))
    return [
        (label, before.get(label, ""), after.get(label, ""))
        for label in labels
        if before.get(label, "") != after.get(label, "")
    ]
