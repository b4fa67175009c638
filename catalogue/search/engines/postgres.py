"""A tsvector column on Posting, under a GIN index."""

from collections.abc import Sequence

from django.db import connection, connections, router

from catalogue.search.engines.base import Hits
from catalogue.search.models import KINDS, Posting
from catalogue.search.query import Question, expression

VECTOR = (
    "setweight(to_tsvector('simple', e.title_text), 'A') || "
    "setweight(to_tsvector('simple', e.codes_text), 'B') || "
    "setweight(to_tsvector('simple', e.body_text), 'D')"
)
PUT = f"""
INSERT INTO catalogue_search_posting (entry_id, kind, object_pk, weight, size, vector)
SELECT p.entry_id, p.kind, p.object_pk, p.weight, p.size, {VECTOR}
FROM unnest(%s::bigint[], %s::smallint[], %s::bigint[], %s::smallint[], %s::smallint[])
    AS p (entry_id, kind, object_pk, weight, size)
JOIN catalogue_search_entry e ON e.id = p.entry_id
ON CONFLICT (entry_id) DO UPDATE SET
    kind = excluded.kind, object_pk = excluded.object_pk, weight = excluded.weight,
    size = excluded.size, vector = excluded.vector"""
# Ranking reads every vector it compares, so it is bounded: of more, the first by weight.
MOST_COMPARED = 1000
MOST_COMPARED_TYPING = 200
FOUND = """
WITH found AS MATERIALIZED (
    SELECT entry_id, kind, object_pk, weight FROM catalogue_search_posting
    WHERE vector @@ to_tsquery('simple', %(query)s) AND kind = ANY(%(kinds)s)
), heaviest AS MATERIALIZED (
    SELECT entry_id FROM found ORDER BY weight DESC, entry_id LIMIT %(compared)s
)"""
RANKED = """
    SELECT p.entry_id, p.kind, p.object_pk, NULL
    FROM heaviest h JOIN catalogue_search_posting p ON p.entry_id = h.entry_id
    ORDER BY ts_rank('{0.1, 0.1, 1.0, 0.9}', p.vector, to_tsquery('simple', %(query)s)) DESC,
        p.weight DESC, p.size, p.entry_id
    LIMIT %(limit)s"""
SEARCH = f"""{FOUND}
SELECT NULL, NULL, NULL, string_agg(object_pk::text, ' ') FROM found WHERE kind = %(product)s
UNION ALL ({RANKED})"""
BEST = FOUND + RANKED


def quoted(word: str) -> str:
    return "'" + word.rstrip("*") + "'" + (":*" if word.endswith("*") else "")


def tsquery_of(question: Question) -> str:
    code = f"'{question.code}':B" if question.code else ""
    return expression(question.groups, both=" & ", either=" | ", word=quoted, code=code)


class PostgresEngine:
    def put(self, postings: Sequence[Posting]) -> None:
        rows = [(p.entry_id, p.kind, p.object_pk, p.weight, p.size) for p in postings]
        with connection.cursor() as cursor:
            cursor.execute(PUT, [list(column) for column in zip(*rows, strict=True)])

    def drop(self, entry_ids: Sequence[int]) -> None:
        """The vector goes with its row."""

    def search(self, question: Question, kinds: Sequence[str], limit: int) -> Hits:
        (*_nothing, products), *ranked = self.ask(SEARCH, question, kinds, limit, MOST_COMPARED)
        return Hits(named(ranked), list(map(int, products.split())) if products else [])

    def best(self, question: Question, kinds: Sequence[str], limit: int) -> Hits:
        return Hits(named(self.ask(BEST, question, kinds, limit, MOST_COMPARED_TYPING)))

    def ask(
        self, sql: str, question: Question, kinds: Sequence[str], limit: int, compared: int
    ) -> list[tuple]:
        values = {
            "query": tsquery_of(question),
            "kinds": [KINDS.index(kind) for kind in kinds],
            "product": KINDS.index("product"),
            "limit": limit,
            "compared": compared,
        }
        with connections[router.db_for_read(Posting)].cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchall()


def named(rows: list[tuple]) -> list[tuple[int, str, int]]:
    return [(entry_id, KINDS[kind], pk) for entry_id, kind, pk, _nothing in rows]
