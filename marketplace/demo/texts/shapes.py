"""What a page of the demo market's texts is made of: frozen, flat, in three languages."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, ClassVar

LANGUAGES = ("vi", "en", "id")
KINDS = ("villages", "stories", "events", "routes", "plain")
WAYS = ("bus", "car", "motorbike", "walk", "boat", "bicycle")
TARGETS = ("village", "listing", "story", "event", "route")


@dataclass(frozen=True, slots=True)
class Words:
    """One text in Vietnamese, English and Indonesian."""

    vi: str
    en: str
    id: str

    def of(self, language: str) -> str:
        """Return the text in one of LANGUAGES."""
        return {"vi": self.vi, "en": self.en, "id": self.id}[language]


@dataclass(frozen=True, slots=True)
class Source:
    """Where facts of a page come from."""

    key: str
    title: str
    publisher: str
    url: str
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """A short figure with its name."""

    name: Words
    value: Words
    source: str


@dataclass(frozen=True, slots=True)
class Moment:
    """A point of time and what happened."""

    when: Words
    what: Words
    source: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step of making."""

    name: Words
    text: Words


@dataclass(frozen=True, slots=True)
class Leg:
    """One stretch of the way; what is not known is None."""

    by: str
    start: Words | None = None
    end: Words | None = None
    line: str | None = None
    minutes: int | None = None
    km: float | None = None
    text: Words | None = None
    source: str | None = None

    @property
    def has_figure(self) -> bool:
        """Tell whether a line, a time or a distance is claimed, which needs a source."""
        return self.line is not None or self.minutes is not None or self.km is not None


@dataclass(frozen=True, slots=True)
class Text:
    type: ClassVar[str] = "text"
    text: Words
    heading: Words | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    type: ClassVar[str] = "facts"
    rows: tuple[Fact, ...]
    heading: Words | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    type: ClassVar[str] = "timeline"
    rows: tuple[Moment, ...]
    heading: Words | None = None


@dataclass(frozen=True, slots=True)
class Steps:
    type: ClassVar[str] = "steps"
    rows: tuple[Step, ...]
    heading: Words | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    type: ClassVar[str] = "table"
    caption: Words
    head: tuple[Words, ...]
    rows: tuple[tuple[Words, ...], ...]
    heading: Words | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Route:
    type: ClassVar[str] = "route"
    legs: tuple[Leg, ...]
    heading: Words | None = None


@dataclass(frozen=True, slots=True)
class Pull:
    type: ClassVar[str] = "pull"
    text: Words
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Products:
    type: ClassVar[str] = "products"
    heading: Words
    village: str


@dataclass(frozen=True, slots=True)
class Care:
    type: ClassVar[str] = "care"
    items: tuple[Words, ...]
    heading: Words | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Call:
    type: ClassVar[str] = "call"
    text: Words
    to: str


Block = Text | Facts | Timeline | Steps | Table | Route | Pull | Products | Care | Call


@dataclass(frozen=True, slots=True)
class Visit:
    """What a visitor of a village asks first; what is not known is None."""

    see: Words | None = None
    hours: Words | None = None
    access: Words | None = None
    season: Words | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A page of texts. `short` tells why it has fewer words than its kind asks for.

    `when` is an event's, in words: what returns by the moon has no day.
    """

    kind: str
    slug: str
    title: Words
    lead: Words
    blocks: tuple[Block, ...]
    sources: tuple[Source, ...] = ()
    villages: tuple[str, ...] = ()
    visit: Visit | None = None
    short: str | None = None
    when: Words | None = None

    @property
    def place(self) -> str:
        """Return the file's name below texts/."""
        return f"{self.kind}/{self.slug}.toml"

    def texts(self, language: str) -> Iterator[str]:
        """Yield everything the page says in one language, in order."""
        for part in (self.title, self.lead, self.when, self.blocks, self.visit):
            for words in words_in(part):
                yield words.of(language)

    def word_count(self, language: str) -> int:
        """Count the words the page says in one language."""
        return sum(len(text.split()) for text in self.texts(language))


def words_in(part: Any) -> Iterator[Words]:
    """Yield every text in three languages that stands in a part of a page, in order."""
    if isinstance(part, Words):
        yield part
    elif isinstance(part, tuple):
        for one in part:
            yield from words_in(one)
    elif is_dataclass(part):
        for field in fields(part):
            yield from words_in(getattr(part, field.name))


def keys_in(part: Any) -> Iterator[str]:
    """Yield the key of every source that a part of a page names."""
    if isinstance(part, tuple):
        for one in part:
            yield from keys_in(one)
    elif is_dataclass(part) and not isinstance(part, Words):
        for field in fields(part):
            value = getattr(part, field.name)
            if field.name == "source" and value is not None:
                yield value
            elif field.name == "sources":
                yield from value
            else:
                yield from keys_in(value)
