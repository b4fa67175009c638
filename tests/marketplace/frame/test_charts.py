"""Bars stand side by side in the picture, the highest as high as there is room."""

import pytest

from marketplace.frame.charts import FOOT, HEIGHT, WIDTH, Bar, bars


def test_bars_stand_side_by_side_by_their_values():
    assert bars([("Mo", 100), ("Tu", 50), ("We", 0)]) == [
        Bar("Mo", 100, 29, 0, 182, 166, True),
        Bar("Tu", 50, 269, 83, 182, 83, True),
        Bar("We", 0, 509, 166, 182, 0, True),
    ]
    assert [bar.middle for bar in bars([("Mo", 1)])] == [86 + 547 // 2]


def test_what_is_negative_has_no_bar_and_stays_written():
    assert [(bar.value, bar.y, bar.height) for bar in bars([("a", -5), ("b", -1)])] == [
        (-5, HEIGHT - FOOT, 0),
        (-1, HEIGHT - FOOT, 0),
    ]


@pytest.mark.parametrize(("every", "shown"), [(1, [0, 1, 2, 3, 4, 5, 6]), (3, [0, 3, 6]), (7, [0])])
def test_every_so_manieth_label_is_written(every, shown):
    found = bars([(str(n), n) for n in range(7)], every)
    assert [n for n, bar in enumerate(found) if bar.shows_label] == shown


@pytest.mark.parametrize("count", [1, 2, 31, 500, 1_000])
def test_bars_stay_in_the_picture_and_can_be_seen(count):
    found = bars([(str(n), n) for n in range(count)])
    assert len(found) == count
    assert all(0 <= bar.x <= WIDTH and bar.width >= 1 for bar in found)
    assert all(bar.x + bar.width <= WIDTH + 1 for bar in found)


def test_nothing_draws_nothing():
    assert bars([]) == []
