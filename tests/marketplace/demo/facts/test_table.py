"""The table of facts: names in three languages, no two alike, no false place."""

import re
from collections import Counter
from dataclasses import replace
from itertools import combinations

import pytest

from marketplace.demo import goods
from marketplace.demo.facts import LANGUAGES, all_facts
from marketplace.demo.facts.table import measure, occasions_told

SMALL = {"with", "and", "of", "in", "dan"}


def test_there_are_240_and_codes_stay_where_they_are():
    assert [facts.code for facts in all_facts()] == [f"D{n:05d}" for n in range(1, 241)]
    places = Counter(facts.place for facts in all_facts())
    assert places == {
        "bat-trang": 15, "van-phuc": 12, "duong-lam": 8, "ha-thai": 8, "chuong": 9, "phu-vinh": 6,
        "quat-dong": 6, "son-dong": 4, "thuy-ung": 6, "chang-son": 6, "chuon-ngo": 6,
        "quang-phu-cau": 6, "thiet-ung": 4, "phung-xa": 4, "ngu-xa": 6, "la-phu": 6, "": 128,
    }  # fmt: skip


def test_names_say_the_same_facts_in_three_languages():
    first, sticky, tea = (all_facts()[n - 1] for n in (1, 113, 4))
    assert [first.title(language) for language in LANGUAGES] == [
        "Lọ tỳ bà men rạn vẽ cành trúc, cao 38 cm",
        "Pear-shaped vase in crackle glaze painted with bamboo, 38 cm tall",
        "Vas bentuk pir glasir retak lukisan bambu, tinggi 38 cm",
    ]
    assert [sticky.title(language) for language in LANGUAGES] == [
        "Gạo nếp cái hoa vàng, túi vải 5 kg",
        "Golden-flower sticky rice, 5 kg cloth sack",
        "Beras ketan bunga emas, karung kain 5 kg",
    ]
    assert [tea.set_words(language) for language in LANGUAGES] == [
        "1 ấm, 6 chén",
        "1 teapot, 6 cups",
        "1 teko, 6 cangkir",
    ]


@pytest.mark.parametrize(
    ("size", "told"),
    [
        ("h38", {"height": "38"}),
        ("d16.5", {"diameter": "16.5"}),
        ("30x20", {"length": "30", "width": "20"}),
        ("m2", {"length": "200"}),
        ("500g", {"net_weight": "500"}),
        ("1.5l", {"net_volume": "1500"}),
        ("sizeM", {}),
    ],
)
def test_a_size_is_told_as_a_measure(size, told):
    assert replace(all_facts()[0], size=size).told_measures() == told


def test_occasions_name_goods_that_there_are_and_each_has_a_shelf_full():
    forms = {(facts.kind, facts.form) for facts in all_facts()}
    assert set(occasions_told()) <= forms
    told = Counter(code for facts in all_facts() for code in facts.told().get("occasion", ()))
    assert len(told) == 9 and min(told.values()) >= 12
    assert all(len(set(codes)) == len(codes) for codes in occasions_told().values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_name_says_a_word_twice_and_no_two_are_alike(language):
    doubled = {}
    for facts in all_facts():
        words = Counter(re.findall(r"\w{2,}", facts.base(language).lower()))
        twice = {word for word, number in words.items() if number > 1} - SMALL
        if twice:
            doubled[facts.code] = facts.base(language), twice
    assert doubled == {}
    titles = Counter(facts.title(language) for facts in all_facts())
    assert [title for title, number in titles.items() if number > 1] == []


def test_two_of_a_craft_differ_in_two_facts_at_least():
    """Form, material, pattern, vessel: what a buyer sees in the picture."""
    groups: dict[str, list] = {}
    for facts in all_facts():
        groups.setdefault(facts.place, []).append(facts)
    near = [
        (one.code, two.code)
        for group in groups.values()
        for one, two in combinations(group, 2)
        if sum(
            getattr(one, key) != getattr(two, key)
            for key in ("form", "material", "pattern", "vessel")
        )
        < 2
    ]
    assert near == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_name_carries_a_place_where_it_is_not_made(language):
    assert [
        facts.code
        for facts in all_facts()
        for place in goods.FARM_COMMUNES
        if place.lower() in facts.title(language).lower()
        and (facts.place or place != goods.FARM_COMMUNES[facts.maker])
    ] == []


def test_a_size_that_is_none_is_refused():
    assert [measure(size, n) for size, n in (("h38", 0), ("30x20", 1), ("1.5kg", 2))] == [
        "cao 38 cm",
        "30 × 20 cm",
        "1,5 kg",
    ]
    with pytest.raises(ValueError, match="No size is written 'big'"):
        measure("big", 0)


def test_units_fit_what_is_sold():
    by_code = {facts.code: facts.unit() for facts in all_facts()}
    wanted = ("D00001", "D00004", "D00028", "D00149")
    assert [by_code[code] for code in wanted] == [
        ("cái", "piece", "buah"),
        ("bộ", "set", "set"),
        ("lượt", "visit", "kunjungan"),
        ("lọ", "pack", "kemasan"),
    ]
