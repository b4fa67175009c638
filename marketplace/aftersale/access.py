"""Who may open what after a sale; whoever may not gets the same answer as for nothing there."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from oscar.core.loading import get_model

from marketplace.aftersale.models import Return
from marketplace.order.states import Status
from marketplace.producers.models import Producer


def producer_of(request: HttpRequest) -> Producer:
    """The producer that the signed-in person works for; others are refused."""
    producer = Producer.objects.filter(members=request.user).first()
    if producer is None:
        raise PermissionDenied
    return producer


def orders_of(producer: Producer):
    """A producer's orders, but for those that nobody has paid."""
    return (
        get_model("order", "Order")
        .objects.filter(producer=producer)
        .exclude(status=Status.PENDING)
        .select_related("purchase", "producer__commune__province", "shipping_address__country")
    )


def returns_of(producer: Producer):
    return Return.objects.filter(order__producer=producer).select_related(
        "order__purchase", "order__producer", "rule", "reversal"
    )
