"""What a carrier is to the market: its name, the form of its codes, and what else it can do.

Every carrier can be used by hand: the producer types the code that stands on its slip. What a
carrier does by a machine is a capability, one attribute each; None where it does not:

    rates        what a shipment costs
    labels       books a shipment and gives its label
    pick_ups     sends somebody to fetch parcels
    tracking     where a parcel is
    cash         what was collected at the door

Forms of codes change without a word. So a code that does not fit is asked about, never refused.
"""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol
from urllib.parse import quote


class Shipment(NamedTuple):
    """What is to be carried: an order's goods, their weight (grams), cash to collect (dong)."""

    order: Any
    weight_g: int
    to_collect: int


class Booked(NamedTuple):
    """What a carrier took on: the code it gave, and its label as PDF."""

    tracking_code: str
    label: bytes


class Seen(NamedTuple):
    """Where a parcel was and when, in the carrier's words."""

    at: datetime.datetime
    text: str


class Rates(Protocol):
    def rate(self, shipment: Shipment) -> int:
        """What a shipment costs, in dong."""
        ...


class Labels(Protocol):
    def book(self, shipment: Shipment) -> Booked: ...


class PickUps(Protocol):
    def ask(self, tracking_codes: Iterable[str], on: datetime.date) -> None: ...


class Tracking(Protocol):
    def track(self, tracking_code: str) -> list[Seen]: ...


class Cash(Protocol):
    def collected(self, tracking_code: str) -> int | None:
        """Dong taken at the door; None while nothing was."""
        ...


@dataclass(frozen=True)
class Carrier:
    """A carrier: `key` is what a parcel keeps, `name` what people read, `spellings` what they type.

    `code_form` tells whether a code can be one of its own, `example` shows one; a carrier whose
    form is nowhere documented has neither. `page` is its page for a code, with `{code}`.
    """

    key: str
    name: Any  # a text, or one that is translated when it is read
    spellings: tuple[str, ...] = ()
    code_form: Callable[[str], object] | None = None
    example: str = ""
    page: str = ""
    is_own: bool = False  # the producer's own people carry it
    rates: Rates | None = None
    labels: Labels | None = None
    pick_ups: PickUps | None = None
    tracking: Tracking | None = None
    cash: Cash | None = None

    def fits(self, tracking_code: str) -> bool:
        """Tell whether a code has the carrier's form, as far as that is known."""
        return self.code_form is None or bool(self.code_form(tracking_code.strip().upper()))

    def tracking_url(self, tracking_code: str) -> str:
        """Give the carrier's page that follows a parcel, nothing where none is documented."""
        code = tracking_code.strip()
        return self.page.format(code=quote(code, safe="")) if self.page and code else ""
