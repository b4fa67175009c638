"""Which session of a visit, and how many of each kind of guest come."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.frame.fields import WholeField
from marketplace.visits.models import MOST_GUESTS, Fare, Session, Visit
from marketplace.visits.places import bookable
from marketplace.visits.words import party_said


class SeatsForm(forms.Form):
    """Seats in one session; `guests` after it is valid: how many by fare."""

    session: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Day and time"),
        queryset=Session.objects.none(),
        error_messages={
            "required": _("Please choose a day and time."),
            "invalid_choice": _("This session cannot be booked any more; choose another."),
        },
    )

    def __init__(self, *args: Any, visit: Visit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.visit = visit
        self.fares: dict[str, Fare] = {f"guests_{fare.guest}": fare for fare in visit.fares.all()}
        self.fields["session"].queryset = bookable().filter(visit=visit)  # type: ignore[attr-defined]
        for name, fare in self.fares.items():
            self.fields[name] = WholeField(
                label=str(fare), min_value=0, max_value=MOST_GUESTS, required=False
            )

    @property
    def guests(self) -> dict[Fare, int]:
        counts = {fare: self.cleaned_data.get(name) or 0 for name, fare in self.fares.items()}
        return {fare: count for fare, count in counts.items() if count}

    def clean(self) -> dict:
        data = super().clean() or {}
        if any(name in self.errors for name in self.fares):
            return data
        party = sum(self.guests.values())
        if not party:
            raise forms.ValidationError(_("Please say how many come."))
        if not self.visit.party_least <= party <= self.visit.party_most:
            text = _("This visit is for %(party)s.") % {"party": party_said(self.visit)}
            raise forms.ValidationError(text)
        session = data.get("session")
        if session and party > session.left:
            text = _("This session has only %(left)d places left.") % {"left": session.left}
            raise forms.ValidationError(text)
        return data
