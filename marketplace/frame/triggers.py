"""Triggers of a database as the rooms name them: put in, taken away, missed."""

from django.db import connections

Triggers = dict[str, tuple[str, str]]  # by name: the table, and the rest of what makes it

STANDING = {
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
}


def standing(alias: str) -> set[str]:
    """Name the triggers that a database has and that are not switched off."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        cursor.execute(STANDING[connection.vendor])
        return {name for (name,) in cursor.fetchall()}


def put_in(alias: str, triggers: Triggers, *functions: str) -> None:
    """Make triggers anew, on PostgreSQL the functions first that they call; safe to repeat."""
    take_away(alias, triggers)
    connection = connections[alias]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for function in functions:
                cursor.execute(function)
        for name, (_table, rest) in triggers.items():
            cursor.execute(f"CREATE TRIGGER {name} {rest}")


def take_away(alias: str, triggers: Triggers) -> None:
    """Take triggers away that may be there."""
    connection = connections[alias]
    is_postgres = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        for name, (table, _rest) in triggers.items():
            where = f" ON {table}" if is_postgres else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{where}")
