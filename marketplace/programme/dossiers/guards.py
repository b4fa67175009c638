"""Triggers that keep the snapshots and the steps of dossiers: rows are only added.

As with certificates (catalogue/certificates/guards.py): migrations carry their own statements,
and one that alters a table on SQLite has to put its triggers back.
"""

from django.db import connections

from marketplace.frame.triggers import Triggers, put_in, standing, take_away

TABLES = ("dossiers_snapshot", "dossiers_dossierevent")
WORDS = "what was handed over stays as it was"

POSTGRES_FUNCTION = f"""
CREATE OR REPLACE FUNCTION dossiers_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{WORDS}: % of % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def triggers(vendor: str) -> Triggers:
    """Give what each trigger is made with, by name."""
    made: Triggers = {}
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
    put_in(alias, triggers(connections[alias].vendor), POSTGRES_FUNCTION)


def remove(alias: str = "default") -> None:
    """Take the triggers away; only migrations and tests may."""
    take_away(alias, triggers(connections[alias].vendor))


def missing(alias: str = "default") -> list[str]:
    """Name the triggers that should be there and are not."""
    return sorted(set(triggers(connections[alias].vendor)) - standing(alias))
