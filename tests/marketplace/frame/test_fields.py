"""Sums and days of forms stay within bounds; choices are known only when a form is made."""

import datetime
from collections.abc import Iterator

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.urls import get_resolver
from django.utils import translation

from catalogue.places.models import Village
from marketplace.discounts.forms import MarketVoucherForm
from marketplace.frame.fields import (
    MOST_DONG,
    MOST_WHOLE,
    DayField,
    DongField,
    GramField,
    MomentField,
    WholeField,
    bound,
    offer,
    offer_rows,
)
from tests import factories
from tests.source.test_access import OURS, patterns

LIBRARY = 2**63 - 1  # what Django itself bounds a column of 64 bits by


def refusal(field: forms.Field, value: str) -> list[str]:
    with translation.override("en"), pytest.raises(ValidationError) as refused:
        field.clean(value)
    with translation.override("en"):
        return refused.value.messages


def test_dong_has_a_bound_on_either_side():
    below_zero = DongField(min_value=-MOST_DONG)
    assert DongField().clean(str(MOST_DONG)) == MOST_DONG
    assert below_zero.clean(str(-MOST_DONG)) == -MOST_DONG
    most = "Ensure this value is less than or equal to 10000000000000."
    assert refusal(DongField(), str(MOST_DONG + 1)) == [most]
    assert refusal(DongField(max_value=LIBRARY), "9" * 20) == [most]
    assert refusal(DongField(), "-1") == ["Ensure this value is greater than or equal to 0."]
    least = "Ensure this value is greater than or equal to -10000000000000."
    assert refusal(below_zero, str(-MOST_DONG - 1)) == [least]


def test_count_fits_its_column_whatever_its_form_forgets():
    assert WholeField().clean(str(MOST_WHOLE)) == MOST_WHOLE
    most = "Ensure this value is less than or equal to 2147483647."
    assert refusal(WholeField(), str(MOST_WHOLE + 1)) == [most]
    assert refusal(GramField(), "10" * 20) == [most]
    assert refusal(WholeField(max_value=5), "6") == [
        "Ensure this value is less than or equal to 5."
    ]


@pytest.mark.parametrize("day", ["1900-01-01", "2026-11-28", "2999-12-31"])
def test_day_and_moment_of_a_likely_year_are_taken(day):
    assert DayField().clean(day) == datetime.date.fromisoformat(day)
    assert MomentField().clean(f"{day}T08:30").date() == datetime.date.fromisoformat(day)


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "3000-01-01", "9999-12-31"])
def test_day_and_moment_of_another_year_are_refused(day):
    assert refusal(DayField(), day) == ["Please check the year."]
    assert refusal(MomentField(), f"{day}T23:59") == ["Please check the year."]


def forms_of_ours(base: type = forms.BaseForm) -> Iterator[type[forms.BaseForm]]:
    for form in base.__subclasses__():
        if form.__module__.startswith(OURS):
            yield form
        yield from forms_of_ours(form)


def test_every_day_and_sum_of_our_forms_is_bounded():
    list(patterns(get_resolver()))  # imports every module that has a form
    found = set(forms_of_ours())
    assert MarketVoucherForm in found
    unbounded = [
        f"{form.__module__}.{form.__name__}.{name}"
        for form in found
        for name, field in form.base_fields.items()
        if is_unbounded(field)
    ]
    assert sorted(unbounded) == []


def is_unbounded(field: forms.Field) -> bool:
    """A day that is none of our fields, or a number that is bounded by nothing less than its column."""
    if isinstance(field, forms.DateField | forms.DateTimeField):
        return not isinstance(field, DayField | MomentField)
    limits = [v.limit_value for v in field.validators if isinstance(v, MaxValueValidator)]
    if isinstance(field, WholeField):
        return not limits
    return isinstance(field, forms.IntegerField) and LIBRARY in limits


class Wish(forms.Form):
    way = forms.ChoiceField()
    village = forms.ModelChoiceField(Village.objects.none())


@pytest.mark.django_db
def test_a_form_takes_what_was_offered_to_it_and_nothing_else():
    mine, other = factories.make_village("Gốm"), factories.make_village("Lụa")

    def errors(way: str, village: Village) -> dict:
        form = Wish({"way": way, "village": village.pk})
        offer(form, "way", (pair for pair in [("card", "Card"), (1, "Cash")]))
        offer_rows(form, "village", Village.objects.filter(pk=mine.pk))
        return form.errors

    assert errors("card", mine) == errors("1", mine) == {}
    assert list(errors("gold", other)) == ["way", "village"]
    assert Wish.base_fields["way"].choices == []  # the class keeps nothing of one form's choices


class Weighed(forms.Form):
    weight = forms.DecimalField()

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        bound(self, "weight", least=1, most=9)


@pytest.mark.parametrize(
    ("given", "refused"), [("1", False), ("9", False), ("0.9", True), ("9.1", True)]
)
def test_a_number_is_held_between_bounds_at_its_field(given, refused):
    assert bool(Weighed({"weight": given}).errors.get("weight")) == refused
    assert len(Weighed.base_fields["weight"].validators) < len(
        Weighed().fields["weight"].validators
    )
