"""Who may touch a purchase: whoever has its secret token, and is not signed in as another."""

import time
from datetime import timedelta
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from marketplace.accounts.fresh import ask_again
from marketplace.accounts.roles import May, person_may
from marketplace.frame.access import View, for_audience
from marketplace.frame.logs import bind
from marketplace.frame.screens import posted_text, private
from marketplace.purchases.models import Purchase
from marketplace.talks.models import LONGEST

LOOKS_FOR = timedelta(days=90)
SHOWN = "shown_code"  # in the session: of which purchase, and when
CODE_HOLDS = 30 * 60
TYPED = "typed_message"  # in the session: on which page, and what


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


def is_over(request: HttpRequest, purchase: Purchase) -> bool:
    """Tell whether the link alone shows this purchase no more; whoever signed in for it sees it."""
    if timezone.now() - purchase.placed_at <= LOOKS_FOR:
        return False
    user = request.user
    if user.is_authenticated and purchase.user_id == user.pk:
        return False
    return not any(person_may(user, each) for each in (May.FINANCE, May.REVIEW))


def holders_only(view: View) -> View:
    """Hand the view the purchase whose secret token its address carries; 404 for all others.

    After 90 days the link is over and says so (410).
    """

    @wraps(view)
    def guarded(
        request: HttpRequest, *args: Any, token: UUID | str, **kwargs: Any
    ) -> HttpResponseBase:
        purchase = find_purchase(request, token)
        if is_over(request, purchase):
            context = {"days": LOOKS_FOR.days}
            return private(render(request, "aftersale/link_over.html", context, status=410))
        return view(request, *args, purchase=purchase, **kwargs)

    return for_audience("holder")(guarded)


def buyers_hand_only(view: View) -> View:
    """Let only the buyer move money or call for it: a guest by a code from the mailbox.

    Who has an account is signed in and, before a change, says once more who it is.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, purchase: Purchase, **kwargs: Any) -> Any:
        user = request.user
        if purchase.user_id:
            if not user.is_authenticated:
                return redirect_to_login(way_back(request, purchase))
            if purchase.user_id != user.pk:
                raise Http404
            if request.method == "POST":
                ask_again(request)
        elif not has_shown_code(request, purchase):
            back = urlencode({"next": way_back(request, purchase)})
            return redirect(f"{reverse('aftersale:code', args=[purchase.token])}?{back}")
        return view(request, *args, purchase=purchase, **kwargs)

    guarded.asks_again = ("POST",)  # type: ignore[attr-defined]
    return holders_only(guarded)


def proven_buyer_only(view: View) -> View:
    """Let only the buyer read and write words: who has an account signed in, a guest by a code.

    What was typed when the proof ran out waits in the session (`typed_before`).
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, purchase: Purchase, **kwargs: Any) -> Any:
        user = request.user
        if user.is_authenticated and purchase.user_id == user.pk:
            return view(request, *args, purchase=purchase, **kwargs)
        if user.is_authenticated and purchase.user_id:
            raise Http404
        if not purchase.user_id and has_shown_code(request, purchase):
            return view(request, *args, purchase=purchase, **kwargs)
        if request.method == "POST":
            request.session[TYPED] = [request.path, posted_text(request, "text", LONGEST)]
        if purchase.user_id:
            return redirect_to_login(request.path)
        asked = urlencode({"next": request.path})
        return redirect(f"{reverse('aftersale:code', args=[purchase.token])}?{asked}")

    return holders_only(guarded)


def typed_before(request: HttpRequest) -> str:
    """Give once what was typed on this page before its writer had to prove who it is."""
    path, text = request.session.get(TYPED, ["", ""])
    if path != request.path or request.method != "GET":
        return ""
    del request.session[TYPED]
    return text


def way_back(request: HttpRequest, purchase: Purchase) -> str:
    """Give where to go on: the page itself, or the purchase's where a form was sent."""
    return request.get_full_path() if request.method == "GET" else purchase.get_absolute_url()


def has_shown_code(request: HttpRequest, purchase: Purchase) -> bool:
    """Tell whether a code of this purchase was given in this session within half an hour."""
    at = request.session.get(SHOWN, {}).get(str(purchase.pk), 0)
    return time.time() - at < CODE_HOLDS


def note_code(request: HttpRequest, purchase: Purchase) -> None:
    request.session[SHOWN] = {str(purchase.pk): time.time()}
