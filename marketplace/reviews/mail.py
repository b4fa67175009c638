"""Mail about reviews: to its author what became of it, to who reported it what was decided."""

from django.conf import settings
from django.utils.translation import override

from marketplace.purchases.mail import queue_mail
from marketplace.reviews.links import link_of
from marketplace.reviews.models import Review, ReviewAct, ReviewReport


def reader_of(review: Review) -> tuple[str, str]:
    """Where its author reads mail, and in which language; no address once it left."""
    if author := review.author:
        return (author.email, author.language) if author.is_active else ("", "")
    if review.line is None:
        return "", ""
    purchase = review.line.order.purchase
    return purchase.email, purchase.language


def tell_author(act: ReviewAct) -> None:
    """Mail a review's author, once an act: it shows now, or why it does not, and what to do."""
    review = act.review
    to, language = reader_of(review)
    if not to:
        return
    with override(language):
        page = f"{settings.SITE_URL}{review.product.get_absolute_url()}#reviews"
        context = {
            "title": review.product.title,
            "text": review.text,
            "words": review.words,
            "link": link_of(review.line_id) if review.line_id and review.is_refused else page,
        }
    queue_mail(
        key=f"review-act-{act.pk}",
        to=to,
        template="review_refused" if review.is_refused else "review_published",
        context=context,
        language=language,
    )


def tell_reporter(report: ReviewReport) -> None:
    """Say once whether a report was upheld."""
    reader = report.by
    if reader is None or not reader.is_active:
        return
    with override(reader.language):
        context = {
            "about": report.review.product.title,
            "text": report.review.text,
            "is_upheld": report.is_upheld,
        }
    queue_mail(
        key=f"review-report-decided-{report.pk}",
        to=reader.email,
        template="report_decided",
        context=context,
        language=reader.language,
    )
