"""OpenSearch or Elasticsearch, for a market that outgrows one database: SEARCH_URL names it.

The index holds the texts of Entry under the entry's id. Words are folded and mended before
an engine is asked, so the server only splits at blanks. Writes name the alias; `rebuild`
goes on writing into the same index while it serves.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.conf import settings
from opensearchpy import OpenSearch, helpers
from opensearchpy.exceptions import NotFoundError, RequestError, TransportError

from catalogue.search.engines.base import Candidate, Hits, Unavailable
from catalogue.search.models import KINDS, Entry, Posting
from catalogue.search.query import Phrase, Question
from marketplace.frame.outside import Outside, Resting

INDEX = "market-entries"
PLACES = [kind for kind in KINDS if kind != "product"]
MOST_COMPARED = 240
REST_SECONDS = 5  # a server that was away is left alone for so long: nobody waits for it
ANSWER_SECONDS = 1.5  # what a page waits for, once; writes have patience
SERVER = Outside("search", failures=1, rest_seconds=REST_SECONDS)
MOST_PRODUCTS = 10_000  # the server's own bound of one answer (index.max_result_window)
MAPPING: dict[str, Any] = {
    "settings": {
        "analysis": {"analyzer": {"words": {"type": "custom", "tokenizer": "whitespace"}}},
        "index": {"max_result_window": MOST_PRODUCTS},
    },
    "mappings": {
        "dynamic": "strict",
        "properties": {
            "kind": {"type": "byte"},
            "object_pk": {"type": "long"},
            "weight": {"type": "short"},
            "size": {"type": "short"},
            "title": {"type": "text", "analyzer": "words", "norms": False},
            "codes": {"type": "text", "analyzer": "words", "norms": False},
            "body": {"type": "text", "analyzer": "words", "norms": False},
        },
    },
}
BOOSTS = {"title": 10.0, "codes": 12.0, "body": 1.0}
ORDER: list[dict[str, str]] = [
    {"_score": "desc"},
    {"weight": "desc"},
    {"size": "asc"},
    {"_doc": "asc"},
]


def word_query(word: str) -> dict[str, Any]:
    """Ask for a word, or what begins with it, in any field; the best field counts.

    After `^` are words of the title, one beside the other.
    """
    if word.startswith("^"):
        return {"match_phrase": {"title": {"query": word[1:], "boost": BOOSTS["title"]}}}
    kind, key = ("prefix", "value") if word.endswith("*") else ("term", "value")
    text = word.rstrip("*")
    fields = [{kind: {field: {key: text, "boost": boost}}} for field, boost in BOOSTS.items()]
    return {"dis_max": {"queries": fields}}


def phrase_query(phrase: Phrase) -> dict[str, Any]:
    return {"bool": {"must": [word_query(word) for word in phrase]}}


def query_of(question: Question, kinds: Sequence[str]) -> dict[str, Any]:
    """Write a question in the query language: every group must match, by one of its phrases."""
    groups = [
        {"dis_max": {"queries": [phrase_query(phrase) for phrase in group]}}
        for group in question.groups
    ]
    text: dict[str, Any] = {"bool": {"must": groups}}
    if question.code:
        code = {"term": {"codes": {"value": question.code, "boost": BOOSTS["codes"]}}}
        text = {"dis_max": {"queries": [text, code]}} if groups else code
    wanted = [KINDS.index(kind) for kind in kinds]
    return {"bool": {"must": [text], "filter": [{"terms": {"kind": wanted}}]}}


class OpenSearchEngine:
    """Speaks to the server at SEARCH_URL; one client for all threads of a process."""

    def __init__(self) -> None:
        self.client = OpenSearch(
            settings.SEARCH_URL, timeout=5, max_retries=2, retry_on_timeout=True
        )
        # A server that is busy (503) is asked again, one that is silent is not.
        self.asker = OpenSearch(settings.SEARCH_URL, timeout=ANSWER_SECONDS, max_retries=2)
        self.is_made = False

    def make_index(self) -> None:
        """Make the index at the first write, should it not be there."""
        if not self.is_made and not self.client.indices.exists(index=INDEX):
            self.client.indices.create(index=INDEX, body=MAPPING)
        self.is_made = True

    def put(self, postings: Sequence[Posting]) -> None:
        self.make_index()
        Posting.objects.bulk_create(
            postings,
            update_conflicts=True,
            unique_fields=["entry"],
            update_fields=["kind", "object_pk", "weight", "size"],
        )
        entries = Entry.objects.in_bulk([posting.entry_id for posting in postings])
        helpers.bulk(self.client, self.actions(postings, entries), refresh="wait_for")

    @staticmethod
    def actions(postings: Sequence[Posting], entries: dict[int, Entry]) -> Iterator[dict]:
        for posting in postings:
            entry = entries[posting.entry_id]
            yield {
                "_op_type": "index",
                "_index": INDEX,
                "_id": str(entry.pk),
                # Of two writers at once the later read of the database stays.
                "version": time.time_ns(),
                "version_type": "external_gte",
                "_source": {
                    "kind": posting.kind,
                    "object_pk": posting.object_pk,
                    "weight": posting.weight,
                    "size": posting.size,
                    "title": entry.title_text,
                    "codes": entry.codes_text,
                    "body": entry.body_text,
                },
            }

    def drop(self, entry_ids: Sequence[int]) -> None:
        self.make_index()
        gone = [{"_op_type": "delete", "_index": INDEX, "_id": str(pk)} for pk in entry_ids]
        # What is not there any more is what was wanted.
        helpers.bulk(self.client, gone, raise_on_error=False, refresh="wait_for")

    def search(self, question: Question) -> Hits:
        hits = self.best(question)
        if len(hits.best) < MOST_COMPARED:
            return replace(hits, products=[candidate.object_pk for candidate in hits.best])
        body = {
            "query": query_of(question, ["product"]),
            "_source": False,
            "docvalue_fields": ["object_pk"],
            "size": MOST_PRODUCTS,
            "sort": [{"weight": "desc"}, {"_doc": "asc"}],
            "track_total_hits": False,
        }
        found = self.ask(body)
        return replace(hits, products=[int(hit["fields"]["object_pk"][0]) for hit in found])

    def best(self, question: Question) -> Hits:
        return Hits(self.candidates(question, PLACES), self.candidates(question, ["product"]))

    def candidates(self, question: Question, kinds: Sequence[str]) -> list[Candidate]:
        body = {
            "query": query_of(question, kinds),
            "_source": ["kind", "object_pk", "title", "codes", "weight"],
            "size": MOST_COMPARED,
            "sort": ORDER,
            "track_total_hits": False,
        }
        return [Candidate(entry_id=int(hit["_id"]), **hit["_source"]) for hit in self.ask(body)]

    def ask(self, body: dict[str, Any]) -> list[dict[str, Any]]:
        """Search; raise Unavailable when the server is away, at once while it rests.

        A question that the server does not understand (400) is our fault and stays an error.
        """
        try:
            with SERVER.asking(is_silence):
                return self.asker.search(index=INDEX, body=body)["hits"]["hits"]
        except Resting as rest:
            raise Unavailable from rest
        except NotFoundError:  # an index that nobody has written yet holds nothing
            self.is_made = False
            return []
        except RequestError:
            raise
        except TransportError as error:
            self.is_made = False  # it may come back empty
            raise Unavailable from error


def is_silence(error: Exception) -> bool:
    """Tell whether the server is away; a question it does not understand is answered."""
    return isinstance(error, TransportError) and not isinstance(error, RequestError | NotFoundError)
