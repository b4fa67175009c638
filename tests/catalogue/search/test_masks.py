"""Masks hold and count what sets of slots do."""

import random
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogue.search import masks
from catalogue.search.masks import Runs, bits_of, slots_of

SIZE = 5000
SLOTS = st.sets(st.integers(0, SIZE - 1))


@given(SLOTS, SLOTS)
def test_masks_are_sets_of_slots(left, right):
    one, other = bits_of(left, SIZE), bits_of([*right, -1], SIZE)
    assert slots_of(one) == sorted(left)
    assert slots_of(one & other) == sorted(left & right)
    assert slots_of(one & ~other) == sorted(left - right)
    assert (one | other).bit_count() == len(left | right)


def test_many_slots_make_the_same_mask_as_few():
    slots = random.Random(1).sample(range(SIZE), masks.MANY + 500)
    some, others = slots[: masks.MANY], slots[masks.MANY :]
    assert bits_of([*slots, -1], SIZE) == bits_of(some, SIZE) | bits_of(others, SIZE)
    assert slots_of(bits_of(slots, SIZE)) == sorted(slots)


@pytest.mark.parametrize("short", [0, masks.SHORT])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    runs=st.lists(st.tuples(st.integers(0, 90), st.integers(1, 40)), max_size=120),
    rng=st.randoms(use_true_random=False),
)
def test_runs_are_counted_as_one_by_one(monkeypatch, short, runs, rng):
    """Few or many runs, values that come again, slots behind all runs, none at all."""
    monkeypatch.setattr(masks, "SHORT", short)
    column = [value for value, length in runs for _ in range(length)]
    counted = Runs(column)
    behind = len(column) + 50
    for share in (0, 0.01, 0.5, 1):
        slots = [slot for slot in range(behind) if rng.random() < share]
        wanted = Counter(column[slot] for slot in slots if slot < len(column))
        assert counted.count(bits_of(slots, behind)) == wanted
