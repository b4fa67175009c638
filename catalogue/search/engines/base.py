"""What an engine is asked."""

from collections.abc import Sequence
from typing import Protocol

from catalogue.search.query import Question


class Engine(Protocol):
    """An index of entries. Every call takes a read question, never raw text."""

    def put(self, entry_ids: Sequence[int]) -> None:
        """Index these rows of Entry, whether they were indexed before or not."""

    def drop(self, entry_ids: Sequence[int]) -> None:
        """Forget these rows."""

    def matches(self, question: Question, kind: str) -> list[int]:
        """The keys of every object of a kind that matches, in no order."""

    def ranked(
        self, question: Question, kinds: Sequence[str], limit: int
    ) -> list[tuple[int, str, int]]:
        """(entry id, kind, object key), the best first, `limit` at most."""
