"""What is written to the other side; whether it may be sent, the service says."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.talks.models import LONGEST


class TextForm(forms.Form):
    """A question, an answer or a message."""

    text = forms.CharField(
        label=_("Your message"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(
        self, *args: Any, label: Any = None, help_text: Any = None, required: bool = True, **kwargs
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["text"]
        field.label, field.required = label or field.label, required
        field.help_text = help_text or field.help_text
