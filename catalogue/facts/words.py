"""Say facts in the reader's language."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from catalogue.facts.kinds import Fact, Type
from catalogue.facts.measures import say_measure

LANGUAGE_WORDS = {"vi": _("in Vietnamese"), "en": _("in English"), "id": _("in Indonesian")}


class Said(NamedTuple):
    """A value in words; `language` is that of the text where it is not the reader's own."""

    text: str
    language: str = ""


def spoken_in(texts: Mapping[str, str], language: str) -> Said:
    """A text in a language; where it is not written, in Vietnamese or English, and so marked."""
    for each in (language, "vi", "en", "id"):
        if texts.get(each):
            return Said(texts[each], "" if each == language else each)
    return Said("")


def say(fact: Fact, value: Any, names: Mapping[str, str]) -> Said:
    """Say a value of a fact; `names` are those of its words by code."""
    if not value:
        return Said("")
    if fact.type is Type.MEASURE:
        return Said(say_measure(value, fact.unit))
    if fact.type is Type.WORDS:
        said = [names.get(code, code) for code in value]
        # The first as a sentence begins, the others as they stand in one.
        return Said(", ".join([said[0], *map(within, said[1:])]))
    if fact.type is Type.CODE:
        return Said(value.get("vi", ""))
    return spoken_in(value, get_language() or "vi")


def within(name: str) -> str:
    """Write a name as it stands within a sentence: names of feasts keep their capitals.

    >>> within("Men ngọc"), within("Mid-Autumn Festival")
    ('men ngọc', 'Mid-Autumn Festival')
    """
    small = name[0].lower() + name[1:]
    return small if small == small.lower() else name
