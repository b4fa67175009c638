"""What an engine is asked."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from catalogue.search.models import Posting
from catalogue.search.query import Question


@dataclass(frozen=True)
class Hits:
    """What matches: the best (entry id, kind, object key), and the keys of all products."""

    ranked: list[tuple[int, str, int]] = field(default_factory=list)
    products: list[int] = field(default_factory=list)


class Engine(Protocol):
    """An index of entries. Every call takes a read question, never raw text."""

    def put(self, postings: Sequence[Posting]) -> None:
        """Index the entries of these postings, whether they were indexed before or not."""

    def drop(self, entry_ids: Sequence[int]) -> None:
        """Forget these rows."""

    def search(self, question: Question, kinds: Sequence[str], limit: int) -> Hits:
        """Find entries of some kinds; `limit` bounds the ranked ones, not the products."""

    def best(self, question: Question, kinds: Sequence[str], limit: int) -> Hits:
        """Only the ranked ones, among fewer compared: for suggestions."""
