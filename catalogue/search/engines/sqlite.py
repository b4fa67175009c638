"""FTS5, with the row ids of Entry and Posting."""

from collections.abc import Sequence

from django.db import connection

from catalogue.search.engines.base import Hits
from catalogue.search.models import KINDS, Posting
from catalogue.search.query import Question, expression

# The weights of bm25: title, codes, body. What follows the rank: weight, size, row id.
RANK = "bm25(catalogue_search_fts, 10.0, 12.0, 1.0)"
# Ranking is bounded: of more matches than that, the first by weight are compared.
MOST_COMPARED = 1000


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
        ids = [posting.entry_id for posting in postings]
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

    def search(self, question: Question, kinds: Sequence[str], limit: int) -> Hits:
        match, wanted = match_of(question), {KINDS.index(kind) for kind in kinds}
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT p.entry_id, p.kind, p.object_pk, p.weight FROM catalogue_search_fts "
                "JOIN catalogue_search_posting p ON p.entry_id = catalogue_search_fts.rowid "
                "WHERE catalogue_search_fts MATCH %s",
                [match],
            )
            rows = [row for row in cursor.fetchall() if row[1] in wanted]
            heaviest = sorted(rows, key=lambda row: (-row[3], row[0]))[:MOST_COMPARED]
            if len(rows) <= MOST_COMPARED:
                among, ids = "", []
            else:
                among = f"AND p.entry_id IN ({','.join(['%s'] * len(heaviest))}) "
                ids = [row[0] for row in heaviest]
            marks = ",".join(["%s"] * len(wanted))
            cursor.execute(
                "SELECT p.entry_id, p.kind, p.object_pk FROM catalogue_search_fts "
                "JOIN catalogue_search_posting p ON p.entry_id = catalogue_search_fts.rowid "
                f"WHERE catalogue_search_fts MATCH %s AND p.kind IN ({marks}) {among}"
                f"ORDER BY {RANK}, p.weight DESC, p.size, p.entry_id LIMIT %s",
                [match, *wanted, *ids, limit],
            )
            ranked = [(entry_id, KINDS[kind], pk) for entry_id, kind, pk in cursor.fetchall()]
        product = KINDS.index("product")
        return Hits(ranked, [row[2] for row in rows if row[1] == product])

    def best(self, question: Question, kinds: Sequence[str], limit: int) -> Hits:
        wanted = [KINDS.index(kind) for kind in kinds]
        marks = ",".join(["%s"] * len(wanted))
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT p.entry_id, p.kind, p.object_pk FROM catalogue_search_fts "
                "JOIN catalogue_search_posting p ON p.entry_id = catalogue_search_fts.rowid "
                f"WHERE catalogue_search_fts MATCH %s AND p.kind IN ({marks}) "
                f"ORDER BY {RANK}, p.weight DESC, p.size, p.entry_id LIMIT %s",
                [match_of(question), *wanted, limit],
            )
            ranked = [(entry_id, KINDS[kind], pk) for entry_id, kind, pk in cursor.fetchall()]
        return Hits(ranked)
