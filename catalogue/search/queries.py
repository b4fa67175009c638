"""Look up: what a typed text means, what completes it, what others look for."""

import datetime
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial, reduce
from operator import and_
from typing import TypedDict, cast

from django.core.cache import cache
from django.db import connections, router
from django.db.models import Max, Min, Sum
from django.utils import timezone

from catalogue.search.engines import engine
from catalogue.search.engines.base import Candidate, Engine, Holder, Lists
from catalogue.search.masks import NONE, Mask
from catalogue.search.models import Asked, Entry, HiddenSearch, Waiting
from catalogue.search.query import (
    KIND,
    Groups,
    Phrase,
    Question,
    is_written,
    read,
    vocabulary,
    words_in,
)
from catalogue.search.ranking import ranked
from marketplace.frame.folding import fold

# Of what a search server finds; what more there is follows as recommended.
MOST_RANKED = 240
MOST_MARKED = 6  # words of a text whose marks are looked at
MOST_READ = 5000  # titles; what more products have than that is told apart by other words
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
        number, waiting, newest = cursor.fetchone()
    return f"{number or 0}.{waiting}.{newest or 0}"


@dataclass(frozen=True)
class Found:
    """What a text means to the catalogue.

    matches: keys of all products that match; ranked: the best of them, the best first; or,
    by a holder's lists, the same as masks: mask, and in `tiers` who stands before whom (a
    product in the first that has it; within a tier as recommended; behind all who is in none);
    others: (kind, title, path) of villages, producers, stories and sets;
    mended: the text as it was read when the spelling was mended; loosened: not every word
    was found, so entries with the others count.
    """

    matches: list[int]
    ranked: list[int] = field(default_factory=list)
    others: list[tuple[str, str, str]] = field(default_factory=list)
    mended: str = ""
    is_loosened: bool = False
    mask: Mask = NONE
    tiers: tuple[Mask, ...] = ()

    @property
    def is_by_keys(self) -> bool:
        """Tell whether an engine ranked the best by key; else `tiers` says the order."""
        return bool(self.ranked)


def loosened(question: Question) -> Iterator[Question]:
    """Ask for less: without the words that the index does not know, all but one word, one word.

    Where nothing is what a phrase of several words means, its words are asked for one by one.
    """
    if question.parted and question.parted != question.groups:
        question = replace(question, groups=question.parted)
        yield question
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
    if len(known) > 2:  # nothing has two of them: the words one by one, the rarest first
        for group in sorted(known, key=lambda group: min(map(vocabulary.rarity, group))):
            yield replace(question, groups=[group])


def or_of_kind(question: Question) -> Question:
    """Ask for the same, of each word also in the names of kinds of goods."""

    def wider(groups: Groups) -> Groups:
        return [[*group, *kinds_in(group)] for group in groups]

    return replace(question, groups=wider(question.groups), parted=wider(question.parted))


def kinds_in(group: list[Phrase]) -> list[Phrase]:
    words = (phrase[0] for phrase in group if len(phrase) == 1)
    return [(f"{KIND}{word}",) for word in words if word.rstrip("*").isalpha()]


def is_known(phrase: Phrase) -> bool:
    """Tell whether the index has every word of a phrase; `*` stands for what `read` saw begin."""
    words = (word for term in phrase for word in words_in(term))
    return all(word.endswith("*") or vocabulary.has(word) for word in words)


def find(text: str, language: str, holder: Holder | None = None) -> Found | None:
    """Look a text up. None when it holds no word; raises Unavailable when the index is away.

    With a holder, and an engine that gives whole lists, products are found by the lists of
    the words, each of which is asked for once.
    """
    question = read(text)
    if not question.groups and not question.code:
        return None
    searcher = engine()
    if holder is not None and hasattr(searcher, "having"):
        look: Look = partial(look_by_lists, cast(Lists, searcher), holder, question)
    else:
        look = partial(look_by_engine, searcher)
    seen = look(question)
    others = ranked(question, seen.places, OTHERS)
    if not seen.products:
        question = or_of_kind(question)
        seen = look(question)
    is_loosened = False
    for wider in () if seen.products else loosened(question):
        seen = look(wider)
        known = {candidate.entry_id for candidate in others}
        more = [candidate for candidate in seen.places if candidate.entry_id not in known]
        others += ranked(wider, more, OTHERS - len(others))
        if seen.products:
            is_loosened = True
            break
    named = [
        (entry.kind, in_language(entry.titles, language), in_language(entry.paths, language))
        for entry in entries_of(others)
    ]
    return replace(
        seen.products or Found([]), others=named, mended=question.mended, is_loosened=is_loosened
    )


@dataclass(frozen=True)
class Seen:
    """What one question found: places, and products if there are any."""

    places: list[Candidate]
    products: Found | None


Look = Callable[[Question], Seen]


def look_by_engine(searcher: Engine, question: Question) -> Seen:
    hits = searcher.search(question)
    best = [candidate.object_pk for candidate in ranked(question, hits.best, MOST_RANKED)]
    return Seen(hits.places, Found(hits.products, best) if best else None)


