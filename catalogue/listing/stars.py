"""Stars that a typed text names: "gốm 5 sao", "5 star silk", "kopi bintang lima"."""

import re
import unicodedata

NUMBERS = {
    "3": ("3", "three", "tiga"),
    "4": ("4", "bốn", "four", "empat"),
    "5": ("5", "năm", "five", "lima"),
}
# So plain that they count only where the text is of rank: Ba Sao is a commune, nam the south.
PLAIN = {"3": ("ba",), "4": ("bon",), "5": ("nam",)}
VALUES = {
    word: value for table in (NUMBERS, PLAIN) for value, words in table.items() for word in words
}
PLAIN_WORDS = {word for words in PLAIN.values() for word in words}
NUMBER = "|".join(VALUES)
RANK = re.compile(r"(?<!\S)(?:ocop|hạng|hang|đạt)(?!\S)", re.IGNORECASE)
OCOP = re.compile(r"(?<!\S)ocop(?!\S)", re.IGNORECASE)
# What stands alone, not inside a code ("VN-5-SAO", "5star/2"), a number (4.5) or quotation
# marks, and is not a thing of that name: star anise, star fruit, star apple, sao biển.
STARS = re.compile(
    rf"""(?<![^\s(,])
    (?:(?:hạng|hang|loại|đạt|chuẩn|with|rated|dengan)\s)*
    (?:(?P<before>{NUMBER})[\s-]?(?:sao|stars?|bintang)(?!\s(?:anise|fruit|apple|biển|bien)\b)
      |bintang[\s-]?(?P<after>{NUMBER}))
    (?=$|[\s),;!?]|\.(?:\s|$))""",
    re.IGNORECASE | re.VERBOSE,
)


def stars_of(text: str) -> tuple[str, tuple[str, ...]]:
    """Take the stars out of a text: 'Gốm OCOP 5 sao' -> ('Gốm', ('5',)).

    Every star of the market is OCOP's, so that word goes with them. Of stars that are not
    given (1, 2, 6) and of words in quotation marks nothing is read. Gives the text as it is,
    and no stars, when it names none.
    """
    text = unicodedata.normalize("NFC", text)
    found: list[str] = []
    is_of_rank = RANK.search(text) is not None

    def taken(match: re.Match[str]) -> str:
        word = (match["before"] or match["after"]).lower()
        if word in PLAIN_WORDS and not is_of_rank:
            return match[0]
        found.append(VALUES[word])
        return " "

    rest = STARS.sub(taken, text)
    if not found:
        return text, ()
    words = [w for w in OCOP.sub(" ", rest).split() if any(c.isalnum() for c in w)]
    return " ".join(words).strip(",;.-"), tuple(dict.fromkeys(found))
