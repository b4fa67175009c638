"""What a code leads to: links by type, as a linkset (RFC 9264) and as choices for a redirect.

GS1-Conformant Resolver 1.2.0: one default link; a type that is asked for and absent is 404;
several that fit alike are 300. Relation names are full URLs of GS1's web vocabulary.
"""

from collections.abc import Iterable
from typing import NamedTuple

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from catalogue.models import Product
from catalogue.origin.codes.addresses import Address

VOC = "https://ref.gs1.org/voc/"
SAME_VOC = ("gs1:", "https://gs1.org/voc/", "https://www.gs1.org/voc/", "http://gs1.org/voc/")
LANGUAGES = [code for code, _name in settings.LANGUAGES]
HTML, JSON, JSON_LD = "text/html", "application/json", "application/ld+json"
LINK_TYPES = (
    "defaultLink",
    "pip",
    "traceability",
    "certificationInfo",
    "epcis",
    "hasRetailers",
    "recallStatus",
    "verificationService",
    "locationInfo",
)


class Link(NamedTuple):
    """One place a code leads to; without a language it is for all."""

    type: str
    href: str
    title: str
    media: str = HTML
    language: str = ""


def link_type(text: str) -> str:
    """Read a linkType parameter: "gs1:pip", a full URL, or bare "pip"."""
    for start in (VOC, *SAME_VOC):
        if text.startswith(start):
            return text.removeprefix(start)
    return text


def page_path(address: Address, language: str) -> str:
    """The origin page of a code in one language."""
    return f"/{language}/origin{address.path}"


def links_of(address: Address, product: Product, certificate_pk: int | None) -> list[Link]:
    """List the links of a product or lot, the default one first. Asks nothing more."""
    site = settings.SITE_URL
    document = Address(address.key, address.code, address.lot).path
    found = [
        Link("defaultLink", f"{site}{page_path(address, LANGUAGES[0])}", str(product), HTML, "vi")
    ]
    for language in LANGUAGES:
        with translation.override(language):
            page = f"{site}{page_path(address, language)}"
            shop = f"{site}{product.get_absolute_url()}"
            found += [
                Link("pip", shop, _("Product page"), HTML, language),
                Link("traceability", page, _("Origin"), HTML, language),
                Link("verificationService", page, _("Check this code"), HTML, language),
                Link("recallStatus", page, _("Recalls"), HTML, language),
            ]
            if product.publication == 1:
                found.append(Link("hasRetailers", shop, _("Buy it here"), HTML, language))
            if certificate_pk is not None:
                told = f"{page}#certificate"
                found.append(Link("certificationInfo", told, _("OCOP certificate"), HTML, language))
    if product.village is not None:  # an address that leads on to its page, written or not yet
        village = f"{site}/place/V/{product.village.slug}"
        found.append(Link("locationInfo", village, product.village.name))
    if certificate_pk is not None:
        signed = f"{site}/origin/certificates/{certificate_pk}.json"
        found.append(Link("certificationInfo", signed, "OCOP (JSON)", JSON))
    found += [
        Link("recallStatus", f"{site}/origin/status{document}", "Status (JSON)", JSON),
        Link("epcis", f"{site}/epcis/documents{document}.jsonld", "EPCIS 2.0", JSON_LD),
    ]
    return found


def linkset(address: Address, product: Product, links: Iterable[Link]) -> dict[str, object]:
    """Write links as application/linkset+json."""
    context: dict[str, object] = {
        "anchor": f"{settings.SITE_URL}{address.path}",
        "itemDescription": str(product),
    }
    for link in links:
        target: dict[str, object] = {"href": link.href, "title": link.title, "type": link.media}
        if link.language:
            target["hreflang"] = [link.language]
        context.setdefault(f"{VOC}{link.type}", []).append(target)  # type: ignore[attr-defined]
    return {"linkset": [context]}


def choose(links: Iterable[Link], kind: str, language: str, accepted: Iterable[str]) -> list[Link]:
    """The links of a type that fit best; more than one when nothing tells them apart.

    A media type that is asked for by name counts before the language; a reader of none of
    our languages gets the site's first.
    """
    found = [link for link in links if link.type == kind]
    for media in accepted:
        if any(link.media == media for link in found):
            found = [link for link in found if link.media == media]
            break
    spoken = [link for link in found if link.language == language]
    spoken = spoken or [link for link in found if link.language == LANGUAGES[0]]
    return spoken + [link for link in found if not link.language]
