"""What staff edit of facts, in Django's admin: words to choose, and what the law asks."""

from django.contrib import admin

from catalogue.facts.models import FactAsked, FactWord


@admin.register(FactWord)
class FactWordAdmin(admin.ModelAdmin):
    list_display = ["name", "fact", "code", "ocop_set", "place"]
    list_filter = ["fact", "ocop_set"]
    search_fields = ["name_vi", "name_en", "name_ind", "code"]
    exclude = ["name"]


@admin.register(FactAsked)
class FactAskedAdmin(admin.ModelAdmin):
    list_display = ["ocop_set", "fact", "law", "starts_on", "ends_on"]
    list_filter = ["ocop_set", "fact"]
    search_fields = ["law"]
