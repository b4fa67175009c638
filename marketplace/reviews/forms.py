"""What a buyer says of a product, what a reader wants to see of it, what it reports."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from marketplace.files.fields import PicturesField
from marketplace.frame.fields import offer
from marketplace.reviews.models import (
    LONGEST,
    LONGEST_NAME,
    LONGEST_WORDS,
    MOST_PICTURES,
    SCORES,
    Aspect,
    Review,
    ReviewReport,
)
from marketplace.reviews.reading import SORTS, Chosen
from marketplace.reviews.writing import Said

STARS = {
    1: _("Bad"),
    2: _("So so"),
    3: _("Fair"),
    4: _("Good"),
    5: _("Excellent"),
}
OF_ASPECT = "aspect_"


def stars_field(label: Any, **kwargs: Any) -> forms.TypedChoiceField:
    """One to five stars to tap."""
    return forms.TypedChoiceField(
        label=label, choices=list(STARS.items()), coerce=int, widget=forms.RadioSelect, **kwargs
    )


class ReviewForm(forms.Form):
    """Stars, words, stars for single aspects, pictures; what is told already stands in it.

    `aspects`: which are asked. `known`: what was said before. `stars`: tapped in a mail.
    """

    score = stars_field(
        _("How good is it?"), error_messages={"required": _("Please choose one to five stars.")}
    )
    text = forms.CharField(
        label=_("Your review (optional)"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What is it like, how do you use it, did it arrive whole?"),
    )
    dropped = forms.TypedMultipleChoiceField(
        label=_("Take away"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    pictures = PicturesField(
        label=_("Pictures (optional)"),
        most=MOST_PICTURES,
        required=False,
        help_text=_("At most four. Where and when they were taken is removed from them."),
    )
    name = forms.CharField(
        label=_("Name that others read (optional)"),
        max_length=LONGEST_NAME,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
        help_text=_("Without one it says “A buyer”."),
    )
    as_it_is = forms.BooleanField(
        label=_("Send it as it is; the market reads it first"), required=False
    )

    def __init__(
        self,
        *args: Any,
        aspects: Iterable[Aspect],
        is_guest: bool,
        known: Review | None = None,
        stars: str = "",
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = said_before(known) if known else {}
        if tapped := stars_asked(stars):
            kwargs["initial"] |= {"score": tapped}
        super().__init__(*args, **kwargs)
        for aspect in aspects:
            self.fields[f"{OF_ASPECT}{aspect}"] = stars_field(
                aspect.label, required=False, empty_value=None
            )
        if not is_guest:
            del self.fields["name"]
        there = known.pictures.all() if known else []
        offer(self, "dropped", [(row.pk, str(row.place)) for row in there])

    def aspect_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(OF_ASPECT)]

    def said(self) -> Said:
        """Give what a valid form says."""
        told = self.cleaned_data
        aspects = {
            name.removeprefix(OF_ASPECT): score
            for name, score in told.items()
            if name.startswith(OF_ASPECT) and score
        }
        return Said(
            score=told["score"],
            text=told["text"],
            aspects=aspects,
            pictures=told["pictures"],
            dropped=told["dropped"],
            name=told.get("name", ""),
            as_it_is=told["as_it_is"],
        )


def said_before(known: Review) -> dict[str, Any]:
    aspects = {f"{OF_ASPECT}{row.aspect}": row.score for row in known.aspects.all()}
    return {"score": known.score, "text": known.text, "name": known.name} | aspects


def stars_asked(text: str) -> int | None:
    """Read how many stars an address asks for: "4" is 4, all else nothing."""
    return int(text) if text in {str(score) for score in SCORES} else None


class ChooseForm(forms.Form):
    """Which of a product's reviews are shown, and in which order."""

    stars = forms.TypedChoiceField(label=_("Stars"), coerce=int, required=False, choices=())
    language = forms.ChoiceField(label=_("Language"), required=False, choices=())
    sort = forms.ChoiceField(label=_("Sort by"), required=False, choices=())
    pictures = forms.BooleanField(label=_("With pictures"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stars = [(score, "★" * score) for score in reversed(SCORES)]
        offer(self, "stars", [("", _("All")), *stars])
        offer(self, "language", [("", _("All")), *settings.LANGUAGES])
        offer(self, "sort", [(name, title) for name, (title, _order) in SORTS.items()])

    def chosen(self) -> Chosen:
        """Give what is chosen; nonsense chooses nothing."""
        self.full_clean()
        told = self.cleaned_data
        return Chosen(
            stars=told.get("stars") or 0,
            pictures=bool(told.get("pictures")),
            language=told.get("language", ""),
            sort=told.get("sort") or "helpful",
        )


class ReportForm(forms.Form):
    """What is wrong with a review."""

    reason = forms.ChoiceField(
        label=_("What is wrong with it?"), choices=ReviewReport.Reason, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("In your words"),
        max_length=LONGEST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only the market reads it."),
    )


class DecideForm(forms.Form):
    """What a moderator does about a review."""

    PUBLISH, REFUSE = "publish", "refuse"

    decision = forms.ChoiceField(
        label=_("Shall everybody read it?"),
        choices=[(PUBLISH, _("Yes, as it is")), (REFUSE, _("No, it does not show"))],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("Why"),
        max_length=LONGEST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whoever wrote it reads this. Needed when it does not show."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("decision") == self.REFUSE and not data.get("words", "").strip():
            self.add_error("words", _("Please say why."))
        return data
