"""Split a basket into what each producer packs; nothing is saved here.

A basket of 2 vases (250 000 ₫ each, A), 1 scarf (480 000 ₫, B), sent within Hanoi:

    A  goods 500 000   delivery 22 000   order 522 000
    B  goods 480 000   delivery 22 000   order 502 000
    purchase: goods 980 000 + delivery 44 000 = 1 024 000, the sum of its orders

With a voucher of the market, 10 % off: 50 000 ₫ off A's vases and 48 000 ₫ off B's scarf
(how it is shared: marketplace.discounts.sharing):

    A  500 000 - 50 000 + 22 000 = 472 000
    B  480 000 - 48 000 + 22 000 = 454 000
    purchase: 980 000 - 98 000 + 44 000 = 926 000, the sum of its orders
"""

import enum
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils import timezone

from catalogue.models import Product, Publication
from catalogue.products.variants import named, picture_name, weight_of
from marketplace.discounts.sharing import Applied, DiscountLine, Refusal, apply_codes
from marketplace.frame.alphabet import in_order
from marketplace.frame.money import dong
from marketplace.producers.models import Producer
from marketplace.shipping.charges import NoDelivery, Quote, RateBook, zone_of
from marketplace.shipping.places import REACH_OF_ZONE
from marketplace.visits.models import BasketSeats
from marketplace.visits.seats import Wanted, rooms_for
from marketplace.visits.words import when

SERVICE_GROUP = 6  # the OCOP group of rural tourism; all others are goods

# What no basket shows: left in the database.
LONG_TEXTS = [
    "product__search_text",
    "product__description",
    "product__meta_description",
    *(
        f"product__{name}{language}"
        for name in ("story", "summary")
        for language in ("", "_vi", "_en", "_ind")
    ),
    *(f"product__producer__story{language}" for language in ("", "_vi", "_en", "_ind")),
]


@dataclass(frozen=True)
class Destination:
    """As much of an address as a charge depends on."""

    country: str = "VN"
    province_code: str = "01"


class Trouble(enum.Enum):
    """Why a line cannot be bought as it stands; the words are in troubles.py."""

    MAKER_STOPPED = "maker_stopped"
    WITHDRAWN = "withdrawn"
    NO_PRICE = "no_price"
    SOLD_OUT = "sold_out"
    TOO_FEW = "too_few"
    CLOSED = "closed"  # the session of a visit takes no bookings any more
    PARTY = "party"  # fewer or more guests than the host takes at once
    NO_SESSION = "no_session"  # a visit without a session


@dataclass
class PackageLine:
    """A basket line with what it costs now, in dong, and what can be had."""

    line: Any  # of Oscar's basket
    product: Product
    stockrecord: Any  # of Oscar's partner app
    quantity: int
    unit_price: int
    total: int
    available: int | None  # None: made to order, no bound
    is_buyable: bool
    is_out_of_reach: bool = False  # the product does not travel as far as the address
    discount_platform: int = 0
    discount_producer: int = 0
    seats: BasketSeats | None = None  # of a visit: which session, which guests
    is_open: bool = True  # the session takes bookings
    party_fits: bool = True

    @property
    def key(self) -> str:
        """Name what is bought: its stock record; of a visit also its session and who comes."""
        if self.seats is None:
            return str(self.stockrecord.pk)
        return f"{self.stockrecord.pk}/{self.seats.session_id}/{self.seats.fare.guest}"

    @property
    def title(self) -> str:
        """The product, and which of its variants; of a visit when it is and who comes."""
        if self.seats is None:
            return named(self.product.title, self.stockrecord)
        return f"{self.product.title} · {when(self.seats.session.starts_at)} · {self.seats.fare}"

    @property
    def cover(self) -> str:
        """The name of the picture that shows it."""
        return picture_name(self.product, self.stockrecord)

    @property
    def weight_g(self) -> int:
        return weight_of(self.product, self.stockrecord) * self.quantity

    @property
    def discount(self) -> int:
        return self.discount_platform + self.discount_producer

    @property
    def to_pay(self) -> int:
        return self.total - self.discount

    @property
    def is_short(self) -> bool:
        return (
            not self.is_buyable
            or not (self.is_open and self.party_fits)
            or (self.available is not None and self.quantity > self.available)
        )

    @property
    def is_sold_out(self) -> bool:
        return self.available is not None and self.available < 1

    @property
    def trouble(self) -> Trouble | None:
        """Why it cannot be bought; None where it can."""
        if not self.is_short:
            return None
        if self.is_buyable:
            return self.trouble_of_seats or (
                Trouble.SOLD_OUT if self.is_sold_out else Trouble.TOO_FEW
            )
        if not self.product.producer.may_sell:
            return Trouble.MAKER_STOPPED
        return Trouble.NO_PRICE if is_on_sale(self.product) else Trouble.WITHDRAWN

    @property
    def trouble_of_seats(self) -> Trouble | None:
        """Why seats of a session cannot be booked, were there enough of them."""
        if self.is_open and self.party_fits:
            return None
        if self.is_open:
            return Trouble.PARTY
        return Trouble.CLOSED if self.seats else Trouble.NO_SESSION


