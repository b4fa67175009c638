"""Read what a person typed: words folded, glued words parted, spelling mended, synonyms beside.

A query is a list of groups that must all match; a group is a list of phrases of which one
must; a phrase is a tuple of terms that must all stand in the entry. A term is a word; one that
ends in `*` matches what begins with it; after `^` are words that stand in the title, one beside the
other: scattered, the words of a phrase mean something else. "non la mau" with nón lá = conical hat:

    [[("^non la",), ("^conical hat",)], [("mau",)]]

The name of a village is one word in the index, too:

    "gom bat trang"     [[("gom",)], [("^bat trang",), ("zxbattrang",)]]
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache

from django.db.models import Max
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from catalogue.search.models import Change, Entry, Synonym, Waiting, Word
from marketplace.frame.folding import fold

# Words that shoppers put around what they look for, as they are written: đồ, not đỏ nor dó.
AROUND = frozenset(
    (
        *("đồ", "hàng", "các", "những", "loại", "của", "cho", "với", "và", "bằng"),
        *("làm", "từ", "có", "rẻ", "giá", "mua", "bán", "ở", "tại", "đẹp", "ngon", "htx"),
        *(
            "the",
            "a",
            "an",
            "of",
            "for",
            "from",
            "with",
            "and",
            "in",
            "made",
            "buy",
            "cheap",
            "best",
        ),
        *("dari", "yang", "untuk", "di", "khas", "murah", "beli", "terbaik", "produk", "kerajinan"),
    )
)
FIRST_AROUND = frozenset(("do", "hang"))  # "do go" is of wood, "giay do" a paper
Phrase = tuple[str, ...]
Groups = list[list[Phrase]]
MAX_CHARACTERS = 200
MAX_WORDS = 12
# Before a word of a kind's name, and a name of several words as one; no word begins so.
KIND, NAME = "zq", "zx"
WORDS = re.compile(r"[^\W_]+", re.UNICODE)
# What a syllable of Vietnamese looks like without its marks: tuyet, banh; not shan, mamm.
SYLLABLE = re.compile(
    r"(ch?|d|gh?|gi|kh?|ngh?|nh?|ph?|qu|th?|tr?|[bhlmrsvx])?[aeiouy]{1,3}(ch?|ng?|nh|[mpt])?"
)


def words_of(text: str) -> list[str]:
    """Split folded text into words: 'Gốm Bát-Tràng' -> ['gom', 'bat', 'trang']."""
    return [word[:60] for word in WORDS.findall(fold(text))]


def written(text: str) -> list[str]:
    """Split a text into words as they are written, but small: 'Cốm Vòng' -> ['cốm', 'vòng']."""
    return [word[:60] for word in WORDS.findall(unicodedata.normalize("NFC", text).lower())]


def is_written(word: str, text: str) -> bool:
    """Tell whether a text has a word, marks and all: quicker than to split every text."""
    text = unicodedata.normalize("NFC", text).lower()
    return word in text and word in WORDS.findall(text)


def with_marks(text: str) -> list[str]:
    """The words of a text that are written with Vietnamese marks."""
    return [word for word in written(text) if fold(word) != word]


def in_title(phrase: Phrase) -> str:
    """Write a phrase as a term for titles: ("non", "la") -> "^non la"."""
    return f"^{' '.join(phrase)}"


def glued(name: str) -> str:
    """Write a name of several words as one for the index: Bát Tràng -> zxbattrang."""
    return as_name(tuple(words_of(name))) if len(words_of(name)) > 1 else ""


def as_name(phrase: Phrase) -> str:
    return NAME + "".join(phrase)


def as_kind(name: str) -> str:
    """Write the name of a kind of goods for the index: its words count where nothing else is found.

    'Tương, nước mắm' stands in soy sauce, too, and who looks for fish sauce means none. What names
    one kind is a name as a village's is: 'Gia vị khác' is found as 'gia vị'.
    """
    words = [f"{KIND}{word}" for word in words_of(name)]
    return " ".join([*words, *map(as_name, sorted(kind_names(name)))])


def kind_names(name: str) -> set[Phrase]:
    """The phrases that name one kind of goods; none of a list of several."""
    words = tuple(words_of(name))
    return {words[:2], words} if len(words) > 1 and "," not in name else set()


def counted(text: str) -> set[str]:
    """The words of an entry's text that spelling may be held against."""
    words = {word.removeprefix(KIND) for word in text.split() if not word.startswith(NAME)}
    return {word for word in words if len(word) <= 60 and not word.isdigit()}


def words_in(term: str) -> list[str]:
    """The words of a term: "^non la" -> ["non", "la"]."""
    return term.removeprefix("^").removeprefix(KIND).split()


