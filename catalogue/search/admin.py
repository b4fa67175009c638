"""What staff edit and read of search, in Django's admin."""

from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue.search.models import Asked, Synonym, Waiting
from catalogue.search.queries import lag


@admin.register(Synonym)
class SynonymAdmin(admin.ModelAdmin):
    list_display = ["__str__"]
    search_fields = ["phrases"]


@admin.register(Asked)
class AskedAdmin(admin.ModelAdmin):
    """What was looked for; found = 0 is what the market lacks."""

    list_display = ["text", "day", "times", "found"]
    list_filter = ["day"]
    search_fields = ["text"]
    ordering = ["found", "-times"]
    date_hierarchy = "day"

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False


@admin.register(Waiting)
class WaitingAdmin(admin.ModelAdmin):
    """How far behind the index is: what waits, the oldest first."""

    list_display = ["kind", "object_pk", "since"]
    list_filter = ["kind"]
    ordering = ["since"]

    def changelist_view(self, request, extra_context=None):
        waiting, oldest = lag()
        title = _("The index holds every change.")
        if waiting:
            title = ngettext(
                "%(waiting)d change waits for the index, the oldest for %(seconds)d s.",
                "%(waiting)d changes wait for the index, the oldest for %(seconds)d s.",
                waiting,
            ) % {"waiting": waiting, "seconds": oldest.total_seconds()}
        return super().changelist_view(request, {**(extra_context or {}), "title": title})

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False
