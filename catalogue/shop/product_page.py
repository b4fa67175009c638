"""What the product page says, as plain values for its template and for search engines."""

import datetime
import json
from types import SimpleNamespace

from django.apps import apps
from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from oscar.core.loading import get_model

from catalogue.certificates.models import Certificate, RatingLaw
from catalogue.certificates.queries import current_certificate, revocation_of
from catalogue.listing.cards import Card, cards_of, rating_text, recalled_lots
from catalogue.listing.names import names_of
from catalogue.listing.shelf import Shelf, current
from catalogue.models import Availability, DeliveryReach, Product, Publication
from catalogue.origin.codes.addresses import origin_path
from catalogue.origin.models import Lot
from catalogue.products.pictures import srcset, variant_url
from marketplace.frame.money import format_dong
from marketplace.frame.prepared import JsonRows, Prepared, marks

RELATED = 4
REVIEWS = 10
LOW_STOCK = 3
RECALLS = 5  # the last ones, as a warning above everything
LANGUAGE_SUFFIX = {"vi": "vi", "en": "en", "id": "ind"}
TRANSLATED = ("title", "summary", "story", "unit")

PRODUCT = (
    "pk",
    "slug",
    "code",
    "gtin",
    *(f"{name}_{suffix}" for name in TRANSLATED for suffix in LANGUAGE_SUFFIX.values()),
    "publication",
    "is_public",
    "weight_g",
    "shelf_life_days",
    "needs_delivery",
    "delivery_reach",
    "made_to_order",
    "is_illustrated",
    "availability",
    "rating",
    "review_count",
    "producer_id",
    "village_id",
    "commune_id",
    "ocop_group__number",
    "ocop_set__number",
    "stockrecords__price",
    "stockrecords__num_in_stock",
    "stockrecords__num_allocated",
)
CERTIFICATE = (
    "pk",
    "decision_number",
    "decision_date",
    "authority",
    "level",
    "stars",
    "score",
    "issued_on",
    "expires_on",
    "extended_until",
    "revoked_on",
)
BESIDES = ("lot_number", "lot_made_on", "certificates", "pictures", "recalls")
DATES = {"decision_date", "issued_on", "expires_on", "extended_until", "revoked_on"}


def of_product(manager) -> QuerySet:
    """The rows of another table that belong to the product of the query around."""
    return manager.filter(product=OuterRef("pk")).order_by()


def newest_lot(column: str) -> Subquery:
    lots = of_product(Lot.objects.filter(state=Lot.State.RELEASED)).order_by("-made_on", "-pk")
    return Subquery(lots.values(column)[:1])


_product = Prepared(
    lambda n: (
        Product.objects.rewrite(False)
        .filter(pk=marks(1)[0])
        .order_by()
        .values_list(
            *PRODUCT,
            newest_lot("number"),
            newest_lot("made_on"),
            JsonRows(of_product(Certificate.objects), *CERTIFICATE, "law_id"),
            JsonRows(
                of_product(get_model("catalogue", "ProductImage").objects).order_by(
                    "display_order", "pk"
                ),
                "original",
                "caption",
            ),
            JsonRows(
                recalled_lots().order_by("-state_changed_at", "-pk")[:RECALLS],
                "number",
                "state_changed_at",
                "state_note",
            ),
        )
    )
)
_reviews = Prepared(
    lambda n: (
        get_model("reviews", "ProductReview")
        .objects.filter(product=marks(1)[0], status=1)
        .order_by("-date_created")
        .values_list("title", "body", "score", "date_created", "user__first_name")[:REVIEWS]
    )
)


def read_product(pk: int) -> SimpleNamespace | None:
    """The product as its page needs it, texts in the reader's language; one query."""
    rows = _product.rows([pk])
    if not rows:
        return None
    found = dict(zip((*PRODUCT, *BESIDES), rows[0], strict=True))
    wanted = LANGUAGE_SUFFIX.get(get_language() or "vi", "vi")
    for name in TRANSLATED:
        found[name] = found[f"{name}_{wanted}"] or found[f"{name}_vi"] or found[f"{name}_en"] or ""
    url = reverse("catalogue:detail", args=[found["slug"], pk])
    return SimpleNamespace(**found, url=url)


