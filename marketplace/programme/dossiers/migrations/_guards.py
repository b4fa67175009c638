"""The triggers of dossiers as migration 0002 makes them: frozen, as migrations are.

What guards.py beside the models says may change; what happened to databases may not. A change
there comes with a migration that carries its own statements.
"""

from django.db import connections

TABLES = ("dossiers_snapshot", "dossiers_dossierevent")
WORDS = "what was handed over stays as it was"

POSTGRES_FUNCTION = f"""
CREATE OR REPLACE FUNCTION dossiers_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{WORDS}: % of % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def triggers(vendor: str) -> dict[str, tuple[str, str]]:
    """Give the table of each trigger and what it is made with, by name."""
    made = {}
    for table in TABLES:
        if vendor == "postgresql":
            run = "EXECUTE FUNCTION dossiers_refuse()"
            stays = f"BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW {run}"
            made[f"{table}_stays"] = (table, stays)
            emptied = f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {run}"
            made[f"{table}_is_not_emptied"] = (table, emptied)
            continue
        for verb in ("UPDATE", "DELETE"):
            said = f"BEGIN SELECT RAISE(ABORT, '{WORDS}: {verb} of {table} is refused'); END"
            made[f"{table}_no_{verb.lower()}"] = (table, f"BEFORE {verb} ON {table} {said}")
    return made


def install(alias: str = "default") -> None:
    remove(alias)
    connection = connections[alias]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRES_FUNCTION)
        for name, (_table, rest) in triggers(connection.vendor).items():
            cursor.execute(f"CREATE TRIGGER {name} {rest}")


def remove(alias: str = "default") -> None:
    """Take the triggers away; only migrations and tests may."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        for name, (table, _rest) in triggers(connection.vendor).items():
            where = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{where}")
