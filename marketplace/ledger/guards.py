"""Triggers that keep the ledger: rows are only ever added, transactions sum to zero.

Terms (commission, tax, payouts) are held like entries: sales and payouts were worked out by
them, so another rate is another row from its day on. A migration that must reword one
takes the triggers away and ends with `install`.

`install` is safe to repeat. On SQLite a migration that alters one of the tables makes it
anew without its triggers: such a migration has to end with `install` (the nightly check
and a test see it missing).
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
TABLES = (*BOOK, *AUDIT, *TERMS)

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


def statements(vendor: str, tables: tuple[str, ...] = TABLES) -> list[str]:
    """Write the statements that make the triggers, in order."""
    made = removal(vendor, tables)
    if vendor == "postgresql":
        made.append(POSTGRES_FUNCTIONS)
        for table in tables:
            made.append(
                f"CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION ledger_refuse()"
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
                made.append(
                    f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} BEGIN "
                    f"SELECT RAISE(ABORT, 'the ledger only grows: {verb} of {table} is refused'); "
                    "END"
                )
    return made


def removal(vendor: str, tables: tuple[str, ...] = TABLES) -> list[str]:
    """Write the statements that take the triggers away; only migrations and tests may."""
    if vendor == "postgresql":
        gone = [
            f"DROP TRIGGER IF EXISTS {table}_{claim} ON {table}"
            for table in tables
            for claim in ("only_grows", "is_not_emptied")
        ]
        return [*gone, "DROP TRIGGER IF EXISTS ledger_entry_balanced ON ledger_entry"]
    return [
        f"DROP TRIGGER IF EXISTS {table}_no_{verb}"
        for table in tables
        for verb in ("update", "delete")
    ]


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
    connection = connections[alias]
    query = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        there = {name for (name,) in cursor.fetchall()}
    wanted = {
        words[words.index("TRIGGER") + 1]
        for words in (statement.split() for statement in statements(connection.vendor))
        if words[0] == "CREATE" and "TRIGGER" in words[:3]
    }
    return sorted(wanted - there)
