"""Every text of the demo market becomes a body that Wagtail takes, with its sources."""

import re

import pytest

from cms.blocks import BodyBlock
from marketplace.demo.bodies import body_of
from marketplace.demo.texts import KINDS, LANGUAGES, pages

pytestmark = pytest.mark.django_db  # villages are looked up
BODY = BodyBlock()


def called(to: str) -> dict:
    return {"button": to, "page": None, "village": None}


@pytest.mark.parametrize("kind", KINDS)
def test_every_page_is_a_body_in_every_language(kind):
    for page in pages(kind):
        for language in LANGUAGES:
            stored = body_of(page, language, {"bat-trang": 7}, called)
            body = BODY.to_python(stored)
            assert [block.block_type for block in body] == [each["type"] for each in stored]
            marks = {int(n) for n in re.findall(r'href="#source-(\d+)"', str(stored))}
            assert not marks or max(marks) <= len(page.sources)
            assert "*" not in re.sub(r"https?://\S+", "", str(stored)), (page.slug, language)


def test_call_that_leads_nowhere_is_left_out():
    page = next(iter(pages("villages")))
    kinds = [each["type"] for each in body_of(page, "vi", {}, lambda to: None)]
    assert "call" not in kinds and kinds[-1] == "sources"
