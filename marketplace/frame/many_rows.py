"""Save columns of many rows in one statement, each row its own values.

Django's bulk_update writes a CASE with a branch a row for each column, whose making took longer
than all else of an import of 10,000 rows. Here the values are a table that is joined:

    UPDATE "t" SET "price" = v.column2 FROM (VALUES (7, 90000), (8, 95000)) AS v
    WHERE "t"."id" = v.column1

As with bulk_update no signal is sent and no `save` runs: who calls this says what follows.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connections, router, transaction
from django.db.models import Model

from marketplace.frame.portions import portions

MOST_VALUES = 20_000  # of one statement; SQLite takes 32,766, PostgreSQL's protocol 65,535


def save_columns(rows: Iterable[Model], names: Sequence[str]) -> None:
    """Save fields by name of rows that are there; all are of one model."""
    rows = list(rows)
    if not rows or not names:
        return
    model = type(rows[0])
    using = router.db_for_write(model)
    with transaction.atomic(using=using):
        for portion in portions(rows, MOST_VALUES // (len(names) + 1)):
            save_portion(connections[using], model, portion, names)


def save_portion(
    connection: Any, model: type[Model], rows: Sequence[Model], names: Sequence[str]
) -> None:
    key = model._meta.pk
    fields: list[Any] = [key, *(model._meta.get_field(name) for name in names)]
    quote = connection.ops.quote_name
    is_typed = connection.vendor == "postgresql"  # takes what stands in VALUES for texts

    def value_of(number: int, field: Any) -> str:
        column = f"v.column{number}"
        return f"CAST({column} AS {field.cast_db_type(connection)})" if is_typed else column

    sets = ", ".join(
        f"{quote(field.column)} = {value_of(number, field)}"
        for number, field in enumerate(fields[1:], start=2)
    )
    marks = ", ".join([f"({', '.join(['%s'] * len(fields))})"] * len(rows))
    table = quote(model._meta.db_table)
    where = f"{table}.{quote(fields[0].column)} = {value_of(1, fields[0])}"
    values = [
        field.get_db_prep_save(getattr(row, field.attname), connection)
        for row in rows
        for field in fields
    ]
    # Only names of columns and types of the schema are put in.
    statement = f"UPDATE {table} SET {sets} FROM (VALUES {marks}) AS v WHERE {where}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
