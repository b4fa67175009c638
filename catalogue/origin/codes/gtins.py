"""Give a product its GTIN, under the licence of its prefix.

What is refused here with a sentence the database refuses, too (constraints of Product and
GtinLicence, triggers of catalogue/migrations/_gtins.py), but for days, GS1's examples and whose a
prefix is. The product's own code stays: what is printed under /P/ answers as before.
"""

import datetime
from typing import NamedTuple

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format

from catalogue.models import GtinLicence, Product
from catalogue.origin import refusals
from catalogue.origin.gs1 import gtins
from catalogue.origin.gs1.check_digits import check_digit
from catalogue.origin.models import LabelBatch
from catalogue.products.services import search_text_of
from catalogue.search.services import touch
from marketplace.frame.folding import fold

USES = {
    gtins.Use.SHOP: refusals.GtinOfAShop,
    gtins.Use.COUPON: refusals.GtinOfCoupons,
    gtins.Use.REFUND: refusals.GtinOfCoupons,
    gtins.Use.RESERVED: refusals.GtinOfCoupons,
    gtins.Use.MEASURED: refusals.GtinOfMeasure,
}


class Licence(NamedTuple):
    """A licence as it stands on its certificate; the prefix as it is typed."""

    prefix: str
    holder: str
    starts_on: datetime.date
    ends_on: datetime.date


def read_gtin(text: str) -> str:
    """Give 14 digits for a GTIN of goods as people write it. Raises GtinRefused."""
    gtin = gtins.read(text)
    if len(gtin) != 14 or not (gtin.isascii() and gtin.isdigit()):
        raise refusals.GtinOfOtherLength
    if not gtins.is_gtin(gtin):
        raise refusals.GtinMistyped(digit=check_digit(gtin[:-1]))
    use = gtins.use_of(gtin)
    if use in USES:
        raise USES[use]
    if use == gtins.Use.EXAMPLE and not settings.SHOP_IS_DEMO:
        raise refusals.GtinOfExamples
    return gtin


@transaction.atomic
def enter_gtin(*, product: Product, gtin: str, licence: Licence) -> tuple[str, str]:
    """Give a product its GTIN, or its licence other days; gives the number before and now.

    Doing it again changes nothing. Raises GtinRefused.
    """
    number = read_gtin(gtin)
    prefix = read_prefix(licence.prefix)
    check_days(licence)
    if not gtins.is_within(number, prefix):
        raise refusals.GtinOutsidePrefix(gtin=gtins.shown(number), prefix=prefix)
    locked = Product.objects.select_for_update(of=("self",)).get(pk=product.pk)
    if locked.variants.exists():
        raise refusals.GtinOfVariants
    before = locked.gtin or ""
    if before not in ("", number):
        check_unprinted(before)
    kept = keep_licence(locked, licence._replace(prefix=prefix))
    if is_taken(number, locked):
        raise refusals.GtinTaken
    write(locked, number, kept)
    product.gtin, product.gtin_licence = locked.gtin, locked.gtin_licence
    return before, number


@transaction.atomic
def remove_gtin(*, product: Product) -> str:
    """Take a number off again that is on no label yet; gives it. Raises GtinPrinted."""
    locked = Product.objects.select_for_update(of=("self",)).get(pk=product.pk)
    before = locked.gtin or ""
    if before:
        check_unprinted(before)
        write(locked, None, None)
    product.gtin = product.gtin_licence = None
    return before


def is_taken(gtin: str, product: Product) -> bool:
    return Product.objects.filter(gtin=gtin).exclude(pk=product.pk).exists()


def write(product: Product, gtin: str | None, licence: GtinLicence | None) -> None:
    product.gtin, product.gtin_licence = gtin, licence
    product.search_text = search_text_of(product)
    changed = ["gtin", "gtin_licence", "search_text", "date_updated"]
    try:
        with transaction.atomic():
            product.save(update_fields=changed)
    except IntegrityError as refusal:  # another took the number in the same moment
        raise refusals.GtinTaken from refusal
    touch("product", [product.pk])


def read_prefix(text: str) -> str:
    """Give the digits of a company prefix. Raises PrefixMalformed."""
    prefix = gtins.BETWEEN.sub("", gtins.cleaned(text))
    if not (4 <= len(prefix) <= 13 and prefix.isascii() and prefix.isdigit()):
        raise refusals.PrefixMalformed
    return prefix


def check_days(licence: Licence) -> None:
    today = timezone.localdate()
    if licence.ends_on < licence.starts_on:
        raise refusals.LicenceBackwards
    if licence.starts_on > today:
        raise refusals.LicenceNotBegun(day=date_format(licence.starts_on))
    if licence.ends_on < today:
        raise refusals.LicenceEnded(day=date_format(licence.ends_on))


def check_unprinted(gtin: str) -> None:
    if LabelBatch.objects.filter(anchor=f"01/{gtin}").exists():
        raise refusals.GtinPrinted(gtin=gtins.shown(gtin))


def keep_licence(product: Product, licence: Licence) -> GtinLicence:
    """Keep a producer's licence of a prefix, with the days and the holder that are said last."""
    assert product.producer is not None  # noqa: S101 - the market makes no product without
    beginnings = [licence.prefix[:length] for length in range(4, len(licence.prefix) + 1)]
    overlapping = GtinLicence.objects.filter(prefix__startswith=licence.prefix)
    overlapping |= GtinLicence.objects.filter(prefix__in=beginnings)
    for other in overlapping.exclude(producer=product.producer):
        if fold(other.holder) != fold(licence.holder):
            raise refusals.PrefixOfAnother
    kept, _is_new = GtinLicence.objects.update_or_create(
        producer=product.producer,
        prefix=licence.prefix,
        defaults={
            "holder": licence.holder,
            "starts_on": licence.starts_on,
            "ends_on": licence.ends_on,
        },
    )
    return kept
