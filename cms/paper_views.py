"""Papers of a village, for its people and the editors."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from catalogue.places.models import Village
from cms.models import VillagePage
from cms.office import writers_only
from cms.papers import sheet, sign
from marketplace.accounts.requests import PersonRequest
from marketplace.accounts.roles import May, person_may
from marketplace.frame.screens import file_for_one

PDF = "application/pdf"


def own_places(user: Any) -> QuerySet[Village]:
    """The villages for which somebody writes; all for editors."""
    places = Village.objects.select_related("commune")
    return places if person_may(user, May.EDIT) else places.filter(posts__user=user)


@writers_only
@require_safe
def gate_sign(request: PersonRequest, pk: int) -> HttpResponse:
    """The sign for a village's gate."""
    village = get_object_or_404(own_places(request.user), pk=pk)
    return file_for_one(sign(village), kind=PDF, name=f"{village.slug}-sign.pdf")


@writers_only
@require_safe
def page_sheet(request: PersonRequest, pk: int) -> HttpResponse:
    """A village's page as it is published, on paper."""
    pages = VillagePage.objects.live().filter(village__in=own_places(request.user).values("pk"))
    page = get_object_or_404(pages.select_related("village__commune", "locale"), pk=pk)
    name = f"{page.village.slug}-{page.locale.language_code}.pdf"
    return file_for_one(sheet(page), kind=PDF, name=name)
