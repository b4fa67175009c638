"""A tsvector column on Posting, under a GIN index."""

import sys
from array import array
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
PRODUCT = KINDS.index("product")
MATCH = "vector @@ to_tsquery('simple', %(query)s)"
# Ranking reads every vector it compares, so it is bounded: of more, the first by weight.
MOST_COMPARED = 500
MOST_COMPARED_TYPING = 200
# While typing, what ENOUGH of the HEAVIEST products have is looked for among them only.
HEAVIEST, ENOUGH = 2000, 40
PLACES = f"""
places AS MATERIALIZED (
    SELECT entry_id FROM catalogue_search_posting WHERE kind <> {PRODUCT} AND {MATCH}
    ORDER BY weight DESC, entry_id LIMIT %(compared)s
)"""
FOUND = f"""
found AS MATERIALIZED (
    SELECT entry_id, object_pk, weight FROM catalogue_search_posting
    WHERE kind = {PRODUCT} AND {MATCH}
), compared AS MATERIALIZED (
    SELECT entry_id FROM found ORDER BY weight DESC, entry_id LIMIT %(compared)s
)"""
COMMON = f"""
top AS MATERIALIZED (
    SELECT entry_id FROM (
        SELECT entry_id, vector FROM catalogue_search_posting WHERE kind = {PRODUCT}
        ORDER BY weight DESC, entry_id LIMIT {HEAVIEST}
    ) heaviest WHERE {MATCH} LIMIT %(compared)s
), rare AS MATERIALIZED (
    SELECT entry_id FROM catalogue_search_posting
    WHERE (SELECT COUNT(*) FROM top) < {ENOUGH} AND kind = {PRODUCT} AND {MATCH}
    ORDER BY weight DESC, entry_id LIMIT %(compared)s
), compared AS (
    SELECT entry_id FROM rare UNION SELECT entry_id FROM top
)"""


def ranked(among: str) -> str:
    return f"""(
    SELECT p.entry_id, p.kind, p.object_pk, NULL::bytea
    FROM {among} c JOIN catalogue_search_posting p ON p.entry_id = c.entry_id
    ORDER BY ts_rank('{{0.1, 0.1, 1.0, 0.9}}', p.vector, to_tsquery('simple', %(query)s)) DESC,
        p.weight DESC, p.size, p.entry_id
    LIMIT %(limit)s)"""


BEST = f"WITH {PLACES}, {COMMON} {ranked('places')} UNION ALL {ranked('compared')}"
SEARCH = f"""WITH {PLACES}, {FOUND}
SELECT NULL::bigint, NULL::smallint, NULL::bigint, string_agg(int8send(object_pk), '') FROM found
UNION ALL {ranked("places")} UNION ALL {ranked("compared")}"""


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

    def search(self, question: Question, limit: int) -> Hits:
        (*_nothing, packed), *rows = self.ask(SEARCH, question, limit, MOST_COMPARED)
        return Hits(named(rows), unpacked(packed or b""))

    def best(self, question: Question, limit: int) -> Hits:
        return Hits(named(self.ask(BEST, question, limit, MOST_COMPARED_TYPING)))

    def ask(self, sql: str, question: Question, limit: int, compared: int) -> list[tuple]:
        values = {"query": tsquery_of(question), "limit": limit, "compared": compared}
        with connections[router.db_for_read(Posting)].cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchall()


def named(rows: list[tuple]) -> list[tuple[int, str, int]]:
    return [(entry_id, KINDS[kind], pk) for entry_id, kind, pk, _nothing in rows]


def unpacked(keys: bytes) -> list[int]:
    """Read keys as int8send writes them: tens of thousands come in one value."""
    found = array("q", keys)
    if sys.byteorder == "little":
        found.byteswap()
    return found.tolist()
