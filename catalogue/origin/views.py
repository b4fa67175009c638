"""The page behind a QR code. No language in the address, none needed to read it."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalogue.models import Product
from catalogue.origin import codes
from catalogue.origin.addresses import origin_path
from catalogue.origin.check_digits import gtin_is_valid
from catalogue.pictures import variant_url
from catalogue.product_page import current_certificate

PRODUCTS = Product.objects.select_related(
    "producer__commune__province", "village", "commune__province", "ocop_set"
).prefetch_related("images")


@require_safe
def by_gtin(request: HttpRequest, gtin: str, lot: str = "", serial: str = "") -> HttpResponse:
    """Answer /01/<gtin>[/10/<lot>][/21/<serial>]; a malformed GTIN is 400, never 200."""
    if not gtin_is_valid(gtin):
        return render(request, "origin/malformed.html", {"code": gtin[:40]}, status=400)
    product = PRODUCTS.filter(gtin=gtin, publication__gt=0).first()
    return origin_page(request, product, gtin, lot)


@require_safe
def by_code(request: HttpRequest, code: str, lot: str = "", serial: str = "") -> HttpResponse:
    """Answer /P/<code>[/L/<lot>][/S/<serial>]; a product that has a GTIN now still answers."""
    product = PRODUCTS.filter(code=code, publication__gt=0).first()
    return origin_page(request, product, code, lot)


def origin_page(
    request: HttpRequest, product: Product | None, code: str, lot_number: str
) -> HttpResponse:
    """Show maker, place, certificate and lot; an unknown lot walks up to the product."""
    if product is None:
        return render(request, "origin/unknown.html", {"code": code[:40]}, status=404)
    today = timezone.localdate()
    certificate = current_certificate(list(product.certificates.select_related("law")), today)
    lots = product.lots.select_related("village", "commune")
    lot = lots.filter(number=lot_number).first() if lot_number else lots.first()
    images = sorted(product.images.all(), key=lambda image: (image.display_order, image.pk))
    path = origin_path(product, lot if lot_number else None)
    context = {
        "product": product,
        "producer": product.producer,
        "place": product.commune or product.producer.commune,
        "village": product.village,
        "certificate": certificate,
        "certificate_state": certificate.state_on(today) if certificate else "",
        "has_stars": bool(certificate and certificate.is_valid_on(today)),
        "lot": lot,
        "lot_is_unknown": bool(lot_number) and lot is None,
        "lot_number": lot_number,
        "picture_url": variant_url(images[0].original.name, 640) if images else "",
        "origin_url": f"{settings.SITE_URL}{path}",
        "today": today,
        "is_withdrawn": product.publication == 2,
    }
    return render(request, "origin/page.html", context)


@require_safe
def code_picture(request: HttpRequest, code: str, extension: str) -> HttpResponse:
    """Draw the QR code of a product as SVG or PNG."""
    product = Product.objects.filter(code=code, publication__gt=0).first()
    if product is None:
        raise Http404
    text = f"{settings.SITE_URL}{origin_path(product)}"
    if extension == "svg":
        response = HttpResponse(codes.svg(text), content_type="image/svg+xml")
    else:
        response = HttpResponse(codes.png(text), content_type="image/png")
    response["Cache-Control"] = "public, max-age=86400"
    if "download" in request.GET:
        response["Content-Disposition"] = f'attachment; filename="{code}.{extension}"'
    return response
