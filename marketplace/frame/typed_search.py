"""Let `icontains` find what people type: without marks and capitals, on both databases alike.

    name__icontains="dang thi"  finds  "Đặng Thị Hoa", "ĐẶNG THỊ HOA"

SQLite knows capitals of ASCII only, PostgreSQL no marks: whoever searched for "nguyễn" missed
NGUYỄN on one and "nguyen" found nobody on the other. The lookup is that of every text field, so
that back offices of libraries search alike. Texts are folded as in `folding.fold`: by a function
that SQLite is taught, by what PostgreSQL has.
"""

from typing import Any

from django.db import models
from django.db.models.fields.json import KeyTransform, KeyTransformTextLookupMixin
from django.db.models.lookups import IContains

from marketplace.frame.folding import cleaned, fold

MARKS = r"[\u0300-\u036f\u00ad\u200b-\u200f\u202a-\u202e\u2060\uFEFF]"
FOLDED = {
    "sqlite": "folded({})",
    "postgresql": (
        f"lower(regexp_replace(normalize(translate({{}}, 'đĐ', 'dD'), NFD), '{MARKS}', '', 'g'))"
    ),
}


class AsTyped(IContains):
    """Both sides folded; what is typed is no pattern."""

    def get_prep_lookup(self) -> Any:
        return fold(cleaned(self.rhs)) if isinstance(self.rhs, str) else super().get_prep_lookup()

    def process_lhs(self, compiler: Any, connection: Any, lhs: Any = None) -> tuple[str, Any]:
        sql, params = super().process_lhs(compiler, connection, lhs)
        return FOLDED[connection.vendor].format(sql), params

    def get_rhs_op(self, connection: Any, rhs: str) -> str:
        return connection.operators["contains"] % rhs


class KeyAsTyped(KeyTransformTextLookupMixin, AsTyped):
    """The same for a text within JSON."""


def search_as_typed() -> None:
    """Give the lookup to all fields of texts, once, when the site starts."""
    for field in (models.CharField, models.TextField):
        field.register_lookup(AsTyped)
    KeyTransform.register_lookup(KeyAsTyped)


def teach_sqlite(connection: Any, **_signal: Any) -> None:
    """Give a new SQLite connection the function; a receiver of connection_created."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("folded", 1, folded, deterministic=True)


def folded(value: Any) -> str | None:
    return None if value is None else fold(str(value))