def vocabulary_version() -> tuple[int, int]:
    """Tell which words and synonyms there are: the log's last word of them, and what waits."""
    last = Change.objects.filter(kind__in=("words", "all")).aggregate(last=Max("number"))["last"]
    waiting = Waiting.objects.filter(kind="words").aggregate(last=Max("pk"))["last"]
    return last or 0, waiting or 0


def read_names() -> Iterator[Phrase]:
    """The names that the index has as one word, too: of villages, and of kinds of goods."""
    entries = Entry.objects.filter(kind__in=("village", "set"))
    for kind, titles in entries.values_list("kind", "titles"):
        for title in titles.values():
            words = tuple(words_of(title))
            yield from kind_names(title) if kind == "set" else [words] if len(words) > 1 else []


@dataclass
class Vocabulary:
    """The index's words and staff's synonyms, as of one version, held by a process."""

    at: tuple[int, int] | None = None
    words: dict[str, int] = field(default_factory=dict)
    ordered: list[str] = field(default_factory=list)
    synonyms: dict[Phrase, list[Phrase]] = field(default_factory=dict)
    in_synonyms: frozenset[str] = frozenset()
    longest: int = 0
    names: frozenset[Phrase] = frozenset()  # of villages and kinds, of several words each

    def refresh(self) -> "Vocabulary":
        now = vocabulary_version()
        if now != self.at:
            words = dict(Word.objects.values_list("text", "entries"))
            synonyms: dict[Phrase, list[Phrase]] = {}
            for entry in Synonym.objects.all():
                phrases = [tuple(words_of(line)) for line in entry.lines()]
                for phrase in filter(None, phrases):
                    known = synonyms.setdefault(phrase, [])
                    known += [p for p in phrases if p and p not in known]
            self.words, self.ordered, self.synonyms = words, sorted(words), synonyms
            self.in_synonyms = frozenset(word for phrase in synonyms for word in phrase)
            self.names = frozenset(read_names())
            self.longest = max(map(len, (*synonyms, *self.names)), default=0)
            self.at = now
        return self

    def has(self, word: str) -> bool:
        return word in self.words

    def rarity(self, phrase: Phrase) -> int:
        """How many entries have the rarest word of a phrase, as far as is counted."""
        return min(self.words.get(word, 0) for term in phrase for word in words_in(term))

    def group(self, phrase: Phrase) -> list[Phrase]:
        """What a typed phrase that the vocabulary has asks for: itself, and what means the same."""
        same = [p for p in self.synonyms.get(phrase, ()) if p != phrase]
        found: list[Phrase] = [p if len(p) == 1 else (in_title(p),) for p in (phrase, *same)]
        return [*found, (as_name(phrase),)] if phrase in self.names else found

    def in_phrases(self, words: list[str]) -> set[int]:
        """The places of words that stand in a phrase of several words that is known."""
        places: set[int] = set()
        for start in range(len(words)):
            for size in range(2, min(self.longest, len(words) - start) + 1):
                if self.knows(tuple(words[start : start + size])):
                    places.update(range(start, start + size))
        return places

    def likely(
        self, words: list[str], meant: set[str], mend: Callable[[str], list[str]]
    ) -> list[str]:
        """The words as they are probably meant: what nobody knows as its likeliest mending."""
        found = []
        for word in words:
            is_right = word in meant or self.has(word) or word in self.in_synonyms
            mended = [] if is_right or self.begins(word) else mend(word)
            found.append(mended[0] if mended else word)
        return found

    def knows(self, phrase: Phrase) -> bool:
        return phrase in self.synonyms or phrase in self.names

    def begins(self, word: str) -> bool:
        at = bisect_left(self.ordered, word)
        return at < len(self.ordered) and self.ordered[at].startswith(word)

    def part(self, word: str, *, is_typing: bool = False) -> list[str]:
        """Part a word nobody knows into two of the index: 'battrang' -> ['bat', 'trang'].

        Of several ways the one whose rarer half is the most frequent. While typing, the second
        half may be the beginning of a word. A word one slip away from a known one is
        misspelt, not glued: 'lanten' is a lantern, although lan and ten are words. Gives the
        word itself when it is to stay whole, as one with a digit is: that may be a code.
        """
        if not word.isalpha() or self.has(word) or word in self.in_synonyms or self.begins(word):
            return [word]
        best, parts = 0, [word]
        for at in range(2, len(word) - 1):
            left, right = word[:at], word[at:]
            rarer = self.words.get(left, 0)
            if rarer > best:
                whole = self.words.get(right, 0)
                rarer = min(rarer, whole or int(is_typing and self.begins(right)))
            if rarer > best:
                best, parts = rarer, [left, right]
        return [word] if best and self.mend(word, 1) else parts

    def mend(self, word: str, most: int = 2) -> list[str]:
        """Words of the index that this one probably means, the likeliest first, three at most.

        They are `most` slips away, one only from a short word.
        """
        if len(word) < 3 or word.isdigit():
            return []
        most = 1 if len(word) < 6 else most
        near = process.extract(
            word,
            self.words.keys(),
            scorer=DamerauLevenshtein.distance,
            score_cutoff=most,
            limit=12,
        )
        ranked = sorted(near, key=lambda hit: (hit[1], hit[0][0] != word[0], -self.words[hit[0]]))
        return [text for text, _distance, _position in ranked[:3]]


