"""Fold text so that what is typed and what is written meet."""

import unicodedata


def fold(text: str) -> str:
    """Fold text for search: no marks, đ as d, lower case. 'Gốm ĐÔNG' -> 'gom dong'.

    What nobody sees (zero-width joiners, soft hyphens, marks of direction: category Cf) goes
    too, for it comes with copied text and would split a word.
    """
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    if decomposed.isascii():
        return decomposed.lower()
    return "".join(
        c for c in decomposed if not unicodedata.combining(c) and unicodedata.category(c) != "Cf"
    ).lower()
