"""Whom to reach and where to deliver: a Vietnamese form and an international one."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model
from phonenumbers import NumberParseException, format_number, is_valid_number, parse
from phonenumbers import PhoneNumberFormat as Format

from catalogue.places.models import Province
from catalogue.places.queries import SeveralCommunes, UnknownCommune, find_commune, with_kind
from marketplace.frame.fields import offer_rows
from marketplace.shipping.countries import CountryField

MOST_NAMED = 8  # communes in one sentence


class AddressForm(forms.Form):
    """One form for both kinds of address; `country` decides which fields are needed."""

    email = forms.EmailField(label=_("E-mail"), help_text=_("For the confirmation and tracking."))
    name = forms.CharField(label=_("Name of the recipient"), max_length=120)
    phone = forms.CharField(label=_("Phone"), max_length=20, help_text=_("The courier calls it."))
    country = CountryField(label=_("Country"))
    province: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Province or city"), queryset=None, required=False, to_field_name="code"
    )
    commune = forms.CharField(
        label=_("Ward or commune"),
        max_length=80,
        required=False,
        help_text=_("Units of today, after the mergers of July 2025."),
    )
    street = forms.CharField(
        label=_("House number, street, hamlet"), max_length=200, required=False
    )
    line1 = forms.CharField(label=_("Street and number"), max_length=200, required=False)
    city = forms.CharField(label=_("City"), max_length=100, required=False)
    state = forms.CharField(label=_("State or region"), max_length=100, required=False)
    postcode = forms.CharField(label=_("Postcode"), max_length=20, required=False)
    save_address = forms.BooleanField(label=_("Keep this address"), required=False)

    DOMESTIC = ("province", "commune", "street")
    ABROAD = ("line1", "city", "state", "postcode")

    def __init__(self, *args, user=None, needs_delivery: bool = True, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.moved_on = ""  # a sentence, when the commune that was typed is no more
        self.needs_delivery = needs_delivery
        offer_rows(
            self,
            "country",
            get_model("address", "Country").objects.filter(is_shipping_country=True),
        )
        offer_rows(self, "province", Province.objects.all())
        autocomplete = {
            "email": "email",
            "name": "name",
            "phone": "tel",
            "line1": "address-line1",
            "street": "address-line1",
            "city": "address-level2",
            "postcode": "postal-code",
        }
        for name, value in autocomplete.items():
            self.fields[name].widget.attrs["autocomplete"] = value
        self.fields["commune"].widget.attrs["list"] = "communes"
        if user is None or not user.is_authenticated:
            del self.fields["save_address"]
        if not needs_delivery:
            for name in ("country", *self.DOMESTIC, *self.ABROAD):
                del self.fields[name]
            self.fields.pop("save_address", None)

    @property
    def domestic_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.DOMESTIC if name in self.fields]

    @property
    def abroad_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.ABROAD if name in self.fields]

    def clean(self) -> dict:
        data = super().clean() or {}
        country = data.get("country")
        code = country.iso_3166_1_a2 if country else "VN"
        self.clean_phone_of(data, code)
        if not self.needs_delivery or country is None:
            return data
        needed = self.DOMESTIC if code == "VN" else ("line1", "city", "postcode")
        for name in needed:
            if not data.get(name) and name not in self.errors:
                self.add_error(name, self.fields[name].error_messages["required"])
        if code == "VN" and data.get("province") and data.get("commune"):
            self.clean_commune_of(data)
        return data

    def clean_phone_of(self, data: dict, country_code: str) -> None:
        if not data.get("phone"):
            return
        number = callable_number(data["phone"], country_code)
        if number is None:
            self.add_error("phone", _("This is not a phone number that can be called."))
        else:
            data["phone"] = number

    def clean_commune_of(self, data: dict) -> None:
        """Hold the commune against the units of today; one of before leads to what took it in."""
        try:
            found = find_commune(data["province"], data["commune"])
        except UnknownCommune:
            self.add_error(
                "commune",
                ValidationError(
                    _("We do not know this ward or commune in %(province)s as of today."),
                    params={"province": data["province"].name},
                ),
            )
        except SeveralCommunes as doubt:
            names = ", ".join(with_kind(each) for each in doubt.communes[:MOST_NAMED])
            self.add_error(
                "commune",
                ValidationError(
                    _("Which of these is it today: %(names)s?"), params={"names": names}
                ),
            )
        else:
            data["commune"] = found.commune.name
            if found.before:
                self.moved_on = _("%(before)s: since 1 July 2025 %(today)s.") % {
                    "before": found.before.name,
                    "today": with_kind(found.commune),
                }

    def to_session(self) -> dict[str, str]:
        """Give the answers as plain values for the session."""
        return {
            name: getattr(value, "code", "") or getattr(value, "iso_3166_1_a2", "")
            if hasattr(value, "pk")
            else value
            for name, value in self.cleaned_data.items()
        }

    def shipping_address(self) -> dict[str, object] | None:
        """Give the fields of Oscar's ShippingAddress; None when nothing is delivered."""
        if not self.needs_delivery:
            return None
        data = self.cleaned_data
        common = {
            "first_name": data["name"],
            "phone_number": data["phone"],
            "country": data["country"],
        }
        if data["country"].iso_3166_1_a2 == "VN":
            return common | {
                "line1": data["street"],
                "line2": data["commune"],
                "line4": data["province"].name,
                "state": data["province"].code,
            }
        return common | {
            "line1": data["line1"],
            "line4": data["city"],
            "state": data["state"],
            "postcode": data["postcode"],
        }


def callable_number(text: str, country_code: str) -> str | None:
    """Write a telephone number as E.164; None where it cannot be called."""
    try:
        number = parse(text, country_code)
    except NumberParseException:
        return None
    return format_number(number, Format.E164) if is_valid_number(number) else None


def address_answers(address) -> dict[str, str]:
    """Give a kept address as the answers to AddressForm."""
    known = {
        "name": address.first_name,
        "phone": str(address.phone_number or ""),
        "country": address.country_id,
    }
    if address.country_id == "VN":
        return known | {
            "street": address.line1,
            "commune": address.line2,
            "province": address.state,
        }
    return known | {
        "line1": address.line1,
        "city": address.line4,
        "state": address.state,
        "postcode": address.postcode,
    }


def address_line(answers: dict[str, str]) -> str:
    """Write where answers to AddressForm lead in one line; nothing if nothing is delivered."""
    if answers.get("country") == "VN":
        return f"{answers['street']}, {answers['commune']}"
    parts = (answers.get(name) for name in ("line1", "postcode", "city", "country"))
    return " ".join(part for part in parts if part)
