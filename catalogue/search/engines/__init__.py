"""The engines: one for each kind of database, and a search server's when one is named."""

from functools import lru_cache

from django.conf import settings
from django.db import connections
from django.utils.module_loading import import_string

from catalogue.search.engines.base import Engine

ENGINES = {
    "sqlite": "catalogue.search.engines.sqlite.SqliteEngine",
    "postgresql": "catalogue.search.engines.postgres.PostgresEngine",
    "server": "catalogue.search.engines.opensearch.OpenSearchEngine",
}


@lru_cache(maxsize=4)
def make(name: str) -> Engine:
    return import_string(ENGINES[name])()


def engine() -> Engine:
    """The search server's engine when SEARCH_URL is set, else that of the database."""
    return make("server" if settings.SEARCH_URL else connections["default"].vendor)
