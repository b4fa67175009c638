"""What the editors' back office lists of ours."""

from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from catalogue.places.models import Village


class VillageViewSet(SnippetViewSet):
    model = Village
    icon = "site"
    list_display = ["name", "craft"]
    search_fields = ["name"]
    add_to_admin_menu = False


register_snippet(VillageViewSet)
