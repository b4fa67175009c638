"""Addresses of pages are written in plain letters: by the form's script."""

import unicodedata

import pytest

from cms.slugs import LETTERS, PLAIN, PlainSlug
from marketplace.frame.folding import fold

WORDS = ("Chuyện của lửa", "ĐƯỜNG LÂM", "Quất Động: thêu, ỷ lại", "Vạn Phúc 2027")


def plain(text: str) -> str:
    """Do what the form's script does with the rules that it is given."""
    for pattern, letter in PLAIN:
        text = pattern.sub(letter, text)
    return text


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("words", WORDS)
def test_marks_go_and_letters_stay(words, form):
    if form == "NFD":
        assert plain(unicodedata.normalize("NFD", words)).lower() == fold(words)
    else:
        assert plain(words).lower() == fold(words)


def test_each_letter_of_the_alphabet_with_marks_is_known():
    assert {letter: {fold(sign) for sign in marked} for letter, marked in LETTERS.items()} == {
        letter: {letter} for letter in LETTERS
    }
    assert sum(map(len, LETTERS.values())) == 67  # 134 with capitals, as the language has


def test_the_form_has_the_rules():
    assert (
        "đ" in PlainSlug().attrs["data-w-slug-formatters-value"]
        or "\\u0111" in (PlainSlug().attrs["data-w-slug-formatters-value"])
    )


@pytest.mark.django_db
def test_pages_are_given_the_rules(client, promoter, pages):
    client.force_login(promoter)
    adding = f"/cms/pages/add/cms/storypage/{pages['bat-trang'].pk}/"
    page = client.get(adding).content.decode()
    assert "data-w-slug-formatters-value" in page
    assert "data-w-slug-allow-unicode-value" not in page
