"""What a buyer says of a product, and how a reader sorts it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from catalogue.products.reviews import SCORES


class ReviewForm(forms.Form):
    """A score to tap, words, and a title for who likes one."""

    score = forms.TypedChoiceField(
        label=_("How good is it?"),
        choices=list(SCORES.items()),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one to five stars.")},
    )
    title = forms.CharField(label=_("Title (optional)"), max_length=255, required=False)
    body = forms.CharField(
        label=_("Your review"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What is it like? Did it arrive whole? Others read it with your first name."),
    )


class VoteForm(forms.Form):
    """Whether a review helped: 1 or -1."""

    delta = forms.TypedChoiceField(choices=[(1, "1"), (-1, "-1")], coerce=int)


class OrderForm(forms.Form):
    """In which order reviews stand."""

    sort_by = forms.ChoiceField(
        label=_("Sort by"),
        choices=[("score", _("Best first")), ("recency", _("Newest first"))],
        required=False,
    )

    def chosen(self) -> str:
        return self.cleaned_data["sort_by"] if self.is_valid() else ""
