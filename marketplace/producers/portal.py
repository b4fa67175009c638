"""The frame of the portal at /sell/: whom the signed-in person works for."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from marketplace.producers.models import Producer


def producer_of(request: HttpRequest) -> Producer:
    """The producer that the signed-in person works for; others are refused."""
    producer = (
        Producer.objects.filter(members=request.user)
        .select_related("partner", "village", "commune__province")
        .first()
    )
    if producer is None:
        raise PermissionDenied
    return producer
