"""A day over several villages: stretch by stretch, with what there is to see."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel

from catalogue.places.models import Village
from cms.written import WrittenPage


class RoutePage(WrittenPage):
    template = "cms/route.html"
    schema = "TouristTrip"
    parent_page_types = ["cms.VillageIndexPage"]
    subpage_types: list[str] = []
    village = None  # it belongs to several
    villages = ParentalManyToManyField(
        Village, verbose_name=_("Villages on the way"), blank=True, related_name="routes"
    )
    content_panels = [*WrittenPage.content_panels, FieldPanel("villages")]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["villages"] = self.villages.select_related("commune__province")
        return context


def routes_through(village: Village, language: str) -> QuerySet[RoutePage]:
    pages = RoutePage.objects.live().filter(villages=village, locale__language_code=language)
    return pages.select_related("picture").prefetch_related("picture__renditions").order_by("title")
