"""Forms of a host: terms, schedules, closed days, places, words to guests."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.frame.fields import DayField, DongField, WholeField
from marketplace.listings.product_form import MOST_DONG
from marketplace.visits.models import MOST_GUESTS, Fare, Visit
from marketplace.visits.words import LANGUAGES, WEEKDAYS

MOST_MINUTES = 14 * 24 * 60
MOST_HOURS = 60 * 24
TEXTS = ("meeting_point", "bring", "access", "weather")
SUFFIXES = {"vi": "", "en": _("in English"), "ind": _("in Indonesian")}
FARES = {f"price_{guest.value}": guest for guest in Fare.Guest}
STEPS = 2
PLAIN = ("kind", "languages", "duration_minutes", "party_least", "party_most", "cutoff_hours")


class TermsForm(forms.Form):
    """The terms of a visit; `terms`, `fares` and `steps` when it is valid."""

    kind = forms.ChoiceField(label=_("Kind of visit"), choices=Visit.Kind.choices)
    languages = forms.MultipleChoiceField(
        label=_("Languages"), choices=list(LANGUAGES.items()), widget=forms.CheckboxSelectMultiple
    )
    duration_minutes = WholeField(
        label=_("How long, minutes"), min_value=1, max_value=MOST_MINUTES, initial=120
    )
    party_least = WholeField(
        label=_("Smallest party"), min_value=1, max_value=MOST_GUESTS, initial=1
    )
    party_most = WholeField(
        label=_("Largest party"), min_value=1, max_value=MOST_GUESTS, initial=10
    )
    cutoff_hours = WholeField(
        label=_("Booked until so many hours before"),
        min_value=0,
        max_value=MOST_HOURS,
        initial=12,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, guest in FARES.items():
            self.fields[name] = DongField(
                label=_("Price: %(guest)s") % {"guest": guest.label},
                max_value=MOST_DONG,
                required=guest == Fare.Guest.ADULT,
            )
        for number in range(1, STEPS + 1):
            self.fields[f"hours_{number}"] = WholeField(
                label=_("Cancelled up to so many hours before"),
                min_value=0,
                max_value=MOST_HOURS,
                required=False,
            )
            self.fields[f"percent_{number}"] = WholeField(
                label=_("Percent back"), min_value=1, max_value=100, required=False
            )
        for name in TEXTS:
            of_model: Any = Visit._meta.get_field(name)
            for suffix, language in SUFFIXES.items():
                label = of_model.verbose_name
                self.fields[f"{name}_{suffix}"] = forms.CharField(
                    label=f"{label} ({language})" if language else label,
                    max_length=of_model.max_length,
                    required=name == "meeting_point" and not language,
                )

    def clean(self) -> dict:
        data = super().clean() or {}
        least, most = data.get("party_least"), data.get("party_most")
        if least and most and least > most:
            self.add_error("party_most", _("The largest party is smaller than the smallest."))
        for number in range(1, STEPS + 1):
            hours, percent = data.get(f"hours_{number}"), data.get(f"percent_{number}")
            if (hours is None) != (percent is None):
                self.add_error(f"hours_{number}", _("Hours and percent belong together."))
        return data

    @property
    def terms(self) -> dict[str, Any]:
        names = [*PLAIN, *(f"{name}_{suffix}" for name in TEXTS for suffix in SUFFIXES)]
        return {name: self.cleaned_data[name] for name in names}

    @property
    def fares(self) -> dict[str, int]:
        found = {guest.value: self.cleaned_data.get(name) for name, guest in FARES.items()}
        return {guest: price for guest, price in found.items() if price is not None}

    @property
    def steps(self) -> dict[int, int]:
        data, found = self.cleaned_data, {}
        for number in range(1, STEPS + 1):
            if data.get(f"hours_{number}") is not None:
                found[data[f"hours_{number}"]] = data[f"percent_{number}"]
        return found


def known_terms(visit: Visit) -> dict[str, Any]:
    """What a visit's terms say now, for its form."""
    names = [*PLAIN, *(f"{name}_{suffix}" for name in TEXTS for suffix in SUFFIXES)]
    known = {name: getattr(visit, name) for name in names}
    known |= {f"price_{fare.guest}": fare.price for fare in visit.fares.all()}
    for number, step in enumerate(visit.refund_steps.all()[:STEPS], start=1):
        known |= {f"hours_{number}": step.hours_before, f"percent_{number}": step.percent}
    return known


class ScheduleForm(forms.Form):
    """On which days, from when, at what time, for how many."""

    weekdays = forms.TypedMultipleChoiceField(
        label=_("Days of the week"),
        coerce=int,
        choices=list(enumerate(WEEKDAYS)),
        widget=forms.CheckboxSelectMultiple,
    )
    time = forms.TimeField(
        label=_("Begins at (Hanoi time)"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    first = DayField(label=_("First day"))
    last = DayField(label=_("Last day"), required=False)
    capacity = WholeField(
        label=_("Number of places"), min_value=1, max_value=MOST_GUESTS, initial=12
    )

    def clean(self) -> dict:
        data = super().clean() or {}
        first, last = data.get("first"), data.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day is before the first."))
        return data


class ClosedDayForm(forms.Form):
    """A day on which it does not take place."""

    day = DayField(label=_("Day"))
    note = forms.CharField(label=_("Why"), max_length=120, required=False)


class CapacityForm(forms.Form):
    """How many places one session has."""

    capacity = WholeField(label=_("Number of places"), min_value=1, max_value=MOST_GUESTS)


class CallOffForm(forms.Form):
    """Words to the guests of a session that is cancelled."""

    note = forms.CharField(
        label=_("Words to guests"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Why, and what you offer. They choose another date or get all back."),
    )
