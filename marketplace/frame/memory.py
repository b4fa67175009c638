"""Memory that a process no longer needs goes back to the system."""

import ctypes
import gc


def give_back() -> None:
    """Collect what is unreachable and return free heap pages; for after large work only.

    glibc keeps freed memory for itself (malloc_trim(3)); elsewhere nothing is asked.
    """
    gc.collect()
    try:
        ctypes.CDLL(None).malloc_trim(0)
    except (AttributeError, OSError):  # another C library
        return
