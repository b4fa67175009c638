"""Keys of producers' systems in Django's admin: staff see them and take them back."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from catalogue.origin.admin import ReadOnly
from catalogue.origin.models import CaptureToken
from marketplace.lots.keys import revoke_key


@admin.register(CaptureToken)
class CaptureTokenAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["name", "producer", "created_at", "last_used_on", "revoked_at"]
    list_select_related = ["producer"]
    actions = ["revoke"]

    def has_change_permission(self, request, obj=None) -> bool:
        return obj is None and request.user.is_superuser

    @admin.action(description=_("Revoke the chosen keys"))
    def revoke(self, request, queryset) -> None:
        for key in queryset.select_related("producer"):
            revoke_key(key=key, by=request.user)
