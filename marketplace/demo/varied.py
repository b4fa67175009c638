"""Sizes and packs of some of the demo's goods: only such as their pictures are true for.

They come last: what was ordered before is of the one size there was, which the first takes over.
"""

from catalogue.models import Product
from catalogue.products.variants import Told, keep_variants
from marketplace.demo.facts.table import LANGUAGES, Facts, Varied, variants_of


def vary_goods(rows: tuple[Facts, ...]) -> int:
    """Give products of the table their variants, where they have none; give how many products."""
    wanted = {facts.code: several for facts in rows if (several := variants_of(facts.code))}
    found = Product.objects.filter(code__in=wanted, variants=None, gtin=None).order_by("code")
    products = list(found)
    for product in products:
        several = wanted[product.code or ""]
        told = [told_of(product, each) for each in several]
        keep_variants(product=product, axis=several[0].axis, told=told)
    return len(products)


def told_of(product: Product, each: Varied) -> Told:
    labels = {language: each.label(language) for language in LANGUAGES}
    return Told(
        labels=labels,
        price=(product.price or 0) + each.dearer * 1000,
        stock=each.stock,
        weight_g=each.grams,
    )
