"""The kept test database is called whole only when its migrations came to an end."""

import pytest

from tests import databases


class Connection:
    """A database that can be migrated in parts: its tables, as introspection tells them."""

    vendor = "postgresql"  # nothing is laid out before the migrations

    def __init__(self) -> None:
        self.tables: list[str] = []
        self.settings_dict = {"NAME": "test_of_databases"}
        self.introspection = self

    def table_names(self) -> list[str]:
        return self.tables


@pytest.fixture
def connection(tmp_path, monkeypatch):
    monkeypatch.setattr(databases, "KEPT", tmp_path)
    monkeypatch.setattr(databases, "make_anew", lambda connection: connection.tables.clear())
    return Connection()


def bring_up(connection: Connection, now: str, *, ends: bool = True) -> bool:
    """Bring it up to `now`, or be ended half-way; tell whether it was migrated."""
    ran = []

    def migrate() -> None:
        ran.append(list(connection.tables))
        connection.tables.append("half")
        if not ends:
            raise KeyboardInterrupt
        connection.tables.append("whole")

    databases.bring_up(connection, now, migrate)
    assert ran in ([], [[]])  # whatever is migrated was empty
    return bool(ran)


def test_it_is_migrated_once_a_fingerprint(connection):
    assert bring_up(connection, "one")
    assert not bring_up(connection, "one")
    assert bring_up(connection, "two")
    assert connection.tables == ["half", "whole"]


def test_what_an_ended_run_left_is_made_anew(connection):
    """Half-migrated to another state, then back at the first: its old mark says nothing any more."""
    bring_up(connection, "one")
    with pytest.raises(KeyboardInterrupt):
        bring_up(connection, "two", ends=False)
    assert bring_up(connection, "one")
    assert connection.tables == ["half", "whole"]


def test_a_database_that_nobody_marked_is_made_anew(connection):
    connection.tables = ["of another time"]
    assert bring_up(connection, "one")
