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

from catalogue.models import Product, Publication
from catalogue.products.variants import named, picture_name, weight_of
from marketplace.discounts.sharing import Applied, DiscountLine, Refusal, apply_codes
from marketplace.frame.alphabet import in_order
from marketplace.frame.money import dong
from marketplace.producers.models import Producer
from marketplace.shipping.charges import NoDelivery, Quote, RateBook, zone_of
from marketplace.shipping.places import REACH_OF_ZONE

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

    @property
    def title(self) -> str:
        """The product, and which of its variants."""
        return named(self.product.title, self.stockrecord)

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
        return not self.is_buyable or (
            self.available is not None and self.quantity > self.available
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
            return Trouble.SOLD_OUT if self.is_sold_out else Trouble.TOO_FEW
        if not self.product.producer.may_sell:
            return Trouble.MAKER_STOPPED
        return Trouble.NO_PRICE if is_on_sale(self.product) else Trouble.WITHDRAWN


@dataclass
class Package:
    """What one producer packs for one buyer."""

    producer: Producer
    lines: list[PackageLine] = field(default_factory=list)
    quote: Quote | None = None  # None while nothing has to be delivered, or none is offered
    is_deliverable: bool = True

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
    packages: dict[int, Package] = {}
    for line in basket_lines(basket):
        producer = line.product.producer
        package = packages.setdefault(producer.pk, Package(producer))
        package.lines.append(price_line(line))
    destination = destination or Destination()
    rates = RateBook(packages)
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
    return PackageLine(
        line=line,
        product=product,
        stockrecord=record,
        quantity=line.quantity,
        unit_price=unit_price,
        total=unit_price * line.quantity,
        available=available,
        is_buyable=(record.price is not None and is_on_sale(product) and product.producer.may_sell),
    )


def is_on_sale(product: Product) -> bool:
    return product.publication == Publication.PUBLISHED and product.is_public
