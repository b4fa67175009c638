"""The ledger's triggers as migrations 0002 to 0011 make them: frozen, as migrations are.

What guards.py of the ledger says may change; what happened to databases may not. A change there
comes with a migration that carries its own statements.
"""

from django.db import connections

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
