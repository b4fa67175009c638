"""The chain of a lot as people read it: each step, whose word it is, its pictures.

The market writes an event for every parcel. People are told of them in one line a kind, with
their number and the days between: what a maker did would drown in them.
"""

import datetime
from typing import Any

from django.db.models import Count, Max, Min
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue.origin.lots import steps
from catalogue.origin.lots.queries import chain_of
from catalogue.origin.models import Lot, LotAttachment, TraceEvent
from catalogue.products.pictures import variant_url
from marketplace.files.sizes import waiting_names

SHOWN_EVENTS = 200
DRAWN = "minh họa"  # how the demo market's pictures are marked; the reader's language says it
MARKET = TraceEvent.Source.MARKET


def timeline(lot: Lot) -> tuple[list[dict[str, Any]], list[dict[str, str]]]:
    """The chain of a lot for the page, and the pictures of the lot itself; three queries."""
    pictures: dict[int | None, list[dict[str, str]]] = {}
    documents: dict[int | None, int] = {}
    shown = LotAttachment.objects.filter(lot=lot, is_public=True)
    for one in shown.exclude(file__in=waiting_names()):
        if one.kind == LotAttachment.Kind.PICTURE:
            caption = _("illustration") if one.caption == DRAWN else one.caption
            picture = {"url": variant_url(str(one.file.name), 320), "caption": caption}
            pictures.setdefault(one.event_id, []).append(picture)
        else:
            documents[one.event_id] = documents.get(one.event_id, 0) + 1
    chain = chain_of(lot).exclude(source=MARKET).prefetch_related(None)
    events: list[dict[str, Any]] = [
        {
            "at": event.event_time,
            "title": steps.step_name(event.step) or step_name(event.biz_step, event.disposition),
            "note": event.note,
            "place": event.place_name,
            "claim": claim_of(event, documents.get(event.pk, 0)),
            "is_verified": bool(event.verifier or event.certificate_id),
            "pictures": pictures.get(event.pk, []),
        }
        for event in chain[:SHOWN_EVENTS]
    ]
    events = sorted(events + parcels_of(lot), key=lambda event: event["at"])
    return events, pictures.get(None, [])


def parcels_of(lot: Lot) -> list[dict[str, Any]]:
    """What the market's parcels wrote, one line a kind; one query, however many there are."""
    kinds = (
        chain_of(lot)
        .filter(source=MARKET)
        .order_by()
        .prefetch_related(None)
        .select_related(None)
        .values("biz_step", "disposition", "place_name")
        .annotate(
            parcels=Count("pk", distinct=True), first=Min("event_time"), last=Max("event_time")
        )
        .order_by("first", "-biz_step")  # at the same time shipping, then retail_selling
    )
    return [
        {
            "at": kind["first"],
            "title": step_name(kind["biz_step"], kind["disposition"]),
            "note": parcels_text(kind["parcels"], kind["first"], kind["last"]),
            "place": kind["place_name"],
            "claim": _("Recorded by this market from its parcels"),
            "is_verified": False,
            "pictures": [],
        }
        for kind in kinds
    ]


def parcels_text(count: int, first: datetime.datetime, last: datetime.datetime) -> str:
    """Say how many parcels, and until when if they were more days than one."""
    text = ngettext("%(count)s parcel", "%(count)s parcels", count) % {"count": count}
    last_day = timezone.localdate(last)
    if last_day == timezone.localdate(first):
        return text
    return _("%(parcels)s, the last on %(day)s") % {
        "parcels": text,
        "day": date_format(last_day, "DATE_FORMAT"),
    }


def claim_of(event: TraceEvent, documents: int) -> str:
    """Say whose word an event is; the market is never the verifier of a maker's claim."""
    if event.verifier:
        return _("Verified by %(name)s") % {"name": event.verifier}
    if event.certificate_id and event.certificate:
        return _("Verified by %(name)s") % {"name": event.certificate.authority}
    if documents:
        return ngettext(
            "Stated by the maker, with %(count)s document",
            "Stated by the maker, with %(count)s documents",
            documents,
        ) % {"count": documents}
    return _("Stated by the maker")


def step_name(biz_step: str, disposition: str = "") -> str:
    """Name a business step of CBV for people."""
    told = {"returned": _("Came back"), "recalled": _("Recalled")}
    if disposition in told:
        return told[disposition]
    names = {
        "commissioning": _("Made"),
        "creating_class_instance": _("Made"),
        "collecting": _("Gathered"),
        "receiving": _("Received"),
        "inspecting": _("Inspected"),
        "packing": _("Packed"),
        "storing": _("Stored"),
        "encoding": _("Labels printed"),
        "shipping": _("Sent out"),
        "retail_selling": _("Reached a buyer"),
        "holding": _("Held back"),
        "transporting": _("On its way"),
        "departing": _("Left"),
        "arriving": _("Arrived"),
        "destroying": _("Destroyed"),
        "decommissioning": _("Taken out of use"),
    }
    return names.get(biz_step, _("Step of the work"))
