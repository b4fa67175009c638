"""Fields of our forms: sums and days within bounds, choices known only when a form is made."""

import datetime
from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

MOST_DONG = 10**13  # more than a bank moves at once; sums of such sums stay within 64 bits
FIRST_YEAR, LAST_YEAR = 1900, 2999


def in_a_likely_year(day: datetime.date) -> None:
    """Refuse days of years that nobody means: at both ends of the calendar arithmetic fails."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValidationError(_("Please check the year."))


class DongField(forms.IntegerField):
    """A sum in whole dong, at most MOST_DONG either way, whatever the column would hold."""

    def __init__(self, *, min_value: int = 0, max_value: int = MOST_DONG, **kwargs: Any) -> None:
        super().__init__(
            min_value=max(min_value, -MOST_DONG), max_value=min(max_value, MOST_DONG), **kwargs
        )


class DayField(forms.DateField):
    """A day, picked in the browser."""

    default_validators = [in_a_likely_year]

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        super().__init__(**kwargs)


class MomentField(forms.DateTimeField):
    """A day with its hour in the market's time, picked in the browser."""

    default_validators = [in_a_likely_year]

    def __init__(self, **kwargs: Any) -> None:
        shown = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        kwargs.setdefault("widget", shown)
        super().__init__(**kwargs)


def offer(form: forms.BaseForm, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
    """Give a choice field its (value, label) pairs."""
    cast(forms.ChoiceField, form.fields[name]).choices = list(choices)


def offer_rows(form: forms.BaseForm, name: str, rows: QuerySet) -> None:
    """Give a model choice field the rows to choose from."""
    cast(forms.ModelChoiceField, form.fields[name]).queryset = rows
