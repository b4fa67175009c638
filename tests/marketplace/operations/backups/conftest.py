"""A copy of the migrated database that a backup reads and a restored one replaces."""

from tests.databases import own_database  # noqa: F401 - a fixture
