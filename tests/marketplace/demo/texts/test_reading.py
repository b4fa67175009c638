"""A file of texts that is not whole is refused by file and place, and a whole one says what it holds."""

import pytest

from marketplace.demo.texts import NotWhole, Words, read_page
from marketplace.demo.texts.shapes import Fact, Facts, Leg, Route, Source, Text, Visit

WHOLE = """
slug = "well"
title = {vi = "Giếng", en = "Well", id = "Sumur"}
lead = {vi = "Giếng làng.", en = "The well.", id = "Sumur desa."}
[[source]]
key = "walk"
title = "A walk"
publisher = "The Walker"
url = "https://walk.example/1"
year = 2020
[[block]]
type = "text"
text = {vi = "Sâu 9 m.", en = "9 m deep.", id = "Dalamnya 9 m."}
sources = ["walk"]
[[block]]
type = "facts"
rows = [{name = {vi = "Sâu", en = "Depth", id = "Dalam"}, value = {vi = "9", en = "9", id = "9"}, source = "walk"}]
[[block]]
type = "route"
legs = [{by = "bus", line = "9", km = 1.5, source = "walk"}]
[visit]
access = {vi = "Mở.", en = "Open.", id = "Buka."}
"""


@pytest.fixture
def write(tmp_path):
    """Write a file of a kind and return its path."""

    def written(text, kind="villages", name="well"):
        folder = tmp_path / kind
        folder.mkdir(exist_ok=True)
        path = folder / f"{name}.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return written


def test_a_whole_file_is_read(write):
    page = read_page(write(WHOLE))
    depth = Words("Sâu", "Depth", "Dalam")
    assert (page.kind, page.slug, page.place) == ("villages", "well", "villages/well.toml")
    assert page.title == Words("Giếng", "Well", "Sumur")
    assert page.sources == (Source("walk", "A walk", "The Walker", "https://walk.example/1", 2020),)
    assert page.blocks == (
        Text(Words("Sâu 9 m.", "9 m deep.", "Dalamnya 9 m."), None, ("walk",)),
        Facts((Fact(depth, Words("9", "9", "9"), "walk"),)),
        Route((Leg(by="bus", line="9", km=1.5, source="walk"),)),
    )
    assert page.visit == Visit(access=Words("Mở.", "Open.", "Buka."))


def test_all_it_says_is_counted_in_one_language(write):
    page = read_page(write(WHOLE))
    assert list(page.texts("en")) == ["Well", "The well.", "9 m deep.", "Depth", "9", "Open."]
    assert page.word_count("en") == 9


def test_a_page_belongs_to_the_villages_it_names(write):
    text = 'village = "a"\nvillages = ["b", "c"]\n' + WHOLE.replace(
        "[visit]", "[[block]]\ntype='pull'"
    )
    text = text.replace("access =", "text =")
    assert read_page(write(text, kind="routes")).villages == ("a", "b", "c")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (', id = "Sumur"', "", "villages/well.toml, title: id is missing"),
        (
            'id = "Sumur"',
            'id = " "',
            "villages/well.toml, title: id must be a text that is not empty",
        ),
        ('id = "Sumur"', 'id = "S", fr = "P"', "villages/well.toml, title: unknown key fr"),
        (
            'slug = "well"',
            'slug = "wall"',
            "villages/well.toml: slug is wall, the file's name well",
        ),
        ('slug = "well"', 'slug = "well"\nsize = 2', "villages/well.toml: unknown key size"),
        (
            'type = "text"',
            'type = "poem"',
            "villages/well.toml, block 1: unknown type poem; known are",
        ),
        (
            'type = "text"',
            'type = "text"\nhed = 1',
            "villages/well.toml, block 1 (text): unknown key hed",
        ),
        ('sources = ["walk"]', 'sources = ["run"]', "block 1 (text): source run is not declared"),
        ('key = "walk"', 'key = "run"', "block 1 (text): source walk is not declared"),
        (
            '9"}, source = "walk"',
            '9"}',
            "villages/well.toml, block 2 (facts), row 1: source is missing",
        ),
        ('by = "bus"', 'by = "mule"', "block 3 (route), leg 1: by must be one of bus, car"),
        ("km = 1.5", "km = 0", "block 3 (route), leg 1: km must be a number above zero"),
        ('km = 1.5, source = "walk"', "km = 1.5", "leg 1: a line, minutes or km needs its source"),
        ("https://walk", "walk", "source 1: url must begin with https:// or http://"),
        ("year = 2020", 'year = "2020"', "source 1: year must be a number above zero"),
        ("year = 2020", "year = 20.5", "source 1: year must be a whole number"),
        ("access =", "excess =", "villages/well.toml, visit: unknown key excess"),
        (
            "[visit]",
            "[visit]\nsources = ['run']",
            "villages/well.toml, visit: source run is not declared",
        ),
        ('slug = "well"', 'slug = "well', "villages/well.toml: not TOML: "),
    ],
)
def test_what_is_not_whole_is_refused_by_its_place(write, old, new, said):
    assert old in WHOLE
    with pytest.raises(NotWhole) as refused:
        read_page(write(WHOLE.replace(old, new, 1)))
    assert said in str(refused.value)


TABLE = """
[[block]]
type = "table"
caption = {vi = "a", en = "a", id = "a"}
head = [{vi = "a", en = "a", id = "a"}, {vi = "b", en = "b", id = "b"}]
rows = [[{vi = "a", en = "a", id = "a"}]]
"""
CALL = '\n[[block]]\ntype = "call"\ntext = {vi = "a", en = "a", id = "a"}\nto = "moon:full"\n'
SECOND = '\n[[source]]\nkey = "walk"\ntitle = "b"\npublisher = "b"\nurl = "https://b.example"\n'


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (TABLE, "block 4 (table): row 1 has 1 cells, the head 2"),
        (CALL, "block 4 (call): to must be one of village, listing, story, event, route"),
        (SECOND, "villages/well.toml: source walk is declared twice"),
    ],
)
def test_what_is_added_wrongly_is_refused(write, more, said):
    with pytest.raises(NotWhole) as refused:
        read_page(write(WHOLE.replace("[visit]", f"{more}\n[visit]")))
    assert said in str(refused.value)


def test_only_villages_answer_visitors(write):
    with pytest.raises(NotWhole, match=r"stories/well\.toml: unknown key visit"):
        read_page(write(WHOLE, kind="stories"))


def test_a_folder_that_is_no_kind_is_refused(write):
    with pytest.raises(NotWhole, match=r"poems/well\.toml: the folder must be one of villages"):
        read_page(write(WHOLE, kind="poems"))
