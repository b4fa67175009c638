"""A producer's products as a table to keep, or to change and send back; and an empty one.

What is written here reads as nothing changed when it comes back (marketplace/listings/imports/).
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from catalogue.facts.kinds import WORDED
from catalogue.facts.models import FactWord
from catalogue.facts.queries import facts_of, words_of
from catalogue.models import DeliveryReach, OcopSet, Product, Publication
from marketplace.frame.numbers import grouped
from marketplace.frame.portions import portions
from marketplace.frame.tables_out import Sheet, workbook_bytes
from marketplace.listings.content import named_words
from marketplace.listings.imports.columns import COLUMNS, IN_TEMPLATE, Column
from marketplace.listings.imports.facts import cells_of
from marketplace.sell.goods import stars_of
from marketplace.sell.offered import Offered, offers_of

WIDTHS = tuple(column.width for column in COLUMNS)
EXAMPLES = {
    "title_vi": "Ấm trà men lam vẽ trúc",
    "title_en": "Blue glazed teapot with bamboo",
    "title_ind": "Teko glasir biru bergambar bambu",
    "price": "350.000",
    "stock": "24",
    "weight_g": "1,2 kg",
    "ocop_set": "21",
    "unit_vi": "chiếc",
    "summary_vi": "Vẽ tay, nung ở 1.280 độ.",
    "summary_en": "Painted by hand, fired at 1,280 degrees.",
    "summary_ind": "Dilukis tangan, dibakar pada 1.280 derajat.",
    "fact_material": "Sứ",
    "fact_glaze": "Men lam; Men rạn",
    "fact_height": "12,5",
    "fact_contents_vi": "1 ấm, 6 chén",
    "made_to_order": "không",
    "delivery_reach": "3",
}


def header() -> list[str]:
    return [str(column.says) for column in COLUMNS]


def rows_of(products: Iterable[Product]) -> Iterator[list[Any]]:
    """Give a row for each product, its set with it, its stock records prefetched. Money in dong."""
    names = named_words()
    for portion in portions(products):
        told = facts_of(product.pk for product in portion)
        for product in portion:
            values = values_of(product) | cells_of(told[product.pk], names)
            yield [values[column.key] for column in COLUMNS]


def values_of(product: Product) -> dict[str, Any]:
    """Say a product in the columns of the table, but for its facts."""
    offers, stars = offers_of(product), stars_of(product)
    offer = offers[0] if offers[0].variant is None else Offered(product, None, None, 0)
    is_counted = not product.made_to_order
    ocop_set = product.ocop_set
    return {
        "code": product.code or "",
        "gtin": product.gtin or "",
        "title_vi": product.title_vi or "",
        "title_en": product.title_en or "",
        "title_ind": product.title_ind or "",
        "state": str(Publication(product.publication).label),
        "price": offer.price,
        "stock": offer.in_stock if is_counted else None,
        "variants": "; ".join(map(variant_text, offers)) if offer is not offers[0] else "",
        "held": sum(each.held for each in offers),
        "weight_g": product.weight_g,
        "ocop_set": f"{ocop_set.number}. {ocop_set.name}" if ocop_set else "",
        "unit_vi": product.unit_vi or "",
        "summary_vi": product.summary_vi or "",
        "summary_en": product.summary_en or "",
        "summary_ind": product.summary_ind or "",
        "story_vi": product.story_vi or "",
        "story_en": product.story_en or "",
        "made_to_order": _("Yes") if product.made_to_order else _("No"),
        "delivery_reach": str(DeliveryReach(product.delivery_reach).label),
        "seen_price": offer.price,
        "seen_stock": offer.in_stock if is_counted else None,
        "stars": stars or None,
        "valid_until": product.ocop_valid_until if stars else None,
    }


def variant_text(offer: Offered) -> str:
    """Say a variant in a cell: red: 180.000, 12."""
    assert offer.variant is not None  # noqa: S101 - who calls has looked
    figures = [offer.price or 0]
    if not offer.product.made_to_order:
        figures.append(offer.in_stock or 0)
    return f"{offer.variant.label}: {', '.join(map(grouped, figures))}"


def template_bytes() -> bytes:
    """Write the empty table with a sheet that explains its columns and one of the sets."""
    return workbook_bytes(
        [
            Sheet(
                _("Products"),
                [str(column.says) for column in IN_TEMPLATE],
                [],
                widths=[column.width for column in IN_TEMPLATE],
            ),
            Sheet(
                _("How to fill it in"),
                [_("Column"), _("What belongs there"), _("Example")],
                [explained(column) for column in IN_TEMPLATE],
                widths=(30, 70, 40),
                wraps=True,
            ),
            Sheet(
                _("Sets"),
                [_("Number"), _("Set")],
                [[each.number, each.name] for each in OcopSet.objects.all()],
                widths=(10, 60),
            ),
            Sheet(
                _("Words to choose from"),
                [_("Column"), _("Word")],
                [[str(word.get_fact_display()), word.name] for word in words_in_order()],
                widths=(30, 50),
            ),
        ]
    )


def words_in_order() -> list[FactWord]:
    """The words to choose from, fact by fact in the order of the columns."""
    words = words_of()
    return [word for code in WORDED for word in words.get(code, ())]


def explained(column: Column) -> list[str]:
    """One line of the second sheet; of an empty cell it is said once, by the first column."""
    words = str(column.help) or _("May be left empty.")
    if column is IN_TEMPLATE[0]:
        words += " " + _(
            "Of a product that is there, an empty cell changes nothing: send only the columns "
            "that you change."
        )
    return [str(column.says), words, EXAMPLES.get(column.key, "")]
