"""A tsvector column on Entry, under a GIN index."""

from collections.abc import Sequence

from django.db import connection
from django.db.models.expressions import RawSQL

from catalogue.search.query import Question

VECTOR = (
    "setweight(to_tsvector('simple', title_text), 'A') || "
    "setweight(to_tsvector('simple', codes_text), 'B') || "
    "setweight(to_tsvector('simple', body_text), 'D')"
)
# Ranking reads every match, so it is bounded: beyond that many, the first by weight.
MOST_RANKED = 3000


def quoted(word: str) -> str:
    star = word.endswith("*")
    return "'" + word.rstrip("*") + "'" + (":*" if star else "")


def tsquery_of(question: Question) -> str:
    """Write a question in to_tsquery's grammar; words hold letters and digits only."""
    groups = []
    for group in question.groups:
        phrases = ["(" + " & ".join(map(quoted, phrase)) + ")" for phrase in group]
        groups.append("(" + " | ".join(phrases) + ")")
    text = " & ".join(groups)
    if question.code:
        code = f"'{question.code}':B"
        text = f"({text}) | {code}" if text else code
    return text


class PostgresEngine:
    def put(self, entry_ids: Sequence[int]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE catalogue_search_entry SET vector = {VECTOR} WHERE id = ANY(%s)",
                [list(entry_ids)],
            )

    def drop(self, entry_ids: Sequence[int]) -> None:
        """The vector goes with its row."""

    def clear(self) -> None:
        """The vectors go with their rows."""

    def matches(self, question: Question, kind: str) -> RawSQL:
        return RawSQL(
            "SELECT object_pk FROM catalogue_search_entry "
            "WHERE vector @@ to_tsquery('simple', %s) AND kind = %s",
            (tsquery_of(question), kind),
        )

    def ranked(self, question: Question, kinds: Sequence[str], limit: int) -> list[int]:
        query = tsquery_of(question)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id FROM (SELECT id, weight, vector, length(title_text) AS size "
                "FROM catalogue_search_entry "
                "WHERE vector @@ to_tsquery('simple', %s) AND kind = ANY(%s) "
                "ORDER BY weight DESC, id LIMIT %s) found "
                "ORDER BY ts_rank('{0.1, 0.1, 1.0, 0.9}', vector, to_tsquery('simple', %s)) DESC, "
                "weight DESC, size, id LIMIT %s",
                [query, list(kinds), MOST_RANKED, query, limit],
            )
            return [row[0] for row in cursor.fetchall()]
