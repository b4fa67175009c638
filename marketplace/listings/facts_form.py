"""The facts of a product as fields of a form: those that its kind is asked for, and those told."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from catalogue.facts.kinds import BY_CODE, FACTS, LANGUAGES, Fact, Type
from catalogue.facts.measures import (
    Unclear,
    as_short,
    name_of,
    read_measure,
    say_number,
)
from catalogue.facts.models import FactWord
from catalogue.facts.queries import Asked, Values, asked_of, in_order, words_of
from catalogue.facts.words import LANGUAGE_WORDS
from marketplace.frame.numbers import NotANumber
from marketplace.listings.content import PREFIX

Words = Mapping[str, Sequence[FactWord]]
OTHERS = ("_en", "_ind")
MOST_OPEN = 15  # words of a fact; more are a list to open


class MeasureField(forms.CharField):
    """A measure as people write it, kept in its fact's unit: "1,5 kg" of grams is "1500"."""

    widget = forms.TextInput
    default_error_messages = {
        "invalid": _("Write a number, such as 12,5."),
        "unclear": _("Do you mean %(first)s or %(second)s? Write it without points."),
        "most": _("At most %(most)s, please."),
        "least": _("More than nothing, please."),
    }

    def __init__(self, *, unit: str, most: int, **kwargs: Any) -> None:
        self.unit, self.most = unit, most
        super().__init__(max_length=60, **kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        try:
            number = read_measure(text, self.unit)
        except Unclear as doubt:
            first, second = map(say_number, doubt.readings)
            raise self.refused("unclear", first=first, second=second) from doubt
        except NotANumber as refusal:
            raise self.refused("invalid") from refusal
        if number <= 0:
            raise self.refused("least")
        if number > self.most:
            raise self.refused("most", most=say_number(Decimal(self.most)))
        if self.unit == "days" and number != int(number):
            raise self.refused("invalid")
        return as_short(number)

    def refused(self, code: str, **params: str) -> ValidationError:
        return ValidationError(self.error_messages[code], code=code, params=params)

    def prepare_value(self, value: Any) -> Any:
        try:
            return say_number(Decimal(value)).replace(" ", "") if value else value
        except ArithmeticError:  # as it was typed
            return value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return super().widget_attrs(widget) | {"inputmode": "decimal", "autocomplete": "off"}


def names_of(fact: Fact) -> list[str]:
    """The names of a fact's fields: a text has one for each language."""
    if fact.type is Type.TEXT:
        return [f"{PREFIX}{fact.code}_{suffix}" for _language, suffix in LANGUAGES]
    return [f"{PREFIX}{fact.code}"]


def field_of(fact: Fact, name: str, words: Words) -> forms.Field:
    """Make the field of a fact that is called so."""
    if fact.type is Type.MEASURE:
        unit = name_of(fact.unit)
        label = format_lazy("{} ({})", fact.says, unit)
        return MeasureField(
            label=label, unit=fact.unit, most=fact.most, required=False, help_text=fact.help
        )
    if fact.type is Type.WORDS:
        return forms.MultipleChoiceField(
            label=fact.says,
            choices=[(word.code, word.name) for word in words.get(fact.code, ())],
            widget=forms.CheckboxSelectMultiple,
            required=False,
            help_text=fact.help,
        )
    label, help_text = fact.says, fact.help
    if fact.type is Type.TEXT:
        language = next(code for code, suffix in LANGUAGES if name.endswith(f"_{suffix}"))
        label = format_lazy("{}, {}", fact.says, LANGUAGE_WORDS[language])
        help_text = fact.help if language == "vi" else ""
    wide: dict[str, Any] = {"widget": forms.Textarea(attrs={"rows": 2})} if fact.most > 200 else {}
    return forms.CharField(
        label=label, max_length=fact.most, required=False, help_text=help_text, **wide
    )


def as_fields(values: Values) -> dict[str, Any]:
    """Give facts as the values of their fields."""
    found: dict[str, Any] = {}
    for code, value in values.items():
        fact = BY_CODE.get(code)
        if fact is None:
            continue
        if fact.type is Type.TEXT:
            for language, suffix in LANGUAGES:
                found[f"{PREFIX}{code}_{suffix}"] = value.get(language, "")
        elif fact.type is Type.CODE:
            found[f"{PREFIX}{code}"] = value.get("vi", "")
        else:
            found[f"{PREFIX}{code}"] = value
    return found


def as_values(fields: Mapping[str, Any]) -> Values:
    """Read the values of fields as facts; what is empty is left out."""
    found: Values = {}
    for fact in FACTS:
        if fact.type is Type.TEXT:
            texts = {
                language: text
                for language, suffix in LANGUAGES
                if (text := fields.get(f"{PREFIX}{fact.code}_{suffix}"))
            }
            if texts:
                found[fact.code] = texts
        elif value := fields.get(f"{PREFIX}{fact.code}"):
            found[fact.code] = {"vi": value} if fact.type is Type.CODE else value
    return in_order(found)


class FactsForm(forms.Form):
    """What a set is asked for, and what is told already though it is not asked."""

    reasons: Mapping[str, str] = {}  # what the editors ask to change, by the name of a field

    def __init__(self, *args: Any, number: int | None, told: Values, **kwargs: Any) -> None:
        kwargs["initial"] = as_fields(told) | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.asked: list[Asked] = asked_of(number)
        words = words_of(number)
        codes = {each.fact.code for each in self.asked} | set(told)
        for fact in FACTS:
            for name in names_of(fact) if fact.code in codes else ():
                self.fields[name] = field_of(fact, name, with_told(words, fact, told))
        self.laws = {each.fact.code: each.law for each in self.asked if each.law}

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        allergens = found.get(f"{PREFIX}allergens") or []
        if "none" in allergens and len(allergens) > 1:
            self.add_error(f"{PREFIX}allergens", _("Choose “none of these” or some, not both."))
        return found

    def content(self) -> Values:
        return as_values(self.cleaned_data)

    @property
    def others(self) -> list[str]:
        """The names of the fields that are in other languages than Vietnamese."""
        return [name for name in self.fields if name.endswith(OTHERS)]

    @property
    def has_other_languages(self) -> bool:
        return bool(self.others)

    @property
    def others_refused(self) -> bool:
        """Tell whether something is wrong in what the page folds away."""
        return any(name in self.errors or name in self.reasons for name in self.others)

    def is_long(self, name: str) -> bool:
        """Tell whether a field has so many words to choose from that a page folds them away."""
        return len(getattr(self.fields[name], "choices", ())) > MOST_OPEN

    def is_by_law(self, name: str) -> bool:
        """Tell whether the law asks what the field of that name says, in Vietnamese at least."""
        code = name.removeprefix(PREFIX).removesuffix("_vi")
        return code in self.laws


def with_told(words: Words, fact: Fact, told: Values) -> Words:
    """The words to offer, and those that are told of it though another set has them."""
    if fact.type is not Type.WORDS:
        return words
    offered = list(words.get(fact.code, ()))
    others = set(told.get(fact.code, ())) - {word.code for word in offered}
    if others:
        offered += FactWord.objects.filter(fact=fact.code, code__in=others).order_by("place")
    return {fact.code: offered}
