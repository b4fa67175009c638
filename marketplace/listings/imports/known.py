"""What a producer has already, as the rows of a table are compared with it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from django.conf import settings
from django.utils.translation import override
from oscar.core.loading import get_model

from catalogue.facts.models import FactWord
from catalogue.facts.queries import Asked, Values, asked_by_set, facts_of
from catalogue.models import DeliveryReach, OcopSet, Product
from catalogue.places.names import known_places, may_name, own_places
from marketplace.frame.folding import fold
from marketplace.listings.content import FACTS
from marketplace.listings.imports.facts import BY_NAME as FACT_COLUMNS
from marketplace.listings.models import Revision
from marketplace.listings.publishing import TEXT_FIELDS
from marketplace.producers.models import Producer

NO = ("no", "khong", "tidak", "n", "false", "0", "-")
YES = ("yes", "co", "ya", "y", "x", "v", "true", "1")


class Offer(NamedTuple):
    """What a product costs now and how many there are; dong, pieces."""

    price: int | None
    in_stock: int
    held: int
    has_variants: bool = False


class Current(NamedTuple):
    """A product of the producer: its key, its values, what it costs, what of it waits."""

    pk: int
    values: dict[str, Any]
    offer: Offer
    revision: Revision | None
    facts: Values

    @property
    def texts(self) -> dict[str, str]:
        """Its texts as they would be with what was proposed of it already."""
        return {name: self.values[name] or "" for name in TEXT_FIELDS} | self.proposed

    @property
    def told(self) -> Values:
        """Its facts as they would be with what was proposed of it already."""
        return self.proposed.get(FACTS, self.facts)

    @property
    def proposed(self) -> dict[str, Any]:
        return self.revision.content if self.revision else {}


@dataclass
class Known:
    """Of one producer: its products by code and name, its proposals of new ones by name."""

    producer: Producer
    places: dict[str, int] = field(default_factory=dict)  # of the columns of the table
    named: set[str] = field(default_factory=set)  # places that names of the portion tell

    @cached_property
    def codes_by_title(self) -> dict[str, str]:
        rows = Product.objects.filter(producer=self.producer).values_list("title_vi", "code")
        return {fold(title or ""): code or "" for title, code in rows}

    @cached_property
    def proposals_by_title(self) -> dict[str, Revision]:
        """Open proposals of new products; of two with one name the newer."""
        rows = Revision.objects.filter(producer=self.producer, product=None)
        rows = rows.exclude(state=Revision.State.PUBLISHED).order_by("pk")
        return {fold(each.content.get("title_vi", "")): each for each in rows}

    @cached_property
    def own(self) -> set[str]:
        """The names of the producer's own place, now and before."""
        return own_places(self.producer.commune, self.producer.village)

    @property
    def maker(self) -> str:
        return self.producer.name

    @cached_property
    def asked(self) -> dict[int, list[Asked]]:
        """What each set is asked for."""
        return asked_by_set()

    def look_up_places(self, titles: Iterable[str]) -> None:
        """Find which places the names of a portion tell; four queries, however many names."""
        self.named = known_places({name for title in titles for name in may_name(title)})

    @cached_property
    def sets(self) -> dict[str, int]:
        """The number of each set by its number and by its names, folded."""
        found: dict[str, int] = {}
        for each in OcopSet.objects.all():
            names = (getattr(each, f"name_{suffix}", "") for suffix in ("vi", "en", "ind"))
            found |= {fold(name): each.number for name in names if name}
            found[str(each.number)] = each.number
        return found

    @cached_property
    def words(self) -> dict[str, dict[str, str]]:
        """The code of each word of a fact by its names in all languages, folded."""
        found: dict[str, dict[str, str]] = {}
        for word in FactWord.objects.order_by("place", "pk"):
            known = found.setdefault(word.fact, {})
            for name in (word.name_vi, word.name_en, word.name_ind, word.code):  # type: ignore[attr-defined]
                if name:
                    known.setdefault(fold(name), word.code)
        return found

    @cached_property
    def reaches(self) -> dict[str, int]:
        found = {str(reach.value): reach.value for reach in DeliveryReach}
        for language, _name in settings.LANGUAGES:
            with override(language):
                found |= {fold(str(reach.label)): reach.value for reach in DeliveryReach}
        return found

    @cached_property
    def answers(self) -> dict[str, bool]:
        return dict.fromkeys(YES, True) | dict.fromkeys(NO, False)

    def products(self, codes: Iterable[str]) -> dict[str, Current]:
        """Find those of the codes that are the producer's own; six queries a call at most."""
        names = ("pk", "code", *TEXT_FIELDS, "weight_g", "made_to_order", "delivery_reach")
        own = Product.objects.filter(producer=self.producer, code__in=list(codes))
        rows = list(own.values(*names, "ocop_set__number"))
        pks = [row["pk"] for row in rows]
        records = get_model("partner", "StockRecord").objects.filter(product__in=pks)
        offers = {
            pk: Offer(
                None if price is None else int(price), in_stock or 0, held or 0, variant is not None
            )
            for pk, price, in_stock, held, variant in records.values_list(
                "product", "price", "num_in_stock", "num_allocated", "variant"
            )
        }
        open_ones = Revision.objects.filter(producer=self.producer, product__in=pks)
        open_ones = open_ones.exclude(state=Revision.State.PUBLISHED).order_by("-updated_at")
        waiting = {each.product_id: each for each in reversed(open_ones)}
        told = facts_of(pks if any(key in FACT_COLUMNS for key in self.places) else ())
        return {
            row["code"]: Current(
                row["pk"],
                row | {"ocop_set": row["ocop_set__number"]},
                offers.get(row["pk"], Offer(None, 0, 0)),
                waiting.get(row["pk"]),
                told.get(row["pk"], {}),
            )
            for row in rows
        }
