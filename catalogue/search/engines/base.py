"""What an engine is asked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from catalogue.search.masks import Mask
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


class Lists(Engine, Protocol):
    """An engine that gives whole lists: a process can hold those of common words (Holder)."""

    def having(self, term: str) -> tuple[list[int], list[int]]:
        """Keys of all products with a term, and of those with it in their title.

        A term is a word, a beginning (`go*`), words of a title one beside the other (`^lo hoa`)
        or a code (`=vn01`, never in a title).
        """

    def titles(self, term: str) -> list[tuple[int, str]]:
        """Key and titles (JSON) of the products with a word in their title."""

    def places(self, question: Question) -> list[Candidate]:
        """The heaviest matches that are no products."""


class Holder(Protocol):
    """What holds which products have a term, as bits; the shelf does."""

    listed: Mask

    def having_term(
        self, term: str, make: Callable[[], tuple[Sequence[int], Sequence[int]]]
    ) -> tuple[Mask, Mask]:
        """The masks of the products with a term, anywhere and in the title.

        `make` gives the keys when they are not held.
        """
