"""Read a table of products as a file holds it: its header, where our columns stand, its rows."""

from marketplace.files.named_tables import Given as Given
from marketplace.files.named_tables import Table, read_named
from marketplace.files.named_tables import cells_by_key as cells_by_key
from marketplace.listings.imports.columns import GOODS

MOST_ROWS = 10_000


def read_table(content: bytes) -> Table:
    """Read a file. Raises Unreadable: also no_header, twice, empty, too_many."""
    return read_named(content, GOODS, MOST_ROWS)
