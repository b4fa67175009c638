"""The producer's own people take the parcel to the buyer: no code is needed."""

from django.utils.translation import gettext_lazy as _

from marketplace.shipping.carriers.interface import Carrier

CARRIER = Carrier(
    key="own",
    name=_("The producer's own delivery"),
    spellings=("tu giao", "tự giao hàng", "nguoi ban tu giao", "own delivery", "antar sendiri"),
    is_own=True,
)
