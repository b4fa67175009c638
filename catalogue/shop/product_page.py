"""What the product page says, as plain values for its template and for search engines."""

import datetime
import json
from dataclasses import dataclass
from typing import NamedTuple

from django.apps import apps
from django.db.models import Case, OuterRef, QuerySet, Subquery, When
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy, ngettext
from oscar.core.loading import get_model

from catalogue.certificates.models import Certificate, RatingLaw
from catalogue.certificates.queries import current_certificate, revocation_of
from catalogue.facts.words import LANGUAGE_WORDS
from catalogue.listing.absences import told_absence
from catalogue.listing.cards import Card, cards_of, rating_text, recalled_lots
from catalogue.listing.names import Names, names_of
from catalogue.listing.shelf import Shelf, current
from catalogue.models import DeliveryReach, Product, Publication
from catalogue.origin.codes.addresses import origin_path
from catalogue.origin.models import Lot
from catalogue.places.pages import village_path
from catalogue.products.pictures import avif_srcset, srcset, variant_url
from catalogue.shop.choices import Choices, choices_of, offers_of_product
from catalogue.shop.product_facts import facts_of_product, told_facts
from catalogue.shop.product_schema import json_ld, trail_of
from catalogue.shop.texts import LANGUAGE_SUFFIX, language_of, spoken
from marketplace.files.sharing import shared_picture
from marketplace.files.sizes import waiting_names
from marketplace.frame.prepared import JsonRows, Prepared, marks

RELATED = 4
REVIEWS, QUESTIONS = 3, 3  # the rest pages of their own have
REVIEW_PICTURES = 12
RECALLS = 5  # the last ones, as a warning above everything
TRANSLATED = ("title", "summary", "story", "unit")
MARKED = TRANSLATED[:3]  # say in which language they are, where it is not the reader's


class ProductRow(NamedTuple):
    """A product as its page needs it, with its texts in the reader's language."""

    pk: int
    title: str
    summary: str
    story: str
    unit: str
    title_language: str
    summary_language: str
    story_language: str
    slug: str
    code: str
    gtin: str | None
    publication: int
    is_public: bool
    weight_g: int | None
    shelf_life_days: int | None
    needs_delivery: bool
    delivery_reach: int
    made_to_order: bool
    lead_days: int
    is_illustrated: bool
    availability: int
    rating: float | None
    review_count: int
    producer_id: int
    village_id: int | None
    commune_id: int | None
    group_number: int | None
    set_number: int | None
    offers: str | None  # see catalogue/shop/choices.py
    lot_number: str | None
    lot_made_on: datetime.date | None
    certificates: str | None  # rows of CERTIFICATE and the law's key, as JSON
    pictures: str | None  # (file, caption), as JSON
    recalls: str | None  # (lot, when, why), as JSON
    questions: str | None  # (question, who asked, answer), as JSON
    review_sums: str | None  # these three: see marketplace/reviews/page.py
    reviews: str | None
    review_pictures: str | None
    facts: str | None  # see catalogue/shop/product_facts.py

    @property
    def url(self) -> str:
        return reverse("catalogue:detail", args=[self.slug, self.pk])

    def choices(self, asked: str = "") -> Choices:
        """What of it can be had; `asked` is the variant that an address names."""
        return choices_of(self.offers, made_to_order=self.made_to_order, asked=asked)


# How a picture shows the product, where its caption is such a key; else it is read as written.
VIEW_WORDS = {
    "whole": gettext_lazy("%(title)s, seen whole"),
    "detail": gettext_lazy("%(title)s, close up"),
    "in_use": gettext_lazy("%(title)s, in use"),
}


def alt_of(caption: str, title: str) -> str:
    """What a picture's alternative text is: in the reader's language, with the product's name."""
    view = VIEW_WORDS.get(caption)
    return str(view) % {"title": title} if view else caption or title


class QuestionRow(NamedTuple):
    """A question with its answer as the page shows it."""

    text: str
    first_name: str | None
    answer: str


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
REVIEW_SUMS = ("ones", "twos", "threes", "fours", "fives", "with_pictures", "aspects")
REVIEW = (
    "pk",
    "score",
    "text",
    "at",
    "name",
    "user__first_name",
    "line",
    "answer",
    "helpful",
    "changed_at",
    "language",
)
DATES = {"decision_date", "issued_on", "expires_on", "extended_until", "revoked_on"}


def of_product(manager) -> QuerySet:
    """The rows of another table that belong to the product of the query around."""
    return manager.filter(product=OuterRef("pk")).order_by()


