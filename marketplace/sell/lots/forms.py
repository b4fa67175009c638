"""What a producer fills in about lots, steps and labels; made for a thumb on a phone."""

import datetime
from decimal import Decimal
from typing import cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.models import Product, Publication
from catalogue.origin.codes.serials import normalised
from catalogue.origin.lots.services import StepKind
from catalogue.origin.lots.steps import Craft, steps_by_code
from catalogue.origin.models import LabelBatch, Lot, LotMaterial
from catalogue.origin.models.lots import lot_number_validator
from catalogue.products.names import by_title
from marketplace.files.fields import PaperField, PhotoField
from marketplace.frame.fields import DayField, MomentField, WholeField, bound, offer, offer_rows
from marketplace.lots.printing import code_fits
from marketplace.producers.models import Producer
from marketplace.sell.goods import choices_of

OWN_WORDS = "own"
EARLIEST = datetime.date(2015, 1, 1)
MOST_LABELS = 20_000  # of one print run
KINDS = {
    StepKind.WORK: _("Work on it"),
    StepKind.HARVEST: _("Harvest"),
    StepKind.RECEIVE: _("Material received"),
    StepKind.MAKE: _("Finished making"),
    StepKind.INSPECT: _("Check"),
    StepKind.PACK: _("Packing"),
    StepKind.STORE: _("Storing"),
}


def not_in_future(day: datetime.date) -> None:
    if day > timezone.localdate():
        raise ValidationError(_("This day is still to come."))
    if day < EARLIEST:
        raise ValidationError(_("Please check the year."))


