"""Bring what is typed and what is written together: names, codes, words that are searched.

cleaned   what is typed, without what nobody sees       "Hoàn​ Kiếm " -> "Hoàn Kiếm"
spelled   the same in any place of its tone             "Hoà Bình", "HÒA  BÌNH" -> one key
fold      the same without any mark                     "Gốm ĐÔNG" -> "gom dong"
as_code   a code as it is kept                          " ocop 20. " -> "OCOP20"
"""

import re
import unicodedata

TONES = "\u0300\u0301\u0303\u0309\u0323"  # grave, acute, tilde, hook, dot below
SAME_SIGNS = str.maketrans({"’": "'", "ʼ": "'", "`": "'", "–": "-", "—": "-", "‐": "-", "‑": "-"})


def cleaned(text: str) -> str:
    """Give a typed text in composed signs, one blank between words, nothing that nobody sees.

    Zero-width signs, soft hyphens, marks of direction (category Cf) and control signs (Cc) come
    with copied text; full-width letters and digits become plain ones (NFKC).
    """
    composed = unicodedata.normalize("NFKC", text).translate(SAME_SIGNS)
    seen = (" " if c.isspace() else c for c in composed if c.isspace() or is_seen(c))
    return " ".join("".join(seen).split())


def is_seen(sign: str) -> bool:
    return unicodedata.category(sign) not in ("Cf", "Cc")


def spelled(text: str) -> str:
    """Give a key that is the same for old and new places of tones: hoà and hòa, thuỷ and thủy.

    The tone of a syllable moves to its end; the marks that make letters (ă, ơ, đ) stay, so that
    Văn Lang and Văn Lăng remain two names.
    """
    return " ".join(map(spelled_syllable, cleaned(text).lower().split()))


def spelled_syllable(syllable: str) -> str:
    decomposed = unicodedata.normalize("NFD", syllable)
    tone = "".join(c for c in decomposed if c in TONES)
    letters = "".join(c for c in decomposed if c not in TONES)
    return unicodedata.normalize("NFC", letters) + tone


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


def as_code(text: str) -> str:
    """Write a typed code as codes are kept: capitals, plain digits, nothing between or behind."""
    plain = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in cleaned(text))
    return unicodedata.normalize("NFKC", re.sub(r"\s|[.,;:]+\Z", "", plain.upper()))
