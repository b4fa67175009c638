"""What the editors' back office lists of ours."""

from typing import Any

from django.dispatch import receiver
from django.http import HttpRequest
from wagtail import hooks
from wagtail.signals import page_published
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from catalogue.places.models import Village
from cms import links, uploads  # noqa: F401 - put our fields into Wagtail's forms
from cms.choosers import CommuneChooser, ProducerChooser, commune_chooser, producer_chooser
from cms.models import VillagePage
from cms.promoters import make_promoters
from cms.your_village import MENU, YourVillage, own_villages


class VillageViewSet(SnippetViewSet):
    model = Village
    icon = "site"
    list_display = ["name", "craft"]
    search_fields = ["name"]
    add_to_admin_menu = False


register_snippet(VillageViewSet)


@hooks.register("register_admin_viewset")
def _choose_communes() -> CommuneChooser:
    return commune_chooser


@hooks.register("register_admin_viewset")
def _choose_producers() -> ProducerChooser:
    return producer_chooser


@receiver(page_published, sender=VillagePage, dispatch_uid="promoters-of-a-village")
def _give_promoters(instance: VillagePage, **kwargs) -> None:
    """A village whose page goes live gets its group of promoters."""
    if instance.village_id:
        make_promoters(instance.village)


@hooks.register("construct_homepage_panels")
def _begin_with_the_village(request: HttpRequest, panels: list[Any]) -> None:
    """Let a promoter's first page be of the own village."""
    user: Any = request.user
    if villages := list(own_villages(user)):
        panels[:] = [YourVillage(user, villages)]


@hooks.register("construct_main_menu")
def _cut_the_menu(request: HttpRequest, items: list[Any]) -> None:
    """Leave a promoter pages, pictures and documents; reports and the rest are of the site."""
    user: Any = request.user
    if own_villages(user).exists():
        items[:] = [item for item in items if item.name in MENU]


@hooks.register("construct_homepage_summary_items", order=100)  # after those that count
def _count_nothing_of_others(request: HttpRequest, items: list[Any]) -> None:
    """Leave out the counts above the panels: the one of pages is of the whole site."""
    user: Any = request.user
    if own_villages(user).exists():
        items.clear()
