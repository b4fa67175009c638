"""What the editors decided on a proposal is told to the producer's people."""

from django.conf import settings
from django.utils.translation import override

from catalogue.models import Product
from marketplace.listings.models import Revision
from marketplace.notices.services import News, Reader
from marketplace.producers.readers import link_to
from marketplace.purchases.told import Values, tell


def title_of(revision: Revision) -> str:
    """Name a proposal by its product, in the producer's first language."""
    proposed = revision.content.get("title_vi")
    return str(proposed or (revision.product.title if revision.product else revision.pk))


def tell_published(revision: Revision, product: Product) -> None:
    """Say that what was proposed of a product is in the shop now."""
    title = title_of(revision)

    def values_for(_news: News, reader: Reader) -> Values:
        with override(reader.language):
            return {"title": title, "link": f"{settings.SITE_URL}{product.get_absolute_url()}"}

    key = f"listing-published-{revision.pk}"
    news = News(revision.producer, "listing_published", key, str(revision.pk), title)
    tell([news], values_for, template="listing_published")


def tell_returned(revision: Revision) -> None:
    """Say that a proposal came back, and why."""
    title = title_of(revision)

    def values_for(_news: News, reader: Reader) -> Values:
        link = link_to("sell:proposal", reader.language, str(revision.pk))
        with override(reader.language):
            reasons = revision.told_reasons
        return {"title": title, "note": revision.note, "reasons": reasons, "link": link}

    key = f"listing-returned-{revision.pk}-{revision.reviewed_at:%Y%m%d%H%M%S%f}"
    news = News(revision.producer, "listing_returned", key, str(revision.pk), title)
    tell([news], values_for, template="listing_returned")