def product_context(product: SimpleNamespace, *, site_url: str) -> dict[str, object]:
    """Gather the page's values. A constant number of queries."""
    today = timezone.localdate()
    shelf = current()
    names = names_of(shelf)
    certificate = current_certificate(certificates_of(product, shelf), today)
    producer = producer_of(product, names)
    village = names.villages.get(product.village_id)
    net_stock = (product.stockrecords__num_in_stock or 0) - (
        product.stockrecords__num_allocated or 0
    )
    pictures = [
        {
            "url": variant_url(name, 1200),
            "small_url": variant_url(name, 320),
            "srcset": srcset(name),
            "caption": caption,
        }
        for name, caption in json.loads(product.pictures or "[]")
    ]
    price = int(product.stockrecords__price) if product.stockrecords__price is not None else None
    can_buy = bool(
        price is not None
        and product.publication == Publication.PUBLISHED
        and product.is_public
        and producer
        and producer.may_sell
        and (product.made_to_order or net_stock > 0)
    )
    commune, province = names.communes.get(product.commune_id, ("", ""))
    group, ocop_set = product.ocop_group__number, product.ocop_set__number
    path = origin_path(product)  # type: ignore[arg-type]
    context = {
        "product": product,
        "producer": producer,
        "village": village,
        "village_url": f"/{get_language() or 'vi'}/villages/{village.slug}/" if village else "",
        "place": f"{commune}, {province}" if commune else "",
        "group_number": group,
        "group_name": names.name("group", str(group)) if group else "",
        "set_name": names.name("set", str(ocop_set)) if ocop_set else "",
        "reach_text": DeliveryReach(product.delivery_reach).label,
        "pictures": pictures,
        "price_text": format_dong(price, get_language() or "vi") if price is not None else "",
        "can_buy": can_buy,
        "is_withdrawn": product.publication == Publication.WITHDRAWN,
        "recalls": recalls_of(product),
        "left_text": left_text(net_stock)
        if can_buy and not product.made_to_order and net_stock <= LOW_STOCK
        else "",
        "keeps_text": keeps_text(product.shelf_life_days) if product.shelf_life_days else "",
        "max_quantity": 99 if product.made_to_order else max(1, min(99, net_stock)),
        "certificate": certificate,
        "certificate_state": certificate.state_on(today) if certificate else "",
        "has_stars": bool(certificate and certificate.is_valid_on(today)),
        "last_revocation": revocation_of(certificate),
        "rating_text": rating_text(product.rating, product.review_count),
        "reviews": reviews_of(product),
        "same_village": same_village(product, shelf),
        "origin_path": path,
        "origin_url": f"{site_url}{path}",
    }
    context["json_ld"] = json_ld(product, context, price, site_url)
    return context


def recalls_of(product: SimpleNamespace) -> list[dict[str, str]]:
    """The lots of a product that were taken back, newest first, with their pages."""
    found = []
    for number, at, note in json.loads(product.recalls or "[]"):
        moment = parse_datetime(at.replace(" ", "T")) if at else None
        if moment and timezone.is_naive(moment):  # SQLite keeps UTC without saying so
            moment = moment.replace(tzinfo=datetime.UTC)
        lot = SimpleNamespace(number=number)
        found.append(
            {
                "number": number,
                "day": date_format(timezone.localdate(moment), "DATE_FORMAT") if moment else "",
                "note": note,
                "path": origin_path(product, lot),  # type: ignore[arg-type]
            }
        )
    return found


def left_text(left: int) -> str:
    return ngettext("Only %(left)s left", "Only %(left)s left", left) % {"left": left}


def keeps_text(days: int) -> str:
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}


def producer_of(product: SimpleNamespace, names) -> SimpleNamespace | None:
    named = names.producers.get(product.producer_id)
    if named is None:
        return None
    kinds = apps.get_model("producers", "Producer").Kind
    return SimpleNamespace(
        name=named.name,
        url=reverse("producers:detail", args=[named.slug]),
        kind_text=kinds(named.kind).label,
        may_sell=named.may_sell,
    )


def same_village(product: SimpleNamespace, shelf: Shelf) -> list[Card]:
    """Cards of other products of the village, the recommended ones first."""
    if not product.village_id:
        return []
    best = shelf.remember(
        ("best", product.village_id, get_language()),
        lambda: cards_of(shelf.best(RELATED + 1, village=product.village_id), shelf),
    )
    return [card for card in best if card.pk != product.pk][:RELATED]


def reviews_of(product: SimpleNamespace) -> list[dict]:
    if not product.review_count:
        return []
    names = ("title", "body", "score", "date_created", "first_name")
    return [dict(zip(names, row, strict=True)) for row in _reviews.rows([product.pk])]


def certificates_of(product: SimpleNamespace, shelf: Shelf) -> list[Certificate]:
    """A product's certificates with their laws; the laws are few and go with the shelf."""
    if not product.certificates:
        return []
    if "laws" not in shelf.named:
        shelf.named["laws"] = {law.pk: law for law in RatingLaw.objects.all()}
    laws = shelf.named["laws"]
    found = []
    for *facts, law in json.loads(product.certificates):
        values = dict(zip(CERTIFICATE, facts, strict=True))
        for name in DATES:
            values[name] = values[name] and datetime.date.fromisoformat(values[name])
        found.append(Certificate(**values, law=laws[law]))  # type: ignore[index]
    return found


def json_ld(
    product: SimpleNamespace, context: dict, price: int | None, site_url: str
) -> SafeString:
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
        "url": f"{site_url}{product.url}",
        "image": [absolute(site_url, picture["url"]) for picture in context["pictures"]],
        "brand": {"@type": "Brand", "name": context["producer"].name},
        "manufacturer": {"@type": "Organization", "name": context["producer"].name},
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
            "seller": {"@type": "Organization", "name": context["producer"].name},
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
    if product.rating and product.review_count:
        thing["aggregateRating"] = {
            "@type": "AggregateRating",
            "ratingValue": round(product.rating, 1),
            "reviewCount": product.review_count,
        }
    text = json.dumps(thing, ensure_ascii=False)
    # The text stands inside <script>; nothing in it may end that element.
    for char, escape in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        text = text.replace(char, escape)
    return mark_safe(text)


def absolute(site_url: str, url: str) -> str:
    return url if url.startswith("http") else f"{site_url}{url}"
