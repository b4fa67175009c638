"""Which words of a page are of another language than the page.

Two ways to tell. By the catalogues, ours and those of the libraries: a text that the source or
another language has and that no text of the page's own language reads as. By words: the small
ones of English and of Vietnamese that no sentence of another language holds two of. What is
marked with a language of its own (`lang`) is judged by that; rows of the houses are data.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path

from babel.messages.pofile import read_po
from django.conf import settings

from tests.audit.reading import VOID

LANGUAGES = ("vi", "en", "id")
LIBRARIES = ("allauth", "oscar", "wagtail", "django")
SPOKEN = ("title", "alt", "placeholder", "aria-label", "aria-description", "data-confirm")
UNSPOKEN = {"script", "style", "textarea", "code", "pre", "template", "svg"}
HOLE = re.compile(r"%\(\w+\)[sd]|%[sdi]|\{\w*\}")
LETTERS = r"[^\W\d_]"
SMALL = {
    "en": r"the|of|and|this|that|your|you|is|are|was|not|with|from|have|has|been|will|for|or|be",
    "vi": r"của|không|được|này|và|bạn|để|đã|các|chưa|xin|những|với|cho|có",
}
# What rows say in the houses and in the first migrations.
DATA = {
    "Goods", "Mọi nhà sản xuất", "Ngày", "Nội dung", "Số tiền", "Trạng thái", "Thành công", "Phiếu",
    "Diễn giải", "Vietnam", "Việt Nam", "Malaysia", "Indonesia", "Thailand", "Singapore", "Laos",
}  # fmt: skip


class Reader(HTMLParser):
    """The texts that a person sees or hears, each with the language that it is marked with."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, str]] = []  # element, its language
        self.found: list[tuple[str, str]] = []  # language, text

    def language(self) -> str:
        return self.open[-1][1] if self.open else ""

    def handle_starttag(self, tag: str, attrs) -> None:
        known = {name: value or "" for name, value in attrs}
        language = known.get("lang", self.language())
        for name in SPOKEN:
            self.keep(known.get(name, ""), language)
        if tag == "input" and known.get("type") in ("submit", "button", "reset"):
            self.keep(known.get("value", ""), language)
        if tag not in VOID:
            self.open.append((tag, language))

    def handle_endtag(self, tag: str) -> None:
        while self.open:
            if self.open.pop()[0] == tag:
                break

    def handle_data(self, data: str) -> None:
        if not any(tag in UNSPOKEN for tag, _language in self.open):
            self.keep(data, self.language())

    def keep(self, text: str, language: str) -> None:
        if text := flat(text):
            self.found.append((language[:2], text))


def texts(html: str) -> list[tuple[str, str]]:
    """Give (language that it is marked with or "", text) of a page."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader.found


def flat(text: str) -> str:
    return " ".join(text.split())


def files(language: str) -> Iterator[Path]:
    """The catalogues of a language: ours and those of the libraries."""
    yield from settings.BASE_DIR.glob(f"locale/**/{language}/LC_MESSAGES/django.po")
    for name in LIBRARIES:
        spec = find_spec(name)
        assert spec and spec.origin
        yield from Path(spec.origin).parent.glob(f"**/locale/{language}/LC_MESSAGES/django.po")


@cache
def catalogue(language: str) -> dict[str, set[str]]:
    """Give every text of the source and what it reads as in a language."""
    said: dict[str, set[str]] = {}
    for path in files(language):
        with path.open("rb") as file:
            for message in read_po(file):
                ids = [message.id] if isinstance(message.id, str) else list(message.id)
                strings = [message.string] if isinstance(message.string, str) else message.string
                for text in filter(None, ids):
                    said.setdefault(flat(text), set()).update(flat(s) for s in strings if s)
    return said


@cache
def words_of(language: str) -> frozenset[str]:
    """Every text that a page of a language may say."""
    if language == "en":
        own = frozenset().union(*map(catalogue, LANGUAGES))
    else:
        own = frozenset().union(*catalogue(language).values())
    return own | {text.strip(" :*.…") for text in own}


@cache
def foreign_to(language: str) -> frozenset[str]:
    """Texts that the others have and no page of this language says."""
    others = frozenset().union(*(words_of(each) for each in LANGUAGES if each != language))
    worded = re.compile(f"{LETTERS}{{3}}")
    return frozenset(text for text in others - words_of(language) if worded.search(text))


@cache
def patterns_of(language: str) -> re.Pattern:
    """Those of them with holes, as one pattern."""
    ways = []
    for text in sorted(foreign_to(language)):
        parts = HOLE.split(text)
        if len(parts) > 1 and len(re.findall(f"{LETTERS}{{3,}}", " ".join(parts))) >= 2:
            ways.append(".{1,60}?".join(re.escape(part) for part in parts))
    return re.compile("|".join(ways))


@cache
def small_words_beside(language: str) -> list[re.Pattern]:
    """The small words of the other languages."""
    others = [words for name, words in SMALL.items() if name != language]
    return [re.compile(rf"\b(?:{words})\b", re.I) for words in others]


@cache
def is_foreign(text: str, language: str) -> bool:
    """Tell whether a text is of another language than `language`."""
    plain = text.strip(" :*.…·→←")
    if {text, plain} & (words_of(language) | DATA):
        return False
    if {text, plain} & foreign_to(language):
        return True
    if any(len({w.lower() for w in p.findall(text)}) >= 2 for p in small_words_beside(language)):
        return True
    return len(text) < 300 and bool(patterns_of(language).fullmatch(text))


def foreign(html: str, language: str, data: Iterable[str] = ()) -> list[str]:
    """Name the texts of a page that are of another language; `data` are what rows say."""
    rows = set(data)
    return [
        text
        for marked, text in texts(html)
        if marked in ("", language) and text not in rows and is_foreign(text, language)
    ]
