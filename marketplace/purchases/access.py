"""Who may touch a purchase: whoever has its secret token, and is not signed in as another."""

from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from marketplace.purchases.models import Purchase


def find_purchase(request: HttpRequest, token: UUID) -> Purchase:
    """Find a purchase by its secret token; another signed-in user's is not found."""
    purchase = get_object_or_404(Purchase, token=token)
    is_others = (
        purchase.user_id and request.user.is_authenticated and purchase.user_id != request.user.pk
    )
    if is_others and not request.user.is_staff:
        raise Http404
    return purchase
