"""Take many rows a portion at a time, so that neither a query nor a process grows with them."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

SIZE = 500
Row = TypeVar("Row")


def portions(rows: Iterable[Row], size: int = SIZE) -> Iterator[list[Row]]:
    """Give lists of at most `size` rows; none when there are none. [1, 2, 3] by 2: [1, 2], [3]."""
    stream = iter(rows)
    while portion := list(islice(stream, size)):
        yield portion
