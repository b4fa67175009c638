"""Write the index: documents in, changes in their order, nothing lost.

A change waits (`touch`) in its own transaction; `catch_up` writes it into the index and
into the log of changes under the next number.
"""

import datetime
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice

from django.apps import apps
from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django_tasks import task

from catalogue.search.engines import engine
from catalogue.search.models import KINDS, Asked, Change, Entry, Posting, Version, Waiting, Word
from catalogue.search.query import counted, words_of, written
from marketplace.frame.folding import fold

BATCH = 500
KEPT_NUMBERS = 500
MOST_ASKED_A_DAY = 5000
ASKED_DAYS = 90
DAY_SECONDS = 24 * 60 * 60


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
Source = Callable[[Iterable[int] | None], Iterator[Document]]
SOURCES: dict[str, Source] = {}


def source(kind: str) -> Callable[[Source], Source]:
    """Register where a kind's documents come from."""

    def decorate(function: Source) -> Source:
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
    )


SHOWN = ("titles", "paths", "title_text", "body_text", "codes_text")


def write(documents: Iterable[Document]) -> int:
    """Put documents into the index, a batch a transaction; return how many.

    What stands there already in the same words is left alone: most changes are of price or
    stock, which search does not read.
    """
    written = 0
    stream = iter(documents)
    while batch := list(islice(stream, BATCH)):
        with transaction.atomic():
            write_batch(batch)
        written += len(batch)
    return written


def write_batch(batch: list[Document]) -> None:
    weights = {(d.kind, d.object_pk): d.weight for d in batch}
    entries = [entry_of(document) for document in batch]
    standing: dict[tuple[str, int], Entry] = {}
    for kind in {document.kind for document in batch}:
        pks = [d.object_pk for d in batch if d.kind == kind]
        for entry in Entry.objects.filter(kind=kind, object_pk__in=pks).select_related("posting"):
            standing[kind, entry.object_pk] = entry
    new = []
    for entry in entries:
        old = standing.get((entry.kind, entry.object_pk))
        if old is None or any(getattr(old, name) != getattr(entry, name) for name in SHOWN):
            new.append(entry)
        elif old.posting.weight != weights[entry.kind, entry.object_pk]:
            weight = weights[entry.kind, entry.object_pk]
            Posting.objects.filter(entry=old).update(weight=weight)
    if not new:
        return
    Entry.objects.bulk_create(
        new, update_conflicts=True, unique_fields=["kind", "object_pk"], update_fields=SHOWN
    )
    ids: dict[tuple[str, int], int] = {}
    for kind in {entry.kind for entry in new}:
        pks = [e.object_pk for e in new if e.kind == kind]
        rows = Entry.objects.filter(kind=kind, object_pk__in=pks).values_list("object_pk", "pk")
        ids |= {(kind, object_pk): pk for object_pk, pk in rows}
    engine().put(
        [
            Posting(
                entry_id=ids[entry.kind, entry.object_pk],
                kind=KINDS.index(entry.kind),
                object_pk=entry.object_pk,
                weight=weights[entry.kind, entry.object_pk],
                size=min(len(entry.title_text), 32_000),
            )
            for entry in new
        ]
    )
    add_words(new)


def add_words(entries: Iterable[Entry]) -> None:
    """Count words for spelling. Counts only order guesses; a rebuild makes them exact."""
    counts: Counter[str] = Counter()
    for entry in entries:
        counts.update(counted(f"{entry.title_text} {entry.body_text}"))
    known = set(Word.objects.filter(text__in=list(counts)).values_list("text", flat=True))
    new = [Word(text=text, entries=n) for text, n in sorted(counts.items()) if text not in known]
    if new:
        Word.objects.bulk_create(new, ignore_conflicts=True)
        touch("words", [0])


def drop(kind: str, object_pks: Iterable[int]) -> None:
    ids = list(
        Entry.objects.filter(kind=kind, object_pk__in=list(object_pks)).values_list("pk", flat=True)
    )
    if ids:
        engine().drop(ids)
        Posting.objects.filter(pk__in=ids).delete()
        Entry.objects.filter(pk__in=ids).delete()


def touch(kind: str, object_pks: Iterable[int]) -> None:
    """Say that things changed: they wait in the transaction of the change itself."""
    rows = [Waiting(kind=kind, object_pk=pk) for pk in object_pks]
    if not rows:
        return
    first = Waiting.objects.bulk_create(rows)[0].pk
    is_called = any(getattr(job, "func", None) is call_worker for _, job, _ in after_commit())
    if not is_called:
        transaction.on_commit(partial(call_worker, first), robust=True)


def after_commit() -> list:
    return connection.run_on_commit if connection.in_atomic_block else []


def call_worker(first: int) -> None:
    """Queue a task for what waits from row `first` on.

    Where something older waits a task is on its way, and it goes on until nothing waits.
    """
    if not Waiting.objects.filter(pk__lt=first).exists():
        catch_up_task.enqueue()


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
    return done


