"""Triggers that keep documents: as issued, numbered without gaps; their PDFs as first made.

Documents and their files are only ever added. Of a series only the last number changes, by
one at a time: that is how a number is taken. Tables are emptied by nobody.

`install` is safe to repeat. On SQLite a migration that alters one of the tables makes it
anew without its triggers: such a migration has to put them back (the nightly check and a
test see them missing). Migrations import nothing of this module: they carry the statements
as they were on their day (migrations/_guards.py), and a change here comes with one.
"""

from django.db import connections

from marketplace.frame.triggers import Triggers, put_in, standing, take_away

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


def triggers(vendor: str) -> Triggers:
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


def postgres_triggers() -> Triggers:
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
    put_in(alias, triggers(connections[alias].vendor), POSTGRES_FUNCTIONS)


def remove(alias: str = "default") -> None:
    """Take the triggers away; only migrations and tests may."""
    take_away(alias, triggers(connections[alias].vendor))


def missing(alias: str = "default") -> list[str]:
    """Name the triggers that should be there and are not."""
    return sorted(set(triggers(connections[alias].vendor)) - standing(alias))
