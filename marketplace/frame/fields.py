"""Fields whose choices are known only when a form is made."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.db.models import QuerySet


def offer(form: forms.BaseForm, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
    """Give a choice field its (value, label) pairs."""
    cast(forms.ChoiceField, form.fields[name]).choices = list(choices)


def offer_rows(form: forms.BaseForm, name: str, rows: QuerySet) -> None:
    """Give a model choice field the rows to choose from."""
    cast(forms.ModelChoiceField, form.fields[name]).queryset = rows
