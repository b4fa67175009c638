"""How much a page says: words, sources, pictures, and the languages it can be read in."""

from collections.abc import Iterator
from typing import NamedTuple

from wagtail.models import Page

from cms.models import StoryPage, VillagePage
from cms.shown import shown
from cms.written import WrittenPage

LEAST_WORDS = {VillagePage: 500, StoryPage: 600}
PICTURES = ("picture", "gallery")


class Measure(NamedTuple):
    """What was counted on a page, and what it lacks; `lacks` is empty where nothing does."""

    title: str
    path: str
    words: int
    sources: int
    pictures: int
    languages: tuple[str, ...]
    lacks: tuple[str, ...]


def measures() -> Iterator[Measure]:
    """Measure each village and story that anybody may read; queries follow from kinds alone."""
    pages = shown(Page.objects.type(*LEAST_WORDS)).select_related("locale")
    spoken: dict[object, set[str]] = {}
    for page in pages:
        spoken.setdefault(page.translation_key, set()).add(page.locale.language_code)
    for model in LEAST_WORDS:
        for page in shown(model.objects.all()).select_related("locale").order_by("path"):
            yield measured(page, tuple(sorted(spoken[page.translation_key])))


def measured(page: WrittenPage, languages: tuple[str, ...]) -> Measure:
    words = len(page.words.split())
    kinds = [part.block_type for part in page.body]
    sources = sum(len(part.value["rows"]) for part in page.body if part.block_type == "sources")
    pictures = sum(kinds.count(kind) for kind in PICTURES) + bool(page.picture_id)
    least = LEAST_WORDS[type(page)]
    lacks = [
        said
        for said, is_lacking in (
            (f"{words} of {least} words", words < least),
            ("a source", not sources),
            ("a picture", not pictures),
        )
        if is_lacking
    ]
    return Measure(
        page.title, page.get_url() or "", words, sources, pictures, languages, tuple(lacks)
    )
