"""What a typed text is read as: glued words, words that nobody knows, signs, synonyms."""

import time

import pytest

from catalogue.search.models import Synonym, Word
from catalogue.search.queries import find, suggest
from catalogue.search.query import read, vocabulary

pytestmark = pytest.mark.django_db


def first(text: str) -> int | None:
    found = find(text, "vi")
    return found.ranked[0] if found and found.ranked else None


@pytest.mark.parametrize(
    ("text", "key", "mended"),
    [
        ("battrang", "bowl", "bat trang"),
        ("gốm battràng", "bowl", "gom bat trang"),
        ("vanphuc", "scarf", "van phuc"),
        ("nuocmam cot", "sauce", "nuoc mam cot"),
        ("NƯỚCMẮM", "sauce", "nuoc mam"),
        ("conicalhat", "hat", "conical hat"),
        ("nonla", "hat", "non la"),
    ],
)
def test_glued_words_are_parted_and_the_page_says_so(goods, client, text, key, mended):
    found = find(text, "vi")
    assert (found.ranked[0], found.mended, found.is_loosened) == (goods[key].pk, mended, False)
    page = client.get("/en/products/", {"q": text}).content.decode()
    assert f"We looked for “{mended}”." in page


def test_glued_words_while_typing_and_what_stays_whole(goods):
    for text in ("battrang", "battr", "gom battran"):
        assert "Bát Tràng" in [row["title"] for row in suggest(text, "vi")], text
    assert find("battr", "vi").mended == ""  # finished, it is no word and a beginning
    # Of two ways to part it, the one whose rarer half is the more frequent.
    Word.objects.bulk_create(
        [Word(text=t, entries=n) for t, n in {"xo": 9, "xoq": 3, "qan": 1, "an": 5}.items()],
        ignore_conflicts=True,
    )
    Word.objects.filter(text="an").update(entries=5)
    vocabulary.at = None
    assert vocabulary.refresh().part("xoqan") == ["xoq", "an"]
    # One slip from a word it is that word, though its halves are words too; so is a synonym.
    Word.objects.bulk_create([Word(text=t, entries=50) for t in ("sau", "se")])
    Synonym.objects.create(phrases="nước mắm\nsausauce")
    vocabulary.at = None
    assert find("sause", "vi").mended == "sauce"
    assert vocabulary.refresh().part("sausauce") == ["sausauce"]
    Word.objects.bulk_create([Word(text="trang7", entries=9)])
    vocabulary.at = None
    assert vocabulary.refresh().part("battrang7") == ["battrang7"]  # perhaps a code
    assert vocabulary.part("a" * 60) == ["a" * 60]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("buy a conical hat online from vietnam", "hat"),
        ("xyzzyq nuoc mam qqwwzz", "sauce"),
        ("g\u200bốm b\u00adát tràng", "bowl"),
        ("nuo\u200dc mắm", "sauce"),
    ],
)
def test_words_nobody_knows_and_signs_nobody_sees_are_passed_over(goods, text, key):
    assert first(text) == goods[key].pk


def test_staffs_synonym_works_at_once(goods):
    assert find("sombrero", "vi").ranked == []
    Synonym.objects.create(phrases="nón lá\nsombrero")
    assert first("sombrero") == goods["hat"].pk


@pytest.mark.parametrize(
    "text",
    [
        '"',
        "'",
        '" OR 1=1 --',
        "AND OR NOT NEAR(",
        "title:x",
        "a*b*c",
        "(((",
        "x & | ! <-> :*",
        "%%__",
        "🫖🫖",
        "\u200b\u200f\u202egốm",
        "a" * 10_000,
        "gom " * 2_500,
        "\\",
        "\x00gom",
        "{}[]^~",
        "ک\u200cوزه",
    ],
)
def test_hostile_texts_answer_with_sense(goods, client, text):
    client.get("/vi/products/")  # a process that has its shelf and templates
    for path in ("/vi/products/", "/vi/search/suggest/"):
        start = time.process_time()  # what else the machine does is not the query's doing
        assert client.get(path, {"q": text}).status_code == 200
        assert time.process_time() - start < 1


def test_a_synonym_may_go_on_while_typing(goods):
    assert "Bát Tràng" in [row["title"] for row in suggest("bat tra", "vi")]


def test_a_phrase_that_nothing_is_called_is_parted_into_its_words(db):
    Synonym.objects.create(phrases="lọ xanh\ngreen vase")
    asked = read("lọ xanh lá")
    assert asked.groups[0] == [("lo", "xanh"), ("green", "vase")]
    assert asked.parted[:2] == [[("lo",)], [("xanh",)]]
    assert asked.parted[2:] == asked.groups[1:]
