"""Where gunicorn's processes keep their figures: in memory, not on the disk of files.

The library maps a file and lets it grow before anything is written. On a disk without room the
first write to a new page is no error that Python could catch: the system ends the process
(SIGBUS), and with it the requests of its threads.
"""

import os
import shutil
import tempfile
from hashlib import sha256
from pathlib import Path

MEMORY = Path("/dev/shm")  # noqa: S108 - in it a folder is made for its maker alone


def folder_for(var: Path, memory: Path = MEMORY) -> Path:
    """Make an empty folder for the figures of the market that keeps its things in `var`.

    What a start before left is taken away: it says nothing any more.
    """
    if not (memory.is_dir() and os.access(memory, os.W_OK)):
        shutil.rmtree(var / "metrics", ignore_errors=True)
        (var / "metrics").mkdir(parents=True)
        return var / "metrics"
    name = f"market-{sha256(str(var.resolve()).encode()).hexdigest()[:12]}-"
    for before in memory.glob(f"{name}*"):
        if before.lstat().st_uid == os.getuid():
            shutil.rmtree(before, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=name, dir=memory))