@dataclass
class Package:
    """What one producer packs for one buyer; its visits are a package of their own."""

    producer: Producer
    lines: list[PackageLine] = field(default_factory=list)
    quote: Quote | None = None  # None while nothing has to be delivered, or none is offered
    is_deliverable: bool = True

    @property
    def is_visit(self) -> bool:
        return any(line.seats for line in self.lines)

    @property
    def days(self) -> tuple[int, int]:
        """Days until it is there, at least and at most: to make what takes longest, and the way."""
        made = [each.product.lead_days for each in self.lines if each.product.made_to_order]
        lead = max(made, default=0)
        return (lead + self.quote.days_min, lead + self.quote.days_max) if self.quote else (0, 0)

    @property
    def goods(self) -> int:
        return sum(line.total for line in self.lines)

    @property
    def delivery(self) -> int:
        return self.quote.charge if self.quote else 0

    @property
    def discount(self) -> int:
        return sum(line.discount for line in self.lines)

    @property
    def total(self) -> int:
        return self.goods - self.discount + self.delivery

    @property
    def needs_delivery(self) -> bool:
        return any(line.product.needs_delivery for line in self.lines)

    @property
    def weight_g(self) -> int:
        return sum(line.weight_g for line in self.lines)


@dataclass
class Split:
    """A whole basket as packages, in order of the producers' names."""

    packages: list[Package]
    vouchers: list[Applied] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)

    @property
    def goods(self) -> int:
        return sum(package.goods for package in self.packages)

    @property
    def delivery(self) -> int:
        return sum(package.delivery for package in self.packages)

    @property
    def discount(self) -> int:
        return sum(package.discount for package in self.packages)

    @property
    def total(self) -> int:
        return self.goods - self.discount + self.delivery

    @property
    def short_lines(self) -> list[PackageLine]:
        return [line for package in self.packages for line in package.lines if line.is_short]

    @property
    def lines_out_of_reach(self) -> list[PackageLine]:
        return [line for package in self.packages for line in package.lines if line.is_out_of_reach]

    @property
    def needs_delivery(self) -> bool:
        return any(package.needs_delivery for package in self.packages)

    @property
    def has_visits(self) -> bool:
        return any(package.is_visit for package in self.packages)

    @property
    def has_goods(self) -> bool:
        return not all(package.is_visit for package in self.packages)

    @property
    def is_deliverable(self) -> bool:
        return all(package.is_deliverable for package in self.packages)


def basket_lines(basket) -> Iterable:
    """Read a basket's lines with all that a package needs, in a constant number of queries."""
    if not basket.pk:
        return []
    lines = basket.lines.select_related(
        "product__producer__commune__province",
        "product__producer__partner",
        "product__village",
        "product__product_class",
        "product__ocop_group",
        "stockrecord__variant__picture",
        "seats__session__visit",
        "seats__fare",
    )
    return lines.defer(*LONG_TEXTS).order_by(in_order("product__producer__name"), "pk")


