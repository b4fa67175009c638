"""What the editors' back office lists of ours."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.home import WorkflowObjectsToModeratePanel
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from catalogue.places.models import Village
from cms import links, slugs, uploads  # noqa: F401 - put our fields into Wagtail's forms
from cms.choosers import CommuneChooser, ProducerChooser, commune_chooser, producer_chooser
from cms.explorer import begin_at_villages
from cms.office_api import OwnDocuments, OwnImages
from cms.promoters.urls import office
from cms.your_village import MENU, YourVillage, own_villages
from marketplace.accounts.roles import May, person_may


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


@hooks.register("construct_admin_api", order=100)  # after Wagtail's own, in whose place they stand
def _show_files_to_who_may_choose_them(api: Any) -> None:
    api.register_endpoint("images", OwnImages)
    api.register_endpoint("documents", OwnDocuments)


class ForEditors(MenuItem):
    """An entry of the menu that only who answers for all pages sees."""

    def is_shown(self, request: HttpRequest) -> bool:
        return person_may(request.user, May.EDIT)


@hooks.register("register_admin_urls")
def _our_addresses() -> list[URLPattern]:
    return office


@hooks.register("insert_global_admin_css")
def _our_styles() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("css/office.css"))


class ForWriters(MenuItem):
    """An entry for who writes for a village, and for editors."""

    def is_shown(self, request: HttpRequest) -> bool:
        user: Any = request.user
        return person_may(user, May.EDIT) or own_villages(user).exists()


@hooks.register("register_admin_menu_item")
def _enquiries() -> MenuItem:
    return ForWriters(
        _("Enquiries"),
        reverse("village_enquiries"),
        name="village_enquiries",
        icon_name="mail",
        order=260,
    )


@hooks.register("register_admin_menu_item")
def _people_of_villages() -> MenuItem:
    return ForEditors(
        _("Villages' people"),
        reverse("village_people"),
        name="village_people",
        icon_name="group",
        order=250,
    )


@hooks.register("construct_homepage_panels")
def _begin_with_the_village(request: HttpRequest, panels: list[Any]) -> None:
    """Let a promoter's first page be of the own village; an approver's has what waits, too."""
    user: Any = request.user
    if villages := list(own_villages(user)):
        waiting = [each for each in panels if isinstance(each, WorkflowObjectsToModeratePanel)]
        panels[:] = [YourVillage(user, villages), *waiting]


@hooks.register("construct_main_menu")
def _cut_the_menu(request: HttpRequest, items: list[Any]) -> None:
    """Leave a promoter pages, pictures and documents; reports and the rest are of the site."""
    user: Any = request.user
    if own_villages(user).exists():
        items[:] = [item for item in items if item.name in MENU]


@hooks.register("construct_explorer_page_queryset")
def _begin_at_the_villages(parent: Page, pages: Any, request: HttpRequest) -> Any:
    user: Any = request.user
    return begin_at_villages(parent, pages, request, list(own_villages(user)))


@hooks.register("construct_homepage_summary_items", order=100)  # after those that count
def _count_nothing_of_others(request: HttpRequest, items: list[Any]) -> None:
    """Leave out the counts above the panels: the one of pages is of the whole site."""
    user: Any = request.user
    if own_villages(user).exists():
        items.clear()
