"""Many rows, a portion at a time."""

import pytest

from marketplace.frame.portions import SIZE, portions


@pytest.mark.parametrize(
    ("rows", "parted"), [([], []), ([1, 2], [[1, 2]]), (iter([1, 2, 3]), [[1, 2], [3]])]
)
def test_portions_are_full_but_for_the_last(rows, parted):
    assert list(portions(rows, 2)) == parted
    assert [len(each) for each in portions(range(SIZE + 1))] == [SIZE, 1]