def newest_lot(column: str) -> Subquery:
    lots = of_product(Lot.objects.filter(state=Lot.State.RELEASED)).order_by("-made_on", "-pk")
    return Subquery(lots.values(column)[:1])


def product_query(suffix: str) -> QuerySet:
    """A product by its key, in the order of ProductRow."""
    images = get_model("catalogue", "ProductImage").objects
    asked = apps.get_model("talks", "Question")
    return (
        Product.objects.rewrite(False)
        .filter(pk=marks(1)[0])
        .order_by()
        .values_list(
            "pk",
            *(spoken(name, suffix) for name in TRANSLATED),
            *(language_of(name, suffix) for name in MARKED),
            "slug",
            "code",
            "gtin",
            "publication",
            "is_public",
            "weight_g",
            "shelf_life_days",
            "needs_delivery",
            "delivery_reach",
            "made_to_order",
            "lead_days",
            "is_illustrated",
            "availability",
            "rating",
            "review_count",
            "producer_id",
            "village_id",
            "commune_id",
            "ocop_group__number",
            "ocop_set__number",
            offers_of_product(suffix),
            newest_lot("number"),
            newest_lot("made_on"),
            JsonRows(of_product(Certificate.objects), *CERTIFICATE, "law_id"),
            JsonRows(
                of_product(images)
                .exclude(original__in=waiting_names())
                .order_by("display_order", "pk"),
                "original",
                "caption",
            ),
            JsonRows(
                recalled_lots().order_by("-state_changed_at", "-pk")[:RECALLS],
                "number",
                "state_changed_at",
                "state_note",
            ),
            JsonRows(
                of_product(asked.objects.filter(state=asked.State.ANSWERED)).order_by(
                    "-answered_at", "-pk"
                )[:QUESTIONS],
                "text",
                "asked_by__first_name",
                "answer",
            ),
            *reviews_of_product(),
            facts_of_product(),
        )
    )


def reviews_of_product() -> list[Case]:
    """What buyers say of a product: the sums, the most helpful reviews, their pictures.

    Nothing is looked for where nobody said anything.
    """
    sums, review, picture = (
        apps.get_model("product_reviews", name)
        for name in ("ReviewSums", "Review", "ReviewPicture")
    )
    shown = of_product(review.objects.filter(state=review.State.PUBLIC))
    pictures = picture.objects.filter(
        review__product=OuterRef("pk"), review__state=review.State.PUBLIC
    )
    found = [
        JsonRows(of_product(sums.objects), *REVIEW_SUMS),
        JsonRows(
            shown.exclude(text="").order_by("-helpful", "-at", "-pk")[:REVIEWS],
            *REVIEW,
        ),
        JsonRows(
            pictures.exclude(shown="")
            .exclude(shown__in=waiting_names())
            .order_by("-review__helpful", "-review__at", "-review", "place", "pk")[
                :REVIEW_PICTURES
            ],
            "review",
            "shown",
        ),
    ]
    return [Case(When(review_count__gt=0, then=rows), default=None) for rows in found]


def prepared_product(suffix: str) -> Prepared[ProductRow]:
    return Prepared(ProductRow, lambda n: product_query(suffix))


_products = {language: prepared_product(suffix) for language, suffix in LANGUAGE_SUFFIX.items()}


def read_product(pk: int) -> ProductRow | None:
    """The product as its page needs it; one query."""
    rows = _products.get(get_language() or "vi", _products["vi"]).rows([pk])
    return rows[0] if rows else None


