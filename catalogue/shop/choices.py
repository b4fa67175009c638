"""What of a product can be had, as its page offers it: its one record, or its variants."""

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db.models import Case, OuterRef, When
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from oscar.core.loading import get_model

from catalogue.listing.cards import from_price
from catalogue.models import Axis
from catalogue.products.pictures import variant_url
from catalogue.products.variants import ASKS
from catalogue.shop.texts import language_of, spoken
from marketplace.frame.money import format_dong
from marketplace.frame.prepared import JsonRows

LOW_STOCK = 3
MOST_AT_ONCE = 99
PLAIN = ("price", "num_in_stock", "num_allocated", "partner_sku")
OF_VARIANT = ("variant__pk", "variant__axis", "variant__weight_g", "variant__picture__original")


def offers_of_product(suffix: str) -> Case:
    """The stock records of the product of the query around, each with its variant if it has one."""
    own = get_model("partner", "StockRecord").objects.filter(product=OuterRef("pk"))
    alone = JsonRows(own.order_by("pk"), *PLAIN)
    records = own.filter(variant__retired_at=None)
    named = records.annotate(
        said=spoken("variant__label", suffix), said_in=language_of("variant__label", suffix)
    )
    ordered = named.order_by("variant__place", "pk")
    several = JsonRows(ordered, *PLAIN, *OF_VARIANT, "said", "said_in")
    return Case(When(highest_price=None, then=alone), default=several)


NO_VARIANT = (0, "", None, "", "", "")


class Choice(NamedTuple):
    """Something that can be had: a variant, or the whole of a product without any (`pk` 0)."""

    pk: int
    axis: str
    label: str
    language: str  # of the label, where it is not in the reader's
    price: int | None
    left: int
    made_to_order: bool
    code: str
    weight_g: int | None
    picture: str  # the file of its own picture

    @property
    def is_there(self) -> bool:
        return self.price is not None and (self.made_to_order or self.left > 0)

    @property
    def price_text(self) -> str:
        return "" if self.price is None else format_dong(self.price, get_language() or "vi")

    @property
    def left_text(self) -> str:
        """How few are left; empty where there are enough, or none."""
        if self.made_to_order or not 0 < self.left <= LOW_STOCK:
            return ""
        return ngettext("Only %(left)s left", "Only %(left)s left", self.left) % {"left": self.left}

    @property
    def most(self) -> int:
        """How many of it go into a basket at once."""
        return MOST_AT_ONCE if self.made_to_order else max(1, min(MOST_AT_ONCE, self.left))

    @property
    def picture_url(self) -> str:
        return variant_url(self.picture, 320)


class Choices(NamedTuple):
    """All that can be had of a product, and which of it the reader chose."""

    all: list[Choice]
    chosen: Choice | None
    has_variants: bool
    there: list[Choice]
    prices: list[int]  # what they cost: of those that are there, else of all

    @property
    def to_choose(self) -> list[Choice]:
        return self.all if self.has_variants else []

    @property
    def title(self) -> str:
        return str(Axis(self.all[0].axis).label) if self.has_variants else ""

    @property
    def asks(self) -> str:
        """The sentence that is said where nothing was chosen."""
        return str(ASKS[Axis(self.all[0].axis)]) if self.has_variants else ""

    @property
    def prices_differ(self) -> bool:
        return len({each.price for each in self.all}) > 1

    @property
    def price_text(self) -> str:
        """The price of what is chosen, else from which price on there is something to choose."""
        if self.chosen:
            return self.chosen.price_text
        return from_price(min(self.prices), max(self.prices)) if self.prices else ""

    @property
    def left_text(self) -> str:
        return self.chosen.left_text if self.chosen else ""

    @property
    def most(self) -> int:
        shown = [self.chosen] if self.chosen else self.there
        return max((each.most for each in shown), default=1)

    @property
    def stock_states(self) -> Sequence[str]:
        """What is said of each beside its name."""
        return [each.left_text if each.is_there else _("Sold out") for each in self.all]


def choices_of(offers: str | None, *, made_to_order: bool, asked: str = "") -> Choices:
    """Read what `offers_of_product` gave; `asked` is the key of a variant in the address."""
    found = [choice_of(row, made_to_order) for row in json.loads(offers or "[]")]
    variants = [each for each in found if each.pk]
    if not variants:
        return choices_among(found[:1], found[0] if found else None, has_variants=False)
    chosen = next((each for each in variants if each.is_there and str(each.pk) == asked), None)
    if chosen is None and len(variants) == 1:
        chosen = variants[0]
    return choices_among(variants, chosen, has_variants=True)


def choices_among(found: list[Choice], chosen: Choice | None, *, has_variants: bool) -> Choices:
    there = [each for each in found if each.is_there]
    prices = [each.price for each in there or found if each.price is not None]
    return Choices(found, chosen, has_variants, there, prices)


def choice_of(row: list[Any], made_to_order: bool) -> Choice:
    price, in_stock, allocated, code, *of_variant = row
    pk, axis, weight_g, picture, label, language = of_variant or NO_VARIANT
    return Choice(
        pk=pk or 0,
        axis=axis or "",
        label=label or "",
        language=language or "",
        price=None if price is None else int(price),
        left=(in_stock or 0) - (allocated or 0),
        made_to_order=made_to_order,
        code=code or "",
        weight_g=weight_g,
        picture=picture or "",
    )


def offer_schema(choices: Choices, common: dict[str, Any], state: str) -> dict[str, Any]:
    """Say to search engines what is offered: one price, or the span with an offer for each."""
    if not choices.has_variants:
        price = choices.prices[0]
        return {"@type": "Offer", "price": str(price), "availability": state, **common}
    return {
        "@type": "AggregateOffer",
        "lowPrice": str(min(choices.prices)),
        "highPrice": str(max(choices.prices)),
        "offerCount": len(choices.all),
        "availability": state,
        **common,
        "offers": [
            {
                "@type": "Offer",
                "name": each.label,
                "sku": each.code,
                "price": str(each.price),
                "priceCurrency": common["priceCurrency"],
                "availability": state if each.is_there else "https://schema.org/OutOfStock",
                "url": f"{common['url']}?variant={each.pk}",
            }
            for each in choices.all
            if each.price is not None
        ],
    }
