"""The triggers of documents as migration 0004 makes them: frozen, as migrations are.

What guards.py beside the models says may change; what happened to databases may not. A change
there comes with a migration that carries its own statements.
"""

from django.db import connections

KEPT = ("aftersale_document", "aftersale_documentfile")
SERIES = "aftersale_documentseries"
COUNTS_ON = (
    "NEW.id = OLD.id AND NEW.code = OLD.code AND NEW.year = OLD.year "
    "AND NEW.last_number = OLD.last_number + 1"
)
WORDS = "documents stay as they were issued"

POSTGRES_FUNCTIONS = f"""
CREATE OR REPLACE FUNCTION documents_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{WORDS}: % of % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def triggers(vendor: str) -> dict[str, tuple[str, str]]:
    """Give what each trigger is made with: its table and the rest of the statement, by name."""
    if vendor == "postgresql":
        return postgres_triggers()
    refuse = "BEGIN SELECT RAISE(ABORT, '{words}: {verb} of {table} is refused'); END"
    made = {}
    for table in (*KEPT, SERIES):
        for verb in ("UPDATE", "DELETE"):
            counting = f"WHEN NOT ({COUNTS_ON}) " if (table, verb) == (SERIES, "UPDATE") else ""
            made[f"{table}_no_{verb.lower()}"] = (
                table,
                f"BEFORE {verb} ON {table} {counting}"
                + refuse.format(words=WORDS, verb=verb, table=table),
            )
    return made


def postgres_triggers() -> dict[str, tuple[str, str]]:
    run = "EXECUTE FUNCTION documents_refuse()"
    made = {
        f"{table}_stays": (table, f"BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW {run}")
        for table in KEPT
    }
    made[f"{SERIES}_stays"] = (SERIES, f"BEFORE DELETE ON {SERIES} FOR EACH ROW {run}")
    made[f"{SERIES}_counts_on"] = (
        SERIES,
        f"BEFORE UPDATE ON {SERIES} FOR EACH ROW WHEN (NOT ({COUNTS_ON})) {run}",
    )
    for table in (*KEPT, SERIES):
        made[f"{table}_is_not_emptied"] = (
            table,
            f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {run}",
        )
    return made


def install(alias: str = "default") -> None:
    remove(alias)
    connection = connections[alias]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRES_FUNCTIONS)
        for name, (_table, rest) in triggers(connection.vendor).items():
            cursor.execute(f"CREATE TRIGGER {name} {rest}")


def remove(alias: str = "default") -> None:
    """Take the triggers away; only migrations and tests may."""
    connection = connections[alias]
    is_postgres = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        for name, (table, _rest) in triggers(connection.vendor).items():
            where = f" ON {table}" if is_postgres else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{where}")
