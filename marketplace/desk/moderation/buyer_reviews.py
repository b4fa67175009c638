"""Reviews at the desk: what a rule found, what was reported, what was decided; found by words."""

from django.contrib import messages
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from marketplace.accounts.requests import PersonRequest
from marketplace.desk.access import moderators_only
from marketplace.files.downloads import hand_out
from marketplace.frame.folding import fold
from marketplace.frame.screens import Part, form_page, page_of_part
from marketplace.reviews.forms import DecideForm
from marketplace.reviews.models import Review, ReviewPicture, ReviewReport
from marketplace.reviews.moderating import judged_reviews, publish_review, refuse_review
from marketplace.reviews.refusals import ReviewRefused

PER_PAGE = 30
OLDEST, NEWEST = ("at", "pk"), ("-at", "-pk")
IS_REPORTED = Exists(
    ReviewReport.objects.filter(review=OuterRef("pk"), state=ReviewReport.State.OPEN)
)
PARTS = {
    "waiting": Part(gettext_lazy("To read first"), Q(state=Review.State.WAITING), OLDEST),
    "reported": Part(gettext_lazy("Reported"), Q(IS_REPORTED), OLDEST),
    "refused": Part(gettext_lazy("Not shown"), Q(state=Review.State.REFUSED), NEWEST),
    "public": Part(gettext_lazy("Public"), Q(state=Review.State.PUBLIC), NEWEST),
}


def matching(rows: QuerySet[Review], asked: str) -> QuerySet[Review]:
    """Reviews with these words, of a product, a producer or an author called so."""
    if not asked:
        return rows
    said = Q(text__icontains=asked) | Q(found__icontains=asked)
    about = Q(product__search_text__contains=fold(asked))
    about |= Q(product__producer__name__icontains=asked)
    author = Q(user__email__icontains=asked) | Q(line__order__purchase__email__icontains=asked)
    return rows.filter(said | about | author | Q(line__order__number=asked))


@moderators_only
@require_safe
def index(request: PersonRequest) -> HttpResponse:
    """List reviews, what waits longest first."""
    counted = Review.objects.all()
    context = page_of_part(
        request, judged_reviews(), PARTS, matching=matching, counted=counted, size=PER_PAGE
    )
    return render(request, "moderation/buyer_reviews.html", context)


def address_of(review: Review) -> str:
    """Name its author by its address; nobody of a guest from before."""
    if author := review.author:
        return author.email
    return review.line.order.purchase.email if review.line else "–"


@moderators_only
def review(request: PersonRequest, pk: int) -> HttpResponse:
    """Read one review with its reports, and decide whether it shows."""
    found = get_object_or_404(judged_reviews(), pk=pk)
    form = DecideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            if form.cleaned_data["decision"] == DecideForm.PUBLISH:
                publish_review(review=found, by=request.user)
            else:
                words = form.cleaned_data["words"]
                refuse_review(review=found, by=request.user, words=words)
        except ReviewRefused as refusal:
            messages.error(request, str(refusal))
            return redirect("moderation:buyer-review", pk=pk)
        messages.success(request, _("Decided. Who wrote it and who reported it is told by mail."))
        return redirect("moderation:buyer-reviews")
    is_reported = any(report.is_open for report in found.reports.all())
    context = {
        "review": found,
        "written_by": address_of(found),
        "acts": found.acts.select_related("by"),
        "may_decide": not found.is_public or is_reported or "decide" in request.GET,
        "form": form,
    }
    return form_page(request, "moderation/buyer_review.html", context, form=form)


@moderators_only
@require_safe
def picture(request: PersonRequest, pk: int, picture_pk: int) -> HttpResponse:
    """Show a picture of a review, which may not be public."""
    found = get_object_or_404(ReviewPicture, pk=picture_pk, review=pk)
    return hand_out(request, found.kept, name=f"review-{pk}-{picture_pk}")
