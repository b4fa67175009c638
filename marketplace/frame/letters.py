"""Letters are written once, in HTML; their subject and their plain text are read off it.

A letter is a template of templates/mail and stands in its frame. ``<title>`` is the subject.
The plain text has one paragraph a block, and what it links to is written out:

    <header><h1>Chợ OCOP</h1></header>      Your orders:
    <h2>Your orders:</h2>                   - 2 × Bowl
    <ul><li>2 × Bowl</li></ul>
    <p><a href="https://…">Open</a></p>     Open: https://…

                                            Chợ OCOP

The header signs the plain text. Values are escaped by the template, so what people wrote is
neither markup here nor a line of its own there.
"""

import re
from functools import cache
from html.parser import HTMLParser
from typing import Any, NamedTuple

from django.conf import settings
from django.utils.translation import override
from jinja2 import Environment, StrictUndefined

from marketplace.frame.jinja import spoken


class Letter(NamedTuple):
    subject: str
    text: str
    html: str


def write_letter(name: str, values: dict[str, Any], language: str) -> Letter:
    """Write templates/mail/<name> in a language; a value that it lacks is an error."""
    with override(language):
        html = (
            letters_in(language)
            .get_template(f"mail/{name}.html")
            .render(
                values,
                shop_name=settings.OSCAR_SHOP_NAME,
                site_url=settings.SITE_URL,
            )
        )
    return read_off(html)


@cache
def letters_in(language: str) -> Environment:
    """The pages' templates of a language, but nothing undefined goes out by mail."""
    return spoken(language).overlay(undefined=StrictUndefined)


def read_off(html: str) -> Letter:
    """Read subject and plain text off an HTML letter."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    body = "".join(reader.body).strip()
    return Letter(reader.subject, "\n\n".join([body, *reader.signature]) + "\n", html)


class Reader(HTMLParser):
    """Takes a letter apart: its subject, the blocks of its body, its signature."""

    # What follows a block of the plain text: another paragraph, or just another line.
    AFTER = {"p": "\n\n", "h1": "\n\n", "h2": "\n", "li": "\n", "title": ""}

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.subject = ""
        self.body: list[str] = []
        self.signature: list[str] = []
        self.said = ""  # of the block that is being read
        self.is_header = False
        self.address = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.said = self.said.rstrip(" ") + "\n"
        elif tag == "a":
            self.address = dict(attrs).get("href") or ""
        elif tag == "header":
            self.is_header = True
        elif tag in self.AFTER:
            self.said = "- " if tag == "li" else ""

    def handle_data(self, data: str) -> None:
        # Blanks as HTML knows them: the one that holds an amount and its ₫ together stays.
        data = re.sub(r"[ \t\n\f\r]+", " ", data)
        self.said += data.lstrip(" ") if self.said[-1:] in {"", " ", "\n"} else data

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self.said = self.with_address(self.said.rstrip(" "))
        elif tag == "ul":
            self.body.append("\n")
        elif tag == "header":
            self.is_header = False
        elif tag in self.AFTER:
            self.close_block(tag, self.said.strip(" \n"))

    def with_address(self, said: str) -> str:
        """Write out what a link leads to, unless it just says so."""
        if said.endswith(self.address):
            return said
        return f"{said}{'' if said.endswith(':') else ':'} {self.address}"

    def close_block(self, tag: str, said: str) -> None:
        self.said = ""
        if tag == "title":
            self.subject = " ".join(said.split())
        elif self.is_header:
            self.signature.append(said)
        elif said:
            self.body.append(said + self.AFTER[tag])
