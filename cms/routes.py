"""A day over several villages: stretch by stretch, with what there is to see."""

from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable

from catalogue.places.models import Village
from cms.shown import shown
from cms.written import WrittenPage


class RoutePage(WrittenPage):
    template = "cms/route.html"
    schema = "TouristTrip"
    parent_page_types = ["cms.VillageIndexPage"]
    subpage_types: list[str] = []
    village = None  # it belongs to several
    content_panels = [
        *WrittenPage.content_panels,
        InlinePanel("stops", label=_("Village on the way"), heading=_("Villages on the way")),
    ]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["villages"] = [stop.village for stop in self.stops.select_related("village")]
        return context


class RouteStop(Orderable):
    """A village on the way, in the order of the day."""

    page = ParentalKey(RoutePage, related_name="stops")
    village = models.ForeignKey(Village, models.CASCADE, related_name="route_stops")
    panels = [FieldPanel("village")]


def routes_through(village: Village, language: str) -> QuerySet[RoutePage]:
    pages = shown(RoutePage.objects.all()).filter(stops__village=village)
    pages = pages.filter(locale__language_code=language).distinct()
    return pages.select_related("picture").prefetch_related("picture__renditions").order_by("title")
