"""Who may touch a purchase: whoever has its secret token, and is not signed in as another."""

from functools import wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from marketplace.accounts.roles import May, person_may
from marketplace.frame.access import View, for_audience
from marketplace.frame.logs import bind
from marketplace.purchases.models import Purchase


def find_purchase(request: HttpRequest, token: UUID | str) -> Purchase:
    """Find a purchase by its secret token; another signed-in user's is not found."""
    purchase = get_object_or_404(Purchase, token=token)
    is_others = (
        purchase.user_id and request.user.is_authenticated and purchase.user_id != request.user.pk
    )
    if is_others and not any(person_may(request.user, each) for each in (May.FINANCE, May.REVIEW)):
        raise Http404
    bind(purchase=purchase.number)
    return purchase


def holders_only(view: View) -> View:
    """Hand the view the purchase whose secret token its address carries; 404 for all others."""

    @wraps(view)
    def guarded(
        request: HttpRequest, *args: Any, token: UUID | str, **kwargs: Any
    ) -> HttpResponseBase:
        return view(request, *args, purchase=find_purchase(request, token), **kwargs)

    return for_audience("holder")(guarded)
