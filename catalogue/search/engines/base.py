"""What an engine is asked."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from catalogue.search.models import Posting
from catalogue.search.query import Question


class Candidate(NamedTuple):
    """An entry that matches, with what ranking reads of it (catalogue/search/ranking.py)."""

    entry_id: int
    kind: int  # a place in KINDS
    object_pk: int
    title: str
    codes: str
    weight: int


class Unavailable(Exception):
    """The index cannot be read at present; later it can. Nobody's question is at fault."""


@dataclass(frozen=True)
class Hits:
    """What matches: candidates for the first places, and the keys of all products.

    What is no product stands apart: makers and villages are few, and no flood of products
    hides them.
    """

    places: list[Candidate] = field(default_factory=list)
    best: list[Candidate] = field(default_factory=list)
    products: list[int] = field(default_factory=list)


class Engine(Protocol):
    """An index of entries. Every call takes a read question, never raw text.

    What reads raises Unavailable when the index is away; what writes, whatever stopped it:
    the change then goes on waiting.
    """

    def put(self, postings: Sequence[Posting]) -> None:
        """Index the entries of these postings, whether they were indexed before or not."""

    def drop(self, entry_ids: Sequence[int]) -> None:
        """Forget these rows."""

    def search(self, question: Question) -> Hits:
        """Find entries: all products' keys, and of products and others the heaviest."""

    def best(self, question: Question) -> Hits:
        """Only candidates, and fewer: for suggestions."""
