"""The engines: one for each kind of database, and one for a server of its own."""

from functools import lru_cache

from django.conf import settings
from django.db import connections
from django.utils.module_loading import import_string

from catalogue.search.engines.base import Engine

ENGINES = {
    "sqlite": "catalogue.search.engines.sqlite.SqliteEngine",
    "postgresql": "catalogue.search.engines.postgres.PostgresEngine",
    "opensearch": "catalogue.search.engines.opensearch.OpenSearchEngine",
}


@lru_cache(maxsize=4)
def make(name: str) -> Engine:
    return import_string(ENGINES[name])()


def engine() -> Engine:
    """The engine in use: a search server when SEARCH_URL names one, else the database's."""
    if getattr(settings, "SEARCH_URL", ""):
        return make("opensearch")
    return make(connections["default"].vendor)
