"""The reviews of a product: all, one, writing one, voting on one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from catalogue.models import Product
from catalogue.products import reviews
from catalogue.products.reviews import ReviewRefused
from catalogue.shop.review_forms import OrderForm, ReviewForm, VoteForm
from marketplace.accounts.requests import PersonRequest, person_of
from marketplace.frame.access import for_audience
from marketplace.frame.screens import form_page, page_of

PER_PAGE = 20


def shown_product(product_pk: str) -> Product:
    """Find a product that has a page; raise Http404 for others."""
    return get_object_or_404(Product, pk=product_pk, is_public=True)


def with_votes(request: HttpRequest, shown: list) -> dict[str, object]:
    """Say of each review whether this reader may vote on it."""
    user = person_of(request)
    if user is None:
        return {"reviews": shown, "open_to_votes": set()}
    return {
        "reviews": shown,
        "open_to_votes": {each.pk for each in shown} - reviews.votes_of(user, shown),
    }


@for_audience("anyone")
@require_safe
def all_reviews(request: HttpRequest, product_slug: str, product_pk: str) -> HttpResponse:
    """All reviews of a product, best or newest first."""
    product = shown_product(product_pk)
    order = OrderForm(request.GET)
    page = page_of(request, reviews.reviews_of(product, order.chosen()), PER_PAGE)
    context = {
        "product": product,
        "may_review": product.is_review_permitted(request.user),
        "page_obj": page,
        "form": order,
        "order": order.chosen(),
    }
    return render(request, "catalogue/reviews.html", context | with_votes(request, list(page)))


@for_audience("anyone")
@require_safe
def one_review(request: HttpRequest, product_slug: str, product_pk: str, pk: int) -> HttpResponse:
    """One review, by its own address."""
    product = shown_product(product_pk)
    found = get_object_or_404(reviews.reviews_of(product), pk=pk)
    context = {
        "product": product,
        "review": found,
        "may_review": product.is_review_permitted(request.user),
    }
    return render(request, "catalogue/review.html", context | with_votes(request, [found]))


@for_audience("buyer")
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def write_review(request: PersonRequest, product_slug: str, product_pk: str) -> HttpResponse:
    """Take a review from who received the product; who did not is told so on its page."""
    product = shown_product(product_pk)
    form = ReviewForm(request.POST or None)
    try:
        if request.method == "POST" and form.is_valid():
            reviews.write_review(product=product, by=request.user, **form.cleaned_data)
            messages.success(request, thanks())
            return redirect(product.get_absolute_url())
        if refusal := reviews.refusal_for(product, request.user):
            raise refusal
    except ReviewRefused as refused:
        messages.warning(request, str(refused))
        return redirect(product.get_absolute_url())
    return form_page(
        request, "catalogue/review_write.html", {"product": product, "form": form}, form=form
    )


def thanks() -> str:
    if reviews.is_moderated():
        return _("Thank you. Your review will show as soon as we have read it.")
    return _("Thank you for your review.")


@for_audience("buyer")
@login_required
def vote(request: PersonRequest, product_slug: str, product_pk: str, pk: int) -> HttpResponse:
    """Count whether a review was useful, once for each reader; who just signed in reads it."""
    product = shown_product(product_pk)
    found = get_object_or_404(reviews.reviews_of(product), pk=pk)
    form = VoteForm(request.POST)
    if request.method == "POST" and form.is_valid():
        try:
            reviews.vote(review=found, by=request.user, is_useful=form.cleaned_data["delta"] > 0)
            messages.success(request, _("Thank you for your vote."))
        except ReviewRefused as refused:
            messages.warning(request, str(refused))
    return redirect(found.get_absolute_url())
