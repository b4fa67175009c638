"""What buyers say of a producer's products, and what it answers."""

from functools import partial

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from marketplace.accounts.requests import PersonRequest
from marketplace.accounts.roles import May
from marketplace.frame.folding import fold
from marketplace.frame.screens import Part, form_page, is_done, page_of_part
from marketplace.reviews.forms import ReportForm
from marketplace.reviews.models import LONGEST_ANSWER, Review
from marketplace.reviews.moderating import report_review
from marketplace.reviews.reading import answer_review
from marketplace.reviews.refusals import ReviewRefused
from marketplace.reviews.shown import shown_review
from marketplace.sell.access import may, own_reviews, producer_of
from marketplace.talks.refusals import TalkRefused

PER_PAGE = 20
NEWEST = ("-at", "-pk")
PARTS = {
    "open": Part(gettext_lazy("Without an answer"), Q(answer=""), NEWEST),
    "poor": Part(gettext_lazy("1 to 3 of 5"), Q(score__lte=3), NEWEST),
    "answered": Part(gettext_lazy("Answered"), ~Q(answer=""), NEWEST),
    "all": Part(gettext_lazy("All"), Q(), NEWEST),
}


class AnswerForm(forms.Form):
    """What everybody reads under the review; nothing takes an answer away."""

    text = forms.CharField(
        label=gettext_lazy("Your answer"),
        help_text=gettext_lazy(
            "Everybody reads it under the review. Leave it empty to take it away."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONGEST_ANSWER,
        required=False,
    )


def matching(reviews: QuerySet[Review], asked: str) -> QuerySet[Review]:
    """Reviews with the text in them, or of a product that has it."""
    if not asked:
        return reviews
    return reviews.filter(Q(text__icontains=asked) | Q(product__search_text__contains=fold(asked)))


@may(May.SELL)
@require_safe
def reviews(request: PersonRequest) -> HttpResponse:
    """List the reviews of the producer's products, the newest first."""
    own = own_reviews(request)
    listed = page_of_part(request, own, PARTS, matching=matching, size=PER_PAGE)
    rows = [(each, shown_review(each, each.product.title)) for each in listed["page"]]
    context = {"producer": producer_of(request), "rows": rows} | listed
    return render(request, "sell/reviews.html", context)


@may(May.SELL)
def answer(request: PersonRequest, pk: int) -> HttpResponse:
    """Answer one review, change the answer or take it away."""
    review = get_object_or_404(own_reviews(request), pk=pk)
    form = AnswerForm(request.POST or None, initial={"text": review.answer})
    save = partial(answer_review, review=review, by=request.user)
    if is_done(request, form, save, field="text", refused=(ReviewRefused, TalkRefused)):
        messages.success(request, _("Saved."))
        return redirect("sell:reviews")
    told = shown_review(review, review.product.title)
    context = {"producer": producer_of(request), "said": told, "form": form}
    return form_page(request, "sell/review_answer.html", context, form=form)


@may(May.SELL)
def report(request: PersonRequest, pk: int) -> HttpResponse:
    """Report a review of the producer's goods to the market."""
    review = get_object_or_404(own_reviews(request), pk=pk)
    form = ReportForm(request.POST or None)
    send = partial(report_review, review=review, by=request.user, by_maker=True)
    if is_done(request, form, send, field="reason", refused=ReviewRefused):
        messages.success(request, _("Thank you. We look at it and write to you."))
        return redirect("sell:reviews")
    told = shown_review(review, review.product.title)
    context = {"producer": producer_of(request), "said": told, "form": form}
    return form_page(request, "sell/review_report.html", context, form=form)
