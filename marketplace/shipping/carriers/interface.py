"""What a carrier is to the market: its name, the form of its codes, and what its machine can do.

Every carrier can be used by hand: the producer types the code that stands on its slip. Where the
market has a key of a carrier's, its `machine` is asked instead:

    offer     what a shipment costs
    book      takes a shipment on and gives its code; under the same reference once
    label     what is stuck onto the parcel: a PDF, or a page of the carrier's
    track     where a parcel is
    cancel    gives a shipment up that was not fetched yet

Without a key there is no machine, and no screen speaks of one. A machine that does not answer
raises CarrierSilent: then nothing is known, and everything goes by hand. What it refuses comes
with its own words (CarrierRefused).

Forms of codes change without a word. So a code that does not fit is asked about, never refused.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol
from urllib.parse import quote

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Stage(TextChoices):
    """Where a shipment is, whichever carrier says so."""

    WAITING = "waiting", _("To be fetched")
    CARRIED = "carried", _("With the carrier")
    DELIVERED = "arrived", _("Delivered")
    RETURNING = "returning", _("On its way back to you")
    RETURNED = "back", _("Brought back to you")
    CANCELLED = "given_up", _("Given up at the carrier")
    TROUBLE = "trouble", _("Trouble: ask the carrier")


class CarrierSilent(Exception):
    """The carrier does not answer, or not readably: nothing is known, not even whether it did."""


class CarrierRefused(Exception):
    """The carrier understood and said no; its text is the carrier's own, often Vietnamese."""


class KeyRefused(CarrierRefused):
    """It does not know the market, so it did not look: what it took on before stands."""


class Party(NamedTuple):
    """Who sends or receives: a Vietnamese address of today, without districts."""

    name: str
    phone: str  # as it is dialled in Vietnam: 0912345678
    street: str
    commune: str  # with its kind: Phường Hoàn Kiếm
    province: str


class Good(NamedTuple):
    """What is in a parcel: `price` is of one piece, in dong."""

    title: str
    quantity: int
    price: int


class Box(NamedTuple):
    """The size of a parcel, in centimetres."""

    length: int
    width: int
    height: int


class Shipment(NamedTuple):
    """What is to be carried: grams, centimetres; cash to collect and worth of goods in dong.

    `reference` is our own name for it: booked again under that, it is the same shipment.
    """

    reference: str
    sender: Party
    receiver: Party
    goods: tuple[Good, ...]
    weight_g: int
    box: Box
    to_collect: int
    worth: int
    note: str = ""

    @property
    def content(self) -> str:
        return ", ".join(f"{good.quantity} × {good.title}" for good in self.goods)


class Offer(NamedTuple):
    """What a carrier asks for a shipment, in dong, and when it would arrive, if it says so."""

    charge: int
    arrives_on: datetime.date | None = None


class Booked(NamedTuple):
    """What a carrier took on: the code it gave and its charge in dong, where it told it."""

    tracking_code: str
    charge: int | None = None


class Label(NamedTuple):
    """A parcel's label: a PDF, or the address of the carrier's page that prints it."""

    pdf: bytes = b""
    page: str = ""


class Seen(NamedTuple):
    """Where a shipment is, by the carrier's own code; of a new code nothing is concluded."""

    stage: Stage | None
    code: str


class Machine(Protocol):
    """A carrier's machine, asked by its protocol; each raises CarrierSilent, CarrierRefused."""

    def offer(self, shipment: Shipment) -> Offer: ...
    def book(self, shipment: Shipment) -> Booked: ...
    def label(self, tracking_code: str) -> Label: ...
    def track(self, *, reference: str, tracking_code: str) -> Seen: ...
    def cancel(self, tracking_code: str) -> None: ...


@dataclass(frozen=True)
class Carrier:
    """A carrier: `key` is what a parcel keeps, `name` what people read, `spellings` what they type.

    `code_form` tells whether a code can be one of its own, `example` shows one; a carrier whose
    form is nowhere documented has neither. `page` is its page for a code, with `{code}`.
    `machine` gives its machine where the settings hold a key, else None.
    """

    key: str
    name: Any  # a text, or one that is translated when it is read
    spellings: tuple[str, ...] = ()
    code_form: Callable[[str], object] | None = None
    example: str = ""
    page: str = ""
    is_own: bool = False  # the producer's own people carry it
    machine: Callable[[], Machine | None] = lambda: None

    def fits(self, tracking_code: str) -> bool:
        """Tell whether a code has the carrier's form, as far as that is known."""
        return self.code_form is None or bool(self.code_form(tracking_code.strip().upper()))

    def tracking_url(self, tracking_code: str) -> str:
        """Give the carrier's page that follows a parcel, nothing where none is documented."""
        code = tracking_code.strip()
        return self.page.format(code=quote(code, safe="")) if self.page and code else ""
