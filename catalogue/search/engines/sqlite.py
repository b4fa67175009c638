"""FTS5, with the row ids of Entry and Posting."""

from collections.abc import Sequence

from django.db import connection

from catalogue.search.engines.base import Hits
from catalogue.search.models import KINDS, Posting
from catalogue.search.query import Question, expression

PRODUCT = KINDS.index("product")
FTS, PLACES = "catalogue_search_fts", "catalogue_search_fts_places"
# Ranking is bounded: of more matches than that, the first by weight are compared.
MOST_COMPARED = 500
# While typing, so many of the newest products are.
MOST_COMPARED_TYPING = 2000
KEYS = f"""
SELECT COUNT(*), group_concat(p.object_pk, ' ') FROM {FTS}
JOIN catalogue_search_posting p ON p.entry_id = {FTS}.rowid WHERE {FTS} MATCH %s"""
HEAVIEST = f"""
SELECT p.entry_id FROM {FTS} JOIN catalogue_search_posting p ON p.entry_id = {FTS}.rowid
WHERE {FTS} MATCH %s ORDER BY p.weight DESC, p.entry_id LIMIT {MOST_COMPARED}"""


def ranked(table: str, among: str = "") -> str:
    """The best of a table's matches by bm25 with the weights of title, codes and body."""
    return f"""
SELECT p.entry_id, p.kind, p.object_pk
FROM (SELECT rowid AS id, bm25({table}, 10.0, 12.0, 1.0) AS rank FROM {table}
      WHERE {table} MATCH %s {among}) f
JOIN catalogue_search_posting p ON p.entry_id = f.id
ORDER BY f.rank, p.weight DESC, p.size, p.entry_id LIMIT %s"""


BEST_PLACES, BEST = ranked(PLACES), ranked(FTS)
NEWEST = ranked(FTS, f"ORDER BY rowid DESC LIMIT {MOST_COMPARED_TYPING}")


def quoted(word: str) -> str:
    return f'"{word.rstrip("*")}"' + ("*" if word.endswith("*") else "")


def match_of(question: Question) -> str:
    code = f'codes:"{question.code}"' if question.code else ""
    return expression(question.groups, both=" AND ", either=" OR ", word=quoted, code=code)


class SqliteEngine:
    def put(self, postings: Sequence[Posting]) -> None:
        Posting.objects.bulk_create(
            postings,
            update_conflicts=True,
            unique_fields=["entry"],
            update_fields=["kind", "object_pk", "weight", "size"],
        )
        self.drop([posting.entry_id for posting in postings])
        products = [posting.entry_id for posting in postings if posting.kind == PRODUCT]
        places = [posting.entry_id for posting in postings if posting.kind != PRODUCT]
        with connection.cursor() as cursor:
            for table, ids in ((FTS, products), (PLACES, places)):
                for start in range(0, len(ids), 500):
                    part = ids[start : start + 500]
                    cursor.execute(
                        f"INSERT INTO {table}(rowid, title, codes, body) "
                        "SELECT id, title_text, codes_text, body_text FROM catalogue_search_entry "
                        f"WHERE id IN ({','.join(['%s'] * len(part))})",
                        part,
                    )

    def drop(self, entry_ids: Sequence[int]) -> None:
        with connection.cursor() as cursor:
            for table in (FTS, PLACES):
                cursor.executemany(
                    f"DELETE FROM {table} WHERE rowid = %s", [(pk,) for pk in entry_ids]
                )

    def search(self, question: Question, limit: int) -> Hits:
        match = match_of(question)
        with connection.cursor() as cursor:
            places = cursor.execute(BEST_PLACES, [match, limit]).fetchall()
            count, keys = cursor.execute(KEYS, [match]).fetchone()
            if count > MOST_COMPARED:
                ids = [pk for (pk,) in cursor.execute(HEAVIEST, [match]).fetchall()]
                best = ranked(FTS, f"AND rowid + 0 IN ({','.join(map(str, ids))})")
            else:
                best = BEST
            products = cursor.execute(best, [match, limit]).fetchall() if count else []
        return Hits(named([*places, *products]), list(map(int, keys.split())) if keys else [])

    def best(self, question: Question, limit: int) -> Hits:
        match = match_of(question)
        with connection.cursor() as cursor:
            places = cursor.execute(BEST_PLACES, [match, limit]).fetchall()
            products = cursor.execute(NEWEST, [match, limit]).fetchall()
        return Hits(named([*places, *products]))


def named(rows: list[tuple]) -> list[tuple[int, str, int]]:
    return [(entry_id, KINDS[kind], pk) for entry_id, kind, pk in rows]
