"""What a carrier wants to know of a parcel before it comes for it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.frame.fields import GramField, WholeField
from marketplace.shipping.carriers.interface import Box, Carrier

MOST_GRAMS, MOST_CM = 200_000, 300
USUAL = Box(20, 15, 10)


class ConsignmentForm(forms.Form):
    """A parcel's weight and size, and who is to carry it; only who is to be booked needs one."""

    weight_g = GramField(label=_("Weight with the box, grams"), min_value=1, max_value=MOST_GRAMS)
    length_cm = WholeField(label=_("Length, cm"), min_value=1, max_value=MOST_CM)
    width_cm = WholeField(label=_("Width, cm"), min_value=1, max_value=MOST_CM)
    height_cm = WholeField(label=_("Height, cm"), min_value=1, max_value=MOST_CM)

    def __init__(
        self,
        *args: Any,
        carriers: Mapping[str, Carrier],
        weight_g: int = 0,
        books: bool = True,
        **kwargs: Any,
    ) -> None:
        usual: dict[str, int] = {f"{name}_cm": size for name, size in USUAL._asdict().items()}
        kwargs.setdefault("initial", usual | ({"weight_g": weight_g} if weight_g else {}))
        super().__init__(*args, **kwargs)
        self.fields["carrier"] = forms.ChoiceField(
            label=_("Who is to fetch it?"),
            choices=[(key, carrier.name) for key, carrier in carriers.items()],
            initial=next(iter(carriers)) if len(carriers) == 1 else None,
            required=books,
            widget=forms.RadioSelect,
        )

    @property
    def box(self) -> Box:
        data = self.cleaned_data
        return Box(data["length_cm"], data["width_cm"], data["height_cm"])

    @property
    def size_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("length_cm", "width_cm", "height_cm")]
