"""Who was given which private file: to be read, never changed."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from marketplace.files.models import FileAccess


@admin.register(FileAccess)
class FileAccessAdmin(admin.ModelAdmin):
    list_display = ["at", "user", "page", "name"]
    search_fields = ["name", "page"]
    list_select_related = ["user"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
