"""Index, ask, suggest. Callers give typed text; engines get questions."""

import datetime
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from django.db import connection, transaction
from django.db.models import F, Min, Sum
from django.utils import timezone
from django_tasks import task

from catalogue.search.engines import engine
from catalogue.search.models import Asked, Entry, Waiting, Word
from catalogue.search.query import Question, bump_version, read, words_of

BATCH = 500
MOST_RANKED = 1000
MOST_ASKED_A_DAY = 5000
KINDS = ("set", "village", "producer", "story", "product")


@dataclass(frozen=True)
class Document:
    """A thing to be found. `titles` and `paths` by language; texts as people write them."""

    kind: str
    object_pk: int
    titles: dict[str, str]
    paths: dict[str, str]
    body: str
    codes: tuple[str, ...] = ()
    weight: int = 0


# kind -> function(primary keys, or None for all) -> documents
SOURCES: dict[str, Callable[[Iterable[int] | None], Iterator[Document]]] = {}


def source(kind: str):
    """Register where a kind's documents come from."""

    def decorate(function):
        SOURCES[kind] = function
        return function

    return decorate


def entry_of(document: Document) -> Entry:
    codes = []
    for code in filter(None, document.codes):
        parts = words_of(code)
        codes += ["".join(parts), *parts]
    return Entry(
        kind=document.kind,
        object_pk=document.object_pk,
        titles=document.titles,
        paths=document.paths,
        title_text=" ".join(words_of(" ".join(document.titles.values()))),
        body_text=" ".join(words_of(document.body))[:6000],
        codes_text=" ".join(dict.fromkeys(codes)),
        weight=document.weight,
    )


def write(documents: Iterable[Document]) -> int:
    """Put documents into the index, a batch a transaction; return how many."""
    written = 0
    stream = iter(documents)
    while batch := list(islice(stream, BATCH)):
        entries = [entry_of(document) for document in batch]
        with transaction.atomic():
            Entry.objects.bulk_create(
                entries,
                update_conflicts=True,
                unique_fields=["kind", "object_pk"],
                update_fields=[
                    "titles",
                    "paths",
                    "title_text",
                    "body_text",
                    "codes_text",
                    "weight",
                ],
            )
            kinds: dict[str, list[int]] = {}
            for entry in entries:
                kinds.setdefault(entry.kind, []).append(entry.object_pk)
            ids: list[int] = []
            for kind, pks in kinds.items():
                ids += Entry.objects.filter(kind=kind, object_pk__in=pks).values_list(
                    "pk", flat=True
                )
            engine().put(ids)
            add_words(entries)
        written += len(batch)
    return written


def add_words(entries: Iterable[Entry]) -> None:
    """Count words for spelling. Counts only order guesses; a rebuild makes them exact."""
    counts: Counter[str] = Counter()
    for entry in entries:
        counts.update(
            {
                word
                for word in f"{entry.title_text} {entry.body_text}".split()
                if len(word) <= 60 and not word.isdigit()
            }
        )
    known = set(Word.objects.filter(text__in=list(counts)).values_list("text", flat=True))
    Word.objects.bulk_create(
        [Word(text=text, entries=n) for text, n in sorted(counts.items()) if text not in known],
        ignore_conflicts=True,
    )


def drop(kind: str, object_pks: Iterable[int]) -> None:
    ids = list(
        Entry.objects.filter(kind=kind, object_pk__in=list(object_pks)).values_list("pk", flat=True)
    )
    if ids:
        engine().drop(ids)
        Entry.objects.filter(pk__in=ids).delete()


def touch(kind: str, object_pks: Iterable[int]) -> None:
    """Say that things changed: they wait in the transaction of the change itself."""
    rows = [Waiting(kind=kind, object_pk=pk) for pk in object_pks]
    if rows:
        # Where something waits already, a task (or the clock, should it be lost) is on its way.
        is_first = not Waiting.objects.exists()
        Waiting.objects.bulk_create(rows)
        if is_first:
            transaction.on_commit(catch_up_task.enqueue, robust=True)


@task()
def catch_up_task() -> int:
    return catch_up()


def catch_up() -> int:
    """Index what waits; return how much. Safe to run twice at once and to be killed.

    A batch leaves the queue in the transaction that writes it: whatever ends this process
    puts it back. What changes meanwhile has a row of its own and comes with the next batch.
    """
    done = 0
    while batch := catch_up_batch():
        done += batch
    if done:
        bump_version()
    return done


@transaction.atomic
def catch_up_batch() -> int:
    rows = list(
        Waiting.objects.select_for_update(
            skip_locked=connection.features.has_select_for_update_skip_locked
        ).order_by("since", "pk")[:BATCH]
    )
    Waiting.objects.filter(pk__in=[row.pk for row in rows]).delete()
    by_kind: dict[str, set[int]] = {}
    for row in rows:
        by_kind.setdefault(row.kind, set()).add(row.object_pk)
    for kind, pks in by_kind.items():
        documents = list(SOURCES[kind](pks)) if kind in SOURCES else []
        write(documents)
        drop(kind, pks - {document.object_pk for document in documents})
    return len(rows)


def rebuild(progress: Callable[[str, int], None] = lambda kind, done: None) -> int:
    """Write the whole index anew while the old one serves; then drop what is no more."""
    total = 0
    for kind in SOURCES:
        seen: set[int] = set()

        def watched(kind=kind, seen=seen) -> Iterator[Document]:
            for document in SOURCES[kind](None):
                seen.add(document.object_pk)
                if len(seen) % BATCH == 0:
                    progress(kind, len(seen))
                yield document

        total += write(watched())
        progress(kind, len(seen))
        gone = set(Entry.objects.filter(kind=kind).values_list("object_pk", flat=True)) - seen
        for start in range(0, len(gone), BATCH):
            drop(kind, sorted(gone)[start : start + BATCH])
    count_words()
    bump_version()
    return total


