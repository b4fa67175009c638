"""Oscar's search, forked: without haystack; the catalogue's listing searches."""

from oscar.apps.search import apps


class SearchConfig(apps.SearchConfig):
    name = "marketplace.search"
