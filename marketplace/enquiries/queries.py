"""Enquiries as those read them who answer: never one whose address is not proven."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from marketplace.enquiries.models import Enquiry, Said
from marketplace.frame.screens import Part

State = Enquiry.State
LONGEST_WAITING, NEWEST = ("last_at", "pk"), ("-last_at", "-pk")
PARTS = {
    "open": Part(_("Without an answer"), Q(state=State.OPEN), LONGEST_WAITING),
    "answered": Part(_("Answered"), Q(state=State.ANSWERED), NEWEST),
    "closed": Part(_("Closed"), Q(state=State.CLOSED), NEWEST),
    "all": Part(_("All"), Q(), NEWEST),
}


def proven() -> QuerySet[Enquiry]:
    return Enquiry.objects.exclude(state=State.UNPROVEN).select_related("village", "producer")


def matching(enquiries: QuerySet[Enquiry], asked: str) -> QuerySet[Enquiry]:
    """Enquiries of somebody of this name, to such a place, or with these words in them."""
    if not asked:
        return enquiries
    said = Said.objects.filter(enquiry=OuterRef("pk"), text__icontains=asked)
    named = Q(name__icontains=asked) | Q(village__name__icontains=asked)
    return enquiries.filter(named | Q(Exists(said)))
