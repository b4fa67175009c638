"""Stock records in the admin: what they hold is changed where changes are kept."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from oscar.apps.partner.admin import *  # noqa: F403
from oscar.apps.partner.admin import StockRecordAdmin as OscarStockRecordAdmin
from oscar.core.loading import get_model

StockRecord = get_model("partner", "StockRecord")
admin.site.unregister(StockRecord)


@admin.register(StockRecord)
class StockRecordAdmin(OscarStockRecordAdmin):
    """A page shows numbers of before the last sale: saving it would put them back."""

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("price", "num_in_stock", "num_allocated") if obj else ()
