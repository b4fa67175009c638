"""Triggers that keep the ledger: rows are only ever added, transactions sum to zero.

Terms (commission, tax, payouts) are held like entries: sales and payouts were worked out by
them, so another rate is another row from its day on. A migration that must reword one
takes the triggers away and puts them back. Payouts and their batches only move on, from
proposed to how they ended (MOVES); what was proposed, and by which terms, stays.

Entries come one by one, so their sum is looked at when a transaction commits. PostgreSQL
has deferred constraint triggers for that. SQLite has deferred foreign keys alone: while a
transaction does not sum to zero, a trigger keeps a row in `ledger_uneven` with a key that
can point at nothing, and SQLite refuses to commit while such a row is there:

    entry -472 000      sum -472 000    the row is written
    entry +472 000      sum 0           the row is taken away; now a commit passes

(Where foreign keys are off, as in the sqlite3 shell, that is left to the nightly check.)

`install` is safe to repeat. On SQLite a migration that alters one of the tables makes it
anew without its triggers: such a migration has to put them back (the nightly check and a
test see them missing). Migrations import nothing of this module: they carry the statements
as they were on their day (migrations/_guards.py), and a change here comes with one.
"""

from django.db import connections

from marketplace.frame.triggers import standing

BOOK = (
    "ledger_account",
    "ledger_transaction",
    "ledger_entry",
    "ledger_soldline",
    "ledger_refundedline",
    "ledger_fulfilment",
)
AUDIT = ("ledger_auditrecord",)
TERMS = ("ledger_commissionrule", "ledger_taxrate", "ledger_payoutterm")
# Tables whose rows change in one way: what stays, then from which state to which others.
MOVES: dict[str, tuple[tuple[str, ...], dict[str, tuple[str, ...]]]] = {
    "ledger_payoutbatch": (
        ("id", "number", "provider", "cutoff", "proposed_by_id", "proposed_at"),
        {"proposed": ("approved", "rejected"), "approved": ("done",)},
    ),
    "ledger_payoutline": (
        ("id", "batch_id", "producer_id", "account_id", "amount", "cutoff", "reference"),
        {"proposed": ("approved", "dropped"), "approved": ("paid", "failed")},
    ),
}
TABLES = (*BOOK, *AUDIT, *TERMS, *MOVES)

POSTGRES_FUNCTIONS = """
CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger only grows: % of % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE OR REPLACE FUNCTION ledger_balanced() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT sum(amount) FROM ledger_entry WHERE transaction_id = NEW.transaction_id) <> 0 THEN
        RAISE EXCEPTION 'ledger transaction % does not sum to zero', NEW.transaction_id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
"""

SQLITE_UNEVEN = """
CREATE TABLE IF NOT EXISTS ledger_uneven (
    transaction_id integer PRIMARY KEY,
    never integer UNIQUE CHECK (never IS NULL),
    evened_out integer NOT NULL DEFAULT 1
        REFERENCES ledger_uneven (never) DEFERRABLE INITIALLY DEFERRED
)
"""
SQLITE_BALANCED = """
CREATE TRIGGER ledger_entry_balanced AFTER INSERT ON ledger_entry BEGIN
    DELETE FROM ledger_uneven WHERE transaction_id = NEW.transaction_id;
    INSERT INTO ledger_uneven (transaction_id)
    SELECT NEW.transaction_id WHERE (
        SELECT sum(amount) FROM ledger_entry WHERE transaction_id = NEW.transaction_id
    ) <> 0;
END
"""


def moves_on(vendor: str, table: str) -> str:
    """Write the condition on which a row of one of MOVES may change."""
    stays, moves = MOVES[table]
    same = "IS NOT DISTINCT FROM" if vendor == "postgresql" else "IS"
    kept = " AND ".join(f"NEW.{column} {same} OLD.{column}" for column in stays)
    steps = " OR ".join(
        f"(OLD.state = '{state}' AND NEW.state = '{after}')"
        for state, others in moves.items()
        for after in others
    )
    return f"{kept} AND ({steps})"


def statements(vendor: str, tables: tuple[str, ...] = TABLES) -> list[str]:
    """Write the statements that make the triggers, in order."""
    made = removal(vendor, tables)
    if vendor == "postgresql":
        made.append(POSTGRES_FUNCTIONS)
        for table in tables:
            verbs = "DELETE" if table in MOVES else "UPDATE OR DELETE"
            made.append(
                f"CREATE TRIGGER {table}_only_grows BEFORE {verbs} ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION ledger_refuse()"
            )
            if table in MOVES:
                made.append(
                    f"CREATE TRIGGER {table}_moves_on BEFORE UPDATE ON {table} FOR EACH ROW "
                    f"WHEN (NOT ({moves_on(vendor, table)})) EXECUTE FUNCTION ledger_refuse()"
                )
            made.append(
                f"CREATE TRIGGER {table}_is_not_emptied BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()"
            )
        made.append(
            "CREATE CONSTRAINT TRIGGER ledger_entry_balanced AFTER INSERT ON ledger_entry "
            "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_balanced()"
        )
    else:
        for table in tables:
            for verb in ("UPDATE", "DELETE"):
                moving = verb == "UPDATE" and table in MOVES
                when = f"WHEN NOT ({moves_on(vendor, table)}) " if moving else ""
                made.append(
                    f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} {when}"
                    "BEGIN SELECT "
                    f"RAISE(ABORT, 'the ledger only grows: {verb} of {table} is refused'); END"
                )
        made += [SQLITE_UNEVEN, SQLITE_BALANCED]
    return made


def removal(vendor: str, tables: tuple[str, ...] = TABLES) -> list[str]:
    """Write the statements that take the triggers away; only migrations and tests may."""
    if vendor == "postgresql":
        gone = [
            f"DROP TRIGGER IF EXISTS {table}_{claim} ON {table}"
            for table in tables
            for claim in ("only_grows", "moves_on", "is_not_emptied")
        ]
        return [*gone, "DROP TRIGGER IF EXISTS ledger_entry_balanced ON ledger_entry"]
    gone = [
        f"DROP TRIGGER IF EXISTS {table}_no_{verb}"
        for table in tables
        for verb in ("update", "delete")
    ]
    return [*gone, "DROP TRIGGER IF EXISTS ledger_entry_balanced"]


def install(alias: str = "default", tables: tuple[str, ...] = TABLES) -> None:
    connection = connections[alias]
    with connection.cursor() as cursor:
        for statement in statements(connection.vendor, tables):
            cursor.execute(statement)


def remove(alias: str = "default", tables: tuple[str, ...] = TABLES) -> None:
    connection = connections[alias]
    with connection.cursor() as cursor:
        for statement in removal(connection.vendor, tables):
            cursor.execute(statement)


def missing(alias: str = "default") -> list[str]:
    """Name the triggers that should be there and are not."""
    wanted = {
        words[words.index("TRIGGER") + 1]
        for words in (statement.split() for statement in statements(connections[alias].vendor))
        if words[0] == "CREATE" and "TRIGGER" in words[:3]
    }
    return sorted(wanted - standing(alias))
