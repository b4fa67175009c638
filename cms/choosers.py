"""Communes and producers are chosen in a window of the back office, by a part of their name.

A list of all of them, of today and of before, is 13,000 options twice in each village's form.
"""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import chooser as views
from wagtail.admin.viewsets.chooser import ChooserViewSet

from catalogue.places.models import Commune
from marketplace.producers.models import SELLING, Producer


class ByName(BaseFilterForm):
    """The field to search by."""

    q = forms.CharField(label=_("Name"), required=False)

    def filter(self, objects: QuerySet) -> QuerySet:
        if wanted := self.cleaned_data["q"]:
            objects = objects.filter(name__icontains=wanted)
            self.is_searching, self.search_query = True, wanted
        return super().filter(objects)


class Told:
    """Rows that say which of the communes of one name is meant."""

    @property
    def columns(self) -> list[Column]:
        where = [
            Column("province", label=_("Province")),
            Column("district_name", label=_("District until 2025")),
            Column("valid_to", label=_("Valid to")),
        ]
        return [*super().columns, *where]  # type: ignore[misc]


class Choose(Told, views.ChooseView):
    """The window."""


class ChooseResults(Told, views.ChooseResultsView):
    """The rows in it, written anew for each search."""


class CommuneChooser(ChooserViewSet):
    model = Commune
    icon = "site"
    choose_one_text = choose_another_text = _("Choose a commune")
    choose_view_class = Choose
    choose_results_view_class = ChooseResults
    per_page = 20

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_common_view_kwargs(filter_form_class=ByName, **kwargs)

    def get_object_list(self) -> QuerySet[Commune]:
        return Commune.objects.select_related("province")


commune_chooser = CommuneChooser("commune_chooser")


class ProducerChooser(ChooserViewSet):
    """Producers that may sell, chosen by a part of their name."""

    model = Producer
    icon = "user"
    choose_one_text = choose_another_text = _("Choose a producer")
    per_page = 20

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_common_view_kwargs(filter_form_class=ByName, **kwargs)

    def get_object_list(self) -> QuerySet[Producer]:
        return Producer.objects.filter(SELLING)


producer_chooser = ProducerChooser("producer_chooser")
producer_block = producer_chooser.get_block_class(
    name="ProducerChooserBlock", module_path="cms.choosers"
)
ProducerChooserBlock = producer_block  # by this name migrations find it
