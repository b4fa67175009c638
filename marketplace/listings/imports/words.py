"""What is said of a table that cannot be read, and of an import that cannot be undone."""

from typing import Any

from django.utils.translation import gettext as _

from marketplace.listings.imports.columns import BY_KEY


def failure_text(code: str, row: int = 0) -> str:
    """Say why a file cannot be read, and what helps."""
    texts = {
        "too_large": _("The file is larger than 5 MB. Please send it in two parts."),
        "too_long": _("The file has more than 20,000 rows. Please send it in parts of 10,000."),
        "too_many": _("The file has more than 10,000 products. Please send it in two parts."),
        "no_header": _(
            "No row with the names of the columns was found. Take the template: its first row "
            "has to stay."
        ),
        "twice": _("Row %(row)s names the same column twice. Take one of them away.")
        % {"row": row},
        "empty": _("The file has the names of columns but no products below them."),
        "encoding": _("The file's letters cannot be read; save it as XLSX, or as CSV in UTF-8."),
        "locked": _("This file is locked by a password. Open it and save it without one."),
        "pdf": _("This is a PDF. Please send the spreadsheet itself."),
        "web_archive": _("This is a web page. Open it in Excel and save it as XLSX."),
        "lost": _("The file is no longer there. Please send it again."),
    }
    return texts.get(code, _("This is no CSV or XLSX file that we can read."))


def column_text(key: str) -> str:
    """Name a column as the table does; the row as a whole has no column."""
    return str(BY_KEY[key].says) if key in BY_KEY else ""


def problem_texts(problems: list[list[Any]], language: str) -> list[tuple[str, str]]:
    """Give (column, sentence) for each problem of a row, in a language."""
    return [(column_text(key), said.get(language) or said["vi"]) for key, said in problems]
