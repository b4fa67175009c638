"""A tsvector column on Posting, under a GIN index."""

import sys
from array import array
from collections.abc import Sequence

from django.db import connection, connections, router

from catalogue.search.engines.base import Candidate, Hits
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
# Ranking is bounded: of more matches than that, the first by weight are compared.
MOST_COMPARED = 500
MOST_COMPARED_TYPING = 200
# While typing, what ENOUGH of the HEAVIEST products have is looked for among them only.
HEAVIEST, ENOUGH = 2000, 40
PLACES = f"""
places AS MATERIALIZED (
    SELECT entry_id, kind, object_pk, weight FROM catalogue_search_posting
    WHERE kind <> {PRODUCT} AND {MATCH}
    ORDER BY weight DESC, entry_id LIMIT {MOST_COMPARED_TYPING}
)"""
FOUND = f"""
found AS MATERIALIZED (
    SELECT entry_id, kind, object_pk, weight FROM catalogue_search_posting
    WHERE kind = {PRODUCT} AND {MATCH}
), compared AS MATERIALIZED (
    SELECT * FROM found ORDER BY weight DESC, entry_id LIMIT {MOST_COMPARED}
)"""
COMMON = f"""
top AS MATERIALIZED (
    SELECT entry_id, kind, object_pk, weight FROM (
        SELECT * FROM catalogue_search_posting WHERE kind = {PRODUCT}
        ORDER BY weight DESC, entry_id LIMIT {HEAVIEST}
    ) heaviest WHERE {MATCH} LIMIT {MOST_COMPARED_TYPING}
), rare AS MATERIALIZED (
    SELECT entry_id, kind, object_pk, weight FROM catalogue_search_posting
    WHERE (SELECT COUNT(*) FROM top) < {ENOUGH} AND kind = {PRODUCT} AND {MATCH}
    ORDER BY weight DESC, entry_id LIMIT {MOST_COMPARED_TYPING}
), compared AS (
    SELECT * FROM rare UNION SELECT * FROM top
)"""
CANDIDATES = """
SELECT c.entry_id, c.kind, c.object_pk, e.title_text, e.codes_text, c.weight, NULL::bytea
FROM {among} c JOIN catalogue_search_entry e ON e.id = c.entry_id"""
SHOWN = CANDIDATES.format(among="(SELECT * FROM places UNION ALL SELECT * FROM compared)")
BEST = f"WITH {PLACES}, {COMMON} {SHOWN}"
SEARCH = f"""WITH {PLACES}, {FOUND} {SHOWN}
UNION ALL
SELECT NULL, NULL, NULL, NULL, NULL, NULL, string_agg(int8send(object_pk), '') FROM found"""

ONLY_PLACES = f"WITH {PLACES} {CANDIDATES.format(among='places')}"
HAVING = f"""
SELECT string_agg(int8send(object_pk), ''),
    string_agg(int8send(object_pk), '') FILTER (WHERE vector @@ to_tsquery('simple', %(titled)s))
FROM catalogue_search_posting WHERE kind = {PRODUCT} AND {MATCH}"""

TITLES = f"""
SELECT e.object_pk, e.titles::text FROM catalogue_search_posting p
JOIN catalogue_search_entry e ON e.id = p.entry_id
WHERE p.kind = {PRODUCT} AND p.vector @@ to_tsquery('simple', %(query)s)"""


def quoted(word: str) -> str:
    if word.startswith("^"):
        return "(" + " <-> ".join(f"'{each}':A" for each in word[1:].split()) + ")"
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

    def search(self, question: Question) -> Hits:
        rows = self.ask(SEARCH, query=tsquery_of(question))
        packed = next(keys for entry_id, *_, keys in rows if entry_id is None)
        return hits_of([row for row in rows if row[0]], unpacked(packed or b""))

    def best(self, question: Question) -> Hits:
        return hits_of(self.ask(BEST, query=tsquery_of(question)), [])

    def having(self, term: str) -> tuple[list[int], list[int]]:
        if term.startswith("="):
            query, titled = f"'{term[1:]}':B", f"'{term[1:]}':C"  # no word has C
        elif term.startswith("^"):
            query = titled = quoted(term)
        else:
            query = quoted(term)
            titled = f"{query}A" if query.endswith("*") else f"{query}:A"
        ((every, those),) = self.ask(HAVING, query=query, titled=titled)
        return unpacked(every or b""), unpacked(those or b"")

    def titles(self, term: str) -> list[tuple[int, str]]:
        return self.ask(TITLES, query=f"{quoted(term)}:A")

    def places(self, question: Question) -> list[Candidate]:
        return hits_of(self.ask(ONLY_PLACES, query=tsquery_of(question)), []).places

    @staticmethod
    def ask(sql: str, **values) -> list[tuple]:
        with connections[router.db_for_read(Posting)].cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchall()


def hits_of(rows: list[tuple], products: list[int]) -> Hits:
    candidates = [Candidate(*row[:6]) for row in rows]
    return Hits(
        [candidate for candidate in candidates if candidate.kind != PRODUCT],
        [candidate for candidate in candidates if candidate.kind == PRODUCT],
        products,
    )


def unpacked(keys: bytes) -> list[int]:
    """Read keys as int8send writes them: tens of thousands come in one value."""
    found = array("q", keys)
    if sys.byteorder == "little":
        found.byteswap()
    return found.tolist()
