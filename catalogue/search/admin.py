"""What staff edit and read of search, in Django's admin."""

from django.contrib import admin

from catalogue.search.models import Asked, Synonym


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
