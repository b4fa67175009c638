"""Triggers that keep the events of certificates: rows are only ever added.

`install` is safe to repeat. On SQLite a migration that alters the table makes it anew without
its triggers: such a migration has to put them back (the nightly check and a test see them
missing). Migrations import nothing of this module: they carry the statements as they were on
their day (migrations/_guards.py), and a change here comes with one.
"""

from django.db import connections

from marketplace.frame.triggers import Triggers, put_in, standing, take_away

TABLE = "certificates_certificateevent"
WORDS = "events of certificates stay as they were written"

POSTGRES_FUNCTION = f"""
CREATE OR REPLACE FUNCTION certificate_events_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{WORDS}: % of % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def triggers(vendor: str) -> Triggers:
    """Give what each trigger is made with, by name."""
    if vendor == "postgresql":
        run = "EXECUTE FUNCTION certificate_events_refuse()"
        made = {
            f"{TABLE}_stays": f"BEFORE UPDATE OR DELETE ON {TABLE} FOR EACH ROW {run}",
            f"{TABLE}_is_not_emptied": f"BEFORE TRUNCATE ON {TABLE} FOR EACH STATEMENT {run}",
        }
    else:
        made = {
            f"{TABLE}_no_{verb.lower()}": f"BEFORE {verb} ON {TABLE} "
            f"BEGIN SELECT RAISE(ABORT, '{WORDS}: {verb} of {TABLE} is refused'); END"
            for verb in ("UPDATE", "DELETE")
        }
    return {name: (TABLE, rest) for name, rest in made.items()}


def install(alias: str = "default") -> None:
    put_in(alias, triggers(connections[alias].vendor), POSTGRES_FUNCTION)


def remove(alias: str = "default") -> None:
    """Take the triggers away; only migrations and tests may."""
    take_away(alias, triggers(connections[alias].vendor))


def missing(alias: str = "default") -> list[str]:
    """Name the triggers that should be there and are not."""
    return sorted(set(triggers(connections[alias].vendor)) - standing(alias))
