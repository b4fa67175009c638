"""What staff edit and read of search, in Django's admin."""

from django import forms
from django.contrib import admin
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from catalogue.search.models import Asked, HiddenSearch, Synonym, Waiting
from catalogue.search.queries import lag
from catalogue.search.query import words_of


@admin.register(Synonym)
class SynonymAdmin(admin.ModelAdmin):
    list_display = ["__str__"]
    search_fields = ["phrases"]


@admin.register(Asked)
class AskedAdmin(admin.ModelAdmin):
    """What was looked for; found = 0 is what the market lacks."""

    list_display = ["text", "day", "times", "found", "is_offered"]
    actions = ["hide"]
    list_filter = ["day"]
    search_fields = ["text"]
    ordering = ["found", "-times"]
    date_hierarchy = "day"

    def get_queryset(self, request):
        hidden = HiddenSearch.objects.filter(text=OuterRef("text"))
        return super().get_queryset(request).annotate(is_hidden=Exists(hidden))

    @admin.display(boolean=True, description=gettext_lazy("May be offered"))
    def is_offered(self, asked) -> bool:
        return not asked.is_hidden

    @admin.action(
        description=gettext_lazy("No longer offer the chosen texts to readers"),
        permissions=["hide"],
    )
    def hide(self, request, queryset) -> None:
        texts = set(queryset.values_list("text", flat=True))
        HiddenSearch.objects.bulk_create(
            [HiddenSearch(text=text) for text in sorted(texts)], ignore_conflicts=True
        )
        self.message_user(
            request,
            ngettext(
                "%(count)d text is not offered any more.",
                "%(count)d texts are not offered any more.",
                len(texts),
            )
            % {"count": len(texts)},
        )

    def has_hide_permission(self, request) -> bool:
        return request.user.has_perm("catalogue_search.add_hiddensearch")

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False


class HiddenSearchForm(forms.ModelForm):
    def clean_text(self) -> str:
        """Write a text as search reads it, which is how it is counted and offered."""
        text = " ".join(words_of(self.cleaned_data["text"]))
        if not text:
            raise forms.ValidationError(_("Write at least one word."))
        return text


@admin.register(HiddenSearch)
class HiddenSearchAdmin(admin.ModelAdmin):
    """Texts that readers are not offered; one that is deleted here may be offered again."""

    form = HiddenSearchForm
    search_fields = ["text"]
    ordering = ["text"]


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