def count_words() -> None:
    """Count every word of the index exactly."""
    counts: Counter[str] = Counter()
    for title, body in Entry.objects.values_list("title_text", "body_text").iterator(2000):
        counts.update({w for w in f"{title} {body}".split() if len(w) <= 60 and not w.isdigit()})
    with transaction.atomic():
        Word.objects.all().delete()
        Word.objects.bulk_create(
            [Word(text=text, entries=n) for text, n in counts.items()], batch_size=2000
        )


def lag() -> tuple[int, datetime.timedelta]:
    """How far behind the index is: how much waits, and for how long the oldest."""
    oldest = Waiting.objects.aggregate(since=Min("since"))["since"]
    if oldest is None:
        return 0, datetime.timedelta()
    return Waiting.objects.count(), timezone.now() - oldest


@dataclass(frozen=True)
class Found:
    """What a text means to the catalogue.

    matches: what `pk__in` takes for products; ranked: product keys, the best first;
    others: (kind, title, path) of villages, producers, stories and sets;
    mended: the text as it was read when the spelling was mended; loosened: not every word
    was found, so entries with all but one of them count.
    """

    matches: object
    ranked: list[int] = field(default_factory=list)
    others: list[tuple[str, str, str]] = field(default_factory=list)
    mended: str = ""
    is_loosened: bool = False


def loosened(question: Question) -> Question | None:
    """All but one group, whichever one; None when there is nothing to leave out."""
    if len(question.groups) < 2:
        return None
    # (a AND b) OR (a AND c) OR (b AND c), written as one group of phrases of first choices.
    firsts = [group[0] for group in question.groups]
    phrases = []
    for left_out in range(len(firsts)):
        words: tuple[str, ...] = ()
        for position, phrase in enumerate(firsts):
            if position != left_out:
                words += phrase
        phrases.append(words)
    return Question([phrases], question.mended, question.code)


def find(text: str, language: str) -> Found | None:
    """Look a text up. None when it holds no word."""
    question = read(text)
    if not question.groups and not question.code:
        return None
    searcher = engine()
    ids = searcher.ranked(question, KINDS, MOST_RANKED)
    is_loosened = False
    if not ids and (wider := loosened(question)):
        ids = searcher.ranked(wider, KINDS, MOST_RANKED)
        question, is_loosened = (wider, True) if ids else (question, False)
    entries = {
        row[0]: row[1:]
        for row in Entry.objects.filter(pk__in=ids).values_list("pk", "kind", "object_pk")
    }
    ranked = [entries[pk][1] for pk in ids if pk in entries and entries[pk][0] == "product"]
    other_ids = [pk for pk in ids if pk in entries and entries[pk][0] != "product"][:6]
    shown = Entry.objects.in_bulk(other_ids)
    others = [
        (entry.kind, in_language(entry.titles, language), in_language(entry.paths, language))
        for entry in (shown[pk] for pk in other_ids if pk in shown)
    ]
    return Found(
        matches=searcher.matches(question, "product"),
        ranked=ranked,
        others=others,
        mended=question.mended,
        is_loosened=is_loosened,
    )


def in_language(texts: dict[str, str], language: str) -> str:
    return texts.get(language) or texts.get("vi") or next(iter(texts.values()), "")


def suggest(text: str, language: str, limit: int = 8) -> list[dict[str, str]]:
    """Complete what somebody types: [{"kind", "title", "url"}], villages and makers first."""
    question = read(text, is_typing=True)
    if not question.groups:
        return []
    searcher = engine()
    ids = searcher.ranked(question, KINDS[:-1], 12)
    weights = dict(Entry.objects.filter(pk__in=ids).values_list("pk", "weight"))
    ids = sorted(ids, key=lambda pk: -weights.get(pk, 0))[:3]
    ids += searcher.ranked(question, KINDS[-1:], limit - len(ids))
    entries = Entry.objects.in_bulk(ids)
    return [
        {
            "kind": entries[pk].kind,
            "title": in_language(entries[pk].titles, language),
            "url": in_language(entries[pk].paths, language),
        }
        for pk in ids
        if pk in entries
    ]


def note_asked(text: str, found: int) -> None:
    """Count what was looked for: the words only, nothing of who asked."""
    words = " ".join(words_of(text))[:80]
    if len(words) < 2 or is_personal(text):
        return
    today = Asked.objects.filter(day=timezone.localdate())
    if today.filter(text=words).update(times=F("times") + 1, found=found):
        return
    if today.count() < MOST_ASKED_A_DAY:
        row, _created = Asked.objects.get_or_create(day=timezone.localdate(), text=words)
        Asked.objects.filter(pk=row.pk).update(times=F("times") + 1, found=found)


def is_personal(text: str) -> bool:
    """Tell whether a text looks like an address or a number of somebody: it is not kept."""
    return "@" in text or sum(c.isdigit() for c in text) >= 6


def popular(days: int = 30, limit: int = 6) -> list[str]:
    """What others looked for and found, the most often first; at least three times."""
    since = timezone.localdate() - datetime.timedelta(days=days)
    rows = (
        Asked.objects.filter(day__gte=since, found__gt=0)
        .values("text")
        .annotate(sum=Sum("times"))
        .filter(sum__gte=3)
        .order_by("-sum", "text")
    )
    return [row["text"] for row in rows[:limit]]
