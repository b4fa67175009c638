"""What an empty SQLite database begins with: a market that was migrated already.

On an empty database the migrations take more than a minute, nine tenths of it Django drawing
hundreds of models anew for each of their operations. So the file that they made is kept beside
this module, and `migrate` goes on from there as in a market installed on the day of the file.
`make freeze` writes it anew (docs/decisions/0035-an-empty-market-is-kept.md).
"""

import lzma
from pathlib import Path

from django.db.backends.base.base import BaseDatabaseWrapper

FILE = Path(__file__).with_name("empty_market.xz")


def begin(connection: BaseDatabaseWrapper) -> bool:
    """Put the kept file into the place of an empty SQLite database; tell whether it was one."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor != "sqlite" or "memory" in name or connection.introspection.table_names():
        return False
    connection.close()
    whole = Path(f"{name}-begun")
    whole.write_bytes(lzma.decompress(FILE.read_bytes()))
    for ending in ("-wal", "-shm"):
        Path(name + ending).unlink(missing_ok=True)
    whole.replace(name)  # at once: nobody finds half of it
    return True
