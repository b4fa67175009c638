"""Writing a review: by who is signed in, or by the link of a mail, with an account or without."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from marketplace.accounts.requests import PersonRequest
from marketplace.files.downloads import hand_out
from marketplace.frame.access import for_audience
from marketplace.frame.screens import form_page, private
from marketplace.order.models import Line
from marketplace.reviews.forms import ReviewForm
from marketplace.reviews.links import LinkIsOver, line_of
from marketplace.reviews.models import Review, ReviewPicture
from marketplace.reviews.refusals import LookedAtFirst, ReviewRefused, TooManyPictures
from marketplace.reviews.rights import line_to_review, refusal_for, review_by, review_of_buyer
from marketplace.reviews.writing import aspects_asked, write_review
from marketplace.storefront.review_views import shown_product
from marketplace.talks.refusals import TalkRefused

AT_FIELD: dict[type[Exception], str] = {LookedAtFirst: "text", TooManyPictures: "pictures"}
Address = Callable[[ReviewPicture], str]


@for_audience("buyer")
@login_required
def write(request: PersonRequest, product_slug: str, product_pk: str) -> HttpResponse:
    """Take a review from who received the product; who did not is told so in words."""
    product = shown_product(product_pk)
    line, known = line_to_review(product, request.user), review_by(product, request.user)

    def address(picture: ReviewPicture) -> str:
        where = (product.slug, product.pk, picture.review_id, picture.pk)
        return reverse("reviews:own-picture", args=where)

    if refusal := refusal_for(line, known):
        context = {"product": product, "refusal": str(refusal), "known": known}
        return private(render(request, "reviews/refused.html", context))
    if line is None:
        raise Http404
    return taken(request, line, known, address)


@for_audience("buyer")
@login_required
@require_safe
def own_picture(
    request: PersonRequest, product_slug: str, product_pk: str, pk: str, picture_pk: str
) -> HttpResponse:
    """Show somebody a picture of its own review, which may not be public."""
    known = review_by(shown_product(product_pk), request.user)
    return picture_of(request, known, picture_pk)


def linked_line(request: HttpRequest, token: str) -> Line:
    """Find the sale of a mail's link; one whose buyer has an account is not found by another.

    Raises Http404, LinkIsOver.
    """
    line = line_of(token)
    if line is None or not line.product.is_public:
        raise Http404
    buyer = line.order.user_id
    if buyer and request.user.is_authenticated and buyer != request.user.pk:
        raise Http404
    return line


@for_audience("holder")
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Take a review from who has the mail; it opens with the stars that were tapped there."""
    try:
        line = linked_line(request, token)
    except LinkIsOver:
        return private(render(request, "reviews/link_over.html", status=410))
    known = review_of_buyer(line)

    def address(picture: ReviewPicture) -> str:
        return reverse("reviews:picture-by-link", args=[token, picture.pk])

    if refusal := refusal_for(line, known):
        context = {"product": line.product, "refusal": str(refusal), "known": known}
        return private(render(request, "reviews/refused.html", context))
    return taken(request, line, known, address)


@for_audience("holder")
@require_safe
def picture_by_link(request: HttpRequest, token: str, picture_pk: int) -> HttpResponse:
    """Show who has the mail a picture of the review that it wrote."""
    try:
        line = linked_line(request, token)
    except LinkIsOver as over:
        raise Http404 from over
    return picture_of(request, review_of_buyer(line), picture_pk)


def picture_of(request: HttpRequest, known: Review | None, pk: str | int) -> HttpResponse:
    picture = get_object_or_404(ReviewPicture, pk=pk, review=known)
    return hand_out(request, picture.kept, name=f"review-{picture.review_id}-{picture.pk}")


def taken(request: HttpRequest, line: Line, known: Review | None, address: Address) -> HttpResponse:
    """Show the form of a sale that may be reviewed, or take it."""
    product = line.product
    form = ReviewForm(
        request.POST or None,
        request.FILES or None,
        aspects=aspects_asked(product),
        is_guest=line.order.user_id is None,
        known=known,
        stars=request.GET.get("stars", ""),
    )
    asks_once_more = False
    if request.method == "POST" and form.is_valid():
        try:
            review = write_review(line=line, said=form.said(), language=get_language() or "vi")
        except (ReviewRefused, TalkRefused) as refusal:
            form.add_error(AT_FIELD.get(type(refusal)), str(refusal))
            asks_once_more = isinstance(refusal, LookedAtFirst)
        else:
            messages.success(request, thanks(review))
            return redirect(f"{product.get_absolute_url()}#reviews")
    context = {
        "product": product,
        "form": form,
        "known": known,
        "pictures": [(row, address(row)) for row in known.pictures.all()] if known else [],
        "asks_once_more": asks_once_more,
    }
    return private(form_page(request, "reviews/write.html", context, form=form))


def thanks(review: Review) -> str:
    if review.is_waiting:
        return _("Thank you. Your review shows as soon as we have read it; we write to you.")
    return _("Thank you. Everybody reads your review now.")
