"""Products hidden, shown or withdrawn, one or those ticked; a page says first what follows."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from catalogue.products.names import by_title
from marketplace.accounts.requests import PersonRequest
from marketplace.accounts.roles import May
from marketplace.frame.screens import ids_in
from marketplace.listings.shelves import MayNotSell, Moved, movable, move_products
from marketplace.sell.access import may, own_products, producer_of

MOST = 100  # products of one step
STEPS: dict[str, tuple[Any, Any, Any]] = {
    "hide": (
        gettext_lazy("Hide from the shop"),
        gettext_lazy(
            "They leave the shop at once and you can show them again at any time. Orders that you "
            "have stay, and the codes on packs still answer."
        ),
        gettext_lazy("Hide"),
    ),
    "show": (
        gettext_lazy("Show in the shop again"),
        gettext_lazy("They are in the shop again at once, as they were."),
        gettext_lazy("Show again"),
    ),
    "withdraw": (
        gettext_lazy("Stop selling"),
        gettext_lazy(
            "They leave the shop at once. Orders that you have stay, and their pages and the codes "
            "on packs still answer. To sell one again, send its texts to the editors once more."
        ),
        gettext_lazy("Stop selling"),
    ),
}


def shelf(request: PersonRequest, step: str) -> HttpResponse:
    """Ask about the products that are named, then do it."""
    producer = producer_of(request)
    if request.method == "POST":
        try:
            moved = move_products(
                producer=producer, pks=ids_in(request, "row")[:MOST], step=step, by=request.user
            )
        except MayNotSell as refusal:
            messages.error(request, str(refusal))
        else:
            tell(request, step, moved)
        return redirect("sell:products")
    pks = [int(pk) for pk in request.GET.getlist("row") if pk.isdecimal() and len(pk) < 19]
    chosen = own_products(request).filter(pk__in=pks[:MOST]).order_by(by_title(), "pk")
    moves, left = movable(chosen, step)
    title, follows, button = STEPS[step]
    context = {
        "producer": producer,
        "title": title,
        "follows": follows,
        "button": button,
        "moves": moves,
        "left": left,
    }
    return render(request, "sell/shelf.html", context)


def tell(request: PersonRequest, step: str, moved: Moved) -> None:
    """Say how many products moved, and that others stayed."""
    count = moved.many
    words = {
        "hide": ngettext("%(count)s product is hidden.", "%(count)s products are hidden.", count),
        "show": ngettext(
            "%(count)s product is in the shop again.",
            "%(count)s products are in the shop again.",
            count,
        ),
        "withdraw": ngettext(
            "%(count)s product is no longer sold.", "%(count)s products are no longer sold.", count
        ),
    }
    if count:
        messages.success(request, words[step] % {"count": count})
    if moved.left or not count:
        messages.info(request, _("What stood elsewhere was left as it is."))


@may(May.SELL)
def hide(request: PersonRequest) -> HttpResponse:
    return shelf(request, "hide")


@may(May.SELL)
def show(request: PersonRequest) -> HttpResponse:
    return shelf(request, "show")


@may(May.ANSWER)
def withdraw(request: PersonRequest) -> HttpResponse:
    return shelf(request, "withdraw")
