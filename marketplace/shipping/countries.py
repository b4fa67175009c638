"""Countries by their names in the reader's language; Oscar's rows have English ones."""

from typing import Any

from babel import Locale
from django import forms
from django.utils.translation import get_language


def country_name(country: Any) -> str:
    """Name a row of Oscar's Country: "Thái Lan" for TH; as the row has it where nobody knows."""
    code = country.iso_3166_1_a2
    return Locale.parse(get_language() or "vi").territories.get(code) or country.printable_name


class CountryField(forms.ModelChoiceField):
    """A choice among countries; what is sent is their code."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=None, empty_label=None, to_field_name="iso_3166_1_a2", **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return country_name(obj)
