"""Order what matches: suggestions on every engine, places, and what a search server finds.

First comes what has more of the text in its title, then what has the words there as they
were typed, one after the other; an exact code before all. Among equals what can be had
comes first, then more stars (both are an entry's weight), then the shorter title.
"""

from collections.abc import Iterable
from heapq import nsmallest

from catalogue.search.engines.base import Candidate
from catalogue.search.query import Phrase, Question


def ranked(question: Question, candidates: Iterable[Candidate], limit: int) -> list[Candidate]:
    """The best `limit` candidates, the best first."""
    typed = [" ".join(group[0]).strip("^*") for group in question.groups]
    text = f" {' '.join(typed)}"

    def key(candidate: Candidate) -> tuple:
        title = candidate.title
        words = set(title.split())
        found = sum(
            max([part_in(phrase, words, title) for phrase in group]) for group in question.groups
        )
        return (
            not question.code or question.code not in candidate.codes.split(),
            -found,
            text not in f" {title}",
            -candidate.weight,
            len(title),
            candidate.entry_id,
        )

    return nsmallest(limit, candidates, key=key)


def part_in(phrase: Phrase, words: set[str], title: str) -> float:
    """How much of a phrase stands in a title of these words, from 0 to 1."""
    return sum(stands_in(term, words, title) for term in phrase) / len(phrase)


def stands_in(term: str, words: set[str], title: str) -> bool:
    if term[0] == "^":
        return f" {term[1:]} " in f" {title} "
    return term in words or (term[-1] == "*" and any(word.startswith(term[:-1]) for word in words))
