"""White space goes when a template is compiled, so that its source can be laid out for people.

In ``.html`` templates a run of white space becomes one space, and nothing where it touches a tag
at which a browser breaks the line anyway (``<p>``, ``<li>``, ``<div>`` ...) or the end of a tag.
A page looks as its source would unminified: between words, and between inline elements such as
``<a>`` and ``<b>``, one space stays. ``<pre>``, ``<textarea>``, ``<script>`` and ``<style>`` stay
as they are; so does what is quoted, save its line breaks.

The text of ``{% trans %}`` is left to its own trimming: the catalogues know it by its letters.
A macro's or a ``{% set %}`` block's text loses the white space at both of its ends: what is put
into a line must not bring spaces along.

Example: ``<ul>\\n  <li>\\n    <b>One</b>\\n    two\\n  </li>\\n</ul>`` is compiled as
``<ul><li><b>One</b> two</li></ul>``.
"""

import re
from collections.abc import Iterator

from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

NAMES = """
    address article aside base blockquote body br caption circle col colgroup dd defs details
    dialog div dl dt ellipse fieldset figcaption figure footer form g h1 h2 h3 h4 h5 h6 head
    header hgroup hr html legend li line link main meta nav ol optgroup option p path picture
    polygon polyline rect search section source stop summary table tbody td tfoot th thead title
    tr ul
"""
BREAKING = frozenset(NAMES.split())  # a browser breaks the line at these
KEPT = frozenset({"pre", "textarea", "script", "style"})

# What stands in text: a comment, a tag's beginning, white space.
IN_TEXT = re.compile(r"(?P<comment><!--)|<(?P<closes>/?)(?P<name>[a-zA-Z][\w:-]*)|(?P<space>\s+)")
# What stands in a tag: its end, a quoted value's beginning, white space.
IN_TAG = re.compile(r"(?P<end>/?>)|(?P<quote>[\"'])|(?P<space>\s+)")
LINE_BREAK = re.compile(r"[ \t]*[\r\n]\s*")


class Squeezer:
    """Take a template's pieces of text in order and give each back without needless space."""

    def __init__(self) -> None:
        self.where = "text"  # text, tag, comment, a quote (' or ") or a kept element's name
        self.tag = ""
        self.is_closing = False
        self.breaks = False  # the text before ends at a tag that breaks the line

    def squeeze(self, text: str) -> str:
        """Write one piece; between two pieces stands an expression or a statement."""
        made: list[str] = []
        at = 0
        while at < len(text):
            match self.where:
                case "text":
                    at = self.in_text(text, at, made)
                case "tag":
                    at = self.in_tag(text, at, made)
                case "comment":
                    at = self.until(text, at, made, text.find("-->", at), 3)
                case "'" | '"':
                    at = self.in_quote(text, at, made)
                case kept:
                    end = re.compile(rf"</{kept}\b", re.I).search(text, at)
                    at = self.until(text, at, made, end.start() if end else -1, 0)
        return "".join(made)

    def in_text(self, text: str, at: int, made: list[str]) -> int:
        found = IN_TEXT.search(text, at)
        if found is None:
            made.append(text[at:])
            self.breaks = False
            return len(text)
        if found.start() > at:
            made.append(text[at : found.start()])
            self.breaks = False
        if found["comment"]:
            made.append("<!--")
            self.where = "comment"
        elif found["space"]:
            if not (self.breaks or opens_breaking(text, found.end())):
                made.append(" ")
        else:
            made.append(found.group())
            self.where, self.tag = "tag", found["name"].lower()
            self.is_closing = bool(found["closes"])
        return found.end()

    def in_tag(self, text: str, at: int, made: list[str]) -> int:
        found = IN_TAG.search(text, at)
        if found is None:
            made.append(text[at:])
            return len(text)
        made.append(text[at : found.start()])
        if found["quote"]:
            made.append(found["quote"])
            self.where = found["quote"]
        elif found["space"]:
            if not text.startswith((">", "/>"), found.end()):
                made.append(" ")
        else:
            made.append(found.group())
            is_kept = self.tag in KEPT and not self.is_closing and found["end"] == ">"
            self.where = self.tag if is_kept else "text"
            self.breaks = self.tag in BREAKING
        return found.end()

    def in_quote(self, text: str, at: int, made: list[str]) -> int:
        end = text.find(self.where, at)
        inside = text[at:] if end < 0 else text[at:end]
        made.append(LINE_BREAK.sub(" ", inside))
        if end < 0:
            return len(text)
        made.append(self.where)
        self.where = "tag"
        return end + 1

    def until(self, text: str, at: int, made: list[str], end: int, length: int) -> int:
        """Copy what stays as it is, up to where it ends."""
        if end < 0:
            made.append(text[at:])
            return len(text)
        made.append(text[at : end + length])
        self.where = "text"
        return end + length


def opens_breaking(text: str, at: int) -> bool:
    """Tell whether a tag that breaks the line begins at a place."""
    found = IN_TEXT.match(text, at)
    return bool(found and found["name"] and found["name"].lower() in BREAKING)


class Whitespace(Extension):
    """Squeeze the text of .html templates while Jinja2 reads them."""

    def filter_stream(self, stream: TokenStream) -> TokenStream | Iterator[Token]:
        return self.squeezed(stream) if (stream.name or "").endswith(".html") else stream

    def squeezed(self, stream: TokenStream) -> Iterator[Token]:
        squeezer = Squeezer()
        tokens = list(stream)
        is_translated = False
        for index, token in enumerate(tokens):
            if token.type == "name" and tokens[index - 1].type == "block_begin":
                is_translated = token.value in {"trans", "pluralize"}
            if token.type != "data" or is_translated:
                yield token
                squeezer.breaks = False
                continue
            text = token.value
            if squeezer.where == "text":
                if begins_a_part(tokens, index):
                    text = text.lstrip()
                if ends_a_part(tokens, index):
                    text = text.rstrip()
            text = squeezer.squeeze(text)
            if text:
                yield Token(token.lineno, token.type, text)


def begins_a_part(tokens: list[Token], index: int) -> bool:
    """Tell whether a text is the first of a macro or of a {% set %} block."""
    if index == 0 or tokens[index - 1].type != "block_end":
        return False
    start = index - 1
    while tokens[start].type != "block_begin":
        start -= 1
    inside = tokens[start + 1 : index - 1]
    if inside[0].value == "set":
        return not any(token.type == "assign" for token in inside)
    return inside[0].value == "macro"


def ends_a_part(tokens: list[Token], index: int) -> bool:
    """Tell whether a text is the last of a macro or of a {% set %} block."""
    after = tokens[index + 1 : index + 3]
    return (
        len(after) == 2
        and after[0].type == "block_begin"
        and after[1].value in {"endmacro", "endset"}
    )
