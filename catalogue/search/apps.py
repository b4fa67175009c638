from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "catalogue.search"
    label = "catalogue_search"
    verbose_name = _("Search")
