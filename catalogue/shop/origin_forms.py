"""What a visitor of an origin page may send."""

from django import forms
from django.utils.translation import gettext_lazy as _

from catalogue.origin.models import Suspicion


class SuspicionForm(forms.ModelForm):
    """A report about a code; the field of the trap is left empty by people."""

    website = forms.CharField(required=False, max_length=100, label=_("Leave this empty"))

    class Meta:
        model = Suspicion
        fields = ["message", "bought_at", "email"]
        widgets = {"message": forms.Textarea(attrs={"rows": 5, "maxlength": 2000})}

    def is_from_a_machine(self) -> bool:
        return bool(self.data.get("website"))


class HiddenCodeForm(forms.Form):
    """The code under the film."""

    hidden_code = forms.CharField(
        label=_("Hidden code"), max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