class LotForm(forms.Form):
    """Open a lot: four answers; the rest can wait."""

    product = forms.ModelChoiceField(Product.objects.none(), label=_("Product"), empty_label=None)
    quantity = WholeField(
        label=_("How many"),
        min_value=1,
        max_value=1_000_000,
        help_text=_("In sales units; there can be no more labels than this."),
    )
    made_on = DayField(label=_("Made on"), validators=[not_in_future], localize=False)
    picture = PhotoField(label=_("Picture"), required=False)
    number = forms.CharField(
        label=_("Lot number"),
        required=False,
        max_length=20,
        validators=[lot_number_validator],
        help_text=_("Leave it empty and the day gives the number."),
    )
    best_before = DayField(label=_("Best before"), required=False)
    standards = forms.CharField(
        label=_("Standards applied"),
        required=False,
        max_length=255,
        help_text=_("For example TCVN 7436, VietGAP, or your own standard's number."),
    )
    FIRST = ("product", "quantity", "made_on", "picture")

    def __init__(self, *args, producer: Producer, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(
            self,
            "product",
            (
                Product.objects.filter(producer=producer)
                .exclude(publication=Publication.WITHDRAWN)
                .order_by(by_title())
            ),
        )
        self.fields["made_on"].initial = timezone.localdate

    def clean(self) -> dict:
        data = super().clean() or {}
        made_on, best_before = data.get("made_on"), data.get("best_before")
        if made_on and best_before and best_before < made_on:
            self.add_error("best_before", _("This is before the day it was made."))
        product = data.get("product")
        if product and made_on and not best_before and product.shelf_life_days:
            data["best_before"] = made_on + datetime.timedelta(days=product.shelf_life_days)
        return data

    def offer(self, asked: str) -> bool:
        """Show a few products of many, those that fit first; True where there are more."""
        field = cast(forms.ModelChoiceField, self.fields["product"])
        own = cast(QuerySet[Product], field.queryset)
        said = str(self["product"].value() or "")
        chosen = int(said) if said.isdecimal() and len(said) < 18 else None
        found = choices_of(own, asked, chosen)
        field.widget.choices = found.shown
        return found.has_more

    @property
    def first_fields(self) -> list:
        return [self[name] for name in self.FIRST]

    @property
    def more_fields(self) -> list:
        return [self[name] for name in self.fields if name not in self.FIRST]


class StepForm(forms.Form):
    """Record a step: one tap on the craft's list, a picture, a few words.

    `at` carries the moment the page was opened, so that a double tap is one event.
    """

    step = forms.ChoiceField(label=_("Which step"), widget=forms.RadioSelect)
    own_step = forms.CharField(label=_("In your own words"), required=False, max_length=80)
    kind = forms.ChoiceField(
        label=_("What kind of step"), required=False, choices=list(KINDS.items())
    )
    picture = PhotoField(label=_("Picture"), required=False)
    note = forms.CharField(
        label=_("A few words"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    at = MomentField(
        label=_("When"),
        input_formats=["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M"],
        widget=forms.DateTimeInput(
            attrs={"type": "datetime-local", "step": "1"}, format="%Y-%m-%dT%H:%M:%S"
        ),
    )

    def __init__(self, *args, craft: Craft, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        offer(
            self,
            "step",
            [
                *((step.code, step.name) for step in craft.steps),
                (OWN_WORDS, _("Another step")),
            ],
        )
        self.fields["at"].initial = lambda: timezone.localtime().replace(microsecond=0)

    def clean_at(self) -> datetime.datetime:
        at = self.cleaned_data["at"]
        if at > timezone.now() + datetime.timedelta(minutes=2):
            raise ValidationError(_("This time is still to come."))
        if at.date() < EARLIEST:
            raise ValidationError(_("Please check the year."))
        return min(at, timezone.now())

    def clean(self) -> dict:
        data = super().clean() or {}
        if data.get("step") == OWN_WORDS and not (data.get("own_step") or "").strip():
            self.add_error("own_step", _("Please name the step."))
        return data

    def facts(self) -> dict:
        """What `record_step` wants to know."""
        data = self.cleaned_data
        known = steps_by_code().get(data["step"])
        return {
            "step": known.code if known else " ".join(data["own_step"].split()),
            "kind": known.kind if known else data["kind"] or StepKind.WORK,
            "note": data["note"],
            "at": data["at"],
            "pictures": [data["picture"]] if data["picture"] else [],
        }


class PictureForm(forms.Form):
    picture = PhotoField(label=_("Picture"))
    caption = forms.CharField(label=_("What it shows"), required=False, max_length=160)


class DocumentForm(forms.Form):
    """A receipt, a test report: a PDF or a picture of it; strangers do not see it."""

    file = PaperField(
        label=_("Document"),
        help_text=_("PDF or picture, 10 MB at most. Only you and the authority see it."),
    )
    caption = forms.CharField(label=_("What it is"), max_length=160)


class DetailsForm(forms.ModelForm):
    """What may still be said better about a lot; what its codes name stays."""

    class Meta:
        model = Lot
        fields = ["best_before", "standards", "unit", "latitude", "longitude"]
        field_classes = {"best_before": DayField}

    def clean_best_before(self):
        day = self.cleaned_data["best_before"]
        if day and day < self.instance.made_on:
            raise ValidationError(_("This is before the day it was made."))
        return day

    def clean(self) -> dict:
        data = super().clean() or {}
        if (data.get("latitude") is None) != (data.get("longitude") is None):
            self.add_error("longitude", _("A point needs both numbers, or none."))
        return data


class MaterialForm(forms.ModelForm):
    """One step back: what went in and where it came from."""

    class Meta:
        model = LotMaterial
        fields = ["name", "where_from", "supplier", "supplier_lot", "quantity", "uom"]
        help_texts = {
            "supplier": _("Buyers read it on the origin page."),
            "supplier_lot": _("Only you and the authority see it."),
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        bound(self, "quantity", least=Decimal("0.001"))

    def clean(self) -> dict:
        data = super().clean() or {}
        if not data.get("where_from") and not data.get("supplier"):
            self.add_error("where_from", _("Please say where it came from, or from whom."))
        return data


class MakerForm(forms.ModelForm):
    """Where a producer works, as the circular wants it on every record."""

    address = forms.CharField(label=_("Address"), max_length=200)

    class Meta:
        model = Producer
        fields = ["address", "phone"]


class SheetForm(forms.Form):
    """How labels are to be printed."""

    sheet = forms.ChoiceField(label=_("Printed on"), choices=LabelBatch.Sheet.choices)
    start_cell = WholeField(
        label=_("First free label of the first sheet"),
        min_value=1,
        max_value=65,
        initial=1,
        help_text=_("1 for a new sheet; count from the upper left, row by row."),
    )

    def clean(self) -> dict:
        data = super().clean() or {}
        most = {"L7160": 21, "L7651": 65}.get(data.get("sheet", ""), 1)
        if data.get("start_cell") and data["start_cell"] > most and most > 1:
            self.add_error(
                "start_cell",
                ValidationError(_("This sheet has %(most)s labels."), params={"most": most}),
            )
        elif most == 1:
            data["start_cell"] = 1
        return data


class PrintForm(SheetForm):
    """A new print run."""

    count = WholeField(
        label=_("How many labels"),
        min_value=1,
        max_value=MOST_LABELS,
    )
    hidden = forms.BooleanField(
        label=_("With a second code for under a scratch film"), required=False
    )
    field_order = ["count", "sheet", "start_cell", "hidden"]

    def __init__(self, *args, lot: Lot, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.lot = lot
        self.fields["count"].initial = min(lot.labels_left, MOST_LABELS) or None
        self.fields["count"].help_text = _("At most %(left)s: one for each of the lot.") % {
            "left": lot.labels_left
        }

    def clean_count(self) -> int:
        count = self.cleaned_data["count"]
        if count > self.lot.labels_left:
            raise ValidationError(
                _("The lot has room for %(left)s more labels."),
                params={"left": self.lot.labels_left},
            )
        return count

    def clean(self) -> dict:
        data = super().clean() or {}
        if data.get("hidden") and data.get("sheet") == LabelBatch.Sheet.L7651:
            self.add_error("hidden", _("There is no room for it on the small labels (L7651)."))
        if data.get("sheet") and not code_fits(self.lot, data["sheet"]):
            self.add_error(
                "sheet", _("The code is too long to be read from labels this small. Choose others.")
            )
        return data


class KeyForm(forms.Form):
    name = forms.CharField(
        label=_("Which system is it for"),
        max_length=80,
        help_text=_(
            "A name by which you know it again, such as the till's or the stock program's."
        ),
    )

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def clean_reason(self) -> str:
        return " ".join(self.cleaned_data["reason"].split())


class SerialsForm(forms.Form):
    """Choose labels by what is printed on them; empty: all of the run."""

    serials = forms.CharField(
        label=_("Only these serials"),
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 3, "autocapitalize": "characters"}),
        help_text=_("One a line, as printed. Leave it empty for all."),
    )

    def clean_serials(self) -> list[str]:
        lines = self.cleaned_data["serials"].splitlines()
        return [normalised(line.strip()) for line in lines if line.strip()]


class ReprintForm(SheetForm, SerialsForm, ReasonForm):
    """The same serials again."""

    field_order = ["reason", "sheet", "start_cell", "serials"]


class VoidForm(SerialsForm, ReasonForm):
    field_order = ["reason", "serials"]


class SoldForm(SerialsForm):
    """Name the packs that were sold; some must be named."""

    serials = forms.CharField(
        label=_("Serials of what was sold"),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 3, "autocapitalize": "characters"}),
        help_text=_("One a line, as printed."),
    )


class RecallForm(forms.Form):
    """Recall a lot; there is no way back, so it is said twice."""

    reason = forms.CharField(
        label=_("What is wrong with it, and what buyers should do"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    tell_unknown = forms.BooleanField(
        label=_("Also mail those whose parcel has no lot noted"), required=False
    )
    is_sure = forms.BooleanField(
        label=_("I know that a recall cannot be taken back."),
        error_messages={"required": _("Please tick this to recall the lot.")},
    )

    def __init__(self, *args, unknown_count: int = 0, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not unknown_count:
            del self.fields["tell_unknown"]
