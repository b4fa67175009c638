"""Stars that a typed text names: "gốm 5 sao", "4 stars and up", "kopi bintang lima", "3-4 sao"."""

import re
import unicodedata

LOWEST, HIGHEST = 3, 5
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


def one_of(*phrases: str) -> str:
    """Write a pattern for one of these phrases, also where it is verbose."""
    return "|".join(re.escape(phrase).replace("\\ ", r"\s") for phrase in phrases)


# Words that make one number many: from it on, more than it, less than it, one to another.
AT_LEAST = one_of(
    *("từ", "tu", "tối thiểu", "toi thieu", "ít nhất", "it nhat"),
    *("at least", "from", "minimum", "minimal", "paling sedikit", "mulai dari", "mulai"),
)
MORE_THAN = one_of("trên", "tren", "hơn", "hon", "over", "above", "more than", "di atas")
LESS_THAN = one_of("dưới", "duoi", "under", "below", "less than", "di bawah", "kurang dari")
AND_UP = one_of(
    *("trở lên", "tro len", "and up", "and above", "and more", "and over"),
    *("or more", "or better", "or higher", "or above", "ke atas", "atau lebih"),
)
WORDS_TO = one_of(
    *("đến", "den", "tới", "toi", "to", "hingga", "sampai"),
    *("hoặc", "hoac", "or", "atau", "và", "and", "dan"),
)
TO = rf"(?:\s?[-–]\s?|,\s|\s(?:{WORDS_TO})\s)"
# What stands alone, not inside a code ("VN-5-SAO", "5star/2"), a number (4.5) or quotation
# marks, and is not a thing of that name: star anise, star fruit, star apple, sao biển.
STARS = re.compile(
    rf"""(?<![^\s(,])(?<!\d,)
    (?:(?:hạng|hang|loại|đạt|chuẩn|with|rated|dengan)\s)*
    (?:(?:(?P<least>{AT_LEAST})|(?P<over>{MORE_THAN})|(?P<under>{LESS_THAN}))\s)?
    (?:(?:(?P<low>{NUMBER})(?:\s?(?:sao|stars?))?{TO})?
       (?P<before>{NUMBER})(?:(?P<plus>\+)\s?|[\s-]?)(?:sao|stars?|bintang)
       (?!\s(?:anise|fruit|apple|biển|bien)\b)
      |bintang[\s-]?(?:(?P<first>{NUMBER}){TO})?(?P<after>{NUMBER}))
    (?P<up>(?:\socop)?\s(?:{AND_UP}))?
    (?=$|[\s),;!?]|\.(?:\s|$))""",
    re.IGNORECASE | re.VERBOSE,
)


def stars_of(text: str) -> tuple[str, tuple[str, ...]]:
    """Take the stars out of a text: 'Gốm OCOP 4 sao trở lên' -> ('Gốm', ('4', '5')).

    Every star of the market is OCOP's, so that word goes with them. Of stars that are not
    given (1, 2, 6) and of words in quotation marks nothing is read. Gives the text as it is,
    and no stars, when it names none.
    """
    text = unicodedata.normalize("NFC", text)
    found: list[str] = []
    is_of_rank = RANK.search(text) is not None

    def taken(match: re.Match[str]) -> str:
        words = [w for w in map(match.group, ("low", "before", "first", "after")) if w]
        if any(word.lower() in PLAIN_WORDS for word in words) and not is_of_rank:
            return match[0]
        meant = meant_by(match, [int(VALUES[word.lower()]) for word in words])
        found.extend(meant)
        return " " if meant else match[0]

    rest = STARS.sub(taken, text)
    if not found:
        return text, ()
    words = [w for w in OCOP.sub(" ", rest).split() if any(c.isalnum() for c in w)]
    return " ".join(words).strip(",;.-"), tuple(dict.fromkeys(found))


def meant_by(match: re.Match[str], named: list[int]) -> list[str]:
    """Which stars are meant by those that are named and the words around them."""
    if len(named) > 1:
        chosen = range(min(named), max(named) + 1)
    elif match["least"] or match["up"] or match["plus"]:
        chosen = range(named[0], HIGHEST + 1)
    elif match["over"]:
        chosen = range(min(named[0] + 1, HIGHEST), HIGHEST + 1)
    elif match["under"]:
        chosen = range(LOWEST, named[0])
    else:
        chosen = range(named[0], named[0] + 1)
    return [str(each) for each in chosen]
