"""What the product page says, as plain values for its template and for search engines."""

import json

from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from oscar.core.loading import get_model

from catalogue.cards import cards_of
from catalogue.certificates.models import Certificate
from catalogue.listing.shelf import current
from catalogue.models import Availability, Product, Publication
from catalogue.origin.addresses import origin_path
from catalogue.pictures import srcset, variant_url
from marketplace.money import format_dong

RELATED = 4
REVIEWS = 10
LOW_STOCK = 3


def product_context(product: Product, *, site_url: str) -> dict[str, object]:
    """Gather the page's values. A constant number of queries."""
    today = timezone.localdate()
    certificates = list(product.certificates.select_related("law"))
    certificate = current_certificate(certificates, today)
    record = next(iter(product.stockrecords.all()), None)
    net_stock = record.net_stock_level if record else 0
    reviews = list(
        get_model("reviews", "ProductReview")
        .objects.filter(product=product, status=1)
        .select_related("user")
        .order_by("-date_created")[:REVIEWS]
    )
    same_village = []
    if product.village_id:
        near = current().best(RELATED + 1, village=product.village_id)
        same_village = cards_of([pk for pk in near if pk != product.pk][:RELATED])
    pictures = [
        {
            "url": variant_url(image.original.name, 1200),
            "small_url": variant_url(image.original.name, 320),
            "srcset": srcset(image.original.name),
            "caption": image.caption,
        }
        for image in sorted(product.images.all(), key=lambda i: (i.display_order, i.pk))
    ]
    price = int(record.price) if record and record.price is not None else None
    can_buy = bool(
        price is not None
        and product.publication == Publication.PUBLISHED
        and product.is_public
        and product.producer.may_sell
        and (product.made_to_order or net_stock > 0)
    )
    path = origin_path(product)
    context = {
        "product": product,
        "producer": product.producer,
        "village": product.village,
        "place": product.commune or product.producer.commune,
        "pictures": pictures,
        "price_text": format_dong(price, get_language() or "vi") if price is not None else "",
        "can_buy": can_buy,
        "is_withdrawn": product.publication == Publication.WITHDRAWN,
        "net_stock": net_stock,
        "is_low": can_buy and not product.made_to_order and net_stock <= LOW_STOCK,
        "max_quantity": 99 if product.made_to_order else max(1, min(99, net_stock)),
        "certificate": certificate,
        "certificate_state": certificate.state_on(today) if certificate else "",
        "has_stars": bool(certificate and certificate.is_valid_on(today)),
        "last_revocation": revocation_of(certificate),
        "reviews": reviews,
        "review_count": len(reviews),
        "same_village": same_village,
        "origin_path": path,
        "origin_url": f"{site_url}{path}",
        "lot": product.lots.order_by("-made_on", "-pk").first(),
    }
    context["json_ld"] = json_ld(product, context, price, site_url)
    return context


def current_certificate(certificates: list[Certificate], today) -> Certificate | None:
    """Choose the certificate to speak of: the valid one, else the one that ended last."""
    valid = [c for c in certificates if c.is_valid_on(today)]
    if valid:
        return max(valid, key=lambda c: (c.issued_on, c.pk))
    return max(certificates, key=lambda c: (c.ends_on, c.pk), default=None)


def revocation_of(certificate: Certificate | None):
    """Give the event that revoked a certificate, if one did."""
    if certificate is None or certificate.revoked_on is None:
        return None
    return certificate.events.filter(kind="revoked").order_by("-at").first()


def json_ld(product: Product, context: dict, price: int | None, site_url: str) -> SafeString:
    """Write schema.org's Product with its offer and, while valid, its certification."""
    stock = {
        Availability.IN_STOCK: "https://schema.org/InStock",
        Availability.MADE_TO_ORDER: "https://schema.org/MadeToOrder",
        Availability.SOLD_OUT: "https://schema.org/OutOfStock",
    }
    thing: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": product.title,
        "description": strip_tags(product.summary or product.story),
        "sku": product.code,
        "url": f"{site_url}{product.get_absolute_url()}",
        "image": [absolute(site_url, picture["url"]) for picture in context["pictures"]],
        "brand": {"@type": "Brand", "name": product.producer.name},
        "manufacturer": {"@type": "Organization", "name": product.producer.name},
        "countryOfOrigin": "VN",
    }
    if product.gtin:
        thing["gtin14"] = product.gtin
    if price is not None:
        thing["offers"] = {
            "@type": "Offer",
            "price": str(price),
            "priceCurrency": "VND",
            "availability": stock[product.availability],
            "url": thing["url"],
            "seller": {"@type": "Organization", "name": product.producer.name},
        }
    certificate = context["certificate"]
    if context["has_stars"]:
        thing["hasCertification"] = {
            "@type": "Certification",
            "name": f"OCOP {certificate.stars}",
            "certificationIdentification": certificate.decision_number,
            "issuedBy": {"@type": "Organization", "name": certificate.authority},
            "validFrom": certificate.issued_on.isoformat(),
            "expires": certificate.ends_on.isoformat(),
            "certificationStatus": "https://schema.org/CertificationActive",
        }
    if product.rating and context["review_count"]:
        thing["aggregateRating"] = {
            "@type": "AggregateRating",
            "ratingValue": round(product.rating, 1),
            "reviewCount": context["review_count"],
        }
    text = json.dumps(thing, ensure_ascii=False)
    # The text stands inside <script>; nothing in it may end that element.
    for char, escape in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        text = text.replace(char, escape)
    return mark_safe(text)


def absolute(site_url: str, url: str) -> str:
    return url if url.startswith("http") else f"{site_url}{url}"
