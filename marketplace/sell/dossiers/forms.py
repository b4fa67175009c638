"""Forms of a dossier: parts of form 01, a line, a document, an answer."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from marketplace.files.fields import PaperField
from marketplace.frame.fields import DayField, offer
from marketplace.programme.dossiers.form01 import FORM
from marketplace.programme.dossiers.models import Document, DocumentVersion, Dossier
from marketplace.programme.dossiers.terms import rounds_from
from marketplace.programme.sheets.reading import sheet_of
from marketplace.programme.sheets.sheet import Sheet
from marketplace.programme.wording import said


class RegistrationForm(forms.Form):
    """A part of form 01, saved as far as it goes; the last part chooses the round, too."""

    def __init__(self, *args: Any, dossier: Dossier, part: str, **kwargs: Any) -> None:
        kwargs["initial"] = dossier.facts | {"round_on": dossier.round_on.isoformat()}
        super().__init__(*args, **kwargs)
        for name, each in FORM[part].items():
            self.fields[name] = forms.CharField(
                label=each.label,
                max_length=each.most,
                required=False,
                help_text=each.hint,
                widget=forms.Textarea(attrs={"rows": 4}) if each.is_long else forms.TextInput,
            )
        if part == "plan":
            rounds = [each.files_by for each in rounds_from(timezone.localdate())]
            days = sorted({dossier.round_on, *rounds})
            self.fields["round_on"] = forms.ChoiceField(
                label=_("Round: the province takes dossiers until"),
                choices=[(each.isoformat(), date_format(each, "d/m/Y")) for each in days],
            )

    @property
    def columns(self) -> dict[str, Any]:
        """Give what is kept beside the texts of form 01."""
        chosen = self.cleaned_data.get("round_on")
        return {"round_on": chosen} if chosen else {}


def titles_of(sheet: Sheet) -> list[tuple[str, str]]:
    """List what a document may prove: the dossier as a whole, then each line."""
    lines = [(line.code, f"{line.code} {said(line.words)}") for line in sheet.choices]
    return [("", str(_("The dossier as a whole"))), *lines]


WHOLE = "0"  # a box that is ticked sends something: "" of a citation


class LinesField(forms.MultipleChoiceField):
    """Which lines a document proves; at least one, or the dossier as a whole."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("What it proves"),
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": _("Tick at least one.")},
            **kwargs,
        )

    def clean(self, value: Any) -> list[str]:
        return ["" if code == WHOLE else code for code in super().clean(value)]


class CiteForm(forms.Form):
    """Which lines a document proves; none: it is no longer in this dossier."""

    codes = LinesField(required=False)

    def __init__(self, *args: Any, dossier: Dossier, cited: Iterable[str], **kwargs: Any) -> None:
        kwargs["initial"] = {"codes": [code or WHOLE for code in cited]}
        super().__init__(*args, **kwargs)
        titles = titles_of(sheet_of(dossier.number))
        offer(self, "codes", [(code or WHOLE, title) for code, title in titles])


class DossierPaperForm(forms.Form):
    """A paper that is uploaded once, with what it proves."""

    file = PaperField(label=_("File: a PDF or a photo"))
    kind = forms.ChoiceField(label=_("Kind"), choices=Document.Kind.choices)
    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        required=False,
        help_text=_("Left empty: as its kind is called."),
    )
    number = forms.CharField(label=_("Number"), max_length=60, required=False)
    issuer = forms.CharField(label=_("Issued by"), max_length=120, required=False)
    issued_on = DayField(label=_("Issued on"), required=False)
    expires_on = DayField(label=_("Valid until"), required=False)
    codes = LinesField()

    def __init__(self, *args: Any, dossier: Dossier, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        titles = titles_of(sheet_of(dossier.number))
        offer(self, "codes", [(code or WHOLE, title) for code, title in titles])

    def clean_issued_on(self) -> Any:
        day = self.cleaned_data["issued_on"]
        if day and day > timezone.localdate():
            raise ValidationError(_("This day is still to come."))
        return day

    def clean_expires_on(self) -> Any:
        day = self.cleaned_data["expires_on"]
        if day and day < timezone.localdate():
            raise ValidationError(_("It has ended: it proves nothing any more."))
        return day

    def facts(self) -> dict[str, Any]:
        found = dict(self.cleaned_data)
        found["name"] = found["name"] or str(Document.Kind(found["kind"]).label)
        return found


class ProofForm(forms.Form):
    """What proves a line, and a word about it where points are claimed in it."""

    note = forms.CharField(
        label=_("A word about it"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    versions = forms.MultipleChoiceField(
        label=_("Documents that prove it"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        documents: Iterable[DocumentVersion],
        is_claimed: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if not is_claimed:
            del self.fields["note"]
        self.documents = {str(each.pk): each for each in documents}
        offer(self, "versions", [(pk, described(each)) for pk, each in self.documents.items()])

    @property
    def chosen(self) -> list[DocumentVersion]:
        return [self.documents[pk] for pk in self.cleaned_data["versions"]]


def described(version: DocumentVersion) -> str:
    """Name a document so that it is told from others: its kind, number, day."""
    document = version.document
    day = document.issued_on or timezone.localdate(version.made_at)
    parts = [document.name, document.number, date_format(day, "d/m/Y")]
    return " · ".join(part for part in parts if part)


class AnswerForm(forms.Form):
    """The answer to one thing that an office asks."""

    answer = forms.CharField(
        label=_("Your answer"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Say what you changed or added, or why it is as it is."),
    )
