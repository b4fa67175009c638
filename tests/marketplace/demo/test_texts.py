"""What holds for every page of the demo market's texts: sources, lengths, no sentence twice."""

import re
from collections import defaultdict

import pytest

from marketplace.demo.market import village_rows
from marketplace.demo.texts import KINDS, LANGUAGES, Page, pages
from marketplace.demo.texts.shapes import (
    Call,
    Care,
    Products,
    Pull,
    Route,
    Steps,
    Table,
    Text,
    keys_in,
    words_in,
)

PAGES = tuple(page for kind in KINDS for page in pages(kind))
LEAD = 300
VILLAGE_WORDS, STORY_WORDS, STORY_BLOCKS = 500, 600, 4
SENTENCE_WORDS = 6
FIGURE = re.compile(r"\d")
SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|\n+")
FOLDERS = {"village": "villages", "story": "stories", "event": "events", "route": "routes"}

every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.place)


def bears_figure(part):
    """Tell whether a part says a figure in any language."""
    return any(
        FIGURE.search(words.of(language)) for words in words_in(part) for language in LANGUAGES
    )


def without_source(page: Page):
    """List the parts of a page that bear a figure and name no source."""
    places = []
    for at, block in enumerate(page.blocks, 1):
        if isinstance(block, Text | Steps | Table | Care | Pull):
            if bears_figure(block) and not block.sources:
                places.append(f"block {at} ({block.type})")
        elif isinstance(block, Route):
            places += [
                f"block {at} (route), leg {number}"
                for number, leg in enumerate(block.legs, 1)
                if bears_figure(leg) and leg.source is None
            ]
    if page.visit and bears_figure(page.visit) and not page.visit.sources:
        places.append("visit")
    return places


def sentences(page: Page, language: str):
    """Yield the sentences of six words and more, in small letters and without marks at the end."""
    for text in page.texts(language):
        for sentence in SENTENCE_END.split(text):
            plain = " ".join(re.findall(r"\w+", sentence.casefold()))
            if len(plain.split()) >= SENTENCE_WORDS:
                yield plain


@every_page
def test_what_bears_a_figure_names_its_source(page):
    assert without_source(page) == []


@every_page
def test_each_source_is_used(page):
    used = set(keys_in(page.blocks)) | set(keys_in(page.visit))
    assert sorted({source.key for source in page.sources} - used) == []


@every_page
def test_the_lead_is_short(page):
    assert {
        language: len(page.lead.of(language))
        for language in LANGUAGES
        if len(page.lead.of(language)) > LEAD
    } == {}


@every_page
def test_a_page_is_long_enough_or_says_why_not(page):
    needed = {"villages": VILLAGE_WORDS, "stories": STORY_WORDS}.get(page.kind, 0)
    if page.short is not None:
        needed = 0
    counts = {language: page.word_count(language) for language in LANGUAGES}
    assert {language: count for language, count in counts.items() if count < needed} == {}


@pytest.mark.parametrize("page", pages("stories"), ids=lambda page: page.place)
def test_a_story_is_told_in_several_ways(page):
    assert len({block.type for block in page.blocks}) >= STORY_BLOCKS


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_stands_on_two_pages(language):
    places = defaultdict(set)
    for page in PAGES:
        for sentence in sentences(page, language):
            places[sentence].add(page.place)
    assert {sentence: sorted(found) for sentence, found in places.items() if len(found) > 1} == {}


@every_page
def test_villages_and_pages_that_are_named_exist(page):
    villages = {row["slug"] for row in village_rows()}
    written = {(one.kind, one.slug) for one in PAGES}
    named = set(page.villages)
    if page.kind == "villages":
        named.add(page.slug)
    for block in page.blocks:
        if isinstance(block, Products):
            named.add(block.village)
        elif isinstance(block, Call):
            kind, _, name = block.to.partition(":")
            if kind == "village":
                named.add(name)
            elif kind in FOLDERS:
                assert (FOLDERS[kind], name) in written
    assert sorted(named - villages) == []
