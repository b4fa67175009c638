"""Fields of our forms: sums, counts, weights and days within bounds, choices known only later."""

import datetime
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from marketplace.frame.numbers import (
    NotANumber,
    Unclear,
    grouped,
    read_count,
    read_dong,
    read_grams,
    read_share,
)

MOST_DONG = 10**13  # more than a bank moves at once; sums of such sums stay within 64 bits
MOST_WHOLE = 2**31 - 1  # what a column of numbers holds
FIRST_YEAR, LAST_YEAR = 1900, 2999


def in_a_likely_year(day: datetime.date) -> None:
    """Refuse days of years that nobody means: at both ends of the calendar arithmetic fails."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValidationError(_("Please check the year."))


class WholeField(forms.IntegerField):
    """A count, written as people write numbers; shown again as it was understood.

    At most MOST_WHOLE, whatever a form says or forgets to say: more fits in no column of numbers.
    """

    read: Callable[[str], int] = staticmethod(read_count)
    kind = "count"  # how the browser reads it, too: static/js/numbers.js
    widget = forms.TextInput
    default_error_messages = {
        "invalid": _("Write a whole number, such as 1.250.000."),
        "unclear": _("Do you mean %(first)s or %(second)s? Write it without points."),
    }

    def __init__(self, *, max_value: int | None = None, **kwargs: Any) -> None:
        most = MOST_WHOLE if max_value is None else max_value
        super().__init__(max_value=most, **kwargs)

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values:
            return None
        if isinstance(value, int):
            return value
        try:
            return self.read(str(value))
        except Unclear as doubt:
            first, second = map(grouped, doubt.readings)
            raise ValidationError(
                self.error_messages["unclear"],
                code="unclear",
                params={"first": first, "second": second},
            ) from doubt
        except NotANumber as refusal:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from refusal

    def prepare_value(self, value: Any) -> Any:
        is_hidden = isinstance(self.widget, forms.HiddenInput)
        is_shown = isinstance(value, int) and not is_hidden
        return grouped(value) if is_shown else value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        """Ask a phone for its digits. The wide keyboard where units are likely is a key away."""
        if widget.is_hidden:
            return {}
        return {"inputmode": "decimal", "autocomplete": "off", "data-number": self.kind}


class DongField(WholeField):
    """A sum in whole dong, at most MOST_DONG either way, whatever the column would hold."""

    read = staticmethod(read_dong)
    kind = "dong"

    def __init__(self, *, min_value: int = 0, max_value: int = MOST_DONG, **kwargs: Any) -> None:
        super().__init__(
            min_value=max(min_value, -MOST_DONG), max_value=min(max_value, MOST_DONG), **kwargs
        )


class GramField(WholeField):
    """A weight in grams; "1,5 kg" is 1500."""

    read = staticmethod(read_grams)
    kind = "gram"


class ShareField(forms.DecimalField):
    """Marks or a percentage with a point or a comma: 87,5 and 87.5 are the same."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # stubs say int
        if value in self.empty_values:
            return None
        try:
            return read_share(str(value))
        except NotANumber as refusal:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from refusal

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        return {"inputmode": "decimal", "autocomplete": "off"}


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


def bound(form: forms.BaseForm, name: str, *, least: Any = None, most: Any = None) -> None:
    """Hold a number between bounds at its field, in words, before the database does."""
    validators = form.fields[name].validators
    if least is not None:
        validators.append(MinValueValidator(least))
    if most is not None:
        validators.append(MaxValueValidator(most))


def offer(form: forms.BaseForm, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
    """Give a choice field its (value, label) pairs."""
    cast(forms.ChoiceField, form.fields[name]).choices = list(choices)


def offer_rows(form: forms.BaseForm, name: str, rows: QuerySet) -> None:
    """Give a model choice field the rows to choose from."""
    cast(forms.ModelChoiceField, form.fields[name]).queryset = rows
