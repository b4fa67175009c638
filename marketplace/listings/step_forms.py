"""The steps of a new product as forms: a few fields each, the same as on the page with all."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from catalogue.models import OcopSet
from marketplace.files.fields import PictureField, PicturesField
from marketplace.files.pictures import KEPT_PIXELS, KEPT_SIDE
from marketplace.listings.drafts import MOST_PICTURES
from marketplace.listings.product_form import NewProductForm


class PartForm(NewProductForm):
    """Some fields of a new product; kept though not all are filled in, until one goes on."""

    names: tuple[str, ...] = ()

    def __init__(self, *args: Any, goes_on: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in list(self.fields):
            if name not in self.names:
                del self.fields[name]
            elif not goes_on:
                self.fields[name].required = False

    def content(self) -> dict[str, Any]:
        found = {name: value for name, value in self.cleaned_data.items() if value is not None}
        if isinstance(ocop_set := found.get("ocop_set"), OcopSet):
            found["ocop_set"] = ocop_set.number
        return found


class NameForm(PartForm):
    names = (
        *("title_vi", "unit_vi", "summary_vi"),
        *("title_en", "summary_en", "title_ind", "summary_ind"),
    )

    OTHERS = ("title_en", "summary_en", "title_ind", "summary_ind")

    @property
    def others_refused(self) -> bool:
        """Tell whether something is wrong in what the page folds away."""
        return any(name in self.errors or name in self.reasons for name in self.OTHERS)

    @property
    def lacks_text(self) -> str:
        """Say how many of the other languages' texts are missing; empty where none is."""
        count = sum(not self[name].value() for name in self.OTHERS)
        return missing_text(count) if count else ""


def missing_text(count: int) -> str:
    return ngettext("%(count)s text is missing", "%(count)s texts are missing", count) % {
        "count": count
    }


class KindForm(PartForm):
    names = ("ocop_set",)


class PriceStepForm(PartForm):
    names = ("price", "stock", "weight_g", "made_to_order", "delivery_reach")


class StoryForm(PartForm):
    names = ("story_vi", "story_en")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["rows"] = 6  # the buttons stay on a phone's first screen


class AddPicturesForm(forms.Form):
    """Pictures to add, several at once; their number is held with those that are there."""

    pictures = PicturesField(
        label=_("Add pictures"),
        most=MOST_PICTURES,
        required=False,
        side=KEPT_SIDE,
        pixels=KEPT_PIXELS,
        help_text=_("Several at once. The first one shows in lists."),
    )

    def __init__(self, *args: Any, there: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.there = there

    def clean_pictures(self) -> list[Any]:
        found = self.cleaned_data["pictures"]
        if self.there + len(found) > MOST_PICTURES:
            raise forms.ValidationError(
                _("At most %(count)s pictures, please."), params={"count": MOST_PICTURES}
            )
        return found


class PictureForm(forms.Form):
    """A picture that is there: what it shows, another in its place, or away with it."""

    reasons: Mapping[str, str] = {}
    caption = forms.CharField(label=_("What it shows"), max_length=200, required=False)
    picture = PictureField(label=_("Another picture in its place"), required=False)
    remove = forms.BooleanField(label=_("Take it away"), required=False)
