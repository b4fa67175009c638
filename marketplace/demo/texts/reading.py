"""Read the demo market's texts and refuse what is not whole, naming file and place.

A key that no page knows is refused like one that is missing: a misspelt `heading` must not vanish.
"""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from marketplace.demo.texts.shapes import (
    KINDS,
    LANGUAGES,
    TARGETS,
    WAYS,
    Block,
    Call,
    Care,
    Fact,
    Facts,
    Leg,
    Moment,
    Page,
    Products,
    Pull,
    Route,
    Source,
    Step,
    Steps,
    Table,
    Text,
    Timeline,
    Visit,
    Words,
    keys_in,
)

FOLDER = Path(__file__).parent
T = TypeVar("T")


class NotWhole(ValueError):
    """A file of texts that is not whole: the message names file, place and what is wrong."""


class Part:
    """One table of a file, whose keys are taken one by one; what is left over is unknown."""

    def __init__(self, value: Any, place: str) -> None:
        if not isinstance(value, dict):
            raise NotWhole(f"{place}: a table is needed, not {value!r}")
        self.left = dict(value)
        self.place = place

    def refuse(self, what: str) -> NotWhole:
        """Return the error that names this place."""
        return NotWhole(f"{self.place}: {what}")

    def needed(self, key: str) -> Any:
        """Take a key that must stand there."""
        if key not in self.left:
            raise self.refuse(f"{key} is missing")
        return self.left.pop(key)

    def string(self, key: str) -> str:
        """Take a text that is not empty."""
        value = self.needed(key)
        if not isinstance(value, str) or not value.strip():
            raise self.refuse(f"{key} must be a text that is not empty")
        return value.strip()

    def string_or_none(self, key: str) -> str | None:
        """Take a text, or None where the key does not stand."""
        return self.string(key) if key in self.left else None

    def number(self, key: str) -> int | float | None:
        """Take a number above zero, or None where the key does not stand."""
        if key not in self.left:
            return None
        value = self.left.pop(key)
        if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
            raise self.refuse(f"{key} must be a number above zero")
        return value

    def whole_number(self, key: str) -> int | None:
        """Take a whole number above zero, or None where the key does not stand."""
        value = self.number(key)
        if isinstance(value, float):
            raise self.refuse(f"{key} must be a whole number")
        return value

    def words(self, key: str) -> Words:
        """Take a text in the three languages."""
        return words(self.needed(key), f"{self.place}, {key}")

    def words_or_none(self, key: str) -> Words | None:
        """Take a text in the three languages, or None where the key does not stand."""
        return self.words(key) if key in self.left else None

    def each(self, key: str, read: Callable[[Any, str], T], what: str) -> tuple[T, ...]:
        """Take a list that is not empty and read each of it at its numbered place."""
        value = self.needed(key)
        if not isinstance(value, list) or not value:
            raise self.refuse(f"{key} must be a list that is not empty")
        return tuple(read(one, f"{self.place}, {what} {at}") for at, one in enumerate(value, 1))

    def sources(self) -> tuple[str, ...]:
        """Take the keys of the sources, none where they do not stand."""
        return self.each("sources", a_string, "source") if "sources" in self.left else ()

    def done(self, made: T) -> T:
        """Return what was made, or refuse the keys nobody took."""
        if self.left:
            raise self.refuse(f"unknown key {', '.join(sorted(self.left))}")
        return made


def a_string(value: Any, place: str) -> str:
    """Return a text that is not empty."""
    if not isinstance(value, str) or not value.strip():
        raise NotWhole(f"{place}: a text is needed, not {value!r}")
    return value.strip()


def words(value: Any, place: str) -> Words:
    """Read a table of the three languages, each not empty."""
    part = Part(value, place)
    return part.done(Words(**{language: part.string(language) for language in LANGUAGES}))


def a_source(value: Any, place: str) -> Source:
    """Read one [[source]]."""
    part = Part(value, place)
    source = Source(
        key=part.string("key"),
        title=part.string("title"),
        publisher=part.string("publisher"),
        url=part.string("url"),
        year=part.whole_number("year"),
    )
    if not source.url.startswith(("https://", "http://")):
        raise part.refuse("url must begin with https:// or http://")
    return part.done(source)


def a_fact(value: Any, place: str) -> Fact:
    """Read one row of facts."""
    part = Part(value, place)
    return part.done(Fact(part.words("name"), part.words("value"), part.string("source")))


def a_moment(value: Any, place: str) -> Moment:
    """Read one row of a timeline."""
    part = Part(value, place)
    return part.done(Moment(part.words("when"), part.words("what"), part.string("source")))


def a_step(value: Any, place: str) -> Step:
    """Read one step of making."""
    part = Part(value, place)
    return part.done(Step(part.words("name"), part.words("text")))


def a_leg(value: Any, place: str) -> Leg:
    """Read one stretch of a route; a figure in it needs its source."""
    part = Part(value, place)
    leg = Leg(
        by=part.string("by"),
        start=part.words_or_none("from"),
        end=part.words_or_none("to"),
        line=part.string_or_none("line"),
        minutes=part.whole_number("minutes"),
        km=part.number("km"),
        text=part.words_or_none("text"),
        source=part.string_or_none("source"),
    )
    if leg.by not in WAYS:
        raise part.refuse(f"by must be one of {', '.join(WAYS)}, not {leg.by}")
    if leg.has_figure and leg.source is None:
        raise part.refuse("a line, minutes or km needs its source")
    return part.done(leg)


