"""The market reads what a rule found or a reader reported, and decides; author and reader hear.

    waiting  ──> publish ──> public       the author is told
    waiting, public ──> refuse ──> refused    with a reason, which the author reads
    reported ──> keep ──> stays public    the reporters are told

One decision answers all open reports of a review. Each is a row (`ReviewAct`).
"""

from django.db import transaction
from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone

from marketplace.accounts.models import User
from marketplace.frame.states import may_move, move
from marketplace.reviews.mail import tell_author, tell_reporter
from marketplace.reviews.models import LONGEST_WORDS, Review, ReviewAct, ReviewReport
from marketplace.reviews.pictures import hide_pictures, show_pictures
from marketplace.reviews.refusals import DecidedBefore, NotShown, OwnReview, TooManyOpen
from marketplace.reviews.sums import count_reviews, lock_product
from marketplace.talks.texts import plain_text

State = Review.State
Act = ReviewAct.What
MOST_OPEN = 20  # reports of one person that wait


def judged_reviews() -> QuerySet[Review]:
    """Reviews with all that a moderator's list shows: `open_reports` counts those that wait."""
    is_open = Q(reports__state=ReviewReport.State.OPEN)
    return (
        Review.objects.select_related(
            "user", "product__producer", "line__order__purchase", "line__order__user"
        )
        .prefetch_related("pictures", "aspects", Prefetch("reports", told_reports()))
        .annotate(open_reports=Count("reports", filter=is_open))
    )


def told_reports() -> QuerySet[ReviewReport]:
    return ReviewReport.objects.select_related("by").order_by("-pk")


@transaction.atomic
def report_review(
    *, review: Review, by: User, reason: str, note: str = "", by_maker: bool = False
) -> ReviewReport:
    """Report a review that everybody reads; the same again while it waits is the first.

    Raises NotShown, OwnReview, TooManyOpen.
    """
    found = Review.objects.select_for_update(of=("self",)).get(pk=review.pk)
    if not found.is_public:
        raise NotShown
    if found.author == by:
        raise OwnReview
    waiting = ReviewReport.objects.filter(state=ReviewReport.State.OPEN, by=by)
    if known := waiting.filter(review=found).first():
        return known
    if waiting.count() >= MOST_OPEN:
        raise TooManyOpen(count=MOST_OPEN)
    words = plain_text(note)[:LONGEST_WORDS]
    return ReviewReport.objects.create(
        review=found, by=by, by_maker=by_maker, reason=reason, note=words
    )


@transaction.atomic
def publish_review(*, review: Review, by: User) -> None:
    """Let everybody read a review that waits, was refused or is reported. Raises DecidedBefore."""
    found = locked(review)
    reports = open_reports(found)
    if found.is_public and not reports:
        raise DecidedBefore
    if found.is_public:
        ReviewAct.objects.create(review=found, what=Act.KEPT, by=by)
    else:
        move(found, State.PUBLIC, words="")
        show_pictures(found)
        count_reviews(found.product_id)
        tell_author(ReviewAct.objects.create(review=found, what=Act.PUBLISHED, by=by))
    close(reports, ReviewReport.State.DISMISSED)


@transaction.atomic
def refuse_review(*, review: Review, by: User, words: str) -> None:
    """Show a review to nobody, for a reason that its author reads. Raises DecidedBefore."""
    found = locked(review)
    if not may_move(found, State.REFUSED):
        raise DecidedBefore
    reason = plain_text(words)[:LONGEST_WORDS]
    move(found, State.REFUSED, words=reason)
    hide_pictures(found)
    count_reviews(found.product_id)
    act = ReviewAct.objects.create(review=found, what=Act.REFUSED, words=reason, by=by)
    close(open_reports(found), ReviewReport.State.UPHELD)
    tell_author(act)


def locked(review: Review) -> Review:
    """Lock a review behind its product, as who writes one does."""
    lock_product(review.product_id)
    return Review.objects.select_for_update(of=("self",)).select_related("user").get(pk=review.pk)


def open_reports(review: Review) -> list[ReviewReport]:
    rows = review.reports.select_for_update(of=("self",)).select_related("by")
    return list(rows.filter(state=ReviewReport.State.OPEN).order_by("pk"))


def close(reports: list[ReviewReport], to: str) -> None:
    """Decide locked reports, and tell who made them."""
    for report in reports:
        move(report, to, decided_at=timezone.now())
        tell_reporter(report)