vocabulary = Vocabulary()


def without_around(typed: list[str], text: str, known: Vocabulary) -> list[str]:
    """The words of a text without those around what is looked for; all, where no other is left.

    A word that belongs to a phrase of the vocabulary stays: mother of pearl.
    """
    as_written = written(text)[:MAX_WORDS]
    if len(as_written) != len(typed):
        return typed
    taken = known.in_phrases(typed)
    kept = [
        word
        for place, (word, so_written) in enumerate(zip(typed, as_written, strict=True))
        if place in taken
        or not (so_written in AROUND or (place == 0 and so_written in FIRST_AROUND))
    ]
    return kept or typed


def expression(
    groups: Groups, *, both: str, either: str, word: Callable[[str], str], code: str = ""
) -> str:
    """Write groups in an engine's grammar: `both` and `either` join, `word` quotes a word.

    Terms hold letters, digits and blanks only (a first `^`, a last `*`), so nothing is grammar.
    `code` is a finished clause that may match instead of all groups.
    """
    written = []
    for group in groups:
        phrases = ["(" + both.join(map(word, phrase)) + ")" for phrase in group]
        written.append("(" + either.join(phrases) + ")")
    text = both.join(written)
    if not code:
        return text
    return f"({text}){either}{code}" if text else code


@dataclass(frozen=True)
class Question:
    """A typed text, understood. `mended` is the text as search read it, when it differs.

    `parted` are its groups where each word of a phrase with synonyms stands for itself.
    `marked` are its words that were typed with marks: who has them so in its name comes first.
    """

    groups: Groups
    mended: str = ""
    code: str = ""
    marked: tuple[str, ...] = ()
    parted: Groups = field(default_factory=list)


def read(text: str, *, is_typing: bool = False) -> Question:
    """Understand a typed text. While typing, the last word may go on."""
    text = text[:MAX_CHARACTERS]
    typed = words_of(text)[:MAX_WORDS]
    marked = tuple(dict.fromkeys(with_marks(text)))[:MAX_WORDS]
    # A syllable with its marks is no slip, even if nothing here has it.
    meant = {word for word in map(fold, marked) if SYLLABLE.fullmatch(word)}
    known = vocabulary.refresh()
    typed = without_around(typed, text, known)
    words: list[str] = []
    for place, word in enumerate(typed, start=1):
        words += known.part(word, is_typing=is_typing and place == len(typed))
    words = words[:MAX_WORDS]
    mend = cache(known.mend)  # a look at every word of the index, once for each
    likely = known.likely(words if not is_typing else words[:-1], meant, mend)
    likely += words[len(likely) :]
    groups: Groups = []
    parted: Groups = []
    spelled: list[str] = []
    position = 0
    while position < len(words):
        size = next(
            (
                size
                for size in range(min(known.longest, len(words) - position), 0, -1)
                if known.knows(tuple(likely[position : position + size]))
            ),
            0,
        )
        if size:
            phrase = tuple(likely[position : position + size])
            group = known.group(phrase)
            spelled += phrase
            position += size
            if is_typing and position == len(words):  # "trà" may go on to "tràng"
                group.append((*phrase[:-1], f"{phrase[-1]}*"))
            parted += [[(word,)] for word in phrase] if size > 1 else [group]
            groups.append(group)
            continue
        word = words[position]
        position += 1
        is_last = position == len(words)
        if is_typing and is_last:
            is_right = word in meant or known.has(word) or known.begins(word)
            mended = [] if is_right else mend(word)
            groups.append([(f"{word}*",), *((m,) for m in mended)])
            spelled.append(mended[0] if mended else word)
        elif known.has(word):
            groups.append([(word,)])
            spelled.append(word)
        elif len(word) > 1 and known.begins(word):
            groups.append([(f"{word}*",)])
            spelled.append(word)
        elif word not in meant and (mended := mend(word)):
            groups.append([(m,) for m in mended])
            spelled.append(mended[0])
        else:
            groups.append([(word,)])
            spelled.append(word)
        parted.append(groups[-1])
    mended_text = " ".join(spelled)
    code = "".join(typed) if any(c.isdigit() for c in text) else ""
    return Question(groups, mended_text if spelled != typed else "", code, marked, parted)