def with_absences(split: "Split") -> "Split":
    """Read when the makers of a split are away, for pages that tell it; one query."""
    prefetch_related_objects([package.producer for package in split.packages], "holidays")
    return split


def split_basket(
    basket, destination: Destination | None = None, codes: Iterable[str] = ()
) -> Split:
    """Group a basket by producer and price each group, delivery to `destination`.

    `codes` are the vouchers that the buyer entered; those that do not apply say why.
    """
    packages: dict[tuple[int, bool], Package] = {}
    for line in basket_lines(basket):
        priced = price_line(line)
        producer = line.product.producer
        key = (producer.pk, priced.seats is not None)
        packages.setdefault(key, Package(producer)).lines.append(priced)
    price_seats(package for package in packages.values() if package.is_visit)
    destination = destination or Destination()
    rates = RateBook({producer_id for producer_id, _is_visit in packages})
    for package in packages.values():
        if not package.needs_delivery:
            continue
        zone = zone_of(
            country=destination.country,
            province_code=destination.province_code,
            producer_province_code=package.producer.commune.province.code,
        )
        for line in package.lines:
            line.is_out_of_reach = (
                line.product.needs_delivery and line.product.delivery_reach < REACH_OF_ZONE[zone]
            )
        if any(line.is_out_of_reach for line in package.lines):
            package.is_deliverable = False
            continue
        try:
            package.quote = rates.quote(
                producer_id=package.producer.pk,
                zone=zone,
                goods=package.goods,
                weight_g=package.weight_g,
            )
        except NoDelivery:
            package.is_deliverable = False
    split = Split(list(packages.values()))
    discount_split(split, codes, is_guest=basket.owner_id is None)
    return split


def discount_split(split: Split, codes: Iterable[str], *, is_guest: bool) -> None:
    """Take the vouchers off the lines, anew."""
    lines = [line for package in split.packages for line in package.lines]
    seen = [
        DiscountLine(line.product.producer_id, line.product.ocop_group_id, line.total)
        for line in lines
    ]
    split.vouchers, split.refused = apply_codes(codes, seen, is_guest=is_guest)
    for line, result in zip(lines, seen, strict=True):
        line.discount_platform, line.discount_producer = result.platform, result.producer


def price_line(line) -> PackageLine:
    """Price a basket line from its own stock record."""
    record, product = line.stockrecord, line.product
    unit_price = dong(record.price) if record.price is not None else 0
    available = None if product.made_to_order else record.net_stock_level
    seats = getattr(line, "seats", None)
    return PackageLine(
        seats=seats,
        is_open=seats is not None or not is_visit(product),
        line=line,
        product=product,
        stockrecord=record,
        quantity=line.quantity,
        unit_price=unit_price,
        total=unit_price * line.quantity,
        available=available,
        is_buyable=(record.price is not None and is_on_sale(product) and product.producer.may_sell),
    )


def price_seats(packages: Iterable[Package]) -> None:
    """Price the lines of visits by their fares, and see how many seats there are for them."""
    lines = [line for package in packages for line in package.lines if line.seats]
    wanted = [Wanted(line.seats, line.quantity) for line in lines if line.seats]
    for line, room in zip(lines, rooms_for(wanted, timezone.now()), strict=True):
        assert line.seats is not None  # noqa: S101 - asked for above
        line.unit_price = line.seats.fare.price
        line.total = line.unit_price * line.quantity
        line.available, line.is_open, line.party_fits = room
        line.is_buyable = is_on_sale(line.product) and line.product.producer.may_sell


def is_visit(product: Product) -> bool:
    """Tell whether a product is of the group that one comes to: it is sold by its sessions."""
    return product.ocop_group is not None and product.ocop_group.number == SERVICE_GROUP


def is_on_sale(product: Product) -> bool:
    return product.publication == Publication.PUBLISHED and product.is_public
