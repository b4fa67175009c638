"""What an engine is asked."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from catalogue.search.models import Posting
from catalogue.search.query import Question


class Unavailable(Exception):
    """The index cannot be read at present; later it can. Nobody's question is at fault."""


@dataclass(frozen=True)
class Hits:
    """What matches: the best (entry id, kind, object key), and the keys of all products.

    Of `ranked` come first the best of all that is no product, then the best products: makers
    and villages are few, and no flood of products hides them.
    """

    ranked: list[tuple[int, str, int]] = field(default_factory=list)
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

    def search(self, question: Question, limit: int) -> Hits:
        """Find entries; `limit` bounds either part of the ranked ones, not the products."""

    def best(self, question: Question, limit: int) -> Hits:
        """Only the ranked ones, among fewer compared: for suggestions."""
