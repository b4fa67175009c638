"""Every text of the demo market becomes a body that Wagtail takes, with its sources."""

import re

import pytest
from wagtail.blocks.list_block import ListValue
from wagtail.contrib.typed_table_block.blocks import TypedTable

from cms.blocks import BodyBlock
from marketplace.demo.bodies import body_of
from marketplace.demo.texts import KINDS, LANGUAGES, pages
from marketplace.demo.texts.shapes import Care, Facts, Steps, Timeline

pytestmark = pytest.mark.django_db  # villages are looked up
BODY = BodyBlock()


def called(to: str) -> dict:
    return {"button": to, "page": None, "village": None}


def text_of(value) -> str:
    """All that a block's value says, as Wagtail has understood it."""
    if hasattr(value, "values"):
        return " ".join(text_of(each) for each in value.values())
    if isinstance(value, (list, tuple, ListValue)):
        return " ".join(text_of(each) for each in value)
    if isinstance(value, TypedTable):
        return " ".join(text_of(cell) for row in value.rows for cell in row)
    return str(value)


def told(page, language):
    """Words of rows, which must not be lost on the way."""
    for block in page.blocks:
        match block:
            case Facts() | Timeline() | Steps():
                for row in block.rows:
                    words = [
                        getattr(row, name)
                        for name in ("name", "value", "when", "what", "text")
                        if hasattr(row, name)
                    ]
                    yield from (each.of(language).replace("*", "") for each in words)
            case Care():
                yield from (each.of(language).replace("*", "") for each in block.items)
    yield from (source.title for source in page.sources)


@pytest.mark.parametrize("kind", KINDS)
def test_every_page_is_a_body_in_every_language(kind):
    for page in pages(kind):
        for language in LANGUAGES:
            stored = body_of(page, language, {"bat-trang": 7}, called)
            body = BODY.to_python(stored)
            assert [block.block_type for block in body] == [each["type"] for each in stored]
            shown = " ".join(text_of(block.value) for block in body)
            for words in told(page, language):
                assert words in shown, (page.slug, words)
            marks = {int(n) for n in re.findall(r'href="#source-(\d+)"', str(stored))}
            assert not marks or max(marks) <= len(page.sources)
            for block in body:  # an editor who opens the page can save it
                if block.block_type not in ("village_products", "call"):
                    block.block.clean(block.value)
            assert "*" not in re.sub(r"https?://\S+", "", str(stored)), (page.slug, language)


def test_call_that_leads_nowhere_is_left_out():
    page = next(iter(pages("villages")))
    kinds = [each["type"] for each in body_of(page, "vi", {}, lambda to: None)]
    assert "call" not in kinds and kinds[-1] == "sources"
