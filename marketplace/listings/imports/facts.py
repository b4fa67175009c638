"""Facts in a table: a column a fact, a text in each language; read as the form's fields read them.

An empty cell leaves what is told, a dash takes it away:

    glaze "Men ngọc; Men rạn"      both, by their names in any language, parted by semicolons
    height "38", "38 cm", "0,4 m"  38, 38 and 40
    storage "-"                    is told no more
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from catalogue.facts.kinds import FACTS, Fact, Type
from catalogue.facts.queries import Values
from marketplace.frame.folding import fold
from marketplace.listings.facts_form import as_fields, as_values, field_of, names_of

NOTHING = ("-", "–", "—")  # takes away what is told
BY_NAME: dict[str, Fact] = {name: fact for fact in FACTS for name in names_of(fact)}
FIELDS: dict[str, forms.Field] = {
    name: field_of(fact, name, {}) for name, fact in BY_NAME.items() if fact.type is not Type.WORDS
}
KnownWords = Mapping[str, Mapping[str, str]]  # by fact: the code of each name, folded


def read_cell(name: str, text: str, words: KnownWords) -> Any:
    """Read a cell of a fact's column. Raises ValidationError."""
    if name in FIELDS:
        return FIELDS[name].clean(text)
    known = words.get(BY_NAME[name].code, {})
    if fold(text) in known:
        return [known[fold(text)]]
    found = []
    for part in text.replace("\n", ";").split(";"):
        found += words_in(part.strip(), known)
    return [code for code in dict.fromkeys(known.values()) if code in found]


def words_in(text: str, known: Mapping[str, str]) -> list[str]:
    """Read one word, or some that commas part. Raises ValidationError."""
    if not text:
        return []
    if fold(text) in known:
        return [known[fold(text)]]
    parts = [part.strip() for part in text.split(",") if part.strip()]
    for part in parts:
        if fold(part) not in known:
            sentence = gettext(
                "“%(word)s” is none of the words to choose from: they stand in the template."
            )
            raise ValidationError(sentence % {"word": part})
    return [known[fold(part)] for part in parts]


def read_facts(
    cells: Mapping[str, str], told: Values, words: KnownWords
) -> tuple[Values, list[tuple[str, str]]]:
    """Give the facts as a row wants them, from what is told, and what is wrong by column."""
    fields, problems = as_fields(told), []
    for name in BY_NAME:
        text = cells.get(name, "")
        if not text:
            continue
        if text in NOTHING:
            fields.pop(name, None)
            continue
        try:
            fields[name] = read_cell(name, text, words)
        except ValidationError as refusal:
            problems.append((name, " ".join(refusal.messages)))
    return as_values(fields), problems


def cells_of(told: Values, names: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """Write facts into cells, so that they are read as the same; `names` by fact and code."""
    fields = as_fields(told)
    cells: dict[str, Any] = {}
    for name, fact in BY_NAME.items():
        value = fields.get(name, "")
        if value and fact.type is Type.WORDS:
            value = "; ".join(names.get(fact.code, {}).get(code, code) for code in value)
        elif value and fact.type is Type.MEASURE:
            value = float(value) if "." in value else int(value)
        cells[name] = value
    return cells
