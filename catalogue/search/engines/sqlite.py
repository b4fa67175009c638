"""FTS5, with the row ids of Entry."""

from collections.abc import Sequence

from django.db import connection

from catalogue.search.query import Question, expression

# The weights of bm25: title, codes, body. What follows the rank: weight, then the row id.
RANK = "bm25(catalogue_search_fts, 10.0, 12.0, 1.0)"


def quoted(word: str) -> str:
    return f'"{word.rstrip("*")}"' + ("*" if word.endswith("*") else "")


def match_of(question: Question) -> str:
    code = f'codes:"{question.code}"' if question.code else ""
    return expression(question.groups, both=" AND ", either=" OR ", word=quoted, code=code)


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

    def matches(self, question: Question, kind: str) -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT e.object_pk FROM catalogue_search_fts "
                "JOIN catalogue_search_entry e ON e.id = catalogue_search_fts.rowid "
                "WHERE catalogue_search_fts MATCH %s AND e.kind = %s",
                [match_of(question), kind],
            )
            return [row[0] for row in cursor.fetchall()]

    def ranked(
        self, question: Question, kinds: Sequence[str], limit: int
    ) -> list[tuple[int, str, int]]:
        marks = ",".join(["%s"] * len(kinds))
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT e.id, e.kind, e.object_pk FROM catalogue_search_fts "
                "JOIN catalogue_search_entry e ON e.id = catalogue_search_fts.rowid "
                f"WHERE catalogue_search_fts MATCH %s AND e.kind IN ({marks}) "
                f"ORDER BY {RANK}, e.weight DESC, e.id LIMIT %s",
                [match_of(question), *kinds, limit],
            )
            return cursor.fetchall()
