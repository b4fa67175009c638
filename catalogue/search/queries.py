"""Look up: what a typed text means, what completes it, what others look for."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from django.core.cache import cache
from django.db import connections, router
from django.db.models import Min, Sum
from django.utils import timezone

from catalogue.search.engines import engine
from catalogue.search.engines.base import Candidate
from catalogue.search.models import Asked, Entry, HiddenSearch, Waiting
from catalogue.search.query import Phrase, Question, read, vocabulary
from catalogue.search.ranking import ranked

MOST_RANKED = 240  # by how well they match; what more there is follows as recommended
OTHERS = 6
PLACES_SUGGESTED = 3
POPULAR_SECONDS = 600


def lag() -> tuple[int, datetime.timedelta]:
    """How far behind the index is: how much waits, and for how long the oldest."""
    oldest = Waiting.objects.aggregate(since=Min("since"))["since"]
    if oldest is None:
        return 0, datetime.timedelta()
    return Waiting.objects.count(), timezone.now() - oldest


STAMP = (
    "SELECT (SELECT number FROM catalogue_search_version WHERE id = 1), COUNT(*), MAX(id) "
    "FROM catalogue_search_waiting"
)


def stamp() -> str:
    """Name the state of all that `touch` tells of; another state has another name.

    The newest number and what waits: a change is in the name from its commit on, in
    whatever order changes commit.
    """
    connection = connections[router.db_for_read(Waiting)]
    with connection.cursor() as cursor:
        cursor.execute(STAMP)
        return ".".join(str(part or 0) for part in cursor.fetchone())


@dataclass(frozen=True)
class Found:
    """What a text means to the catalogue.

    matches: keys of all products that match; ranked: the best of them, the best first;
    others: (kind, title, path) of villages, producers, stories and sets;
    mended: the text as it was read when the spelling was mended; loosened: not every word
    was found, so entries with the others count.
    """

    matches: list[int]
    ranked: list[int] = field(default_factory=list)
    others: list[tuple[str, str, str]] = field(default_factory=list)
    mended: str = ""
    is_loosened: bool = False


def loosened(question: Question) -> Iterator[Question]:
    """Ask for less: without the words that the index does not know, then all but one word."""
    known = [group for group in question.groups if any(map(is_known, group))]
    if 0 < len(known) < len(question.groups):
        yield replace(question, groups=known)
    if len(known) < 2:
        return
    # (a AND b) OR (a AND c) OR (b AND c), written as one group of phrases of first choices.
    firsts = [group[0] for group in known]
    phrases = []
    for left_out in range(len(firsts)):
        words: Phrase = ()
        for position, phrase in enumerate(firsts):
            if position != left_out:
                words += phrase
        phrases.append(words)
    yield replace(question, groups=[phrases])


def is_known(phrase: Phrase) -> bool:
    """Tell whether the index has every word of a phrase; `*` stands for what `read` saw begin."""
    return all(word.endswith("*") or vocabulary.has(word) for word in phrase)


def find(text: str, language: str) -> Found | None:
    """Look a text up. None when it holds no word; raises Unavailable when the index is away."""
    question = read(text)
    if not question.groups and not question.code:
        return None
    searcher = engine()
    hits = searcher.search(question)
    others = ranked(question, hits.places, OTHERS)
    is_loosened = False
    for wider in () if hits.products else loosened(question):
        hits = searcher.search(wider)
        seen = {candidate.entry_id for candidate in others}
        more = [candidate for candidate in hits.places if candidate.entry_id not in seen]
        others += ranked(wider, more, OTHERS - len(others))
        if hits.products:
            question, is_loosened = wider, True
            break
    best = [candidate.object_pk for candidate in ranked(question, hits.best, MOST_RANKED)]
    entries = entries_of(others)
    named = [
        (entry.kind, in_language(entry.titles, language), in_language(entry.paths, language))
        for entry in entries
    ]
    return Found(hits.products, best, named, question.mended, is_loosened)


def entries_of(candidates: Sequence[Candidate]) -> list[Entry]:
    """The entries of candidates, in their order."""
    keys = [candidate.entry_id for candidate in candidates]
    found = Entry.objects.in_bulk(keys) if keys else {}
    return [found[key] for key in keys if key in found]


def in_language(texts: dict[str, str], language: str) -> str:
    return texts.get(language) or texts.get("vi") or next(iter(texts.values()), "")


def suggest(text: str, language: str, limit: int = 8) -> list[dict[str, str]]:
    """Complete what somebody types: [{"kind", "title", "url"}], villages and makers first.

    Raises Unavailable when the index is away.
    """
    question = read(text, is_typing=True)
    if not question.groups:
        return []
    hits = engine().best(question)
    places = ranked(question, hits.places, PLACES_SUGGESTED)
    products = ranked(question, hits.best, limit - len(places))
    return [
        {
            "kind": entry.kind,
            "title": in_language(entry.titles, language),
            "url": in_language(entry.paths, language),
        }
        for entry in entries_of([*places, *products])
    ]


def popular(limit: int = 6) -> list[str]:
    """What others looked for and found, the most often first; at least by three readers.

    Counted every POPULAR_SECONDS; what staff hide is gone at once.
    """
    texts = cache.get_or_set("popular-searches", count_popular, POPULAR_SECONDS) or []
    hidden = set(HiddenSearch.objects.filter(text__in=texts).values_list("text", flat=True))
    return [text for text in texts if text not in hidden][:limit]


def count_popular(days: int = 30) -> list[str]:
    """The texts of `popular`, some more of them than it gives."""
    since = timezone.localdate() - datetime.timedelta(days=days)
    rows = (
        Asked.objects.filter(day__gte=since, found__gt=0)
        .exclude(text__in=HiddenSearch.objects.values("text"))
        .values("text")
        .annotate(sum=Sum("times"))
        .filter(sum__gte=3)
        .order_by("-sum", "text")
    )
    return [row["text"] for row in rows[:40]]
