"""Forms of an office: what is asked of a maker, form 03, what became of a dossier, posts."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.places.models import Commune, Province
from marketplace.accounts.models import User
from marketplace.frame.fields import DayField
from marketplace.programme.dossiers.handing import Ask
from marketplace.programme.dossiers.models import Opinion
from marketplace.programme.dossiers.terms import after_working_days
from marketplace.programme.offices.models import Office
from marketplace.programme.offices.services import office_of_commune, office_of_province
from marketplace.programme.sheets.sheet import Sheet
from marketplace.programme.wording import said

ROWS = 4  # things that one request asks; a second request may follow
USUAL_DAYS = 10  # working days that a maker is given where nobody says otherwise


class AdditionsForm(forms.Form):
    """Up to four things that are asked of a maker: about which line, what, until which day."""

    def __init__(self, *args: Any, sheet: Sheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = [(line.code, f"{line.code} {said(line.words)}") for line in sheet.choices]
        choices = [("", str(_("The dossier as a whole"))), *lines]
        usual = after_working_days(timezone.localdate(), USUAL_DAYS)
        for n in range(1, ROWS + 1):
            self.fields[f"code_{n}"] = forms.ChoiceField(
                label=_("About"), choices=choices, required=False
            )
            self.fields[f"words_{n}"] = forms.CharField(
                label=_("What you ask for"),
                max_length=500,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            self.fields[f"due_{n}"] = DayField(label=_("Until"), required=False, initial=usual)

    @property
    def rows(self) -> list[tuple[Any, Any, Any]]:
        """List the fields of each thing, for the page."""
        return [
            (self[f"code_{n}"], self[f"words_{n}"], self[f"due_{n}"]) for n in range(1, ROWS + 1)
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        asked = [n for n in range(1, ROWS + 1) if data.get(f"words_{n}")]
        if not asked and not self.errors:
            self.add_error("words_1", ValidationError(_("Say what you ask for.")))
        for n in asked:
            day = data.get(f"due_{n}")
            if f"due_{n}" in self.errors:
                continue
            if day is None or day <= timezone.localdate():
                words = _("Give the maker time: a day after today.")
                self.add_error(f"due_{n}", ValidationError(words))
        return data

    @property
    def asks(self) -> list[Ask]:
        data = self.cleaned_data
        return [
            Ask(data[f"code_{n}"], data[f"words_{n}"], data[f"due_{n}"])
            for n in range(1, ROWS + 1)
            if data[f"words_{n}"]
        ]


class OpinionForm(forms.Form):
    """Form 03: four findings and what the commune says of the whole."""

    words = forms.CharField(
        label=_("Opinion"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What you saw at the maker's place, and whether you recommend it."),
    )
    field_order = [*Opinion.POINTS, "words"]

    def __init__(self, *args: Any, opinion: Opinion | None = None, **kwargs: Any) -> None:
        if opinion is not None:
            names = (*Opinion.POINTS, "words")
            kwargs["initial"] = {name: getattr(opinion, name) for name in names}
        super().__init__(*args, **kwargs)
        for name in Opinion.POINTS:
            self.fields[name] = forms.ChoiceField(
                label=Opinion.label_of(name),
                choices=Opinion.Finding.choices,
                widget=forms.RadioSelect,
            )
        self.order_fields(self.field_order)


class ResultForm(forms.Form):
    """What became of a dossier at the province; the maker reads why it was not rated."""

    is_rated = forms.ChoiceField(
        label=_("Result"),
        choices=[("1", _("Rated")), ("0", _("Not rated"))],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("Reason, or a word about it"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def answers(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"is_rated": data["is_rated"] == "1", "words": data["words"]}


class PostForm(forms.Form):
    """Who gets a post, and where: a commune by five digits, a province by two."""

    user = forms.EmailField(label=_("E-mail of the account"), max_length=254)
    office = forms.CharField(
        label=_("Code of the commune or of the province"),
        max_length=5,
        help_text=_("Five digits for a commune, as 00577; two for a province, as 01."),
    )

    def clean_user(self) -> User:
        address = self.cleaned_data["user"]
        found = User.objects.filter(email__iexact=address, is_active=True).first()
        if found is None:
            raise ValidationError(_("There is no account with this address."))
        return found

    def clean_office(self) -> Office:
        code = self.cleaned_data["office"]
        if re.fullmatch(r"[0-9]{5}", code):
            communes = Commune.objects.of_today().select_related("province")
            if commune := communes.filter(code=code).first():
                return office_of_commune(commune)
        elif province := Province.objects.filter(code=code, valid_to=None).first():
            return office_of_province(province)
        raise ValidationError(_("There is no commune or province with this code today."))
