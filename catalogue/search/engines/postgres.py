"""A tsvector column on Entry, under a GIN index."""

from collections.abc import Sequence

from django.db import connection

from catalogue.search.query import Question, expression

VECTOR = (
    "setweight(to_tsvector('simple', title_text), 'A') || "
    "setweight(to_tsvector('simple', codes_text), 'B') || "
    "setweight(to_tsvector('simple', body_text), 'D')"
)
# Ranking reads every match, so it is bounded: beyond that many, the first by weight.
MOST_RANKED = 3000


def quoted(word: str) -> str:
    return "'" + word.rstrip("*") + "'" + (":*" if word.endswith("*") else "")


def tsquery_of(question: Question) -> str:
    code = f"'{question.code}':B" if question.code else ""
    return expression(question.groups, both=" & ", either=" | ", word=quoted, code=code)


class PostgresEngine:
    def put(self, entry_ids: Sequence[int]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE catalogue_search_entry SET vector = {VECTOR} WHERE id = ANY(%s)",
                [list(entry_ids)],
            )

    def drop(self, entry_ids: Sequence[int]) -> None:
        """The vector goes with its row."""

    def matches(self, question: Question, kind: str) -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT object_pk FROM catalogue_search_entry "
                "WHERE vector @@ to_tsquery('simple', %s) AND kind = %s",
                [tsquery_of(question), kind],
            )
            return [row[0] for row in cursor.fetchall()]

    def ranked(
        self, question: Question, kinds: Sequence[str], limit: int
    ) -> list[tuple[int, str, int]]:
        query = tsquery_of(question)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, kind, object_pk FROM "
                "(SELECT id, kind, object_pk, weight, vector, length(title_text) AS size "
                "FROM catalogue_search_entry "
                "WHERE vector @@ to_tsquery('simple', %s) AND kind = ANY(%s) "
                "ORDER BY weight DESC, id LIMIT %s) found "
                "ORDER BY ts_rank('{0.1, 0.1, 1.0, 0.9}', vector, to_tsquery('simple', %s)) DESC, "
                "weight DESC, size, id LIMIT %s",
                [query, list(kinds), MOST_RANKED, query, limit],
            )
            return cursor.fetchall()
