"""FTS5, with the row ids of Entry and Posting."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import starmap

from django.db import connection

from catalogue.search.engines.base import Candidate, Hits
from catalogue.search.models import KINDS, Posting
from catalogue.search.query import Question, expression

PRODUCT = KINDS.index("product")
FTS, PLACES = "catalogue_search_fts", "catalogue_search_fts_places"
# Ranking is bounded: of more matches than that, the first by weight are compared; while
# typing, the first of the newest products.
MOST_COMPARED = 500
MOST_COMPARED_TYPING = 200
NEWEST = 2000


def heaviest(table: str, most: int, newest: str = "") -> str:
    return f"""
SELECT p.entry_id, p.kind, p.object_pk, e.title_text, e.codes_text, p.weight
FROM (SELECT p.* FROM (SELECT rowid AS id FROM {table} WHERE {table} MATCH %s {newest}) f
      CROSS JOIN catalogue_search_posting p ON p.entry_id = f.id
      ORDER BY p.weight DESC, p.entry_id LIMIT {most}) p
CROSS JOIN catalogue_search_entry e ON e.id = p.entry_id"""


AMONG_PLACES = heaviest(PLACES, MOST_COMPARED_TYPING)
AMONG_PRODUCTS = heaviest(FTS, MOST_COMPARED)
AMONG_NEWEST = heaviest(FTS, MOST_COMPARED_TYPING, f"ORDER BY rowid DESC LIMIT {NEWEST}")
KEYS = f"""
SELECT group_concat(p.object_pk, ' ') FROM {FTS}
CROSS JOIN catalogue_search_posting p ON p.entry_id = {FTS}.rowid WHERE {FTS} MATCH %s"""

TITLES = f"""
SELECT e.object_pk, e.titles FROM {FTS}
CROSS JOIN catalogue_search_entry e ON e.id = {FTS}.rowid WHERE {FTS} MATCH %s"""


def quoted(word: str) -> str:
    if word.startswith("^"):
        return f'title:"{word[1:]}"'
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

    def search(self, question: Question) -> Hits:
        match = match_of(question)
        hits = self.candidates(match, AMONG_PRODUCTS)
        if len(hits.best) < MOST_COMPARED:
            return replace(hits, products=[candidate.object_pk for candidate in hits.best])
        return replace(hits, products=self.keys(match))

    def best(self, question: Question) -> Hits:
        return self.candidates(match_of(question), AMONG_NEWEST)

    def having(self, term: str) -> tuple[list[int], list[int]]:
        if term.startswith("="):
            return self.keys(f'codes:"{term[1:]}"'), []
        if term.startswith("^"):
            titled = self.keys(quoted(term))
            return titled, titled
        return self.keys(quoted(term)), self.keys(f"title:{quoted(term)}")

    @staticmethod
    def keys(match: str) -> list[int]:
        with connection.cursor() as cursor:
            (keys,) = cursor.execute(KEYS, [match]).fetchone()
        return list(map(int, keys.split())) if keys else []

    def titles(self, term: str) -> list[tuple[int, str]]:
        with connection.cursor() as cursor:
            return cursor.execute(TITLES, [f"title:{quoted(term)}"]).fetchall()

    def places(self, question: Question) -> list[Candidate]:
        return self.ask(AMONG_PLACES, match_of(question))

    def candidates(self, match: str, products: str) -> Hits:
        return Hits(self.ask(AMONG_PLACES, match), self.ask(products, match))

    @staticmethod
    def ask(sql: str, *values) -> list[Candidate]:
        with connection.cursor() as cursor:
            return list(starmap(Candidate, cursor.execute(sql, values).fetchall()))
