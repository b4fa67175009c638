"""Where rows meet a producer: whom the signed-in person works for, and what is that producer's.

Every row that the portal shows or changes is found through one of these functions.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from oscar.core.loading import get_model

from catalogue.models import Product
from catalogue.origin.lots.queries import lots_of_producer
from catalogue.origin.models import CaptureToken, Label, LabelBatch, Lot
from marketplace.accounts.factors import ask_for_factor, lacks_factor
from marketplace.accounts.requests import PersonRequest
from marketplace.accounts.roles import ROLES, May, role_may
from marketplace.aftersale.models import Return
from marketplace.aftersale.queries import claims_with_order
from marketplace.frame.access import View, for_audience
from marketplace.lots.completeness import with_facts
from marketplace.lots.keys import keys_of
from marketplace.order.states import Status
from marketplace.producers.models import Membership, Producer


def may(permission: May) -> Callable[[View], View]:
    """Let in members of a producer whose role has the permission; others are refused.

    Who is not signed in is asked to; who owns a producer shows a second factor.
    """

    def guard(view: View) -> View:
        @login_required
        @wraps(view)
        def guarded(request: PersonRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not member_may(request, permission):
                raise PermissionDenied
            if lacks_factor(request) and is_owner(request):
                return ask_for_factor(request)
            found = find_membership(request)
            request.user.may_here = frozenset(ROLES[found.role]) if found else frozenset()
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return for_audience("member")(guarded)

    return guard


def works_for_nobody(request: PersonRequest) -> bool:
    """Tell whether the signed-in person is a member of no producer."""
    return find_producer(request) is None


def find_membership(request: PersonRequest) -> Membership | None:
    """Find where the signed-in person works and as what; asked once a request."""
    kept = vars(request)
    if "own_membership" not in kept:
        kept["own_membership"] = (
            Membership.objects.filter(user=request.user.pk)
            .select_related("producer__partner", "producer__village", "producer__commune__province")
            .order_by("producer__name", "producer_id")
            .first()
        )
    return kept["own_membership"]


def find_producer(request: PersonRequest) -> Producer | None:
    """Find whom the signed-in person works for."""
    found = find_membership(request)
    return found.producer if found else None


def member_may(request: PersonRequest, permission: May) -> bool:
    """Tell whether the signed-in person's role at the producer has a permission."""
    found = find_membership(request)
    return found is not None and role_may(found.role, permission)


def producer_of(request: PersonRequest) -> Producer:
    """The producer that the signed-in person works for; others are refused."""
    producer = find_producer(request)
    if producer is None:
        raise PermissionDenied
    return producer


def is_owner(request: PersonRequest) -> bool:
    """Tell whether the signed-in person answers for the producer, not only helps there."""
    producer_of(request)
    found = find_membership(request)
    return found is not None and found.role == Membership.Role.OWNER


def own_orders(request: PersonRequest) -> QuerySet:
    """The producer's orders; those that nobody has paid yet are none of its work."""
    return (
        get_model("order", "Order")
        .objects.filter(producer=producer_of(request))
        .exclude(status=Status.PENDING)
        .select_related("purchase", "producer__commune__province", "shipping_address__country")
    )


def own_order(request: PersonRequest, number: str):
    return get_object_or_404(own_orders(request), number=number)


def own_returns(request: PersonRequest) -> QuerySet[Return]:
    return Return.objects.filter(order__producer=producer_of(request)).select_related(
        "order__purchase", "order__producer", "rule", "reversal"
    )


def own_return(request: PersonRequest, number: str) -> Return:
    """One return with its order, for its page and its steps."""
    return get_object_or_404(
        claims_with_order(), order__producer=producer_of(request), number=number
    )


def own_products(request: PersonRequest) -> QuerySet[Product]:
    return producer_of(request).products.all()


def own_product(request: PersonRequest, pk: int) -> Product:
    return get_object_or_404(own_products(request), pk=pk)


def own_lots(request: PersonRequest) -> QuerySet[Lot]:
    return lots_of_producer(producer_of(request))


def own_lot(request: PersonRequest, pk: int) -> Lot:
    """One lot with what the meter of completeness needs."""
    lots = with_facts(own_lots(request)).select_related(
        "product__producer",
        "product__ocop_set",
        "product__village",
        "village",
        "commune__province",
        "withdrawal",
    )
    return get_object_or_404(lots, pk=pk)


def own_runs(request: PersonRequest) -> QuerySet[LabelBatch]:
    return LabelBatch.objects.filter(lot__product__producer=producer_of(request)).select_related(
        "lot__product__producer", "made_by", "reprint_of"
    )


def own_run(request: PersonRequest, pk: int) -> LabelBatch:
    return get_object_or_404(own_runs(request), pk=pk)


def own_label(request: PersonRequest, serial: str) -> Label:
    return get_object_or_404(
        Label.objects.select_related("lot__product", "batch"),
        serial=serial,
        lot__product__producer=producer_of(request),
    )


def own_keys(request: PersonRequest) -> QuerySet[CaptureToken]:
    return keys_of(producer_of(request))
