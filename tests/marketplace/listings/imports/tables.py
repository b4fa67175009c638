"""Tables as producers send them, and a market that works at them at once."""

from collections.abc import Sequence

from marketplace.frame.tables_out import csv_bytes, xlsx_bytes
from marketplace.listings.imports import services
from marketplace.listings.imports.models import ProductImport

NEW = {
    "title_vi": "Ấm trà men lam",
    "summary_vi": "Vẽ tay.",
    "ocop_set": "21",
    "price": "120.000",
    "stock": "5",
}


def table(*rows: dict[str, object], kind: str = "csv", columns: Sequence[str] = ()) -> bytes:
    """Write rows as a file whose columns are called by their keys."""
    names = list(columns) or list(dict.fromkeys(name for row in rows for name in row))
    cells = [[row.get(name, "") for name in names] for row in rows]
    return csv_bytes(names, cells) if kind == "csv" else xlsx_bytes("1", names, cells)


def sent(producer, by, *rows, again: bool = False, **how) -> ProductImport:
    """Send a table and have it read."""
    made = services.upload(
        producer=producer, name="hang.csv", content=table(*rows, **how), by=by, again=again
    )
    services.read_import.func(made.pk)
    made.refresh_from_db()
    return made


def applied(producer, by, *rows, **how) -> ProductImport:
    """Send a table, agree to all of it and have it applied."""
    made = sent(producer, by, *rows, **how)
    services.confirm(table=made, by=by, leaves_out=True, is_sure=True)
    services.apply_import.func(made.pk)
    made.refresh_from_db()
    return made


def undone(made: ProductImport) -> ProductImport:
    """Ask for an import's undoing and have it done."""
    services.ask_undo(table=made)
    services.undo_import.func(made.pk)
    made.refresh_from_db()
    return made


def told(made: ProductImport, language: str = "en") -> list[tuple]:
    """Give what each row would do: its outcome and (column, sentence) of its problems."""
    return [
        (row.outcome, [(key, said[language]) for key, said in row.problems])
        for row in made.rows.all()
    ]
