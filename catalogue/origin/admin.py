"""What staff read of origin in Django's admin; only reports of suspicions are worked on."""

from django.contrib import admin

from catalogue.origin.models import (
    CaptureJob,
    EventItem,
    Label,
    LabelBatch,
    Lot,
    LotAttachment,
    LotMaterial,
    Scan,
    ScanCount,
    Suspicion,
    TraceEvent,
    TracePlace,
)
from catalogue.origin.scans.suspicions import handle_suspicion


class ReadOnly:
    """Rows that services alone write."""

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


class Materials(ReadOnly, admin.TabularInline):
    model = LotMaterial
    fk_name = "lot"
    extra = 0


class Attachments(ReadOnly, admin.TabularInline):
    model = LotAttachment
    extra = 0


class Items(ReadOnly, admin.TabularInline):
    model = EventItem
    extra = 0


@admin.register(Lot)
class LotAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["number", "product", "made_on", "quantity", "labels_issued", "state"]
    list_filter = ["state", "made_on"]
    list_select_related = ["product"]
    search_fields = ["number", "product__code", "product__title"]
    inlines = [Materials, Attachments]


@admin.register(TraceEvent)
class TraceEventAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["event_time", "lot", "type", "biz_step", "disposition", "source", "verifier"]
    list_filter = ["type", "source", "biz_step"]
    list_select_related = ["lot"]
    search_fields = ["event_id", "lot__number", "step"]
    date_hierarchy = "event_time"
    inlines = [Items]


@admin.register(LabelBatch)
class LabelBatchAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["made_at", "lot", "count", "sheet", "reprint_of", "reason", "made_by"]
    list_select_related = ["lot", "made_by", "reprint_of__lot"]
    search_fields = ["lot__number", "lot__product__code"]


@admin.register(Label)
class LabelAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["serial", "lot", "state", "prints", "scan_count", "last_scanned_at"]
    list_filter = ["state"]
    list_select_related = ["lot"]
    search_fields = ["serial"]
    show_full_result_count = False


@admin.register(Scan)
class ScanAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["hour", "product", "lot", "province", "verdict"]
    list_filter = ["verdict", "province"]
    list_select_related = ["product", "lot", "province"]
    show_full_result_count = False


@admin.register(ScanCount)
class ScanCountAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["week", "product", "lot", "province", "verdict", "count"]
    list_filter = ["verdict"]
    list_select_related = ["product", "lot", "province"]


@admin.register(Suspicion)
class SuspicionAdmin(admin.ModelAdmin):
    """What buyers reported; staff write the outcome, and when is noted by itself."""

    list_display = ["created_at", "address", "product", "bought_at", "handled_at", "handled_by"]
    list_filter = [("handled_at", admin.EmptyFieldListFilter)]
    list_select_related = ["product", "handled_by"]
    search_fields = ["address", "message"]
    fields = [
        "created_at", "address", "product", "lot", "label", "message", "bought_at", "email",
        "language", "outcome", "handled_at", "handled_by",
    ]  # fmt: skip
    readonly_fields = [str(name) for name in fields if name != "outcome"]

    def has_add_permission(self, request) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    def save_model(self, request, obj, form, change) -> None:
        handle_suspicion(report=obj, outcome=form.cleaned_data["outcome"], by=request.user)


@admin.register(CaptureJob)
class CaptureJobAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["created_at", "producer", "finished_at", "success"]
    list_filter = ["success"]
    list_select_related = ["producer"]


@admin.register(TracePlace)
class TracePlaceAdmin(admin.ModelAdmin):
    """Places that events may name; staff enter a GLN after they saw its licence."""

    list_display = ["code", "name", "producer", "commune", "gln"]
    list_select_related = ["producer", "commune"]
    search_fields = ["code", "name", "gln"]
    raw_id_fields = ["producer", "commune"]

    def has_delete_permission(self, request, obj=None) -> bool:
        return False
