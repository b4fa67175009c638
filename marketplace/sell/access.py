"""The frame of the portal at /sell/: whom the signed-in person works for."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from marketplace.producers.models import Membership, Producer


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


def is_owner(request: HttpRequest, producer: Producer) -> bool:
    """Tell whether the signed-in person answers for the producer, not only helps there."""
    return producer.memberships.filter(user=request.user, role=Membership.Role.OWNER).exists()


def only_owner(request: HttpRequest, producer: Producer) -> None:
    """Refuse a helper of the producer what is for owners: where money goes, who holds keys."""
    if not is_owner(request, producer):
        raise PermissionDenied
