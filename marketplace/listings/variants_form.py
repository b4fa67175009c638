"""The variants of a product as fields: by what they differ, and a row of fields for each.

How a proposal carries them stands in variants.py. The first row of a product without variants is
what is sold until now: its price and stock stay.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from oscar.core.loading import get_model

from catalogue.models import Axis, Product
from catalogue.products.variants import LANGUAGES, MOST_VARIANTS
from marketplace.frame.fields import DongField, GramField, WholeField
from marketplace.frame.folding import fold
from marketplace.listings.content import LABELS, VARIANTS
from marketplace.listings.drafts import MOST_PICTURES
from marketplace.listings.product_form import MOST_DONG, MOST_PIECES
from marketplace.listings.variants import LEAST, all_stock, lowest_price, told_of
from marketplace.producers.models import Producer

SPARE = 3  # empty rows behind those that are filled in
MARK = "variants-shown"  # among what a page sends that has these fields


class AxisForm(forms.Form):
    """By what the variants differ."""

    axis = forms.ChoiceField(
        label=gettext_lazy("They differ by"),
        choices=[("", gettext_lazy("No variants: one price, one stock")), *Axis.choices],
        required=False,
    )


class VariantRow(forms.Form):
    """One variant; a row in which nothing is written is none."""

    pk = WholeField(required=False, min_value=1, widget=forms.HiddenInput)
    label_vi = forms.CharField(
        label=gettext_lazy("Name of the variant"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Such as: M, or red, or 500 g."),
    )
    price = DongField(label=LABELS["price"], min_value=1000, max_value=MOST_DONG, required=False)
    stock = WholeField(label=LABELS["stock"], min_value=0, max_value=MOST_PIECES, required=False)
    code = forms.CharField(label=gettext_lazy("Your code"), max_length=60, required=False)
    label_en = forms.CharField(
        label=gettext_lazy("Its name in English"), max_length=60, required=False
    )
    label_ind = forms.CharField(
        label=gettext_lazy("Its name in Indonesian"), max_length=60, required=False
    )
    weight_g = GramField(
        label=LABELS["weight_g"],
        min_value=0,
        max_value=10**6,
        required=False,
        help_text=gettext_lazy("Empty: the product's"),
    )
    picture = WholeField(
        label=gettext_lazy("Which picture shows it"),
        min_value=1,
        max_value=MOST_PICTURES,
        required=False,
        help_text=gettext_lazy("Its number: 1 is the first."),
    )
    remove = forms.BooleanField(label=gettext_lazy("Offer it no more"), required=False)

    FIRST = ("label_vi", "price", "stock", "code")

    def __init__(self, *args: Any, is_there: bool = False, **kwargs: Any) -> None:
        """`is_there`: what is sold already, whose price and stock stay what they are."""
        super().__init__(*args, **kwargs)
        self.is_there = is_there
        if is_there:
            del self.fields["price"]
            del self.fields["stock"]

    @property
    def first_fields(self) -> list[Any]:
        return [self[name] for name in self.FIRST if name in self.fields]

    @property
    def more_fields(self) -> list[Any]:
        return [self[name] for name in self.fields if name not in (*self.FIRST, "pk")]

    @property
    def more_is_open(self) -> bool:
        return any(each.errors for each in self.more_fields)

    @property
    def is_filled(self) -> bool:
        """Tell whether something is written in it that is not to go."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "remove"}
        return not self.cleaned_data.get("remove") and any(
            value not in (None, "") for value in said.values()
        )

    def check(self, goes_on: bool) -> None:
        """Ask for what a variant cannot do without."""
        said = self.cleaned_data
        if not said.get("label_vi") and "label_vi" not in self.errors:
            self.add_error("label_vi", _("Please name it."))
        lacks_price = "price" in self.fields and said.get("price") is None
        if goes_on and lacks_price and "price" not in self.errors:
            self.add_error("price", _("Please say what it costs."))

    def content(self) -> dict[str, Any]:
        said = self.cleaned_data
        labels = {lang: said.get(f"label_{suffix}") for lang, suffix in LANGUAGES.items()}
        row: dict[str, Any] = {"label": {lang: text for lang, text in labels.items() if text}}
        if said.get("pk"):
            row["pk"] = said["pk"]
        if "price" in self.fields:
            row |= {"price": said.get("price"), "stock": said.get("stock") or 0}
        row |= {
            "code": said.get("code") or "",
            "weight_g": said.get("weight_g"),
            "picture": str(said["picture"]) if said.get("picture") else "",
        }
        return row


