"""The triggers of rated products' events as migration 0015 makes them: frozen, as migrations are.

What guards.py beside the models says may change; what happened to databases may not. A change
there comes with a migration that carries its own statements.
"""

from django.db import connections

TABLE = "certificates_ratedevent"
WORDS = "events of rated products stay as they were written"

POSTGRES_FUNCTION = f"""
CREATE OR REPLACE FUNCTION rated_events_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{WORDS}: % of % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def triggers(vendor: str) -> dict[str, str]:
    """Give what each trigger is made with, by name."""
    if vendor == "postgresql":
        run = "EXECUTE FUNCTION rated_events_refuse()"
        return {
            f"{TABLE}_stays": f"BEFORE UPDATE OR DELETE ON {TABLE} FOR EACH ROW {run}",
            f"{TABLE}_is_not_emptied": f"BEFORE TRUNCATE ON {TABLE} FOR EACH STATEMENT {run}",
        }
    return {
        f"{TABLE}_no_{verb.lower()}": f"BEFORE {verb} ON {TABLE} "
        f"BEGIN SELECT RAISE(ABORT, '{WORDS}: {verb} of {TABLE} is refused'); END"
        for verb in ("UPDATE", "DELETE")
    }


def install(alias: str = "default") -> None:
    remove(alias)
    connection = connections[alias]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRES_FUNCTION)
        for name, rest in triggers(connection.vendor).items():
            cursor.execute(f"CREATE TRIGGER {name} {rest}")


def remove(alias: str = "default") -> None:
    """Take the triggers away; only migrations and tests may."""
    connection = connections[alias]
    where = f" ON {TABLE}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for name in triggers(connection.vendor):
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{where}")


