"""Tables whose rows are only ever added, held by triggers of the database.

Frozen, as migrations are. A later migration that makes SQLite copy such a table has to forbid
its changes anew, for the triggers go with the old table: it may do so with `forbid_changes`.
"""


def statements_to_forbid(vendor: str, table: str) -> list[str]:
    """SQL that makes UPDATE and DELETE of a table's rows fail."""
    if vendor == "postgresql":
        return [
            f"CREATE OR REPLACE FUNCTION {table}_is_append_only() RETURNS trigger AS $$ "
            f"BEGIN RAISE EXCEPTION '{table}: rows are only ever added' "
            "USING ERRCODE = 'integrity_constraint_violation'; END; $$ LANGUAGE plpgsql",
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_is_append_only()",
        ]
    return [
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table}: rows are only ever added'); END"
        for verb in ("UPDATE", "DELETE")
    ]


def statements_to_allow(vendor: str, table: str) -> list[str]:
    """SQL that takes the triggers away."""
    if vendor == "postgresql":
        return [
            f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}",
            f"DROP FUNCTION IF EXISTS {table}_is_append_only()",
        ]
    return [f"DROP TRIGGER IF EXISTS {table}_no_{verb}" for verb in ("update", "delete")]


def forbid_changes(*tables: str):
    """Give the two steps of a RunPython migration."""

    def run(statements):
        def step(_apps, schema_editor) -> None:
            for table in tables:
                for statement in statements(schema_editor.connection.vendor, table):
                    schema_editor.execute(statement)

        return step

    return run(statements_to_forbid), run(statements_to_allow)
