"""The forms of an application, a part each; the applicant's and the desk's are the same."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from phonenumbers import NumberParseException, PhoneNumberFormat, format_number, is_valid_number
from phonenumbers import parse as parse_number

from catalogue.models import OcopGroup
from catalogue.places.models import Province, Village
from catalogue.places.queries import SeveralCommunes, UnknownCommune, find_commune, with_kind
from marketplace.files.fields import PaperField, PictureField
from marketplace.frame.fields import DayField, WholeField, offer, offer_rows
from marketplace.frame.folding import cleaned, fold
from marketplace.joining.checklist import BANK, NUMBERS, WHERE, WHO, WITH_TAX_CODE
from marketplace.joining.models import Application, Paper, Requirement
from marketplace.ledger.forms import BankAccountForm
from marketplace.producers.models import Producer
from marketplace.purchases.tax_codes import read_tax_code

CITIZEN = re.compile(r"\d{12}")  # law on identification 26/2023/QH15, article 12
MOST_NAMED = 8


class LineField(forms.CharField):
    """A line of text without what nobody sees."""

    def to_python(self, value: Any) -> str:
        return cleaned(super().to_python(value) or "")


def phone_of(text: str) -> str:
    """Write a Vietnamese phone number in E.164. Raises ValidationError."""
    try:
        number = parse_number(text, "VN")
    except NumberParseException:
        number = None
    if number is None or not is_valid_number(number):
        raise ValidationError(_("This is not a phone number that can be called."))
    return format_number(number, PhoneNumberFormat.E164)


class WhoForm(forms.Form):
    """Who makes and sells, and who answers for it."""

    kind = forms.ChoiceField(
        label=_("What you are"),
        choices=[("", "–"), *Producer.Kind.choices],
        help_text=_("As on your registration. A family that makes at home is a household."),
    )
    name = LineField(
        label=_("Name of the producer"),
        max_length=120,
        help_text=_("Buyers see it. For instance: Gốm Cô Lan, HTX Dệt lụa Vạn Phúc."),
    )
    representative = LineField(
        label=_("Who answers for it"),
        max_length=120,
        help_text=_("Full name as on the citizen card. For instance: Nguyễn Thị Lan."),
    )
    phone = LineField(
        label=_("Phone"), max_length=20, help_text=_("Staff call it. For instance: 0912 345 678.")
    )
    email = forms.EmailField(
        label=_("E-mail"), max_length=254, help_text=_("Where new orders are told.")
    )
    groups = forms.TypedMultipleChoiceField(
        label=_("What you make"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("It decides which papers are asked for. Food needs more than crafts."),
    )

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        known = {name: getattr(application, name) for name in self.base_fields}
        super().__init__(*args, **{"initial": known} | kwargs)
        offer(self, "groups", [(group.number, group.name) for group in OcopGroup.objects.all()])
        for name, value in {"phone": "tel", "email": "email", "representative": "name"}.items():
            self.fields[name].widget.attrs["autocomplete"] = value
        self.fields["phone"].widget.attrs["inputmode"] = "tel"

    def clean_phone(self) -> str:
        return phone_of(self.cleaned_data["phone"])

    def facts(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class WhereForm(forms.Form):
    """Where it is made: the units of today, a craft village if there is one."""

    province: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Province or city"), queryset=None, to_field_name="code"
    )
    commune = LineField(
        label=_("Ward or commune"),
        max_length=80,
        help_text=_("Units of today, after the mergers of July 2025."),
    )
    village = LineField(
        label=_("Craft village"),
        max_length=80,
        required=False,
        help_text=_("Only if you belong to one. For instance: Bát Tràng."),
    )
    address = LineField(
        label=_("House number, street, hamlet"),
        max_length=200,
        help_text=_("For instance: Xóm 3, số 12."),
    )

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        commune = application.commune
        known = {
            "province": commune.province.code if commune else "",
            "commune": commune.name if commune else "",
            "village": application.village.name if application.village else "",
            "address": application.address,
        }
        super().__init__(*args, **{"initial": known} | kwargs)
        offer_rows(self, "province", Province.objects.filter(valid_to=None))
        self.fields["commune"].widget.attrs["list"] = "communes"
        self.fields["address"].widget.attrs["autocomplete"] = "street-address"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("province") and data.get("commune"):
            self.find_commune(data)
        return data

    def find_commune(self, data: dict[str, Any]) -> None:
        try:
            data["found"] = find_commune(data["province"], data["commune"]).commune
        except UnknownCommune:
            words = _("We do not know this ward or commune in %(province)s as of today.")
            said = ValidationError(words, params={"province": data["province"].name})
            self.add_error("commune", said)
        except SeveralCommunes as doubt:
            names = ", ".join(with_kind(each) for each in doubt.communes[:MOST_NAMED])
            words = _("Which of these is it today: %(names)s?")
            self.add_error("commune", ValidationError(words, params={"names": names}))
        else:
            self.find_village(data)

    def find_village(self, data: dict[str, Any]) -> None:
        data["village_found"] = None
        asked = fold(data.get("village", ""))
        if not asked:
            return
        here = Village.objects.filter(commune__province=data["province"])
        found = [village for village in here if fold(village.name) == asked]
        near = [village for village in found if village.commune_id == data["found"].pk]
        if not found:
            words = _("We do not know this craft village. Leave it empty; staff can add it.")
            self.add_error("village", words)
        else:
            data["village_found"] = (near or found)[0]

    def facts(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "commune": data["found"],
            "village": data["village_found"],
            "address": data["address"],
        }


class NumbersForm(forms.Form):
    """By which number the state knows the producer, or the person who answers for it."""

    tax_code = LineField(
        label=_("Tax code"),
        max_length=20,
        required=False,
        help_text=_("10 digits, 13 of a branch, or 12 of a person. For instance: 0300588569."),
    )
    citizen_number = LineField(
        label=_("Citizen number"),
        max_length=20,
        required=False,
        help_text=_("12 digits on the card of who answers for it. It is kept closed."),
    )

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        self.application = application
        known = {"tax_code": application.tax_code}
        super().__init__(*args, **{"initial": known} | kwargs)
        for field in self.fields.values():
            field.widget.attrs |= {"inputmode": "numeric", "autocomplete": "off"}
        if application.citizen_sealed:
            self.fields["citizen_number"].help_text = _(
                "A number is kept closed. Leave this empty to keep it."
            )

    def clean_tax_code(self) -> str:
        text = self.cleaned_data["tax_code"]
        try:
            return read_tax_code(text) if text else ""
        except ValueError as error:
            raise ValidationError(_("This is no tax code: please compare the digits.")) from error

    def clean_citizen_number(self) -> str:
        number = re.sub(r"[\s.]", "", self.cleaned_data["citizen_number"])
        if number and not CITIZEN.fullmatch(number):
            raise ValidationError(_("A citizen number has 12 digits."))
        return number

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        has_citizen = bool(data.get("citizen_number") or self.application.citizen_sealed)
        if self.application.kind in WITH_TAX_CODE and not data.get("tax_code"):
            self.add_error("tax_code", _("An enterprise or a cooperative has a tax code."))
        elif not data.get("tax_code") and not has_citizen:
            self.add_error("citizen_number", _("Please give one of the two numbers."))
        return data

    def facts(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class ClosedAccountForm(BankAccountForm):
    """Where the producer is to be paid, kept closed until it is verified."""

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"].help_text = _("For instance: 19036789012345.")
        self.fields["number"].widget.attrs |= {"inputmode": "numeric", "autocomplete": "off"}

    def facts(self) -> dict[str, Any]:
        names = ("bank_bin", "bank_name", "number", "holder")
        return {"account": {name: self.cleaned_data[name] for name in names}}


FORMS: dict[str, Any] = {
    WHO: WhoForm,
    WHERE: WhereForm,
    NUMBERS: NumbersForm,
    BANK: ClosedAccountForm,
}


class PaperForm(forms.Form):
    """One paper: its file, its number, who issued it, until when it holds."""

    file = PaperField(
        label=_("File"), help_text=_("A clear photo, or a PDF up to 10 MB."), required=False
    )
    number = LineField(label=_("Number"), max_length=60)
    issuer = LineField(
        label=_("Issued by"),
        max_length=120,
        help_text=_("For instance: UBND xã Bát Tràng."),
    )
    expires_on = DayField(
        label=_("Valid until"),
        required=False,
        help_text=_("We write to you 30 days before."),
    )

    def __init__(
        self, *args: Any, requirement: Requirement, paper: Paper | None, **kwargs: Any
    ) -> None:
        names = ("number", "issuer", "expires_on")
        known = {name: getattr(paper, name) for name in names} if paper else {}
        super().__init__(*args, **{"initial": known} | kwargs)
        self.fields["file"].required = paper is None or not paper.file
        if requirement.example:
            self.fields["number"].help_text = _("For instance: %(example)s.") % {
                "example": requirement.example
            }
        if requirement.has_end:
            self.fields["expires_on"].required = True
        else:
            del self.fields["expires_on"]

    def clean_expires_on(self) -> Any:
        day = self.cleaned_data["expires_on"]
        if day and day < timezone.localdate():
            raise ValidationError(_("This paper has ended: please hand in a newer one."))
        return day

    def facts(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class PageForm(forms.Form):
    """What a producer says of itself on its public page."""

    story_vi = forms.CharField(
        label=_("Your story, Vietnamese"),
        widget=forms.Textarea,
        max_length=6000,
        help_text=_("Who makes it, how, since when. For instance: three generations at one kiln."),
    )
    story_en = forms.CharField(
        label=_("Your story, English"), widget=forms.Textarea, max_length=6000, required=False
    )
    story_ind = forms.CharField(
        label=_("Your story, Indonesian"), widget=forms.Textarea, max_length=6000, required=False
    )
    since = forms.RegexField(
        r"^[12][0-9]{3}$",
        label=_("Since (year)"),
        required=False,
        help_text=_("For instance: 1985."),
        error_messages={"invalid": _("Please write a year, such as 1985.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    picture = PictureField(
        label=_("Picture"),
        required=False,
        help_text=_(
            "You at work, the workshop, the village. The picture of before stays if empty."
        ),
    )

    def clean_since(self) -> int | None:
        text = self.cleaned_data["since"]
        if text and int(text) > timezone.localdate().year:
            raise ValidationError(_("This year is still to come."))
        return int(text) if text else None

    def content(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "picture"}


class RequirementForm(forms.ModelForm):
    """A row of the checklist, as the operator composes it."""

    place = WholeField(label=_("Place in the list"), min_value=0, max_value=999)
    kinds = forms.MultipleChoiceField(
        label=_("Only of these producers"),
        choices=Producer.Kind.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("None ticked: of all."),
    )
    groups = forms.TypedMultipleChoiceField(
        label=_("Only for these goods"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("None ticked: for all."),
    )

    class Meta:
        model = Requirement
        fields = [
            "name_vi",
            "name_en",
            "name_ind",
            "hint_vi",
            "hint_en",
            "hint_ind",
            "example",
            "kinds",
            "groups",
            "is_needed",
            "has_end",
            "is_asked",
            "place",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "groups", [(group.number, group.name) for group in OcopGroup.objects.all()])
        self.fields["name_vi"].required = True
