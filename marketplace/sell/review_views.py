"""What buyers say of a producer's products, and what it answers."""

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from catalogue.products.reviews import answer_review
from marketplace.accounts.requests import PersonRequest
from marketplace.accounts.roles import May
from marketplace.frame.folding import fold
from marketplace.frame.screens import Part, form_page, page_of_part
from marketplace.sell.access import may, own_reviews, producer_of

PER_PAGE = 20
NEWEST = ("-date_created", "-pk")
PARTS = {
    "open": Part(gettext_lazy("Without an answer"), Q(answer=None), NEWEST),
    "poor": Part(gettext_lazy("1 to 3 of 5"), Q(score__lte=3), NEWEST),
    "answered": Part(gettext_lazy("Answered"), Q(answer__isnull=False), NEWEST),
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
        max_length=1000,
        required=False,
    )


def matching(reviews: QuerySet, asked: str) -> QuerySet:
    """Reviews with the text in them, or of a product that has it."""
    if not asked:
        return reviews
    said = Q(title__icontains=asked) | Q(body__icontains=asked)
    return reviews.filter(said | Q(product__search_text__contains=fold(asked)))


@may(May.SELL)
@require_safe
def reviews(request: PersonRequest) -> HttpResponse:
    """List the reviews of the producer's products, the newest first."""
    own = own_reviews(request)
    listed = page_of_part(request, own, PARTS, matching=matching, size=PER_PAGE)
    context = {"producer": producer_of(request)} | listed
    return render(request, "sell/reviews.html", context)


@may(May.SELL)
def answer(request: PersonRequest, pk: int) -> HttpResponse:
    """Answer one review, change the answer or take it away."""
    review = get_object_or_404(own_reviews(request), pk=pk)
    known = getattr(review, "answer", None)
    form = AnswerForm(request.POST or None, initial={"text": known.text if known else ""})
    if request.method == "POST" and form.is_valid():
        answer_review(review=review, text=form.cleaned_data["text"], by=request.user)
        messages.success(request, _("Saved."))
        return redirect("sell:reviews")
    context = {"producer": producer_of(request), "said": review, "form": form}
    return form_page(request, "sell/review_answer.html", context, form=form)