def look_by_lists(searcher: Lists, holder: Holder, asked: Question, question: Question) -> Seen:
    """Find by the lists of the question's terms; who has more of `asked` in the title is before.

    An exact code is before all; among equals who has the words there with the marks that they
    were typed with. Of a word that some title has as it was typed, those that have it with other
    marks alone are left out: cơm is no cốm. Unlike catalogue/search/ranking.py, which sees the
    titles, it does not ask whether the words stand there one after the other.
    """

    written = {word: as_written(searcher, holder, word) for word in asked.marked[:MOST_MARKED]}
    others = other_marks(searcher, holder, written)

    def of_term(term: str) -> tuple[Mask, Mask]:
        masks = holder.having_term(term, partial(searcher.having, term))
        return (masks[0] & ~others[term], masks[1] & ~others[term]) if term in others else masks

    def of_group(group: list[Phrase]) -> tuple[Mask, Mask]:
        every = titled = NONE
        for phrase in group:
            masks = [of_term(term) for term in phrase]
            every |= reduce(and_, (mask for mask, _ in masks))
            titled |= reduce(and_, (mask for _, mask in masks))
        return every, titled

    mask = reduce(and_, (of_group(group)[0] for group in question.groups), holder.listed)
    code = NONE
    if question.code:
        term = f"={question.code}"
        code = holder.having_term(term, partial(searcher.having, term))[0] & holder.listed
        mask = mask | code if question.groups else code
    at_least = [mask]  # [n]: what has n groups or more in its title
    for group in asked.groups:
        titled = of_group(group)[1]
        at_least.append(NONE)
        for n in range(len(at_least) - 1, 0, -1):
            at_least[n] |= at_least[n - 1] & titled
    tiers = [code]
    marks = mask
    for so_written in written.values():
        if here := mask & so_written:
            marks &= here
    for tier in reversed(at_least):
        tiers += [tier & marks, tier] if asked.marked else [tier]
    # Each once, for a process keeps them; the last of all is the mask itself.
    tiers = [tier for tier in dict.fromkeys(tiers) if tier and tier != mask]
    return Seen(
        searcher.places(question), Found([], mask=mask, tiers=tuple(tiers)) if mask else None
    )


def other_marks(searcher: Lists, holder: Holder, written: dict[str, Mask]) -> dict[str, Mask]:
    """By plain word, the products that have it in their title with other marks alone.

    Only of words that some title has as they were typed; `written` are those that do.
    """
    so_written: dict[str, Mask] = {}
    for word, mask in written.items():
        so_written[fold(word)] = so_written.get(fold(word), NONE) | mask
    return {
        plain: holder.having_term(plain, partial(searcher.having, plain))[1] & ~mask
        for plain, mask in so_written.items()
        if mask
    }


def as_written(searcher: Lists, holder: Holder, word: str) -> Mask:
    """The products that have a word in their title with its marks; none of a word in very many.

    Titles are read for it, once while the word is held.
    """
    plain, has = fold(word), partial(is_written, word)

    def make() -> tuple[list[int], list[int]]:
        rows = searcher.titles(plain)
        return [], [pk for pk, titles in rows if any(map(has, json.loads(titles).values()))]

    titled = holder.having_term(plain, partial(searcher.having, plain))[1]
    if titled.bit_count() > MOST_READ:
        return NONE
    return holder.having_term(f"~{word}", make)[1]


def entries_of(candidates: Sequence[Candidate]) -> list[Entry]:
    """The entries of candidates, in their order."""
    keys = [candidate.entry_id for candidate in candidates]
    found = Entry.objects.in_bulk(keys) if keys else {}
    return [found[key] for key in keys if key in found]


def in_language(texts: dict[str, str], language: str) -> str:
    return texts.get(language) or texts.get("vi") or next(iter(texts.values()), "")


class Suggestion(TypedDict):
    kind: str
    title: str
    url: str
    pk: int


def suggest(text: str, language: str, limit: int = 8) -> list[Suggestion]:
    """Complete what somebody types: villages, makers, occasions first, then products.

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
            "pk": entry.object_pk,
        }
        for entry in entries_of([*places, *products])
    ]


def popular(limit: int = 6) -> list[str]:
    """What others looked for and found, the most often first; at least by three readers.

    Spelled with marks when somebody typed them. Counted every POPULAR_SECONDS; what staff hide
    is gone at once.
    """
    texts = cache.get_or_set("popular-spellings", count_popular, POPULAR_SECONDS) or {}
    hidden = set(HiddenSearch.objects.filter(text__in=texts).values_list("text", flat=True))
    return [spelling for text, spelling in texts.items() if text not in hidden][:limit]


def count_popular(days: int = 30) -> dict[str, str]:
    """The texts of `popular` and their spellings, some more of them than it gives."""
    since = timezone.localdate() - datetime.timedelta(days=days)
    rows = (
        Asked.objects.filter(day__gte=since, found__gt=0)
        .exclude(text__in=HiddenSearch.objects.values("text"))
        .values("text")
        .annotate(sum=Sum("times"), spelled=Max("spelling"))
        .filter(sum__gte=3)
        .order_by("-sum", "text")
    )
    return {row["text"]: row["spelled"] or row["text"] for row in rows[:40]}
