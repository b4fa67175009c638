"""The reviews of a product as everybody reads them; finding one helpful, reporting one."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalogue.models import Product
from catalogue.products.pictures import variant_url
from marketplace.accounts.requests import PersonRequest, person_of
from marketplace.frame.access import for_audience
from marketplace.frame.page_cache import public_page, reads
from marketplace.frame.screens import form_page, is_done, page_of, private
from marketplace.reviews.forms import ChooseForm, ReportForm
from marketplace.reviews.models import Review, ReviewSums
from marketplace.reviews.moderating import report_review
from marketplace.reviews.offers import review_offer
from marketplace.reviews.reading import (
    ALL,
    Chosen,
    find_helpful,
    helped_by,
    reviews_of,
    shown_reviews,
)
from marketplace.reviews.refusals import ReviewRefused
from marketplace.reviews.shown import shown_review, told_sums

PER_PAGE = 10


def shown_product(pk: str) -> Product:
    """Find a product that has a page; raise Http404 for others."""
    return get_object_or_404(Product.objects.select_related("producer"), pk=pk, is_public=True)


def of_reader(request: HttpRequest, product: Product, rows: list[Review]) -> dict[str, Any]:
    """Say what this reader may do here, and which of the reviews it found helpful."""
    user = person_of(request)
    if user is None:
        return {"offer": "", "helped": set(), "own": set()}
    return {
        "offer": review_offer(user, product.pk),
        "helped": helped_by(user, rows),
        "own": {each.pk for each in rows if each.user_id == user.pk},
    }


def told(rows: list[Review], product: Product) -> list[Any]:
    return [shown_review(each, product.title) for each in rows]


@public_page
@reads("stars", "pictures", "language", "sort", "page")
@require_safe
def reviews(request: HttpRequest, product_slug: str, product_pk: str) -> HttpResponse:
    """All reviews of a product, as they are chosen and sorted."""
    product = shown_product(product_pk)
    if product_slug != product.slug:
        return redirect("reviews:of-product", product.slug, product.pk, permanent=True)
    form = ChooseForm(request.GET)
    chosen = form.chosen()
    page = page_of(request, reviews_of(product, chosen), PER_PAGE)
    rows = list(page)
    sums = ReviewSums.objects.filter(product=product).first()
    context = {
        "product": product,
        "picture": variant_url(product.cover, 320),
        "sums": told_sums(sums, product),
        "rows": told(rows, product),
        "page": page,
        "form": form,
        "keep": kept(chosen),
        "is_chosen": bool(chosen.stars or chosen.pictures or chosen.language),
    }
    return render(request, "reviews/of_product.html", context | of_reader(request, product, rows))


def kept(chosen: Chosen) -> dict[str, str]:
    """Give what the pager's addresses ask for besides the page."""
    return {
        "stars": str(chosen.stars or ""),
        "pictures": "on" if chosen.pictures else "",
        "language": chosen.language,
        "sort": chosen.sort if chosen.sort != ALL.sort else "",
    }


@public_page
@require_safe
def review(request: HttpRequest, product_slug: str, product_pk: str, pk: str) -> HttpResponse:
    """One review, by its own address."""
    product = shown_product(product_pk)
    found = get_object_or_404(shown_reviews(), pk=pk, product=product)
    context = {"product": product, "rows": told([found], product)}
    return render(request, "reviews/review.html", context | of_reader(request, product, [found]))


@for_audience("buyer")
@login_required
def helpful(request: PersonRequest, product_slug: str, product_pk: str, pk: str) -> HttpResponse:
    """Note that a review helped, or no more; who had to sign in first is led back to it."""
    product = shown_product(product_pk)
    found = get_object_or_404(Review, pk=pk, product=product, state=Review.State.PUBLIC)
    if request.method == "POST":
        try:
            find_helpful(review=found, by=request.user, is_helpful="undo" not in request.POST)
        except ReviewRefused as refusal:
            messages.warning(request, str(refusal))
    return redirect("reviews:review", product.slug, product.pk, found.pk)


@for_audience("buyer")
@login_required
def report(request: PersonRequest, product_slug: str, product_pk: str, pk: str) -> HttpResponse:
    """Report a review that everybody reads."""
    product = shown_product(product_pk)
    found = get_object_or_404(shown_reviews(), pk=pk, product=product)
    form = ReportForm(request.POST or None)
    send = partial(report_review, review=found, by=request.user)
    if is_done(request, form, send, field="reason", refused=ReviewRefused):
        messages.success(request, _("Thank you. We look at it and write to you."))
        return redirect("reviews:of-product", product.slug, product.pk)
    context = {"product": product, "said": shown_review(found, product.title), "form": form}
    return private(form_page(request, "reviews/report.html", context, form=form))
