"""What is written to the other side; whether it may be sent, the service says."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.frame.fields import WholeField, offer
from marketplace.talks.complaint_models import LONGEST_COMPLAINT, Complaint
from marketplace.talks.models import LONGEST, Act, BlockedPattern, Report


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


class ReportForm(forms.Form):
    """What is wrong with something; `parts`: what of it may be reported, where that is several."""

    part = forms.ChoiceField(label=_("What do you report?"), widget=forms.RadioSelect)
    reason = forms.ChoiceField(
        label=_("What is wrong with it?"), choices=Report.Reason, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("In your words"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only the market reads it."),
    )

    def __init__(self, *args: Any, parts: list[str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if parts:
            names = dict(Report.Part.choices)
            offer(self, "part", [(part, names[part]) for part in parts])
            self.fields["part"].initial = parts[0]
        else:
            del self.fields["part"]


MOST_DAYS = 90


class DecideForm(forms.Form):
    """What a moderator does about a report; nothing of it dismisses the report."""

    hide = forms.BooleanField(label=_("Hide it from everybody"), required=False)
    measure = forms.ChoiceField(
        label=_("Who wrote it"),
        choices=[
            ("", _("is told, and no more")),
            (Act.What.WARNED, _("is warned")),
            (Act.What.MUTED, _("may write nothing for some days")),
        ],
        required=False,
        widget=forms.RadioSelect,
    )
    days = WholeField(
        label=_("For how many days"), min_value=1, max_value=MOST_DAYS, initial=7, required=False
    )
    words = forms.CharField(
        label=_("Why"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whoever wrote it reads this. Needed when something is done."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        is_done = data.get("hide") or data.get("measure")
        if is_done and not data.get("words", "").strip():
            self.add_error("words", _("Please say why."))
        if data.get("measure") == Act.What.MUTED and not data.get("days"):
            self.add_error("days", _("Please say for how many days."))
        data["days"] = data.get("days") or 0
        return data


class WordsForm(forms.Form):
    """Words that are not to be sent, and why."""

    text = forms.CharField(
        label=_("Words"),
        max_length=60,
        help_text=_("Found with or without marks, in capitals, and with signs between letters."),
    )
    why = forms.ChoiceField(label=_("Reason"), choices=BlockedPattern.Why)


class ComplaintForm(forms.Form):
    """What somebody complains of or asks for, and where the answer goes."""

    about = forms.ChoiceField(
        label=_("What is it about?"), choices=Complaint.About, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("What happened, and what do you want from us?"),
        max_length=LONGEST_COMPLAINT,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    purchase_number = forms.CharField(
        label=_("Order number"),
        max_length=24,
        required=False,
        help_text=_("If it is about an order."),
    )
    name = forms.CharField(
        label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("Our answer goes there."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
