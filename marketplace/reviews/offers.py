"""Whether a reader of a product's page is offered to review it; one query, none for strangers."""

from typing import Literal

from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from marketplace.accounts.models import User
from marketplace.reviews.models import Review
from marketplace.reviews.rights import CHANGED_WITHIN, arrived_lines

Offer = Literal["write", "change", ""]


def review_offer(user: User, product_id: int) -> Offer:
    """Tell what a person may do: write a review, change its own, or neither."""
    if not user.is_authenticated:
        return ""
    own = Review.objects.filter(
        Q(user=user) | Q(line__order__user=user), product=OuterRef("product")
    )
    lines = arrived_lines().filter(product=product_id, order__user=user)
    lines = lines.exclude(product__producer__memberships__user=user)
    rows = list(lines.values_list(Subquery(own.order_by("pk").values("at")[:1]))[:1])
    if not rows:
        return ""
    (written_at,) = rows[0]
    if written_at is None:
        return "write"
    return "change" if timezone.now() <= written_at + CHANGED_WITHIN else ""
