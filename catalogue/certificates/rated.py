"""Rated products: found, entered, each with its code.

a certificate of shop product D00112   rated product D00112, made with the first one
"Chè Suối Giàng", commune 00577, 2026  01-00577-1-2026, the next one 01-00577-2-2026
"""

import re
from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from catalogue.certificates.models import Certificate, RatedProduct
from catalogue.certificates.rules import CertificateRefused
from catalogue.models import OcopSet, Product
from catalogue.places.models import Commune
from catalogue.search.services import touch
from marketplace.frame.folding import as_code, cleaned, fold

CODE = re.compile(r"[0-9A-Z][0-9A-Z_-]{0,39}")


def search_text_of(rated: RatedProduct) -> str:
    return fold(f"{rated.name} {rated.holder_name} {rated.code}")


def rated_facts_of(product: Product) -> dict[str, Any]:
    """Say of a product of the shop what the register keeps of it."""
    maker: Any = product.producer
    return {
        "code": as_code(product.code),
        "name": (product.title_vi or product.title)[:255],  # type: ignore[attr-defined]
        "holder_name": maker.name,
        "holder_kind": maker.kind,
        "commune_id": maker.commune_id,
        "ocop_set_id": product.ocop_set_id,
        "product": product,
    }


def rated_of(product: Product) -> RatedProduct:
    """Find the rated product that a product of the shop is, or enter it."""
    known = RatedProduct.objects.filter(product=product).first()
    if known is not None:
        return known
    new = RatedProduct(**rated_facts_of(product))
    facts = rated_facts_of(product) | {"search_text": search_text_of(new)}
    return RatedProduct.objects.get_or_create(product=product, defaults=facts)[0]


def find_rated(code: str) -> RatedProduct | None:
    """Find a rated product by its own code or by its shop product's."""
    rows = RatedProduct.objects.select_related("product__producer")
    key = as_code(code)
    return rows.filter(code=key).first() or rows.filter(product__code=key).first()


def next_code(commune: Commune, year: int) -> str:
    """Give the next code of a commune and a year; hold the commune's row until it is taken.

    Codes of units as decision 19/2025/QĐ-TTg has them.
    """
    list(Commune.objects.select_for_update(of=("self",)).filter(pk=commune.pk))
    start = f"{commune.province.code}-{commune.code}-"
    codes = RatedProduct.objects.filter(code__startswith=start, code__endswith=f"-{year}")
    serials = [code.split("-")[2] for code in codes.values_list("code", flat=True)]
    last = max((int(each) for each in serials if each.isdecimal()), default=0)
    return f"{start}{last + 1}-{year}"


def check_code(code: str) -> None:
    """Raise CertificateRefused: "code" that no address can hold, "code_taken"."""
    if not CODE.fullmatch(code):
        raise CertificateRefused("code")
    if find_rated(code) or Product.objects.filter(code=code).exists():
        raise CertificateRefused("code_taken")


def check_is_new(name: str, holder_name: str, commune: Commune) -> None:
    """Raise CertificateRefused("alike") where a product of this name and holder is on file."""
    near = RatedProduct.objects.filter(commune=commune, search_text__contains=fold(cleaned(name)))
    wanted = likeness_of(name, holder_name)
    if any(likeness_of(each.name, each.holder_name) == wanted for each in near):
        raise CertificateRefused("alike")


def likeness_of(name: str, holder_name: str) -> tuple[str, str]:
    """Say by what two rated products of a commune are one, however they are typed."""
    return fold(cleaned(name)), fold(cleaned(holder_name))


@transaction.atomic
def enter_rated(
    *,
    name: str,
    holder_name: str,
    holder_kind: str,
    commune: Commune,
    ocop_set: OcopSet,
    code: str = "",
    year: int = 0,
) -> RatedProduct:
    """Enter a product that is not sold here; without a code it gets the next of its commune.

    Raises CertificateRefused: "code" that no address can hold, "code_taken".
    """
    code = as_code(code) or next_code(commune, year or timezone.localdate().year)
    check_code(code)
    rated = RatedProduct(
        code=code,
        name=cleaned(name),
        holder_name=cleaned(holder_name),
        holder_kind=holder_kind,
        commune=commune,
        ocop_set=ocop_set,
    )
    rated.search_text = search_text_of(rated)
    try:
        with transaction.atomic():
            rated.save()
    except IntegrityError as taken:  # another officer was first by a moment
        raise CertificateRefused("code_taken") from taken
    touch("rated", [rated.pk])
    return rated


def put_under_rated(certificate: Certificate) -> None:
    """Put a certificate, unsaved, under its rated product, or that of the product it names."""
    if certificate.rated_id is None:
        certificate.rated = rated_of(certificate.product)  # type: ignore[arg-type]
    certificate.product = certificate.rated.product


def put_all_under_rated(certificates: Sequence[Certificate]) -> None:
    """Put many new certificates of shop products, unsaved, under rated products; two queries."""
    products = {each.product.pk: each.product for each in certificates if each.product}
    known = {
        each.product_id: each for each in RatedProduct.objects.filter(product__in=products.values())
    }
    new = [RatedProduct(**rated_facts_of(p)) for pk, p in products.items() if pk not in known]
    for each in new:
        each.search_text = search_text_of(each)
    RatedProduct.objects.bulk_create(new)
    known |= {each.product_id: each for each in new}
    for certificate in certificates:
        certificate.rated = known[certificate.product_id]


def rated_holding(text: str) -> QuerySet[RatedProduct]:
    """List rated products, or those whose name, holder or code hold a text, newest first."""
    rows = RatedProduct.objects.select_related("product__producer", "commune")
    if folded := fold(text).strip():
        rows = rows.filter(search_text__contains=folded)
    return rows.order_by("-pk")
