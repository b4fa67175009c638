"""Triggers that keep the register's events and its snapshots: rows are only added.

`install` is safe to repeat. On SQLite a migration that alters the table makes it anew without
its triggers: such a migration has to put them back (the nightly check and a test see them
missing). Migrations import nothing of this module: they carry the statements as they were on
their day (migrations/_guards.py), and a change here comes with one.
"""

from django.db import connections

from marketplace.frame.triggers import Triggers, put_in, standing, take_away

TABLE = "certificates_certificateevent"
WORDS = "events of certificates stay as they were written"
SNAPSHOTS = "certificates_registersnapshot"
SNAPSHOT_WORDS = "snapshots of the register stay as they were published"
RATED = "certificates_ratedevent"
RATED_WORDS = "events of rated products stay as they were written"

POSTGRES_FUNCTION = f"""
CREATE OR REPLACE FUNCTION certificate_events_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{WORDS}: % of % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$
"""
SNAPSHOT_FUNCTION = f"""
CREATE OR REPLACE FUNCTION register_snapshots_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{SNAPSHOT_WORDS}: % of % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$
"""
RATED_FUNCTION = f"""
CREATE OR REPLACE FUNCTION rated_events_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{RATED_WORDS}: % of % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$
"""
FUNCTIONS = (POSTGRES_FUNCTION, SNAPSHOT_FUNCTION, RATED_FUNCTION)


def triggers(vendor: str) -> Triggers:
    """Give what each trigger is made with, by name."""
    return {
        **triggers_of(vendor, TABLE, WORDS, "certificate_events_refuse"),
        **triggers_of(vendor, SNAPSHOTS, SNAPSHOT_WORDS, "register_snapshots_refuse"),
        **triggers_of(vendor, RATED, RATED_WORDS, "rated_events_refuse"),
    }


def triggers_of(vendor: str, table: str, words: str, function: str) -> Triggers:
    if vendor == "postgresql":
        run = f"EXECUTE FUNCTION {function}()"
        made = {
            f"{table}_stays": f"BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW {run}",
            f"{table}_is_not_emptied": f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {run}",
        }
    else:
        made = {
            f"{table}_no_{verb.lower()}": f"BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{words}: {verb} of {table} is refused'); END"
            for verb in ("UPDATE", "DELETE")
        }
    return {name: (table, rest) for name, rest in made.items()}


def install(alias: str = "default") -> None:
    put_in(alias, triggers(connections[alias].vendor), *FUNCTIONS)


def remove(alias: str = "default") -> None:
    """Take the triggers away; only migrations and tests may."""
    take_away(alias, triggers(connections[alias].vendor))


def missing(alias: str = "default") -> list[str]:
    """Name the triggers that should be there and are not."""
    return sorted(set(triggers(connections[alias].vendor)) - standing(alias))
