"""What somebody asks a village or a maker."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.enquiries.models import Enquiry
from marketplace.talks.models import LONGEST


class AskForm(forms.Form):
    """An enquiry; people leave the field of the trap empty. Who is signed in has an address."""

    kind = forms.ChoiceField(label=_("What is it about?"), choices=Enquiry.Kind)
    name = forms.CharField(
        label=_("Your name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("Your e-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("Only the market has it: answers come by mail, and nobody there reads it."),
    )
    text = forms.CharField(
        label=_("Your enquiry"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("When, how many, which language: what lets them answer at once."),
    )
    website = forms.CharField(required=False, max_length=100, label=_("Leave this empty"))

    def __init__(self, *args: Any, is_known: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_known:
            del self.fields["email"]

    def is_from_a_machine(self) -> bool:
        return bool(self.data.get("website"))
