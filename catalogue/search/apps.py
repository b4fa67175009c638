from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "catalogue.search"
    label = "catalogue_search"
    verbose_name = _("Search")

    def ready(self) -> None:
        from catalogue.search.queries import lag, stamp
        from marketplace.frame import health, page_cache

        health.PARTS["search_index"] = lambda: lag()[1] < health.WORKER_LAG
        page_cache.stamp_by(stamp)
