"""The demo market's texts as bodies of pages: blocks as Wagtail keeps them, in one language.

Facts name their source by its key; a reader follows a number behind the text to the list at the
page's end, and "source" beside a figure to the page that it is from.
"""

import re
from collections.abc import Callable, Iterable
from html import escape
from typing import Any

from marketplace.demo.texts import Page
from marketplace.demo.texts.shapes import (
    Block,
    Call,
    Care,
    Facts,
    Products,
    Pull,
    Route,
    Steps,
    Table,
    Text,
    Timeline,
    Words,
)

EMPHASIS = re.compile(r"\*(\S(?:[^*]*\S)?)\*")
SOURCES = Words("Nguồn", "Sources", "Sumber")
Stored = dict[str, Any]
# What a page calls for by "village:bat-trang" and the like: the field of the block and its value.
Target = Callable[[str], Stored | None]


def body_of(page: Page, language: str, villages: dict[str, int], target: Target) -> list[Stored]:
    """Write a page's blocks as StreamField keeps them.

    `villages` gives the key of each village by its slug, `target` what a call leads to; a call
    that leads nowhere is left out.
    """
    return [*Writer(page, language, villages, target).blocks()]


class Writer:
    """One page in one language."""

    def __init__(self, page: Page, language: str, villages: dict[str, int], target: Target) -> None:
        self.page, self.language = page, language
        self.villages, self.target = villages, target
        self.numbers = {source.key: n for n, source in enumerate(page.sources, start=1)}
        self.urls = {source.key: source.url for source in page.sources}

    def blocks(self) -> Iterable[Stored]:
        for block in self.page.blocks:
            yield from self.written(block)
        if self.page.sources:
            rows = [self.source(each) for each in self.page.sources]
            yield self.stored("sources", {"rows": rows})

    def written(self, block: Block) -> Iterable[Stored]:
        match block:
            case Text():
                yield self.stored("text", self.heading(block.heading) + self.rich(block))
            case Facts():
                yield from self.headed(block.heading)
                yield self.stored("facts", [self.fact(row) for row in block.rows])
            case Timeline():
                rows = [self.moment(row) for row in block.rows]
                heading = self.said(block.heading)
                yield self.stored("timeline", {"heading": heading, "rows": rows})
            case Steps():
                rows = [{"name": self.say(r.name), "text": self.say(r.text)} for r in block.rows]
                value = {"heading": self.said(block.heading), "rows": rows}
                yield self.stored("steps", value)
                yield from self.noted(block.sources)
            case Table():
                yield from self.headed(block.heading)
                yield self.stored("table", self.table(block))
                yield from self.noted(block.sources)
            case Route():
                legs = [self.leg(each) for each in block.legs]
                yield self.stored("route", {"heading": self.said(block.heading), "legs": legs})
            case Pull():
                yield self.stored("pull", {"text": self.say(block.text)})
            case Products() if self.page.kind != "villages":  # whose page shows them itself
                village = self.villages.get(block.village)
                title = self.say(block.heading)
                yield self.stored("village_products", {"title": title, "village": village})
            case Care():
                lines = [self.say(each) for each in block.items]
                heading = self.said(block.heading)
                yield self.stored("care", {"heading": heading, "items": lines})
                yield from self.noted(block.sources)
            case Call():
                if found := self.target(block.to):
                    yield self.stored("call", {"text": self.say(block.text)} | found)

    def stored(self, kind: str, value: Any) -> Stored:
        return {"type": kind, "value": value}

    def say(self, words: Words) -> str:
        return EMPHASIS.sub(r"\1", words.of(self.language))

    def said(self, words: Words | None) -> str:
        return self.say(words) if words else ""

    def heading(self, words: Words | None) -> str:
        return f"<h2>{escape(self.say(words), quote=False)}</h2>" if words else ""

    def headed(self, words: Words | None) -> Iterable[Stored]:
        if words:
            yield self.stored("text", self.heading(words))

    def noted(self, keys: tuple[str, ...]) -> Iterable[Stored]:
        """The sources of a block that has no place of its own for them."""
        if keys:
            yield self.stored("text", f"<p>{self.say(SOURCES)}: {self.marks(keys)}</p>")

    def rich(self, block: Text) -> str:
        paragraphs = [each for each in block.text.of(self.language).split("\n\n") if each.strip()]
        written = [
            EMPHASIS.sub(r"<i>\1</i>", escape(" ".join(each.split()), quote=False))
            for each in paragraphs
        ]
        if block.sources and written:
            written[-1] += " " + self.marks(block.sources)
        return "".join(f"<p>{each}</p>" for each in written)

    def marks(self, keys: tuple[str, ...]) -> str:
        """Numbers that lead to the list of sources."""
        return " ".join(
            f'<a href="#source-{self.numbers[key]}">{self.numbers[key]}</a>' for key in keys
        )

    def fact(self, row: Any) -> Stored:
        url = self.urls[row.source]
        return {"name": self.say(row.name), "value": self.say(row.value), "source": url}

    def moment(self, row: Any) -> Stored:
        url = self.urls[row.source]
        return {"when": self.say(row.when), "what": self.say(row.what), "source": url}

    def leg(self, row: Any) -> Stored:
        return {
            "by": row.by,
            "line": row.line or "",
            "start": self.said(row.start),
            "end": self.said(row.end),
            "minutes": row.minutes,
            "km": None if row.km is None else str(row.km),
            "text": self.said(row.text),
            "source": self.urls[row.source] if row.source else "",
        }

    def table(self, block: Table) -> Stored:
        columns = [{"type": "text", "heading": self.say(each)} for each in block.head]
        rows = [{"values": [self.say(cell) for cell in row]} for row in block.rows]
        return {"columns": columns, "rows": rows, "caption": self.say(block.caption)}

    def source(self, row: Any) -> Stored:
        return {
            "title": row.title,
            "publisher": row.publisher,
            "year": str(row.year or ""),
            "url": row.url,
        }
