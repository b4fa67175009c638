"""A slot: its days, what it wants, and forms that say what is wrong."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from catalogue.listing.shelf import current
from cms.slots import HomeSlots, Wanted, first_words, sets_to_choose
from tests import factories

pytestmark = pytest.mark.django_db
SLOTS = HomeSlots().child_blocks
FIRST, LAST = date(2027, 1, 10), date(2027, 2, 5)


def value(kind: str, **facts):
    block = SLOTS[kind]
    return block.to_python(facts)


@pytest.mark.parametrize(
    ("first", "last", "day", "is_shown"),
    [
        (None, None, FIRST, True),
        (FIRST, LAST, date(2027, 1, 9), False),
        (FIRST, LAST, FIRST, True),
        (FIRST, LAST, LAST, True),
        (FIRST, LAST, date(2027, 2, 6), False),
        (FIRST, None, date(2030, 1, 1), True),
        (None, LAST, date(2020, 1, 1), True),
        (FIRST, FIRST, FIRST, True),
    ],
)
def test_a_slot_is_shown_on_its_days_with_both_ends(first, last, day, is_shown):
    told = value("newest", title="New", count=4, from_day=first, to_day=last)
    assert SLOTS["newest"].is_shown(told, day) is is_shown


def test_a_slot_that_would_end_before_it_begins_is_refused():
    slot = SLOTS["newest"]
    slot.clean(value("newest", title="New", count=4, from_day=FIRST, to_day=FIRST))
    with pytest.raises(ValidationError) as refused:
        slot.clean(value("newest", title="New", count=4, from_day=LAST, to_day=FIRST))
    assert [str(m) for m in refused.value.block_errors["to_day"].messages] == [
        "Ngày cuối phải từ ngày đầu trở đi."
    ]


@pytest.mark.parametrize(("link", "is_taken"), [("/vi/", True), ("javascript:x", False)])
def test_a_button_leads_to_no_script(link, is_taken):
    told = value("season", title="Tết", button="Go", link=link)
    if is_taken:
        SLOTS["season"].clean(told)
    else:
        with pytest.raises(ValidationError):
            SLOTS["season"].clean(told)


def test_products_of_slots_above_are_not_shown_again():
    maker = factories.make_producer()
    goods = [factories.make_product(maker, price=100_000 + n) for n in range(4)]
    shelf, slot = current(), SLOTS["price"]
    told = value("price", title="Cheap", under=200_000, count=2)
    first = slot.keys(told, shelf, set())
    assert len(first) == 2
    second = slot.keys(told, shelf, set(first))
    assert len(second) == 2 and {*first, *second} == {product.pk for product in goods}


@pytest.mark.parametrize(("price", "is_under"), [(299_999, True), (300_000, False)])
def test_under_a_price_is_less_than_it(price, is_under):
    product = factories.make_product(factories.make_producer(), price=price)
    told = value("price", title="Cheap", under=300_000, count=2)
    assert SLOTS["price"].keys(told, current(), set()) == ([product.pk] if is_under else [])


def test_stars_are_those_that_are_valid():
    maker = factories.make_producer()
    starred, _plain = factories.make_product(maker), factories.make_product(maker)
    factories.make_certificate(starred, stars=5)
    assert SLOTS["stars"].keys(value("stars", title="*", stars="5"), current(), set()) == [
        starred.pk
    ]
    assert SLOTS["stars"].keys(value("stars", title="*", stars="4"), current(), set()) == []


def test_categories_are_the_chosen_that_something_is_sold_of_else_the_fullest():
    maker = factories.make_producer()
    for number in (20, 20, 1):
        factories.make_product(maker, set_number=number)
    shelf, slot = current(), SLOTS["categories"]
    assert slot.numbers(value("categories", sets=[]), shelf) == ["20", "1"]
    assert slot.numbers(value("categories", sets=["1", "5", "1", "20"]), shelf) == ["1", "20"]
    assert {"1", "20"} <= {number for number, _name in sets_to_choose()}


def test_what_is_not_chosen_is_not_wanted():
    wanted = Wanted()
    SLOTS["village"].want(value("village", village=None), wanted)
    SLOTS["maker"].want(value("maker", producer=None), wanted)
    SLOTS["stories"].want(value("stories", title="S", stories=[]), wanted)
    assert wanted == Wanted(newest_stories=3)


@pytest.mark.parametrize(
    ("story", "words"),
    [
        ("One. Two is longer.", "One."),
        ("Short", "Short"),
        ("", ""),
        ("No end of words here", "No end of…"),
        ("First.\nSecond.", "First."),
    ],
)
def test_a_story_begins_with_whole_sentences(story, words):
    assert first_words(story, most=11) == words


def test_a_maker_without_a_picture_is_shown_by_its_first_work():
    maker = factories.make_producer()
    product = factories.make_product(maker)
    keys = SLOTS["maker"].keys
    assert keys(value("maker", producer=maker.pk, picture=None), current(), set()) == [product.pk]
    pictured = dict(value("maker", producer=maker.pk)) | {"picture": 1}
    assert keys(pictured, current(), set()) == []
    assert keys(value("maker", producer=None, picture=None), current(), set()) == []
