"""The dated terms of returns, for staff: a new row for new law, never a changed old one."""

from django.contrib import admin

from marketplace.aftersale.models import ReturnRule


@admin.register(ReturnRule)
class ReturnRuleAdmin(admin.ModelAdmin):
    list_display = ["reason", "days", "is_always_accepted", "valid_from", "is_checked", "source"]
    list_filter = ["reason", "is_checked"]