class VariantsForm:
    """All rows with what they differ by; refuses what contradicts itself."""

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        producer: Producer,
        product: Product | None,
        told: Mapping[str, Any] | None = None,
        goes_on: bool = True,
    ) -> None:
        """`told`: what a proposal carries; else the product's own variants are shown."""
        self.producer, self.product, self.goes_on = producer, product, goes_on
        self.live = told_of(product) if product else {}
        shown = told or self.live
        self.data = data if data is not None and MARK in data else None
        self.axis = AxisForm(self.data, initial={"axis": shown.get("axis", "")}, prefix="variants")
        if self.live:
            self.axis.fields["axis"].choices = Axis.choices  # type: ignore[attr-defined]
        rows = list(shown.get("rows", ()))
        count = min(MOST_VARIANTS, len(rows) + SPARE)
        if self.data is not None:
            count = min(MOST_VARIANTS, sum(f"v{n}-label_vi" in self.data for n in range(99)))
        known = {row["pk"] for row in self.live.get("rows", ())}
        self.rows = []
        for number in range(count):
            initial = initial_of(rows[number]) if number < len(rows) else {}
            pk = initial.get("pk") if self.data is None else self.data.get(f"v{number}-pk")
            is_there = str(pk) in map(str, known) if known else number == 0 and bool(product)
            self.rows.append(
                VariantRow(self.data, prefix=f"v{number}", initial=initial, is_there=is_there)
            )
        self.known = known
        self.reasons: Mapping[str, str] = {}  # of editors, by field

    @property
    def is_used(self) -> bool:
        """Tell whether the page says that there are variants."""
        return self.data is not None and bool(self.data.get("variants-axis"))

    @property
    def errors(self) -> list[Any]:
        """Whatever is refused, for who looks whether something is."""
        return [form.errors for form in (self.axis, *self.rows) if form.errors]

    @property
    def refused(self) -> forms.Form:
        """The first form that refuses something."""
        return next((form for form in (self.axis, *self.rows) if form.errors), self.axis)

    @property
    def problem(self) -> str:
        """What is wrong with all of them together."""
        return " ".join(map(str, self.axis.non_field_errors()))

    @property
    def reason(self) -> str:
        """What editors ask to be changed of the variants."""
        return self.reasons.get(VARIANTS, "")

    @property
    def is_open(self) -> bool:
        return bool(self.errors or self.reason or self.axis["axis"].value())

    def is_valid(self) -> bool:
        if self.data is None:
            return True
        valid = [form.is_valid() for form in (self.axis, *self.rows)]
        filled = self.filled
        if self.is_used:
            for row in filled:
                row.check(self.goes_on)
            if filled and self.product and not self.known and filled[0] is not self.rows[0]:
                self.rows[0].add_error("label_vi", _("Please name it."))
            self.check_pks(filled)
            self.check_doubles(filled)
            if self.goes_on and len(filled) < (1 if self.known else LEAST):
                too_few = _("Give at least two of them, or say that there are no variants.")
                self.axis.add_error(None, too_few)
        elif filled and not self.live:
            self.axis.add_error("axis", _("Please say by what they differ."))
        return all(valid) and not self.errors

    @property
    def filled(self) -> list[VariantRow]:
        return [row for row in self.rows if hasattr(row, "cleaned_data") and row.is_filled]

    def check_pks(self, filled: Iterable[VariantRow]) -> None:
        """A row speaks of a variant of this product, or of a new one."""
        for row in filled:
            if (pk := row.cleaned_data.get("pk")) and pk not in self.known:
                row.cleaned_data["pk"] = None
                row.add_error("label_vi", _("This is no variant of the product any more."))

    def check_doubles(self, filled: list[VariantRow]) -> None:
        """No two of one name; no code that the maker uses for something else."""
        names: set[str] = set()
        codes: set[str] = set()
        taken = self.codes_of_others([row.cleaned_data.get("code") or "" for row in filled])
        for row in filled:
            name = " ".join(fold(row.cleaned_data.get("label_vi") or "").split())
            code = row.cleaned_data.get("code") or ""
            if name and name in names:
                row.add_error("label_vi", _("Another one has this name."))
            if code and (code in codes or code in taken):
                row.add_error("code", _("You use this code for something else."))
            names.add(name)
            codes.add(code)

    def codes_of_others(self, codes: Iterable[str]) -> set[str]:
        records = get_model("partner", "StockRecord").objects
        found = records.filter(partner=self.producer.partner, partner_sku__in=filter(None, codes))
        if self.product:
            found = found.exclude(product=self.product)
        return set(found.values_list("partner_sku", flat=True))

    def content(self) -> dict[str, Any]:
        """What a proposal is to carry; without variants, or of what is so already, nothing."""
        if not self.is_used:
            return {}
        told = {
            "axis": self.axis.cleaned_data["axis"],
            "rows": [row.content() for row in self.filled],
        }
        return {} if told == self.live else told

    def free(self, form: forms.Form) -> None:
        """Ask a form for no price and stock of its own where the variants have them."""
        for name in ("price", "stock"):
            if name in form.fields and self.is_used:
                form.fields[name].required = False

    def proposed_content(self) -> dict[str, Any]:
        """What a proposal carries of them: of a product that is there only what changes."""
        if self.product is None:
            return self.first_content()
        told = self.content()
        return {VARIANTS: told} if told else {}

    def first_content(self) -> dict[str, Any]:
        """What a new product's proposal carries of them, with the price that it begins with."""
        if self.data is None:
            return {}
        told = self.content()
        if not told:
            return {VARIANTS: {}}
        found: dict[str, Any] = {VARIANTS: told, "stock": all_stock(told)}
        return found | ({"price": price} if (price := lowest_price(told)) else {})


def initial_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as its fields show it."""
    labels = {
        f"label_{suffix}": row.get("label", {}).get(lang, "") for lang, suffix in LANGUAGES.items()
    }
    return {**{name: row.get(name) for name in row if name != "label"}, **labels}