def a_row(value: Any, place: str) -> tuple[Words, ...]:
    """Read one row of a table: a list of cells."""
    if not isinstance(value, list):
        raise NotWhole(f"{place}: a list of cells is needed, not {value!r}")
    return tuple(words(cell, f"{place}, cell {at}") for at, cell in enumerate(value, 1))


def a_table(part: Part) -> Table:
    """Read a table whose rows are as wide as its head."""
    table = Table(
        caption=part.words("caption"),
        head=part.each("head", words, "head"),
        rows=part.each("rows", a_row, "row"),
        heading=part.words_or_none("heading"),
        sources=part.sources(),
    )
    for at, row in enumerate(table.rows, 1):
        if len(row) != len(table.head):
            raise part.refuse(f"row {at} has {len(row)} cells, the head {len(table.head)}")
    return table


def a_call(part: Part) -> Call:
    """Read a call to action, whose target is a kind, a colon and a name."""
    call = Call(part.words("text"), part.string("to"))
    kind, _, name = call.to.partition(":")
    if kind not in TARGETS or not name:
        raise part.refuse(
            f"to must be one of {', '.join(TARGETS)}, a colon and a name, not {call.to}"
        )
    return call


BLOCKS: dict[str, Callable[[Part], Block]] = {
    "text": lambda part: Text(part.words("text"), part.words_or_none("heading"), part.sources()),
    "facts": lambda part: Facts(part.each("rows", a_fact, "row"), part.words_or_none("heading")),
    "timeline": lambda part: Timeline(
        part.each("rows", a_moment, "row"), part.words_or_none("heading")
    ),
    "steps": lambda part: Steps(
        part.each("rows", a_step, "row"), part.words_or_none("heading"), part.sources()
    ),
    "table": a_table,
    "route": lambda part: Route(part.each("legs", a_leg, "leg"), part.words_or_none("heading")),
    "pull": lambda part: Pull(part.words("text"), part.sources()),
    "products": lambda part: Products(part.words("heading"), part.string("village")),
    "care": lambda part: Care(
        part.each("items", words, "item"), part.words_or_none("heading"), part.sources()
    ),
    "call": a_call,
}


def a_block(value: Any, place: str) -> Block:
    """Read one [[block]] by its type."""
    part = Part(value, place)
    kind = part.string("type")
    if kind not in BLOCKS:
        raise part.refuse(f"unknown type {kind}; known are {', '.join(BLOCKS)}")
    part.place = f"{place} ({kind})"
    return part.done(BLOCKS[kind](part))


def a_visit(value: Any, place: str) -> Visit:
    """Read what a visitor asks first."""
    part = Part(value, place)
    return part.done(
        Visit(
            see=part.words_or_none("see"),
            hours=part.words_or_none("hours"),
            access=part.words_or_none("access"),
            season=part.words_or_none("season"),
            sources=part.sources(),
        )
    )


def read_page(path: Path) -> Page:
    """Read one file; its folder is its kind and its name its slug.

    Raises NotWhole with the file and the place of what is missing, unknown or not declared.
    """
    kind, file = path.parent.name, f"{path.parent.name}/{path.name}"
    try:
        part = Part(tomllib.loads(path.read_text(encoding="utf-8")), file)
    except tomllib.TOMLDecodeError as error:
        raise NotWhole(f"{file}: not TOML: {error}") from error
    if kind not in KINDS:
        raise part.refuse(f"the folder must be one of {', '.join(KINDS)}")
    page = Page(
        kind=kind,
        slug=part.string("slug"),
        title=part.words("title"),
        lead=part.words("lead"),
        villages=villages_of(part),
        blocks=part.each("block", a_block, "block"),
        sources=part.each("source", a_source, "source") if "source" in part.left else (),
        visit=visit_of(part, kind),
        short=part.string_or_none("short"),
        when=part.words("when") if kind == "events" else None,
    )
    if page.slug != path.stem:
        raise part.refuse(f"slug is {page.slug}, the file's name {path.stem}")
    refuse_undeclared(page)
    return part.done(page)


def villages_of(part: Part) -> tuple[str, ...]:
    """Take the villages a page belongs to: `village`, then `villages`."""
    one = part.string_or_none("village")
    more = part.each("villages", a_string, "village") if "villages" in part.left else ()
    return ((one,) if one else ()) + more


def visit_of(part: Part, kind: str) -> Visit | None:
    """Take what visitors ask, which only a village answers."""
    if "visit" not in part.left or kind != "villages":
        return None
    return a_visit(part.needed("visit"), f"{part.place}, visit")


def refuse_undeclared(page: Page) -> None:
    """Refuse a source declared twice and one that is named and not declared."""
    declared = [source.key for source in page.sources]
    twice = sorted({key for key in declared if declared.count(key) > 1})
    if twice:
        raise NotWhole(f"{page.place}: source {', '.join(twice)} is declared twice")
    for at, block in enumerate(page.blocks, 1):
        for key in keys_in(block):
            if key not in declared:
                raise NotWhole(
                    f"{page.place}, block {at} ({block.type}): source {key} is not declared"
                )
    for key in keys_in(page.visit):
        if key not in declared:
            raise NotWhole(f"{page.place}, visit: source {key} is not declared")


def pages(kind: str) -> tuple[Page, ...]:
    """Read all pages of one of KINDS, by name."""
    return tuple(read_page(path) for path in sorted((FOLDER / kind).glob("*.toml")))
