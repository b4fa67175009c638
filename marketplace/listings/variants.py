"""What a proposal carries of variants:

    {"axis": "size", "rows": [{"label": {"vi": "S", "en": "S"}, "price": 180000, "stock": 4,
                               "code": "KL-S", "weight_g": 300, "picture": "2"}, …]}

A row with a "pk" is a variant that is there: its price and stock are changed at once elsewhere, so
it carries none. So does the first row of a product that has no variants yet: what is sold until
now becomes that one. What stands in no row is offered no more.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language, gettext

from catalogue.models import Product
from catalogue.products.variants import LANGUAGES, Told
from marketplace.frame.money import format_dong
from marketplace.frame.numbers import grouped
from marketplace.listings.content import VARIANTS, Change, label_of

LEAST = 2  # one thing to choose is none


def told_of(product: Product) -> dict[str, Any]:
    """The variants of a product as a proposal carries them; none is an empty dict. Two queries."""
    variants = product.variants.filter(retired_at=None).select_related("record")
    rows = list(variants.order_by("place", "pk"))
    if not rows:
        return {}
    images = product.images.order_by("display_order", "pk").values_list("pk", flat=True)
    numbers = {pk: str(number) for number, pk in enumerate(images, start=1)}
    return {
        "axis": rows[0].axis,
        "rows": [
            {
                "label": {
                    lang: text
                    for lang, suffix in LANGUAGES.items()
                    if (text := getattr(each, f"label_{suffix}"))
                },
                "pk": each.pk,
                "code": each.record.partner_sku,
                "weight_g": each.weight_g,
                "picture": numbers.get(each.picture_id or 0, ""),
            }
            for each in rows
        ],
    }


def as_told(content: Mapping[str, Any]) -> list[Told]:
    """Read what a proposal carries for `keep_variants`."""
    return [
        Told(
            labels=row["label"],
            pk=row.get("pk"),
            price=row.get("price"),
            stock=row.get("stock") or 0,
            code=row.get("code", ""),
            weight_g=row.get("weight_g"),
            picture=row.get("picture", ""),
        )
        for row in content.get("rows", ())
    ]


def lowest_price(told: Mapping[str, Any]) -> int | None:
    """The price that a new product with these variants begins with."""
    return min((row["price"] for row in told["rows"] if row.get("price")), default=None)


def is_whole(told: Mapping[str, Any]) -> bool:
    """Tell whether variants of a new product can be sold: two at least, each with its price."""
    rows = told.get("rows", ())
    return not rows or (len(rows) >= LEAST and all(row.get("price") for row in rows))


def all_stock(told: Mapping[str, Any]) -> int:
    return sum(row.get("stock") or 0 for row in told["rows"])


def changed_variants(live: Mapping[str, Any], told: Mapping[str, Any]) -> list[Change]:
    """Say what a proposal makes of the variants, as one change; none where all stays."""
    rows = told.get("rows", ())
    kept = {row.get("pk") for row in rows}
    gone = [row for row in live.get("rows", ()) if row["pk"] not in kept]
    now = "; ".join(map(said, live.get("rows", ())))
    proposed = [said(row) for row in rows]
    proposed += [f"{said(row)}: {gettext('Offered no more')}" for row in gone if rows]
    text = "; ".join(proposed)
    return [Change(VARIANTS, label_of(VARIANTS), now, text, "")] if text != now else []


def said(row: Mapping[str, Any]) -> str:
    """Say all of a row: its names, its price, how many, its code, its weight."""
    parts = [" / ".join(row["label"].values())]
    if row.get("price"):
        parts.append(format_dong(row["price"], get_language() or "vi"))
        parts.append(gettext("In stock: %(count)s") % {"count": grouped(row.get("stock") or 0)})
    parts += [row["code"]] if row.get("code") else []
    parts += [f"{row['weight_g']} g"] if row.get("weight_g") else []
    if row.get("picture"):
        parts.append(gettext("Picture %(number)s") % {"number": row["picture"]})
    return ", ".join(parts)
