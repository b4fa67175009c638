"""Rows of a table that was sent, as its page shows them: by outcome, by words, in words."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from marketplace.frame.folding import fold
from marketplace.frame.money import format_dong
from marketplace.frame.numbers import grouped
from marketplace.listings.content import FACTS, LABELS, as_read, facts_as_read
from marketplace.listings.imports.models import ImportRow, ProductImport
from marketplace.listings.imports.words import problem_texts
from marketplace.listings.models import Revision

Outcome = ImportRow.Outcome
TONES = {Outcome.CREATED: "ok", Outcome.CHANGED: "ok", Outcome.REFUSED: "bad"}
FactWords = Mapping[str, Mapping[str, str]]  # names by fact and code
NO_WORDS: FactWords = {}
LONGEST = 160  # signs of a text that is shown
RETURNED = Q(revision__state=Revision.State.RETURNED)
# By name: the title, which rows are in it, the name of its count in ProductImport.counts.
PARTS: dict[str, tuple[Any, Q, str]] = {
    "refused": (gettext_lazy("Refused"), Q(outcome=Outcome.REFUSED), Outcome.REFUSED),
    "far": (gettext_lazy("Prices to look at"), Q(is_far_off=True), "far"),
    "doubted": (gettext_lazy("To look at again"), Q(is_doubted=True), "doubted"),
    "returned": (gettext_lazy("Sent back"), RETURNED, ""),
    "created": (gettext_lazy("New"), Q(outcome=Outcome.CREATED), Outcome.CREATED),
    "changed": (gettext_lazy("Changed"), Q(outcome=Outcome.CHANGED), Outcome.CHANGED),
    "unchanged": (gettext_lazy("As it is"), Q(outcome=Outcome.UNCHANGED), Outcome.UNCHANGED),
}


class Line(NamedTuple):
    """One thing that a row changes: what it was, "" where nothing, and what it is to be."""

    label: str
    before: str
    after: str


class Shown(NamedTuple):
    """A row with what it would do or did, and why not."""

    row: ImportRow
    title: str
    outcome: str
    tone: str
    lines: list[Line]
    problems: list[tuple[str, str]]
    doubts: list[tuple[str, str]]
    note: str  # of the editors who sent it back


def counts_of(table: ProductImport, returned: int) -> dict[str, int]:
    """How many rows are in each part that has some, in the order of the parts."""
    known = {**table.counts, "": returned}
    counts = {name: known.get(key, 0) for name, (_title, _where, key) in PARTS.items()}
    return {name: count for name, count in counts.items() if count}


def rows_in(table: ProductImport, part: str, asked: str) -> QuerySet[ImportRow]:
    rows = table.rows.filter(PARTS[part][1]) if part in PARTS else table.rows.all()
    for word in fold(asked).split():
        rows = rows.filter(search_text__contains=word)
    return rows.select_related("revision").order_by("number")


def shown(row: ImportRow, words: FactWords = NO_WORDS) -> Shown:
    """Say a row in words; `words` are those of facts, by fact and code."""
    revision, language = row.revision, get_language() or "vi"
    return Shown(
        row=row,
        title=row.title or row.code or _("Without a name"),
        outcome=row.get_outcome_display(),
        tone=TONES.get(Outcome(row.outcome), ""),
        lines=lines_of(row.wants, words) if row.outcome != Outcome.UNCHANGED else [],
        problems=problem_texts(row.problems, language),
        doubts=problem_texts(row.doubts, language),
        note=revision.note if revision is not None and revision.is_returned else "",
    )


def lines_of(wants: dict[str, Any], words: FactWords = NO_WORDS) -> list[Line]:
    """Say what a row wants: figures from and to, texts as they are to be."""
    language = get_language() or "vi"
    lines = []
    if "price" in wants:
        seen = wants["seen_price"]
        before = format_dong(seen, language) if seen is not None else ""
        lines.append(Line(str(LABELS["price"]), before, format_dong(wants["price"], language)))
    if "stock" in wants:
        before, after = grouped(wants["seen_stock"]), grouped(wants["stock"])
        lines.append(Line(str(LABELS["stock"]), before, after))
    content = wants.get("content", {})
    for name in (name for name in LABELS if content.get(name) not in ("", None, False)):
        text = as_read(name, content[name]) if name != "ocop_set" else str(content[name])
        lines.append(Line(str(LABELS[name]), "", cut(text)))
    told = facts_as_read(content.get(FACTS, {}), words)
    return lines + [Line(label, "", cut(text)) for label, text in told.items()]


def cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rstrip()}…"