@transaction.atomic
def catch_up_batch() -> int:
    if not Waiting.objects.exists():
        return 0
    number = next_number()
    rows = list(Waiting.objects.order_by("since", "pk")[:BATCH])
    Waiting.objects.filter(pk__in=[row.pk for row in rows]).delete()
    by_kind: dict[str, set[int]] = {}
    for row in rows:
        by_kind.setdefault(row.kind, set()).add(row.object_pk)
    for kind, pks in by_kind.items():
        if kind in SOURCES:
            documents = list(SOURCES[kind](pks))
            write(documents)
            drop(kind, pks - {document.object_pk for document in documents})
    log(number, by_kind)
    return len(rows)


def next_number() -> int:
    """Take the log's next number. Holds its lock until the transaction ends."""
    Version.objects.get_or_create(pk=1)
    Version.objects.filter(pk=1).update(number=F("number") + 1)
    return Version.objects.values_list("number", flat=True).get(pk=1)


def log(number: int, changes: dict[str, set[int]]) -> None:
    """Write what changed with a number of `next_number`; now and then forget the oldest."""
    Change.objects.bulk_create(
        [Change(number=number, kind=k, object_pk=pk) for k, pks in changes.items() for pk in pks]
    )
    if number % 50 == 0:
        oldest = number - KEPT_NUMBERS
        Change.objects.filter(number__lt=oldest).delete()
        Version.objects.filter(pk=1).update(oldest=oldest)


def refresh_expired() -> int:
    """Index anew what lost its stars since this last ran: their weight in the ranking goes."""
    today = timezone.localdate()
    last = Version.objects.filter(pk=1).values_list("day", flat=True).first()
    if last == today:
        return 0
    expired = apps.get_model("catalogue", "Product").objects.filter(ocop_valid_until__lt=today)
    if last is not None:
        expired = expired.filter(ocop_valid_until__gte=last)
    with transaction.atomic():
        Version.objects.get_or_create(pk=1)
        Version.objects.filter(pk=1).update(day=today)
        pks = list(expired.values_list("pk", flat=True))
        touch("product", pks)
    return len(pks)


def rebuild(progress: Callable[[str, int], None] = lambda kind, done: None) -> int:
    """Write the whole index anew while the old one serves; then drop what is no more."""
    total = 0
    for kind in SOURCES:
        seen: set[int] = set()

        def watched(kind: str = kind, seen: set[int] = seen) -> Iterator[Document]:
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
    tidy()
    with transaction.atomic():
        log(next_number(), {"all": {0}})
    return total


def tidy() -> None:
    """Let PostgreSQL sort in and count what was written in bulk: searches wait for that else."""
    if connection.vendor != "postgresql":
        return
    # A test's transaction cannot be vacuumed in.
    how = "ANALYZE" if connection.in_atomic_block else "VACUUM (ANALYZE)"
    with connection.cursor() as cursor:
        for table in (Entry, Posting, Word):
            cursor.execute(f"{how} {connection.ops.quote_name(table._meta.db_table)}")


def count_words() -> None:
    """Count every word of the index exactly."""
    counts: Counter[str] = Counter()
    for title, body in Entry.objects.values_list("title_text", "body_text").iterator(2000):
        counts.update(counted(f"{title} {body}"))
    with transaction.atomic():
        Word.objects.all().delete()
        Word.objects.bulk_create(
            [Word(text=text, entries=n) for text, n in counts.items()], batch_size=2000
        )


def note_asked(text: str, found: int, *, address: str, mended: str = "") -> None:
    """Count what was looked for, as search read it: the words only, nothing of who asked.

    One address counts once a day for a text: until then the cache holds a keyed hash of the
    two, from which neither can be read.
    """
    words = (mended or " ".join(words_of(text)))[:80]
    if len(words) < 2 or is_personal(text):
        return
    day = timezone.localdate()
    reader = salted_hmac("asked", f"{day} {address} {words}", algorithm="sha256").hexdigest()[:32]
    if not cache.add(f"asked-{reader}", 1, DAY_SECONDS):
        return
    today = Asked.objects.filter(day=day)
    counted: dict = {"times": F("times") + 1, "found": found}
    spelling = " ".join(written(text))[:80]
    if not mended and spelling != words and fold(spelling) == words:
        counted["spelling"] = spelling
    if today.filter(text=words).update(**counted):
        return
    if today.count() < MOST_ASKED_A_DAY:
        row, _created = Asked.objects.get_or_create(day=day, text=words)
        Asked.objects.filter(pk=row.pk).update(**counted)


def forget_asked() -> int:
    """Delete what was looked for more than ASKED_DAYS ago; return how many rows."""
    first = timezone.localdate() - datetime.timedelta(days=ASKED_DAYS)
    return Asked.objects.filter(day__lt=first).delete()[0]


def is_personal(text: str) -> bool:
    """Tell whether a text looks like an address or a number of somebody: it is not kept."""
    return "@" in text or sum(c.isdigit() for c in text) >= 6
