"""The engines: one for each kind of database."""

from functools import lru_cache

from django.db import connections
from django.utils.module_loading import import_string

from catalogue.search.engines.base import Engine

ENGINES = {
    "sqlite": "catalogue.search.engines.sqlite.SqliteEngine",
    "postgresql": "catalogue.search.engines.postgres.PostgresEngine",
}


@lru_cache(maxsize=4)
def make(name: str) -> Engine:
    return import_string(ENGINES[name])()


def engine() -> Engine:
    """The engine of the database in use."""
    return make(connections["default"].vendor)
