"""What a person said of products and what became of it; what came and is not reviewed yet."""

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalogue.models import Product
from marketplace.account.access import buyers_only
from marketplace.accounts.models import User
from marketplace.accounts.requests import PersonRequest
from marketplace.frame.screens import page_of, private
from marketplace.reviews.models import Review
from marketplace.reviews.rights import CHANGED_WITHIN, arrived_lines, may_change

PER_PAGE = 20


def own_reviews(user: User) -> QuerySet[Review]:
    """What a person wrote, with an account or before as a guest, the newest first."""
    own = Review.objects.filter(Q(user=user) | Q(line__order__user=user))
    return own.select_related("product__producer")


def not_reviewed(user: User) -> QuerySet[Product]:
    """Products that came to a person, have a page and that it said nothing of."""
    came = arrived_lines().filter(order__user=user)
    products = Product.objects.filter(pk__in=came.order_by().values("product"), is_public=True)
    products = products.exclude(producer__memberships__user=user)
    return products.exclude(pk__in=own_reviews(user).order_by().values("product")).order_by("-pk")


@buyers_only
@require_safe
def reviews(request: PersonRequest) -> HttpResponse:
    """List the person's reviews with their states, or what waits to be reviewed."""
    asks = request.GET.get("show") == "to-write"
    own, waiting = own_reviews(request.user), not_reviewed(request.user)
    page = page_of(request, waiting if asks else own, PER_PAGE)
    context = {
        "page": page,
        "rows": [] if asks else [(each, may_change(each)) for each in page],
        "asks": asks,
        "counts": (own.count(), waiting.count()),
        "days": CHANGED_WITHIN.days,
        "tab": "reviews",
    }
    return private(render(request, "account/reviews.html", context))
