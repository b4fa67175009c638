"""Texts of rows in the reader's language, for queries of pages that strangers see."""

from django.db.models import Case, TextField, Value, When
from django.db.models.functions import Coalesce, NullIf

LANGUAGE_SUFFIX = {"vi": "vi", "en": "en", "id": "ind"}


def spoken(name: str, suffix: str) -> Coalesce:
    """A text in the language of `suffix`; where it is not written, in Vietnamese or English."""
    columns = dict.fromkeys(f"{name}_{each}" for each in (suffix, "vi", "en"))
    written = [NullIf(column, Value(""), output_field=TextField()) for column in columns]
    return Coalesce(*written, Value(""), output_field=TextField())


def language_of(name: str, suffix: str) -> Case:
    """The language that `spoken` gives a text in; empty where it is the one that is asked for."""
    cases = [When(**{f"{name}_{suffix}__gt": ""}, then=Value(""))]
    others = [(code, each) for code, each in LANGUAGE_SUFFIX.items() if each in ("vi", "en")]
    cases += [When(**{f"{name}_{each}__gt": ""}, then=Value(code)) for code, each in others]
    return Case(*cases, default=Value(""), output_field=TextField())
