"""Words of editors, and how each block shows itself before it is chosen."""

import re

import pytest
from django.template.loader import render_to_string
from wagtail.blocks import BoundBlock

from cms.blocks import BodyBlock

pytestmark = pytest.mark.django_db


def test_words(shown):
    text = shown(
        ("text", "<h2>Clay</h2><p>From <b>here</b>.</p>"),
        ("quote", {"text": "Fire & patience.", "by": "Lan"}),
        ("quote", {"text": "Nobody said this.", "by": ""}),
        (
            "facts",
            [
                {"name": "Kilns", "value": "7", "source": "https://example.org/kilns"},
                {"name": "Since", "value": "1352", "source": ""},
            ],
        ),
    )
    assert "<h2>Clay</h2><p>From <b>here</b>.</p>" in text
    assert '<p>Fire &amp; patience.</p><footer class="small">Lan</footer>' in text
    assert "<p>Nobody said this.</p></blockquote>" in text
    source = '<a class="small" href="https://example.org/kilns" rel="noopener">source</a>'
    assert f"<dt>Kilns</dt><dd>7 {source}" in text
    assert "<dt>Since</dt><dd>1352" in text and text.count(">source<") == 1


@pytest.mark.parametrize(
    "name",
    [name for name, each in BodyBlock.base_blocks.items() if hasattr(each.meta, "preview_value")],
)
def test_block_has_a_picture_of_itself_a_word_and_a_sign(rf, name):
    block = BodyBlock.base_blocks[name]
    value = block.normalize(block.get_preview_value())
    shown = render_to_string(
        block.get_preview_template(value),
        {"bound_block": BoundBlock(block, value), "page_title": name},
        request=rf.get("/"),
    )
    assert "css/written" in shown and len(re.sub(r"<[^>]+>|\s", "", shown)) > 30
    assert block.meta.description and block.meta.icon != "placeholder"
