"""What the editors' back office lists of ours."""

from django.dispatch import receiver
from wagtail import hooks
from wagtail.signals import page_published
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from catalogue.places.models import Village
from cms import links, uploads  # noqa: F401 - put our fields into Wagtail's forms
from cms.choosers import CommuneChooser, ProducerChooser, commune_chooser, producer_chooser
from cms.models import VillagePage
from cms.promoters import make_promoters


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
