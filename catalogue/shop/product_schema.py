"""What a product's page tells machines, in schema.org's words: only what rows of today say."""

from collections.abc import Callable, Mapping

from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from catalogue.models import Availability
from catalogue.shop.choices import Choices, offer_schema
from catalogue.shop.product_facts import schema_of
from marketplace.frame.json_ld import in_script, trail
from marketplace.frame.sharing import whole

Terms = Callable[..., Mapping[str, object]]
_terms: list[Terms] = []


def offers_are_told_by(terms: Terms) -> None:
    """Ask `terms(product, price)` what an offer says of delivery and returns."""
    _terms[:] = [terms]


def json_ld(product, context: dict, choices: Choices, site_url: str) -> SafeString:
    """Write schema.org's Product with its offer and, while valid, its certification."""
    stock: dict[int, str] = {
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
        "url": f"{site_url}{product.url}",
        "image": [whole(picture["url"]) for picture in context["pictures"]],
        "brand": {"@type": "Brand", "name": context["producer"].name},
        "manufacturer": {"@type": "Organization", "name": context["producer"].name},
        "countryOfOrigin": "VN",
    }
    if product.gtin:
        thing["gtin14"] = product.gtin
    if choices.prices:
        common = {
            "priceCurrency": "VND",
            "url": thing["url"],
            "itemCondition": "https://schema.org/NewCondition",
            "seller": {"@type": "Organization", "name": context["producer"].name},
        }
        for terms in _terms if context["can_buy"] else ():
            common |= terms(product, min(choices.prices))  # type: ignore[assignment]
        thing["offers"] = offer_schema(choices, common, stock[product.availability])
    thing |= schema_of(context["facts"])
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
    if product.rating and product.review_count:
        thing["aggregateRating"] = {
            "@type": "AggregateRating",
            "ratingValue": round(product.rating, 1),
            "reviewCount": product.review_count,
        }
    return in_script(thing)


def trail_of(product, context: dict, site_url: str) -> SafeString:
    """Where a product stands: all products, its group, itself."""
    listing = f"{site_url}{reverse('catalogue:index')}"
    places = [(_("Products"), listing)]
    if context["group_number"]:
        places.append((context["group_name"], f"{listing}?group={context['group_number']}"))
    return in_script(trail([*places, (product.title, f"{site_url}{product.url}")]))
