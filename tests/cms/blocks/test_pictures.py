"""Pictures between words, with words of their own; those of older pages, too."""

import re

import pytest

pytestmark = pytest.mark.django_db


def test_pictures(shown, picture):
    text = shown(
        ("picture", {"picture": picture, "caption": "Open at night"}),
        ("gallery", [{"picture": picture, "caption": "By day"}]),
    )
    assert 'width="900"' in text and re.search(r"<figcaption>\s*Open at night\s*</fig", text)
    assert 'width="480"' in text and 'loading="lazy"' in text
    assert re.search(r"<figcaption>\s*By day\s*</figcaption>\s*</figure>\s*</div>", text)
    assert 'alt="The kiln"' in text


def test_a_wide_picture_is_wider_than_the_text(shown, picture):
    wide = {"picture": picture, "caption": "", "width": "wide"}
    text = shown(("picture", wide), ("picture", wide | {"width": "text"}))
    assert text.count('class="tale__wide"') == 1 and text.count('class="tale__part"') == 1


def test_a_picture_that_is_no_more_leaves_its_words(shown):
    text = shown(
        ("picture", {"picture": None, "caption": "The old kiln"}),
        ("gallery", [{"picture": None, "caption": "By day"}]),
        ("chosen_products", {"title": "None", "codes": ["", "\u00b2", "x" * 5000]}),
    )
    assert "The old kiln" in text and "By day" in text and "<h2>None</h2>" not in text


def test_alt_text_is_of_each_use_and_a_credit_stands_below(shown, picture):
    raw = [
        {
            "type": "picture",
            "value": {
                "picture": {
                    "image": picture.pk,
                    "decorative": False,
                    "alt_text": "Bricks, glowing",
                },
                "caption": "",
                "credit": "Lan, CC BY 4.0",
            },
        }
    ]
    text = shown(*raw)
    assert 'alt="Bricks, glowing"' in text and "Lan, CC BY 4.0" in text


def test_body_of_an_older_page_is_read_as_it_was_kept(shown, picture):
    """Pictures were a bare key, facts a list without ids."""
    raw = [
        {"type": "picture", "value": {"picture": picture.pk, "caption": "Then"}},
        {"type": "facts", "value": [{"name": "Kilns", "value": "7", "source": ""}]},
    ]
    text = shown(*raw)
    assert 'alt="The kiln"' in text and "Then" in text and "<dt>Kilns</dt>" in text
