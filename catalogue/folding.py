"""Fold text so that what is typed and what is written meet."""

import unicodedata


def fold(text: str) -> str:
    """Fold text for search: no marks, đ as d, lower case. 'Gốm ĐÔNG' -> 'gom dong'."""
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).lower()
