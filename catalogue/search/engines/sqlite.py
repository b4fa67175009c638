"""FTS5, with the row ids of Entry."""

from collections.abc import Sequence

from django.db import connection
from django.db.models.expressions import RawSQL

from catalogue.search.query import Question

# The weights of bm25: title, codes, body. What follows the rank: weight, then the row id.
RANK = "bm25(catalogue_search_fts, 10.0, 12.0, 1.0)"


def quoted(word: str) -> str:
    star = word.endswith("*")
    return f'"{word.rstrip("*")}"' + ("*" if star else "")


def match_of(question: Question) -> str:
    """Write a question in FTS5's grammar; words hold letters and digits only, and are quoted."""
    groups = []
    for group in question.groups:
        phrases = ["(" + " AND ".join(map(quoted, phrase)) + ")" for phrase in group]
        groups.append("(" + " OR ".join(phrases) + ")")
    text = " AND ".join(groups)
    if question.code:
        text = f'({text}) OR codes:"{question.code}"' if text else f'codes:"{question.code}"'
    return text


class SqliteEngine:
    def put(self, entry_ids: Sequence[int]) -> None:
        ids = [int(pk) for pk in entry_ids]
        self.drop(ids)
        with connection.cursor() as cursor:
            for start in range(0, len(ids), 500):
                part = ids[start : start + 500]
                cursor.execute(
                    "INSERT INTO catalogue_search_fts(rowid, title, codes, body) "
                    "SELECT id, title_text, codes_text, body_text FROM catalogue_search_entry "
                    f"WHERE id IN ({','.join(['%s'] * len(part))})",
                    part,
                )

    def drop(self, entry_ids: Sequence[int]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(
                "DELETE FROM catalogue_search_fts WHERE rowid = %s", [(pk,) for pk in entry_ids]
            )

    def clear(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM catalogue_search_fts")

    def matches(self, question: Question, kind: str) -> RawSQL:
        return RawSQL(
            "SELECT e.object_pk FROM catalogue_search_fts "
            "JOIN catalogue_search_entry e ON e.id = catalogue_search_fts.rowid "
            "WHERE catalogue_search_fts MATCH %s AND e.kind = %s",
            (match_of(question), kind),
        )

    def ranked(self, question: Question, kinds: Sequence[str], limit: int) -> list[int]:
        marks = ",".join(["%s"] * len(kinds))
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT e.id FROM catalogue_search_fts "
                "JOIN catalogue_search_entry e ON e.id = catalogue_search_fts.rowid "
                f"WHERE catalogue_search_fts MATCH %s AND e.kind IN ({marks}) "
                f"ORDER BY {RANK}, e.weight DESC, e.id LIMIT %s",
                [match_of(question), *kinds, limit],
            )
            return [row[0] for row in cursor.fetchall()]