def product_context(product: ProductRow, *, site_url: str, asked: str = "") -> dict[str, object]:
    """Gather the page's values. A constant number of queries.

    `asked` is the variant that the address names; "" for none.
    """
    today = timezone.localdate()
    shelf = current()
    names = names_of(shelf)
    certificate = current_certificate(certificates_of(product, shelf), today)
    producer = producer_of(product, names)
    village = names.villages.get(product.village_id or 0)
    pictures = [
        {
            "name": name,
            "url": variant_url(name, 1200),
            "small_url": variant_url(name, 320),
            "srcset": srcset(name),
            "avif_srcset": avif_srcset(name),
            "alt": alt_of(caption, product.title),
        }
        for name, caption in json.loads(product.pictures or "[]")
    ]
    choices = product.choices(asked)
    is_sold = bool(
        choices.prices
        and product.publication == Publication.PUBLISHED
        and product.is_public
        and producer
        and producer.may_sell
    )
    can_buy = is_sold and bool(choices.there)
    commune, province = names.communes.get(product.commune_id or 0, ("", ""))
    group, ocop_set = product.group_number, product.set_number
    path = origin_path(product)
    context = {
        "product": product,
        "said_in": {name: said_in(getattr(product, f"{name}_language")) for name in MARKED},
        "producer": producer,
        "village": village,
        "village_url": village_path(village.slug) if village else "",
        "place": f"{commune}, {province}" if commune else "",
        "group_number": group,
        "group_name": names.name("group", str(group)) if group else "",
        "set_name": names.name("set", str(ocop_set)) if ocop_set else "",
        "reach_text": DeliveryReach(product.delivery_reach).label,
        "pictures": pictures,
        "price_text": choices.price_text,
        "choices": choices,
        "is_sold": is_sold,
        "can_buy": can_buy,
        "is_withdrawn": product.publication == Publication.WITHDRAWN,
        "is_hidden": product.publication == Publication.HIDDEN,
        "may_come_back": is_sold and not can_buy,
        "recalls": recalls_of(product),
        "left_text": choices.left_text if can_buy else "",
        "made_in_text": made_in_text(product.lead_days) if product.made_to_order else "",
        "facts": told_facts(product, shelf, names),
        "max_quantity": choices.most,
        "certificate": certificate,
        "certificate_state": certificate.state_on(today) if certificate else "",
        "has_stars": bool(certificate and certificate.is_valid_on(today)),
        "last_revocation": revocation_of(certificate),
        "rating_text": rating_text(product.rating, product.review_count),
        "questions": [QuestionRow(*row) for row in json.loads(product.questions or "[]")],
        "may_ask": is_sold,
        "same_village": same_village(product, shelf),
        "origin_path": path,
        "origin_url": f"{site_url}{path}",
    }
    context["json_ld"] = json_ld(product, context, choices, site_url)
    context["json_ld_trail"] = trail_of(product, context, site_url)
    cover = pictures[0] if pictures else {"name": "", "alt": ""}
    context["sharing_picture"] = shared_picture(cover["name"], cover["alt"])
    context["sharing_type"] = "product"
    return context


def said_in(language: str) -> tuple[str, str]:
    """Mark a text that is not in the reader's language: (language, words); else two empty ones."""
    return (language, str(LANGUAGE_WORDS[language])) if language else ("", "")


def recalls_of(product: ProductRow) -> list[dict[str, str]]:
    """The lots of a product that were taken back, newest first, with their pages."""
    found = []
    for number, at, note in json.loads(product.recalls or "[]"):
        moment = parse_datetime(at.replace(" ", "T")) if at else None
        if moment and timezone.is_naive(moment):  # SQLite keeps UTC without saying so
            moment = moment.replace(tzinfo=datetime.UTC)
        found.append(
            {
                "number": number,
                "day": date_format(timezone.localdate(moment), "DATE_FORMAT") if moment else "",
                "note": note,
                "path": origin_path(product, number),
            }
        )
    return found


def made_in_text(days: int) -> str:
    """How long a product takes that is made to order; empty where its maker does not say."""
    if not days:
        return ""
    return ngettext("Made in %(days)s day", "Made in %(days)s days", days) % {"days": days}


@dataclass(frozen=True)
class Maker:
    """Who makes a product, as its page says it."""

    name: str
    slug: str
    url: str
    kind_text: str
    may_sell: bool
    absence: tuple[str, str]


def producer_of(product: ProductRow, names: Names) -> Maker | None:
    named = names.producers.get(product.producer_id)
    if named is None:
        return None
    kinds = apps.get_model("producers", "Producer").Kind
    return Maker(
        name=named.name,
        slug=named.slug,
        url=reverse("producers:detail", args=[named.slug]),
        kind_text=str(kinds(named.kind).label),
        may_sell=named.may_sell,
        absence=told_absence(named.absences, timezone.localdate()),
    )


def same_village(product: ProductRow, shelf: Shelf) -> list[Card]:
    """Cards of other products of the village, the recommended ones first."""
    if not product.village_id:
        return []
    best = shelf.remember(
        ("best", product.village_id, get_language()),
        lambda: cards_of(shelf.best(RELATED + 1, village=product.village_id), shelf),
    )
    return [card for card in best if card.pk != product.pk][:RELATED]


def certificates_of(product: ProductRow, shelf: Shelf) -> list[Certificate]:
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
