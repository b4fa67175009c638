"""What tells the languages of a page apart tells them apart."""

import pytest

from tests.security.tongues import foreign


def page(text: str) -> str:
    return f"<html><body><main><p>{text}</p></main></body></html>"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Add to basket", "vi"),
        ("Thêm vào giỏ", "en"),
        ("Thêm vào giỏ", "id"),
        ("Masukkan keranjang", "vi"),
        ("You can't leave a review for this product.", "vi"),
        ("The file of your kiln", "vi"),  # in no catalogue, told by its small words
        ("Bạn chưa có lò", "en"),
        ("Lot L7 is closed.", "vi"),  # with a hole
        ("</p><input type=submit value='Add to basket'><p>", "vi"),
        ("</p><img alt='Add to basket'><p>", "id"),
    ],
)
def test_a_text_of_another_language_is_named(text, language):
    assert len(foreign(page(text), language)) == 1


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Thêm vào giỏ", "vi"),
        ("Add to basket", "en"),
        ("OCOP 4 sao · 120.000 ₫", "en"),
        ("Lọ hoa men rạn", "en"),
        ("<span lang='en'>Add to basket</span>", "vi"),
        ("<code>Add to basket</code>", "vi"),
        ("Email", "vi"),
    ],
)
def test_its_own_words_data_and_what_is_marked_are_not(text, language):
    assert foreign(page(text), language) == []
