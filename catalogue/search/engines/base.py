"""What an engine is asked."""

from collections.abc import Sequence
from typing import Protocol

from django.db.models.expressions import RawSQL

from catalogue.search.query import Question


class Engine(Protocol):
    """An index of entries. Every call takes a read question, never raw text."""

    def put(self, entry_ids: Sequence[int]) -> None:
        """Index these rows of Entry, whether they were indexed before or not."""

    def drop(self, entry_ids: Sequence[int]) -> None:
        """Forget these rows."""

    def clear(self) -> None:
        """Forget everything."""

    def matches(self, question: Question, kind: str) -> RawSQL | list[int]:
        """What `object_pk__in` takes: every object of a kind that matches."""

    def ranked(self, question: Question, kinds: Sequence[str], limit: int) -> list[int]:
        """Entry ids, the best first, `limit` at most."""
